#pragma once

#include "models/nats/connection.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <unordered_map>

namespace natsdeck::nats {

// The requests under way: a token, a deadline and a handler each. Answers arrive at one wildcard inbox whose last subject token is the
// request's. Every handler is called exactly once, outside the lock, in the thread of whoever calls answer, fail, expire.
class Multiplexer final
{
public:
    using Tick = std::chrono::steady_clock::time_point;
    using StopCallback = std::stop_callback<std::function<void()>>;
    static constexpr std::size_t limit = 65'536;

    // Nothing when `limit` requests are under way: the handler was not taken.
    [[nodiscard]] std::optional<quint64> add(const QByteArray &subject, Tick deadline, ReplyHandler &handler);
    // Cancelling posts through `cancel`; nothing happens when the request has ended meanwhile.
    void watch(quint64 token, const std::stop_token &stop, std::function<void()> cancel);

    void answer(QByteArrayView inboxSubject, Message &&message);
    void fail(quint64 token, const Error &error);
    void failAll(const Error &error);
    void failSubject(QByteArrayView subject, const Error &error);
    // Ends what is over its deadline; returns when to come back.
    Tick expire(Tick now);
    [[nodiscard]] Tick nextDeadline() const;
    [[nodiscard]] std::size_t size() const;

private:
    struct Pending
    {
        QByteArray subject;
        ReplyHandler handler;
        std::multimap<Tick, quint64>::iterator deadline;
        std::unique_ptr<StopCallback> stop; // its destruction may wait for a running cancel: outside the lock only
    };

    std::optional<Pending> take(quint64 token);

    mutable std::mutex m_mutex;
    std::unordered_map<quint64, Pending> m_pending;
    std::multimap<Tick, quint64> m_deadlines;
    quint64 m_next = 1;
};

// The decimal number after the last dot; 0 when there is none.
[[nodiscard]] quint64 tokenOf(QByteArrayView inboxSubject);

} // namespace natsdeck::nats
