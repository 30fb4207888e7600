#pragma once

#include "models/jetstream/ask.h"
#include "models/jetstream/stored_messages.h"

#include <functional>

// Walks over a stream, one request after the other, each in the handler of the one before. They live by their handlers.
namespace natsdeck::jetstream {

// The next existing messages from a sequence on.
class ExistingWalk final : public std::enable_shared_from_this<ExistingWalk>
{
public:
    using Done = std::function<void(Result<StoredMessage>)>;
    using Next = std::function<void(quint64 from, Done done)>;

    // `gaps`: everything matches, so what lies between two messages is a gap.
    ExistingWalk(quint64 from, int count, bool gaps, Next next, PromisePointer<StoredPage> promise);
    void start();

private:
    void step();

    const int m_count;
    const bool m_gaps;
    const Next m_next;
    StoredPage m_page;
    const PromisePointer<StoredPage> m_promise;
};

// The first sequence at or after a time. Servers from 2.11 on answer {start_time}; for older ones the times of sequences are searched by
// halving, about 20 requests for a million messages. Never a consumer.
class TimeSearch final : public std::enable_shared_from_this<TimeSearch>
{
public:
    using Done = std::function<void(Result<StoredMessage>)>;
    struct Access
    {
        std::function<void(QByteArray body, Done done)> get; // STREAM.MSG.GET
        std::function<void(std::function<void(Result<StreamInfo>)> done)> info;
    };

    TimeSearch(qint64 timeNs, Access access);
    [[nodiscard]] async::Future<quint64> start();

private:
    void askForBounds(bool search);
    void halve();
    void finishWith(Result<quint64> result) { finish<quint64>(m_promise, std::move(result)); }

    const qint64 m_timeNs;
    const Access m_access;
    quint64 m_low = 1;  // everything before is older
    quint64 m_high = 0; // the answer is not after this
    quint64 m_answer = 0;
    const PromisePointer<quint64> m_promise = startPromise<quint64>();
};

} // namespace natsdeck::jetstream
