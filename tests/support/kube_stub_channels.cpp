#include "tests/support/kube_stub_channels.h"

#include <QCryptographicHash>
#include <QSslSocket>

namespace natsdeck::test {

StubChannelPeer::StubChannelPeer(QSslSocket &socket, const StubRequest &request, const StubReply &reply, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_reply(reply)
{
    const QByteArray accept = QCryptographicHash::hash(request.headers.value("sec-websocket-key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                                       QCryptographicHash::Sha1)
                                  .toBase64();
    const QByteArray protocol = reply.channels ? reply.channels->protocol : "v4.channel.k8s.io";
    m_socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept +
                   "\r\nSec-WebSocket-Protocol: " + protocol + "\r\n\r\n");
    if (!reply.channels)
        greetForward(request);
    else if (!reply.channels->afterInput)
        play();
}

void StubChannelPeer::greetForward(const StubRequest &request)
{
    const int port = request.query.mid(request.query.indexOf("ports=") + 6).toInt();
    for (const char channel : {char(0), char(1)}) {
        QByteArray greeting(1, channel);
        greeting += char(port & 0xff);
        greeting += char(port >> 8);
        sendFrame(2, greeting);
    }
    if (!m_reply.portForwardError.isEmpty())
        sendFrame(2, '\x01' + m_reply.portForwardError);
}

void StubChannelPeer::play()
{
    for (QByteArray message : std::as_const(m_reply.channels->messages))
        sendFrame(2, message.replace("INPUT", QByteArray::number(m_inputBytes)));
    if (m_reply.channels->close)
        sendFrame(8, QByteArray("\x03\xe8", 2));
}

void StubChannelPeer::feed(const QByteArray &bytes)
{
    m_buffer += bytes;
    while (m_buffer.size() >= 6) {
        quint64 length = quint8(m_buffer[1]) & 0x7f;
        qsizetype header = 2;
        if (length == 126) {
            length = quint64(quint8(m_buffer[2])) << 8 | quint8(m_buffer[3]);
            header = 4;
        } else if (length == 127) {
            length = 0;
            for (int i = 2; i < 10; ++i)
                length = length << 8 | quint8(m_buffer.size() > i ? m_buffer[i] : 0);
            header = 10;
        }
        if (m_buffer.size() < header + 4 + qsizetype(length))
            return;
        const QByteArray key = m_buffer.mid(header, 4);
        QByteArray payload = m_buffer.mid(header + 4, qsizetype(length));
        for (qsizetype i = 0; i < payload.size(); ++i)
            payload[i] = char(payload[i] ^ key[i % 4]);
        const quint8 opcode = quint8(m_buffer[0]) & 0x0f;
        m_buffer.remove(0, header + 4 + qsizetype(length));
        take(opcode, payload);
    }
}

void StubChannelPeer::take(quint8 opcode, const QByteArray &payload)
{
    if (opcode == 9) {
        sendFrame(10, payload);
    } else if (opcode == 8) {
        sendFrame(8, payload);
        m_socket.disconnectFromHost();
    } else if (opcode == 2 && m_reply.channels) {
        if (payload.startsWith('\xff') && m_reply.channels->afterInput)
            play();
        else if (payload.startsWith('\0'))
            m_inputBytes += payload.size() - 1;
    } else if (opcode == 2 && payload.startsWith(QByteArray("\0burst:", 7))) {
        sendBurst(payload.mid(7).toInt());
    } else if (opcode == 2) {
        sendFrame(2, payload);
    }
}

// A pod that sends much at once and hangs up.
void StubChannelPeer::sendBurst(int bytes)
{
    for (int sent = 0; sent < bytes; sent += 32768)
        sendFrame(2, QByteArray(1, '\0') + QByteArray(std::min(32768, bytes - sent), 'b'));
    sendFrame(8, QByteArray("\x03\xe8", 2));
    m_socket.disconnectFromHost();
}

void StubChannelPeer::sendFrame(quint8 opcode, const QByteArray &payload)
{
    QByteArray frame(1, char(0x80 | opcode));
    if (payload.size() < 126) {
        frame += char(payload.size());
    } else if (payload.size() < 65536) {
        frame += char(126);
        frame += char(payload.size() >> 8);
        frame += char(payload.size() & 0xff);
    } else {
        frame += char(127);
        for (int shift = 56; shift >= 0; shift -= 8)
            frame += char((quint64(payload.size()) >> shift) & 0xff);
    }
    m_socket.write(frame + payload);
}

} // namespace natsdeck::test
