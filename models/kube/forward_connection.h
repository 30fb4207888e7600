#pragma once

#include "models/kube/port_forward.h"
#include "models/kube/web_socket.h"

#include <QTcpSocket>

#include <atomic>

namespace natsdeck::kube {

// Shared with the facade, which reads the counters from its own thread.
struct ForwardShared
{
    std::atomic<quint64> accepted = 0;
    std::atomic<quint64> refused = 0;
    std::atomic<quint64> bytesIn = 0;
    std::atomic<quint64> bytesOut = 0;
};

// One accepted connection and the WebSocket that carries it: v4.channel.k8s.io carries exactly one TCP connection per port
// (facts/kubernetes-client.md §3.2). Each side is read only as fast as the other takes. Deletes itself at the end.
class ForwardConnection final : public QObject
{
    Q_OBJECT

public:
    ForwardConnection(QTcpSocket *local, std::shared_ptr<ForwardShared> shared, QObject *parent);

    void open(const StreamAccess &access, const ForwardTarget &target);
    void abort(); // resets the local side

signals:
    void established();
    void failed(const natsdeck::Error &error); // of the remote side, before or after it was established

private:
    void takeMessage(QByteArrayView message);
    void takeRemoteError(QByteArrayView text);
    void localToRemote();
    void remoteEnded();
    void remoteFailed(const Error &error);
    void localEnded();

    QTcpSocket *m_local;
    WebSocket m_remote;
    std::shared_ptr<ForwardShared> m_shared;
    quint16 m_port = 0;
    int m_greetings = 0; // the server first names the port on both channels
    bool m_failed = false;
};

} // namespace natsdeck::kube
