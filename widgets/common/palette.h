#pragma once

#include "widgets/common/tokens.h"

#include <QPalette>

namespace natsdeck::ui {

// Qt 6.4 has no accent role, so the roles carry this meaning all over the application:
//   Link = accent      PlaceholderText = muted text   BrightText = text on a filled control
//   Mid  = border      Midlight = hairline            Dark = track
//   Light = raised     AlternateBase = sunken         Highlight = selected row (text colour stays)
QPalette makePalette(const Tokens &tokens);

} // namespace natsdeck::ui
