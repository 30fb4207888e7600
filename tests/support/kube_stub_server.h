#pragma once

#include "tests/support/kube_stub.h"

#include <QElapsedTimer>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>

namespace natsdeck::test {

class StubChannelPeer;

// The listener of a KubeStub, on its thread.
class StubServer final : public QTcpServer
{
    Q_OBJECT

public:
    StubServer(KubeStub &stub, const QSslConfiguration &tls, bool secure)
        : m_stub(stub)
        , m_tls(tls)
        , m_secure(secure)
    {}

    void setTls(const QSslConfiguration &tls) { m_tls = tls; }
    KubeStub &stub() { return m_stub; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    KubeStub &m_stub;
    QSslConfiguration m_tls;
    bool m_secure;
};

// One connection: requests one after the other, then perhaps a stream or a WebSocket.
class StubConnection final : public QObject
{
    Q_OBJECT

public:
    StubConnection(StubServer &server, QSslSocket *socket);
    void cut();
    void silence();

private:
    void readSome();
    bool takeRequest();
    void answer(const StubRequest &request);
    void sendHead(const StubReply &reply, const QByteArray &framing);
    void streamNext();

    StubServer &m_server;
    QSslSocket *m_socket;
    QByteArray m_buffer;
    StubReply m_stream;
    qsizetype m_next = 0;
    QTimer m_timer;
    QElapsedTimer m_streaming;
    StubChannelPeer *m_channels = nullptr;
    bool m_busy = false;
};

} // namespace natsdeck::test
