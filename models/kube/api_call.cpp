#include "models/kube/api_call.h"

#include "models/base/text.h"
#include "models/kube/status_error.h"

#include <QNetworkReply>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr int maxAttempts = 10;     // as client-go, when the server names the pause
constexpr int maxBlindAttempts = 4; // when it does not
constexpr int firstPause = 200;     // ms, doubled each time

// Of a Retry-After header: seconds, or a date, which is as good as the shortest wait. Nothing without the header.
std::optional<qint64> millisecondsToWait(const QNetworkReply &reply)
{
    if (!reply.hasRawHeader("Retry-After"))
        return std::nullopt;
    bool ok = false;
    const qint64 seconds = reply.rawHeader("Retry-After").trimmed().toLongLong(&ok);
    return ok ? std::clamp<qint64>(seconds, 0, 3600) * 1000 : 1000;
}

} // namespace

Error errorOfNetwork(const QNetworkReply &reply, const QString &tlsProblem, const QString &server)
{
    const QString detail = text::clean(reply.errorString());
    if (!tlsProblem.isEmpty() || reply.error() == QNetworkReply::SslHandshakeFailedError)
        return {ErrorKind::Tls,
                u"The API server's certificate is not accepted"_s,
                tlsProblem.isEmpty() ? detail : tlsProblem,
                u"Check the certificate authority in the kubeconfig; do not switch verification off."_s,
                0,
                {}};
    switch (reply.error()) {
    case QNetworkReply::OperationCanceledError:
        return {ErrorKind::Cancelled, u"Cancelled"_s, {}, {}, 0, {}};
    case QNetworkReply::TimeoutError:
        return {ErrorKind::Timeout, u"The API server does not answer"_s, detail, {}, 0, {}};
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
        return {ErrorKind::Unreachable, u"The proxy does not let us through"_s, detail, u"Check proxy-url and HTTPS_PROXY."_s, 0, {}};
    default:
        return {ErrorKind::Unreachable,
                u"The API server %1 cannot be reached"_s.arg(server),
                detail,
                u"Check the network, a VPN, and the server's address in the kubeconfig."_s,
                0,
                {}};
    }
}

ApiCall::ApiCall(Session &session, Request request, Session::Done done)
    : QObject(&session)
    , m_session(session)
    , m_request(std::move(request))
    , m_done(std::move(done))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &ApiCall::timeIsUp);
}

ApiCall::~ApiCall()
{
    m_stop.reset();
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        delete m_reply;
    }
}

void ApiCall::timeIsUp()
{
    QString detail = m_lastError ? toText(*m_lastError) : QString();
    if (!m_lastError && m_attempts == 0 && m_isWaiting)
        detail = u"It waited for its turn: %1 requests a second are sent to one cluster"_s.arg(m_session.tuning().requestsPerSecond);
    // Nothing has come at all: the connection may be half open, and would be used again and again.
    if (m_reply && m_body.isEmpty() && !m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid())
        m_session.dropTransport(m_transport);
    finish(failure(ErrorKind::Timeout, u"Could not %1 within %2 s"_s.arg(m_request.what).arg(double(m_request.deadline.count()) / 1000),
                   detail, u"Try again; the API server may be busy or far away."_s));
}

void ApiCall::start()
{
    m_elapsed.start();
    m_deadline.start(m_request.deadline);
    if (m_request.stop.stop_possible()) {
        m_stop = std::make_unique<std::stop_callback<std::function<void()>>>(m_request.stop, [this] {
            QMetaObject::invokeMethod(
                this, [this] { finish(failure(ErrorKind::Cancelled, u"Cancelled"_s)); }, Qt::QueuedConnection);
        });
    }
    attempt();
}

void ApiCall::attempt()
{
    m_isWaiting = true;
    m_session.rateLimit().pass(this, m_request.polled ? RateLimit::Lane::Polled : RateLimit::Lane::Asked, [this] {
        m_isWaiting = false;
        if (!m_finished)
            logIn();
    });
}

void ApiCall::logIn()
{
    const QPointer<ApiCall> self(this);
    m_session.obtain([self](const Result<Credentials> &credentials) {
        if (!self || self->m_finished)
            return;
        if (credentials)
            self->sendWith(*credentials);
        else
            self->finish(Failure(credentials.error()));
    });
}

void ApiCall::sendWith(const Credentials &credentials)
{
    auto transport = m_session.transport(credentials);
    if (!transport)
        return finish(Failure(transport.error()));
    auto request = m_session.networkRequest(**transport, credentials, m_request.path, m_request.query);
    if (!request)
        return finish(Failure(request.error()));
    ++m_attempts;
    m_transport = *transport;
    m_generation = credentials.generation;
    m_body.clear();
    m_tlsProblem.clear();
    request->setRawHeader("Accept", m_request.accept);
    if (!m_request.contentType.isEmpty())
        request->setHeader(QNetworkRequest::ContentTypeHeader, m_request.contentType);
    if (m_request.method == "GET")
        m_reply = m_transport->manager->get(*request);
    else if (m_request.method == "POST")
        m_reply = m_transport->manager->post(*request, m_request.body);
    else
        m_reply = m_transport->manager->sendCustomRequest(*request, m_request.method, m_request.body);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        const auto chain = m_reply->sslConfiguration().peerCertificateChain();
        if (m_transport->trust.accepts(errors, chain, m_reply->url().host()))
            m_reply->ignoreSslErrors(errors);
        else
            m_tlsProblem = TlsTrust::describe(errors, chain);
    });
    connect(m_reply, &QNetworkReply::encrypted, this, [this] {
        const auto chain = m_reply->sslConfiguration().peerCertificateChain();
        if (!chain.isEmpty() && m_transport->trust.nameFits(chain.first(), m_reply->url().host()))
            return;
        m_tlsProblem = TlsTrust::describe({}, chain);
        m_reply->abort(); // nothing has been sent yet
    });
    connect(m_reply, &QNetworkReply::readyRead, this, &ApiCall::readSome);
    connect(m_reply, &QNetworkReply::finished, this, &ApiCall::replyFinished);
}

void ApiCall::readSome()
{
    m_body += m_reply->readAll();
    if (m_body.size() > m_request.replyBytes) {
        m_overBudget = true;
        m_reply->abort();
    }
}

void ApiCall::replyFinished()
{
    if (m_finished)
        return;
    if (m_overBudget)
        return finish(failure(ErrorKind::LimitExceeded, u"The answer to %1 is larger than is read"_s.arg(m_request.what),
                              u"more than %1 bytes"_s.arg(m_request.replyBytes)));
    if (m_reply->isOpen())
        m_body += m_reply->readAll();
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status > 0)
        m_session.noteProtocol(m_reply->attribute(QNetworkRequest::Http2WasUsedAttribute).toBool());
    if (m_reply->hasRawHeader("Warning"))
        m_session.noteWarning(m_reply->rawHeader("Warning"));
    if (status >= 200 && status < 300 && m_reply->error() == QNetworkReply::NoError)
        return finish(Reply{status, std::exchange(m_body, {}), m_reply->rawHeader("Content-Type")});
    if (status >= 300 && status < 400) {
        const QUrl target = m_reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
        return finish(failure(ErrorKind::Protocol, u"The API server sends us elsewhere"_s, u"to %1"_s.arg(text::clean(target.host())),
                              u"Redirects are not followed, since the login would go along. Check the server's address."_s, status));
    }
    Error error = status >= 400 ? errorOfReply(status, m_body, m_request.what) : networkError();
    if (!tryAgain(status, error))
        finish(Failure(std::move(error)));
}

Error ApiCall::networkError() const
{
    Error error = errorOfNetwork(*m_reply, m_tlsProblem, m_session.config().cluster.server);
    if (error.kind == ErrorKind::Tls)
        m_session.dropTransports(); // the next attempt reads certificate files again
    return error;
}

bool ApiCall::tryAgain(int status, const Error &error)
{
    if (status == 401 && !m_loggedInAgain && m_session.credentials().canRefresh()) {
        m_loggedInAgain = true;
        m_session.credentials().rejected(m_generation);
        m_reply->deleteLater();
        m_reply = nullptr;
        attempt();
        return true;
    }
    const bool lostConnection =
        status == 0 && m_attempts == 1 &&
        (m_reply->error() == QNetworkReply::RemoteHostClosedError || m_reply->error() == QNetworkReply::ProtocolFailure ||
         m_reply->error() == QNetworkReply::ContentReSendError);
    // Refused with 429 it was not taken up: even a creation may come again. A 503 of a pod is the pod's own.
    const bool busy = status == 429 || (status >= 500 && m_request.repeatable);
    if (m_request.polled || !(busy || (lostConnection && m_request.repeatable)))
        return false;
    const std::optional<qint64> asTold = millisecondsToWait(*m_reply);
    if (m_attempts >= (asTold ? maxAttempts : maxBlindAttempts) || (status == 429 && !asTold))
        return false;
    const qint64 pause = asTold.value_or(firstPause << (m_attempts - 1));
    if (m_elapsed.elapsed() + pause >= m_request.deadline.count())
        return false;
    m_lastError = error;
    m_reply->deleteLater();
    m_reply = nullptr;
    QTimer::singleShot(std::chrono::milliseconds(pause), this, &ApiCall::attempt);
    return true;
}

void ApiCall::finish(Result<Reply> outcome)
{
    if (m_finished)
        return;
    m_finished = true;
    m_deadline.stop();
    deleteLater();
    const Session::Done done = std::exchange(m_done, {});
    done(std::move(outcome));
}

} // namespace natsdeck::kube
