#include "models/workloads/pods_presenter.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/workloads/followed.h"
#include "models/workloads/workload.h"

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr int newsFor = 24 * 3600; // s: after this an end is history

QString since(const QDateTime &time)
{
    if (!time.isValid())
        return u"–"_s;
    return shortDuration(std::chrono::milliseconds(std::max<qint64>(0, time.msecsTo(QDateTime::currentDateTimeUtc()))));
}

QString absolute(const QDateTime &time) { return time.isValid() ? time.toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s) : QString(); }

bool isNews(const LastEnd &end) { return !end.at.isValid() || end.at.secsTo(QDateTime::currentDateTimeUtc()) < newsFor; }

// The main container is the first that is no init container.
const ContainerView *mainOf(const PodView &pod, const QString &wanted)
{
    const ContainerView *first = nullptr;
    for (const ContainerView &container : pod.containers) {
        if (container.name == wanted)
            return &container;
        if (!first && !container.isInit)
            first = &container;
    }
    return first;
}

QString ofLimit(const QString &request, const QString &limit)
{
    return (request.isEmpty() ? u"–"_s : request) + u" / "_s + (limit.isEmpty() ? u"–"_s : limit);
}

} // namespace

PodsPresenter::PodsPresenter(const Workload &workload, Followed &pods, QObject *parent)
    : SectionPresenter(workload, parent)
    , m_followed(pods)
    , m_model({tr("Pod"), tr("State"), tr("Ready"), tr("Restarts"), tr("Last end"), tr("Memory"), tr("CPU"), tr("Node"), tr("Address"),
               tr("Age")})
{
    follow(pods);
}

void PodsPresenter::update()
{
    m_pods.clear();
    const QList<QJsonObject> objects = m_followed.objects();
    for (const QJsonObject &object : objects)
        m_pods << podView(object);
    tick();
}

// Ages are part of the rows; a row that says the same is not told again.
void PodsPresenter::tick()
{
    QList<TableRow> rows;
    for (const PodView &pod : std::as_const(m_pods))
        rows << rowOf(pod);
    m_model.setRows(rows);
}

QString PodsPresenter::stateWord(const PodView &pod)
{
    if (pod.isDeleting)
        return tr("Terminating");
    if (pod.reason == u"Unschedulable" || pod.reason == u"Evicted")
        return pod.reason == u"Evicted" ? tr("Evicted") : tr("Not scheduled");
    for (const ContainerView &container : pod.containers) {
        if (container.state == ContainerView::State::Waiting && !container.reason.isEmpty() && container.reason != u"PodInitializing")
            return container.reason == u"ContainerCreating" ? tr("Creating") : container.reason;
    }
    if (pod.phase == u"Running")
        return pod.isReady ? tr("Running") : tr("Not ready");
    return pod.phase == u"Succeeded" ? tr("Completed") : pod.phase.isEmpty() ? tr("Unknown") : pod.phase;
}

TableCell PodsPresenter::endCell(const PodView &pod) const
{
    TableCell cell;
    const ContainerView *container = lastEnded(pod);
    if (!container) {
        cell.text = u"–"_s;
        cell.muted = true;
        cell.sort = qint64(0);
        return cell;
    }
    const LastEnd &end = *container->lastEnd;
    cell.text = end.reason.isEmpty() || end.reason == u"Error" ? tr("exit code %1").arg(end.exitCode) : end.reason;
    cell.detail = tr("%1 ago").arg(since(end.at));
    cell.toolTip = tr("%1: %2").arg(container->name, whyEnded(*container));
    cell.sort = end.at.toMSecsSinceEpoch();
    if (causeOf(*container) == EndCause::Finished || causeOf(*container) == EndCause::Stopped || !isNews(end))
        cell.muted = true;
    else
        cell.status = static_cast<int>(causeOf(*container) == EndCause::OverLimit || causeOf(*container) == EndCause::BadGoMemLimit
                                           ? Severity::Critical
                                           : Severity::Warning);
    return cell;
}

TableRow PodsPresenter::rowOf(const PodView &pod) const
{
    int ready = 0;
    int wanted = 0;
    for (const ContainerView &container : pod.containers) {
        wanted += container.isInit ? 0 : 1;
        ready += !container.isInit && container.isReady ? 1 : 0;
    }
    const int restarts = restartsOf(pod);
    const ContainerView *main = mainOf(pod, workload().found.container);
    const Severity severity = severityOf(pod);
    TableCell memory{main ? ofLimit(main->memoryRequest, main->memoryLimit) : u"–"_s};
    memory.toolTip = tr("requested / limit of %1").arg(main ? main->name : QString());
    memory.sort = main ? parseQuantity(main->memoryLimit).value_or(0) : 0.0;
    TableCell cpu{main ? ofLimit(main->cpuRequest, main->cpuLimit) : u"–"_s};
    cpu.toolTip = memory.toolTip;
    cpu.sort = main ? parseQuantity(main->cpuLimit).value_or(0) : 0.0;
    memory.muted = !main || (main->memoryRequest.isEmpty() && main->memoryLimit.isEmpty());
    cpu.muted = !main || (main->cpuRequest.isEmpty() && main->cpuLimit.isEmpty());
    return {pod.uid,
            {TableCell{pod.name, CellKind::Strong, {}, {}, pod.name, {}, {}, u"deck-server"_s},
             TableCell{stateWord(pod), CellKind::Status, {}, static_cast<int>(severity), pod.message, static_cast<int>(severity)},
             TableCell{u"%1/%2"_s.arg(ready).arg(wanted), CellKind::Number, {}, {}, {}, ready, {}, {}, ready == wanted},
             TableCell{exactCount(restarts), CellKind::Number, {}, {}, {}, restarts, {}, {}, restarts == 0}, endCell(pod), memory, cpu,
             TableCell{pod.node.isEmpty() ? u"–"_s : pod.node, CellKind::Mono, {}, {}, pod.node},
             TableCell{pod.ip.isEmpty() ? u"–"_s : pod.ip, CellKind::Mono},
             TableCell{since(pod.created), CellKind::Number, {}, {}, absolute(pod.created), -pod.created.toMSecsSinceEpoch()}}};
}

QString PodsPresenter::totals() const
{
    int ready = 0;
    int restarts = 0;
    for (const PodView &pod : m_pods) {
        ready += pod.isReady ? 1 : 0;
        restarts += restartsOf(pod);
    }
    return tr("%n pod(s)", nullptr, count()) + u", "_s + tr("%1 ready").arg(ready) + u", "_s + tr("%n restart(s)", nullptr, restarts);
}

QString PodsPresenter::whyEnded(const ContainerView &container)
{
    const LastEnd end = container.lastEnd.value_or(LastEnd{});
    switch (causeOf(container)) {
    case EndCause::Finished:
        return tr("ended by itself");
    case EndCause::Stopped:
        return tr("was asked to stop (SIGTERM)");
    case EndCause::NodeMemory:
        return tr("killed because the node had no memory left; the container has no memory limit of its own. Set requests equal to limits, "
                  "so that the node does not promise more than it has.");
    case EndCause::Killed:
        return tr("killed from outside (exit code %1): its liveness probe failed, or it took longer to stop than the grace period. "
                  "The events and the log of the run before say which.")
            .arg(end.exitCode);
    case EndCause::BadGoMemLimit:
        return tr("GOMEMLIMIT is \"%1\", which the Go runtime does not take: write it as 1600MiB or 2GiB.").arg(container.goMemLimit);
    case EndCause::Crashed:
        return tr("ended with exit code %1; the log of the run before says why").arg(end.exitCode) +
               (end.message.isEmpty() ? QString() : u": "_s + end.message);
    case EndCause::OverLimit:
        break;
    }
    const QString over = tr("killed because it used more than its memory limit of %1").arg(container.memoryLimit);
    const double limit = parseQuantity(container.memoryLimit).value_or(0);
    const QString advice = u"%1MiB"_s.arg(std::max<qint64>(1, static_cast<qint64>(limit * 0.8 / (1024 * 1024))));
    switch (goMemoryOf(container)) {
    case GoMemory::NotSet:
        return tr("%1. GOMEMLIMIT is not set, so the server does not know of this limit: set it to about %2, or raise the limit.")
            .arg(over, advice);
    case GoMemory::TooHigh:
        return tr("%1. GOMEMLIMIT (%2) is over 90 % of it: lower it to about %3, or raise the limit.")
            .arg(over, container.goMemLimit, advice);
    default:
        return tr("%1. GOMEMLIMIT is set below it, so the data in use really is larger: raise the limit, or look at memory streams.")
            .arg(over);
    }
}

Details::Group PodsPresenter::groupOf(const ContainerView &container)
{
    using Fact = Details::Fact;
    Details::Group group{container.isInit ? tr("%1 (init)").arg(container.name) : container.name, {}};
    const QString running = container.since.isValid() ? tr("running for %1").arg(since(container.since)) : tr("running");
    switch (container.state) {
    case ContainerView::State::Running:
        group.facts << Fact{tr("State"), container.isReady ? running : tr("%1, not ready").arg(running), false,
                            container.isReady ? Severity::Ok : Severity::Warning, absolute(container.since)};
        break;
    case ContainerView::State::Waiting:
        group.facts << Fact{tr("State"), tr("waiting: %1").arg(container.reason.isEmpty() ? u"–"_s : container.reason), false,
                            Severity::Warning};
        break;
    case ContainerView::State::Ended:
        group.facts << Fact{tr("State"), tr("ended: %1").arg(container.reason), false,
                            container.lastEnd->exitCode == 0 ? Severity::Ok : Severity::Critical};
        break;
    case ContainerView::State::Unknown:
        group.facts << Fact{tr("State"), tr("not started")};
        break;
    }
    if (!container.message.isEmpty())
        group.facts << Fact{tr("Message"), container.message};
    group.facts << Fact{tr("Restarts"), exactCount(container.restarts)};
    if (container.lastEnd && !(container.isInit && container.lastEnd->exitCode == 0)) {
        group.facts << Fact{tr("Last end"),
                            tr("%1, exit code %2, %3 ago")
                                .arg(container.lastEnd->reason.isEmpty() ? u"–"_s : container.lastEnd->reason)
                                .arg(container.lastEnd->exitCode)
                                .arg(since(container.lastEnd->at)),
                            false, std::nullopt, absolute(container.lastEnd->at)};
        group.facts << Fact{tr("Why"), whyEnded(container)};
    }
    group.facts << Fact{tr("Memory"), ofLimit(container.memoryRequest, container.memoryLimit), false, std::nullopt,
                        tr("requested / limit")};
    group.facts << Fact{tr("CPU"), ofLimit(container.cpuRequest, container.cpuLimit), false, std::nullopt, tr("requested / limit")};
    const GoMemory go = goMemoryOf(container);
    if (!container.goMemLimit.isEmpty())
        group.facts << Fact{u"GOMEMLIMIT"_s, container.goMemLimit, true,
                            go == GoMemory::Malformed ? std::optional(Severity::Critical)
                            : go == GoMemory::TooHigh ? std::optional(Severity::Warning)
                                                      : std::nullopt};
    group.facts << Fact{tr("Image"), container.image, true};
    return group;
}

Details PodsPresenter::details(const QString &key) const
{
    for (const PodView &pod : m_pods) {
        if (pod.uid != key)
            continue;
        Details details{u"deck-server"_s, pod.name, severityOf(pod), stateWord(pod)};
        Details::Group facts;
        if (!pod.message.isEmpty())
            facts.facts << Details::Fact{tr("Reason"), pod.reason.isEmpty() ? pod.message : pod.reason + u": "_s + pod.message};
        facts.facts << Details::Fact{tr("Node"), pod.node.isEmpty() ? tr("not scheduled yet") : pod.node, true};
        facts.facts << Details::Fact{tr("Address"), pod.ip.isEmpty() ? u"–"_s : pod.ip, true};
        facts.facts << Details::Fact{tr("Created"), tr("%1 ago").arg(since(pod.created)), false, std::nullopt, absolute(pod.created)};
        details.groups << facts;
        for (const ContainerView &container : pod.containers) {
            if (!container.isInit || container.state != ContainerView::State::Ended || container.lastEnd->exitCode != 0)
                details.groups << groupOf(container);
        }
        if (const ContainerView *main = mainOf(pod, workload().found.container);
            main && goMemoryOf(*main) == GoMemory::NotSet && causeOf(*main) != EndCause::OverLimit) {
            details.groups << Details::Group{
                tr("Advice"),
                {{tr("Memory"),
                  tr("The limit is %1, but GOMEMLIMIT is not set: the server does not know of the limit and may be killed at it.")
                      .arg(main->memoryLimit),
                  false, Severity::Info}}};
        }
        details.command = kubectl(u"describe pod "_s + text::shellQuoted(pod.name));
        return details;
    }
    return {};
}

} // namespace natsdeck::workloads
