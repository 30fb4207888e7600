#include "models/kube/web_socket.h"

#include "models/base/text.h"
#include "models/kube/status_error.h"

#include <QCryptographicHash>
#include <QPointer>
#include <QRandomGenerator>
#include <QtEndian>

#include <cstring>

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

constexpr quint8 continuationFrame = 0;
constexpr quint8 textFrame = 1;
constexpr quint8 binaryFrame = 2;
constexpr quint8 closeFrame = 8;
constexpr quint8 pingFrame = 9;
constexpr quint8 pongFrame = 10;

void mask(char *out, QByteArrayView in, quint32 key, qsizetype offset)
{
    char bytes[4];
    std::memcpy(bytes, &key, 4);
    // Up to a multiple of four, so that whole words can follow.
    qsizetype i = 0;
    for (; i < in.size() && (offset + i) % 4 != 0; ++i)
        out[i] = char(in[i] ^ bytes[(offset + i) % 4]);
    const quint64 wide = (quint64(key) << 32) | key;
    for (; i + 8 <= in.size(); i += 8) {
        quint64 word = 0;
        std::memcpy(&word, in.data() + i, 8);
        word ^= wide;
        std::memcpy(out + i, &word, 8);
    }
    for (; i < in.size(); ++i)
        out[i] = char(in[i] ^ bytes[(offset + i) % 4]);
}

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
        m_buffer += m_socket.readAll();
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
    const QPointer<WebSocket> self(this);
    emit connected(protocol);
    if (self && !m_buffer.isEmpty() && !m_paused)
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
    qsizetype at = 0;
    while (m_buffer.size() - at >= 2 && !m_paused) {
        const auto *bytes = reinterpret_cast<const uchar *>(m_buffer.constData()) + at;
        const qsizetype available = m_buffer.size() - at;
        quint64 length = bytes[1] & 0x7f;
        qsizetype header = 2;
        if (length == 126)
            header = 4;
        else if (length == 127)
            header = 10;
        if (available < header)
            break;
        if (header == 4)
            length = qFromBigEndian<quint16>(bytes + 2);
        else if (header == 10)
            length = qFromBigEndian<quint64>(bytes + 2);
        if ((bytes[1] & 0x80) || (bytes[0] & 0x70) || length > quint64(maxMessage))
            return fail(ErrorKind::Protocol, u"The API server sent a frame that is not allowed"_s);
        if (available - header < qsizetype(length))
            break;
        const QByteArray keep = m_buffer; // the handler may close us; the payload stays
        const bool goOn = takeFrame(bytes[0] & 0x0f, bytes[0] & 0x80, QByteArrayView(keep).sliced(at + header, qsizetype(length)));
        if (!self || !goOn)
            return;
        at += header + qsizetype(length);
    }
    m_buffer.remove(0, at);
}

// False when nothing more is to be read.
bool WebSocket::takeFrame(quint8 opcode, bool final, QByteArrayView payload)
{
    const QPointer<WebSocket> self(this);
    switch (opcode) {
    case binaryFrame:
    case continuationFrame:
        if ((opcode == continuationFrame) != m_fragmented || m_fragments.size() + payload.size() > maxMessage) {
            fail(ErrorKind::Protocol, u"The API server sent a message that is not allowed"_s);
            return false;
        }
        if (final && !m_fragmented) {
            if (m_handler && m_state == State::Open)
                m_handler(payload);
            return self && m_state != State::Over;
        }
        m_fragments.append(payload.data(), payload.size());
        m_fragmented = !final;
        if (final) {
            const QByteArray whole = std::exchange(m_fragments, {});
            if (m_handler && m_state == State::Open)
                m_handler(whole);
        }
        return self && m_state != State::Over;
    case pingFrame:
        sendFrame(pongFrame, payload, {});
        return true;
    case pongFrame:
        return true;
    case closeFrame: {
        const int code = payload.size() >= 2 ? qFromBigEndian<quint16>(payload.data()) : 1005;
        const QString reason = payload.size() > 2 ? text::clean(payload.sliced(2).toByteArray()) : QString();
        if (m_state == State::Open)
            sendFrame(closeFrame, payload.first(std::min<qsizetype>(2, payload.size())), {});
        over();
        emit closed(code, reason);
        return false;
    }
    case textFrame:
    default:
        fail(ErrorKind::Protocol, u"The API server sent text where bytes belong"_s,
             text::clean(payload.first(std::min<qsizetype>(200, payload.size())).toByteArray()));
        return false;
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
        sendFrame(binaryFrame, QByteArrayView(&prefix, 1), payload);
}

void WebSocket::sendFrame(quint8 opcode, QByteArrayView first, QByteArrayView second)
{
    const qsizetype length = first.size() + second.size();
    const quint32 key = QRandomGenerator::global()->generate();
    QByteArray frame;
    frame.reserve(length + 14);
    frame += char(0x80 | opcode);
    if (length < 126) {
        frame += char(0x80 | length);
    } else if (length < 65536) {
        frame += char(0x80 | 126);
        frame += char(length >> 8);
        frame += char(length & 0xff);
    } else {
        frame += char(0x80 | 127);
        const quint64 wide = qToBigEndian(quint64(length));
        frame.append(reinterpret_cast<const char *>(&wide), 8);
    }
    frame.append(reinterpret_cast<const char *>(&key), 4);
    const qsizetype start = frame.size();
    frame.resize(start + length);
    mask(frame.data() + start, first, key, 0);
    mask(frame.data() + start + first.size(), second, key, first.size());
    m_socket.write(frame);
}

qint64 WebSocket::bytesToWrite() const { return m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite(); }

void WebSocket::close()
{
    if (m_state == State::Open) {
        const quint16 normal = qToBigEndian(quint16(1000));
        sendFrame(closeFrame, QByteArrayView(reinterpret_cast<const char *>(&normal), 2), {});
        m_state = State::Closing;
        m_paused = false;
        m_deadline.start(closeTime);
        m_buffer += m_socket.readAll();
    } else if (m_state != State::Closing) {
        over();
    }
}

void WebSocket::beat()
{
    if (m_heard.isValid() && m_heard.elapsed() > silence && !m_paused)
        return fail(ErrorKind::Unreachable, u"The API server has gone silent"_s);
    sendFrame(pingFrame, {}, {});
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
