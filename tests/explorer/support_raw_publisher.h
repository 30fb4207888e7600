#pragma once

#include <QByteArray>

#include <atomic>
#include <thread>

namespace natsdeck::test {

// Publishes over a plain socket as fast as the server takes it, on a thread of its own: an independent witness of what was sent.
class RawPublisher final
{
public:
    explicit RawPublisher(quint16 port);
    ~RawPublisher();
    RawPublisher(const RawPublisher &) = delete;
    RawPublisher &operator=(const RawPublisher &) = delete;

    [[nodiscard]] bool isConnected() const { return m_socket >= 0; }
    // One message, and waits until the server has it. `header` is a whole block, or empty.
    bool publish(const QByteArray &subject, const QByteArray &payload, const QByteArray &header = {});
    // Subjects in turn, until stop(); then the server has all of them.
    void flood(QList<QByteArray> subjects, int size);
    bool stop();
    [[nodiscard]] quint64 sent() const { return m_sent; }

private:
    bool write(const QByteArray &bytes);
    bool confirm(); // PING, PONG

    int m_socket = -1;
    std::thread m_thread;
    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_ok{true};
    std::atomic<quint64> m_sent{0};
};

} // namespace natsdeck::test
