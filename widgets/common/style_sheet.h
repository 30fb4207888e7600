#pragma once

#include "widgets/common/tokens.h"

#include <QString>

namespace natsdeck::ui {

// The one application style sheet. It covers control chrome only (buttons, inputs, tabs, menus, scroll bars)
// and never names an item view's items: those belong to delegates and the palette.
QString makeStyleSheet(const Tokens &tokens, const Metrics &metrics);

} // namespace natsdeck::ui
