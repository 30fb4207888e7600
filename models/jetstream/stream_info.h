#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <limits>

namespace natsdeck::jetstream {

enum class Retention { Limits, Interest, WorkQueue };
enum class Storage { File, Memory };

inline constexpr qint64 unlimited = -1;
inline constexpr qint64 noTime = std::numeric_limits<qint64>::min(); // "0001-01-01T00:00:00Z": not set

struct ReplicaInfo
{
    QString name;
    bool current = false;
    bool offline = false;
    qint64 activeNs = 0; // since it was last heard of
    quint64 lag = 0;

    friend bool operator==(const ReplicaInfo &, const ReplicaInfo &) = default;
};

// STREAM.INFO, and one entry of STREAM.LIST. Times are ns since 1970 as int64 (noTime when unset), sizes bytes, -1 = unlimited.
struct StreamInfo
{
    QString name;
    QString description;
    QStringList subjects;
    Retention retention = Retention::Limits;
    Storage storage = Storage::File;
    int replicas = 1;
    qint64 maxBytes = unlimited;
    qint64 maxMessages = unlimited;
    qint64 maxMessageSize = unlimited;
    qint64 maxAgeNs = 0; // 0 = for ever
    bool allowDirect = false;
    bool sealed = false;
    bool isMirror = false;

    quint64 messages = 0;
    quint64 bytes = 0;
    quint64 firstSequence = 0;
    quint64 lastSequence = 0;
    qint64 firstTimeNs = noTime;
    qint64 lastTimeNs = noTime;
    quint64 deleted = 0; // gaps between first and last
    quint64 subjectCount = 0;
    quint64 consumers = 0;
    qint64 createdNs = noTime;

    QString cluster;
    QString leader;           // empty when not clustered, or when there is none now
    QList<ReplicaInfo> peers; // without the leader
    QJsonObject config;       // the whole, unknown fields and 64-bit integers kept: what UPDATE must send back

    friend bool operator==(const StreamInfo &, const StreamInfo &) = default;
};

// "2026-09-17T14:31:00.123456789Z" and offsets; noTime for the zero time and for what is no time.
[[nodiscard]] qint64 parseTime(QByteArrayView rfc3339);
[[nodiscard]] QByteArray formatTime(qint64 ns); // UTC, nine digits

} // namespace natsdeck::jetstream

Q_DECLARE_METATYPE(natsdeck::jetstream::StreamInfo)
