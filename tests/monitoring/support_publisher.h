#pragma once

#include <QtGlobal>

#include <atomic>
#include <thread>

namespace natsdeck::test {

// Publishes at a known pace over a plain socket of its own thread: independent of everything that measures. The pace is
// that of an open loop: message n goes out at n / rate, whatever happened before.
class Publisher
{
public:
    explicit Publisher(quint16 port);
    ~Publisher();

    void setRate(int messagesPerSecond); // from now on
    [[nodiscard]] qint64 sent() const { return m_sent; }
    [[nodiscard]] bool isConnected() const { return m_connected; }

    static constexpr int payload = 32; // bytes of each message

private:
    void run(std::stop_token stop, quint16 port);

    std::atomic<int> m_rate{0};
    std::atomic<int> m_changes{0};
    std::atomic<qint64> m_sent{0};
    std::atomic<bool> m_connected{false};
    std::jthread m_thread;
};

} // namespace natsdeck::test
