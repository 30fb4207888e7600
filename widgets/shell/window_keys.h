#pragma once

#include <QObject>

namespace natsdeck::ui {

class MainWindow;

// The keys of the main window (key_list.h says them to people).
void installKeys(MainWindow &window);

} // namespace natsdeck::ui
