#include "models/base/json.h"
#include "models/base/text.h"
#include "models/deployment/apply_set.h"
#include "models/deployment/manifest_cluster.h"
#include "models/deployment/manifest_objects.h"
#include "models/deployment/manifest_plan.h"
#include "models/deployment/yaml_text.h"
#include "models/kube/client.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

using ClientPointer = std::shared_ptr<kube::Client>;

QString translated(const char *text) { return QCoreApplication::translate("deployment", text); }

kube::ObjectRef inventoryRef(const QString &nameSpace, const QString &name)
{
    return {u"v1"_s, u"Secret"_s, nameSpace, ManifestNames(name).inventory};
}

Result<QJsonObject> inventory(kube::Client &client, const QString &nameSpace, const QString &name)
{
    const Result<std::optional<QJsonObject>> live = cluster::find(client, inventoryRef(nameSpace, name));
    if (!live)
        return failure(live.error());
    if (!live->has_value()) {
        return failure(ErrorKind::NotFound, translated("There is no inventory of %1 in namespace %2").arg(name, nameSpace), {},
                       translated("It was not deployed by NatsDeck, or is removed already"));
    }
    return **live;
}

// "StatefulSet.apps" → a reference to all of that kind. The versions are those that manifests() writes.
std::optional<kube::ObjectRef> kindRef(const QString &groupKind, const QString &nameSpace)
{
    const QString group = groupKind.section(u'.', 1);
    const QString kind = groupKind.section(u'.', 0, 0);
    if (group.isEmpty())
        return kube::ObjectRef{u"v1"_s, kind, nameSpace, {}};
    if (group == u"apps" || group == u"policy")
        return kube::ObjectRef{group + u"/v1"_s, kind, nameSpace, {}};
    return std::nullopt;
}

int removalOrder(const QJsonObject &object)
{
    static const QStringList order{u"Deployment"_s, u"StatefulSet"_s, u"PodDisruptionBudget"_s,  u"Service"_s,
                                   u"ConfigMap"_s,  u"Secret"_s,      u"PersistentVolumeClaim"_s};
    return static_cast<int>(order.indexOf(object.value(u"kind"_s).toString()));
}

plan::Step removeStep(const ClientPointer &client, const QJsonObject &object)
{
    const kube::ObjectRef ref = kube::refOf(object);
    plan::Step step;
    step.id = u"remove-%1-%2"_s.arg(ref.kind.toLower(), ref.name);
    step.title = translated("Remove %1 %2").arg(ref.kind, text::clean(ref.name));
    step.previews << plan::Preview{plan::ChangeKind::Remove, text::clean(ref.name), ref.kind, yamlText(comparable(object)), {}, u"yaml"_s};
    const QString uid = kube::uidOf(object);
    step.isDone = [client, ref, uid](plan::StepContext &context) -> Result<bool> {
        const Result<std::optional<QJsonObject>> live = cluster::find(*client, ref, context.stop());
        if (!live)
            return failure(live.error());
        return !live->has_value() || kube::uidOf(**live) != uid;
    };
    step.run = [client, ref, uid](plan::StepContext &context) -> Result<QJsonObject> {
        kube::RemoveOptions options;
        options.uid = uid;
        options.propagation = kube::Propagation::Foreground;
        options.stop = context.stop();
        const Result<void> removed = async::await(client->remove(context.permit(), ref, options));
        if (!removed && removed.error().kind != ErrorKind::NotFound)
            return failure(removed.error());
        context.detail(translated("waiting until it is gone"));
        const Result<void> gone = async::await(client->awaitGone(ref, uid, {std::chrono::seconds(180), context.stop()}));
        if (!gone && gone.error().kind != ErrorKind::NotFound)
            return failure(gone.error());
        context.log(translated("%1 removed").arg(kube::display(ref)));
        return QJsonObject();
    };
    return step;
}

// Ours is a namespace that we labelled; empty it is when nothing but what Kubernetes itself puts there is left.
plan::Step namespaceStep(const ClientPointer &client, const QJsonObject &object)
{
    plan::Step step = removeStep(client, object);
    step.id = u"remove-namespace"_s;
    const auto remove = step.run;
    const QString ns = kube::nameOf(object);
    step.run = [client, ns, remove](plan::StepContext &context) -> Result<QJsonObject> {
        for (const QString &kind : {u"Pod"_s, u"PersistentVolumeClaim"_s, u"Service"_s, u"Secret"_s}) {
            const Result<kube::ObjectList> left = async::await(client->list({u"v1"_s, kind, ns, {}}));
            if (!left)
                return failure(left.error());
            if (!left->items.isEmpty()) {
                context.log(translated("Namespace %1 stays: it holds %2").arg(ns, kube::display(kube::refOf(left->items.constFirst()))),
                            Severity::Info);
                return QJsonObject{{u"kept"_s, true}};
            }
        }
        return remove(context);
    };
    return step;
}

Result<std::optional<QJsonObject>> ownNamespace(kube::Client &client, const QString &nameSpace)
{
    Result<std::optional<QJsonObject>> live = cluster::find(client, {u"v1"_s, u"Namespace"_s, {}, nameSpace});
    if (!live && live.error().kind == ErrorKind::Forbidden)
        return std::optional<QJsonObject>();
    if (live && live->has_value() && kube::labelsOf(**live).value(u"app.kubernetes.io/managed-by"_s).toString() != u"natsdeck")
        return std::optional<QJsonObject>();
    return live;
}

} // namespace

Result<DesiredSystem> recordedDesired(kube::Client &client, const QString &nameSpace, const QString &name)
{
    const Result<QJsonObject> parent = inventory(client, nameSpace, name);
    if (!parent)
        return failure(parent.error());
    const QString recorded = parent->value(u"metadata"_s).toObject().value(u"annotations"_s).toObject().value(desiredAnnotation).toString();
    const Result<QJsonObject> object = json::parseObject(recorded.toUtf8(), translated("The inventory of %1").arg(name));
    return object ? desiredSystemFromJson(*object) : Result<DesiredSystem>(failure(object.error()));
}

Result<QList<QJsonObject>> inventoryMembers(kube::Client &client, const QString &nameSpace, const QString &name)
{
    const Result<QJsonObject> parent = inventory(client, nameSpace, name);
    if (!parent)
        return failure(parent.error());
    const ApplySet set(ManifestNames(name).inventory, nameSpace);
    const Result<QStringList> kinds = set.recordedKinds(*parent);
    if (!kinds)
        return failure(kinds.error());
    QList<QJsonObject> members;
    kube::ListOptions options;
    options.labelSelector = u"%1=%2"_s.arg(ApplySet::memberLabel, set.id());
    for (const QString &kind : *kinds) {
        const std::optional<kube::ObjectRef> ref = kindRef(kind, nameSpace);
        if (!ref)
            return failure(ErrorKind::Unsupported, translated("The inventory of %1 names the kind %2").arg(name, text::clean(kind)));
        const Result<kube::ObjectList> found = async::await(client.list(*ref, options));
        if (!found)
            return failure(found.error());
        members += found->items;
    }
    // Volumes are made by the StatefulSet's controller, which copies the claim template's labels, not the set's.
    options.labelSelector = u"app.kubernetes.io/instance=%1,app.kubernetes.io/managed-by=natsdeck"_s.arg(name);
    const Result<kube::ObjectList> claims = async::await(client.list({u"v1"_s, u"PersistentVolumeClaim"_s, nameSpace, {}}, options));
    if (!claims)
        return failure(claims.error());
    members += claims->items;
    std::stable_sort(members.begin(), members.end(), [](const auto &a, const auto &b) { return removalOrder(a) < removalOrder(b); });
    return members;
}

Result<plan::Plan> manifestRemoval(const ClientPointer &client, const QString &context, const QString &nameSpace, const QString &name,
                                   bool keepData)
{
    const Result<QJsonObject> parent = inventory(*client, nameSpace, name);
    if (!parent)
        return failure(parent.error());
    const Result<QList<QJsonObject>> members = inventoryMembers(*client, nameSpace, name);
    if (!members)
        return failure(members.error());
    const Result<std::optional<QJsonObject>> ns = ownNamespace(*client, nameSpace);
    if (!ns)
        return failure(ns.error());
    DesiredSystem target;
    target.name = name;
    target.target = {TargetKind::Kubernetes, context, nameSpace};
    const Result<QString> systemId = cluster::systemIdOf(*client, target);
    if (!systemId)
        return failure(systemId.error());

    plan::Plan plan;
    plan.id = plan::Plan::makeId();
    plan.kind = u"remove"_s;
    plan.engine = u"manifests"_s;
    plan.systemId = systemId->isEmpty() ? u"k8s-new:%1/%2/%3"_s.arg(context, nameSpace, name) : *systemId;
    plan.title = translated("Remove %1 from %2, namespace %3").arg(name, context, nameSpace);
    plan.memo = {{u"context"_s, context}, {u"namespace"_s, nameSpace}, {u"name"_s, name}, {u"keepData"_s, keepData}};
    for (const QJsonObject &member : *members) {
        if (!keepData || member.value(u"kind"_s).toString() != u"PersistentVolumeClaim")
            plan.steps.push_back(removeStep(client, member));
    }
    plan.steps.push_back(removeStep(client, *parent));
    if (ns->has_value() && !keepData)
        plan.steps.push_back(namespaceStep(client, **ns));
    plan.intent = {
        u"remove"_s,
        u"StatefulSet %1/%2"_s.arg(nameSpace, name),
        plan.title,
        keepData ? guard::Impact::Configuration : guard::Impact::DataLoss,
        u"kubectl --context %1 -n %2 delete statefulset,service,configmap,secret,pdb,deployment%3 -l app.kubernetes.io/instance=%4"_s.arg(
            text::shellQuoted(context), text::shellQuoted(nameSpace), keepData ? QString() : u",pvc"_s, text::shellQuoted(name)),
        {{u"context"_s, context}, {u"objects"_s, static_cast<int>(plan.steps.size())}}};
    return plan;
}

} // namespace natsdeck::deployment
