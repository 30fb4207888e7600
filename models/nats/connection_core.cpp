#include "models/nats/connection_core.h"

#include "models/base/secret.h"
#include "models/nats/live_threads.h"
#include "models/nats/nats_error.h"
#include "models/nats/server_url.h"
#include "models/nats/subjects.h"
#include "models/nats/subscription_state.h"

#include <QCoreApplication>

namespace natsdeck::nats {

using namespace Qt::StringLiterals;
using State = ConnectionStatus::State;
using std::chrono::steady_clock;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

} // namespace

ConnectionCore::ConnectionCore() { m_inboxPrefix = "_INBOX." + randomSecret(16).reveal() + '.'; }

std::shared_ptr<ConnectionCore> ConnectionCore::create()
{
    std::shared_ptr<ConnectionCore> core(new ConnectionCore);
    startThread([core] { core->keep(); });
    startThread([core] { core->send(); });
    return core;
}

void ConnectionCore::setListeners(Listener listener, ProblemListener problemListener)
{
    const std::scoped_lock lock(m_listenerMutex);
    m_listener = std::move(listener);
    m_problemListener = std::move(problemListener);
}

void ConnectionCore::tell(Event event)
{
    const std::scoped_lock lock(m_listenerMutex);
    if (m_listener)
        m_listener(event);
}

void ConnectionCore::tellProblem(const Error &error)
{
    const std::scoped_lock lock(m_listenerMutex);
    if (m_problemListener)
        m_problemListener(error);
}

void ConnectionCore::open(ConnectOptions options)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_options = std::move(options);
        // A prefix that is no subject would never be answered; its length bounds the reply subjects.
        const bool usable = m_options.inboxPrefix.size() <= 128 && subjects::isLiteral(m_options.inboxPrefix);
        const QByteArray prefix = usable ? m_options.inboxPrefix : QByteArray("_INBOX");
        m_inboxPrefix = prefix + '.' + randomSecret(16).reveal() + '.';
        const std::weak_ptr<Multiplexer> requests = m_requests;
        m_inbox = std::make_shared<SubscriptionState>(
            m_inboxPrefix + '*',
            [requests](Message &&message) {
                if (const std::shared_ptr<Multiplexer> table = requests.lock()) {
                    const QByteArrayView subject = message.subject();
                    table->answer(subject, std::move(message));
                }
            },
            SubscribeOptions{{}, 1'000'000, 1024 * 1024 * 1024, {}});
        m_wanted = true;
        ++m_wish;
        m_attempt = 0;
        m_nextServer = 0;
        m_everConnected = false;
        m_discovered.clear();
        m_status.reconnects = 0;
        m_status.failedAttempts = 0;
        setState(State::Connecting);
        m_keeperWake.notify_all();
    }
    tell(Event::StatusChanged);
}

void ConnectionCore::close()
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_wanted)
            return;
        m_wanted = false;
        ++m_wish;
        setState(State::Closed);
        m_keeperWake.notify_all();
    }
    tell(Event::StatusChanged);
}

void ConnectionCore::retryNow()
{
    const std::scoped_lock lock(m_mutex);
    m_retryNow = true;
    m_keeperWake.notify_all();
}

void ConnectionCore::quit()
{
    setListeners({}, {});
    {
        const std::scoped_lock lock(m_mutex);
        m_quit = true;
        m_wanted = false;
        ++m_wish;
        m_keeperWake.notify_all();
    }
    const std::scoped_lock lock(m_sendMutex);
    m_senderQuit = true;
    m_senderWake.notify_all();
}

ConnectionStatus ConnectionCore::status() const
{
    const std::scoped_lock lock(m_mutex);
    return m_status;
}

ServerInfo ConnectionCore::serverInfo() const
{
    const std::scoped_lock lock(m_mutex);
    return m_info;
}

QByteArray ConnectionCore::newInbox() const
{
    const std::scoped_lock lock(m_mutex);
    return m_inboxPrefix + randomSecret(12).reveal() + ".1"; // one token more than the answers' own
}

void ConnectionCore::setState(State state, const std::optional<Error> &reason)
{
    if (m_status.state != state)
        m_status.since = QDateTime::currentDateTimeUtc();
    m_status.state = state;
    m_status.reason = reason;
    if (state != State::Connected)
        m_status.roundTrip.reset();
}

Error ConnectionCore::notConnected() const
{
    if (m_quit)
        return {ErrorKind::Cancelled, tr("Cancelled"), {}, {}, 0, {}};
    Error error{ErrorKind::Unreachable, tr("Not connected"), {}, tr("Wait until the connection is back, or look at why it is not"), 0,
                u"disconnected"_s};
    if (m_status.reason)
        error.detail = m_status.reason->summary + (m_status.reason->detail.isEmpty() ? QString() : u": "_s + m_status.reason->detail);
    return error;
}

std::shared_ptr<SubscriptionState> ConnectionCore::subscribe(const QByteArray &subject, MessageHandler handler, SubscribeOptions options)
{
    auto state = std::make_shared<SubscriptionState>(subject, std::move(handler), std::move(options));
    if (const subjects::Problem problem = subjects::check(subject); problem != subjects::Problem::None) {
        state->setError(Error{ErrorKind::Invalid, subjects::toText(problem), {}, {}, 0, {}});
        return state;
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_subscriptions.insert(state);
    }
    post([self = shared_from_this(), state] {
        std::shared_ptr<Session> session;
        {
            const std::scoped_lock lock(self->m_mutex);
            session = self->m_session;
        }
        if (session)
            state->attach(session);
    });
    return state;
}

void ConnectionCore::unsubscribe(const std::shared_ptr<SubscriptionState> &state)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_subscriptions.erase(state);
    }
    post([state] { state->detach(); });
}

SessionEvents ConnectionCore::events()
{
    const std::weak_ptr<ConnectionCore> weak = weak_from_this();
    return {
        [weak](quint64 session, const Error &reason) {
            if (const auto self = weak.lock())
                self->sessionLost(session, reason);
        },
        [weak](quint64 session, const Error &error, const QByteArray &text) {
            if (const auto self = weak.lock())
                self->sessionError(session, error, text);
        },
        [weak](quint64 session) {
            if (const auto self = weak.lock())
                self->sessionLameDuck(session);
        },
        [weak] {
            if (const auto self = weak.lock()) {
                const std::scoped_lock lock(self->m_mutex);
                self->m_retire = true;
                self->m_keeperWake.notify_all();
            }
        },
    };
}

void ConnectionCore::sessionLost(quint64 session, const Error &reason)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_session || m_session->id() != session)
        return;
    m_lost = true;
    m_lostReason = reason;
    m_keeperWake.notify_all();
}

void ConnectionCore::sessionError(quint64 session, const Error &error, const QByteArray &text)
{
    const PermissionViolation violation = permissionViolation(text);
    std::vector<std::shared_ptr<SubscriptionState>> concerned;
    bool inboxRefused = false;
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_session || m_session->id() != session)
            return;
        if (!violation.publish && !violation.subject.isEmpty()) {
            for (const auto &state : m_subscriptions) {
                if (state->subject() == violation.subject)
                    concerned.push_back(state);
            }
            inboxRefused = m_inbox && m_inbox->subject() == violation.subject;
            if (inboxRefused)
                concerned.push_back(m_inbox);
        }
    }
    Error told = error;
    if (!violation.subject.isEmpty()) {
        told.kind = ErrorKind::Forbidden;
        told.remedy = inboxRefused ? tr("Set the inbox prefix that this user may subscribe to") : told.remedy;
        told.summary = (violation.publish ? tr("Publishing to %1 is not permitted") : tr("Subscribing to %1 is not permitted"))
                           .arg(QString::fromUtf8(violation.subject));
    }
    for (const auto &state : concerned)
        state->refused(told);
    if (violation.publish)
        m_requests->failSubject(violation.subject, told);
    else if (inboxRefused)
        m_requests->failAll(told);
    tellProblem(told);
}

void ConnectionCore::sessionLameDuck(quint64 session)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_session || m_session->id() != session)
            return;
        m_status.lameDuck = true;
        if (candidates().size() > 1) { // there is somewhere to go
            ++m_nextServer;
            m_lost = true;
            m_lostReason = Error{ErrorKind::Unreachable, tr("The server is shutting down"), {}, {}, 0, u"lame-duck"_s};
            m_keeperWake.notify_all();
        }
    }
    tell(Event::StatusChanged);
}

} // namespace natsdeck::nats
