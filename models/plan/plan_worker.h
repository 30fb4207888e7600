#pragma once

#include "models/plan/journal.h"
#include "models/plan/plan_runner.h"

#include <functional>
#include <thread>

namespace natsdeck::plan {

// The runner's thread. Knows no QObject: what happens goes out through Reports, called on that thread.
class PlanWorker final
{
public:
    struct Reports
    {
        std::function<void(int index, const StepStatus &)> step;
        std::function<void(LogLine)> log;
        std::function<void(Outcome, std::optional<Error>, const JournalState &)> finished;
    };
    struct Work
    {
        std::shared_ptr<const Plan> plan;
        std::optional<JournalState> journal; // nothing: a new one
        QString folder;
        bool undo = false;
        QList<StepStatus> steps;
    };

    PlanWorker(guard::Gate &gate, const Clock &clock, Work work, Reports reports);
    ~PlanWorker() = default; // asks to stop and joins

    void cancel() { m_thread.request_stop(); }

private:
    class Context;
    void run(const std::stop_token &stop);
    Result<void> open();
    Result<Outcome> forward(const guard::Permit &permit, const std::stop_token &stop);
    Result<bool> stepForward(int index, Context &context);
    Result<void> journalledRun(const Step &step, Context &context);
    Result<Outcome> backward(const guard::Permit &permit, const std::stop_token &stop);
    Result<void> stepBackward(int index, Context &context);
    [[nodiscard]] guard::Intent intent() const;
    void enter(int index, StepState state);
    void leave(int index, StepState state, const std::optional<Error> &error = {});
    void report(int index) { m_reports.step(index, m_work.steps[index]); }

    guard::Gate &m_gate;
    const Clock &m_clock;
    Work m_work;
    Reports m_reports;
    std::unique_ptr<Journal> m_journal;
    std::jthread m_thread; // last: runs only while everything above lives
};

} // namespace natsdeck::plan
