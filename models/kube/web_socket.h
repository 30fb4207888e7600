#pragma once

#include "models/base/error.h"
#include "models/kube/stream_access.h"
#include "models/kube/web_socket_frames.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSslSocket>
#include <QTimer>

#include <functional>

namespace natsdeck::kube {

// A WebSocket client (RFC 6455) for the API server's streams. Our own, since QWebSocket cannot stop reading (an unbounded
// buffer when the other side is slow), hides the body of a refusal, knows no tls-server-name and drops subprotocols that
// contain a slash (facts/kubernetes-client.md §0.3, 0.9). Binary messages only; no extensions.
class WebSocket final : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 maxMessage = 4 * 1024 * 1024;

    explicit WebSocket(QObject *parent = nullptr);
    ~WebSocket() override;

    // `what` in the words of RBAC, for errors. Offers `protocols` in one header; connected() names the chosen one.
    void open(const StreamAccess &access, const QByteArray &path, const QByteArray &query, const QList<QByteArray> &protocols,
              const QString &what);
    void close(); // asks nicely, then leaves

    // One binary message of `prefix` (the channel) and `payload`.
    void send(char prefix, QByteArrayView payload);
    [[nodiscard]] qint64 bytesToWrite() const;

    // The payload is valid during the call only.
    void setMessageHandler(std::function<void(QByteArrayView)> handler) { m_handler = std::move(handler); }
    void setPaused(bool paused); // nothing more is read from the network than fits 1 MiB
    [[nodiscard]] bool isOpen() const { return m_state == State::Open; }

    [[nodiscard]] static QByteArray acceptKey(const QByteArray &key);

signals:
    void connected(const QByteArray &protocol);
    void written();                               // bytesToWrite() has become smaller
    void closed(int code, const QString &reason); // the peer has closed, in order
    void failed(const natsdeck::Error &error);    // not opened, or broken off. closed() or failed() comes once, last

private:
    enum class State { Idle, Connecting, Handshake, Refused, Open, Closing, Over };

    void sendHandshake();
    void readSome();
    void readHandshake();
    void readFrames();
    void take(const WebSocketFrames::Frame &frame);
    void sendFrame(quint8 opcode, QByteArrayView first, QByteArrayView second);
    void refused();
    void fail(ErrorKind kind, const QString &summary, const QString &detail = {});
    void over();
    void socketError();
    void beat();

    QSslSocket m_socket;
    StreamAccess m_access;
    QByteArray m_target;
    QList<QByteArray> m_protocols;
    QByteArray m_key;
    QString m_what;
    QString m_tlsProblem;
    std::function<void(QByteArrayView)> m_handler;
    QByteArray m_buffer; // of the handshake
    WebSocketFrames m_frames{maxMessage};
    QTimer m_deadline;
    QTimer m_beat;
    QElapsedTimer m_heard;
    State m_state = State::Idle;
    int m_status = 0;
    bool m_paused = false;
    bool m_endWaits = false; // the connection has ended, but not everything was read
    bool m_chunked = false;
};

} // namespace natsdeck::kube
