#include "models/kube/forward_connection.h"

#include "models/base/text.h"
#include "models/kube/resource_type.h"

#include <QtEndian>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr qint64 highWater = 1024 * 1024; // waiting to be written on one side: the other is no longer read
constexpr qint64 lowWater = 256 * 1024;
// With its channel, the frame's header and mask a piece fills two TLS records to the last byte; one more would cost a third.
constexpr qsizetype piece = 32 * 1024 - 9;
constexpr char dataChannel = 0;
constexpr char errorChannel = 1;

} // namespace

ForwardConnection::ForwardConnection(QTcpSocket *local, std::shared_ptr<ForwardShared> shared, QObject *parent)
    : QObject(parent)
    , m_local(local)
    , m_remote(this)
    , m_shared(std::move(shared))
{
    m_local->setParent(this);
    m_local->setReadBufferSize(highWater); // nothing is lost while the WebSocket opens: the sender waits
    m_local->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_remote.setMessageHandler([this](QByteArrayView message) { takeMessage(message); });
    connect(m_local, &QTcpSocket::readyRead, this, &ForwardConnection::localToRemote);
    connect(m_local, &QTcpSocket::disconnected, this, &ForwardConnection::localEnded);
    connect(m_local, &QTcpSocket::bytesWritten, this, [this] {
        if (m_local->bytesToWrite() < lowWater)
            m_remote.setPaused(false);
    });
    connect(&m_remote, &WebSocket::written, this, [this] {
        if (m_remote.bytesToWrite() < lowWater)
            localToRemote();
    });
    connect(&m_remote, &WebSocket::closed, this, &ForwardConnection::remoteEnded);
    connect(&m_remote, &WebSocket::failed, this, &ForwardConnection::remoteFailed);
}

void ForwardConnection::open(const StreamAccess &access, const ForwardTarget &target)
{
    m_port = target.port;
    const QByteArray path = "/api/v1/namespaces/" + segment(target.nameSpace) + "/pods/" + segment(target.pod) + "/portforward";
    m_remote.open(access, path, "ports=" + QByteArray::number(target.port), {"v4.channel.k8s.io"},
                  u"get pods/portforward of %1/%2"_s.arg(text::clean(target.nameSpace), text::clean(target.pod)));
}

void ForwardConnection::abort()
{
    m_local->disconnect(this);
    m_local->abort();
    m_remote.disconnect(this);
    m_remote.setMessageHandler({});
    m_remote.close();
    deleteLater();
}

void ForwardConnection::takeMessage(QByteArrayView message)
{
    if (message.isEmpty())
        return;
    const char channel = message[0];
    const QByteArrayView payload = message.sliced(1);
    if (m_greetings < 2) {
        if (payload.size() != 2 || qFromLittleEndian<quint16>(payload.data()) != m_port)
            return remoteFailed({ErrorKind::Protocol, u"The port-forward began with something unexpected"_s, {}, {}, 0, {}});
        if (++m_greetings == 2) {
            emit established();
            localToRemote();
        }
        return;
    }
    if (channel == errorChannel)
        return takeRemoteError(payload);
    if (channel != dataChannel || payload.isEmpty())
        return;
    m_shared->bytesIn += quint64(payload.size());
    m_local->write(payload.data(), payload.size());
    if (m_local->bytesToWrite() > highWater)
        m_remote.setPaused(true);
}

void ForwardConnection::takeRemoteError(QByteArrayView text)
{
    if (!text.isEmpty())
        remoteFailed(
            {ErrorKind::Unreachable, u"The pod does not answer on port %1"_s.arg(m_port), text::clean(text.toByteArray()), {}, 0, {}});
}

void ForwardConnection::localToRemote()
{
    if (m_greetings < 2)
        return;
    char buffer[piece];
    while (m_remote.isOpen() && m_remote.bytesToWrite() < highWater) {
        const qint64 read = m_local->read(buffer, sizeof buffer);
        if (read <= 0)
            break;
        m_shared->bytesOut += quint64(read);
        m_remote.send(dataChannel, QByteArrayView(buffer, qsizetype(read)));
    }
}

void ForwardConnection::remoteEnded()
{
    if (m_greetings < 2)
        return remoteFailed({ErrorKind::Unreachable, u"The port-forward was closed at once"_s, {}, {}, 0, {}});
    // What came is delivered before the local side is closed.
    m_local->disconnectFromHost();
    if (m_local->state() == QAbstractSocket::UnconnectedState)
        deleteLater();
}

void ForwardConnection::remoteFailed(const Error &error)
{
    if (std::exchange(m_failed, true))
        return;
    emit failed(error);
    abort();
}

void ForwardConnection::localEnded()
{
    localToRemote();
    m_remote.disconnect(this);
    m_remote.setMessageHandler({});
    m_remote.close();
    // Time for the close frame and what stands before it.
    QTimer::singleShot(std::chrono::seconds(3), this, &QObject::deleteLater);
}

} // namespace natsdeck::kube
