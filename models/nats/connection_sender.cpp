#include "models/nats/connection_core.h"
#include "models/nats/nats_error.h"
#include "models/nats/subjects.h"
#include "models/nats/subscription_state.h"

#include <QCoreApplication>

#include <algorithm>

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

void ConnectionCore::request(const QByteArray &subject, const QByteArray &payload, RequestOptions options, ReplyHandler handler)
{
    const auto refuse = [&](const Error &error) { post([handler = std::move(handler), error] { handler(Failure(error)); }); };
    if (!subjects::isLiteral(subject))
        return refuse(invalidSubject(subject));
    if (!areSendable(options.headers))
        return refuse(invalidHeader());
    QByteArray prefix;
    std::optional<Error> refusal;
    {
        const std::scoped_lock lock(m_mutex);
        prefix = m_inboxPrefix;
        if (m_inbox)
            refusal = m_inbox->error();
    }
    if (refusal)
        return refuse(*refusal);
    const std::optional<quint64> token = m_requests->add(subject, steady_clock::now() + options.deadline, handler);
    if (!token)
        return refuse(Error{ErrorKind::LimitExceeded, tr("Too many requests are under way"), {}, {}, 0, {}});
    if (!enqueue({subject, prefix + QByteArray::number(*token), payload, std::move(options.headers), *token, nullptr}))
        post([requests = m_requests, token = *token] { requests->fail(token, queueFull()); });
    const std::weak_ptr<ConnectionCore> weak = weak_from_this();
    m_requests->watch(*token, options.stop, [weak, token = *token] {
        if (const auto self = weak.lock())
            self->post([requests = self->m_requests, token] { requests->fail(token, cancelled()); });
    });
}

async::Future<void> ConnectionCore::publish(const QByteArray &subject, const QByteArray &payload, const Headers &headers)
{
    if (!subjects::isLiteral(subject))
        return async::failed<void>(invalidSubject(subject));
    if (!areSendable(headers))
        return async::failed<void>(invalidHeader());
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    if (!enqueue({subject, {}, payload, headers, 0, promise}))
        return async::failed<void>(queueFull());
    return promise->future();
}

bool ConnectionCore::enqueue(Sending sending)
{
    const std::scoped_lock lock(m_sendMutex);
    if (m_senderQuit || m_sendBytes + sending.payload.size() > sendLimit)
        return false;
    m_sendBytes += sending.payload.size();
    m_sendQueue.push_back(std::move(sending));
    m_senderWake.notify_one();
    return true;
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
    steady_clock::time_point next = steady_clock::time_point::max();
    for (;;) {
        std::deque<Sending> sendings;
        std::deque<std::function<void()>> tasks;
        bool quitting = false;
        {
            std::unique_lock lock(m_sendMutex);
            const auto ready = [this] { return m_senderQuit || !m_sendQueue.empty() || !m_tasks.empty(); };
            if (next == steady_clock::time_point::max())
                m_senderWake.wait(lock, ready);
            else
                m_senderWake.wait_until(lock, next, ready);
            sendings.swap(m_sendQueue);
            tasks.swap(m_tasks);
            m_sendBytes = 0;
            quitting = m_senderQuit;
        }
        std::shared_ptr<Session> session;
        {
            const std::scoped_lock lock(m_mutex);
            session = m_status.isConnected() && !m_lost && m_wanted ? m_session : nullptr;
        }
        for (const auto &task : tasks)
            task();
        for (Sending &sending : sendings)
            sendOne(std::move(sending), session);
        if (quitting)
            break;
        next = m_requests->expire(steady_clock::now());
    }
    m_requests->failAll(cancelled());
}

void ConnectionCore::sendOne(Sending sending, const std::shared_ptr<Session> &session)
{
    Result<void> result;
    if (session) {
        result = session->publish(sending.subject, sending.reply, sending.payload, sending.headers);
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
