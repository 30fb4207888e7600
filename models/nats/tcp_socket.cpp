#include "models/nats/tcp_socket.h"

#include "models/base/text.h"
#include "models/nats/live_threads.h"
#include "models/nats/server_info.h"

#include <QCoreApplication>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <netdb.h>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace natsdeck::nats {

using namespace Qt::StringLiterals;
using Tick = std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds slice(50); // how soon a wish to stop is heard

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

Failure cancelled() { return failure(ErrorKind::Cancelled, tr("Cancelled")); }

Failure unreachable(const QString &where, int error)
{
    QString remedy = tr("Check that the server runs and that the address and port are right");
    return failure(ErrorKind::Unreachable, tr("No connection to %1").arg(where), QString::fromLocal8Bit(std::strerror(error)), remedy,
                   error);
}

// True when the descriptor is ready for `events` before the deadline.
bool waitFor(int descriptor, short events, Deadline deadline, const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Tick::now());
        if (left.count() <= 0)
            return false;
        pollfd waiting{descriptor, events, 0};
        const int ready = ::poll(&waiting, 1, int((stop.stop_possible() ? std::min(left, slice) : left).count()));
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
    }
    return false;
}

struct Lookup
{
    std::mutex mutex;
    std::condition_variable done;
    std::optional<Result<QList<HostAddress>>> answer;
};

Result<QList<HostAddress>> lookUp(const QString &host, quint16 port, int flags = 0)
{
    addrinfo hints{};
    hints.ai_flags = flags;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    const int code = ::getaddrinfo(host.toUtf8().constData(), QByteArray::number(port).constData(), &hints, &found);
    if (code != 0)
        return failure(ErrorKind::Unreachable, tr("The name %1 is not known").arg(host), QString::fromLocal8Bit(::gai_strerror(code)),
                       tr("Check the spelling; names of a cluster's services are only known inside the cluster"), code);
    const std::unique_ptr<addrinfo, void (*)(addrinfo *)> list(found, &::freeaddrinfo);
    QList<HostAddress> addresses;
    for (const addrinfo *address = found; address; address = address->ai_next) {
        char text[NI_MAXHOST] = "";
        ::getnameinfo(address->ai_addr, address->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
        const HostAddress one{QString::fromLatin1(text),
                              QByteArray(reinterpret_cast<const char *>(address->ai_addr), qsizetype(address->ai_addrlen))};
        if (!addresses.contains(one))
            addresses << one;
    }
    return addresses;
}

} // namespace

QString hostAndPort(const QString &host, quint16 port)
{
    return (host.contains(u':') ? u'[' + host + u']' : host) + u':' + QString::number(port);
}

// The system's resolver cannot be interrupted: it works on a thread of its own, and nobody waits for it longer than asked.
Result<QList<HostAddress>> resolveHost(const QString &host, quint16 port, Deadline deadline, const std::stop_token &stop)
{
    if (Result<QList<HostAddress>> numeric = lookUp(host, port, AI_NUMERICHOST))
        return numeric;
    auto lookup = std::make_shared<Lookup>();
    startThread([lookup, host, port] {
        Result<QList<HostAddress>> answer = lookUp(host, port);
        const std::scoped_lock lock(lookup->mutex);
        lookup->answer = std::move(answer);
        lookup->done.notify_all();
    });
    std::unique_lock lock(lookup->mutex);
    while (!lookup->answer) {
        if (stop.stop_requested())
            return cancelled();
        if (Tick::now() >= deadline)
            return failure(ErrorKind::Timeout, tr("The name %1 is not answered").arg(host), tr("The name service did not answer in time"),
                           tr("Check the network and the name servers of this workstation"));
        lookup->done.wait_until(lock, stop.stop_possible() ? std::min(deadline, Tick::now() + slice) : deadline);
    }
    return std::move(*lookup->answer);
}

TcpSocket::~TcpSocket() { reset(); }

TcpSocket::TcpSocket(TcpSocket &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{}

TcpSocket &TcpSocket::operator=(TcpSocket &&other) noexcept
{
    reset(std::exchange(other.m_descriptor, -1));
    return *this;
}

void TcpSocket::reset(int value)
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = value;
}

int TcpSocket::release() { return std::exchange(m_descriptor, -1); }

Result<TcpSocket> TcpSocket::connect(const HostAddress &address, const QString &where, Deadline deadline, const std::stop_token &stop)
{
    const auto *raw = reinterpret_cast<const sockaddr *>(address.raw.constData());
    TcpSocket socket;
    socket.reset(::socket(raw->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.m_descriptor < 0)
        return unreachable(where, errno);
    if (::connect(socket.m_descriptor, raw, socklen_t(address.raw.size())) == 0)
        return socket;
    if (errno != EINPROGRESS)
        return unreachable(where, errno);
    if (!waitFor(socket.m_descriptor, POLLOUT, deadline, stop)) {
        if (stop.stop_requested())
            return cancelled();
        return failure(ErrorKind::Timeout, tr("No connection to %1").arg(where), tr("It did not answer in time"),
                       tr("Check the address, and firewalls on the way"));
    }
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(socket.m_descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0)
        return unreachable(where, error);
    return socket;
}

Result<QByteArray> TcpSocket::readGreetingLine(const QString &where, Deadline deadline, const std::stop_token &stop)
{
    QByteArray line;
    char buffer[4096];
    for (;;) {
        if (!waitFor(m_descriptor, POLLIN, deadline, stop)) {
            if (stop.stop_requested())
                return cancelled();
            return failure(ErrorKind::Timeout, tr("%1 does not greet").arg(where), tr("Connected, but it sent nothing in time"),
                           tr("Is this a NATS client port? A server that wants TLS first does not greet either"));
        }
        // Not more than the line: what follows belongs to whoever goes on with the socket.
        const ssize_t seen = ::recv(m_descriptor, buffer, sizeof buffer, MSG_PEEK);
        if (seen < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (seen <= 0)
            return failure(ErrorKind::Unreachable, tr("%1 hung up before greeting").arg(where),
                           seen < 0 ? QString::fromLocal8Bit(std::strerror(errno)) : tr("The connection was closed"));
        const auto *const end = static_cast<const char *>(std::memchr(buffer, '\n', std::size_t(seen)));
        const ssize_t wanted = end ? end - buffer + 1 : seen;
        line.append(buffer, ::recv(m_descriptor, buffer, std::size_t(wanted), 0));
        if (line.size() >= 5 && !line.startsWith("INFO "))
            return failure(ErrorKind::Protocol, tr("%1 is not a NATS server").arg(where),
                           text::clean(line.first(qMin(line.size(), qsizetype(60)))),
                           tr("Check the port: 4222 is usual for clients, 8222 is monitoring"));
        if (line.endsWith("\r\n"))
            return line.chopped(2);
        if (line.size() > greetingLimit)
            return failure(ErrorKind::LimitExceeded, tr("%1 greets without an end").arg(where),
                           tr("More than %1 KiB").arg(greetingLimit / 1024));
    }
}

} // namespace natsdeck::nats
