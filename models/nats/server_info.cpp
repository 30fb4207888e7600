#include "models/nats/server_info.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/nats/server_url.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QThreadPool>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace natsdeck::nats {

using namespace Qt::StringLiterals;
using Tick = std::chrono::steady_clock;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

class Descriptor final
{
public:
    explicit Descriptor(int value = -1)
        : m_value(value)
    {}
    ~Descriptor() { reset(); }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    void reset(int value = -1)
    {
        if (m_value >= 0)
            ::close(m_value);
        m_value = value;
    }
    [[nodiscard]] int get() const { return m_value; }

private:
    int m_value;
};

Failure unreachable(const QString &where, int error)
{
    QString remedy = tr("Check that the server runs and that the address and port are right");
    return failure(ErrorKind::Unreachable, tr("No connection to %1").arg(where), QString::fromLocal8Bit(std::strerror(error)), remedy,
                   error);
}

// True when the descriptor is ready for `events` before the deadline.
bool waitFor(int descriptor, short events, Tick::time_point deadline)
{
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Tick::now()).count();
        if (left <= 0)
            return false;
        pollfd waiting{descriptor, events, 0};
        const int ready = ::poll(&waiting, 1, int(left));
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
    }
}

Result<void> connectTo(Descriptor &socket, const addrinfo &address, const QString &where, Tick::time_point deadline)
{
    socket.reset(::socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address.ai_protocol));
    if (socket.get() < 0)
        return unreachable(where, errno);
    if (::connect(socket.get(), address.ai_addr, address.ai_addrlen) == 0)
        return {};
    if (errno != EINPROGRESS)
        return unreachable(where, errno);
    if (!waitFor(socket.get(), POLLOUT, deadline))
        return failure(ErrorKind::Timeout, tr("No connection to %1").arg(where), tr("It did not answer in time"),
                       tr("Check the address, and firewalls on the way"));
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0)
        return unreachable(where, error);
    return {};
}

Result<void> connectToAny(Descriptor &socket, const QString &host, quint16 port, const QString &where, Tick::time_point deadline)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    const int code = ::getaddrinfo(host.toUtf8().constData(), QByteArray::number(port).constData(), &hints, &found);
    if (code != 0)
        return failure(ErrorKind::Unreachable, tr("The name %1 is not known").arg(host), QString::fromLocal8Bit(::gai_strerror(code)),
                       tr("Check the spelling; names of a cluster's services are only known inside the cluster"), code);
    const std::unique_ptr<addrinfo, void (*)(addrinfo *)> list(found, &::freeaddrinfo);
    Result<void> result = failure(ErrorKind::Unreachable, tr("No connection to %1").arg(where));
    for (const addrinfo *address = found; address; address = address->ai_next) {
        result = connectTo(socket, *address, where, deadline);
        if (result)
            return result;
    }
    return result;
}

Result<QByteArray> readLine(int descriptor, const QString &where, Tick::time_point deadline)
{
    QByteArray line;
    char buffer[4096];
    for (;;) {
        if (!waitFor(descriptor, POLLIN, deadline))
            return failure(ErrorKind::Timeout, tr("%1 does not greet").arg(where), tr("Connected, but it sent nothing in time"),
                           tr("Is this a NATS client port? A server that wants TLS first does not greet either"));
        const ssize_t got = ::recv(descriptor, buffer, sizeof buffer, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (got <= 0)
            return failure(ErrorKind::Unreachable, tr("%1 hung up before greeting").arg(where),
                           got < 0 ? QString::fromLocal8Bit(std::strerror(errno)) : tr("The connection was closed"));
        line.append(buffer, got);
        if (line.size() >= 5 && !line.startsWith("INFO "))
            return failure(ErrorKind::Protocol, tr("%1 is not a NATS server").arg(where),
                           text::clean(line.first(qMin(line.size(), qsizetype(60)))),
                           tr("Check the port: 4222 is usual for clients, 8222 is monitoring"));
        if (const qsizetype end = line.indexOf("\r\n"); end >= 0)
            return line.first(end);
        if (line.size() > greetingLimit)
            return failure(ErrorKind::LimitExceeded, tr("%1 greets without an end").arg(where),
                           tr("More than %1 KiB").arg(greetingLimit / 1024));
    }
}

} // namespace

Result<ServerInfo> parseServerInfo(const QByteArray &line)
{
    if (!line.startsWith("INFO "))
        return failure(ErrorKind::Protocol, tr("This is not the greeting of a NATS server"));
    const auto object = json::parseObject(line.mid(5).trimmed(), tr("greeting"));
    if (!object)
        return failure(ErrorKind::Protocol, tr("The greeting of the server makes no sense"), object.error().detail);
    const auto text = [&](QLatin1StringView key) { return text::clean(object->value(key).toString(), 256); };
    const auto flag = [&](QLatin1StringView key) { return object->value(key).toBool(); };
    const auto number = [&](QLatin1StringView key) { return json::integer(object->value(key)); };
    ServerInfo info;
    info.serverId = text("server_id"_L1);
    info.serverName = text("server_name"_L1);
    info.version = text("version"_L1);
    info.host = text("host"_L1);
    info.port = quint16(number("port"_L1));
    info.cluster = text("cluster"_L1);
    info.domain = text("domain"_L1);
    info.maxPayload = number("max_payload"_L1);
    info.clientId = quint64(number("client_id"_L1));
    info.headers = flag("headers"_L1);
    info.authRequired = flag("auth_required"_L1);
    info.tlsRequired = flag("tls_required"_L1);
    info.tlsAvailable = flag("tls_available"_L1);
    info.jetstream = flag("jetstream"_L1);
    info.lameDuck = flag("ldm"_L1);
    const QJsonArray urls = object->value("connect_urls"_L1).toArray();
    for (const QJsonValue &url : urls) {
        if (info.connectUrls.size() < 256)
            info.connectUrls << text::clean(url.toString(), 256);
    }
    return info;
}

Result<ServerInfo> readGreeting(const QString &host, quint16 port, std::chrono::milliseconds limit)
{
    const Tick::time_point deadline = Tick::now() + limit;
    const QString where = (host.contains(u':') ? u'[' + host + u']' : host) + u':' + QString::number(port);
    Descriptor socket;
    if (const Result<void> connected = connectToAny(socket, host, port, where, deadline); !connected)
        return failure(connected.error());
    const Result<QByteArray> line = readLine(socket.get(), where, deadline);
    if (!line)
        return failure(line.error());
    return parseServerInfo(*line);
}

async::Future<ServerInfo> greet(const QString &url, std::chrono::milliseconds limit)
{
    const Result<ServerUrl> parsed = parseServerUrl(url);
    if (!parsed)
        return async::failed<ServerInfo>(parsed.error());
    return async::run(*QThreadPool::globalInstance(),
                      [host = parsed->host, port = parsed->port, limit] { return readGreeting(host, port, limit); });
}

bool versionAtLeast(const QString &version, int major, int minor, int patch)
{
    const QStringList parts = version.section(u'-', 0, 0).split(u'.');
    const auto part = [&](int index) { return parts.value(index).toInt(); };
    return std::tuple(part(0), part(1), part(2)) >= std::tuple(major, minor, patch);
}

} // namespace natsdeck::nats
