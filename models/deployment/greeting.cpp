#include "models/deployment/greeting.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/deployment/texts.h"

#include <QDeadlineTimer>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QTcpSocket>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

constexpr int slice = 50;                    // ms between looks at the stop token
constexpr qint64 greetingBudget = 64 * 1024; // the server's own limit of a control line is far below
constexpr qint64 bodyBudget = 16 * 1024 * 1024;

Failure cancelled() { return failure(ErrorKind::Cancelled, Texts::tr("Cancelled")); }

Result<void> connectTo(QTcpSocket &socket, const QString &host, int port, const QDeadlineTimer &deadline, const std::stop_token &stop)
{
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(host, quint16(port));
    while (!socket.waitForConnected(slice)) {
        if (stop.stop_requested())
            return cancelled();
        if (socket.state() == QAbstractSocket::UnconnectedState)
            return failure(ErrorKind::Unreachable, Texts::tr("Nothing answers at %1:%2").arg(host).arg(port), socket.errorString());
        if (deadline.hasExpired())
            return failure(ErrorKind::Timeout, Texts::tr("%1:%2 did not answer in time").arg(host).arg(port));
    }
    return {};
}

// Reads until `complete`, the end, or a limit.
template <typename Complete>
Result<QByteArray> readUntil(QTcpSocket &socket, qint64 budget, const QDeadlineTimer &deadline, const std::stop_token &stop,
                             Complete complete)
{
    QByteArray content;
    while (true) {
        content += socket.readAll();
        if (content.size() > budget)
            return failure(ErrorKind::LimitExceeded, Texts::tr("The answer is too long"));
        if (complete(content))
            return content;
        if (socket.state() != QAbstractSocket::ConnectedState)
            return content + socket.readAll();
        if (stop.stop_requested())
            return cancelled();
        if (deadline.hasExpired())
            return failure(ErrorKind::Timeout, Texts::tr("The answer did not come in time"));
        socket.waitForReadyRead(slice);
    }
}

} // namespace

Result<Greeting> readGreeting(const QString &host, int port, std::chrono::milliseconds deadline, const std::stop_token &stop)
{
    const QDeadlineTimer timer(deadline);
    QTcpSocket socket;
    if (const auto connected = connectTo(socket, host, port, timer, stop); !connected)
        return failure(connected.error());
    const auto line = readUntil(socket, greetingBudget, timer, stop, [](const QByteArray &bytes) { return bytes.contains('\n'); });
    if (!line)
        return failure(line.error());
    if (!line->startsWith("INFO "))
        return failure(ErrorKind::Protocol, Texts::tr("What answers at %1:%2 is not a NATS server").arg(host).arg(port),
                       text::clean(line->left(80)));
    const auto info = json::parseObject(line->mid(5, line->indexOf('\n') - 5).trimmed(), u"INFO"_s);
    if (!info)
        return failure(ErrorKind::Protocol, Texts::tr("The greeting of %1:%2 cannot be read").arg(host).arg(port), info.error().detail);
    Greeting greeting;
    greeting.serverId = text::clean(info->value("server_id"_L1).toString());
    greeting.serverName = text::clean(info->value("server_name"_L1).toString());
    greeting.version = text::clean(info->value("version"_L1).toString());
    greeting.loginRequired = info->value("auth_required"_L1).toBool();
    greeting.tlsRequired = info->value("tls_required"_L1).toBool();
    greeting.jetStream = info->value("jetstream"_L1).toBool();
    greeting.maxPayload = json::integer(info->value("max_payload"_L1));
    return greeting;
}

Result<QByteArray> readHttp(int port, const QString &path, std::chrono::milliseconds deadline, const std::stop_token &stop)
{
    const QDeadlineTimer timer(deadline);
    QTcpSocket socket;
    if (const auto connected = connectTo(socket, u"127.0.0.1"_s, port, timer, stop); !connected)
        return failure(connected.error());
    // HTTP/1.0: the body ends with the connection, so there is nothing to unchunk.
    socket.write("GET /" + path.toUtf8() + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
    const auto answer = readUntil(socket, bodyBudget, timer, stop, [](const QByteArray &) { return false; });
    if (!answer)
        return failure(answer.error());
    const qsizetype head = answer->indexOf("\r\n\r\n");
    const QList<QByteArray> status = answer->left(answer->indexOf('\r')).split(' ');
    if (head < 0 || !answer->startsWith("HTTP/1.") || status.size() < 2)
        return failure(ErrorKind::Protocol, Texts::tr("What answers at port %1 is not a monitoring page").arg(port));
    QByteArray body = answer->mid(head + 4);
    if (status[1] != "200")
        return failure(ErrorKind::Rejected, Texts::tr("The server answered /%1 with status %2").arg(path, QString::fromLatin1(status[1])),
                       text::clean(body.left(1000)), {}, status[1].toInt());
    return body;
}

} // namespace natsdeck::deployment
