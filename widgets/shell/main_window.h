#pragma once

#include "models/base/logging.h"
#include "widgets/shell/first_start_page.h"
#include "widgets/shell/history.h"
#include "widgets/shell/key_list.h"
#include "widgets/shell/page_registry.h"
#include "widgets/shell/palette_entry.h"
#include "widgets/shell/shell_system.h"

#include <QPointer>
#include <QWidget>

class QAbstractItemModel;
class QMenu;
class QSplitter;
class QStackedWidget;

namespace natsdeck::settings {
class Settings;
}

namespace natsdeck::ui {

class Activity;
class ActivityPanel;
class EnvironmentLine;
class HelpWindow;
class NavigationPanel;
class StatusBar;
class TopBar;
class Workspace;

// What the frame is made of; everything outlives the window.
struct ShellParts
{
    Theme &theme;
    settings::Settings &settings;
    QAbstractItemModel &navigation; // roles of models/systems/navigation_roles.h
    const PageRegistry &pages;
    Activity &activity;
    const logging::Sink *log = nullptr; // null: no Log tab
    QString helpFolder;                 // ":/natsdeck/help"
};

// The frame: navigation, top bar, pages, inspector, activity, status bar, and the keys. It knows no feature; whoever
// composes the program answers its signals.
class MainWindow final : public QWidget
{
    Q_OBJECT

public:
    explicit MainWindow(const ShellParts &parts, QWidget *parent = nullptr);
    ~MainWindow() override;

    void showSystem(ShellSystem &system, const QString &page = {}, const QString &item = {}); // must outlive forgetSystem()
    void forgetSystem(const QString &id);
    void showStart(const StartContent &content); // also what is shown when no system is
    bool openTarget(const QString &target);      // "streams/ORDERS", in the shown system
    void addPaletteSource(PaletteSource source);
    void addKeys(const QList<KeyHelp> &keys);
    void setBudget(const QString &text); // status bar

    void showPalette(const QString &query = {});
    void showKeys();
    void showHelp(const QString &page = {});
    void showSettings();
    void showActivity(const QString &tab);
    void setActivityShown(bool shown);
    bool isActivityShown() const;
    void setNavigationShown(bool shown);
    bool isNavigationShown() const;
    void refreshPage();
    void focusFilter();
    void closeTopmost();
    void goBack();
    void goForward();
    void focusArea(int direction);
    void showPageAt(int index);

    QMenu *menu() const { return m_menu; } // to add to
    Workspace *workspace() const { return m_workspace; }
    NavigationPanel *navigation() const { return m_navigation; }
    TopBar *topBar() const { return m_topBar; }
    ActivityPanel *activityPanel() const { return m_activityPanel; }

signals:
    void navigationActivated(const QString &key);
    void navigationMenuWanted(const QString &key, const QPoint &globalPosition);
    void addRequested();
    // A place of history in a system that is not shown; answer with showSystem().
    void locationWanted(const natsdeck::ui::Location &place);

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void bind();
    void showFacts();
    void askLock(bool locked);
    void go(const Location &place);
    QList<PaletteEntry> ownEntries(const QString &query);
    void restoreState();
    void saveState();
    QList<QWidget *> areas() const;

    ShellParts m_parts;
    History m_history;
    std::vector<PaletteSource> m_sources;
    QList<KeyHelp> m_keys;
    QPointer<ShellSystem> m_system;
    QMenu *m_menu;
    EnvironmentLine *m_line;
    NavigationPanel *m_navigation;
    TopBar *m_topBar;
    FirstStartPage *m_start;
    Workspace *m_workspace;
    ActivityPanel *m_activityPanel;
    StatusBar *m_statusBar;
    QStackedWidget *m_center;
    QSplitter *m_columns;
    QSplitter *m_rows;
    QPointer<QWidget> m_settingsPage;
    QPointer<HelpWindow> m_help;
    bool m_navigationFolded = false; // by itself, because the window is narrow
    bool m_walkingHistory = false;
};

} // namespace natsdeck::ui
