#pragma once

#include "models/explorer/subject_counts.h"
#include "models/nats/message.h"

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace natsdeck::explorer {

// What all taps of the program may hold together, in bytes. Shared by the rings; whoever adds beyond it gives up its oldest.
class TapBudget final
{
public:
    static constexpr qint64 defaultLimit = 512LL * 1024 * 1024;

    explicit TapBudget(qint64 limit = defaultLimit)
        : m_limit(limit)
    {}
    [[nodiscard]] qint64 limit() const { return m_limit.load(std::memory_order_relaxed); }
    void setLimit(qint64 limit) { m_limit.store(limit, std::memory_order_relaxed); }
    [[nodiscard]] qint64 used() const { return m_used.load(std::memory_order_relaxed); }
    // For messages; the rest is what may wait in the C client on the way to the ring.
    [[nodiscard]] qint64 ringLimit() const { return std::max(limit() - 64LL * 1024 * 1024, limit() / 2); }
    qint64 add(qint64 bytes) { return m_used.fetch_add(bytes, std::memory_order_relaxed) + bytes; }

private:
    std::atomic<qint64> m_limit;
    std::atomic<qint64> m_used{0};
};

struct TapEntry
{
    nats::Message message; // null: a gap of unknown size, the connection was lost here
    qint64 timeNs = 0;     // of arrival
};

// A stretch of entries. Written only at its end and only under the ring's lock; what a snapshot covers never changes.
struct TapChunk
{
    static constexpr std::size_t entryLimit = 1024;
    static constexpr qint64 byteLimit = 1024 * 1024;

    std::unique_ptr<TapEntry[]> entries = std::make_unique<TapEntry[]>(entryLimit);
    quint64 first = 0; // position of entries[0]
    std::size_t count = 0;
    std::size_t messages = 0; // without gaps
    qint64 bytes = 0;
};

struct TapCounts
{
    quint64 received = 0;     // messages given to the ring
    quint64 kept = 0;         // of them, in the ring now
    quint64 evicted = 0;      // given up for newer ones
    quint64 refused = 0;      // arrived while paused with no room left
    quint64 payloadBytes = 0; // of all received
    quint64 gaps = 0;
    qint64 bytes = 0; // held now

    [[nodiscard]] quint64 notKept() const { return evicted + refused; } // received = kept + notKept, always
    friend bool operator==(const TapCounts &, const TapCounts &) = default;
};

// A part of the ring that stays readable without any lock while it is held. Use from one thread: headers are parsed on first use.
class TapSnapshot final
{
public:
    [[nodiscard]] quint64 first() const { return m_first; }   // the oldest position in the ring
    [[nodiscard]] quint64 end() const { return m_end; }       // one after the newest
    [[nodiscard]] const TapEntry *at(quint64 position) const; // null when this snapshot does not hold it

private:
    friend class TapRing;
    std::vector<std::shared_ptr<const TapChunk>> m_chunks;
    quint64 m_first = 0;
    quint64 m_end = 0;
};

// The newest messages of a tap, bounded in bytes. Keeps the messages as the C client made them: nothing is copied, parsed or
// allocated per message. Positions count entries (messages and gaps) from 0 and never repeat.
class TapRing final
{
public:
    explicit TapRing(std::shared_ptr<TapBudget> budget);
    ~TapRing();
    TapRing(const TapRing &) = delete;
    TapRing &operator=(const TapRing &) = delete;

    void receive(nats::Message &&message); // any thread
    void addGap();
    // The n-th loss of the connection, said by each of its subscriptions: one gap for all of them. Any thread.
    void addInterruption(quint64 number);
    // While paused nothing is given up: what finds no room is refused and counted.
    void setPaused(bool paused);
    void clear();   // counters start again, positions go on
    void restart(); // clear, for new subscriptions: they count interruptions from the first one

    [[nodiscard]] TapCounts counts() const;
    // With everything from `from` on. The first form may wait for the receiving thread, the second does not.
    [[nodiscard]] TapSnapshot snapshot(quint64 from = 0) const;
    [[nodiscard]] bool trySnapshot(TapSnapshot &snapshot, TapCounts &counts, quint64 from = 0) const;
    [[nodiscard]] std::vector<SubjectCounts::Change> takeSubjects(std::size_t limit);
    [[nodiscard]] quint64 messagesOfSubjectsNotListed() const;

private:
    void append(TapEntry &&entry, qint64 bytes);
    void fill(TapSnapshot &snapshot, quint64 from) const;

    std::shared_ptr<TapBudget> m_budget;
    mutable std::mutex m_mutex;
    std::deque<std::shared_ptr<TapChunk>> m_chunks;
    SubjectCounts m_subjects;
    TapCounts m_counts;
    quint64 m_end = 0;
    quint64 m_interruptions = 0;
    bool m_paused = false;
};

// What a message takes of the heap: the C client's one block, with its header fields.
[[nodiscard]] qint64 footprint(const nats::Message &message);

} // namespace natsdeck::explorer
