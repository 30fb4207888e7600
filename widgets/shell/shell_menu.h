#pragma once

#include "widgets/shell/palette_entry.h"

namespace natsdeck::settings {
class Settings;
}

namespace natsdeck::ui {

class MainWindow;

// What the frame itself can do: in the menu and in the palette.
void fillShellMenu(MainWindow &window, settings::Settings &settings);
QList<PaletteEntry> shellEntries(MainWindow &window, bool locked, bool hasSystem);

} // namespace natsdeck::ui
