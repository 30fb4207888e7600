#pragma once

#include "models/base/async.h"
#include "models/nats/live_threads.h"

#include <memory>

namespace natsdeck::systems {

// async::run for what waits on the network: on a thread of its own, so that a cluster that hangs never holds up the few threads that the
// rest of the program shares. The end of the program waits for it.
template <typename Function> [[nodiscard]] auto runApart(Function function) -> QFuture<std::invoke_result_t<Function>>
{
    using R = std::invoke_result_t<Function>;
    auto promise = std::make_shared<QPromise<R>>();
    QFuture<R> future = promise->future();
    promise->start();
    nats::startThread([promise, function = std::move(function)]() mutable {
        promise->addResult(function());
        promise->finish();
    });
    return future;
}

} // namespace natsdeck::systems
