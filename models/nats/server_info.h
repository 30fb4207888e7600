#pragma once

#include "models/base/async.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <chrono>

namespace natsdeck::nats {

// What a server says of itself in its first line, before TLS and login: "INFO {…}".
struct ServerInfo
{
    QString serverId;
    QString serverName;
    QString version; // "2.10.22"
    QString host;
    quint16 port = 0;
    QString cluster;
    QString domain;
    qint64 maxPayload = 0; // bytes
    quint64 clientId = 0;
    bool headers = false;
    bool authRequired = false;
    bool tlsRequired = false;
    bool tlsAvailable = false;
    bool tlsVerify = false; // asks for a client certificate
    bool jetstream = false;
    bool lameDuck = false;
    QStringList connectUrls; // host:port of the cluster's servers, without scheme

    friend bool operator==(const ServerInfo &, const ServerInfo &) = default;
};

// Reads the line "INFO {…}\r\n"; Protocol when it makes no sense. Unknown fields are ignored.
[[nodiscard]] Result<ServerInfo> parseServerInfo(const QByteArray &line);

inline constexpr qsizetype greetingLimit = 64 * 1024; // bytes; more than that without an end of line is refused

// Connects, reads the greeting and goes away: nothing is sent, no login is tried. Blocks: worker threads only.
// Unreachable (name not found, refused), Timeout (no greeting), Protocol (not a NATS server), LimitExceeded.
[[nodiscard]] Result<ServerInfo> readGreeting(const QString &host, quint16 port, std::chrono::milliseconds limit = std::chrono::seconds(5));

// The same on a thread of its own; `url` as in ConnectOptions.
[[nodiscard]] async::Future<ServerInfo> greet(const QString &url, std::chrono::milliseconds limit = std::chrono::seconds(5));

// "2.9.10" < "2.11.0"; an empty or odd version counts as 0.0.0.
[[nodiscard]] bool versionAtLeast(const QString &version, int major, int minor, int patch = 0);

} // namespace natsdeck::nats
