#include "models/deployment/local_http.h"

#include "models/base/text.h"
#include "models/deployment/texts.h"

#include <QDeadlineTimer>
#include <QNetworkProxy>
#include <QTcpSocket>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

constexpr int slice = 50; // ms between looks at the stop token
constexpr qint64 bodyBudget = 16 * 1024 * 1024;

Failure cancelled() { return failure(ErrorKind::Cancelled, Texts::tr("Cancelled")); }

Result<void> connectTo(QTcpSocket &socket, int port, const QDeadlineTimer &deadline, const std::stop_token &stop)
{
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(u"127.0.0.1"_s, quint16(port));
    while (!socket.waitForConnected(slice)) {
        if (stop.stop_requested())
            return cancelled();
        if (socket.state() == QAbstractSocket::UnconnectedState)
            return failure(ErrorKind::Unreachable, Texts::tr("Nothing answers at port %1").arg(port), socket.errorString());
        if (deadline.hasExpired())
            return failure(ErrorKind::Timeout, Texts::tr("Port %1 did not answer in time").arg(port));
    }
    return {};
}

// Everything until the peer hangs up.
Result<QByteArray> readToEnd(QTcpSocket &socket, const QDeadlineTimer &deadline, const std::stop_token &stop)
{
    QByteArray content;
    while (true) {
        const bool ended = socket.state() != QAbstractSocket::ConnectedState;
        content += socket.readAll();
        if (content.size() > bodyBudget)
            return failure(ErrorKind::LimitExceeded, Texts::tr("The answer is too long"));
        if (ended)
            return content;
        if (stop.stop_requested())
            return cancelled();
        if (deadline.hasExpired())
            return failure(ErrorKind::Timeout, Texts::tr("The answer did not come in time"));
        socket.waitForReadyRead(slice);
    }
}

} // namespace

Result<QByteArray> readHttp(int port, const QString &path, std::chrono::milliseconds deadline, const std::stop_token &stop)
{
    const QDeadlineTimer timer(deadline);
    QTcpSocket socket;
    if (const auto connected = connectTo(socket, port, timer, stop); !connected)
        return failure(connected.error());
    // HTTP/1.0: the body ends with the connection, so there is nothing to unchunk.
    socket.write("GET /" + path.toUtf8() + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
    const auto answer = readToEnd(socket, timer, stop);
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
