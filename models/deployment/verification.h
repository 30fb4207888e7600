#pragma once

#include "models/base/async.h"
#include "models/base/finding.h"
#include "models/deployment/engine.h"
#include "models/guard/permit.h"

#include <QObject>

#include <memory>
#include <thread>

namespace natsdeck::deployment {

// The checks in the order they run: "greeting", "strangers-refused", "login", "jetstream-limits", "round-trip",
// "stream-written", "survives-restart", "stream-removed".
QStringList verificationChecks(const DesiredSystem &desired);

// Proves on the running system what the wizard promised, by doing it: connects, connects as a stranger, reads /varz and /jsz,
// publishes, stores, restarts, reads back, cleans up. Each check becomes one Finding: Ok, Critical, or Info "not checked because …"
// when an earlier one left no ground to stand on. Runs on a thread of its own; signals come in the object's thread.
class Verification final : public QObject
{
    Q_OBJECT

public:
    struct Input
    {
        DesiredSystem desired;
        ConnectFacts facts;
        std::shared_ptr<TargetAccess> access;
        Engine *engine = nullptr; // for the restart; nothing = the restart is not checked
        bool restart = true;
    };

    explicit Verification(QObject *parent = nullptr);
    ~Verification() override;

    // The permit covers the temporary stream, its messages and the restart.
    void start(Input input, guard::Permit permit);
    void cancel();

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] const Findings &findings() const { return m_findings; } // so far, in order
    [[nodiscard]] QString current() const { return m_current; }           // id of the running check, or empty

signals:
    void changed();
    void finished();

private:
    void onChecking(const QString &id);
    void onFinding(const Finding &finding);
    void onFinished();

    bool m_running = false;
    Findings m_findings;
    QString m_current;
    std::jthread m_thread;
};

} // namespace natsdeck::deployment
