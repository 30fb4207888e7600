#include "models/nats/subscription_state.h"

#include "models/nats/cnats_handles.h"
#include "models/nats/nats_error.h"

#include <QCoreApplication>

#include <utility>

namespace natsdeck::nats {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

thread_local const SubscriptionState *runningHere = nullptr;

void onMessage(natsConnection *, natsSubscription *, natsMsg *message, void *closure)
{
    static_cast<Attachment *>(closure)->state->receive(message);
}

void onComplete(void *closure)
{
    auto *attachment = static_cast<Attachment *>(closure);
    const std::shared_ptr<Session> session = attachment->session; // completed() may free the attachment
    session->completed(attachment);
}

} // namespace

SubscriptionState::SubscriptionState(QByteArray subject, MessageHandler handler, SubscribeOptions options)
    : m_subject(std::move(subject))
    , m_options(std::move(options))
    , m_handler(std::move(handler))
{}

void SubscriptionState::attach(const std::shared_ptr<Session> &session)
{
    const std::scoped_lock lock(m_mutex);
    if (m_stopped || m_session == session->id())
        return;
    auto attachment = std::make_unique<Attachment>(Attachment{shared_from_this(), session, nullptr});
    natsStatus status =
        m_options.queueGroup.isEmpty()
            ? natsConnection_Subscribe(&attachment->handle, session->handle(), m_subject.constData(), &onMessage, attachment.get())
            : natsConnection_QueueSubscribe(&attachment->handle, session->handle(), m_subject.constData(), m_options.queueGroup.constData(),
                                            &onMessage, attachment.get());
    if (status != NATS_OK) {
        m_error = errorOf(status, tr("%1 cannot be subscribed to").arg(QString::fromUtf8(m_subject)), nats_GetLastError(nullptr));
        return;
    }
    session->attached();
    natsSubscription_SetPendingLimits(attachment->handle, m_options.pendingMessages, m_options.pendingBytes);
    m_session = session->id();
    m_droppedNow = 0;
    m_error.reset();
    if (natsSubscription_SetOnCompleteCB(attachment->handle, &onComplete, attachment.get()) != NATS_OK) {
        session->orphaned(); // closed meanwhile, and nobody will say when its thread is done: it can never be freed
        static_cast<void>(attachment.release());
        return;
    }
    m_handle = attachment.release()->handle;
}

void SubscriptionState::detach()
{
    const std::scoped_lock lock(m_mutex);
    if (!m_handle)
        return;
    readDropped();
    natsSubscription_Unsubscribe(std::exchange(m_handle, nullptr)); // freed by Session::retire
}

void SubscriptionState::sessionEnded(quint64 session)
{
    quint64 interruptions = 0;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_session != session)
            return;
        if (m_handle)
            readDropped();
        m_handle = nullptr;
        m_session = 0;
        m_droppedBefore += std::exchange(m_droppedNow, 0);
        interruptions = ++m_interruptions;
    }
    if (m_options.onInterrupted && !m_stopped)
        m_options.onInterrupted(interruptions);
}

void SubscriptionState::released(natsSubscription *handle)
{
    const std::scoped_lock lock(m_mutex);
    if (m_handle == handle)
        m_handle = nullptr;
}

void SubscriptionState::refused(const Error &error)
{
    setError(error);
    if (m_options.onError && !m_stopped)
        m_options.onError(error);
}

void SubscriptionState::stop()
{
    m_stopped = true;
    if (runningHere == this)
        return; // receive() lets go of the handler when it has returned
    MessageHandler last;
    const std::scoped_lock lock(m_handlerMutex);
    last.swap(m_handler);
}

void SubscriptionState::receive(natsMsg *message)
{
    Message owned(message);
    MessageHandler last;                         // destroyed after the lock is released
    const std::scoped_lock lock(m_handlerMutex); // free but for a Subscription being destroyed
    if (m_stopped.load(std::memory_order_relaxed) || !m_handler)
        return;
    m_delivered.store(m_delivered.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    runningHere = this;
    m_handler(std::move(owned));
    runningHere = nullptr;
    if (m_stopped.load(std::memory_order_relaxed))
        last.swap(m_handler);
}

bool SubscriptionState::isDeliveringHere() { return runningHere != nullptr; }

// The C client answers only while the subscription is open; what it said last counts.
void SubscriptionState::readDropped() const
{
    int64_t count = 0;
    if (natsSubscription_GetDropped(m_handle, &count) == NATS_OK)
        m_droppedNow = quint64(count);
}

quint64 SubscriptionState::dropped() const
{
    const std::scoped_lock lock(m_mutex);
    if (m_handle)
        readDropped();
    return m_droppedBefore + m_droppedNow;
}

quint64 SubscriptionState::interruptions() const
{
    const std::scoped_lock lock(m_mutex);
    return m_interruptions;
}

bool SubscriptionState::isActive() const
{
    const std::scoped_lock lock(m_mutex);
    return m_handle && !m_error;
}

std::optional<Error> SubscriptionState::error() const
{
    const std::scoped_lock lock(m_mutex);
    return m_error;
}

void SubscriptionState::setError(const Error &error)
{
    const std::scoped_lock lock(m_mutex);
    m_error = error;
}

} // namespace natsdeck::nats
