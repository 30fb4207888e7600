#pragma once

#include "models/base/clock.h"
#include "models/plan/journal.h"
#include "models/plan/plan.h"

#include <QObject>

#include <memory>
#include <optional>

namespace natsdeck::guard {
class Gate;
}

namespace natsdeck::plan {

class PlanWorker;

enum class StepState { Waiting, Running, Done, Skipped, Failed, Cancelled, Undoing, Undone };

struct StepStatus
{
    QString id;
    QString title;
    QString detail; // what the step says of itself, or why it was skipped
    StepState state = StepState::Waiting;
    std::chrono::milliseconds elapsed{0}; // while Running: since `started`, ask elapsedNow()
    std::chrono::steady_clock::time_point started;
    double progress = 0;
    std::optional<Error> error;
};

struct LogLine
{
    QDateTime time; // UTC
    QString stepId;
    QString text; // cleaned
    Severity severity = Severity::Ok;
};

// Runs one plan on a thread of its own: permit, then for each step journal line, `isDone`, `run`, journal line. Signals
// come in the runner's own (GUI) thread. Destroying it while it runs asks to stop and waits for the step to notice; the
// journal then says where to go on.
class PlanRunner final : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Running, Undoing, Finished };
    Q_ENUM(State)

    // An empty folder means Journal::defaultFolder().
    PlanRunner(guard::Gate &gate, const Clock &clock, const QString &journalFolder = {}, QObject *parent = nullptr);
    ~PlanRunner() override;

    // Begins at the first step. An unfinished journal of the same system and kind is taken over: its results count for
    // steps of the same id. Nothing happens unless Idle or Finished.
    void start(Plan plan);
    // Goes on with a plan that its engine built again from the journal's memo.
    void resume(Plan plan, const JournalState &journal);
    // Takes back what was done, newest first; after a failure, a cancel, or success. Also for a resumed plan.
    void undo();
    void undo(Plan plan, const JournalState &journal);
    // Stops after, or within, the running step. Asynchronous: finished() follows.
    void cancel();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] std::optional<Outcome> outcome() const { return m_outcome; } // of the last run
    [[nodiscard]] std::optional<Error> error() const { return m_error; }       // why it failed
    [[nodiscard]] const QList<StepStatus> &steps() const { return m_steps; }
    [[nodiscard]] int currentStep() const { return m_current; } // -1 = none
    [[nodiscard]] double progress() const;                      // 0 … 1 over all steps
    [[nodiscard]] std::chrono::milliseconds elapsed() const;    // of the whole run
    [[nodiscard]] std::chrono::milliseconds elapsedOf(int step) const;
    [[nodiscard]] const QList<LogLine> &log() const { return m_log; } // the newest logLimit lines
    [[nodiscard]] qint64 logLinesDropped() const { return m_logDropped; }
    [[nodiscard]] QJsonObject resultOf(const QString &stepId) const; // of a step that is done
    [[nodiscard]] bool canUndo() const;

    static constexpr int logLimit = 5000;

signals:
    void stateChanged();
    void stepChanged(int index);
    void logLine(const natsdeck::plan::LogLine &line);
    void progressChanged();
    void finished(); // outcome() and error() say how

private:
    void launch(State state, std::optional<JournalState> journal);
    void showSteps(const JournalState *journal);
    void onStep(int index, const StepStatus &status);
    void onLog(LogLine line);
    void onFinished(Outcome outcome, const std::optional<Error> &error, const JournalState &journal);

    guard::Gate &m_gate;
    const Clock &m_clock;
    QString m_folder;
    State m_state = State::Idle;
    std::optional<Outcome> m_outcome;
    std::optional<Error> m_error;
    QList<StepStatus> m_steps;
    QList<LogLine> m_log;
    qint64 m_logDropped = 0;
    int m_current = -1;
    std::chrono::steady_clock::time_point m_started;
    std::chrono::milliseconds m_elapsed{0};
    std::shared_ptr<const Plan> m_plan;
    JournalState m_journal;
    std::unique_ptr<PlanWorker> m_worker; // last member: joined before anything it reports to goes
};

} // namespace natsdeck::plan

Q_DECLARE_METATYPE(natsdeck::plan::LogLine)
