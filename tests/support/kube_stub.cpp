#include "tests/support/kube_stub.h"

#include "tests/support/kube_stub_server.h"

#include <QSslCertificate>
#include <QSslKey>

using namespace Qt::StringLiterals;

namespace natsdeck::test {

namespace {

QSslConfiguration configurationOf(const QByteArray &certificatePem, const QByteArray &keyPem, const QByteArray &clientAuthorityPem)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificateChain(QSslCertificate::fromData(certificatePem));
    tls.setPrivateKey(QSslKey(keyPem, QSsl::Ec));
    if (!clientAuthorityPem.isEmpty()) {
        tls.setCaCertificates(QSslCertificate::fromData(clientAuthorityPem));
        tls.setPeerVerifyMode(QSslSocket::QueryPeer);
    }
    return tls;
}

} // namespace

KubeStub::KubeStub(const QByteArray &certificatePem, const QByteArray &keyPem, const QByteArray &clientAuthorityPem)
    : m_tls(!certificatePem.isEmpty())
{
    m_server = new StubServer(*this, m_tls ? configurationOf(certificatePem, keyPem, clientAuthorityPem) : QSslConfiguration(), m_tls);
    m_server->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_server, &QObject::deleteLater);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_server,
        [this] {
            m_server->listen(QHostAddress::LocalHost);
            m_port = m_server->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

KubeStub::~KubeStub()
{
    m_thread.quit();
    m_thread.wait();
}

void KubeStub::on(const QByteArray &method, const QByteArray &path, Handler handler)
{
    const std::scoped_lock lock(m_mutex);
    m_handlers.insert(method + ' ' + path, std::move(handler));
}

void KubeStub::reply(const QByteArray &method, const QByteArray &path, StubReply reply)
{
    on(method, path, [reply = std::move(reply)](const StubRequest &) { return reply; });
}

void KubeStub::useCertificate(const QByteArray &certificatePem, const QByteArray &keyPem)
{
    QMetaObject::invokeMethod(
        m_server, [this, tls = configurationOf(certificatePem, keyPem, {})] { m_server->setTls(tls); }, Qt::BlockingQueuedConnection);
}

void KubeStub::cutConnections()
{
    QMetaObject::invokeMethod(
        m_server,
        [this] {
            const auto connections = m_server->findChildren<StubConnection *>();
            for (StubConnection *connection : connections)
                connection->cut();
        },
        Qt::BlockingQueuedConnection);
}

void KubeStub::silenceConnections()
{
    QMetaObject::invokeMethod(
        m_server,
        [this] {
            const auto connections = m_server->findChildren<StubConnection *>();
            for (StubConnection *connection : connections)
                connection->silence();
        },
        Qt::BlockingQueuedConnection);
}

QString KubeStub::url() const { return u"%1://127.0.0.1:%2"_s.arg(m_tls ? u"https"_s : u"http"_s).arg(m_port); }

QList<StubRequest> KubeStub::requests() const
{
    const std::scoped_lock lock(m_mutex);
    return m_requests;
}

int KubeStub::count(const QByteArray &method, const QByteArray &path) const
{
    int count = 0;
    for (const StubRequest &request : requests())
        count += request.method == method && request.path == path ? 1 : 0;
    return count;
}

StubReply KubeStub::answer(const StubRequest &request)
{
    Handler handler;
    {
        const std::scoped_lock lock(m_mutex);
        m_requests.append(request);
        handler = m_handlers.value(request.method + ' ' + request.path);
    }
    if (handler)
        return handler(request);
    StubReply reply;
    reply.status = 404;
    reply.body = statusJson(404, "NotFound", "the stub has nothing at " + request.path);
    return reply;
}

QByteArray KubeStub::kubeconfig(const QByteArray &cluster, const QByteArray &user) const
{
    return "apiVersion: v1\nkind: Config\ncurrent-context: stub\ncontexts:\n  - name: stub\n    context: {cluster: stub, user: stub}\n"
           "clusters:\n  - name: stub\n    cluster:\n      server: " +
           url().toLatin1() + "\n" + cluster + "users:\n  - name: stub\n    user:\n      extensions: []\n" + user;
}

KubeStub::Handler stumbling(int times, StubReply refusal, KubeStub::Handler then)
{
    return [left = std::make_shared<int>(times), refusal = std::move(refusal), then = std::move(then)](const StubRequest &request) {
        return (*left)-- > 0 ? refusal : then(request);
    };
}

StubReply refusal(int code, const QByteArray &reason, const QByteArray &message, const QByteArray &retryAfter)
{
    StubReply reply;
    reply.status = code;
    reply.body = statusJson(code, reason, message);
    if (!retryAfter.isEmpty())
        reply.headers.emplaceBack("Retry-After", retryAfter);
    return reply;
}

StubReply slowly(const QByteArray &body, int bytes, int delay)
{
    StubReply reply;
    reply.chunkDelay = delay;
    for (qsizetype at = 0; at < body.size(); at += bytes)
        reply.chunks << body.mid(at, bytes);
    return reply;
}

QByteArray statusJson(int code, const QByteArray &reason, const QByteArray &message, const QByteArray &details)
{
    return R"({"kind":"Status","apiVersion":"v1","status":"Failure","code":)" + QByteArray::number(code) + R"(,"reason":")" + reason +
           R"(","message":")" + message + R"(","details":)" + details + "}";
}

} // namespace natsdeck::test
