#include "models/plan/plan_worker.h"

#include "models/base/text.h"
#include "models/guard/gate.h"

#include <QCoreApplication>

#include <condition_variable>
#include <exception>
#include <mutex>

using namespace Qt::StringLiterals;

namespace natsdeck::plan {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("plan", text); }

// A step is other people's code: what it throws becomes an Error, so that the journal is closed properly.
template <typename Function> auto guarded(const Function &function) -> decltype(function())
{
    try {
        return function();
    } catch (const std::exception &exception) {
        return failure(ErrorKind::Internal, tr("The step broke off"), QString::fromUtf8(exception.what()));
    }
}

} // namespace

class PlanWorker::Context final : public StepContext
{
public:
    Context(PlanWorker &worker, const guard::Permit &permit, std::stop_token stop)
        : m_worker(worker)
        , m_permit(permit)
        , m_stop(std::move(stop))
    {}

    void enter(int index) { m_index = index; }

    [[nodiscard]] const guard::Permit &permit() const override { return m_permit; }
    [[nodiscard]] std::stop_token stop() const override { return m_stop; }
    [[nodiscard]] QJsonObject resultOf(const QString &stepId) const override { return m_worker.m_journal->state().results.value(stepId); }

    void log(const QString &line, Severity severity) override
    {
        m_worker.m_reports.log(
            {m_worker.m_clock.wall(), m_worker.m_work.plan->steps[std::size_t(m_index)].id, text::clean(line, 4096), severity});
    }
    void detail(const QString &line) override
    {
        m_worker.m_work.steps[m_index].detail = text::clean(line);
        m_worker.report(m_index);
    }
    void progress(double fraction) override
    {
        m_worker.m_work.steps[m_index].progress = std::clamp(fraction, 0.0, 1.0);
        m_worker.report(m_index);
    }
    bool pause(int milliseconds) override
    {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any woken;
        woken.wait_for(lock, m_stop, std::chrono::milliseconds(milliseconds), [] { return false; });
        return !m_stop.stop_requested();
    }

private:
    PlanWorker &m_worker;
    const guard::Permit &m_permit;
    std::stop_token m_stop;
    int m_index = 0;
};

PlanWorker::PlanWorker(guard::Gate &gate, const Clock &clock, Work work, Reports reports)
    : m_gate(gate)
    , m_clock(clock)
    , m_work(std::move(work))
    , m_reports(std::move(reports))
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{}

guard::Intent PlanWorker::intent() const
{
    guard::Intent intent = m_work.plan->intent;
    if (m_work.undo) {
        intent.verb = u"undo-"_s + intent.verb;
        intent.summary = tr("Undo: %1").arg(intent.summary);
    }
    return intent;
}

Result<void> PlanWorker::open()
{
    auto journal = m_work.journal ? Journal::reopen(m_work.journal->path) : Journal::create(m_work.folder, *m_work.plan);
    if (!journal) {
        Error error = journal.error();
        if (error.kind != ErrorKind::Conflict) {
            error.detail = error.summary + u": "_s + error.detail;
            error.summary = tr("Nothing was changed, because the journal cannot be written");
        }
        return failure(std::move(error));
    }
    m_journal = std::move(*journal);
    return {};
}

void PlanWorker::run(const std::stop_token &stop)
{
    if (const Result<void> opened = open(); !opened)
        return m_reports.finished(Outcome::Failed, opened.error(), m_work.journal.value_or(JournalState{}));
    const Plan &plan = *m_work.plan;
    // Whoever makes it may change it; also the next run, when this one died before the decision was kept.
    const bool isNew = !m_work.journal && !m_journal->state().anythingBegun();
    if (plan.makesSystem && (isNew || !m_gate.isDecided(plan.systemId)))
        m_gate.setLocked(plan.systemId, false);
    const Result<guard::Permit> permit = m_gate.authorise(plan.systemId, intent());
    if (!permit)
        return m_reports.finished(Outcome::Failed, permit.error(), m_journal->state());

    const Result<Outcome> ended = m_work.undo ? backward(*permit, stop) : forward(*permit, stop);
    std::optional<Error> error;
    Outcome outcome = Outcome::Done;
    if (ended) {
        outcome = *ended;
    } else {
        error = ended.error();
        outcome = error->kind == ErrorKind::Cancelled ? Outcome::Cancelled : Outcome::Failed;
    }
    if (const Result<void> closed = m_journal->finish(outcome); !closed && !error) {
        error = closed.error(); // everything happened, but the next start will find it unfinished
        outcome = Outcome::Failed;
    }
    m_gate.finish(*permit, error ? Result<void>(failure(*error)) : Result<void>());
    const JournalState state = m_journal->state();
    m_journal.reset();
    m_reports.finished(outcome, error, state);
}

Result<Outcome> PlanWorker::forward(const guard::Permit &permit, const std::stop_token &stop)
{
    Context context(*this, permit, stop);
    for (int index = 0; index < m_work.steps.size(); ++index) {
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, tr("Cancelled"));
        context.enter(index);
        enter(index, StepState::Running);
        const Result<bool> ran = guarded([&] { return stepForward(index, context); });
        if (!ran) {
            // What a step says after it was asked to stop is the consequence of that.
            const bool cancelled = stop.stop_requested() || ran.error().kind == ErrorKind::Cancelled;
            leave(index, cancelled ? StepState::Cancelled : StepState::Failed, ran.error());
            if (!cancelled)
                return failure(ran.error());
            return failure(ErrorKind::Cancelled, tr("Cancelled"), toText(ran.error()));
        }
        leave(index, *ran ? StepState::Done : StepState::Skipped);
    }
    return Outcome::Done;
}

// True when it ran, false when there was nothing to do.
Result<bool> PlanWorker::stepForward(int index, Context &context)
{
    const Step &step = m_work.plan->steps[std::size_t(index)];
    const auto record = m_journal->state().records.constFind(step.id);
    const bool known = record != m_journal->state().records.constEnd();
    const bool recordedDone = known && *record == StepRecord::Done;
    const bool ours = known && *record != StepRecord::Found;
    bool isThere = recordedDone && !step.isDone;
    if (step.isDone) {
        const Result<bool> asked = guarded([&] { return step.isDone(context); });
        if (!asked)
            return failure(asked.error());
        isThere = *asked;
    }
    if (isThere) {
        if (!recordedDone) {
            const Result<void> written =
                ours ? m_journal->done(step.id, m_journal->state().results.value(step.id)) : m_journal->found(step.id);
            if (!written)
                return failure(written.error());
        }
        return false;
    }
    if (const Result<void> ran = journalledRun(step, context); !ran)
        return failure(ran.error());
    return true;
}

Result<void> PlanWorker::journalledRun(const Step &step, Context &context)
{
    if (const Result<void> begun = m_journal->begin(step.id, context.permit().id()); !begun)
        return begun;
    const Result<QJsonObject> result = guarded([&] { return step.run(context); });
    if (result)
        return m_journal->done(step.id, *result);
    // The step's own error is what people need to see, whether or not it could be noted.
    (void)m_journal->failed(step.id, result.error());
    return failure(result.error());
}

Result<Outcome> PlanWorker::backward(const guard::Permit &permit, const std::stop_token &stop)
{
    Context context(*this, permit, stop);
    for (int index = int(m_work.steps.size()) - 1; index >= 0; --index) {
        const QString &id = m_work.plan->steps[std::size_t(index)].id;
        const auto record = m_journal->state().records.constFind(id);
        if (record == m_journal->state().records.constEnd() || *record == StepRecord::Found || *record == StepRecord::Undone)
            continue;
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, tr("Cancelled"));
        context.enter(index);
        enter(index, StepState::Undoing);
        if (const Result<void> undone = guarded([&] { return stepBackward(index, context); }); !undone) {
            leave(index, StepState::Failed, undone.error());
            return failure(undone.error());
        }
        leave(index, StepState::Undone);
    }
    return Outcome::Undone;
}

Result<void> PlanWorker::stepBackward(int index, Context &context)
{
    const Step &step = m_work.plan->steps[std::size_t(index)];
    const QJsonObject result = m_journal->state().results.value(step.id);
    if (const Result<void> begun = m_journal->undoBegin(step.id); !begun)
        return begun;
    if (step.undo) {
        if (const Result<void> undone = step.undo(context, result); !undone)
            return undone;
    }
    return m_journal->undone(step.id);
}

void PlanWorker::enter(int index, StepState state)
{
    StepStatus &status = m_work.steps[index];
    status.state = state;
    status.started = m_clock.now();
    status.elapsed = {};
    status.progress = 0;
    status.error.reset();
    report(index);
}

void PlanWorker::leave(int index, StepState state, const std::optional<Error> &error)
{
    StepStatus &status = m_work.steps[index];
    status.state = state;
    status.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - status.started);
    status.error = error;
    if (state == StepState::Done || state == StepState::Skipped)
        status.progress = 1;
    report(index);
}

} // namespace natsdeck::plan
