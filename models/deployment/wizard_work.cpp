#include "models/deployment/verification.h"
#include "models/deployment/wizard_presenter.h"
#include "models/guard/gate.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

// The second half of WizardPresenter: from the plan to the result.
namespace natsdeck::deployment {

namespace {

const QHash<QString, WizardPage> pageWords{{u"target"_s, WizardPage::Target}, {u"profile"_s, WizardPage::Profile},
                                           {u"server"_s, WizardPage::Server}, {u"storage"_s, WizardPage::Storage},
                                           {u"access"_s, WizardPage::Access}, {u"security"_s, WizardPage::Security},
                                           {u"plan"_s, WizardPage::Plan},     {u"progress"_s, WizardPage::Progress}};

} // namespace

// --- preflight and plan

void WizardPresenter::runPreflight()
{
    Engine *asked = engine();
    if (!asked || isBusy())
        return;
    m_preflightStop.request_stop();
    m_preflightStop = std::stop_source();
    m_preflighting = true;
    emit planChanged();
    async::deliver(
        asked->preflight(m_desired, m_preflightStop.get_token()), this,
        [this, generation = m_preflightGeneration.next()](const Result<Findings> &found) {
            if (!m_preflightGeneration.isCurrent(generation))
                return;
            m_preflighting = false;
            if (found) {
                m_preflight = *found;
                m_preflightTime = m_parts.clock.wall();
            } else {
                m_preflight = {
                    Finding{u"preflight"_s, Severity::Critical, found.error().summary, found.error().detail, found.error().remedy, {}, {}}};
            }
            emit planChanged();
        });
    if (m_planError)
        startPlanning(); // what was mended for the checks may let the plan be made too
}

void WizardPresenter::startPlanning()
{
    Engine *asked = engine();
    if (!asked || isBusy())
        return;
    m_planning = true;
    m_plan.reset();
    m_planError.reset();
    emit planChanged();
    async::deliver(asked->plan(m_desired), this, [this, generation = m_planGeneration.next()](const Result<plan::Plan> &plan) {
        if (!m_planGeneration.isCurrent(generation))
            return;
        m_planning = false;
        if (plan)
            m_plan = *plan;
        else
            m_planError = plan.error();
        emit planChanged();
    });
}

QString WizardPresenter::applyText() const
{
    if (!m_plan)
        return tr("Apply");
    const int changes =
        m_plan->count(plan::ChangeKind::Create) + m_plan->count(plan::ChangeKind::Change) + m_plan->count(plan::ChangeKind::Remove);
    return changes > 0 ? tr("Apply %n change(s)", nullptr, changes) : tr("Apply");
}

bool WizardPresenter::canApply() const
{
    return m_plan && m_preflightTime.isValid() && !m_preflighting && !m_planning && !blocks(m_preflight) && m_invalid.isEmpty() &&
           !isBusy();
}

bool WizardPresenter::runAction(const QString &action)
{
    const QString verb = action.section(u':', 0, 0);
    if (verb == u"go-to") {
        const auto page = pageWords.constFind(action.section(u':', 1));
        if (page == pageWords.constEnd() || isBusy() || !isReached(*page))
            return false;
        enter(*page);
        return true;
    }
    if (verb != u"choose-free-port" || isBusy())
        return false;
    const QString which = action.section(u':', 1, 1);
    setText(which == u"client" ? Field::ClientPort : Field::MonitoringPort, action.section(u':', 2));
    enter(WizardPage::Plan);
    return true;
}

// --- progress

void WizardPresenter::apply()
{
    if (!canApply())
        return;
    runOn(*m_plan);
}

void WizardPresenter::runOn(plan::Plan plan)
{
    m_facts.reset();
    m_makesSystem = plan.makesSystem;
    m_kind = plan.kind;
    plan.id = plan::Plan::makeId(); // tried again: a journal of its own
    enter(WizardPage::Progress);
    m_runner->start(std::move(plan));
    emit busyChanged();
}

void WizardPresenter::cancel()
{
    m_runner->cancel();
    m_verification->cancel();
}

void WizardPresenter::undo()
{
    if (m_adopted && !m_runner->outcome())
        undoAdopted();
    else if (!isBusy())
        m_runner->undo();
}

void WizardPresenter::retry()
{
    if (isBusy())
        return;
    if (m_adopted) {
        resumeAdopted();
        return;
    }
    Engine *asked = engine();
    if (!asked)
        return;
    // Built anew: what was done meanwhile is not done again, and what was mended counts.
    async::deliver(asked->plan(m_desired), this, [this](const Result<plan::Plan> &plan) {
        if (!plan)
            emit failed(plan.error());
        else if (!isBusy())
            runOn(*plan);
    });
}

bool WizardPresenter::isBusy() const
{
    const plan::PlanRunner::State state = m_runner->state();
    return state == plan::PlanRunner::State::Running || state == plan::PlanRunner::State::Undoing || m_verification->isRunning() ||
           m_rebuilding;
}

QString WizardPresenter::cancelConsequence() const
{
    if (m_verification->isRunning())
        return tr("Cancelling leaves the system running; the stream of the check is removed first.");
    return tr("Cancelling stops within the current step. What was done stays until you take it back or go on.");
}

void WizardPresenter::onRunFinished()
{
    const std::optional<plan::Outcome> outcome = m_runner->outcome();
    emit busyChanged();
    if (outcome == plan::Outcome::Undone) {
        m_adopted.reset();
        enter(WizardPage::Plan);
    } else if (outcome == plan::Outcome::Done) {
        m_adopted.reset();
        emit pageChanged();
        if (isDeployment())
            loadFacts();
    } else {
        emit pageChanged();
    }
}

void WizardPresenter::loadFacts()
{
    Engine *asked = engine();
    if (!asked)
        return;
    async::deliver(asked->facts(m_desired), this, [this](const Result<ConnectFacts> &facts) {
        if (!facts) {
            emit failed(facts.error());
            return;
        }
        m_facts = *facts;
        if (m_makesSystem)
            m_parts.gate.setLocked(facts->systemId, false); // who has just made it may use it
        emit deployed(facts->systemId, m_desired);
        enter(WizardPage::Result);
        emit resultChanged();
        verify();
    });
}

bool WizardPresenter::isDeployment() const { return m_kind == u"deploy" || m_kind == u"change"; }

// --- verification and result

void WizardPresenter::verify(bool withRestart)
{
    Engine *asked = engine();
    if (!m_facts || !asked || isBusy())
        return;
    std::shared_ptr<TargetAccess> access = asked->access(m_desired, *m_facts);
    if (!access && m_parts.access)
        access = m_parts.access(m_desired, *m_facts);
    if (!access) {
        emit failed(
            Error{ErrorKind::Unsupported, tr("There is no way to reach the system from here, so nothing could be checked"), {}, {}, 0, {}});
        return;
    }
    const guard::Intent intent{
        u"verify"_s, m_desired.name, tr("Check %1 with a temporary stream and a restart").arg(m_desired.name), guard::Impact::Undoable, {},
        {}};
    Verification::Input input{m_desired, *m_facts, std::move(access), asked, withRestart};
    async::deliver(m_parts.gate.request(m_facts->systemId, intent), this, [this, input](const Result<guard::Permit> &permit) {
        if (!permit) {
            emit failed(permit.error());
            return;
        }
        m_verification->start(input, *permit);
        emit busyChanged();
    });
}

QList<Sample> WizardPresenter::samples() const { return m_facts ? connectionSamples(*m_facts, m_desired.name) : QList<Sample>(); }

QString WizardPresenter::contextCommand() const { return m_facts ? contextCommandFor(*m_facts, m_desired.name) : QString(); }

// --- interrupted work

QList<plan::JournalState> WizardPresenter::interrupted() const
{
    QList<plan::JournalState> left =
        plan::Journal::unfinished(m_parts.journalFolder.isEmpty() ? plan::Journal::defaultFolder() : m_parts.journalFolder);
    left.removeIf([this](const plan::JournalState &journal) { return !engineById(journal.engine); });
    return left;
}

void WizardPresenter::adopt(const plan::JournalState &journal)
{
    if (isBusy())
        return;
    m_adopted = journal;
    m_kind = journal.kind;
    if (const auto desired = desiredSystemFromJson(journal.memo.value("desired"_L1).toObject()); desired && isDeployment())
        m_desired = *desired;
    for (int index = 0; index < m_targets.size(); ++index) {
        if (m_targets[index].target.kind == m_desired.target.kind && m_targets[index].target.context == m_desired.target.context)
            m_targetIndex = index;
    }
    m_nameTyped = m_portsTyped = true;
    edited();
    enter(WizardPage::Progress);
}

void WizardPresenter::rebuildAdopted(const std::function<void(const plan::Plan &)> &then)
{
    Engine *asked = m_adopted ? engineById(m_adopted->engine) : nullptr;
    if (!asked || isBusy())
        return;
    m_rebuilding = true;
    emit busyChanged();
    async::deliver(asked->rebuild(m_adopted->kind, m_adopted->memo), this, [this, then](const Result<plan::Plan> &plan) {
        m_rebuilding = false;
        if (plan) {
            m_makesSystem = plan->makesSystem;
            then(*plan);
        } else {
            emit failed(plan.error());
        }
        emit busyChanged();
    });
}

void WizardPresenter::resumeAdopted()
{
    rebuildAdopted([this](const plan::Plan &plan) { m_runner->resume(plan, *m_adopted); });
}

void WizardPresenter::undoAdopted()
{
    rebuildAdopted([this](const plan::Plan &plan) { m_runner->undo(plan, *m_adopted); });
}

} // namespace natsdeck::deployment
