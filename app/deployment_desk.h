#pragma once

#include "models/deployment/wizard_presenter.h"
#include "models/systems/system_record.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QWidget;

namespace natsdeck::deployment {
class WorkstationEngine;
}
namespace natsdeck::ui {
class Activity;
class MainWindow;
class Theme;
} // namespace natsdeck::ui

namespace natsdeck::app {

class Backstage;

// Deployments as the program runs them: wizards in windows of their own, work that goes on when its window is closed, the
// operations of the tree (start, stop, restart, remove), all of it in Activity.
class DeploymentDesk final : public QObject
{
    Q_OBJECT

public:
    // What a wizard's window asks of the program.
    struct Wanted
    {
        std::function<void(const QString &systemId)> open;
        std::function<void(const QString &context)> consent;
    };
    using WindowMaker = std::function<QWidget *(deployment::WizardPresenter &presenter, const Wanted &wanted)>;

    DeploymentDesk(Backstage &backstage, ui::Activity &activity, const ui::Theme &theme, ui::MainWindow &window, WindowMaker makeWindow,
                   QObject *parent = nullptr);
    ~DeploymentDesk() override;

    // A wizard in a window of its own. `context`: a kubeconfig context that is chosen already; empty = the person chooses.
    void openWizard(const QString &context = {});
    void checkInterrupted(); // says in Activity what an earlier run left unfinished

    void reloadOffers(const QString &context); // of wizards that wait for a consent
    [[nodiscard]] deployment::WizardPresenter *newestPresenter() const;
    [[nodiscard]] QWidget *newestWindow() const;

    // Of a server of this workstation.
    void operate(const QString &deploymentId, const QString &name, int operation); // WorkstationEngine::Operation

    // What NatsDeck deployed, here or in a cluster, with the engine that can take it away.
    struct Removable
    {
        deployment::Engine *engine = nullptr;
        QString deploymentId; // as that engine names it
        systems::SystemRecord record;
    };
    [[nodiscard]] std::optional<Removable> removable(const systems::SystemRecord &record) const; // nothing: not ours
    void askRemoval(const Removable &what);
    void remove(const Removable &what, const deployment::RemovalOptions &options); // was asked about

signals:
    void deployed(const QString &systemId, const QString &context); // context empty: this workstation
    void removed(const QString &systemId, const QString &context);  // context empty: this workstation
    void openRequested(const QString &systemId);
    void consentRequested(const QString &context); // a wizard cannot ask its target before it is given

private:
    struct Wizard;
    struct Operation;
    [[nodiscard]] QList<deployment::TargetOption> targets() const;
    void follow(Wizard &wizard);
    void run(plan::Plan plan, const QString &systemId, const QString &context = {});
    void notifyFailure(const QString &name, const Error &error);
    void sweep();

    Backstage &m_backstage;
    ui::Activity &m_activity;
    const ui::Theme &m_theme;
    ui::MainWindow &m_window;
    WindowMaker m_makeWindow;
    deployment::WorkstationEngine &m_workstation;
    std::vector<std::unique_ptr<Wizard>> m_wizards;
    std::vector<std::unique_ptr<Operation>> m_operations;
};

} // namespace natsdeck::app
