#pragma once

#include "models/explorer/stored_source.h"

#include <QTimer>

#include <algorithm>
#include <functional>
#include <set>

namespace natsdeck::test {

// A stream in memory whose answers come when the test says so.
class FakeStream final : public explorer::StoredSource
{
public:
    using Page = explorer::StoredPage;

    quint64 first = 1;
    quint64 last = 0;
    std::set<quint64> deleted;
    qint64 messageSize = 100;
    std::optional<Error> error; // for everything asked from now on
    std::vector<std::pair<quint64, quint64>> reads;
    std::vector<std::function<void()>> waiting; // answers not given yet
    bool immediate = true;

    async::Future<explorer::StreamBounds> bounds() override
    {
        return answer<explorer::StreamBounds>([this]() -> Result<explorer::StreamBounds> {
            const quint64 count = last + 1 - first - deleted.size();
            return explorer::StreamBounds{first, last, count, count * static_cast<quint64>(messageSize)};
        });
    }

    async::Future<Page> read(quint64 from, quint64 to, std::stop_token) override
    {
        reads.push_back({from, to});
        return answer<Page>([this, from, to]() -> Result<Page> {
            Page page;
            page.from = from;
            page.to = to;
            for (quint64 sequence = std::max(from, first); sequence <= std::min(to, last); ++sequence) {
                if (!deleted.contains(sequence))
                    page.add(make(sequence));
            }
            return page;
        });
    }

    async::Future<explorer::MessageDetail> message(quint64 sequence) override
    {
        return answer<explorer::MessageDetail>([this, sequence]() -> Result<explorer::MessageDetail> {
            if (sequence < first || sequence > last || deleted.contains(sequence))
                return failure(ErrorKind::NotFound, QStringLiteral("no message"));
            return make(sequence);
        });
    }

    async::Future<quint64> sequenceAtTime(qint64 timeNs) override
    {
        return answer<quint64>(
            [this, timeNs]() -> Result<quint64> { return std::clamp<quint64>(static_cast<quint64>(timeNs), first, last + 1); });
    }

    async::Future<quint64> newestOf(const QByteArray &) override
    {
        return answer<quint64>([this]() -> Result<quint64> { return last; });
    }

    async::Future<QList<std::pair<QByteArray, quint64>>> subjects() override
    {
        return answer<QList<std::pair<QByteArray, quint64>>>([this]() -> Result<QList<std::pair<QByteArray, quint64>>> {
            return QList<std::pair<QByteArray, quint64>>{{"s.even", last / 2}, {"s.odd", (last + 1) / 2}};
        });
    }

    void answerAll()
    {
        auto now = std::exchange(waiting, {});
        for (const auto &each : now)
            each();
    }

    explorer::MessageDetail make(quint64 sequence) const
    {
        explorer::MessageDetail detail;
        detail.sequence = sequence;
        detail.timeNs = static_cast<qint64>(sequence) * 1'000'000'000;
        detail.subject = sequence % 2 ? "s.odd" : "s.even";
        detail.data = "payload " + QByteArray::number(sequence);
        return detail;
    }

private:
    template <typename T> async::Future<T> answer(std::function<Result<T>()> make)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        auto future = promise->future();
        auto give = [this, promise, make] {
            promise->addResult(error ? Result<T>(Failure(*error)) : make());
            promise->finish();
        };
        if (immediate)
            give();
        else
            waiting.push_back(give);
        return future;
    }
};

} // namespace natsdeck::test
