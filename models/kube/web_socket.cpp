#include "models/kube/web_socket.h"

#include "models/base/text.h"
#include "models/kube/status_error.h"

#include <QCryptographicHash>
#include <QPointer>
#include <QRandomGenerator>
#include <QtEndian>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr std::chrono::seconds openTime(20);
constexpr std::chrono::seconds closeTime(2);
constexpr std::chrono::seconds beatTime(5);
constexpr qint64 silence = 30'000; // ms without any byte, pings included
constexpr qsizetype headerBytes = 32 * 1024;
constexpr qsizetype errorBytes = 64 * 1024;
constexpr qint64 readBuffer = 1024 * 1024;

QByteArray headerValue(const QByteArrayList &lines, const QByteArray &name)
{
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).trimmed().compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

QByteArray withoutChunks(const QByteArray &body)
{
    QByteArray whole;
    qsizetype at = 0;
    while (at < body.size()) {
        const qsizetype end = body.indexOf("\r\n", at);
        bool ok = false;
        const qsizetype size = end < 0 ? 0 : body.mid(at, end - at).toLongLong(&ok, 16);
        if (!ok || size <= 0 || size > body.size())
            break;
        whole += body.mid(end + 2, size);
        at = end + 2 + size + 2;
    }
    return whole;
}

} // namespace

WebSocket::WebSocket(QObject *parent)
    : QObject(parent)
    , m_socket(this)
    , m_deadline(this)
    , m_beat(this)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        if (m_state == State::Refused)
            refused();
        else if (m_state == State::Closing)
            over();
        else
            fail(ErrorKind::Timeout, u"The API server does not answer"_s);
    });
    m_beat.setInterval(beatTime);
    connect(&m_beat, &QTimer::timeout, this, &WebSocket::beat);
    connect(&m_socket, &QSslSocket::encrypted, this, [this] {
        if (m_access.trust.nameFits(m_socket.peerCertificate(), m_access.server.host()))
            sendHandshake();
        else
            fail(ErrorKind::Tls, u"The API server's certificate is not accepted"_s,
                 TlsTrust::describe({}, m_socket.peerCertificateChain()));
    });
    connect(&m_socket, &QSslSocket::readyRead, this, &WebSocket::readSome);
    connect(&m_socket, &QSslSocket::bytesWritten, this, &WebSocket::written);
    connect(&m_socket, &QSslSocket::encryptedBytesWritten, this, &WebSocket::written);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &WebSocket::socketError);
    connect(&m_socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (m_access.trust.accepts(errors, m_socket.peerCertificateChain(), m_access.server.host()))
            m_socket.ignoreSslErrors(errors);
        else
            m_tlsProblem = TlsTrust::describe(errors, m_socket.peerCertificateChain());
    });
}

WebSocket::~WebSocket()
{
    m_socket.disconnect(this);
    m_socket.abort();
}

QByteArray WebSocket::acceptKey(const QByteArray &key)
{
    return QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1).toBase64();
}

void WebSocket::open(const StreamAccess &access, const QByteArray &path, const QByteArray &query, const QList<QByteArray> &protocols,
                     const QString &what)
{
    m_access = access;
    m_target = access.server.path(QUrl::FullyEncoded).toLatin1() + path + (query.isEmpty() ? QByteArray() : '?' + query);
    m_protocols = protocols;
    m_what = what;
    m_state = State::Connecting;
    m_deadline.start(openTime);
    m_socket.setProxy(access.proxy);
    m_socket.setReadBufferSize(readBuffer);
    const QString host = access.server.host();
    if (access.server.scheme() == u"https") {
        m_socket.setSslConfiguration(access.tls);
        const QString name = access.trust.serverName();
        m_socket.connectToHostEncrypted(host, quint16(access.server.port(443)), name.isEmpty() ? host : name);
    } else {
        connect(&m_socket, &QSslSocket::connected, this, &WebSocket::sendHandshake);
        m_socket.connectToHost(host, quint16(access.server.port(80)));
    }
}

void WebSocket::sendHandshake()
{
    m_state = State::Handshake;
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    QByteArray nonce(16, Qt::Uninitialized);
    QRandomGenerator::system()->generate(reinterpret_cast<quint32 *>(nonce.data()), reinterpret_cast<quint32 *>(nonce.data() + 16));
    m_key = nonce.toBase64();
    QByteArray host = m_access.server.host(QUrl::FullyEncoded).toLatin1();
    if (host.contains(':') && !host.startsWith('['))
        host = '[' + host + ']';
    if (m_access.server.port() > 0)
        host += ':' + QByteArray::number(m_access.server.port());
    QByteArray head = "GET " + m_target + " HTTP/1.1\r\nHost: " + host +
                      "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + m_key +
                      "\r\nSec-WebSocket-Protocol: " + m_protocols.join(", ") + "\r\n";
    for (const auto &[name, value] : m_access.headers)
        head += name + ": " + value + "\r\n";
    m_socket.write(head + "\r\n");
}

void WebSocket::readSome()
{
    m_heard.start();
    if (m_state == State::Handshake || m_state == State::Refused) {
        m_buffer += m_socket.readAll();
        if (m_state == State::Refused) {
            if (m_buffer.size() > errorBytes)
                refused();
            return;
        }
        readHandshake();
    } else if (m_state == State::Open || m_state == State::Closing) {
        if (m_paused)
            return;
        m_frames.fill(m_socket.bytesAvailable(), [this](char *into, qint64 size) { return m_socket.read(into, size); });
        const QPointer<WebSocket> self(this);
        readFrames();
        if (self && m_endWaits && !m_paused && m_state == State::Open)
            socketError();
    }
}

void WebSocket::readHandshake()
{
    const qsizetype end = m_buffer.indexOf("\r\n\r\n");
    if (end < 0) {
        if (m_buffer.size() > headerBytes)
            fail(ErrorKind::Protocol, u"The answer to %1 is no HTTP"_s.arg(m_what));
        return;
    }
    const QByteArrayList lines = m_buffer.left(end).replace("\r\n", "\n").split('\n');
    m_buffer.remove(0, end + 4);
    m_status = lines.first().split(' ').value(1).toInt();
    if (m_status != 101) {
        // The body says why: wait for it, but not long.
        m_state = State::Refused;
        m_chunked = headerValue(lines, "Transfer-Encoding").toLower().contains("chunked");
        bool ok = false;
        const qint64 length = headerValue(lines, "Content-Length").toLongLong(&ok);
        if ((ok && m_buffer.size() >= length) || (m_chunked && m_buffer.contains("\r\n0\r\n")))
            return refused();
        m_deadline.start(closeTime);
        return;
    }
    const QByteArray protocol = headerValue(lines, "Sec-WebSocket-Protocol");
    if (headerValue(lines, "Sec-WebSocket-Accept") != acceptKey(m_key) || !m_protocols.contains(protocol))
        return fail(ErrorKind::Protocol, u"The API server cannot %1 over a WebSocket"_s.arg(m_what),
                    u"It chose the protocol \"%1\""_s.arg(text::clean(protocol)));
    m_deadline.stop();
    m_state = State::Open;
    m_beat.start();
    m_frames.add(std::exchange(m_buffer, {}));
    const QPointer<WebSocket> self(this);
    emit connected(protocol);
    if (self && !m_frames.isEmpty() && !m_paused)
        readFrames();
}

void WebSocket::refused()
{
    const Error error = errorOfReply(m_status, m_chunked ? withoutChunks(m_buffer) : m_buffer, m_what);
    over();
    emit failed(error);
}

void WebSocket::readFrames()
{
    const QPointer<WebSocket> self(this);
    while (!m_paused) {
        const auto frame = m_frames.next();
        if (!frame)
            break;
        take(*frame);
        if (!self || m_state == State::Over)
            return;
    }
    if (m_frames.isBroken())
        fail(ErrorKind::Protocol, u"The API server sent a frame that is not allowed"_s);
}

void WebSocket::take(const WebSocketFrames::Frame &frame)
{
    const QByteArrayView payload = frame.payload;
    switch (frame.kind) {
    case WebSocketFrames::Kind::Binary:
        if (m_handler && m_state == State::Open)
            m_handler(payload);
        return;
    case WebSocketFrames::Kind::Ping:
        return sendFrame(opcode::pong, payload, {});
    case WebSocketFrames::Kind::Pong:
        return;
    case WebSocketFrames::Kind::Close: {
        const int code = payload.size() >= 2 ? qFromBigEndian<quint16>(payload.data()) : 1005;
        const QString reason = payload.size() > 2 ? text::clean(payload.sliced(2).toByteArray()) : QString();
        if (m_state == State::Open)
            sendFrame(opcode::close, payload.first(std::min<qsizetype>(2, payload.size())), {});
        over();
        emit closed(code, reason);
        return;
    }
    case WebSocketFrames::Kind::Text:
        return fail(ErrorKind::Protocol, u"The API server sent text where bytes belong"_s,
                    text::clean(payload.first(std::min<qsizetype>(200, payload.size())).toByteArray()));
    }
}

void WebSocket::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    if (!paused)
        QMetaObject::invokeMethod(this, &WebSocket::readSome, Qt::QueuedConnection);
}

void WebSocket::send(char prefix, QByteArrayView payload)
{
    if (m_state == State::Open)
        sendFrame(opcode::binary, QByteArrayView(&prefix, 1), payload);
}

void WebSocket::sendFrame(quint8 opcode, QByteArrayView first, QByteArrayView second)
{
    m_socket.write(webSocketFrame(opcode, first, second, QRandomGenerator::global()->generate()));
}

qint64 WebSocket::bytesToWrite() const { return m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite(); }

void WebSocket::close()
{
    if (m_state == State::Open) {
        const quint16 normal = qToBigEndian(quint16(1000));
        sendFrame(opcode::close, QByteArrayView(reinterpret_cast<const char *>(&normal), 2), {});
        m_state = State::Closing;
        m_paused = false;
        m_deadline.start(closeTime);
        // Not now: this may be called out of the message that is being read.
        QMetaObject::invokeMethod(this, &WebSocket::readSome, Qt::QueuedConnection);
    } else if (m_state != State::Closing) {
        over();
    }
}

void WebSocket::beat()
{
    if (m_heard.isValid() && m_heard.elapsed() > silence && !m_paused)
        return fail(ErrorKind::Unreachable, u"The API server has gone silent"_s);
    sendFrame(opcode::ping, {}, {});
}

void WebSocket::socketError()
{
    if (m_state == State::Over || m_state == State::Idle)
        return;
    if (m_state == State::Refused)
        return refused();
    if (m_state == State::Closing)
        return over();
    // Whatever has arrived before the end still counts, a close frame among it.
    if (m_state == State::Open && m_paused) {
        m_endWaits = true;
        return;
    }
    if (m_state == State::Open && m_socket.bytesAvailable() > 0) {
        const QPointer<WebSocket> self(this);
        readSome();
        if (!self || m_state != State::Open)
            return;
    }
    if (m_socket.error() == QAbstractSocket::SslHandshakeFailedError)
        return fail(ErrorKind::Tls, u"The API server's certificate is not accepted"_s,
                    m_tlsProblem.isEmpty() ? text::clean(m_socket.errorString()) : m_tlsProblem);
    fail(ErrorKind::Unreachable,
         m_state == State::Open ? u"The connection to the API server broke off"_s : u"The API server cannot be reached"_s,
         text::clean(m_socket.errorString()));
}

void WebSocket::fail(ErrorKind kind, const QString &summary, const QString &detail)
{
    over();
    emit failed({kind, summary, detail, {}, 0, {}});
}

void WebSocket::over()
{
    m_state = State::Over;
    m_beat.stop();
    m_deadline.stop();
    if (m_socket.state() == QAbstractSocket::ConnectedState)
        m_socket.disconnectFromHost(); // sends what is written
    else
        m_socket.abort();
}

} // namespace natsdeck::kube
