#pragma once

#include "models/base/result.h"

#include <QString>

#include <chrono>
#include <stop_token>

namespace natsdeck::deployment {

// GET over plain HTTP from a server on this machine; the body when the status is 200, else Rejected with the code. Blocks; for
// threads that may. Unreachable, Timeout, Cancelled, LimitExceeded, Protocol (something else answers there).
Result<QByteArray> readHttp(int port, const QString &path, std::chrono::milliseconds deadline, const std::stop_token &stop = {});

} // namespace natsdeck::deployment
