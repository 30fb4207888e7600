#pragma once

#include "models/base/async.h"
#include "models/nats/connection.h"

#include <QPromise>

#include <memory>

namespace natsdeck::jetstream {

template <typename T> using PromisePointer = std::shared_ptr<QPromise<Result<T>>>;

template <typename T> [[nodiscard]] PromisePointer<T> startPromise()
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    return promise;
}

template <typename T> void finish(const PromisePointer<T> &promise, Result<T> result)
{
    promise->addResult(std::move(result));
    promise->finish();
}

// A reply handler that decodes (on the thread it is called on, never the GUI's) and answers the promise.
template <typename T> [[nodiscard]] nats::ReplyHandler decodeInto(PromisePointer<T> promise, Result<T> (*decode)(QByteArrayView))
{
    return [promise = std::move(promise), decode](Result<nats::Message> &&answer) {
        finish<T>(promise, answer ? decode(answer->data()) : Result<T>(Failure(answer.error())));
    };
}

} // namespace natsdeck::jetstream
