#pragma once

#include "models/base/result.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

// The volumes of a system's pods, and how full their file systems really are. Text is clean.
namespace natsdeck::workloads {

struct VolumeView
{
    enum class Source {
        Claim,
        EmptyDir // as long as the pod: what is stored there goes with it
    };

    QString key; // claim name, or pod/volume
    Source source = Source::Claim;
    QString claim;
    QString claimUid;
    QString phase; // "Bound", "Pending", "Lost"
    QString storageClass;
    QString accessMode; // "RWO" or "RWO, ROX"
    QString requested;  // as written
    QString capacity;   // as written in the status: what there is now
    QString volume;     // PersistentVolume
    QString resizing;   // condition of a resize under way, empty without
    QString pod;        // that mounts it, empty when none does
    QString node;       // of that pod
    QString container;  // in it
    QString path;       // where
    QDateTime created;
    bool isPodRunning = false;

    friend bool operator==(const VolumeView &, const VolumeView &) = default;
};

// Claims that pods mount, claims that a StatefulSet made for pods that are not there now, and the emptyDir that JetStream stores in.
[[nodiscard]] QList<VolumeView> volumesOf(const QList<QJsonObject> &pods, const QList<QJsonObject> &claims, const QString &natsContainer,
                                          const QString &workload);

// One line of `df -kP`, in bytes.
struct FileSystem
{
    QString device;
    qint64 total = 0;
    qint64 used = 0;
    qint64 available = 0;
    QString mountedOn;

    friend bool operator==(const FileSystem &, const FileSystem &) = default;
};
[[nodiscard]] Result<QList<FileSystem>> parseDf(const QByteArray &output);

// Of one claim in a node's stats/summary; NotFound when it is not in there. `nodeTotal` gets the node's own file system, or 0.
[[nodiscard]] Result<FileSystem> claimInSummary(const QJsonObject &summary, const QString &nameSpace, const QString &claim,
                                                qint64 *nodeTotal);

// Whose file system it is. Only one that belongs to the volume says how full the volume is.
enum class Belongs {
    Volume,       // its size fits the claim
    NodeDisk,     // a folder on the node's disk: everything on the node shares it
    SharedServer, // a network file system of another size, shared with others
    Unknown       // neither the claim's size nor the node's disk is known to compare with
};

struct FileSystemEvidence
{
    FileSystem fileSystem;
    qint64 nodeTotal = 0;     // of the container's root or the node's disk; 0 when not known
    QString nodeDevice;       // of the container's root, may be empty
    double claimCapacity = 0; // bytes; 0 when not known
    bool isHostPath = false;  // the PersistentVolume is a folder of the node
    bool isNetwork = false;   // nfs, cephfs …
};
[[nodiscard]] Belongs belongsTo(const FileSystemEvidence &evidence);

[[nodiscard]] bool isHostPathVolume(const QJsonObject &persistentVolume); // a folder of the node
[[nodiscard]] bool isNetworkVolume(const QJsonObject &persistentVolume);

} // namespace natsdeck::workloads
