#include "models/workloads/volumes_presenter.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/kube/client.h"
#include "models/workloads/followed.h"
#include "models/workloads/pods.h"
#include "models/workloads/workload.h"

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr int measureEvery = 60; // s

QString size(qint64 bytes) { return shortBytes(static_cast<double>(bytes)); }

QString passed(const QDateTime &time)
{
    return natsdeck::age(std::chrono::milliseconds(std::max<qint64>(0, time.msecsTo(QDateTime::currentDateTimeUtc()))));
}

} // namespace

VolumesPresenter::VolumesPresenter(const Workload &workload, Followed &pods, Followed &claims, QObject *parent)
    : SectionPresenter(workload, parent)
    , m_pods(pods)
    , m_claims(claims)
    , m_model({tr("Volume claim"), tr("State"), tr("Capacity"), tr("Really used"), tr("Class"), tr("Access"), tr("Can grow"), tr("Pod"),
               tr("Volume"), tr("Measured")})
{
    follow(claims);
    alsoFollow(pods);
}

void VolumesPresenter::update()
{
    // Claims that may not be listed are still named by the pods that mount them.
    decideBy(!m_claims.isKnown() && m_claims.error() && m_pods.isKnown() ? m_pods : m_claims);
    m_volumes = volumesOf(m_pods.objects(), m_claims.objects(), workload().found.container, workload().found.workload);
    bool isNew = false;
    for (const VolumeView &volume : std::as_const(m_volumes)) {
        ask(m_classes, u"storage.k8s.io/v1"_s, u"StorageClass"_s, volume.storageClass);
        ask(m_persistent, u"v1"_s, u"PersistentVolume"_s, volume.volume);
        isNew |= volume.isPodRunning && !m_uses.contains(volume.key);
    }
    if (isNew)
        measureAll();
    tick();
}

void VolumesPresenter::refresh()
{
    SectionPresenter::refresh();
    m_classes.clear();
    m_persistent.clear();
    m_uses.clear();
    update();
}

void VolumesPresenter::tick()
{
    if (isActive() && m_measured.isValid() && m_measured.secsTo(QDateTime::currentDateTimeUtc()) >= measureEvery)
        measureAll();
    QList<TableRow> rows;
    for (const VolumeView &volume : std::as_const(m_volumes))
        rows << rowOf(volume);
    m_model.setRows(rows);
}

void VolumesPresenter::ask(QHash<QString, std::optional<Object>> &known, const QString &apiVersion, const QString &kind,
                           const QString &name)
{
    if (name.isEmpty() || known.contains(name))
        return;
    known.insert(name, std::nullopt);
    async::deliver<QJsonObject>(workload().client->get({apiVersion, kind, {}, name}), this, [this, &known, name](const Object &object) {
        known.insert(name, object);
        update();
        emit changed();
    });
}

std::optional<QJsonObject> VolumesPresenter::known(const QHash<QString, std::optional<Object>> &objects, const QString &name) const
{
    const std::optional<Object> object = objects.value(name);
    return object && *object ? std::optional(**object) : std::nullopt;
}

void VolumesPresenter::measureAll()
{
    m_measured = QDateTime::currentDateTimeUtc();
    m_current = m_round.next();
    for (const VolumeView &volume : std::as_const(m_volumes)) {
        if (volume.isPodRunning)
            measure(volume);
        else
            keep(volume, {{}, Belongs::Unknown, {}, tr("no running pod mounts it"), m_measured});
    }
}

// The container's root is asked along: a volume on the same file system is a folder of the node's disk.
void VolumesPresenter::measure(const VolumeView &volume)
{
    if (!m_uses.contains(volume.key))
        m_uses.insert(volume.key, {{}, Belongs::Unknown, {}, tr("being measured"), {}});
    const auto answer = workload().client->execDf(workload().found.nameSpace, volume.pod, volume.container, {volume.path, u"/"_s},
                                                  {std::chrono::milliseconds(15'000), {}});
    async::deliver<kube::ExecOutput>(answer, this, [this, volume, round = m_current](const Result<kube::ExecOutput> &output) {
        if (m_round.isCurrent(round))
            takeDf(volume, output);
    });
}

void VolumesPresenter::takeDf(const VolumeView &volume, const Result<kube::ExecOutput> &output)
{
    if (!output)
        return askKubelet(volume, output.error().summary);
    const Result<QList<FileSystem>> systems = parseDf(output->standardOutput);
    if (!systems)
        return askKubelet(volume, output->exitCode == 0 ? systems.error().summary : text::clean(output->standardError, 200));
    FileSystemEvidence evidence = evidenceOf(volume);
    std::optional<FileSystem> own;
    for (const FileSystem &system : *systems) {
        if (system.mountedOn == u"/" && volume.path != u"/") {
            evidence.nodeTotal = system.total;
            evidence.nodeDevice = system.device;
        } else if (!own) {
            own = system;
        }
    }
    // A path that is no mount of its own is answered with the file system it lies on: the container's root.
    if (!own)
        own = systems->constFirst();
    evidence.fileSystem = *own;
    keep(volume, {own, belongsTo(evidence), tr("df in %1").arg(volume.pod), {}, QDateTime::currentDateTimeUtc()});
}

void VolumesPresenter::askKubelet(const VolumeView &volume, const QString &dfFailed)
{
    const auto answer = workload().client->nodeStats(volume.node);
    async::deliver<QJsonObject>(answer, this, [this, volume, dfFailed, round = m_current](const Result<QJsonObject> &summary) {
        if (!m_round.isCurrent(round))
            return;
        FileSystemEvidence evidence = evidenceOf(volume);
        const Result<FileSystem> system =
            summary ? claimInSummary(*summary, workload().found.nameSpace, volume.claim, &evidence.nodeTotal) : Failure(summary.error());
        if (!system)
            return keep(volume,
                        {{}, Belongs::Unknown, {}, tr("%1; %2").arg(dfFailed, system.error().summary), QDateTime::currentDateTimeUtc()});
        evidence.fileSystem = *system;
        keep(volume, {*system, belongsTo(evidence), tr("kubelet of %1").arg(volume.node), {}, QDateTime::currentDateTimeUtc()});
    });
}

void VolumesPresenter::keep(const VolumeView &volume, VolumeUse use)
{
    m_uses.insert(volume.key, std::move(use));
    tick();
    emit changed();
}

FileSystemEvidence VolumesPresenter::evidenceOf(const VolumeView &volume) const
{
    FileSystemEvidence evidence;
    evidence.claimCapacity = parseQuantity(volume.capacity).value_or(0);
    evidence.isHostPath = volume.source == VolumeView::Source::EmptyDir;
    if (const auto persistent = known(m_persistent, volume.volume)) {
        evidence.isHostPath |= isHostPathVolume(*persistent);
        evidence.isNetwork = isNetworkVolume(*persistent);
    } else if (const auto storageClass = known(m_classes, volume.storageClass)) {
        const QString provisioner = storageClass->value("provisioner"_L1).toString();
        evidence.isHostPath |= provisioner.contains("local-path"_L1) || provisioner.contains("hostpath"_L1);
        evidence.isNetwork = provisioner.contains("nfs"_L1) || provisioner.contains("cephfs"_L1) || provisioner.contains("efs."_L1);
    }
    return evidence;
}

TableCell VolumesPresenter::stateCell(const VolumeView &volume) const
{
    TableCell cell;
    cell.kind = CellKind::Status;
    Severity severity = Severity::Ok;
    if (volume.source == VolumeView::Source::EmptyDir) {
        cell.text = tr("Not kept");
        cell.toolTip = tr("An emptyDir: what is stored there is gone with the pod");
        severity = Severity::Warning;
    } else if (volume.phase.isEmpty()) {
        cell.text = m_claims.isKnown() ? tr("Missing") : tr("Unknown");
        cell.status = m_claims.isKnown() ? static_cast<int>(Severity::Critical) : -1;
        return cell;
    } else {
        cell.text = volume.resizing.isEmpty() ? volume.phase : tr("Resizing");
        cell.toolTip = volume.resizing;
        severity = volume.phase == u"Lost"     ? Severity::Critical
                   : volume.phase != u"Bound"  ? Severity::Warning
                   : volume.resizing.isEmpty() ? Severity::Ok
                                               : Severity::Info;
    }
    cell.status = static_cast<int>(severity);
    return cell;
}

TableCell VolumesPresenter::useCell(const VolumeView &volume) const
{
    const VolumeUse use = m_uses.value(volume.key, {{}, Belongs::Unknown, {}, tr("not measured yet"), {}});
    TableCell cell;
    cell.kind = CellKind::Capacity;
    cell.toolTip = useText(use);
    if (!use.fileSystem) {
        cell.text = use.at.isValid() ? tr("unknown") : u"–"_s;
        cell.muted = true;
        cell.sort = -1.0;
        return cell;
    }
    if (use.belongs == Belongs::Volume) {
        cell.text = size(use.fileSystem->used);
        cell.capacity = Capacity{static_cast<double>(use.fileSystem->used), 0, static_cast<double>(use.fileSystem->total), 0};
        cell.sort = static_cast<double>(use.fileSystem->used) / static_cast<double>(std::max<qint64>(1, use.fileSystem->total));
        return cell;
    }
    cell.kind = CellKind::Text; // never a bar: its free space is not the volume's
    cell.muted = true;
    cell.status = static_cast<int>(use.belongs == Belongs::Unknown ? Severity::Warning : Severity::Info);
    cell.text = use.belongs == Belongs::NodeDisk       ? tr("node's shared disk")
                : use.belongs == Belongs::SharedServer ? tr("shared server")
                                                       : tr("not sure");
    cell.sort = 0.0;
    return cell;
}

QString VolumesPresenter::useText(const VolumeUse &use) const
{
    if (!use.fileSystem)
        return tr("Not known: %1").arg(use.why);
    const QString figures =
        tr("%1 of %2 used, %3 free").arg(size(use.fileSystem->used), size(use.fileSystem->total), size(use.fileSystem->available));
    switch (use.belongs) {
    case Belongs::Volume:
        return tr("%1 (%2)").arg(figures, use.source);
    case Belongs::NodeDisk:
        return tr("This volume is a folder on the disk of its node, shared with everything there: the claim's size is not kept to. "
                  "Node's disk: %1 (%2).")
            .arg(figures, use.source);
    case Belongs::SharedServer:
        return tr("A network file system shared with others: the claim's size is not kept to. The whole of it: %1 (%2).")
            .arg(figures, use.source);
    case Belongs::Unknown:
        break;
    }
    return tr("Whose file system this is, is not known, as neither the claim nor the node can be compared: %1 (%2).")
        .arg(figures, use.source);
}

QString VolumesPresenter::growWord(const VolumeView &volume) const
{
    if (volume.source == VolumeView::Source::EmptyDir || volume.storageClass.isEmpty())
        return u"–"_s;
    const std::optional<Object> storageClass = m_classes.value(volume.storageClass);
    if (!storageClass || !*storageClass)
        return tr("unknown");
    return (*storageClass)->value("allowVolumeExpansion"_L1).toBool() ? tr("yes") : tr("no");
}

TableRow VolumesPresenter::rowOf(const VolumeView &volume) const
{
    const auto orDash = [](const QString &text) { return text.isEmpty() ? u"–"_s : text; };
    const VolumeUse use = m_uses.value(volume.key);
    const QString name = volume.source == VolumeView::Source::EmptyDir ? tr("emptyDir of %1").arg(volume.pod) : volume.claim;
    const QString capacity = volume.capacity.isEmpty() ? volume.requested : volume.capacity;
    const bool isGrowing = !volume.capacity.isEmpty() && volume.requested != volume.capacity && !volume.requested.isEmpty();
    return {
        volume.key,
        {TableCell{name, CellKind::Strong, {}, {}, name, {}, {}, u"deck-object"_s}, stateCell(volume),
         TableCell{orDash(capacity),
                   CellKind::Number,
                   {},
                   {},
                   isGrowing ? tr("%1 now, %2 asked for").arg(volume.capacity, volume.requested) : QString(),
                   parseQuantity(capacity).value_or(0)},
         useCell(volume), TableCell{orDash(volume.storageClass)}, TableCell{orDash(volume.accessMode)}, TableCell{growWord(volume)},
         TableCell{orDash(volume.pod), CellKind::Text, {}, {}, volume.pod, {}, {}, {}, volume.pod.isEmpty()},
         TableCell{orDash(volume.volume), CellKind::Mono, {}, {}, volume.volume},
         TableCell{
             use.at.isValid() ? passed(use.at) : u"–"_s, CellKind::Number, {}, {}, use.source, use.at.toMSecsSinceEpoch(), {}, {}, true}}};
}

QString VolumesPresenter::totals() const
{
    double bytes = 0;
    for (const VolumeView &volume : m_volumes)
        bytes += volume.source == VolumeView::Source::Claim ? parseQuantity(volume.capacity).value_or(0) : 0;
    return tr("%n volume(s)", nullptr, count()) + u", "_s + tr("%1 claimed").arg(shortBytes(bytes));
}

QStringList VolumesPresenter::notices() const
{
    QStringList notices = SectionPresenter::notices();
    if (!m_claims.isKnown() && m_claims.error())
        notices << notice(m_claims.error(), tr("size, class and state of the claims are not known"));
    if (!m_pods.isKnown() && m_pods.error())
        notices << notice(m_pods.error(), tr("which pod mounts a claim, and how full it is, is not known"));
    const auto add = [&](const QHash<QString, std::optional<Object>> &objects, const QString &consequence) {
        for (const std::optional<Object> &object : objects) {
            if (object && !*object) {
                notices << notice(object->error(), consequence);
                return;
            }
        }
    };
    add(m_classes, tr("whether volumes can grow is not known"));
    add(m_persistent, tr("what the volumes are made of is not known"));
    return notices;
}

Details::Group VolumesPresenter::useGroup(const VolumeUse &use) const
{
    using Fact = Details::Fact;
    Details::Group group{tr("Real use"), {}};
    if (!use.fileSystem) {
        group.facts << Fact{tr("Use"), tr("not known: %1").arg(use.why.isEmpty() ? tr("not measured yet") : use.why), false,
                            Severity::Info};
        return group;
    }
    if (use.belongs != Belongs::Volume)
        group.facts << Fact{tr("Note"), useText(use), false, Severity::Info};
    group.facts << Fact{tr("Device"), use.fileSystem->device.isEmpty() ? u"–"_s : use.fileSystem->device, true};
    group.facts << Fact{tr("Used"), size(use.fileSystem->used), false, std::nullopt, exactBytes(use.fileSystem->used)};
    group.facts << Fact{tr("Free"), size(use.fileSystem->available), false, std::nullopt, exactBytes(use.fileSystem->available)};
    group.facts << Fact{tr("Size"), size(use.fileSystem->total), false, std::nullopt, exactBytes(use.fileSystem->total)};
    group.facts << Fact{tr("Measured"), tr("%1, %2").arg(use.source, passed(use.at))};
    return group;
}

Details VolumesPresenter::details(const QString &key) const
{
    using Fact = Details::Fact;
    const auto orDash = [](const QString &text) { return text.isEmpty() ? u"–"_s : text; };
    for (const VolumeView &volume : m_volumes) {
        if (volume.key != key)
            continue;
        const TableCell state = stateCell(volume);
        const bool isClaim = volume.source == VolumeView::Source::Claim;
        Details details{u"deck-object"_s, isClaim ? volume.claim : tr("emptyDir of %1").arg(volume.pod)};
        if (state.status.value_or(-1) >= 0)
            details.severity = static_cast<Severity>(*state.status);
        details.word = state.text;
        const VolumeUse use = m_uses.value(key);
        if (use.fileSystem && use.belongs == Belongs::Volume) {
            details.capacity = Capacity{static_cast<double>(use.fileSystem->used), 0, static_cast<double>(use.fileSystem->total), 0};
            details.capacityText = useText(use);
        }
        Details::Group facts;
        if (isClaim) {
            facts.facts << Fact{tr("Capacity"), orDash(volume.capacity)} << Fact{tr("Asked for"), orDash(volume.requested)}
                        << Fact{tr("Class"), orDash(volume.storageClass)} << Fact{tr("Access"), orDash(volume.accessMode)}
                        << Fact{tr("Can grow"), growWord(volume)};
            if (const auto persistent = known(m_persistent, volume.volume)) {
                const QString policy = persistent->value("spec"_L1).toObject().value("persistentVolumeReclaimPolicy"_L1).toString();
                facts.facts << Fact{tr("When deleted"),
                                    policy == u"Retain" ? tr("the data is kept (Retain)")
                                                        : tr("the data is deleted (%1)").arg(text::clean(policy)),
                                    false, policy == u"Retain" ? std::nullopt : std::optional(Severity::Warning)};
            }
            facts.facts << Fact{tr("Volume"), orDash(volume.volume), true};
        } else {
            facts.facts << Fact{tr("Note"),
                                tr("An emptyDir lives as long as its pod. Streams stored there are gone when the pod is deleted."), false,
                                Severity::Warning};
        }
        facts.facts << Fact{tr("Pod"), orDash(volume.pod)} << Fact{tr("Folder"), orDash(text::clean(volume.path)), true};
        details.groups << facts << useGroup(use);
        details.command =
            isClaim ? kubectl(u"describe pvc "_s + text::shellQuoted(volume.claim))
                    : kubectl(u"exec %1 -c %2 -- df -kP %3"_s.arg(text::shellQuoted(volume.pod), text::shellQuoted(volume.container),
                                                                  text::shellQuoted(volume.path)));
        return details;
    }
    return {};
}

} // namespace natsdeck::workloads
