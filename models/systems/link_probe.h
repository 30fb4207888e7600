#pragma once

#include "models/jetstream/scope.h"
#include "models/nats/server_url.h"
#include "models/nats/tcp_socket.h"
#include "models/nats/trial.h"
#include "models/systems/diagnosis_stage.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace natsdeck::systems {

// One address on its way through the stages; one that fails is left behind while others go on.
struct Candidate
{
    nats::ServerUrl url;
    QString where; // "host:4222"
    QList<nats::HostAddress> addresses = {};
    nats::HostAddress reached = {};
    nats::ServerInfo info = {};
};

// What the stages of a diagnosis share. Each stage is a blocking function for a worker thread, with a deadline of its own and given up
// at once when asked to stop. Nothing is sent before the login but what a connection needs; no login leaves before TLS was verified.
struct LinkProbe
{
    nats::ConnectOptions options;
    jetstream::Scope scope;
    bool isForwarded = false;
    std::stop_token stop;
    std::vector<Candidate> candidates = {};
    std::unique_ptr<nats::Trial> trial = {};
    std::optional<Result<nats::Reply>> apiInfo = {}; // asked for the permission, read for JetStream
};

[[nodiscard]] StageOutcome probeName(LinkProbe &probe);
[[nodiscard]] StageOutcome probeTcp(LinkProbe &probe);
[[nodiscard]] StageOutcome probeGreeting(LinkProbe &probe);
[[nodiscard]] StageOutcome probeTls(LinkProbe &probe);
[[nodiscard]] StageOutcome probeLogin(LinkProbe &probe);
[[nodiscard]] StageOutcome probePermissions(LinkProbe &probe);
[[nodiscard]] StageOutcome probeJetStream(LinkProbe &probe);

// Whether the server answers TLS although it has not greeted.
[[nodiscard]] bool speaksTlsFirst(const Candidate &candidate, const std::stop_token &stop);

// For people, never a secret: "user app", "creds file /a/b.creds".
[[nodiscard]] QString describeLogin(const nats::ConnectOptions &options);

// Of the candidates those that pass `step`; when none does, the failure of the last one. Evidence has one line per candidate.
template <typename Step> [[nodiscard]] StageOutcome filterCandidates(LinkProbe &probe, const QString &passed, Step step)
{
    std::vector<Candidate> left;
    QStringList lines;
    std::optional<Error> last;
    for (Candidate &candidate : probe.candidates) {
        const Result<QString> evidence = step(candidate);
        if (!evidence)
            last = evidence.error();
        const QString line =
            evidence ? *evidence : last->summary + (last->detail.isEmpty() ? QString() : QStringLiteral(": ") + last->detail);
        lines << line;
        if (evidence)
            left.push_back(std::move(candidate));
    }
    if (left.empty())
        return StageOutcome::failed(*last, lines.size() > 1 ? lines.join(QLatin1Char('\n')) : last->detail);
    probe.candidates = std::move(left);
    return {last ? StageState::Warning : StageState::Passed, passed, lines.join(QLatin1Char('\n')), last ? last->remedy : QString()};
}

} // namespace natsdeck::systems
