#include "models/kube/ready_pod.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/object_ref.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

bool isReady(const QJsonObject &pod)
{
    if (!json::at(pod, u"metadata.deletionTimestamp").isUndefined())
        return false;
    const QJsonArray conditions = json::at(pod, u"status.conditions").toArray();
    for (const QJsonValue &value : conditions) {
        const QJsonObject condition = value.toObject();
        if (condition.value("type"_L1).toString() == u"Ready")
            return condition.value("status"_L1).toString() == u"True";
    }
    return false;
}

QString waitingReason(const QJsonObject &pod)
{
    if (isReady(pod))
        return {};
    if (!json::at(pod, u"metadata.deletionTimestamp").isUndefined())
        return u"being deleted"_s;
    for (const QStringView list : {QStringView(u"status.initContainerStatuses"), QStringView(u"status.containerStatuses")}) {
        const QJsonArray statuses = json::at(pod, list).toArray();
        for (const QJsonValue &value : statuses) {
            const QJsonObject state = value.toObject().value("state"_L1).toObject();
            for (const auto *word : {"waiting", "terminated"}) {
                const QJsonObject why = state.value(QLatin1StringView(word)).toObject();
                const QString reason = why.value("reason"_L1).toString();
                if (!why.isEmpty() && reason != u"Completed")
                    return text::clean(reason + u": "_s + why.value("message"_L1).toString());
            }
        }
    }
    const QJsonArray conditions = json::at(pod, u"status.conditions").toArray();
    for (const QJsonValue &value : conditions) {
        const QJsonObject condition = value.toObject();
        const QString message = condition.value("message"_L1).toString();
        if (condition.value("status"_L1).toString() == u"False" && !message.isEmpty())
            return text::clean(condition.value("reason"_L1).toString() + u": "_s + message);
    }
    return text::clean(json::at(pod, u"status.phase").toString());
}

Result<ForwardTarget> chooseReadyPod(const QList<QJsonObject> &pods, const QString &preferred, quint16 port)
{
    const QJsonObject *chosen = nullptr;
    QStringList waiting;
    for (const QJsonObject &pod : pods) {
        if (!isReady(pod)) {
            waiting << text::clean(nameOf(pod)) + u": "_s + waitingReason(pod);
            continue;
        }
        const auto created = [](const QJsonObject &object) { return json::at(object, u"metadata.creationTimestamp").toString(); };
        if (nameOf(pod) == preferred || !chosen || (nameOf(*chosen) != preferred && created(pod) < created(*chosen)))
            chosen = &pod;
    }
    if (chosen)
        return ForwardTarget{namespaceOf(*chosen), nameOf(*chosen), port};
    return failure(ErrorKind::Unreachable, pods.isEmpty() ? u"There is no pod to reach"_s : u"No pod is ready"_s, waiting.join(u'\n'),
                   u"It goes on by itself when one becomes ready."_s);
}

} // namespace natsdeck::kube
