#pragma once

#include "models/nats/connection.h"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <stop_token>
#include <unordered_map>

namespace natsdeck::nats {

// The requests under way. One call is one or many requests with one subject, deadline and handler; each request has a token, the last
// part of its reply subject. Every request's handler is called exactly once, outside the lock, in the thread of whoever calls answer,
// fail or expire.
class Multiplexer final
{
public:
    using Tick = std::chrono::steady_clock::time_point;
    using StopCallback = std::stop_callback<std::function<void()>>;
    static constexpr std::size_t limit = 65'536;

    struct Call
    {
        QByteArray subject;
        RepliesHandler handler;
        quint64 first = 0; // token of request 0
        int count = 0;
        bool gathers = false;               // request 0 may be answered many times: it ends at its deadline, by fail(), or by an empty 503
        std::unique_ptr<StopCallback> stop; // its destruction may wait for a running cancel: outside the lock only
    };

    // Null when more than `limit` requests would be under way: the handler was not taken.
    [[nodiscard]] std::shared_ptr<Call> add(const QByteArray &subject, Tick deadline, int count, RepliesHandler &handler,
                                            bool gathers = false);

    void answer(QByteArrayView inboxSubject, Message &&message);
    void fail(quint64 token, const Error &error);
    void failRange(quint64 first, int count, const Error &error);
    void failAll(const Error &error);
    void failSubject(QByteArrayView subject, const Error &error);
    // Ends what is over its deadline; returns when to come back.
    Tick expire(Tick now);
    [[nodiscard]] std::size_t size() const;

private:
    struct Deadline
    {
        Tick at;
        quint64 first;
        int count;
        bool operator<(const Deadline &other) const { return at > other.at; } // the earliest on top
    };

    [[nodiscard]] std::shared_ptr<Call> take(quint64 token);
    [[nodiscard]] std::shared_ptr<Call> gathering(quint64 token) const; // stays; null when it is no such call

    mutable std::mutex m_mutex;
    std::unordered_map<quint64, std::shared_ptr<Call>> m_pending;
    std::priority_queue<Deadline> m_deadlines;
    quint64 m_next = 1;
};

// The decimal number after the last dot; 0 when there is none.
[[nodiscard]] quint64 tokenOf(QByteArrayView inboxSubject);

} // namespace natsdeck::nats
