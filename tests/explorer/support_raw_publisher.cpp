#include "tests/explorer/support_raw_publisher.h"

#include <QList>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace natsdeck::test {

RawPublisher::RawPublisher(quint16 port)
{
    m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{20, 0};
    setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const int now = 1; // a message and the PING behind it do not wait for each other's acknowledgement
    setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
    const bool ok = ::connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0 &&
                    write("CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true}\r\n") && confirm();
    if (!ok) {
        ::close(m_socket);
        m_socket = -1;
    }
}

RawPublisher::~RawPublisher()
{
    m_stop = true;
    if (m_thread.joinable())
        m_thread.join();
    if (m_socket >= 0)
        ::close(m_socket);
}

bool RawPublisher::write(const QByteArray &bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const ssize_t written = ::send(m_socket, bytes.constData() + at, static_cast<std::size_t>(bytes.size() - at), MSG_NOSIGNAL);
        if (written <= 0)
            return false;
        at += written;
    }
    return true;
}

bool RawPublisher::confirm()
{
    if (!write("PING\r\n"))
        return false;
    QByteArray answer;
    char buffer[4096];
    while (!answer.contains("PONG\r\n")) {
        const ssize_t got = ::recv(m_socket, buffer, sizeof buffer, 0);
        if (got <= 0 || answer.contains("-ERR"))
            return false;
        answer.append(buffer, got);
    }
    return true;
}

bool RawPublisher::publish(const QByteArray &subject, const QByteArray &payload, const QByteArray &header)
{
    const QByteArray line = header.isEmpty() ? "PUB " + subject + " " + QByteArray::number(payload.size())
                                             : "HPUB " + subject + " " + QByteArray::number(header.size()) + " " +
                                                   QByteArray::number(header.size() + payload.size());
    if (!write(line + "\r\n" + header + payload + "\r\n") || !confirm())
        return false;
    ++m_sent;
    return true;
}

void RawPublisher::flood(QList<QByteArray> subjects, int size)
{
    m_stop = false;
    m_thread = std::thread([this, subjects = std::move(subjects), size] {
        QByteArray batch;
        const int rounds = 2000;
        for (int i = 0; i < rounds; ++i)
            batch += "PUB " + subjects.at(i % subjects.size()) + " " + QByteArray::number(size) + "\r\n" + QByteArray(size, 'x') + "\r\n";
        while (!m_stop) {
            if (!write(batch)) {
                m_ok = false;
                return;
            }
            m_sent += rounds;
        }
        m_ok = confirm();
    });
}

bool RawPublisher::stop()
{
    m_stop = true;
    if (m_thread.joinable())
        m_thread.join();
    return m_ok;
}

} // namespace natsdeck::test
