#pragma once

#include <QIcon>
#include <QPalette>

// Monochrome icons that follow the palette: one drawing serves light, dark, disabled and selected.
namespace natsdeck::ui {

// `name` is looked up first among the application's own drawings (":/natsdeck/icons/NAME.svg"), then in the icon
// theme. The colour is read from the application palette at paint time, so nothing has to be rebuilt when the
// scheme changes. `role`: WindowText, PlaceholderText (muted), Link (accent) or BrightText (on a filled control).
QIcon tintedIcon(const QString &name, QPalette::ColorRole role = QPalette::WindowText);

} // namespace natsdeck::ui
