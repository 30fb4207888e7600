#pragma once

#include "models/base/async.h"

#include <QObject>
#include <QUrl>

#include <chrono>
#include <memory>

class QThread;

namespace natsdeck::systems {

// Plain HTTP GET on a thread of its own. Redirects are not followed, certificates are verified, nothing is sent but the
// request. Cancelling the future gives the request up.
class HttpFetcher final
{
public:
    struct Reply
    {
        int status = 0;
        QByteArray body;
    };

    HttpFetcher();
    ~HttpFetcher(); // running requests end as Cancelled
    HttpFetcher(const HttpFetcher &) = delete;
    HttpFetcher &operator=(const HttpFetcher &) = delete;

    // Any status is an answer here. Unreachable, Timeout, Tls, LimitExceeded (more than `limit` bytes), Cancelled.
    [[nodiscard]] async::Future<Reply> get(const QUrl &url, qint64 limit, std::chrono::milliseconds deadline);

private:
    class Worker;
    std::unique_ptr<QThread> m_thread;
    Worker *m_worker; // lives on the thread, deleted at its end
};

} // namespace natsdeck::systems
