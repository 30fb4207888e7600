#include "models/nats/connection_core.h"
#include "models/nats/nats_error.h"
#include "models/nats/subjects.h"
#include "models/nats/subscription_state.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>

// The sender's thread: what is written to the socket, and the end of requests whose time is up.
namespace natsdeck::nats {

using namespace Qt::StringLiterals;
using std::chrono::steady_clock;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

Error invalidSubject(const QByteArray &subject)
{
    const subjects::Problem problem = subjects::check(subject);
    const QString why = problem == subjects::Problem::None ? tr("Wildcards can only be subscribed to") : subjects::toText(problem);
    return {ErrorKind::Invalid, tr("This is not a subject to publish to"), why, {}, 0, {}};
}

Error cancelled() { return {ErrorKind::Cancelled, tr("Cancelled"), {}, {}, 0, {}}; }

// A line end in a header would let its text pose as another header or as the message.
bool areSendable(const Headers &headers)
{
    return std::all_of(headers.cbegin(), headers.cend(), [](const Header &header) {
        const auto breaks = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
        const bool name = !header.name.isEmpty() &&
                          std::all_of(header.name.cbegin(), header.name.cend(), [](char c) { return c > ' ' && c != ':' && c != 0x7f; });
        return name && std::none_of(header.value.cbegin(), header.value.cend(), breaks);
    });
}

Error invalidHeader()
{
    return {ErrorKind::Invalid, tr("A header cannot be sent"), tr("Names are words without a colon, values are one line"), {}, 0, {}};
}

Error queueFull()
{
    return {ErrorKind::LimitExceeded, tr("Too much waits to be sent"), {}, tr("Try again when the connection has caught up"), 0, {}};
}

} // namespace

void ConnectionCore::request(const QByteArray &subject, std::vector<QByteArray> payloads, RequestOptions options, RepliesHandler handler,
                             bool gathers)
{
    const int count = int(payloads.size());
    const auto refuse = [&](const Error &error) {
        post([handler = std::move(handler), count, error] {
            for (int i = 0; i < count; ++i)
                handler(i, Failure(error));
        });
    };
    if (!subjects::isLiteral(subject))
        return refuse(invalidSubject(subject));
    if (!areSendable(options.headers))
        return refuse(invalidHeader());
    std::shared_ptr<SubscriptionState> inbox;
    {
        const std::scoped_lock lock(m_mutex);
        inbox = m_inbox;
    }
    if (const std::optional<Error> refusal = inbox ? inbox->error() : std::nullopt)
        return refuse(*refusal);
    const steady_clock::time_point deadline = steady_clock::now() + options.deadline;
    const std::shared_ptr<Multiplexer::Call> call = m_requests->add(subject, deadline, count, handler, gathers);
    if (!call)
        return refuse(Error{ErrorKind::LimitExceeded, tr("Too many requests are under way"), {}, {}, 0, {}});
    std::vector<Sending> sendings;
    sendings.reserve(payloads.size());
    for (int i = 0; i < count; ++i)
        sendings.push_back({subject, std::move(payloads[std::size_t(i)]), options.headers, call->first + quint64(i), nullptr});
    if (SubscriptionState::isDeliveringHere()) { // already on a thread that may write: no need to wake another one
        QByteArray prefix;
        const std::shared_ptr<Session> session = sessionToWrite(&prefix);
        for (Sending &sending : sendings)
            sendOne(std::move(sending), session, prefix);
        wakeSenderBefore(deadline);
    } else if (!enqueue(std::move(sendings))) {
        post([requests = m_requests, call] { requests->failRange(call->first, call->count, queueFull()); });
    }
    if (options.stop.stop_possible()) {
        const std::weak_ptr<ConnectionCore> weak = weak_from_this();
        call->stop = std::make_unique<Multiplexer::StopCallback>(options.stop, [weak, first = call->first, count] {
            if (const auto self = weak.lock())
                self->post([requests = self->m_requests, first, count] { requests->failRange(first, count, cancelled()); });
        });
    }
}

async::Future<void> ConnectionCore::publish(const QByteArray &subject, const QByteArray &payload, const Headers &headers)
{
    if (!subjects::isLiteral(subject))
        return async::failed<void>(invalidSubject(subject));
    if (!areSendable(headers))
        return async::failed<void>(invalidHeader());
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    std::vector<Sending> one;
    one.push_back({subject, payload, headers, 0, promise});
    if (!enqueue(std::move(one)))
        return async::failed<void>(queueFull());
    return promise->future();
}

bool ConnectionCore::enqueue(std::vector<Sending> sendings)
{
    qsizetype bytes = 0;
    for (const Sending &sending : sendings)
        bytes += sending.payload.size();
    const std::scoped_lock lock(m_sendMutex);
    if (m_senderQuit || m_sendBytes + bytes > sendLimit)
        return false;
    m_sendBytes += bytes;
    std::move(sendings.begin(), sendings.end(), std::back_inserter(m_sendQueue));
    m_senderWake.notify_one();
    return true;
}

void ConnectionCore::wakeSenderBefore(steady_clock::time_point deadline)
{
    const std::scoped_lock lock(m_sendMutex);
    if (deadline < m_senderSleepsUntil) {
        m_senderSleepsUntil = deadline;
        m_senderWake.notify_one();
    }
}

void ConnectionCore::post(std::function<void()> task)
{
    {
        const std::scoped_lock lock(m_sendMutex);
        if (!m_senderQuit) {
            m_tasks.push_back(std::move(task));
            m_senderWake.notify_one();
            return;
        }
    }
    task(); // the sender has gone: only endings are left to be told
}

void ConnectionCore::send()
{
    for (;;) {
        std::deque<Sending> sendings;
        std::deque<std::function<void()>> tasks;
        bool quitting = false;
        {
            std::unique_lock lock(m_sendMutex);
            const steady_clock::time_point until = m_senderSleepsUntil;
            const auto ready = [&] { return m_senderQuit || !m_sendQueue.empty() || !m_tasks.empty() || m_senderSleepsUntil < until; };
            if (until == steady_clock::time_point::max())
                m_senderWake.wait(lock, ready);
            else
                m_senderWake.wait_until(lock, until, ready);
            m_senderSleepsUntil = steady_clock::time_point::max(); // whoever adds an earlier deadline from now on lowers it
            sendings.swap(m_sendQueue);
            tasks.swap(m_tasks);
            m_sendBytes = 0;
            quitting = m_senderQuit;
        }
        QByteArray prefix;
        const std::shared_ptr<Session> session = sessionToWrite(&prefix);
        for (const auto &task : tasks)
            task();
        for (Sending &sending : sendings)
            sendOne(std::move(sending), session, prefix);
        if (quitting)
            break;
        const steady_clock::time_point next = m_requests->expire(steady_clock::now());
        const std::scoped_lock lock(m_sendMutex);
        m_senderSleepsUntil = std::min(m_senderSleepsUntil, next);
    }
    m_requests->failAll(cancelled());
}

std::shared_ptr<Session> ConnectionCore::sessionToWrite(QByteArray *inboxPrefix) const
{
    const std::scoped_lock lock(m_mutex);
    *inboxPrefix = m_inboxPrefix;
    return m_status.isConnected() && !m_lost && m_wanted ? m_session : nullptr;
}

void ConnectionCore::sendOne(Sending sending, const std::shared_ptr<Session> &session, const QByteArray &inboxPrefix)
{
    Result<void> result;
    if (session) {
        char reply[256] = ""; // the prefix is bounded by open()
        if (!sending.promise)
            std::snprintf(reply, sizeof reply, "%s%llu", inboxPrefix.constData(), sending.token);
        result = session->publish(sending.subject, reply, sending.payload, sending.headers);
    } else {
        const std::scoped_lock lock(m_mutex);
        result = failure(notConnected());
    }
    if (!sending.promise) {
        if (!result)
            m_requests->fail(sending.token, result.error());
        return;
    }
    if (result) {
        const std::scoped_lock lock(m_mutex);
        if (m_session == session) {
            m_unconfirmed.push_back({sending.subject, sending.promise});
            m_keeperWake.notify_all();
            return;
        }
        result = failure(notConnected()); // sent, but the connection went away before it was confirmed
    }
    sending.promise->addResult(std::move(result));
    sending.promise->finish();
}

} // namespace natsdeck::nats
