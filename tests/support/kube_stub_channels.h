#pragma once

#include "tests/support/kube_stub.h"

#include <QObject>

class QSslSocket;

namespace natsdeck::test {

// The server's end of a WebSocket with channels, once the request for it has come: a pod that echoes, or a script.
class StubChannelPeer final : public QObject
{
    Q_OBJECT

public:
    StubChannelPeer(QSslSocket &socket, const StubRequest &request, const StubReply &reply, QObject *parent);

    void feed(const QByteArray &bytes);

private:
    void greetForward(const StubRequest &request);
    void play();
    void take(quint8 opcode, const QByteArray &payload);
    void sendBurst(int bytes);
    void sendFrame(quint8 opcode, const QByteArray &payload);

    QSslSocket &m_socket;
    StubReply m_reply;
    QByteArray m_buffer;
    qsizetype m_inputBytes = 0;
};

} // namespace natsdeck::test
