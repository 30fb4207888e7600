#include "models/nats/session.h"

#include "models/nats/cnats_handles.h"
#include "models/nats/login_material.h"
#include "models/nats/nats_error.h"
#include "models/nats/subscription_state.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cstring>
#include <unordered_map>

namespace natsdeck::nats {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

// Callbacks may come after natsConnection_Destroy (nats.c #735): they get a number, not an address, and find nothing once the
// session is gone. Never destroyed, because such a callback may also come while the program ends.
struct SessionRegistry
{
    std::mutex mutex;
    std::unordered_map<quintptr, std::weak_ptr<Session>> sessions;
    quintptr next = 1;

    static SessionRegistry &instance()
    {
        static auto *registry = new SessionRegistry;
        return *registry;
    }
    std::shared_ptr<Session> find(void *closure)
    {
        const std::scoped_lock lock(mutex);
        const auto found = sessions.find(reinterpret_cast<quintptr>(closure));
        return found == sessions.end() ? nullptr : found->second.lock();
    }
};

// natsConnection_GetLastError hands out its buffer of 256 bytes unprotected; copied with a bound.
QByteArray lastErrorOf(natsConnection *connection, natsStatus *status)
{
    const char *text = nullptr;
    *status = natsConnection_GetLastError(connection, &text);
    return text ? QByteArray(text, qsizetype(::strnlen(text, 255))) : QByteArray();
}

// The server only says "Authorization Violation": whether the login is merely too old stands in the login itself.
Error withExpiry(Error error, std::optional<qint64> expires)
{
    if (error.kind != ErrorKind::Unauthenticated || !expires || *expires > QDateTime::currentSecsSinceEpoch())
        return error;
    error.summary = tr("The login expired at %1").arg(QDateTime::fromSecsSinceEpoch(*expires, Qt::UTC).toString(Qt::ISODate));
    error.remedy = tr("Get a new creds file; put in the same place it is used at the next attempt");
    error.reason = loginExpired;
    return error;
}

} // namespace

struct SessionCallbacks
{
    static void closed(natsConnection *connection, void *closure)
    {
        if (const std::shared_ptr<Session> session = SessionRegistry::instance().find(closure)) {
            natsStatus status = NATS_OK;
            const QByteArray text = lastErrorOf(connection, &status);
            session->m_events.lost(session->m_id,
                                   errorOf(status == NATS_OK ? NATS_CONNECTION_CLOSED : status, tr("The connection was lost"), text));
        }
    }
    static void failed(natsConnection *connection, natsSubscription *, natsStatus status, void *closure)
    {
        // The subscription is not looked at: it may be freed already (nats.c #659).
        if (const std::shared_ptr<Session> session = SessionRegistry::instance().find(closure)) {
            natsStatus last = NATS_OK;
            const QByteArray text = lastErrorOf(connection, &last);
            const QByteArray fitting = last == status ? text : QByteArray();
            session->m_events.asyncError(session->m_id, errorOf(status, tr("The server reports an error"), fitting), fitting);
        }
    }
    static void lameDuck(natsConnection *, void *closure)
    {
        if (const std::shared_ptr<Session> session = SessionRegistry::instance().find(closure))
            session->m_events.lameDuck(session->m_id);
    }
};

Session::Session() = default;

Session::~Session()
{
    SessionRegistry &registry = SessionRegistry::instance();
    const std::scoped_lock lock(registry.mutex);
    registry.sessions.erase(quintptr(m_id));
}

Result<std::shared_ptr<Session>> Session::connect(const ServerUrl &url, const ConnectOptions &options, SessionEvents events)
{
    std::shared_ptr<Session> session(new Session);
    session->m_url = url;
    session->m_events = std::move(events);
    {
        SessionRegistry &registry = SessionRegistry::instance();
        const std::scoped_lock lock(registry.mutex);
        session->m_id = registry.next++;
        registry.sessions.emplace(quintptr(session->m_id), session);
    }
    // The C client before 3.8 can use up all memory on a greeting without an end (nats.c #707): looked at first, with a bound.
    if (!options.tls.handshakeFirst) {
        Result<ServerInfo> greeting = readGreeting(url.host, url.port, options.connectTimeout);
        if (!greeting)
            return failure(greeting.error());
        session->m_info = std::move(*greeting);
    }
    if (const Result<void> prepared = session->prepare(options); !prepared)
        return failure(prepared.error());
    return session;
}

Result<void> Session::prepare(const ConnectOptions &wanted)
{
    natsOptions *raw = nullptr;
    natsStatus status = natsOptions_Create(&raw);
    const OptionsHandle owner(raw);
    Result<std::unique_ptr<LoginMaterial>> login = LoginMaterial::read(wanted.login);
    if (!login)
        return failure(login.error());
    m_login = std::move(*login);
    m_tls = m_url.tls || wanted.tls.required || wanted.tls.handshakeFirst || m_info.tlsRequired;
    void *closure = reinterpret_cast<void *>(quintptr(m_id));
    const QString host = m_url.host.contains(u':') ? u'[' + m_url.host + u']' : m_url.host;
    const QByteArray url = u"nats://%1:%2"_s.arg(host).arg(m_url.port).toUtf8();
    const QByteArray name = inJson((wanted.name.isEmpty() ? u"natsdeck"_s : wanted.name).toUtf8());
    const auto step = [&](natsStatus next) { status = status == NATS_OK ? next : status; };
    step(natsOptions_SetURL(raw, url.constData()));
    step(natsOptions_SetName(raw, name.constData()));
    step(natsOptions_SetTimeout(raw, wanted.connectTimeout.count()));
    step(natsOptions_SetAllowReconnect(raw, false));
    step(natsOptions_SetIgnoreDiscoveredServers(raw, true)); // we choose the next server ourselves
    step(natsOptions_SetPingInterval(raw, wanted.pingInterval.count()));
    step(natsOptions_SetMaxPingsOut(raw, wanted.maxPingsOut));
    step(natsOptions_SetSendAsap(raw, true));
    step(natsOptions_SetIOBufSize(raw, 128 * 1024)); // a flood takes fewer reads than with the default of 32 KiB
    step(natsOptions_SetWriteDeadline(raw, 5'000));
    step(natsOptions_SetErrorHandler(raw, &SessionCallbacks::failed, closure));
    step(natsOptions_SetClosedCB(raw, &SessionCallbacks::closed, closure));
    step(natsOptions_SetLameDuckModeCB(raw, &SessionCallbacks::lameDuck, closure));
    step(m_login->apply(raw, wanted.login, m_url));
    const QString summary = tr("No connection to %1").arg(m_url.toText());
    if (status != NATS_OK)
        return failure(errorOf(status, summary, nats_GetLastError(nullptr)));
    if (Result<void> tls = applyTls(raw, wanted, m_url, m_tls); !tls)
        return tls;
    status = natsConnection_Connect(&m_handle, raw);
    if (status != NATS_OK) {
        m_handle = nullptr;
        return failure(withExpiry(errorOf(status, summary, nats_GetLastError(nullptr)), m_login->expires()));
    }
    return {};
}

bool Session::isClosed() const { return natsConnection_IsClosed(m_handle); }

qint64 Session::maxPayload() const { return natsConnection_GetMaxPayload(m_handle); }

Result<void> Session::publish(const QByteArray &subject, const char *reply, const QByteArray &payload, const Headers &headers)
{
    natsStatus status = NATS_OK;
    const char *replyTo = *reply ? reply : nullptr;
    if (headers.isEmpty()) {
        status = replyTo ? natsConnection_PublishRequest(m_handle, subject.constData(), replyTo, payload.constData(), int(payload.size()))
                         : natsConnection_Publish(m_handle, subject.constData(), payload.constData(), int(payload.size()));
    } else {
        natsMsg *raw = nullptr;
        status = natsMsg_Create(&raw, subject.constData(), replyTo, payload.constData(), int(payload.size()));
        const MsgHandle message(raw);
        for (const Header &header : headers) {
            if (status == NATS_OK)
                status = natsMsgHeader_Add(raw, header.name.constData(), header.value.constData());
        }
        if (status == NATS_OK)
            status = natsConnection_PublishMsg(m_handle, raw);
    }
    if (status == NATS_OK)
        return {};
    return failure(errorOf(status, tr("%1 was not sent").arg(QString::fromUtf8(subject)), nats_GetLastError(nullptr)));
}

Result<std::chrono::microseconds> Session::flush(std::chrono::milliseconds limit)
{
    const auto start = std::chrono::steady_clock::now();
    const natsStatus status = natsConnection_FlushTimeout(m_handle, limit.count());
    if (status != NATS_OK)
        return failure(errorOf(status, tr("The server does not answer"), nats_GetLastError(nullptr)));
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
}

QByteArray Session::lastPermissionError() const
{
    natsStatus status = NATS_OK;
    const QByteArray text = lastErrorOf(m_handle, &status);
    return status == NATS_NOT_PERMITTED ? text : QByteArray();
}

void Session::attached()
{
    const std::scoped_lock lock(m_mutex);
    ++m_live;
}

void Session::orphaned()
{
    const std::scoped_lock lock(m_mutex);
    --m_live;
    m_allCompleted.notify_all();
}

void Session::completed(Attachment *attachment)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_completed.push_back(attachment);
        --m_live;
        m_allCompleted.notify_all();
    }
    m_events.retired();
}

void Session::retire()
{
    std::vector<Attachment *> done;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_completed.empty())
            return;
        done.swap(m_completed);
    }
    if (!flush(std::chrono::seconds(2))) { // not now: again at the next chance, at the latest in close()
        const std::scoped_lock lock(m_mutex);
        m_completed.insert(m_completed.end(), done.begin(), done.end());
        return;
    }
    for (Attachment *attachment : done) {
        attachment->state->released(attachment->handle);
        natsSubscription_Destroy(attachment->handle);
        delete attachment;
    }
}

void Session::close()
{
    if (!m_handle)
        return;
    natsConnection_Close(m_handle);
    std::vector<Attachment *> done;
    {
        std::unique_lock lock(m_mutex);
        m_allCompleted.wait_for(lock, std::chrono::seconds(5), [this] { return m_live == 0; });
        done.swap(m_completed);
    }
    for (Attachment *attachment : done) {
        attachment->state->released(attachment->handle);
        natsSubscription_Destroy(attachment->handle);
        delete attachment;
    }
    natsConnection_Destroy(m_handle);
    m_handle = nullptr;
}

} // namespace natsdeck::nats
