#include "models/kube/own_peer.h"

#include <QByteArray>
#include <QDir>
#include <QFile>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

// As /proc/net/tcp writes an address: the 32 bits in host order, then the port, in capital hex.
QByteArray tableAddress(const sockaddr_in &address)
{
    return QByteArray::number(address.sin_addr.s_addr, 16).rightJustified(8, '0').toUpper() + ':' +
           QByteArray::number(ntohs(address.sin_port), 16).rightJustified(4, '0').toUpper();
}

struct TableEntry
{
    QByteArray uid;
    QByteArray inode;
};

// The table of this thread's network namespace: the row whose local end is the peer's address and whose remote end is ours.
TableEntry findInTable(const QByteArray &peer, const QByteArray &own)
{
    QFile table(u"/proc/thread-self/net/tcp"_s);
    if (!table.open(QIODevice::ReadOnly))
        return {};
    const QByteArrayList lines = table.readAll().split('\n');
    for (const QByteArray &line : lines.mid(1)) {
        const QByteArrayList fields = line.simplified().split(' ');
        if (fields.size() > 9 && fields[1] == peer && fields[2] == own)
            return {fields[7], fields[9]};
    }
    return {};
}

bool isOurDescriptor(const QByteArray &inode)
{
    const QByteArray wanted = "socket:[" + inode + ']';
    const QStringList descriptors = QDir(u"/proc/self/fd"_s).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    for (const QString &name : descriptors) {
        char target[64];
        const ssize_t length = readlink(("/proc/self/fd/" + name.toLatin1()).constData(), target, sizeof target);
        if (length > 0 && QByteArrayView(target, length) == wanted)
            return true;
    }
    return false;
}

} // namespace

PeerIdentity identifyPeer(int acceptedSocket)
{
    sockaddr_in peer{};
    sockaddr_in own{};
    socklen_t peerSize = sizeof peer;
    socklen_t ownSize = sizeof own;
    if (getpeername(acceptedSocket, reinterpret_cast<sockaddr *>(&peer), &peerSize) != 0 ||
        getsockname(acceptedSocket, reinterpret_cast<sockaddr *>(&own), &ownSize) != 0 || peer.sin_family != AF_INET)
        return {false, u"unknown"_s};
    const TableEntry entry = findInTable(tableAddress(peer), tableAddress(own));
    char text[INET_ADDRSTRLEN] = {};
    inet_ntop(AF_INET, &peer.sin_addr, text, sizeof text);
    PeerIdentity identity;
    identity.description = u"%1:%2, program of uid %3"_s.arg(QLatin1StringView(text))
                               .arg(ntohs(peer.sin_port))
                               .arg(entry.uid.isEmpty() ? u"?"_s : QString::fromLatin1(entry.uid));
    identity.ours = !entry.inode.isEmpty() && entry.inode != "0" && isOurDescriptor(entry.inode);
    return identity;
}

} // namespace natsdeck::kube
