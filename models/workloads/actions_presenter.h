#pragma once

#include "models/guard/gate.h"
#include "models/workloads/actions.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QTimer>

namespace natsdeck::workloads {

class Followed;

// Restart, stop, start again, delete a pod: prepared from the objects as they are, through the gate, and watched until the end.
// One at a time.
class ActionsPresenter final : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Preparing, Sending, Watching, Done, Failed };

    static constexpr std::chrono::minutes watchFor{15};

    ActionsPresenter(const Workload &workload, guard::Gate &gate, Followed &pods, QObject *parent = nullptr);

    void setActive(bool active); // reads the workload at the first time
    void refresh();
    void setJetStreamInUse(std::optional<bool> inUse) { m_usesJetStream = inUse; } // what the monitoring knows; nothing = not known

    // Why it cannot be done now, empty when it can; with the lock as a reason.
    [[nodiscard]] QString reasonNot(ActionKind kind, const QString &pod = {}) const;
    [[nodiscard]] static QString title(ActionKind kind); // "Restart…"
    [[nodiscard]] QStringList podNames() const;
    [[nodiscard]] QString command(ActionKind kind, const QString &pod = {}) const; // kubectl

    // Reads everything anew; answers with prepared() or failed state.
    void prepare(ActionKind kind, const QString &pod = {});
    void run(const ActionPlan &plan);
    void stopWatching(); // the change goes on without us

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isBusy() const { return m_state == State::Preparing || m_state == State::Sending || m_state == State::Watching; }
    [[nodiscard]] const ActionPlan &plan() const { return m_plan; } // of the running or last action
    [[nodiscard]] const ActionProgress &progress() const { return m_progress; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    void dismiss(); // forgets how the last one ended

signals:
    void prepared(const natsdeck::workloads::ActionPlan &plan);
    void changed();

private:
    void send(const guard::Permit &permit, int attempt);
    void remove(const guard::Permit &permit);
    void accepted(const QJsonObject &object);
    void look();
    void fail(const Error &error);
    void setState(State state);
    [[nodiscard]] ActionSubject subject(const QString &pod) const;
    [[nodiscard]] kube::ObjectRef ref() const;

    const Workload &m_workload;
    guard::Gate &m_gate;
    Followed &m_pods;
    QJsonObject m_object;
    std::optional<bool> m_usesJetStream;
    bool m_isActive = false;
    State m_state = State::Idle;
    ActionPlan m_plan;
    qint64 m_acceptedGeneration = 0;
    ActionProgress m_progress;
    std::optional<Error> m_error;
    QTimer m_look;
    bool m_looking = false;
    QDeadlineTimer m_until;
};

} // namespace natsdeck::workloads
