#include "widgets/shell/shell_menu.h"

#include "models/settings/settings.h"
#include "widgets/common/tinted_icon.h"
#include "widgets/shell/main_window.h"
#include "widgets/shell/top_bar.h"

#include <QActionGroup>
#include <QApplication>
#include <QCoreApplication>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace keys = settings::keys;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("ShellMenu", text); }

// One choice of a setting that is a word.
void addChoices(QMenu &menu, settings::Settings &settings, const settings::Key<QString> &key,
                std::initializer_list<std::pair<QString, QString>> choices)
{
    auto *group = new QActionGroup(&menu);
    for (const auto &[value, text] : choices) {
        QAction *action = menu.addAction(text);
        action->setCheckable(true);
        action->setData(value);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, &menu, [&settings, &key, value = value] { settings.set(key, value); });
    }
    QObject::connect(&menu, &QMenu::aboutToShow, group, [group, &settings, &key] {
        const QString current = settings.value(key);
        for (QAction *action : group->actions())
            action->setChecked(action->data().toString() == current);
    });
}

} // namespace

void fillShellMenu(MainWindow &window, settings::Settings &settings)
{
    QMenu &menu = *window.menu();
    QMenu *scheme = menu.addMenu(tr("Appearance"));
    addChoices(*scheme, settings, keys::theme,
               {{u"system"_s, tr("As the desktop says")}, {u"light"_s, tr("Light")}, {u"dark"_s, tr("Dark")}});
    QMenu *density = menu.addMenu(tr("Density"));
    addChoices(*density, settings, keys::density, {{u"comfortable"_s, tr("Comfortable")}, {u"compact"_s, tr("Compact")}});
    // The keys are shown here and handled in window_keys.cpp: a second shortcut would make both ambiguous.
    menu.addAction(tintedIcon(u"deck-activity"_s), tr("Activity") + u"\tCtrl+J"_s, &window,
                   [&window] { window.setActivityShown(!window.isActivityShown()); });
    menu.addAction(tintedIcon(u"deck-settings"_s), tr("Settings…") + u"\tCtrl+,"_s, &window, [&window] { window.showSettings(); });
    menu.addSeparator();
    menu.addAction(tintedIcon(u"deck-help"_s), tr("Help") + u"\tF1"_s, &window, [&window] { window.showHelp(); });
    menu.addAction(tr("Keys") + u"\t?"_s, &window, [&window] { window.showKeys(); });
    menu.addSeparator();
    menu.addAction(tr("Quit"), QKeySequence(QKeySequence::Quit), &window, [&window] { window.close(); });
}

QList<PaletteEntry> shellEntries(MainWindow &window, bool locked, bool hasSystem)
{
    QList<PaletteEntry> entries;
    const auto add = [&](const QString &text, const QString &icon, const QString &shortcut, std::function<void()> run) {
        entries << PaletteEntry{PaletteGroup::Actions, text, {}, icon, shortcut, {}, std::move(run)};
    };
    if (hasSystem) {
        add(locked ? tr("Allow changes") : tr("Make read-only"), locked ? u"deck-unlock"_s : u"deck-lock"_s, {},
            [&window, locked] { emit window.topBar()->lockRequested(!locked); });
        add(tr("Refresh"), u"deck-refresh"_s, tr("F5"), [&window] { window.refreshPage(); });
    }
    add(tr("Add a system…"), u"deck-plus"_s, {}, [&window] { emit window.addRequested(); });
    add(tr("Show activity"), u"deck-activity"_s, tr("Ctrl J"), [&window] { window.showActivity(u"operations"_s); });
    add(tr("Show notifications"), u"deck-bell"_s, {}, [&window] { window.showActivity(u"notifications"_s); });
    add(tr("Settings"), u"deck-settings"_s, tr("Ctrl ,"), [&window] { window.showSettings(); });
    add(tr("Help"), u"deck-help"_s, tr("F1"), [&window] { window.showHelp(); });
    add(tr("Keys"), u"deck-info"_s, u"?"_s, [&window] { window.showKeys(); });
    return entries;
}

} // namespace natsdeck::ui
