#include "models/kube/http_stream.h"

#include "models/base/text.h"
#include "models/kube/api_call.h"
#include "models/kube/status_error.h"

#include <QNetworkReply>
#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr qint64 errorBytes = 64 * 1024;

} // namespace

HttpStream::HttpStream(Session &session, QByteArray path, QByteArray query, QString what, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_path(std::move(path))
    , m_query(std::move(query))
    , m_what(std::move(what))
{
    for (QTimer *timer : {&m_opening, &m_longest, &m_quiet})
        timer->setSingleShot(true);
    connect(&m_opening, &QTimer::timeout, this, [this] {
        m_session.dropTransports();
        silent({});
    });
    connect(&m_longest, &QTimer::timeout, this, [this] {
        m_session.dropTransports();
        silent(u"stream-silent"_s);
    });
    connect(&m_quiet, &QTimer::timeout, this, [this] {
        m_session.dropTransport(m_transport); // perhaps there is only nothing to say: others keep theirs
        silent(u"stream-silent"_s);
    });
    m_opening.setInterval(session.tuning().opening);
}

HttpStream::~HttpStream()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    delete m_reply;
}

void HttpStream::start()
{
    m_opening.start();
    m_session.obtain([self = QPointer(this)](const Result<Credentials> &credentials) {
        if (!self || self->m_ended)
            return;
        if (credentials)
            self->sendWith(*credentials);
        else
            self->end(credentials.error());
    });
}

void HttpStream::sendWith(const Credentials &credentials)
{
    auto transport = m_session.streamTransport(credentials);
    if (!transport)
        return end(transport.error());
    auto request = m_session.networkRequest(**transport, credentials, m_path, m_query);
    if (!request)
        return end(request.error());
    request->setRawHeader("Accept-Encoding", "identity"); // compressed streams arrive in lumps
    m_transport = *transport;
    m_credentials = credentials;
    m_reply = m_transport->manager->get(*request);
    m_reply->setReadBufferSize(m_readBuffer);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        const auto chain = m_reply->sslConfiguration().peerCertificateChain();
        if (m_transport->trust.accepts(errors, chain, m_reply->url().host()))
            m_reply->ignoreSslErrors(errors);
        else
            m_tlsProblem = TlsTrust::describe(errors, chain);
    });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, [this] {
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status != 200 || m_opened.isValid())
            return;
        m_opening.stop();
        m_opened.start();
        watchOver(m_reply->attribute(QNetworkRequest::Http2WasUsedAttribute).toBool());
        emit opened();
    });
    connect(m_reply, &QNetworkReply::encrypted, this, [this] {
        const auto chain = m_reply->sslConfiguration().peerCertificateChain();
        if (!chain.isEmpty() && m_transport->trust.nameFits(chain.first(), m_reply->url().host()))
            return;
        m_tlsProblem = TlsTrust::describe({}, chain);
        m_reply->abort(); // nothing has been sent yet
    });
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpStream::readSome);
    connect(m_reply, &QNetworkReply::finished, this, &HttpStream::replyFinished);
}

void HttpStream::readSome()
{
    if (!m_opened.isValid())
        return; // the body of an error, read at the end
    if (m_quiet.isActive())
        m_quiet.start();
    const QByteArray chunk = m_reply->readAll();
    if (!chunk.isEmpty())
        emit data(chunk);
}

void HttpStream::replyFinished()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QPointer<HttpStream> self(this);
    if (m_opened.isValid())
        readSome();
    if (!self || m_ended)
        return;
    if (status == 200 && m_reply->error() == QNetworkReply::NoError)
        return end(std::nullopt);
    if (status == 401)
        m_session.credentials().rejected(m_credentials.generation);
    m_retryAfter = std::chrono::seconds(std::clamp(m_reply->rawHeader("Retry-After").trimmed().toInt(), 0, 3600));
    if (status >= 300)
        return end(errorOfReply(status, m_reply->read(errorBytes), m_what));
    end(errorOfNetwork(*m_reply, m_tlsProblem, m_session.config().cluster.server));
}

void HttpStream::watchOver(bool http2)
{
    m_session.noteProtocol(http2);
    if (!http2) {
        if (m_longest.interval() > 0)
            m_longest.start();
        if (m_quiet.interval() > 0)
            m_quiet.start();
        return;
    }
    if (!m_transport->pulse)
        m_transport->pulse = std::make_unique<Pulse>(m_session, *m_transport);
    // Queued: the end of the last stream is the end of the transport, and the pulse with it.
    connect(
        m_transport->pulse.get(), &Pulse::lost, this,
        [this](const Error &error) {
            m_session.dropTransports();
            end(error);
        },
        Qt::QueuedConnection);
}

void HttpStream::silent(const QString &reason)
{
    end(Error{ErrorKind::Unreachable, u"The API server has gone silent"_s, u"No answer while trying to %1"_s.arg(m_what), {}, 0, reason});
}

void HttpStream::end(const std::optional<Error> &error)
{
    if (m_ended)
        return;
    m_ended = true;
    m_opening.stop();
    m_longest.stop();
    m_quiet.stop();
    emit ended(error);
}

} // namespace natsdeck::kube
