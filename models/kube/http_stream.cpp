#include "models/kube/http_stream.h"

#include "models/base/text.h"
#include "models/kube/api_call.h"
#include "models/kube/status_error.h"

#include <QNetworkReply>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr std::chrono::seconds quietTime(30);
constexpr std::chrono::seconds probeTime(10);
constexpr std::chrono::seconds openTime(30);
constexpr qint64 errorBytes = 64 * 1024;

} // namespace

HttpStream::HttpStream(Session &session, QByteArray path, QByteArray query, QString what, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_path(std::move(path))
    , m_query(std::move(query))
    , m_what(std::move(what))
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(quietTime);
    m_probeDeadline.setSingleShot(true);
    connect(&m_quiet, &QTimer::timeout, this, &HttpStream::probe);
    connect(&m_probeDeadline, &QTimer::timeout, this, [this] {
        m_session.dropTransports();
        end(Error{ErrorKind::Unreachable, u"The API server has gone silent"_s, u"No answer while trying to %1"_s.arg(m_what), {}, 0, {}});
    });
}

HttpStream::~HttpStream()
{
    for (QNetworkReply *reply : {m_reply, m_probe}) {
        if (!reply)
            continue;
        reply->disconnect(this);
        reply->abort();
        delete reply;
    }
}

void HttpStream::start()
{
    m_probeDeadline.start(openTime);
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
        m_probeDeadline.stop();
        m_opened.start();
        m_quiet.start();
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
    m_quiet.start();
    if (!m_probe)
        m_probeDeadline.stop();
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
    if (status >= 300)
        return end(errorOfReply(status, m_reply->read(errorBytes), m_what));
    end(errorOfNetwork(*m_reply, m_tlsProblem, m_session.config().cluster.server));
}

void HttpStream::probe()
{
    auto request = m_session.networkRequest(*m_transport, m_credentials, "/version", {});
    if (!request || m_probe)
        return;
    m_probeDeadline.start(probeTime);
    m_probe = m_transport->manager->get(*request);
    connect(m_probe, &QNetworkReply::finished, this, [this] {
        QNetworkReply *const probe = std::exchange(m_probe, nullptr);
        probe->deleteLater();
        const bool answered = probe->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
        if (!answered) {
            m_session.dropTransports();
            return end(errorOfNetwork(*probe, m_tlsProblem, m_session.config().cluster.server));
        }
        m_probeDeadline.stop();
        m_quiet.start();
    });
}

void HttpStream::end(const std::optional<Error> &error)
{
    if (m_ended)
        return;
    m_ended = true;
    m_quiet.stop();
    m_probeDeadline.stop();
    emit ended(error);
}

} // namespace natsdeck::kube
