#include "models/deployment/node_room.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/kube/client.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

QString translated(const char *text) { return QCoreApplication::translate("deployment", text); }

Room roomOf(const QJsonObject &amounts)
{
    return {milliCpu(amounts.value(u"cpu"_s).toString()).value_or(0), parseBytes(amounts.value(u"memory"_s).toString()).value_or(0)};
}

bool isSchedulable(const QJsonObject &node)
{
    const QJsonObject spec = node.value(u"spec"_s).toObject();
    if (spec.value(u"unschedulable"_s).toBool())
        return false;
    const QJsonArray taints = spec.value(u"taints"_s).toArray();
    return std::none_of(taints.begin(), taints.end(), [](const QJsonValue &taint) {
        const QString effect = taint[u"effect"].toString();
        return effect == u"NoSchedule" || effect == u"NoExecute";
    });
}

bool holdsRoom(const QJsonObject &pod)
{
    const QString phase = pod.value(u"status"_s).toObject().value(u"phase"_s).toString();
    return phase != u"Succeeded" && phase != u"Failed";
}

QString roomText(const Room &room) { return u"%1m CPU, %2"_s.arg(room.milliCpu).arg(shortBytes(static_cast<double>(room.memory))); }

} // namespace

std::optional<qint64> milliCpu(const QString &quantity)
{
    bool ok = false;
    if (quantity.endsWith(u'm')) {
        const qint64 value = quantity.chopped(1).toLongLong(&ok);
        return ok ? std::optional(value) : std::nullopt;
    }
    const double cores = quantity.toDouble(&ok);
    return ok ? std::optional(qRound64(cores * 1000)) : std::nullopt;
}

QList<std::pair<QString, Room>> freeRoom(const QList<QJsonObject> &nodes, const QList<QJsonObject> &pods)
{
    QHash<QString, Room> used;
    for (const QJsonObject &pod : pods) {
        if (!holdsRoom(pod))
            continue;
        const QJsonObject spec = pod.value(u"spec"_s).toObject();
        Room &sum = used[spec.value(u"nodeName"_s).toString()];
        for (const QJsonValue container : spec.value(u"containers"_s).toArray()) {
            const Room room = roomOf(container[u"resources"][u"requests"].toObject());
            sum.milliCpu += room.milliCpu;
            sum.memory += room.memory;
        }
    }
    QList<std::pair<QString, Room>> left;
    for (const QJsonObject &node : nodes) {
        if (!isSchedulable(node))
            continue;
        const QString name = kube::nameOf(node);
        const Room all = roomOf(node.value(u"status"_s).toObject().value(u"allocatable"_s).toObject());
        const Room taken = used.value(name);
        left.append({name, {all.milliCpu - taken.milliCpu, all.memory - taken.memory}});
    }
    return left;
}

Finding nodeRoomFinding(kube::Client &client, const DesiredSystem &desired, const std::stop_token &stop)
{
    kube::ListOptions options;
    options.stop = stop;
    const auto nodesAnswer = client.list({u"v1"_s, u"Node"_s, {}, {}}, options);
    const auto podsAnswer = client.list({u"v1"_s, u"Pod"_s, {}, {}}, options);
    const Result<kube::ObjectList> nodes = async::await(nodesAnswer);
    const Result<kube::ObjectList> pods = async::await(podsAnswer);
    if (!nodes || !pods) {
        return {u"node-room"_s,
                Severity::Info,
                translated("Whether a node has room may not be asked"),
                (!nodes ? nodes : pods).error().summary,
                {},
                {},
                {}};
    }
    QList<QJsonObject> others; // a pod of this very deployment gives its room back
    for (const QJsonObject &pod : pods->items) {
        if (kube::namespaceOf(pod) != desired.target.nameSpace ||
            kube::labelsOf(pod).value(u"app.kubernetes.io/instance"_s).toString() != desired.name)
            others << pod;
    }
    const Room wanted{milliCpu(desired.resources.cpuRequest).value_or(0), parseBytes(desired.resources.memoryRequest).value_or(0)};
    QStringList seen;
    for (const auto &[name, left] : freeRoom(nodes->items, others)) {
        if (left.milliCpu >= wanted.milliCpu && left.memory >= wanted.memory) {
            return {u"node-room"_s,
                    Severity::Ok,
                    translated("A node has room"),
                    text::clean(u"%1: %2 free"_s.arg(name, roomText(left))),
                    {},
                    {},
                    {}};
        }
        seen << text::clean(u"%1: %2"_s.arg(name, roomText(left)));
    }
    return {u"node-room"_s,
            Severity::Critical,
            translated("No node has room for %1").arg(roomText(wanted)),
            translated("free are %1").arg(seen.isEmpty() ? translated("no nodes at all") : seen.join(u"; "_s)),
            translated("Ask for less CPU or memory, or add a node"),
            {},
            {}};
}

} // namespace natsdeck::deployment
