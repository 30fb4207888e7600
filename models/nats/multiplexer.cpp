#include "models/nats/multiplexer.h"

#include <QCoreApplication>

namespace natsdeck::nats {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

Error noResponders(const QByteArray &subject)
{
    return {ErrorKind::Unreachable,
            tr("Nobody answers on %1").arg(QString::fromUtf8(subject)),
            tr("No service or JetStream listens there in this account"),
            tr("Check the account, the JetStream domain and whether JetStream is on"),
            503,
            u"no-responders"_s};
}

} // namespace

quint64 tokenOf(QByteArrayView subject)
{
    quint64 token = 0;
    quint64 factor = 1;
    for (qsizetype i = subject.size() - 1; i >= 0 && subject[i] != '.'; --i) {
        if (subject[i] < '0' || subject[i] > '9' || factor == 0)
            return 0;
        token += quint64(subject[i] - '0') * factor;
        factor *= 10;
    }
    return token;
}

std::optional<quint64> Multiplexer::add(const QByteArray &subject, Tick deadline, ReplyHandler &handler)
{
    const std::scoped_lock lock(m_mutex);
    if (m_pending.size() >= limit)
        return {};
    const quint64 token = m_next++;
    m_pending.emplace(token, Pending{subject, std::move(handler), m_deadlines.emplace(deadline, token), nullptr});
    return token;
}

void Multiplexer::watch(quint64 token, const std::stop_token &stop, std::function<void()> cancel)
{
    if (!stop.stop_possible())
        return;
    auto callback = std::make_unique<StopCallback>(stop, std::move(cancel)); // may run at once
    const std::scoped_lock lock(m_mutex);
    if (const auto found = m_pending.find(token); found != m_pending.end())
        found->second.stop = std::move(callback);
}

std::optional<Multiplexer::Pending> Multiplexer::take(quint64 token)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_pending.find(token);
    if (found == m_pending.end())
        return {};
    std::optional<Pending> pending(std::move(found->second));
    m_deadlines.erase(pending->deadline);
    m_pending.erase(found);
    return pending;
}

void Multiplexer::answer(QByteArrayView inboxSubject, Message &&message)
{
    std::optional<Pending> pending = take(tokenOf(inboxSubject));
    if (!pending)
        return; // late: its deadline has passed or it was cancelled
    pending->stop.reset();
    if (message.data().isEmpty() && message.status() == 503)
        pending->handler(Failure(noResponders(pending->subject)));
    else
        pending->handler(std::move(message));
}

void Multiplexer::fail(quint64 token, const Error &error)
{
    if (std::optional<Pending> pending = take(token)) {
        pending->stop.reset();
        pending->handler(Failure(error));
    }
}

void Multiplexer::failAll(const Error &error)
{
    std::unordered_map<quint64, Pending> all;
    {
        const std::scoped_lock lock(m_mutex);
        all.swap(m_pending);
        m_deadlines.clear();
    }
    for (auto &[token, pending] : all) {
        pending.stop.reset();
        pending.handler(Failure(error));
    }
}

void Multiplexer::failSubject(QByteArrayView subject, const Error &error)
{
    std::vector<quint64> tokens;
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto &[token, pending] : m_pending) {
            if (pending.subject == subject)
                tokens.push_back(token);
        }
    }
    for (const quint64 token : tokens)
        fail(token, error);
}

Multiplexer::Tick Multiplexer::expire(Tick now)
{
    for (;;) {
        std::optional<Pending> pending;
        {
            const std::scoped_lock lock(m_mutex);
            if (m_deadlines.empty())
                return Tick::max();
            if (m_deadlines.begin()->first > now)
                return m_deadlines.begin()->first;
            const auto found = m_pending.find(m_deadlines.begin()->second);
            pending = std::move(found->second);
            m_deadlines.erase(m_deadlines.begin());
            m_pending.erase(found);
        }
        pending->stop.reset();
        pending->handler(failure(ErrorKind::Timeout, tr("No answer on %1").arg(QString::fromUtf8(pending->subject)),
                                 tr("The deadline passed"), tr("Try again; if it stays so, look at the server's health")));
    }
}

Multiplexer::Tick Multiplexer::nextDeadline() const
{
    const std::scoped_lock lock(m_mutex);
    return m_deadlines.empty() ? Tick::max() : m_deadlines.begin()->first;
}

std::size_t Multiplexer::size() const
{
    const std::scoped_lock lock(m_mutex);
    return m_pending.size();
}

} // namespace natsdeck::nats
