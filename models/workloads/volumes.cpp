#include "models/workloads/volumes.h"

#include "models/base/json.h"
#include "models/base/text.h"

#include <QHash>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

// A file system is a little smaller than its device; a volume that is just being enlarged is smaller for a while.
constexpr double largestShare = 1.03;
constexpr double smallestShare = 0.5;

struct Mount
{
    QString pod;
    QString node;
    QString container;
    QString path;
    bool isRunning = false;
};

QString shortMode(const QString &mode)
{
    static const QHash<QString, QString> words{
        {u"ReadWriteOnce"_s, u"RWO"_s}, {u"ReadOnlyMany"_s, u"ROX"_s}, {u"ReadWriteMany"_s, u"RWX"_s}, {u"ReadWriteOncePod"_s, u"RWOP"_s}};
    return words.value(mode, text::clean(mode, 64));
}

// Where a volume of a pod is mounted: in the NATS container if it is there, else in the first that has it.
std::optional<Mount> mountOf(const QJsonObject &pod, const QString &volume, const QString &natsContainer)
{
    std::optional<Mount> found;
    const QJsonArray containers = json::at(pod, u"spec.containers").toArray();
    for (const QJsonValue &value : containers) {
        const QJsonObject container = value.toObject();
        const QString name = text::clean(container.value("name"_L1).toString(), 253);
        const QJsonArray mounts = container.value("volumeMounts"_L1).toArray();
        for (const QJsonValue &entry : mounts) {
            const QJsonObject mount = entry.toObject();
            if (mount.value("name"_L1).toString() != volume || (found && name != natsContainer))
                continue;
            found = Mount{text::clean(json::at(pod, u"metadata.name").toString(), 253),
                          text::clean(json::at(pod, u"spec.nodeName").toString(), 253), name, mount.value("mountPath"_L1).toString(),
                          json::at(pod, u"status.phase").toString() == u"Running"};
        }
    }
    return found;
}

// The folder given on the command line ("-sd", "--store_dir"), else the one of all charts.
QString storeFolder(const QJsonObject &pod, const QString &natsContainer)
{
    const QJsonArray containers = json::at(pod, u"spec.containers").toArray();
    for (const QJsonValue &value : containers) {
        if (value.toObject().value("name"_L1).toString() != natsContainer)
            continue;
        QStringList words;
        for (const auto &key : {"command"_L1, "args"_L1}) {
            const QJsonArray list = value.toObject().value(key).toArray();
            for (const QJsonValue &word : list)
                words << word.toString();
        }
        static const QRegularExpression option(u"^--?(sd|store_dir)(=(.*))?$"_s);
        for (qsizetype i = 0; i < words.size(); ++i) {
            if (const auto match = option.match(words[i]); match.hasMatch())
                return match.captured(2).isEmpty() ? words.value(i + 1) : match.captured(3);
        }
    }
    return u"/data"_s;
}

VolumeView claimView(const QJsonObject &claim)
{
    VolumeView view;
    const auto textAt = [&](QStringView path) { return text::clean(json::at(claim, path).toString(), 253); };
    view.claim = textAt(u"metadata.name");
    view.key = view.claim;
    view.claimUid = textAt(u"metadata.uid");
    view.phase = textAt(u"status.phase");
    view.storageClass = textAt(u"spec.storageClassName");
    view.requested = textAt(u"spec.resources.requests.storage");
    view.capacity = textAt(u"status.capacity.storage");
    view.volume = textAt(u"spec.volumeName");
    view.created = QDateTime::fromString(json::at(claim, u"metadata.creationTimestamp").toString(), Qt::ISODateWithMs).toUTC();
    QStringList modes;
    const QJsonArray wanted = json::at(claim, u"spec.accessModes").toArray();
    for (const QJsonValue &mode : wanted)
        modes << shortMode(mode.toString());
    view.accessMode = modes.join(u", "_s);
    const QJsonArray conditions = json::at(claim, u"status.conditions").toArray();
    for (const QJsonValue &condition : conditions) {
        if (condition.toObject().value("status"_L1).toString() == u"True")
            view.resizing = text::clean(condition.toObject().value("type"_L1).toString(), 253);
    }
    return view;
}

void place(VolumeView &view, const Mount &mount)
{
    view.pod = mount.pod;
    view.node = mount.node;
    view.container = mount.container;
    view.path = mount.path;
    view.isPodRunning = mount.isRunning;
}

} // namespace

QList<VolumeView> volumesOf(const QList<QJsonObject> &pods, const QList<QJsonObject> &claims, const QString &natsContainer,
                            const QString &workload)
{
    QHash<QString, Mount> mounts; // by claim
    QList<VolumeView> views;
    for (const QJsonObject &pod : pods) {
        const QJsonArray volumes = json::at(pod, u"spec.volumes").toArray();
        for (const QJsonValue &value : volumes) {
            const QJsonObject volume = value.toObject();
            const QString name = volume.value("name"_L1).toString();
            const std::optional<Mount> mount = mountOf(pod, name, natsContainer);
            if (!mount)
                continue;
            if (const QString claim = json::at(volume, u"persistentVolumeClaim.claimName").toString(); !claim.isEmpty()) {
                if (!mounts.contains(claim) || mount->isRunning)
                    mounts.insert(claim, *mount);
            } else if (const QString store = storeFolder(pod, natsContainer);
                       volume.contains("emptyDir"_L1) && (store == mount->path || store.startsWith(mount->path + u'/'))) {
                VolumeView view;
                view.source = VolumeView::Source::EmptyDir;
                view.key = mount->pod + u'/' + name;
                view.capacity = text::clean(json::at(volume, u"emptyDir.sizeLimit").toString(), 253);
                place(view, *mount);
                views << view;
            }
        }
    }
    const QRegularExpression ofWorkload(
        QRegularExpression::anchoredPattern(u".+-"_s + QRegularExpression::escape(workload) + u"-[0-9]+"_s));
    QStringList seen;
    for (const QJsonObject &claim : claims) {
        VolumeView view = claimView(claim);
        const auto mount = mounts.constFind(view.claim);
        if (mount == mounts.constEnd() && !ofWorkload.match(view.claim).hasMatch())
            continue;
        if (mount != mounts.constEnd())
            place(view, *mount);
        seen << view.claim;
        views << view;
    }
    for (auto it = mounts.constBegin(); it != mounts.constEnd(); ++it) {
        if (seen.contains(it.key()))
            continue;
        VolumeView view; // the claim may not be read, or is not there
        view.claim = view.key = text::clean(it.key(), 253);
        place(view, *it);
        views << view;
    }
    std::sort(views.begin(), views.end(), [](const VolumeView &a, const VolumeView &b) { return a.key < b.key; });
    return views;
}

Result<QList<FileSystem>> parseDf(const QByteArray &output)
{
    // Numbers are looked for from the right of the name: a device may have spaces in it (network shares).
    static const QRegularExpression line(u"^(.+?)\\s+([0-9]+)\\s+([0-9]+)\\s+(-?[0-9]+)\\s+([0-9]+%|-)\\s+(/.*)$"_s);
    QList<FileSystem> found;
    const QStringList lines = QString::fromUtf8(output.left(64 * 1024)).split(u'\n');
    for (const QString &text : lines) {
        const QRegularExpressionMatch match = line.match(text.trimmed());
        if (!match.hasMatch())
            continue;
        const auto bytes = [&](int group) { return std::min(match.captured(group).toLongLong(), (1LL << 62) / 1024) * 1024; };
        found << FileSystem{text::clean(match.captured(1), 253), bytes(2), bytes(3), std::max<qint64>(0, bytes(4)),
                            text::clean(match.captured(6), 1024)};
    }
    if (found.isEmpty())
        return failure(ErrorKind::Protocol, u"df answered something that is no table"_s, text::clean(output, 200));
    return found;
}

Result<FileSystem> claimInSummary(const QJsonObject &summary, const QString &nameSpace, const QString &claim, qint64 *nodeTotal)
{
    *nodeTotal = json::integer(json::at(summary, u"node.fs.capacityBytes"));
    const QJsonArray pods = summary.value("pods"_L1).toArray();
    for (const QJsonValue &pod : pods) {
        const QJsonArray volumes = pod.toObject().value("volume"_L1).toArray();
        for (const QJsonValue &value : volumes) {
            const QJsonObject volume = value.toObject();
            if (json::at(volume, u"pvcRef.name").toString() != claim || json::at(volume, u"pvcRef.namespace").toString() != nameSpace)
                continue;
            FileSystem system;
            system.total = json::integer(volume.value("capacityBytes"_L1));
            system.used = json::integer(volume.value("usedBytes"_L1));
            system.available = json::integer(volume.value("availableBytes"_L1));
            if (system.total > 0)
                return system;
        }
    }
    return failure(ErrorKind::NotFound, u"The kubelet has no figures of this volume"_s);
}

Belongs belongsTo(const FileSystemEvidence &evidence)
{
    const FileSystem &system = evidence.fileSystem;
    const bool isNodeDisk = (evidence.nodeTotal > 0 && evidence.nodeTotal == system.total) ||
                            (!evidence.nodeDevice.isEmpty() && evidence.nodeDevice == system.device);
    if (evidence.isHostPath || (isNodeDisk && !evidence.isNetwork))
        return Belongs::NodeDisk;
    if (evidence.claimCapacity <= 0 && evidence.isNetwork)
        return Belongs::SharedServer;
    if (evidence.claimCapacity <= 0)
        return evidence.nodeTotal > 0 ? Belongs::Volume : Belongs::Unknown;
    const double share = static_cast<double>(system.total) / evidence.claimCapacity;
    if (share <= largestShare && share >= smallestShare)
        return Belongs::Volume;
    return evidence.isNetwork ? Belongs::SharedServer : Belongs::NodeDisk;
}

bool isHostPathVolume(const QJsonObject &persistentVolume) { return persistentVolume.value("spec"_L1).toObject().contains("hostPath"_L1); }

bool isNetworkVolume(const QJsonObject &persistentVolume)
{
    const QJsonObject spec = persistentVolume.value("spec"_L1).toObject();
    const QString driver = json::at(spec, u"csi.driver").toString();
    return spec.contains("nfs"_L1) || spec.contains("cephfs"_L1) || spec.contains("azureFile"_L1) || spec.contains("glusterfs"_L1) ||
           driver.contains("nfs"_L1) || driver.contains("cephfs"_L1) || driver.contains("efs."_L1) || driver.contains("smb"_L1) ||
           driver.startsWith("file."_L1);
}

} // namespace natsdeck::workloads
