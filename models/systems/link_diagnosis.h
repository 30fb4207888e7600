#pragma once

#include "models/jetstream/scope.h"
#include "models/systems/diagnosis_stage.h"
#include "models/systems/link_route.h"

#include <QElapsedTimer>
#include <QObject>

#include <memory>
#include <stop_token>
#include <vector>

namespace natsdeck::systems {

struct LinkProbe;

// Why a link does not work, found out stage by stage, apart from the link itself: a way of its own, from the API server and the pod
// (forwarded links) or the name (direct ones) to JetStream. The first stage that fails ends it; what comes after was not reached.
// The network is asked on a thread of its own, each stage with a deadline. Reads only: nothing is published but requests for
// information.
class LinkDiagnosis final : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Running, Done, Cancelled };

    LinkDiagnosis(std::unique_ptr<LinkRoute> route, jetstream::Scope scope, QObject *parent = nullptr);
    ~LinkDiagnosis() override; // never blocks

    void start();  // once
    void cancel(); // at once; what runs is given up

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const std::vector<DiagnosisStage> &stages() const { return m_stages; }
    [[nodiscard]] Findings findings() const;              // of the stages that ran
    [[nodiscard]] const DiagnosisStage *obstacle() const; // the stage that failed; null when none did
    [[nodiscard]] QString toText() const;                 // all of it, to be copied; holds no secret

    [[nodiscard]] static QString titleOf(const QString &stage);

signals:
    void changed();
    void finished();

private:
    struct Channel;

    void askRoute(std::size_t check);
    void openRoute();
    void probe(const LinkEnds &ends);
    void begin(std::size_t stage);
    // True when the next one may go on.
    bool end(std::size_t stage, const StageOutcome &outcome, std::chrono::milliseconds took);
    void finish(State state);

    std::unique_ptr<LinkRoute> m_route;
    jetstream::Scope m_scope;
    std::vector<RouteCheck> m_checks;
    std::vector<DiagnosisStage> m_stages;
    std::size_t m_firstProbe = 0;
    State m_state = State::Idle;
    QElapsedTimer m_timer;
    std::stop_source m_stop;
    std::shared_ptr<Channel> m_channel;
};

} // namespace natsdeck::systems
