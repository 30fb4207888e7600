#pragma once

#include "models/nats/session.h"
#include "models/nats/subscription.h"

#include <atomic>
#include <mutex>

typedef struct __natsMsg natsMsg;

namespace natsdeck::nats {

// What a Subscription is, over all sessions of its connection.
class SubscriptionState final : public std::enable_shared_from_this<SubscriptionState>
{
public:
    SubscriptionState(QByteArray subject, MessageHandler handler, SubscribeOptions options);

    // Subscribes in this session; once per session, nothing after stop().
    void attach(const std::shared_ptr<Session> &session);
    void detach();                           // unsubscribes
    void sessionEnded(quint64 session);      // counts the interruption
    void released(natsSubscription *handle); // the handle is about to be freed
    void refused(const Error &error);        // by the server's permissions

    // Afterwards the handler does not run any more (unless stop is called by the handler itself: then not again).
    void stop();
    void receive(natsMsg *message);
    [[nodiscard]] static bool isDeliveringHere(); // this thread runs a handler just now

    [[nodiscard]] const QByteArray &subject() const { return m_subject; }
    [[nodiscard]] quint64 delivered() const { return m_delivered.load(std::memory_order_relaxed); }
    [[nodiscard]] quint64 dropped() const;
    [[nodiscard]] quint64 interruptions() const;
    [[nodiscard]] bool isActive() const;
    [[nodiscard]] std::optional<Error> error() const;
    void setError(const Error &error);

private:
    void readDropped() const;

    const QByteArray m_subject;
    const SubscribeOptions m_options;

    std::mutex m_handlerMutex; // held while the handler runs
    MessageHandler m_handler;
    std::atomic<bool> m_stopped = false;
    std::atomic<quint64> m_delivered = 0;

    mutable std::mutex m_mutex;
    natsSubscription *m_handle = nullptr;
    quint64 m_session = 0;
    quint64 m_droppedBefore = 0;
    mutable quint64 m_droppedNow = 0; // of this session, as last read
    quint64 m_interruptions = 0;
    std::optional<Error> m_error;
};

} // namespace natsdeck::nats
