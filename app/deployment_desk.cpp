#include "app/deployment_desk.h"

#include "app/backstage.h"
#include "models/base/units.h"
#include "models/deployment/manifest_engine.h"
#include "models/deployment/verification.h"
#include "models/deployment/workstation_engine.h"
#include "models/kube/nats_finder.h"
#include "models/plan/plan_runner.h"
#include "widgets/deployment/removal_dialog.h"
#include "widgets/shell/activity.h"
#include "widgets/shell/main_window.h"

#include <QEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::app {

using deployment::WizardPresenter;
using plan::PlanRunner;

namespace {

ui::OperationState stateOf(const PlanRunner &runner)
{
    switch (runner.outcome().value_or(plan::Outcome::Failed)) {
    case plan::Outcome::Done:
    case plan::Outcome::Undone:
        return ui::OperationState::Done;
    case plan::Outcome::Cancelled:
        return ui::OperationState::Cancelled;
    default:
        return ui::OperationState::Failed;
    }
}

// Keeps one line of Activity as the runner says.
void showIn(ui::Activity &activity, int id, const PlanRunner &runner)
{
    if (runner.state() == PlanRunner::State::Finished) {
        activity.end(id, stateOf(runner), runner.error() ? toText(*runner.error()) : shortDuration(runner.elapsed()));
        return;
    }
    const int step = runner.currentStep();
    activity.update(id, runner.progress(), step >= 0 ? runner.steps()[step].title : QString());
}

// Nothing was begun, or it ended; a deployment that was made is not over before it was verified.
bool isOver(WizardPresenter &wizard)
{
    if (wizard.isBusy())
        return false;
    if (wizard.page() != deployment::WizardPage::Progress && wizard.page() != deployment::WizardPage::Result)
        return true;
    const PlanRunner &runner = wizard.runner();
    if (runner.state() != PlanRunner::State::Finished)
        return false;
    return runner.outcome() != plan::Outcome::Done || !wizard.verification().findings().isEmpty();
}

} // namespace

struct DeploymentDesk::Wizard
{
    std::unique_ptr<WizardPresenter> presenter;
    QPointer<QWidget> window;
    int operation = 0; // in Activity; 0 = nothing runs
    QString context;
};

struct DeploymentDesk::Operation
{
    std::unique_ptr<PlanRunner> runner;
    int id = 0;
    bool isOver = false;
};

DeploymentDesk::DeploymentDesk(Backstage &backstage, ui::Activity &activity, const ui::Theme &theme, ui::MainWindow &window,
                               WindowMaker makeWindow, QObject *parent)
    : QObject(parent)
    , m_backstage(backstage)
    , m_activity(activity)
    , m_theme(theme)
    , m_window(window)
    , m_makeWindow(std::move(makeWindow))
    , m_workstation(backstage.workstationEngine())
{}

DeploymentDesk::~DeploymentDesk()
{
    for (const std::unique_ptr<Wizard> &wizard : m_wizards)
        delete wizard->window; // it reads its presenter
}

QList<deployment::TargetOption> DeploymentDesk::targets() const
{
    QList<deployment::TargetOption> targets;
    deployment::TargetOption here;
    here.title = tr("This workstation");
    here.detail = tr("A server of your own, in a private folder");
    targets << here;
    for (const kube::ContextEntry &context : m_backstage.kube.config().contexts) {
        deployment::TargetOption option;
        option.target = {deployment::TargetKind::Kubernetes, context.name, context.nameSpace};
        option.title = context.name;
        option.detail = context.cluster;
        option.production = systems::guessEnvironment({context.name, context.cluster}) == systems::Environment::Production;
        targets << option;
    }
    return targets;
}

void DeploymentDesk::openWizard(const QString &context)
{
    auto wizard = std::make_unique<Wizard>();
    wizard->presenter = std::make_unique<WizardPresenter>(
        WizardPresenter::Parts{m_backstage.gate,
                               m_backstage.clock,
                               m_backstage.engines,
                               [this](const deployment::DesiredSystem &desired, const deployment::ConnectFacts &facts) {
                                   return m_backstage.accessTo(desired, facts);
                               },
                               {}});
    const QList<deployment::TargetOption> options = targets();
    wizard->presenter->setTargets(options);
    for (int i = 0; i < options.size(); ++i) {
        if (!context.isEmpty() && options[i].target.context == context)
            wizard->presenter->setTargetIndex(i);
    }
    follow(*wizard);
    wizard->window = m_makeWindow(*wizard->presenter, {[this](const QString &systemId) { emit openRequested(systemId); },
                                                       [this](const QString &wanting) { emit consentRequested(wanting); }});
    wizard->window->setAttribute(Qt::WA_DeleteOnClose);
    connect(wizard->window, &QObject::destroyed, this, &DeploymentDesk::sweep, Qt::QueuedConnection);
    wizard->window->show();
    m_wizards.push_back(std::move(wizard));
}

void DeploymentDesk::follow(Wizard &wizard)
{
    WizardPresenter *presenter = wizard.presenter.get();
    PlanRunner *runner = &presenter->runner();
    connect(runner, &PlanRunner::stateChanged, this, [this, &wizard, presenter, runner] {
        const bool runs = runner->state() == PlanRunner::State::Running || runner->state() == PlanRunner::State::Undoing;
        if (runs && wizard.operation == 0) {
            ui::Operation operation;
            operation.title = runner->state() == PlanRunner::State::Undoing ? tr("Taking back %1").arg(presenter->answers().name)
                                                                            : tr("Deploying %1").arg(presenter->answers().name);
            operation.started = m_backstage.clock.wall();
            operation.cancel = [presenter] { presenter->cancel(); };
            wizard.operation = m_activity.start(operation);
        }
        if (!runs && wizard.operation != 0) {
            showIn(m_activity, wizard.operation, *runner);
            wizard.operation = 0;
        }
        sweep();
    });
    connect(runner, &PlanRunner::progressChanged, this, [this, &wizard, runner] {
        if (wizard.operation != 0)
            showIn(m_activity, wizard.operation, *runner);
    });
    connect(presenter, &WizardPresenter::busyChanged, this, &DeploymentDesk::sweep, Qt::QueuedConnection);
    connect(&presenter->verification(), &deployment::Verification::finished, this, &DeploymentDesk::sweep, Qt::QueuedConnection);
    connect(presenter, &WizardPresenter::deployed, this,
            [this](const QString &systemId, const deployment::DesiredSystem &desired) { emit deployed(systemId, desired.target.context); });
    connect(presenter, &WizardPresenter::failed, this, [this](const Error &error) {
        m_activity.notify({m_backstage.clock.wall(), Severity::Warning, error.summary, toText(error), {}});
    });
}

// Wizards without a window go once their work is over, and operations stay only as a line in Activity.
void DeploymentDesk::sweep()
{
    std::erase_if(m_wizards, [](const auto &wizard) { return wizard->window.isNull() && isOver(*wizard->presenter); });
    std::erase_if(m_operations, [](const auto &operation) { return operation->isOver; });
}

WizardPresenter *DeploymentDesk::newestPresenter() const { return m_wizards.empty() ? nullptr : m_wizards.back()->presenter.get(); }

QWidget *DeploymentDesk::newestWindow() const { return m_wizards.empty() ? nullptr : m_wizards.back()->window.data(); }

void DeploymentDesk::checkInterrupted()
{
    const WizardPresenter presenter({m_backstage.gate, m_backstage.clock, m_backstage.engines, {}, {}});
    for (const plan::JournalState &journal : presenter.interrupted()) {
        m_activity.notify({m_backstage.clock.wall(),
                           Severity::Warning,
                           tr("Unfinished: %1").arg(journal.title),
                           tr("An earlier run was interrupted. The deployment wizard offers to go on or to take it back."),
                           {}});
    }
}

void DeploymentDesk::notifyFailure(const QString &name, const Error &error)
{
    m_activity.notify({m_backstage.clock.wall(), Severity::Critical, tr("%1: %2").arg(name, error.summary), toText(error), {}});
}

void DeploymentDesk::operate(const QString &deploymentId, const QString &name, int operation)
{
    async::deliver<plan::Plan>(m_workstation.operation(deploymentId, static_cast<deployment::WorkstationEngine::Operation>(operation)),
                               this, [this, deploymentId, name](const Result<plan::Plan> &plan) {
                                   if (plan)
                                       run(*plan, systems::localSystemId(deploymentId));
                                   else
                                       notifyFailure(name, plan.error());
                               });
}

std::optional<DeploymentDesk::Removable> DeploymentDesk::removable(const systems::SystemRecord &record) const
{
    if (const auto deployment = m_backstage.deployments.bySystemId(record.id))
        return Removable{&m_workstation, deployment->id(), record};
    if (record.origin != systems::Origin::Kubernetes || record.managedBy != kube::managedByUs)
        return std::nullopt;
    const deployment::Target target{deployment::TargetKind::Kubernetes, record.context, record.nameSpace};
    for (const std::shared_ptr<deployment::Engine> &engine : m_backstage.engines) {
        if (engine->handles(target))
            return Removable{engine.get(), deployment::ManifestEngine::removalKey(record.context, record.nameSpace, record.workload),
                             record};
    }
    return std::nullopt;
}

void DeploymentDesk::askRemoval(const Removable &what)
{
    async::deliver<deployment::RemovalImpact>(
        what.engine->removalImpact(what.deploymentId), this, [this, what](const Result<deployment::RemovalImpact> &impact) {
            if (!impact) { // what would be lost cannot be told, so it cannot be agreed to
                notifyFailure(what.record.name, impact.error());
                return;
            }
            const bool here = what.record.origin == systems::Origin::Workstation;
            const auto environment = here ? ui::Environment::Development : static_cast<ui::Environment>(what.record.environment);
            ui::confirmRemoval(m_theme, &m_window, what.record.name, environment, *impact,
                               [this, what](deployment::RemovalOptions options) { remove(what, options); });
        });
}

void DeploymentDesk::remove(const Removable &what, const deployment::RemovalOptions &options)
{
    async::deliver<plan::Plan>(what.engine->removal(what.deploymentId, options), this, [this, what](const Result<plan::Plan> &plan) {
        if (plan)
            run(*plan, what.record.id, what.record.context);
        else
            notifyFailure(what.record.name, plan.error());
    });
}

void DeploymentDesk::reloadOffers(const QString &context)
{
    for (const std::unique_ptr<Wizard> &wizard : m_wizards) {
        const int index = wizard->presenter->targetIndex();
        if (index >= 0 && wizard->presenter->targets()[index].target.context == context)
            wizard->presenter->reloadOffers();
    }
}

void DeploymentDesk::run(plan::Plan plan, const QString &systemId, const QString &context)
{
    auto operation = std::make_unique<Operation>();
    operation->runner = std::make_unique<PlanRunner>(m_backstage.gate, m_backstage.clock);
    PlanRunner *runner = operation->runner.get();
    ui::Operation line;
    line.title = plan.title;
    line.started = m_backstage.clock.wall();
    line.cancel = [guard = QPointer(runner)] {
        if (guard)
            guard->cancel();
    };
    operation->id = m_activity.start(line);
    connect(runner, &PlanRunner::progressChanged, this, [this, id = operation->id, runner] { showIn(m_activity, id, *runner); });
    connect(
        runner, &PlanRunner::finished, this,
        [this, id = operation->id, runner, systemId, context, kind = plan.kind, done = operation.get()] {
            showIn(m_activity, id, *runner);
            if (runner->outcome() == plan::Outcome::Failed && runner->error())
                m_activity.notify({m_backstage.clock.wall(), Severity::Critical, runner->error()->summary, toText(*runner->error()), {}});
            if (kind == "remove"_L1 && runner->outcome() == plan::Outcome::Done)
                emit removed(systemId, context);
            m_backstage.deployments.refresh();
            done->isOver = true;
            QMetaObject::invokeMethod(this, &DeploymentDesk::sweep, Qt::QueuedConnection);
        });
    m_operations.push_back(std::move(operation));
    runner->start(std::move(plan));
}

} // namespace natsdeck::app
