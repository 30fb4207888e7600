#pragma once

#include <QSslConfiguration>
#include <QTcpServer>
#include <QThread>

#include <atomic>
#include <functional>

class QSslSocket;

namespace natsdeck::test {

// Just enough of an HTTPS server that speaks HTTP/2 to see what a client does with one connection for everything. Requests
// are not read (their headers are compressed): the answers are given in the order in which they come, on all connections.
class Http2Stub final
{
public:
    struct Answer
    {
        QByteArray body;
        bool hold = false; // the stream stays open after the body
    };
    using Script = std::function<Answer(int request)>; // counted from 0; called on the stub's thread

    Http2Stub(const QByteArray &certificatePem, const QByteArray &keyPem, Script script);
    ~Http2Stub();

    [[nodiscard]] QString url() const;
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] int requests() const { return m_requests; }
    void silence(); // the connections that are open stay so, and hear and say nothing more

private:
    friend class Http2StubServer;

    QThread m_thread;
    QTcpServer *m_server = nullptr;
    Script m_script;
    std::atomic<int> m_connections = 0;
    std::atomic<int> m_requests = 0;
    quint16 m_port = 0;
};

} // namespace natsdeck::test
