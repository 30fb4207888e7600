#pragma once

#include "models/base/result.h"

#include <QList>
#include <QString>
#include <QVersionNumber>

#include <stop_token>

namespace natsdeck::deployment {

inline constexpr int oldestServer[] = {2, 9, 10}; // what this program is tested with
[[nodiscard]] QVersionNumber oldestServerVersion();

// A nats-server on this machine.
struct ServerProgram
{
    QString path;
    QVersionNumber version;
    [[nodiscard]] bool isNewEnough() const { return version >= oldestServerVersion(); }
};

// Asks the program itself (`--version`). NotFound, Timeout, Protocol when it is not a nats-server.
Result<ServerProgram> inspectServer(const QString &path, const std::stop_token &stop = {});

// Those at `configured`, in PATH and in /usr/sbin, /usr/local/sbin, /usr/local/bin, ~/go/bin; newest first. Blocks.
QList<ServerProgram> findServers(const QString &configured = {}, const std::stop_token &stop = {});

// How to get one, for people.
QString howToGetServer();

} // namespace natsdeck::deployment
