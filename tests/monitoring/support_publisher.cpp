#include "tests/monitoring/support_publisher.h"

#include <QByteArray>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

namespace natsdeck::test {

Publisher::Publisher(quint16 port)
    : m_thread([this, port](std::stop_token stop) { run(std::move(stop), port); })
{}

Publisher::~Publisher() = default;

void Publisher::setRate(int messagesPerSecond)
{
    m_rate = messagesPerSecond;
    ++m_changes;
}

void Publisher::run(std::stop_token stop, quint16 port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0) {
        const QByteArray hello = "CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"plain\"}\r\n";
        m_connected = ::send(socket, hello.constData(), size_t(hello.size()), MSG_NOSIGNAL) == hello.size();
    }
    const QByteArray message = "PUB steps.a " + QByteArray::number(payload) + "\r\n" + QByteArray(payload, 'x') + "\r\n";
    auto begin = std::chrono::steady_clock::now();
    qint64 since = 0;
    int change = -1;
    while (m_connected && !stop.stop_requested()) {
        if (change != m_changes) {
            change = m_changes;
            begin = std::chrono::steady_clock::now();
            since = 0;
        }
        const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        const qint64 due = qint64(elapsed * m_rate) - since;
        const QByteArray batch = message.repeated(due);
        if (due > 0 && ::send(socket, batch.constData(), size_t(batch.size()), MSG_NOSIGNAL) != batch.size())
            break;
        since += due;
        m_sent += due;
        char drain[4096];
        while (::recv(socket, drain, sizeof drain, MSG_DONTWAIT) > 0) // pings; the test is over before an answer is missed
            ;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    m_connected = false;
    ::close(socket);
}

} // namespace natsdeck::test
