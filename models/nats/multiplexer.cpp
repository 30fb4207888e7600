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

std::shared_ptr<Multiplexer::Call> Multiplexer::add(const QByteArray &subject, Tick deadline, int count, RepliesHandler &handler,
                                                    bool gathers)
{
    const std::scoped_lock lock(m_mutex);
    if (m_pending.size() + std::size_t(count) > limit)
        return nullptr;
    auto call = std::make_shared<Call>(Call{subject, std::move(handler), m_next, count, gathers, nullptr});
    for (int i = 0; i < count; ++i)
        m_pending.emplace(m_next++, call);
    m_deadlines.push({deadline, call->first, count});
    return call;
}

std::shared_ptr<Multiplexer::Call> Multiplexer::take(quint64 token)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_pending.find(token);
    if (found == m_pending.end())
        return nullptr;
    std::shared_ptr<Call> call = std::move(found->second);
    m_pending.erase(found);
    return call;
}

std::shared_ptr<Multiplexer::Call> Multiplexer::gathering(quint64 token) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_pending.find(token);
    return found != m_pending.end() && found->second->gathers ? found->second : nullptr;
}

void Multiplexer::answer(QByteArrayView inboxSubject, Message &&message)
{
    const quint64 token = tokenOf(inboxSubject);
    const bool isRefusal = message.data().isEmpty() && message.status() == 503;
    std::shared_ptr<Call> call = isRefusal ? nullptr : gathering(token);
    if (!call)
        call = take(token);
    if (!call)
        return; // late: its deadline has passed or it was cancelled
    const int index = int(token - call->first);
    if (isRefusal)
        call->handler(index, Failure(noResponders(call->subject)));
    else
        call->handler(index, std::move(message));
}

void Multiplexer::fail(quint64 token, const Error &error)
{
    if (const std::shared_ptr<Call> call = take(token))
        call->handler(int(token - call->first), Failure(error));
}

void Multiplexer::failRange(quint64 first, int count, const Error &error)
{
    for (quint64 token = first; token < first + quint64(count); ++token)
        fail(token, error);
}

void Multiplexer::failAll(const Error &error)
{
    std::unordered_map<quint64, std::shared_ptr<Call>> all;
    {
        const std::scoped_lock lock(m_mutex);
        all.swap(m_pending);
        m_deadlines = {};
    }
    for (const auto &[token, call] : all)
        call->handler(int(token - call->first), Failure(error));
}

void Multiplexer::failSubject(QByteArrayView subject, const Error &error)
{
    std::vector<quint64> tokens;
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto &[token, call] : m_pending) {
            if (call->subject == subject)
                tokens.push_back(token);
        }
    }
    for (const quint64 token : tokens)
        fail(token, error);
}

Multiplexer::Tick Multiplexer::expire(Tick now)
{
    for (;;) {
        Deadline due{};
        {
            const std::scoped_lock lock(m_mutex);
            if (m_deadlines.empty())
                return Tick::max();
            if (m_deadlines.top().at > now)
                return m_deadlines.top().at;
            due = m_deadlines.top();
            m_deadlines.pop();
        }
        for (quint64 token = due.first; token < due.first + quint64(due.count); ++token) {
            if (const std::shared_ptr<Call> call = take(token))
                call->handler(int(token - call->first),
                              failure(ErrorKind::Timeout, tr("No answer on %1").arg(QString::fromUtf8(call->subject)),
                                      tr("The deadline passed"), tr("Try again; if it stays so, look at the server's health")));
        }
    }
}

std::size_t Multiplexer::size() const
{
    const std::scoped_lock lock(m_mutex);
    return m_pending.size();
}

} // namespace natsdeck::nats
