#include "widgets/shell/window_keys.h"

#include "widgets/shell/main_window.h"

#include <QShortcut>

namespace natsdeck::ui {

void installKeys(MainWindow &window)
{
    const auto on = [&window](const QKeySequence &keys, auto function) {
        auto *shortcut = new QShortcut(keys, &window);
        shortcut->setAutoRepeat(false);
        QObject::connect(shortcut, &QShortcut::activated, &window, function);
    };
    on(Qt::CTRL | Qt::Key_K, [&window] { window.showPalette(); });
    on(Qt::CTRL | Qt::Key_B, [&window] { window.setNavigationShown(!window.isNavigationShown()); });
    on(Qt::CTRL | Qt::Key_J, [&window] { window.setActivityShown(!window.isActivityShown()); });
    on(Qt::CTRL | Qt::Key_Comma, [&window] { window.showSettings(); });
    on(Qt::Key_F1, [&window] { window.showHelp(); });
    on(Qt::Key_Question, [&window] { window.showKeys(); });
    on(Qt::Key_F5, [&window] { window.refreshPage(); });
    on(Qt::Key_Slash, [&window] { window.focusFilter(); });
    on(Qt::Key_Escape, [&window] { window.closeTopmost(); });
    on(Qt::ALT | Qt::Key_Left, [&window] { window.goBack(); });
    on(Qt::ALT | Qt::Key_Right, [&window] { window.goForward(); });
    on(Qt::Key_F6, [&window] { window.focusArea(1); });
    on(Qt::SHIFT | Qt::Key_F6, [&window] { window.focusArea(-1); });
    for (int number = 1; number <= 9; ++number)
        on(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number), [&window, number] { window.showPageAt(number - 1); });
}

} // namespace natsdeck::ui
