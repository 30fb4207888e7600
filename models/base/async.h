#pragma once

#include "models/base/result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <stop_token>

// The one async idiom: a call that takes time returns QFuture<Result<T>>; whoever wants the result delivers it to a
// QObject. QFuture::then(context, ...) is not used: on Qt 6.4.2 it crashes when the context dies while a worker finishes.
namespace natsdeck::async {

template <typename T> using Future = QFuture<Result<T>>;

// An answer that is already known.
template <typename T> [[nodiscard]] Future<T> ready(Result<T> result)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

template <typename T> [[nodiscard]] Future<T> failed(Error error) { return ready<T>(Failure(std::move(error))); }

// The result of a finished future. A promise that was dropped without an answer counts as Cancelled.
template <typename T> [[nodiscard]] Result<T> take(const Future<T> &future)
{
    if (future.resultCount() == 0)
        return failure(ErrorKind::Cancelled, QStringLiteral("Cancelled"));
    return future.result();
}

// Calls `function(Result<T>)` once in the thread of `receiver`, in a later turn of its event loop; never if the receiver
// is gone by then. Must be called from the receiver's thread.
template <typename T, typename Receiver, typename Function> void deliver(const Future<T> &future, Receiver *receiver, Function &&function)
{
    auto *watcher = new QFutureWatcher<Result<T>>(receiver);
    QObject::connect(watcher, &QFutureWatcherBase::finished, receiver, [watcher, function = std::forward<Function>(function)]() mutable {
        watcher->deleteLater();
        std::invoke(function, take<T>(watcher->future()));
    });
    watcher->setFuture(future);
}

// Runs `function() -> Result<T>` on `pool` (not the GUI thread). Cancel by the stop token that the function was given.
template <typename Function> [[nodiscard]] auto run(QThreadPool &pool, Function function) -> QFuture<std::invoke_result_t<Function>>
{
    using R = std::invoke_result_t<Function>;
    auto promise = std::make_shared<QPromise<R>>();
    QFuture<R> future = promise->future();
    promise->start();
    pool.start([promise, function = std::move(function)]() mutable {
        promise->addResult(function());
        promise->finish();
    });
    return future;
}

// Waits for an answer; for sequential code that runs on a thread of its own (Plans), never on the GUI thread.
template <typename T> [[nodiscard]] Result<T> await(Future<T> future)
{
    future.waitForFinished();
    return take<T>(future);
}

// Newest-only requests: remember `next()` when asking, drop the answer unless it is still `isCurrent()`.
class Generation
{
public:
    quint64 next() { return ++m_current; }
    bool isCurrent(quint64 generation) const { return generation == m_current; }

private:
    quint64 m_current = 0;
};

} // namespace natsdeck::async
