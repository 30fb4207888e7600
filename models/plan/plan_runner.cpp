#include "models/plan/plan_runner.h"

#include "models/plan/plan_worker.h"

#include <algorithm>

namespace natsdeck::plan {

namespace {

StepState stateOf(StepRecord record)
{
    switch (record) {
    case StepRecord::Found:
        return StepState::Skipped;
    case StepRecord::Done:
        return StepState::Done;
    case StepRecord::Undone:
        return StepState::Undone;
    case StepRecord::Begun:
    case StepRecord::UndoBegun:
    case StepRecord::Failed:
        return StepState::Failed;
    }
    return StepState::Waiting;
}

} // namespace

PlanRunner::PlanRunner(guard::Gate &gate, const Clock &clock, const QString &journalFolder, QObject *parent)
    : QObject(parent)
    , m_gate(gate)
    , m_clock(clock)
    , m_folder(journalFolder.isEmpty() ? Journal::defaultFolder() : journalFolder)
{}

PlanRunner::~PlanRunner() = default;

void PlanRunner::start(Plan plan)
{
    if (m_worker && m_state != State::Finished)
        return;
    m_plan = std::make_shared<const Plan>(std::move(plan));
    showSteps(nullptr);
    launch(State::Running, std::nullopt);
}

void PlanRunner::resume(Plan plan, const JournalState &journal)
{
    if (m_worker && m_state != State::Finished)
        return;
    m_plan = std::make_shared<const Plan>(std::move(plan));
    showSteps(nullptr);
    launch(State::Running, journal);
}

void PlanRunner::undo()
{
    if (canUndo())
        launch(State::Undoing, m_journal);
}

void PlanRunner::undo(Plan plan, const JournalState &journal)
{
    if (m_worker && m_state != State::Finished)
        return;
    m_plan = std::make_shared<const Plan>(std::move(plan));
    showSteps(&journal);
    launch(State::Undoing, journal);
}

void PlanRunner::cancel()
{
    if (m_worker)
        m_worker->cancel();
}

bool PlanRunner::canUndo() const
{
    if (!m_plan || m_state != State::Finished)
        return false;
    return std::any_of(m_plan->steps.begin(), m_plan->steps.end(), [this](const Step &step) {
        const auto record = m_journal.records.constFind(step.id);
        return record != m_journal.records.constEnd() && *record != StepRecord::Found && *record != StepRecord::Undone;
    });
}

void PlanRunner::showSteps(const JournalState *journal)
{
    m_steps.clear();
    m_log.clear();
    m_logDropped = 0;
    for (const Step &step : m_plan->steps) {
        StepStatus status;
        status.id = step.id;
        status.title = step.title;
        status.detail = step.detail;
        if (journal && journal->records.contains(step.id))
            status.state = stateOf(journal->records.value(step.id));
        m_steps << status;
    }
}

void PlanRunner::launch(State state, std::optional<JournalState> journal)
{
    m_worker.reset();
    m_state = state;
    m_outcome.reset();
    m_error.reset();
    m_current = -1;
    m_started = m_clock.now();
    m_elapsed = {};
    // Queued calls die with this object, and the thread is joined before it does.
    PlanWorker::Reports reports{[this](int index, const StepStatus &status) {
                                    QMetaObject::invokeMethod(
                                        this, [this, index, status] { onStep(index, status); }, Qt::QueuedConnection);
                                },
                                [this](LogLine line) {
                                    QMetaObject::invokeMethod(
                                        this, [this, line = std::move(line)] { onLog(line); }, Qt::QueuedConnection);
                                },
                                [this](Outcome outcome, std::optional<Error> error, const JournalState &state_) {
                                    QMetaObject::invokeMethod(
                                        this, [this, outcome, error = std::move(error), state_] { onFinished(outcome, error, state_); },
                                        Qt::QueuedConnection);
                                }};
    PlanWorker::Work work{m_plan, std::move(journal), m_folder, state == State::Undoing, m_steps};
    m_worker = std::make_unique<PlanWorker>(m_gate, m_clock, std::move(work), std::move(reports));
    emit stateChanged();
}

void PlanRunner::onStep(int index, const StepStatus &status)
{
    m_steps[index] = status;
    m_current = index;
    emit stepChanged(index);
    emit progressChanged();
}

void PlanRunner::onLog(LogLine line)
{
    m_log << line;
    if (m_log.size() > logLimit) {
        m_log.removeFirst();
        ++m_logDropped;
    }
    emit logLine(line);
}

void PlanRunner::onFinished(Outcome outcome, const std::optional<Error> &error, const JournalState &journal)
{
    m_outcome = outcome;
    m_error = error;
    m_journal = journal;
    m_elapsed = elapsed();
    m_state = State::Finished;
    m_current = -1;
    emit stateChanged();
    emit progressChanged();
    emit finished();
}

double PlanRunner::progress() const
{
    if (m_steps.isEmpty())
        return 0;
    double sum = 0;
    for (const StepStatus &status : m_steps)
        sum += status.progress;
    return sum / double(m_steps.size());
}

std::chrono::milliseconds PlanRunner::elapsed() const
{
    if (m_state == State::Running || m_state == State::Undoing)
        return std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - m_started);
    return m_elapsed;
}

std::chrono::milliseconds PlanRunner::elapsedOf(int step) const
{
    const StepStatus &status = m_steps[step];
    if (status.state == StepState::Running || status.state == StepState::Undoing)
        return std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - status.started);
    return status.elapsed;
}

QJsonObject PlanRunner::resultOf(const QString &stepId) const { return m_journal.results.value(stepId); }

} // namespace natsdeck::plan
