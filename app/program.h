#pragma once

#include "app/backstage.h"
#include "app/deployment_desk.h"
#include "app/open_systems.h"
#include "app/start_content.h"
#include "widgets/shell/activity.h"
#include "widgets/shell/appearance.h"
#include "widgets/shell/main_window.h"
#include "widgets/shell/page_registry.h"
#include "widgets/shell/scheme_watcher.h"

#include <QObject>
#include <QTimer>

#include <memory>

class QApplication;
class QMenu;

namespace natsdeck::logging {
class Sink;
}

namespace natsdeck::app {

// The program: the only place that knows every concrete class. Makes the models, the window and its pages, and answers what
// the window asks for. Making it contacts nothing.
class Program final : public QObject
{
    Q_OBJECT

public:
    Program(QApplication &app, const logging::Sink *log);
    ~Program() override;

    void show(); // the window; files are read after its first frame

    // "<system>/<page>/<item>" of the command line: opens a context when the name begins with one. What is not found is said
    // in Activity.
    void openTarget(const QString &target);
    // A row of the tree, as if someone had activated it.
    void activate(const QString &key);

    void deploy(const QString &context = {}); // the wizard
    void addSystem();                         // by address: a dialog
    void addKubeconfig();                     // a dialog that says what it would run and reach

    [[nodiscard]] Backstage &backstage() { return m_backstage; }
    [[nodiscard]] ui::MainWindow &window() { return *m_window; }
    [[nodiscard]] ui::Theme &theme() { return *m_theme; }
    [[nodiscard]] ui::Activity &activity() { return m_activity; }
    [[nodiscard]] OpenSystems &systems() { return *m_systems; }
    [[nodiscard]] DeploymentDesk &desk() { return *m_desk; }

private:
    void registerPages();
    void bindWindow();
    void bindCatalogue();
    void bindDesk();
    void addWorkstationActions(QMenu &menu, const systems::SystemRecord &record);
    void refreshStart();
    void hint(const QString &key);
    void showContextMenu(const QString &context, const QPoint &position);
    void showMenu(const QString &key, const QPoint &position);
    void askConsent(const QString &context, const guard::ConsentRequest &request);
    void tryTarget();
    [[nodiscard]] QList<ui::PaletteEntry> streamEntries();
    [[nodiscard]] QList<ui::PaletteEntry> paletteEntries();
    void saySettingsDamage();

    Backstage m_backstage;
    ui::Activity m_activity;
    std::unique_ptr<ui::SchemeWatcher> m_schemes;
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::Appearance> m_appearance;
    ui::PageRegistry m_pages;
    std::unique_ptr<ui::MainWindow> m_window;
    std::unique_ptr<OpenSystems> m_systems;
    std::unique_ptr<DeploymentDesk> m_desk;
    std::optional<StartFacts> m_startFacts; // as shown
    QString m_target;                       // not found yet
    QTimer m_targetDeadline;
};

} // namespace natsdeck::app
