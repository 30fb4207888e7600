#pragma once

#include <QList>
#include <QString>

#include <optional>
#include <vector>

// Typed replies of the monitoring API (nats-server/server/monitor.go). Times are nanoseconds since the epoch, 0 = not told.
// Texts are cleaned. A field that a version of the server does not know keeps its default, or is nothing where
// "unknown" and zero mean different things.
namespace natsdeck::monitoring {

struct JetStreamUse
{
    qint64 memory = 0; // bytes used
    qint64 storage = 0;
    qint64 reservedMemory = 0; // promised to streams with a size limit
    qint64 reservedStorage = 0;
    qint64 maxMemory = 0; // limit of this server; 0 = none told
    qint64 maxStorage = 0;
    qint64 accounts = 0;
    qint64 apiTotal = 0; // counter
    qint64 apiErrors = 0;
    QString storeFolder;
    QString domain;
    QString metaLeader; // empty: not clustered, or no leader
    int clusterSize = 0;

    friend bool operator==(const JetStreamUse &, const JetStreamUse &) = default;
};

struct Varz
{
    QString serverId;
    QString serverName;
    QString version;
    QString cluster; // empty: a single server
    qint64 now = 0;  // the server's own clock: rates are taken from it
    qint64 start = 0;

    qint64 inMsgs = 0; // counters of the process's life, routes included
    qint64 outMsgs = 0;
    qint64 inBytes = 0;
    qint64 outBytes = 0;
    qint64 totalConnections = 0;
    qint64 slowConsumers = 0;

    qint64 connections = 0;
    qint64 subscriptions = 0;
    qint64 routes = 0;
    qint64 leafNodes = 0;
    double cpu = 0; // percent of one core, may exceed 100
    qint64 mem = 0; // resident bytes
    int cores = 0;
    qint64 maxPayload = 0;
    qint64 maxConnections = 0;
    bool loginRequired = false;
    bool tlsRequired = false;
    std::optional<JetStreamUse> jetStream; // nothing: off

    friend bool operator==(const Varz &, const Varz &) = default;
};

struct ConnectionRow
{
    quint64 cid = 0;
    QString ip;
    int port = 0;
    QString name;
    QString account;
    QString user;
    QString language; // of the client library
    QString version;
    QString reason; // why it was closed; empty while open
    qint64 start = 0;
    qint64 lastActivity = 0;
    qint64 roundTrip = 0; // nanoseconds; 0 = not told
    qint64 pendingBytes = 0;
    qint64 inMsgs = 0; // to the server
    qint64 outMsgs = 0;
    qint64 inBytes = 0;
    qint64 outBytes = 0;
    qint64 subscriptions = 0;
};

struct Connz
{
    QString serverId;
    qint64 now = 0;
    qint64 total = 0; // of all pages
    qint64 offset = 0;
    qint64 limit = 0;
    std::vector<ConnectionRow> connections;
};

struct ReplicaState
{
    QString name;
    bool current = false;
    bool offline = false;
    qint64 lag = 0; // operations behind the leader
};

struct StreamReading
{
    QString account;
    QString name;
    QString leader;  // server name; empty: not clustered
    QString created; // as told: a change of it is another stream of the same name
    qint64 messages = 0;
    qint64 bytes = 0;
    quint64 firstSequence = 0;
    quint64 lastSequence = 0;
    qint64 consumers = 0;
    std::optional<qint64> maxBytes; // nothing: no limit, or configuration was not asked for
    std::optional<qint64> maxMsgs;
    std::optional<qint64> maxAge; // nanoseconds
    bool hasConfig = false;
    bool discardsNew = false; // refuses when full; otherwise the oldest go
    QList<ReplicaState> replicas;
};

struct Jsz
{
    QString serverId;
    qint64 now = 0;
    bool disabled = false;
    qint64 streams = 0;
    qint64 consumers = 0;
    qint64 messages = 0;
    qint64 bytes = 0;
    JetStreamUse use;
    std::vector<StreamReading> details; // when they were asked for
};

struct Healthz
{
    bool healthy = false;
    QString status; // "ok", "unavailable", "error"
    QString error;
};

} // namespace natsdeck::monitoring
