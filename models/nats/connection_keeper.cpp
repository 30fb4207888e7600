#include "models/nats/connection_core.h"
#include "models/nats/nats_error.h"
#include "models/nats/server_url.h"
#include "models/nats/subscription_state.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <algorithm>

// The keeper's thread: connecting, measuring, confirming, closing.
namespace natsdeck::nats {

using namespace Qt::StringLiterals;
using State = ConnectionStatus::State;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds measurePeriod{10};

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

} // namespace

void ConnectionCore::keep()
{
    std::unique_lock lock(m_mutex);
    while (!m_quit) {
        if (!m_wanted) {
            m_keeperWake.wait(lock, [this] { return m_quit || m_wanted; });
            continue;
        }
        const quint64 wish = m_wish;
        connectOnce(lock, wish);
        if (m_session)
            keepSession(lock, wish);
    }
    for (const Unconfirmed &waiting : std::exchange(m_unconfirmed, {})) {
        waiting.promise->addResult(failure(ErrorKind::Cancelled, tr("Cancelled")));
        waiting.promise->finish();
    }
}

QStringList ConnectionCore::candidates() const
{
    QStringList all = m_options.urls;
    if (!m_options.ignoreDiscovered) {
        for (const QString &url : m_discovered) {
            const Result<ServerUrl> parsed = parseServerUrl(url);
            const bool known = std::any_of(all.cbegin(), all.cend(), [&](const QString &other) {
                const Result<ServerUrl> given = parseServerUrl(other);
                return given && parsed && given->host == parsed->host && given->port == parsed->port;
            });
            if (parsed && !known)
                all << url;
        }
    }
    return all;
}

// Tries every server once. Leaves m_session set when one took us.
void ConnectionCore::connectOnce(std::unique_lock<std::mutex> &lock, quint64 wish)
{
    const ConnectOptions options = m_options;
    const QStringList urls = candidates();
    Error reason{ErrorKind::Invalid, tr("No server address is given"), {}, {}, 0, {}};
    for (qsizetype i = 0; i < urls.size(); ++i) {
        Result<ServerUrl> url = parseServerUrl(urls.at((m_nextServer + i) % urls.size()));
        if (!url) {
            reason = url.error();
            continue;
        }
        // A discovered address carries no scheme: it is as secret as the one it came from.
        m_status.url = url->toText();
        lock.unlock();
        Result<std::shared_ptr<Session>> session = Session::connect(*url, options, events());
        lock.lock();
        if (session && m_wish == wish) {
            m_nextServer = int((m_nextServer + i) % urls.size());
            welcome(lock, *session, wish);
            return;
        }
        if (session) { // somebody changed their mind meanwhile
            lock.unlock();
            (*session)->close();
            lock.lock();
        } else {
            reason = session.error();
        }
        if (m_wish != wish)
            return;
    }
    failedAttempt(lock, reason, wish);
}

void ConnectionCore::failedAttempt(std::unique_lock<std::mutex> &lock, const Error &reason, quint64 wish)
{
    m_status.failedAttempts = m_attempt + 1;
    setState(m_everConnected ? State::Reconnecting : State::Failed, reason);
    // An nkey login may fail by chance with old C clients (nats.c #705): once more at once. Otherwise a refused login is not
    // hammered on: the server may lock the user out.
    const bool refused = reason.kind == ErrorKind::Unauthenticated || reason.kind == ErrorKind::Tls || reason.kind == ErrorKind::Invalid;
    milliseconds delay = std::min(m_options.longestDelay, m_options.firstDelay * (1 << std::min(m_attempt, 10)));
    if (refused && m_attempt > 0)
        delay = m_options.longestDelay;
    ++m_attempt;
    delay += milliseconds(QRandomGenerator::global()->bounded(int(delay.count() / 10) + 1));
    lock.unlock();
    tell(Event::StatusChanged);
    lock.lock();
    m_keeperWake.wait_for(lock, delay, [&] { return m_wish != wish || m_quit || m_retryNow; });
    m_retryNow = false;
}

void ConnectionCore::welcome(std::unique_lock<std::mutex> &lock, const std::shared_ptr<Session> &session, quint64 wish)
{
    m_session = session;
    m_lost = false;
    m_info = session->info();
    m_discovered = m_info.connectUrls;
    // Subscriptions first, so that who hears "connected" misses nothing. New ones meanwhile attach themselves.
    std::vector<std::shared_ptr<SubscriptionState>> states(m_subscriptions.begin(), m_subscriptions.end());
    states.insert(states.begin(), m_inbox);
    lock.unlock();
    for (const auto &state : states)
        state->attach(session);
    const Result<std::chrono::microseconds> roundTrip = session->flush(std::chrono::seconds(2));
    lock.lock();
    m_nextMeasure = steady_clock::now() + measurePeriod;
    if (m_wish != wish)
        return;                // closed, or to go elsewhere: keepSession sees it at once
    if (session->isClosed()) { // before m_session was set nobody could be told
        m_lost = true;
        m_lostReason = Error{ErrorKind::Unreachable, tr("The connection was lost"), tr("The server hung up at once"), {}, 0, {}};
        return;
    }
    const bool again = m_everConnected;
    m_everConnected = true;
    m_attempt = 0;
    m_status.failedAttempts = 0;
    m_status.serverId = m_info.serverId;
    m_status.serverName = m_info.serverName;
    m_status.serverVersion = m_info.version;
    m_status.maxPayload = session->maxPayload();
    m_status.tls = session->usesTls();
    m_status.lameDuck = m_info.lameDuck;
    m_status.reconnects += again ? 1 : 0;
    setState(State::Connected);
    if (roundTrip)
        m_status.roundTrip = *roundTrip;
    lock.unlock();
    tell(Event::StatusChanged);
    tell(again ? Event::Reconnected : Event::Connected);
    lock.lock();
}

// Until it is lost, or nobody wants it any more.
void ConnectionCore::keepSession(std::unique_lock<std::mutex> &lock, quint64 wish)
{
    const auto isOver = [&] { return m_quit || m_wish != wish || m_lost; };
    while (!isOver()) {
        m_keeperWake.wait_until(lock, m_nextMeasure, [&] { return isOver() || m_retire || !m_unconfirmed.empty(); });
        if (isOver())
            break;
        if (!m_unconfirmed.empty())
            confirm(lock);
        if (std::exchange(m_retire, false)) {
            const std::shared_ptr<Session> session = m_session;
            lock.unlock();
            session->retire();
            lock.lock();
        }
        if (steady_clock::now() >= m_nextMeasure)
            measure(lock);
    }
    dismiss(lock);
}

// What was published before a PING has been processed when its PONG comes, or was refused before it.
void ConnectionCore::confirm(std::unique_lock<std::mutex> &lock)
{
    const std::vector<Unconfirmed> waiting = std::exchange(m_unconfirmed, {});
    const std::shared_ptr<Session> session = m_session;
    lock.unlock();
    const Result<std::chrono::microseconds> flushed = session->flush(std::chrono::seconds(5));
    const QByteArray refusal = session->lastPermissionError();
    const PermissionViolation violation = permissionViolation(refusal);
    for (const Unconfirmed &one : waiting) {
        if (violation.publish && violation.subject == one.subject) {
            one.promise->addResult(failure(ErrorKind::Forbidden,
                                           tr("Publishing to %1 is not permitted").arg(QString::fromUtf8(one.subject)),
                                           QString::fromUtf8(refusal), tr("Ask for the permission, or use another user")));
        } else if (!flushed) {
            one.promise->addResult(Failure(flushed.error()));
        } else {
            one.promise->addResult(Result<void>());
        }
        one.promise->finish();
    }
    lock.lock();
}

void ConnectionCore::measure(std::unique_lock<std::mutex> &lock)
{
    const std::shared_ptr<Session> session = m_session;
    lock.unlock();
    const Result<std::chrono::microseconds> roundTrip = session->flush(std::chrono::seconds(2));
    lock.lock();
    m_nextMeasure = steady_clock::now() + measurePeriod;
    if (!m_status.isConnected() || m_lost)
        return;
    m_status.roundTrip = roundTrip ? std::optional(*roundTrip) : std::nullopt; // a dead peer is the pings' business
    lock.unlock();
    tell(Event::StatusChanged);
    lock.lock();
}

void ConnectionCore::dismiss(std::unique_lock<std::mutex> &lock)
{
    const std::shared_ptr<Session> session = std::exchange(m_session, nullptr);
    const bool wanted = m_wanted && !m_quit;
    if (wanted && m_lost)
        setState(State::Reconnecting, m_lostReason);
    m_lost = false;
    const Error reason = notConnected();
    std::vector<std::shared_ptr<SubscriptionState>> states(m_subscriptions.begin(), m_subscriptions.end());
    std::vector<Unconfirmed> waiting = std::exchange(m_unconfirmed, {});
    lock.unlock();
    for (const auto &state : states)
        state->sessionEnded(session->id());
    m_requests->failAll(reason);
    for (const Unconfirmed &one : waiting) {
        one.promise->addResult(Failure(reason));
        one.promise->finish();
    }
    if (wanted)
        tell(Event::StatusChanged);
    session->close();
    lock.lock();
}

} // namespace natsdeck::nats
