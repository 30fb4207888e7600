#include "models/nats/server_info.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/nats/server_url.h"
#include "models/nats/tcp_socket.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QThreadPool>

namespace natsdeck::nats {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

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
    info.tlsVerify = flag("tls_verify"_L1);
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
    const Deadline deadline = std::chrono::steady_clock::now() + limit;
    const QString where = hostAndPort(host, port);
    const Result<QList<HostAddress>> addresses = resolveHost(host, port, deadline);
    if (!addresses)
        return failure(addresses.error());
    Result<TcpSocket> socket = failure(ErrorKind::Unreachable, tr("No connection to %1").arg(where));
    for (const HostAddress &address : *addresses) {
        socket = TcpSocket::connect(address, where, deadline);
        if (socket)
            break;
    }
    if (!socket)
        return failure(socket.error());
    const Result<QByteArray> line = socket->readGreetingLine(where, deadline);
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
