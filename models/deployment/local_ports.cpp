#include "models/deployment/local_ports.h"

#include <QFile>
#include <QHostAddress>
#include <QString>

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

bool isPortFree(const QString &address, int port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return false;
    const int on = 1; // as nats-server does: connections that linger from before do not count
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(quint16(port));
    where.sin_addr.s_addr = htonl(QHostAddress(address).toIPv4Address());
    const bool bound = ::bind(descriptor, reinterpret_cast<const sockaddr *>(&where), sizeof where) == 0;
    ::close(descriptor);
    return bound;
}

std::optional<int> nextFreePort(const QString &address, int first, const QList<int> &except)
{
    for (int port = first; port < first + 200 && port < 65536; ++port) {
        if (!except.contains(port) && isPortFree(address, port))
            return port;
    }
    return std::nullopt;
}

QList<int> listeningPorts(int low, int high)
{
    QList<int> found;
    for (const QString &path : {u"/proc/net/tcp"_s, u"/proc/net/tcp6"_s}) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QList<QByteArray> fields = line.simplified().split(' ');
            if (fields.size() < 4 || fields[3] != "0A") // TCP_LISTEN
                continue;
            const int port = fields[1].mid(fields[1].lastIndexOf(':') + 1).toInt(nullptr, 16);
            if (port >= low && port <= high && !found.contains(port))
                found << port;
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace natsdeck::deployment
