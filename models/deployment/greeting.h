#pragma once

#include "models/base/result.h"

#include <QString>

#include <chrono>
#include <stop_token>

namespace natsdeck::deployment {

// The INFO line with which a NATS server greets whoever connects.
struct Greeting
{
    QString serverId;
    QString serverName; // cleaned, as all texts here
    QString version;
    bool loginRequired = false;
    bool tlsRequired = false;
    bool jetStream = false;
    qint64 maxPayload = 0;
};

// Connects, reads the greeting, hangs up. Blocks; for threads that may. Unreachable, Timeout, Cancelled, Protocol (something
// else answers there).
Result<Greeting> readGreeting(const QString &host, int port, std::chrono::milliseconds deadline, const std::stop_token &stop = {});

// GET over plain HTTP from a server on this machine; the body when the status is 200, else Rejected with the code. Same errors.
Result<QByteArray> readHttp(int port, const QString &path, std::chrono::milliseconds deadline, const std::stop_token &stop = {});

} // namespace natsdeck::deployment
