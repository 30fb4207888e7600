#include "models/workloads/pods.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/ready_pod.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr double goShareAtMost = 0.9; // of the limit: the runtime's own overhead lies beside what it counts

QDateTime timeOf(const QJsonValue &value) { return QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toUTC(); }

QString cleaned(const QJsonObject &object, QLatin1StringView key, qsizetype limit = 253)
{
    return text::clean(object.value(key).toString(), limit);
}

LastEnd endOf(const QJsonObject &terminated)
{
    return {cleaned(terminated, "reason"_L1), terminated.value("exitCode"_L1).toInt(), terminated.value("signal"_L1).toInt(),
            cleaned(terminated, "message"_L1, 2048), timeOf(terminated.value("finishedAt"_L1))};
}

QString goMemLimitOf(const QJsonObject &container)
{
    QString found;
    const QJsonArray variables = container.value("env"_L1).toArray();
    for (const QJsonValue &value : variables) {
        const QJsonObject variable = value.toObject();
        if (variable.value("name"_L1).toString() != "GOMEMLIMIT"_L1)
            continue;
        found = variable.contains("value"_L1) ? cleaned(variable, "value"_L1) : goMemLimitElsewhere.toString();
        if (json::at(variable, u"valueFrom.resourceFieldRef.resource").toString() == u"limits.memory") { // the whole limit, in bytes
            const QString limit = cleaned(json::at(container, u"resources.limits").toObject(), "memory"_L1);
            found = QString::number(static_cast<qint64>(parseQuantity(limit).value_or(0)));
        }
    }
    return found;
}

ContainerView containerView(const QJsonObject &spec, const QJsonObject &status, bool isInit)
{
    ContainerView view;
    view.name = cleaned(spec, "name"_L1);
    view.image = cleaned(spec, "image"_L1, 512);
    view.isInit = isInit;
    const QJsonObject requests = json::at(spec, u"resources.requests").toObject();
    const QJsonObject limits = json::at(spec, u"resources.limits").toObject();
    view.cpuRequest = cleaned(requests, "cpu"_L1);
    view.cpuLimit = cleaned(limits, "cpu"_L1);
    view.memoryRequest = cleaned(requests, "memory"_L1);
    view.memoryLimit = cleaned(limits, "memory"_L1);
    view.goMemLimit = goMemLimitOf(spec);
    view.isReady = status.value("ready"_L1).toBool();
    view.restarts = std::max(0, status.value("restartCount"_L1).toInt());
    const QJsonObject state = status.value("state"_L1).toObject();
    if (const QJsonValue waiting = state.value("waiting"_L1); waiting.isObject()) {
        view.state = ContainerView::State::Waiting;
        view.reason = cleaned(waiting.toObject(), "reason"_L1);
        view.message = cleaned(waiting.toObject(), "message"_L1, 2048);
    } else if (const QJsonValue running = state.value("running"_L1); running.isObject()) {
        view.state = ContainerView::State::Running;
        view.since = timeOf(running.toObject().value("startedAt"_L1));
    } else if (const QJsonValue ended = state.value("terminated"_L1); ended.isObject()) {
        view.state = ContainerView::State::Ended;
        view.reason = cleaned(ended.toObject(), "reason"_L1);
        view.message = cleaned(ended.toObject(), "message"_L1, 2048);
        view.lastEnd = endOf(ended.toObject());
    }
    if (const QJsonValue before = json::at(status, u"lastState.terminated"); before.isObject() && !view.lastEnd)
        view.lastEnd = endOf(before.toObject());
    return view;
}

void addContainers(PodView &view, const QJsonObject &pod, QLatin1StringView specs, QLatin1StringView statuses, bool isInit)
{
    QHash<QString, QJsonObject> byName;
    const QJsonArray said = pod.value("status"_L1).toObject().value(statuses).toArray();
    for (const QJsonValue &status : said)
        byName.insert(status.toObject().value("name"_L1).toString(), status.toObject());
    const QJsonArray wanted = pod.value("spec"_L1).toObject().value(specs).toArray();
    for (const QJsonValue &value : wanted) {
        const QJsonObject spec = value.toObject();
        // A sidecar is an init container that goes on running.
        const bool isSidecar = spec.value("restartPolicy"_L1).toString() == u"Always";
        view.containers << containerView(spec, byName.value(spec.value("name"_L1).toString()), isInit && !isSidecar);
    }
}

bool isBackOff(const QString &reason)
{
    static const QStringList stuck{u"CrashLoopBackOff"_s,     u"ImagePullBackOff"_s,           u"ErrImagePull"_s,
                                   u"InvalidImageName"_s,     u"CreateContainerConfigError"_s, u"RunContainerError"_s,
                                   u"CreateContainerError"_s, u"ErrImageNeverPull"_s};
    return stuck.contains(reason);
}

} // namespace

std::optional<double> parseQuantity(const QString &text)
{
    static const QRegularExpression form(u"^([+-]?[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei|[eE][+-]?[0-9]+)?$"_s);
    const QRegularExpressionMatch match = form.match(text.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    const double number = match.captured(1).toDouble();
    const QString unit = match.captured(2);
    if (unit.isEmpty())
        return number;
    if (unit == u"m")
        return number / 1000;
    if (unit.size() > 1 && !unit.endsWith(u'i'))
        return number * std::pow(10.0, unit.mid(1).toInt());
    const auto power = static_cast<double>(u"kMGTPE"_s.indexOf(unit[0].toUpper() == u'K' ? u'k' : unit[0]) + 1);
    return number * std::pow(unit.endsWith(u'i') ? 1024.0 : 1000.0, power);
}

std::optional<qint64> parseGoMemory(const QString &text)
{
    static const QRegularExpression form(u"^([0-9]+)(B|KiB|MiB|GiB|TiB)?$"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    bool ok = false;
    const qint64 number = match.captured(1).toLongLong(&ok);
    const QString unit = match.captured(2);
    const auto power = unit.size() < 3 ? 0 : static_cast<int>(u"KMGT"_s.indexOf(unit[0])) + 1;
    if (!ok || number > (std::numeric_limits<qint64>::max() >> (10 * power)))
        return std::nullopt;
    return number << (10 * power);
}

PodView podView(const QJsonObject &pod)
{
    const QJsonObject meta = pod.value("metadata"_L1).toObject();
    const QJsonObject status = pod.value("status"_L1).toObject();
    PodView view;
    view.name = cleaned(meta, "name"_L1);
    view.uid = cleaned(meta, "uid"_L1);
    view.created = timeOf(meta.value("creationTimestamp"_L1));
    view.isDeleting = meta.contains("deletionTimestamp"_L1);
    view.phase = cleaned(status, "phase"_L1);
    view.reason = cleaned(status, "reason"_L1);
    view.message = cleaned(status, "message"_L1, 2048);
    view.node = cleaned(pod.value("spec"_L1).toObject(), "nodeName"_L1);
    view.ip = cleaned(status, "podIP"_L1);
    view.isReady = kube::isReady(pod);
    const QJsonArray conditions = status.value("conditions"_L1).toArray();
    for (const QJsonValue &value : conditions) {
        const QJsonObject condition = value.toObject();
        if (condition.value("type"_L1).toString() == u"PodScheduled" && condition.value("status"_L1).toString() == u"False") {
            view.reason = cleaned(condition, "reason"_L1);
            view.message = cleaned(condition, "message"_L1, 2048);
        }
    }
    addContainers(view, pod, "initContainers"_L1, "initContainerStatuses"_L1, true);
    addContainers(view, pod, "containers"_L1, "containerStatuses"_L1, false);
    return view;
}

int restartsOf(const PodView &pod)
{
    int restarts = 0;
    for (const ContainerView &container : pod.containers)
        restarts += container.restarts;
    return restarts;
}

const ContainerView *lastEnded(const PodView &pod)
{
    const ContainerView *newest = nullptr;
    for (const ContainerView &container : pod.containers) {
        // An init container that did its work is no news.
        if (!container.lastEnd || (container.isInit && container.lastEnd->exitCode == 0))
            continue;
        if (!newest || container.lastEnd->at > newest->lastEnd->at)
            newest = &container;
    }
    return newest;
}

EndCause causeOf(const ContainerView &container)
{
    const LastEnd end = container.lastEnd.value_or(LastEnd{});
    if (end.reason == u"OOMKilled")
        return container.memoryLimit.isEmpty() ? EndCause::NodeMemory : EndCause::OverLimit;
    if (end.exitCode == 0 && end.signal == 0)
        return EndCause::Finished;
    if (goMemoryOf(container) == GoMemory::Malformed && end.exitCode == 2)
        return EndCause::BadGoMemLimit;
    if (end.signal == 9 || end.exitCode == 137)
        return EndCause::Killed;
    if (end.signal == 15 || end.exitCode == 143)
        return EndCause::Stopped;
    return EndCause::Crashed;
}

GoMemory goMemoryOf(const ContainerView &container)
{
    if (container.goMemLimit == goMemLimitElsewhere)
        return GoMemory::Fits; // nothing is known against it
    const std::optional<qint64> go = parseGoMemory(container.goMemLimit);
    if (!container.goMemLimit.isEmpty() && container.goMemLimit != u"off" && !go)
        return GoMemory::Malformed;
    const std::optional<double> limit = parseQuantity(container.memoryLimit);
    if (!limit || *limit <= 0)
        return GoMemory::NoLimit;
    if (container.goMemLimit.isEmpty() || container.goMemLimit == u"off")
        return GoMemory::NotSet;
    return static_cast<double>(go.value_or(0)) > goShareAtMost * *limit ? GoMemory::TooHigh : GoMemory::Fits;
}

Severity severityOf(const PodView &pod)
{
    if (pod.phase == u"Failed" || pod.reason == u"Unschedulable" || pod.reason == u"Evicted")
        return Severity::Critical;
    for (const ContainerView &container : pod.containers) {
        if (container.state == ContainerView::State::Waiting && isBackOff(container.reason))
            return Severity::Critical;
    }
    if (pod.isDeleting)
        return Severity::Info;
    return pod.isReady || pod.phase == u"Succeeded" ? Severity::Ok : Severity::Warning;
}

} // namespace natsdeck::workloads
