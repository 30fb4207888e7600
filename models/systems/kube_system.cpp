#include "models/systems/kube_system.h"

#include "models/base/text.h"

#include <QCryptographicHash>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

QString clusterIdentity(const QString &clusterUid, const QString &server)
{
    if (!clusterUid.isEmpty())
        return clusterUid;
    return u"server-"_s + QString::fromLatin1(QCryptographicHash::hash(server.toUtf8(), QCryptographicHash::Sha256).toHex().left(16));
}

void sort(QList<KubeSystem> &systems)
{
    std::stable_sort(systems.begin(), systems.end(), [](const KubeSystem &a, const KubeSystem &b) {
        return std::tie(a.found.nameSpace, a.found.workload, a.found.kind) < std::tie(b.found.nameSpace, b.found.workload, b.found.kind);
    });
}

} // namespace

SystemRecord kubernetesRecord(const QString &context, const QString &clusterUid, const QString &server, const kube::FoundSystem &found)
{
    SystemRecord record;
    record.origin = Origin::Kubernetes;
    record.clusterUid = clusterIdentity(clusterUid, server);
    record.id = kubernetesSystemId(record.clusterUid, found.nameSpace, found.uid);
    record.name = text::clean(found.workload);
    record.breadcrumb = {text::clean(context), text::clean(found.nameSpace), record.name};
    record.locator = record.breadcrumb.join(u'/');
    record.environment = guessEnvironment({context, found.nameSpace, found.workload});
    record.context = context;
    record.nameSpace = found.nameSpace;
    record.workload = found.workload;
    record.workloadUid = found.uid;
    record.managedBy = found.managedBy;
    return record;
}

WorkloadNews takeWorkloads(QList<KubeSystem> &systems, const QHash<QString, QJsonObject> &workloads,
                           const std::function<bool(const kube::FoundSystem &)> &isCovered,
                           const std::function<SystemRecord(const kube::FoundSystem &)> &recordOf)
{
    WorkloadNews news;
    QHash<QString, QJsonObject> left = workloads;
    for (KubeSystem &system : systems) {
        const QJsonObject workload = left.take(system.found.uid);
        const auto now = workload.isEmpty() ? std::nullopt : kube::refreshed(system.found, workload);
        const bool isGone = !now && (system.isGone || isCovered(system.found));
        news.isDifferent |= isGone != system.isGone || (now && !(now->system == system.found));
        system.isGone = isGone;
        if (!now)
            continue;
        if (!now->isSettled)
            news.unknown << workload;
        system.found = now->system;
    }
    for (const kube::FoundSystem &found : kube::natsSystemsIn({left.values(), {}, {}, {}, {}, {}, false})) {
        // The same place again, as after a Helm release was removed and installed: it takes the row of the one that has gone.
        systems.removeIf([&](const KubeSystem &old) {
            return old.isGone && old.found.nameSpace == found.nameSpace && old.found.workload == found.workload &&
                   old.found.kind == found.kind;
        });
        systems.append({recordOf(found), found});
        news.unknown << left.value(found.uid);
        news.isDifferent = true;
    }
    sort(systems);
    return news;
}

bool isSameTarget(const kube::ContextConfig &a, const kube::ContextConfig &b)
{
    const kube::UserEntry &x = a.user;
    const kube::UserEntry &y = b.user;
    kube::ClusterEntry first = a.cluster;
    kube::ClusterEntry second = b.cluster;
    for (kube::ClusterEntry *entry : {&first, &second}) { // where it stands and how it is packed is no target
        entry->origin.clear();
        entry->extensions = {};
        entry->disableCompression = false;
    }
    return first == second && x.name == y.name && x.username == y.username && x.impersonate == y.impersonate &&
           x.impersonateUid == y.impersonateUid && x.impersonateGroups == y.impersonateGroups && x.impersonateExtra == y.impersonateExtra &&
           x.authProvider == y.authProvider && x.exec == y.exec && x.tokenFile == y.tokenFile &&
           x.clientCertificate == y.clientCertificate && x.clientKey == y.clientKey;
}

QString targetInWords(const kube::ContextConfig &config)
{
    QString words = u"%1 (%2)"_s.arg(config.cluster.server, config.cluster.name);
    if (!config.user.name.isEmpty())
        words += u", "_s + config.user.name;
    if (!config.user.impersonate.isEmpty())
        words += u" → "_s + config.user.impersonate;
    return text::clean(words);
}

} // namespace natsdeck::systems
