#pragma once

#include "models/explorer/tap_ring.h"
#include "models/nats/subscription.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace natsdeck::nats {
class Connection;
}

namespace natsdeck::explorer {

// What a tap has to say about itself, as people read it.
struct TapFigures
{
    TapCounts counts;
    quint64 lostInClient = 0; // received by this program, but too fast for it: dropped before the ring, counted
    double messagesPerSecond = 0;
    double bytesPerSecond = 0;
    qint64 memory = 0; // held by all taps of the program
    qint64 budget = 0;

    [[nodiscard]] quint64 sent() const { return counts.received + lostInClient; } // what reached this program
    [[nodiscard]] quint64 notKept() const { return counts.notKept() + lostInClient; }
};

// A live subscription of given subjects. While one connection lives: sent = kept + not kept, exactly. Every loss of the
// connection leaves a gap marker of unknown size. Messages go from the C client's thread into a ring; the GUI looks at the ring
// 25 times a second and never waits for it.
class Tap final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds tick{40};
    static constexpr int pendingMessages = 131'072; // between socket and ring, for all subjects together
    static constexpr int pendingBytes = 64 * 1024 * 1024;

    Tap(nats::Connection &connection, std::shared_ptr<TapBudget> budget, QObject *parent = nullptr);
    ~Tap() override;

    void start(const QList<QByteArray> &subjects); // what was received before is forgotten
    void stop();                                   // what was received stays
    void setPaused(bool paused);
    void clear();

    [[nodiscard]] bool isRunning() const { return !m_subscriptions.empty(); }
    [[nodiscard]] bool isPaused() const { return m_paused; }
    [[nodiscard]] const QList<QByteArray> &subjects() const { return m_subjects; }
    [[nodiscard]] const TapFigures &figures() const { return m_figures; }
    [[nodiscard]] std::optional<Error> error() const; // a subject was refused
    [[nodiscard]] TapRing &ring() { return *m_ring; }
    // For tests and benches: counts now, not those of the last tick.
    [[nodiscard]] TapFigures measure() const;

signals:
    void ticked();         // something arrived, or time to look at the figures (25 Hz while running)
    void figuresChanged(); // about 4 times a second
    void stateChanged();   // started, stopped, paused, cleared

private:
    void look();
    void updateFigures();
    [[nodiscard]] quint64 dropped() const;

    struct Sample
    {
        std::chrono::steady_clock::time_point time;
        quint64 messages;
        quint64 bytes;
    };

    nats::Connection &m_connection;
    std::shared_ptr<TapBudget> m_budget;
    std::shared_ptr<TapRing> m_ring; // the handlers hold it too
    std::vector<std::unique_ptr<nats::Subscription>> m_subscriptions;
    std::deque<Sample> m_samples; // of the last second
    QList<QByteArray> m_subjects;
    QTimer m_timer;
    TapFigures m_figures;
    quint64 m_droppedBefore = 0; // by subscriptions that are gone
    quint64 m_droppedAtClear = 0;
    int m_ticks = 0;
    bool m_paused = false;
};

} // namespace natsdeck::explorer
