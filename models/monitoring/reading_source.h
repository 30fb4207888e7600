#pragma once

#include "models/base/async.h"

#include <QByteArray>
#include <QString>

namespace natsdeck::monitoring {

// The monitoring API of one server: direct HTTP, or the API server's pod proxy (implemented in models/systems).
// Lives and is called in the GUI thread; the answer may come from any thread.
class ReadingSource
{
public:
    virtual ~ReadingSource() = default;

    // Stable and unique within a system: "nats-0", "127.0.0.1:8222". It names the server until /varz does.
    [[nodiscard]] virtual QString name() const = 0;

    // Which way it is read, for people: "system account", "pod proxy", "http://127.0.0.1:8222".
    [[nodiscard]] virtual QString via() const { return {}; }

    // GET of `path` ("varz", "connz?limit=1024", "healthz?js-server-only=true"; no leading slash): the body of a reply with
    // status 200, and of 503 from healthz, which is an answer and not a failure. Everything else is an Error with the
    // status as code. At most `replyLimit` bytes are taken (LimitExceeded). Whoever reads keeps one request in flight per
    // source and may cancel() the future at its deadline; the implementation then gives the request up. A reply with 64 bytes
    // of spare capacity is decoded without being copied.
    [[nodiscard]] virtual async::Future<QByteArray> read(const QString &path) = 0;

    static constexpr qint64 replyLimit = 64LL * 1024 * 1024;
};

} // namespace natsdeck::monitoring
