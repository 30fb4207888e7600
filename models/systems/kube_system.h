#pragma once

#include "models/kube/kubeconfig.h"
#include "models/kube/nats_finder.h"
#include "models/systems/system_record.h"

#include <QDateTime>
#include <QHash>
#include <QJsonObject>
#include <QList>

#include <functional>
#include <optional>

// The systems of one Kubernetes context as values, and what happens to them; see kube_contexts.h for the contexts themselves.
namespace natsdeck::systems {

// A system in a context, with what the finder said about it.
struct KubeSystem
{
    SystemRecord record;
    kube::FoundSystem found;
    bool isGone = false; // its workload was deleted; it stays in sight until the context is searched again, or its like comes back
};

// A context as the tree shows it.
struct KubeContextState
{
    enum class Stage { NotOpened, Searching, Open, Failed };

    kube::ContextEntry entry;
    Stage stage = Stage::NotOpened;
    std::optional<Error> error;
    kube::FoundSystems found;
    QList<KubeSystem> systems;
    std::optional<QDateTime> staleSince; // the API server has not been heard of since then
    std::optional<Error> staleReason;
    QString change; // the file says another target than the one that is open: which, for people; empty when it does not
};

// A record of what was found by a context. Without the right to read namespace kube-system the cluster is known by its address.
[[nodiscard]] SystemRecord kubernetesRecord(const QString &context, const QString &clusterUid, const QString &server,
                                            const kube::FoundSystem &found);

// Brings `systems` to the workloads that are there now (by uid). `isCovered` says whether a missing one has gone.
struct WorkloadNews
{
    bool isDifferent = false;
    QList<QJsonObject> unknown; // workloads that are new, or changed so that what belongs to them is to be asked for
};
[[nodiscard]] WorkloadNews takeWorkloads(QList<KubeSystem> &systems, const QHash<QString, QJsonObject> &workloads,
                                         const std::function<bool(const kube::FoundSystem &)> &isCovered,
                                         const std::function<SystemRecord(const kube::FoundSystem &)> &recordOf);

// Whether both lead to the same cluster as the same user. Renewed tokens and certificates, and another namespace, are no other target.
[[nodiscard]] bool isSameTarget(const kube::ContextConfig &a, const kube::ContextConfig &b);
[[nodiscard]] QString targetInWords(const kube::ContextConfig &config); // "https://api.example as anna"

} // namespace natsdeck::systems
