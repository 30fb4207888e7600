#include "models/workloads/actions.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/workloads/action_texts.h"
#include "models/workloads/object_list.h"
#include "models/workloads/workload.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

int replicasOf(const QJsonObject &object)
{
    const QJsonValue replicas = json::at(object, u"spec.replicas");
    return replicas.isUndefined() ? 1 : replicas.toInt();
}

QString annotationOf(const QJsonObject &object, const QString &name)
{
    return json::at(object, u"metadata.annotations").toObject().value(name).toString();
}

bool isStatefulSet(const QJsonObject &object) { return object.value("kind"_L1).toString() == u"StatefulSet"; }

int ordinalOf(const QString &pod) { return pod.section(u'-', -1).toInt(); }

// In the order in which they end: a StatefulSet takes the highest number first.
QStringList podOrder(const QList<QJsonObject> &pods)
{
    QStringList names;
    for (const QJsonObject &pod : pods)
        names << kube::nameOf(pod);
    std::sort(names.begin(), names.end(),
              [](const QString &a, const QString &b) { return ordinalOf(a) != ordinalOf(b) ? ordinalOf(a) > ordinalOf(b) : a > b; });
    return names;
}

QString shownNames(const QStringList &names)
{
    constexpr qsizetype shown = 7;
    const QString some = text::clean(names.mid(0, shown).join(u", "_s), 600);
    return names.size() <= shown ? some : some + u' ' + ActionTexts::tr("and %1 more").arg(names.size() - shown);
}

bool hasClaims(const QJsonObject &object)
{
    if (!json::at(object, u"spec.volumeClaimTemplates").toArray().isEmpty())
        return true;
    for (const QJsonValue volume : json::at(podTemplateOf(object), u"spec.volumes").toArray()) {
        if (volume.toObject().contains("persistentVolumeClaim"_L1) || volume.toObject().contains("hostPath"_L1))
            return true;
    }
    return false;
}

bool claimsGoWithScale(const QJsonObject &object)
{
    return json::at(object, u"spec.persistentVolumeClaimRetentionPolicy.whenScaled").toString() == u"Delete";
}

// What stored messages have to fear when pods end.
ActionEffect storageEffect(const ActionSubject &subject, ActionKind kind)
{
    if (subject.usesJetStream == false)
        return {ActionTexts::tr("Stored data"), ActionTexts::tr("None"), ActionTexts::tr("JetStream is not in use"), false};
    if (!hasClaims(subject.object))
        return {ActionTexts::tr("Stored data"), ActionTexts::tr("Lost with the pod"),
                ActionTexts::tr("The pods have no volume: files of JetStream are gone when a pod ends, unless other servers hold replicas"),
                true};
    if (kind == ActionKind::ScaleToZero && claimsGoWithScale(subject.object))
        return {ActionTexts::tr("Stored data"), ActionTexts::tr("Deleted"),
                ActionTexts::tr("The StatefulSet deletes its volume claims when it is scaled down"), true};
    return {ActionTexts::tr("Stored data"), ActionTexts::tr("Stays"),
            ActionTexts::tr("The volumes stay; streams in memory lose their messages unless other servers hold replicas"), false};
}

bool losesData(const ActionSubject &subject, ActionKind kind)
{
    return subject.usesJetStream != false &&
           (!hasClaims(subject.object) || (kind == ActionKind::ScaleToZero && claimsGoWithScale(subject.object)));
}

ActionEffect clientsEffect(int servers, bool allAtOnce)
{
    if (servers <= 1 || allAtOnce)
        return {ActionTexts::tr("Clients"), ActionTexts::tr("All disconnected"),
                ActionTexts::tr("Nobody can connect until a server is ready again"), true};
    return {ActionTexts::tr("Clients"), ActionTexts::tr("Disconnected once per server"),
            ActionTexts::tr("They go on with another server if they know one; those with a single address wait for it"), true};
}

ActionEffect streamsEffect(const ActionSubject &subject, int servers)
{
    if (subject.usesJetStream == false)
        return {};
    if (servers >= 3)
        return {ActionTexts::tr("Streams"), ActionTexts::tr("Those with 3 replicas go on"),
                ActionTexts::tr("A stream with one replica cannot be reached while its server is away"), false};
    return {ActionTexts::tr("Streams"), ActionTexts::tr("Not reachable meanwhile"),
            ActionTexts::tr("No other server holds enough replicas to go on"), true};
}

QString kubectl(const ActionSubject &subject, const QString &rest)
{
    return u"kubectl --context %1 -n %2 %3"_s.arg(text::shellQuoted(subject.workload.context),
                                                  text::shellQuoted(kube::namespaceOf(subject.object)), rest);
}

QString kubectlName(const QJsonObject &object)
{
    return object.value("kind"_L1).toString().toLower() + u'/' + text::shellQuoted(kube::nameOf(object));
}

void planRestart(ActionPlan &plan, const ActionSubject &subject, const QDateTime &now)
{
    const int servers = replicasOf(subject.object);
    const QString name = text::clean(kube::nameOf(subject.object), 253);
    plan.title = ActionTexts::tr("Restart %1?").arg(name);
    plan.text = ActionTexts::tr("The pods are replaced one after the other; each has to be ready before the next one goes.");
    plan.actionText = ActionTexts::tr("Restart %n server(s)", nullptr, servers);
    const int partition = json::at(subject.object, u"spec.updateStrategy.rollingUpdate.partition").toInt();
    QStringList order = podOrder(subject.pods);
    order.removeIf([partition](const QString &pod) { return partition > 0 && ordinalOf(pod) < partition; });
    if (isStatefulSet(subject.object))
        plan.effects << ActionEffect{ActionTexts::tr("Order"), shownNames(order),
                                     partition > 0 ? ActionTexts::tr("the partition leaves out the others") : QString(), false};
    else
        plan.effects << ActionEffect{ActionTexts::tr("Pods"), shownNames(order), ActionTexts::tr("in no given order"), false};
    plan.effects << clientsEffect(servers, false) << streamsEffect(subject, servers) << storageEffect(subject, plan.kind);
    plan.patch = {
        {u"spec"_s,
         QJsonObject{{u"template"_s,
                      QJsonObject{{u"metadata"_s, QJsonObject{{u"annotations"_s, QJsonObject{{u"kubectl.kubernetes.io/restartedAt"_s,
                                                                                              now.toUTC().toString(Qt::ISODate)}}}}}}}}}};
    plan.intent.command = kubectl(subject, u"rollout restart "_s + kubectlName(subject.object));
    plan.replicas = servers;
}

void planScaleToZero(ActionPlan &plan, const ActionSubject &subject)
{
    const int servers = replicasOf(subject.object);
    plan.title = ActionTexts::tr("Stop %1?").arg(text::clean(kube::nameOf(subject.object), 253));
    plan.text =
        ActionTexts::tr("All servers end and stay away until they are scaled back. How many there were is remembered at the workload.");
    plan.actionText = ActionTexts::tr("Stop %n server(s)", nullptr, servers);
    const bool parallel = json::at(subject.object, u"spec.podManagementPolicy").toString() == u"Parallel" || !isStatefulSet(subject.object);
    plan.effects << ActionEffect{parallel ? ActionTexts::tr("Pods") : ActionTexts::tr("Order"), shownNames(podOrder(subject.pods)),
                                 parallel ? ActionTexts::tr("all at once") : ActionTexts::tr("one after the other"), true}
                 << clientsEffect(servers, true) << storageEffect(subject, plan.kind);
    if (subject.usesJetStream != false)
        plan.effects << ActionEffect{ActionTexts::tr("Streams"), ActionTexts::tr("None can be reached"),
                                     ActionTexts::tr("until enough servers are back"), true};
    plan.patch = {{u"metadata"_s, QJsonObject{{u"annotations"_s, QJsonObject{{replicasAnnotation.toString(), QString::number(servers)}}}}},
                  {u"spec"_s, QJsonObject{{u"replicas"_s, 0}}}};
    plan.intent.command = kubectl(subject, u"scale %1 --replicas=0"_s.arg(kubectlName(subject.object)));
    plan.replicas = 0;
}

void planScaleBack(ActionPlan &plan, const ActionSubject &subject)
{
    const int servers = annotationOf(subject.object, replicasAnnotation.toString()).toInt();
    plan.title = ActionTexts::tr("Start %1 again?").arg(text::clean(kube::nameOf(subject.object), 253));
    plan.text = ActionTexts::tr("As many servers as there were before start again, with their volumes.");
    plan.actionText = ActionTexts::tr("Start %n server(s)", nullptr, servers);
    plan.effects << ActionEffect{ActionTexts::tr("Servers"), QString::number(servers), ActionTexts::tr("as many as before the stop"), false}
                 << storageEffect(subject, plan.kind);
    plan.patch = {{u"metadata"_s, QJsonObject{{u"annotations"_s, QJsonObject{{replicasAnnotation.toString(), QJsonValue::Null}}}}},
                  {u"spec"_s, QJsonObject{{u"replicas"_s, servers}}}};
    plan.intent.command = kubectl(subject, u"scale %1 --replicas=%2"_s.arg(kubectlName(subject.object)).arg(servers));
    plan.replicas = servers;
}

void planDeletePod(ActionPlan &plan, const ActionSubject &subject)
{
    const int servers = replicasOf(subject.object);
    const QString name = text::clean(subject.pod, 253);
    plan.title = ActionTexts::tr("Delete pod %1?").arg(name);
    plan.text = ActionTexts::tr("The server is told to end; the %1 makes a new pod in its place.").arg(text::clean(plan.ref.kind, 100));
    plan.actionText = ActionTexts::tr("Delete pod");
    plan.ref = {u"v1"_s, u"Pod"_s, kube::namespaceOf(subject.object), subject.pod};
    for (const QJsonObject &pod : subject.pods) {
        if (kube::nameOf(pod) == subject.pod)
            plan.uid = kube::uidOf(pod);
    }
    plan.effects << ActionEffect{ActionTexts::tr("Pod"), name,
                                 isStatefulSet(subject.object) ? ActionTexts::tr("comes back under the same name")
                                                               : ActionTexts::tr("comes back under another name"),
                                 false}
                 << clientsEffect(servers, false) << streamsEffect(subject, servers) << storageEffect(subject, plan.kind);
    plan.intent.command = kubectl(subject, u"delete pod "_s + text::shellQuoted(subject.pod));
    plan.replicas = servers;
}

// Why a pod does not come up, in the words of Kubernetes.
QString troubleOf(const QList<QJsonObject> &pods)
{
    for (const QJsonObject &pod : pods) {
        for (const QJsonValue status : json::at(pod, u"status.containerStatuses").toArray()) {
            const QString reason = json::at(status.toObject(), u"state.waiting.reason").toString();
            if (!reason.isEmpty() && reason != u"ContainerCreating" && reason != u"PodInitializing")
                return text::clean(u"%1: %2"_s.arg(kube::nameOf(pod), reason), 300);
        }
        for (const QJsonValue condition : json::at(pod, u"status.conditions").toArray()) {
            if (condition.toObject().value("reason"_L1).toString() == u"Unschedulable")
                return text::clean(u"%1: %2"_s.arg(kube::nameOf(pod), condition.toObject().value("message"_L1).toString()), 300);
        }
    }
    return {};
}

} // namespace

QString whyNot(ActionKind kind, const ActionSubject &subject)
{
    if (subject.object.isEmpty())
        return ActionTexts::tr("The workload is not known yet");
    const int servers = replicasOf(subject.object);
    switch (kind) {
    case ActionKind::Restart:
        if (servers == 0)
            return ActionTexts::tr("There are no servers to restart");
        return json::at(subject.object, u"spec.updateStrategy.type").toString() == u"OnDelete"
                   ? ActionTexts::tr("Its pods are replaced only when someone deletes them (update strategy OnDelete)")
                   : QString();
    case ActionKind::ScaleToZero:
        return servers == 0 ? ActionTexts::tr("It is stopped already") : QString();
    case ActionKind::ScaleBack:
        if (servers > 0)
            return ActionTexts::tr("It is not stopped");
        return annotationOf(subject.object, replicasAnnotation.toString()).toInt() > 0
                   ? QString()
                   : ActionTexts::tr("How many servers there were is not known; kubectl scale says how many there are to be");
    case ActionKind::DeletePod:
        return std::any_of(subject.pods.begin(), subject.pods.end(),
                           [&](const QJsonObject &pod) { return kube::nameOf(pod) == subject.pod; })
                   ? QString()
                   : ActionTexts::tr("Choose a pod");
    }
    return {};
}

ActionPlan planAction(ActionKind kind, const ActionSubject &subject, const QDateTime &now)
{
    ActionPlan plan;
    plan.kind = kind;
    plan.ref = kube::refOf(subject.object);
    plan.uid = kube::uidOf(subject.object);
    plan.generation = json::integer(json::at(subject.object, u"metadata.generation"));
    switch (kind) {
    case ActionKind::Restart:
        planRestart(plan, subject, now);
        plan.intent.verb = u"restart"_s;
        break;
    case ActionKind::ScaleToZero:
        planScaleToZero(plan, subject);
        plan.intent.verb = u"scale"_s;
        break;
    case ActionKind::ScaleBack:
        planScaleBack(plan, subject);
        plan.intent.verb = u"scale"_s;
        break;
    case ActionKind::DeletePod:
        planDeletePod(plan, subject);
        plan.intent.verb = u"delete"_s;
        break;
    }
    plan.effects.removeIf([](const ActionEffect &effect) { return effect.label.isEmpty(); });
    const bool isLoss = kind != ActionKind::ScaleBack && losesData(subject, kind);
    plan.intent.impact = isLoss ? guard::Impact::DataLoss : guard::Impact::Configuration;
    plan.typedName = isLoss ? plan.ref.name : QString();
    plan.intent.object = display(plan.ref);
    plan.intent.summary = plan.actionText + u": "_s + display(plan.ref);
    plan.intent.detail = {{u"uid"_s, plan.uid}, {u"replicas"_s, plan.replicas}};
    return plan;
}

ActionProgress progressOf(const ActionPlan &plan, qint64 acceptedGeneration, const QJsonObject &object, const QList<QJsonObject> &pods)
{
    const QJsonObject status = object.value("status"_L1).toObject();
    const bool isSeen = json::integer(status.value("observedGeneration"_L1)) >= acceptedGeneration;
    const int ready = status.value("readyReplicas"_L1).toInt();
    const int there = status.value("replicas"_L1).toInt();
    ActionProgress progress;
    progress.total = std::max(plan.replicas, plan.kind == ActionKind::ScaleToZero ? static_cast<int>(pods.size()) : 0);
    progress.trouble = plan.kind == ActionKind::ScaleToZero ? QString() : troubleOf(pods);
    switch (plan.kind) {
    case ActionKind::Restart: {
        const int updated = isSeen ? status.value("updatedReplicas"_L1).toInt() : 0;
        const int partition = json::at(object, u"spec.updateStrategy.rollingUpdate.partition").toInt();
        progress.total = std::max(0, plan.replicas - partition);
        const bool allReady = ready >= plan.replicas && there == plan.replicas;
        progress.done = std::min(updated, progress.total) - (updated > 0 && !allReady ? 1 : 0);
        progress.isDone = isSeen && updated >= progress.total && allReady;
        progress.text = ActionTexts::tr("%1 of %n server(s) new and ready", nullptr, progress.total).arg(progress.done);
        break;
    }
    case ActionKind::ScaleToZero:
        progress.isDone = isSeen && there == 0 && pods.isEmpty();
        progress.text = progress.isDone ? ActionTexts::tr("All servers have ended")
                                        : ActionTexts::tr("%n server(s) still there", nullptr, static_cast<int>(pods.size()));
        break;
    case ActionKind::ScaleBack:
        progress.done = isSeen ? std::min(ready, plan.replicas) : 0;
        progress.isDone = isSeen && ready >= plan.replicas;
        progress.text = ActionTexts::tr("%1 of %n server(s) ready", nullptr, plan.replicas).arg(progress.done);
        break;
    case ActionKind::DeletePod: {
        const bool isOldThere = std::any_of(pods.begin(), pods.end(), [&](const QJsonObject &pod) { return kube::uidOf(pod) == plan.uid; });
        progress.total = 1;
        progress.isDone = !isOldThere && ready >= plan.replicas && static_cast<int>(pods.size()) >= plan.replicas;
        progress.done = progress.isDone ? 1 : 0;
        progress.text = progress.isDone ? ActionTexts::tr("The new pod is ready")
                        : isOldThere    ? ActionTexts::tr("The pod is ending")
                                        : ActionTexts::tr("The new pod is starting");
        break;
    }
    }
    return progress;
}

} // namespace natsdeck::workloads
