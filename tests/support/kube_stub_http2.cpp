#include "tests/support/kube_stub_http2.h"

#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace natsdeck::test {

namespace {

constexpr int prefaceBytes = 24;
constexpr quint8 dataFrame = 0;
constexpr quint8 headersFrame = 1;
constexpr quint8 settingsFrame = 4;
constexpr quint8 pingFrame = 6;
constexpr quint8 endStream = 1; // also "acknowledged"
constexpr quint8 endHeaders = 4;

QByteArray frame(quint8 type, quint8 flags, quint32 stream, const QByteArray &payload)
{
    QByteArray bytes(9, '\0');
    qToBigEndian(quint32(payload.size()) << 8 | type, bytes.data());
    bytes[4] = char(flags);
    qToBigEndian(stream, bytes.data() + 5);
    return bytes + payload;
}

} // namespace

class Http2StubServer final : public QTcpServer
{
public:
    Http2StubServer(Http2Stub &stub, QSslConfiguration tls)
        : m_stub(stub)
        , m_tls(std::move(tls))
    {}

protected:
    void incomingConnection(qintptr descriptor) override
    {
        ++m_stub.m_connections;
        auto *socket = new QSslSocket(this);
        socket->setSocketDescriptor(descriptor);
        socket->setSslConfiguration(m_tls);
        auto buffer = std::make_shared<QByteArray>();
        auto greeted = std::make_shared<bool>(false);
        connect(socket, &QSslSocket::readyRead, socket, [this, socket, buffer, greeted] { read(*socket, *buffer, *greeted); });
        connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
        socket->startServerEncryption();
    }

private:
    void read(QSslSocket &socket, QByteArray &buffer, bool &greeted)
    {
        buffer += socket.readAll();
        if (!greeted) {
            if (buffer.size() < prefaceBytes)
                return;
            buffer.remove(0, prefaceBytes);
            greeted = true;
            socket.write(frame(settingsFrame, 0, 0, {}));
        }
        while (buffer.size() >= 9) {
            const quint32 head = qFromBigEndian<quint32>(buffer.constData());
            const qsizetype length = head >> 8;
            if (buffer.size() < 9 + length)
                return;
            const quint8 flags = quint8(buffer[4]);
            const quint32 stream = qFromBigEndian<quint32>(buffer.constData() + 5);
            const QByteArray payload = buffer.mid(9, length);
            buffer.remove(0, 9 + length);
            take(socket, quint8(head & 0xff), flags, stream, payload);
        }
    }

    void take(QSslSocket &socket, quint8 type, quint8 flags, quint32 stream, const QByteArray &payload)
    {
        if (type == settingsFrame && !(flags & endStream))
            socket.write(frame(settingsFrame, endStream, 0, {}));
        if (type == pingFrame && !(flags & endStream))
            socket.write(frame(pingFrame, endStream, 0, payload));
        if (type != headersFrame)
            return;
        const Http2Stub::Answer answer = m_stub.m_script(m_stub.m_requests++);
        // ":status: 200" from the static table, then "content-type" (31) as it is.
        const QByteArray kind = "application/json";
        QByteArray headers = QByteArray::fromHex("880f10");
        headers += char(kind.size());
        socket.write(frame(headersFrame, endHeaders, stream, headers + kind));
        socket.write(frame(dataFrame, answer.hold ? 0 : endStream, stream, answer.body));
    }

    Http2Stub &m_stub;
    QSslConfiguration m_tls;
};

Http2Stub::Http2Stub(const QByteArray &certificatePem, const QByteArray &keyPem, Script script)
    : m_script(std::move(script))
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificateChain(QSslCertificate::fromData(certificatePem));
    tls.setPrivateKey(QSslKey(keyPem, QSsl::Ec));
    tls.setAllowedNextProtocols({QSslConfiguration::ALPNProtocolHTTP2});
    m_server = new Http2StubServer(*this, tls);
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

Http2Stub::~Http2Stub()
{
    m_thread.quit();
    m_thread.wait();
}

QString Http2Stub::url() const { return u"https://127.0.0.1:%1"_s.arg(m_port); }

void Http2Stub::silence()
{
    QMetaObject::invokeMethod(
        m_server,
        [this] {
            const auto sockets = m_server->findChildren<QSslSocket *>();
            for (QSslSocket *socket : sockets)
                QObject::disconnect(socket, &QSslSocket::readyRead, nullptr, nullptr);
        },
        Qt::BlockingQueuedConnection);
}

} // namespace natsdeck::test
