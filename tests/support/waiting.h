#pragma once

#include "models/base/async.h"

#include <QTest>

#include <optional>

namespace natsdeck::test {

// Delivers an answer into the running event loop and gives it back; Internal "no answer" when it does not come in time.
template <typename T> Result<T> waited(const async::Future<T> &future, int limitMs = 20'000)
{
    QObject receiver;
    std::optional<Result<T>> answer;
    async::deliver<T>(future, &receiver, [&](Result<T> result) { answer = std::move(result); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, limitMs))
        return failure(ErrorKind::Internal, QStringLiteral("no answer within %1 ms").arg(limitMs));
    return std::move(*answer);
}

} // namespace natsdeck::test
