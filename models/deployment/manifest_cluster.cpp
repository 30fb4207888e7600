#include "models/deployment/manifest_cluster.h"

#include "models/base/text.h"
#include "models/deployment/manifest_objects.h"
#include "models/kube/client.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment::cluster {

namespace {

QString translated(const char *text) { return QCoreApplication::translate("deployment", text); }

kube::CallOptions within(std::chrono::seconds deadline, std::stop_token stop)
{
    return {std::chrono::duration_cast<std::chrono::milliseconds>(deadline), std::move(stop)};
}

kube::ObjectRef workload(const DesiredSystem &desired) { return {u"apps/v1"_s, u"StatefulSet"_s, desired.target.nameSpace, desired.name}; }

kube::ObjectRef pods(const DesiredSystem &desired) { return {u"v1"_s, u"Pod"_s, desired.target.nameSpace, {}}; }

bool isReady(const QJsonObject &pod)
{
    for (const QJsonValue condition : pod.value(u"status"_s).toObject().value(u"conditions"_s).toArray()) {
        if (condition[u"type"].toString() == u"Ready")
            return condition[u"status"].toString() == u"True";
    }
    return false;
}

// The first container that waits or has ended, in the kubelet's words.
std::optional<Stuck> stuckContainer(const QString &pod, const QJsonObject &status)
{
    static const QStringList hopeless{u"ErrImagePull"_s,     u"ImagePullBackOff"_s,           u"ErrImageNeverPull"_s,
                                      u"InvalidImageName"_s, u"CreateContainerConfigError"_s, u"CrashLoopBackOff"_s};
    for (const QJsonValue container : status.value(u"containerStatuses"_s).toArray()) {
        const QJsonObject waiting = container[u"state"].toObject().value(u"waiting"_s).toObject();
        const QString reason = waiting.value(u"reason"_s).toString();
        if (reason.isEmpty() || reason == u"ContainerCreating" || reason == u"PodInitializing")
            continue;
        QString text = u"%1: %2"_s.arg(pod, reason);
        if (const QString message = waiting.value(u"message"_s).toString(); !message.isEmpty())
            text += u", "_s + message;
        return Stuck{text::clean(text, 400), hopeless.contains(reason)};
    }
    return std::nullopt;
}

std::optional<Stuck> stuckPod(const QJsonObject &pod)
{
    const QString name = kube::nameOf(pod);
    const QJsonObject status = pod.value(u"status"_s).toObject();
    if (std::optional<Stuck> container = stuckContainer(name, status))
        return container;
    for (const QJsonValue condition : status.value(u"conditions"_s).toArray()) {
        if (condition[u"type"].toString() == u"PodScheduled" && condition[u"status"].toString() == u"False") {
            const QString text = u"%1: %2, %3"_s.arg(name, condition[u"reason"].toString(), condition[u"message"].toString());
            return Stuck{text::clean(text, 400), false};
        }
    }
    return std::nullopt;
}

} // namespace

Result<std::optional<QJsonObject>> find(kube::Client &client, const kube::ObjectRef &ref, std::stop_token stop)
{
    Result<QJsonObject> live = async::await(client.get(ref, within(std::chrono::seconds(20), std::move(stop))));
    if (live)
        return std::optional(std::move(*live));
    if (live.error().kind == ErrorKind::NotFound)
        return std::optional<QJsonObject>();
    return failure(live.error());
}

Result<QString> systemIdOf(kube::Client &client, const DesiredSystem &desired)
{
    const Result<std::optional<QJsonObject>> set = find(client, workload(desired));
    if (!set)
        return failure(set.error());
    if (!set->has_value())
        return QString();
    const Result<QJsonObject> system = async::await(client.get({u"v1"_s, u"Namespace"_s, {}, u"kube-system"_s}));
    if (!system)
        return failure(system.error());
    return u"k8s:%1/%2/%3"_s.arg(kube::uidOf(*system), desired.target.nameSpace, kube::uidOf(**set));
}

Result<Stuck> whyNotReady(kube::Client &client, const DesiredSystem &desired, std::stop_token stop)
{
    kube::ListOptions options;
    options.labelSelector = podSelector(desired);
    options.deadline = std::chrono::seconds(20);
    options.stop = std::move(stop);
    const Result<kube::ObjectList> list = async::await(client.list(pods(desired), options));
    if (!list)
        return failure(list.error());
    if (list->items.isEmpty())
        return Stuck{translated("No pod has been made yet"), false};
    for (const QJsonObject &pod : list->items) {
        if (std::optional<Stuck> stuck = stuckPod(pod))
            return *stuck;
    }
    int ready = 0;
    for (const QJsonObject &pod : list->items)
        ready += isReady(pod) ? 1 : 0;
    return Stuck{translated("%1 of %2 pods ready").arg(ready).arg(list->items.size()), false};
}

namespace {

Result<bool> isRolledOut(kube::Client &client, const DesiredSystem &desired, const Waiting &waiting)
{
    const Result<std::optional<QJsonObject>> set = find(client, workload(desired), waiting.stop);
    if (!set)
        return failure(set.error());
    if (!set->has_value())
        return failure(ErrorKind::NotFound, translated("The StatefulSet %1 is gone").arg(desired.name));
    const QJsonObject status = (**set).value(u"status"_s).toObject();
    const qint64 generation = (**set).value(u"metadata"_s).toObject().value(u"generation"_s).toInteger();
    const bool current = status.value(u"observedGeneration"_s).toInteger() >= generation &&
                         status.value(u"currentRevision"_s).toString() == status.value(u"updateRevision"_s).toString();
    if (!current || status.value(u"readyReplicas"_s).toInt() < desired.replicas)
        return false;
    if (waiting.notPodUid.isEmpty())
        return true;
    kube::ListOptions options;
    options.labelSelector = podSelector(desired);
    const Result<kube::ObjectList> list = async::await(client.list(pods(desired), options));
    if (!list)
        return failure(list.error());
    int fresh = 0;
    for (const QJsonObject &pod : list->items)
        fresh += isReady(pod) && kube::uidOf(pod) != waiting.notPodUid ? 1 : 0;
    return fresh >= desired.replicas;
}

// Errors that pass by themselves while a cluster is busy or its API server restarts.
bool isPassing(const Error &error)
{
    return error.kind == ErrorKind::Unreachable || error.kind == ErrorKind::Timeout || error.code >= 500 ||
           error.kind == ErrorKind::Rejected;
}

} // namespace

Result<void> awaitReady(kube::Client &client, const DesiredSystem &desired, const Waiting &waiting)
{
    const QDeadlineTimer deadline(waiting.deadline);
    QDeadlineTimer hopeless(QDeadlineTimer::Forever);
    Stuck stuck;
    while (true) {
        const Result<bool> done = isRolledOut(client, desired, waiting);
        if (done && *done)
            return {};
        if (!done && !isPassing(done.error()))
            return failure(done.error());
        if (!done) {
            waiting.say(translated("The API server does not answer, trying again: %1").arg(done.error().detail));
        } else if (const Result<Stuck> why = whyNotReady(client, desired, waiting.stop)) {
            stuck = *why;
            waiting.say(stuck.reason);
            if (!stuck.final)
                hopeless = QDeadlineTimer(QDeadlineTimer::Forever);
            else if (hopeless.isForever())
                hopeless = QDeadlineTimer(std::chrono::seconds(45)); // registries and crashes sometimes recover
        }
        if (hopeless.hasExpired()) {
            return failure(ErrorKind::Rejected, translated("%1 does not start").arg(desired.name), stuck.reason,
                           translated("Check the image name and the server's log, then try again"));
        }
        if (deadline.hasExpired()) {
            return failure(ErrorKind::Timeout, translated("%1 was not ready after %2 s").arg(desired.name).arg(waiting.deadline.count()),
                           stuck.reason, translated("Mend what the reason names, then try again: nothing is applied twice"));
        }
        if (!waiting.pause(700))
            return failure(ErrorKind::Cancelled, translated("Cancelled"));
    }
}

} // namespace natsdeck::deployment::cluster
