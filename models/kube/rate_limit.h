#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>

namespace natsdeck::kube {

struct RequestCounters
{
    quint64 sent = 0;    // requests that had their turn, repetitions included; watches are not among them
    quint64 delayed = 0; // of these, how many had to wait for it
    std::chrono::milliseconds waited{0};
    int waiting = 0; // now
};

// So that no API server has to defend itself against us: a token bucket over all requests of a context but watches. What a
// person or a plan asks for goes before what is polled; within a lane the order is kept. Lives on the network thread.
class RateLimit final : public QObject
{
    Q_OBJECT

public:
    enum class Lane { Asked, Polled };

    RateLimit(double perSecond, int burst, QObject *parent);

    // Calls `go` at once, or when its turn has come; never when `who` has gone by then.
    void pass(const QObject *who, Lane lane, std::function<void()> go);
    [[nodiscard]] RequestCounters counters() const; // any thread

private:
    struct Waiting
    {
        QPointer<const QObject> who;
        std::function<void()> go;
        QElapsedTimer since;
    };

    void refill();
    void serve();

    double m_perSecond;
    double m_burst;
    double m_tokens;
    QElapsedTimer m_clock;
    QTimer m_next;
    std::deque<Waiting> m_asked;
    std::deque<Waiting> m_polled;
    std::atomic<quint64> m_sent = 0;
    std::atomic<quint64> m_delayed = 0;
    std::atomic<qint64> m_waited = 0;
    std::atomic<int> m_waiting = 0;
};

} // namespace natsdeck::kube
