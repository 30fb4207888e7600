#include "tests/support/kube_stub_server.h"

#include "tests/support/kube_stub_channels.h"

#include <QSslCertificate>

namespace natsdeck::test {

namespace {

// gzip around the deflate stream that qCompress makes (zlib: 4 bytes of length, 2 of header, 4 of checksum around it).
QByteArray gzip(const QByteArray &body)
{
    const QByteArray deflate = qCompress(body, 9).mid(6).chopped(4);
    quint32 crc = ~0U;
    for (const char c : body) {
        crc ^= quint8(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (0xEDB88320U & (0U - (crc & 1U)));
    }
    crc = ~crc;
    QByteArray out = QByteArray::fromHex("1f8b0800000000000003") + deflate;
    for (const quint32 word : {crc, quint32(body.size())}) {
        for (int shift = 0; shift < 32; shift += 8)
            out += char((word >> shift) & 0xff);
    }
    return out;
}

} // namespace

void StubServer::incomingConnection(qintptr descriptor)
{
    auto *socket = new QSslSocket;
    socket->setSocketDescriptor(descriptor);
    auto *connection = new StubConnection(*this, socket);
    connection->setParent(this);
    if (m_secure) {
        socket->setSslConfiguration(m_tls);
        socket->startServerEncryption();
    }
}

StubConnection::StubConnection(StubServer &server, QSslSocket *socket)
    : m_server(server)
    , m_socket(socket)
    , m_timer(this)
{
    socket->setParent(this);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &StubConnection::streamNext);
    connect(socket, &QSslSocket::readyRead, this, &StubConnection::readSome);
    connect(socket, &QSslSocket::disconnected, this, &QObject::deleteLater);
    connect(socket, &QSslSocket::sslErrors, socket, [socket](const QList<QSslError> &errors) { socket->ignoreSslErrors(errors); });
}

void StubConnection::cut() { m_socket->abort(); }

void StubConnection::silence()
{
    m_timer.stop();
    m_socket->disconnect(this);
    if (m_channels)
        m_channels->deleteLater();
}

void StubConnection::readSome()
{
    m_buffer += m_socket->readAll();
    if (m_channels)
        return m_channels->feed(std::exchange(m_buffer, {}));
    while (!m_busy && takeRequest()) {
    }
}

bool StubConnection::takeRequest()
{
    const qsizetype end = m_buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    const QByteArrayList lines = m_buffer.left(end).replace("\r\n", "\n").split('\n');
    StubRequest request;
    for (const QByteArray &line : lines.mid(1))
        request.headers.insert(line.left(line.indexOf(':')).toLower(), line.mid(line.indexOf(':') + 1).trimmed());
    const qsizetype length = request.headers.value("content-length").toLongLong();
    if (m_buffer.size() < end + 4 + length)
        return false;
    const QByteArrayList words = lines.first().split(' ');
    request.method = words.value(0);
    request.path = words.value(1).split('?').value(0);
    request.query = words.value(1).mid(request.path.size() + 1);
    request.body = m_buffer.mid(end + 4, length);
    if (m_socket->isEncrypted() && !m_socket->peerCertificate().isNull())
        request.clientName = m_socket->peerCertificate().subjectInfo(QSslCertificate::CommonName).value(0);
    m_buffer.remove(0, end + 4 + length);
    answer(request);
    return true;
}

void StubConnection::sendHead(const StubReply &reply, const QByteArray &framing)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(reply.status) + " X\r\nContent-Type: application/json\r\n" + framing;
    for (const auto &[name, value] : reply.headers)
        head += name + ": " + value + "\r\n";
    m_socket->write(head + "\r\n");
}

void StubConnection::answer(const StubRequest &request)
{
    const StubReply reply = m_server.stub().answer(request);
    if (reply.silent) {
        m_busy = true;
        return;
    }
    if (reply.status == 200 && (reply.portForwardEcho || reply.channels || !reply.portForwardError.isEmpty())) {
        m_channels = new StubChannelPeer(*m_socket, request, reply, this);
        return;
    }
    if (reply.chunks.isEmpty() && reply.end == StubReply::End::Finish) {
        const QByteArray body = reply.compressed ? gzip(reply.body) : reply.body;
        sendHead(reply, (reply.compressed ? QByteArray("Content-Encoding: gzip\r\n") : QByteArray()) +
                            "Content-Length: " + QByteArray::number(body.size()) + "\r\n");
        m_socket->write(body);
        return;
    }
    m_busy = true;
    m_stream = reply;
    m_next = 0;
    sendHead(reply, "Transfer-Encoding: chunked\r\n");
    streamNext();
}

void StubConnection::streamNext()
{
    // By the clock, so that a late timer does not slow the stream down.
    if (m_next == 0)
        m_streaming.start();
    const qint64 due = m_stream.chunkDelay > 0 ? m_streaming.elapsed() / m_stream.chunkDelay : m_next;
    while (m_next < m_stream.chunks.size()) {
        const QByteArray chunk = m_stream.chunks.at(m_next++);
        m_socket->write(QByteArray::number(chunk.size(), 16) + "\r\n" + chunk + "\r\n");
        m_socket->flush();
        if (m_next > due) {
            m_timer.start(m_stream.chunkDelay);
            return;
        }
    }
    if (m_stream.end == StubReply::End::Cut)
        return cut();
    if (m_stream.end == StubReply::End::Hold)
        return;
    m_socket->write("0\r\n\r\n");
    m_busy = false;
    readSome();
}

} // namespace natsdeck::test
