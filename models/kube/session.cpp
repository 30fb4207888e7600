#include "models/kube/session.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/api_call.h"
#include "models/kube/proxy.h"
#include "models/kube/tls_material.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFileInfo>
#include <QHttp2Configuration>
#include <QProcessEnvironment>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr int streamsPerTransport = 4;       // HTTP/1.1 allows six connections per manager
constexpr int http2StreamsPerTransport = 64; // servers allow a hundred on one connection
constexpr quint32 http2Window = 4 * 1024 * 1024;
constexpr qsizetype warningsKept = 200;
const QByteArray userAgent = QByteArrayLiteral("natsdeck/" NATSDECK_VERSION);

} // namespace

QUrl serverUrl(const ContextConfig &config)
{
    const ClusterEntry &cluster = config.cluster;
    QString server = cluster.server;
    if (!server.contains(u"://")) {
        const bool secure = !cluster.certificateAuthority.isEmpty() || !cluster.certificateAuthorityData.isEmpty() ||
                            cluster.insecureSkipTlsVerify || !config.user.clientCertificate.isEmpty() ||
                            !config.user.clientCertificateData.isEmpty();
        server.prepend(secure ? u"https://"_s : u"http://"_s);
    }
    QUrl url(server);
    url.setQuery(QString());
    url.setFragment(QString());
    url.setUserInfo(QString());
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path, QUrl::TolerantMode);
    return url;
}

Session::Session(const ContextConfig &config, const guard::ConsentStore &consents, const ClientTuning &tuning)
    : m_config(config)
    , m_tuning(tuning)
    , m_server(serverUrl(config))
    , m_rateLimit(new RateLimit(tuning.requestsPerSecond, tuning.requestBurst, this))
    , m_streamingLists(tuning.streamingLists)
    , m_credentials(new CredentialSource(config, consents, this))
{
    m_decoder.setMaxThreadCount(1);
}

Session::~Session()
{
    m_decoder.waitForDone(); // its work answers to this object
    // Calls hold transports and answer into futures: they go before what they use.
    const auto calls = findChildren<ApiCall *>(Qt::FindDirectChildrenOnly);
    for (ApiCall *call : calls)
        delete call;
}

void Session::send(Request request, Done done) { (new ApiCall(*this, std::move(request), std::move(done)))->start(); }

std::optional<guard::ConsentRequest> Session::pendingConsent() const
{
    const std::scoped_lock lock(m_mutex);
    return m_pendingConsent;
}

void Session::obtain(std::function<void(Result<Credentials>)> done)
{
    auto missing = m_credentials->missingConsent();
    bool changed = false;
    {
        const std::scoped_lock lock(m_mutex);
        changed = m_pendingConsent != missing;
        m_pendingConsent = std::move(missing);
    }
    if (changed)
        emit consentChanged();
    m_credentials->obtain([done = std::move(done)](const Result<Credentials> &credentials) { done(credentials); });
}

QByteArray Session::identityOf(const Credentials &credentials) const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(credentials.certificate);
    hash.addData(credentials.key.reveal());
    const QFileInfo authority(m_config.cluster.certificateAuthority);
    if (!m_config.cluster.certificateAuthority.isEmpty())
        hash.addData(QByteArray::number(authority.lastModified().toMSecsSinceEpoch()) + '/' + QByteArray::number(authority.size()));
    return hash.result();
}

Result<std::shared_ptr<Transport>> Session::makeTransport(const Credentials &credentials) const
{
    auto transport = std::make_shared<Transport>();
    const bool secure = m_server.scheme() == u"https";
    auto tls = tlsConfiguration(m_config.cluster, secure ? credentials.certificate : QByteArray(), credentials.key);
    if (!tls)
        return Failure(tls.error());
    auto proxy = proxyFor(m_config.cluster, m_server, QProcessEnvironment::systemEnvironment());
    if (!proxy)
        return Failure(proxy.error());
    transport->tls = std::move(*tls);
    transport->trust = tlsTrust(m_config.cluster, transport->tls);
    transport->proxy = *proxy;
    transport->identity = identityOf(credentials);
    transport->manager = std::make_unique<QNetworkAccessManager>();
    transport->manager->setProxy(*proxy);
    transport->manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    transport->manager->setAutoDeleteReplies(false);
    return transport;
}

Result<std::shared_ptr<Transport>> Session::transport(const Credentials &credentials)
{
    if (!m_transport || m_transport->identity != identityOf(credentials)) {
        auto made = makeTransport(credentials);
        if (!made)
            return made;
        m_transport = *made;
    }
    return m_transport;
}

Result<std::shared_ptr<Transport>> Session::streamTransport(const Credentials &credentials)
{
    const QByteArray identity = identityOf(credentials);
    const long limit = m_http2.value_or(false) ? http2StreamsPerTransport : streamsPerTransport;
    std::erase_if(m_streams, [](const auto &weak) { return weak.expired(); });
    for (const auto &weak : m_streams) {
        if (const auto shared = weak.lock(); shared && shared->identity == identity && shared.use_count() <= limit)
            return shared;
    }
    auto made = makeTransport(credentials);
    if (made)
        m_streams.push_back(*made);
    return made;
}

void Session::dropTransports()
{
    m_transport.reset();
    m_streams.clear();
}

void Session::dropTransport(const std::shared_ptr<Transport> &of)
{
    if (m_transport == of)
        m_transport.reset();
    std::erase_if(m_streams, [&](const auto &weak) { return weak.lock() == of; });
}

HeaderList Session::headersFor(const Credentials &credentials) const
{
    HeaderList headers{{"User-Agent", userAgent}};
    if (!credentials.authorization.isEmpty() && m_server.scheme() == u"https")
        headers.append({"Authorization", credentials.authorization.reveal()});
    return headers;
}

Result<QNetworkRequest> Session::networkRequest(const Transport &transport, const Credentials &credentials, const QByteArray &path,
                                                const QByteArray &query) const
{
    const auto impersonation = impersonationHeaders(m_config.user);
    if (!impersonation)
        return Failure(impersonation.error());
    const QByteArray text = m_server.toEncoded() + path + (query.isEmpty() ? QByteArray() : '?' + query);
    QNetworkRequest request(QUrl::fromEncoded(text, QUrl::StrictMode));
    if (!request.url().isValid())
        return failure(ErrorKind::Invalid, u"The address is not valid"_s, text::clean(text));
    for (const auto &[name, value] : headersFor(credentials) + *impersonation)
        request.setRawHeader(name, value);
    request.setRawHeader("Accept", "application/json");
    if (m_config.cluster.disableCompression)
        request.setRawHeader("Accept-Encoding", "identity");
    request.setDecompressedSafetyCheckThreshold(-1); // big lists compress well; ApiCall keeps its own bound
    request.setSslConfiguration(transport.tls);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    if (!m_config.cluster.tlsServerName.isEmpty())
        request.setPeerVerifyName(m_config.cluster.tlsServerName);
    QHttp2Configuration http2;
    http2.setServerPushEnabled(false);
    http2.setStreamReceiveWindowSize(http2Window);
    http2.setSessionReceiveWindowSize(4 * http2Window);
    request.setHttp2Configuration(http2);
    return request;
}

void Session::streamAccess(std::function<void(Result<StreamAccess>)> done)
{
    obtain([this, done = std::move(done)](const Result<Credentials> &credentials) {
        if (!credentials)
            return done(Failure(credentials.error()));
        const auto made = transport(*credentials);
        const auto impersonation = impersonationHeaders(m_config.user);
        if (!made || !impersonation)
            return done(Failure(made ? impersonation.error() : made.error()));
        StreamAccess access{
            m_server, headersFor(*credentials) + *impersonation, (*made)->tls, (*made)->trust, (*made)->proxy, credentials->generation};
        access.tls.setAllowedNextProtocols({});
        done(access);
    });
}

void Session::resourceType(const QString &apiVersion, const QString &kind, std::function<void(Result<ResourceType>)> done)
{
    if (const auto known = knownResourceType(apiVersion, kind))
        return done(*known);
    const QString key = apiVersion + u' ' + kind;
    if (m_discovered.contains(key))
        return done(m_discovered.value(key));
    Request request;
    request.path = groupVersionPath(apiVersion);
    request.what = u"discover %1"_s.arg(text::clean(apiVersion));
    send(request, [this, key, apiVersion, kind, done = std::move(done)](const Result<Reply> &reply) {
        if (!reply)
            return done(Failure(reply.error()));
        const auto list = json::parseObject(reply->body, u"the list of resources"_s);
        if (!list)
            return done(Failure(list.error()));
        const auto type = resourceTypeIn(*list, kind);
        if (!type)
            return done(failure(ErrorKind::NotFound, u"The cluster has no %1 in %2"_s.arg(text::clean(kind), text::clean(apiVersion))));
        m_discovered.insert(key, *type);
        done(*type);
    });
}

// Warning: 299 - "text" (several of them come in one header, joined by a comma)
void Session::noteWarning(const QByteArray &header)
{
    const QString text = text::clean(QString::fromUtf8(header).section(u'"', 1).section(u'"', 0, 0));
    if (text.isEmpty() || m_warnings.contains(text) || m_warnings.size() >= warningsKept)
        return;
    m_warnings.insert(text);
    emit warned(text);
}

} // namespace natsdeck::kube
