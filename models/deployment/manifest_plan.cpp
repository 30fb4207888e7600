#include "models/deployment/manifest_plan.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/deployment/apply_set.h"
#include "models/deployment/manifest_cluster.h"
#include "models/deployment/manifest_objects.h"
#include "models/deployment/yaml_text.h"
#include "models/kube/client.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

using ClientPointer = std::shared_ptr<kube::Client>;

QString translated(const char *text) { return QCoreApplication::translate("deployment", text); }

QString stepId(const QJsonObject &object) { return u"%1-%2"_s.arg(object.value(u"kind"_s).toString().toLower(), kube::nameOf(object)); }

plan::Preview preview(const QJsonObject &object, const std::optional<QJsonObject> &live, const std::optional<QJsonObject> &after)
{
    const bool change = live.has_value();
    return {change ? plan::ChangeKind::Change : plan::ChangeKind::Create,
            kube::nameOf(object),
            object.value(u"kind"_s).toString(),
            change ? yamlText(comparable(*live)) : QString(),
            yamlText(comparable(after.value_or(object))),
            u"yaml"_s};
}

// Whose objects a plan may take for its own although it does not remember making them: those of a first deployment that was
// killed half-way, known by their label. Empty while an existing deployment is changed: what is there was there before.
struct Maker
{
    QString firstId;

    [[nodiscard]] bool made(const QJsonObject &live) const
    {
        return !firstId.isEmpty() && kube::labelsOf(live).value(deploymentLabel).toString() == firstId;
    }
};

Result<QJsonObject> applyObject(const ClientPointer &client, const QJsonObject &object, const Maker &maker, plan::StepContext &context)
{
    const kube::ObjectRef ref = kube::refOf(object);
    const Result<std::optional<QJsonObject>> before = cluster::find(*client, ref, context.stop());
    if (!before)
        return failure(before.error());
    const Result<QJsonObject> applied =
        async::await(client->apply(context.permit(), object, {{}, false, std::chrono::seconds(40), context.stop()}));
    if (!applied)
        return failure(applied.error());
    const bool isNew = !before->has_value();
    const bool created = isNew || maker.made(**before);
    const bool same = !isNew && kube::resourceVersionOf(**before) == kube::resourceVersionOf(*applied);
    context.log(translated(isNew ? "%1 created" : same ? "%1 was as it should be" : "%1 changed").arg(kube::display(ref)));
    return QJsonObject{{u"created"_s, created}, {u"uid"_s, kube::uidOf(*applied)}};
}

Result<void> removeObject(const ClientPointer &client, const kube::ObjectRef &ref, const QString &uid, plan::StepContext &context)
{
    kube::RemoveOptions options;
    options.uid = uid;
    options.propagation = kube::Propagation::Foreground;
    options.stop = context.stop();
    const Result<void> removed = async::await(client->remove(context.permit(), ref, options));
    if (!removed && removed.error().kind != ErrorKind::NotFound)
        return failure(removed.error());
    const Result<void> gone = async::await(client->awaitGone(ref, uid, {std::chrono::seconds(120), context.stop()}));
    if (!gone && gone.error().kind != ErrorKind::NotFound)
        return failure(gone.error());
    context.log(translated("%1 removed").arg(kube::display(ref)));
    return {};
}

// Takes away what this step made; what was there before it stays as it is now. Killed half-way, it asks the cluster.
auto undoApply(const ClientPointer &client, const QJsonObject &object, const Maker &maker)
{
    return [client, maker, ref = kube::refOf(object)](plan::StepContext &context, const QJsonObject &result) -> Result<void> {
        bool created = result.value(u"created"_s).toBool();
        QString uid = result.value(u"uid"_s).toString();
        if (result.isEmpty()) {
            const Result<std::optional<QJsonObject>> live = cluster::find(*client, ref, context.stop());
            if (!live)
                return failure(live.error());
            if (!live->has_value())
                return {};
            created = maker.made(**live);
            uid = kube::uidOf(**live);
        }
        if (created)
            return removeObject(client, ref, uid, context);
        context.log(translated("%1 was there before and stays").arg(kube::display(ref)), Severity::Info);
        return {};
    };
}

plan::Step namespaceStep(const ClientPointer &client, const DesiredSystem &desired, const Maker &maker, bool exists)
{
    const QJsonObject object = namespaceObject(desired);
    plan::Step step;
    step.id = u"namespace"_s;
    step.title = translated("Namespace %1").arg(desired.target.nameSpace);
    if (!exists)
        step.previews << preview(object, std::nullopt, std::nullopt);
    step.run = [client, object, maker](plan::StepContext &context) -> Result<QJsonObject> {
        const Result<std::optional<QJsonObject>> live = cluster::find(*client, kube::refOf(object), context.stop());
        if (!live && live.error().kind != ErrorKind::Forbidden)
            return failure(live.error());
        if (!live || live->has_value()) {
            context.log(translated("%1 is there").arg(kube::display(kube::refOf(object))));
            const bool created = live && maker.made(**live);
            return QJsonObject{{u"created"_s, created}, {u"uid"_s, created ? kube::uidOf(**live) : QString()}};
        }
        const Result<QJsonObject> made = async::await(client->create(context.permit(), object, {std::chrono::seconds(40), context.stop()}));
        if (!made)
            return failure(made.error());
        context.log(translated("%1 created").arg(kube::display(kube::refOf(object))));
        return QJsonObject{{u"created"_s, true}, {u"uid"_s, kube::uidOf(*made)}};
    };
    step.undo = undoApply(client, object, maker);
    return step;
}

plan::Step applyStep(const ClientPointer &client, const QJsonObject &object, const Maker &maker, const QList<plan::Preview> &previews)
{
    plan::Step step;
    step.id = stepId(object);
    step.title = u"%1 %2"_s.arg(object.value(u"kind"_s).toString(), kube::nameOf(object));
    step.previews = previews;
    step.run = [client, object, maker](plan::StepContext &context) { return applyObject(client, object, maker, context); };
    step.undo = undoApply(client, object, maker);
    return step;
}

plan::Step readyStep(const ClientPointer &client, const DesiredSystem &desired)
{
    plan::Step step;
    step.id = u"ready"_s;
    step.title = translated("Wait until %1 is ready").arg(desired.name);
    step.run = [client, desired](plan::StepContext &context) -> Result<QJsonObject> {
        QString last;
        cluster::Waiting waiting;
        waiting.stop = context.stop();
        waiting.pause = [&context](int milliseconds) { return context.pause(milliseconds); };
        waiting.say = [&](const QString &line) {
            context.detail(line);
            if (line != last)
                context.log(line);
            last = line;
        };
        if (const Result<void> ready = cluster::awaitReady(*client, desired, waiting); !ready)
            return failure(ready.error());
        const Result<QString> id = cluster::systemIdOf(*client, desired);
        context.detail(translated("ready"));
        return QJsonObject{{u"systemId"_s, id.value_or(QString())}};
    };
    return step;
}

QJsonObject inventoryObject(const DesiredSystem &desired, const QList<QJsonObject> &objects)
{
    QStringList kinds;
    for (const QJsonObject &object : objects)
        kinds << ApplySet::groupKind(object);
    const QString recorded = QString::fromUtf8(json::compact(toJson(desired)));
    QJsonObject parent =
        ApplySet(ManifestNames(desired.name).inventory, desired.target.nameSpace).parent(kinds, {{desiredAnnotation, recorded}});
    QJsonObject metadata = parent.value(u"metadata"_s).toObject();
    QJsonObject labels = metadata.value(u"labels"_s).toObject();
    labels.insert(deploymentLabel, desired.id);
    metadata.insert(u"labels"_s, labels);
    parent.insert(u"metadata"_s, metadata);
    return parent;
}

struct Planned
{
    QJsonObject object;
    QList<plan::Preview> previews;
};

Result<Planned> planned(kube::Client &client, const QJsonObject &object, bool namespaceExists)
{
    if (!namespaceExists)
        return Planned{object, {preview(object, std::nullopt, std::nullopt)}};
    const Result<std::optional<QJsonObject>> live = cluster::find(client, kube::refOf(object));
    if (!live)
        return failure(live.error());
    if (!live->has_value())
        return Planned{object, {preview(object, std::nullopt, std::nullopt)}};
    const Result<QJsonObject> after = async::await(client.applyDryRun(object));
    if (!after)
        return failure(after.error());
    if (comparable(**live) == comparable(*after))
        return Planned{object, {}};
    return Planned{object, {preview(object, **live, *after)}};
}

} // namespace

Result<LoginChoice> completeLogin(kube::Client &client, const DesiredSystem &desired)
{
    LoginChoice login = desired.login;
    if (login.kind == LoginKind::None)
        return login;
    const Result<std::optional<QJsonObject>> live =
        cluster::find(client, {u"v1"_s, u"Secret"_s, desired.target.nameSpace, ManifestNames(desired.name).auth});
    if (!live)
        return failure(live.error());
    if (live->has_value()) {
        const Result<LoginChoice> known = loginOf(**live, login);
        if (!known)
            return failure(known.error());
        if (known->kind == login.kind && login.secret.isEmpty())
            login.secret = known->secret;
        if (known->systemUser && login.systemSecret.isEmpty())
            login.systemSecret = known->systemSecret;
    }
    if (login.secret.isEmpty())
        login.secret = randomSecret();
    login.systemUser = login.systemUser && login.kind != LoginKind::Token;
    if (login.systemUser && login.systemSecret.isEmpty())
        login.systemSecret = randomSecret();
    return login;
}

Result<plan::Plan> manifestPlan(const ClientPointer &client, DesiredSystem desired, bool wasFirst)
{
    const Result<std::optional<QJsonObject>> ns = cluster::find(*client, {u"v1"_s, u"Namespace"_s, {}, desired.target.nameSpace});
    const bool namespaceExists = !ns ? ns.error().kind == ErrorKind::Forbidden : ns->has_value();
    if (!ns && ns.error().kind != ErrorKind::Forbidden)
        return failure(ns.error());
    const Result<LoginChoice> login = completeLogin(*client, desired);
    if (!login)
        return failure(login.error());
    desired.login = *login;
    const Result<QString> systemId = cluster::systemIdOf(*client, desired);
    if (!systemId)
        return failure(systemId.error());

    plan::Plan plan;
    plan.id = plan::Plan::makeId();
    plan.makesSystem = systemId->isEmpty() || wasFirst;
    plan.kind = plan.makesSystem ? u"deploy"_s : u"change"_s;
    plan.engine = u"manifests"_s;
    plan.systemId =
        plan.makesSystem ? u"k8s-new:%1/%2/%3"_s.arg(desired.target.context, desired.target.nameSpace, desired.name) : *systemId;
    plan.title = translated("Deploy %1 to %2, namespace %3").arg(desired.name, desired.target.context, desired.target.nameSpace);
    const Maker maker{plan.makesSystem ? desired.id : QString()};
    plan.memo = QJsonObject{{u"desired"_s, toJson(desired)}, {u"first"_s, plan.makesSystem}};
    plan.steps.push_back(namespaceStep(client, desired, maker, namespaceExists));

    const ApplySet set(ManifestNames(desired.name).inventory, desired.target.nameSpace);
    const QList<QJsonObject> objects = manifests(desired);
    QList<QJsonObject> all{inventoryObject(desired, objects)};
    for (const QJsonObject &object : objects) {
        const Result<QJsonObject> member = set.adopt(object);
        if (!member)
            return failure(member.error());
        all << *member;
    }
    for (const QJsonObject &object : std::as_const(all)) {
        const Result<Planned> one = planned(*client, object, namespaceExists);
        if (!one)
            return failure(one.error());
        plan.steps.push_back(applyStep(client, one->object, maker, one->previews));
    }
    plan.steps.push_back(readyStep(client, desired));
    plan.intent = {u"deploy"_s, u"StatefulSet %1/%2"_s.arg(desired.target.nameSpace, desired.name),
                   plan.title,  guard::Impact::Configuration,
                   {},          {{u"context"_s, desired.target.context}, {u"objects"_s, static_cast<int>(all.size())}}};
    return plan;
}

} // namespace natsdeck::deployment
