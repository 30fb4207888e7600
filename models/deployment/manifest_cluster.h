#pragma once

#include "models/base/result.h"
#include "models/deployment/desired_system.h"
#include "models/plan/plan.h"

#include <QJsonObject>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace natsdeck::kube {
class Client;
struct ObjectRef;
} // namespace natsdeck::kube

// What the manifest engine asks of a cluster, as sequential code for a thread that may wait.
namespace natsdeck::deployment::cluster {

// The live object, or nothing when there is none.
Result<std::optional<QJsonObject>> find(kube::Client &client, const kube::ObjectRef &ref, std::stop_token stop = {});

// The server's own uid of the system: "k8s:<uid of namespace kube-system>/<namespace>/<workload uid>"; empty while there is none.
Result<QString> systemIdOf(kube::Client &client, const DesiredSystem &desired);

// Why the pods are not ready, in words: "nats-0: Unschedulable, 0/1 nodes are available: 1 Insufficient cpu". `final` when waiting
// longer will not help (image cannot be pulled, the server keeps crashing).
struct Stuck
{
    QString reason;
    bool final = false;
};
Result<Stuck> whyNotReady(kube::Client &client, const DesiredSystem &desired, std::stop_token stop);

// Blocks until the StatefulSet and every pod of it is ready at its newest revision; says why not while it waits. `pause` sleeps and
// is false when cancelled; `say` gets the line to show.
struct Waiting
{
    std::function<bool(int milliseconds)> pause;
    std::function<void(const QString &line)> say;
    std::stop_token stop;
    std::chrono::seconds deadline{300};
    QString notPodUid; // a pod that must be gone: after a restart
};
Result<void> awaitReady(kube::Client &client, const DesiredSystem &desired, const Waiting &waiting);

} // namespace natsdeck::deployment::cluster
