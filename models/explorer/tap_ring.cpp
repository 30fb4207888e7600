#include "models/explorer/tap_ring.h"

#include <algorithm>
#include <ctime>

namespace natsdeck::explorer {

namespace {

qint64 nowNs()
{
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    return static_cast<qint64>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

} // namespace

qint64 footprint(const nats::Message &message) { return static_cast<qint64>(sizeof(TapEntry)) + message.memoryBytes(); }

const TapEntry *TapSnapshot::at(quint64 position) const
{
    if (position >= m_end || m_chunks.empty() || position < m_chunks.front()->first)
        return nullptr;
    const auto after = std::upper_bound(m_chunks.begin(), m_chunks.end(), position,
                                        [](quint64 wanted, const auto &chunk) { return wanted < chunk->first; });
    const TapChunk &chunk = **(after - 1);
    return &chunk.entries[position - chunk.first];
}

TapRing::TapRing(std::shared_ptr<TapBudget> budget)
    : m_budget(std::move(budget))
{}

TapRing::~TapRing() { m_budget->add(-m_counts.bytes); }

void TapRing::receive(nats::Message &&message)
{
    const qint64 bytes = footprint(message);
    const QByteArrayView subject = message.subject();
    const auto payload = static_cast<quint64>(message.data().size());
    const qint64 time = nowNs();
    std::shared_ptr<TapChunk> released; // destroyed after the lock is free
    std::unique_lock lock(m_mutex);
    ++m_counts.received;
    m_counts.payloadBytes += payload;
    m_subjects.count(subject);
    const qint64 limit = m_budget->ringLimit();
    if (m_paused && m_budget->used() + bytes > limit) {
        ++m_counts.refused;
        return;
    }
    ++m_counts.kept;
    append({std::move(message), time}, bytes);
    ++m_chunks.back()->messages;
    // Never the newest chunk: one message larger than the budget is still shown.
    if (m_budget->used() > limit && !m_paused && m_chunks.size() > 1) {
        released = std::move(m_chunks.front());
        m_chunks.pop_front();
        m_counts.kept -= released->messages;
        m_counts.evicted += released->messages;
        m_counts.bytes -= released->bytes;
        m_budget->add(-released->bytes);
    }
    lock.unlock();
}

void TapRing::append(TapEntry &&entry, qint64 bytes)
{
    if (m_chunks.empty() || m_chunks.back()->count == TapChunk::entryLimit || m_chunks.back()->bytes >= TapChunk::byteLimit) {
        m_chunks.push_back(std::make_shared<TapChunk>());
        m_chunks.back()->first = m_end;
    }
    TapChunk &chunk = *m_chunks.back();
    chunk.entries[chunk.count++] = std::move(entry);
    chunk.bytes += bytes;
    m_counts.bytes += bytes;
    m_budget->add(bytes);
    ++m_end;
}

void TapRing::addGap()
{
    const std::scoped_lock lock(m_mutex);
    ++m_counts.gaps;
    append({nats::Message(), nowNs()}, sizeof(TapEntry));
}

void TapRing::addInterruption(quint64 number)
{
    const std::scoped_lock lock(m_mutex);
    if (number <= m_interruptions)
        return;
    m_interruptions = number;
    ++m_counts.gaps;
    append({nats::Message(), nowNs()}, sizeof(TapEntry));
}

void TapRing::setPaused(bool paused)
{
    const std::scoped_lock lock(m_mutex);
    m_paused = paused;
}

void TapRing::clear()
{
    std::deque<std::shared_ptr<TapChunk>> released;
    const std::scoped_lock lock(m_mutex);
    released.swap(m_chunks);
    m_budget->add(-m_counts.bytes);
    m_counts = {};
    m_subjects.clear();
}

void TapRing::restart()
{
    clear();
    const std::scoped_lock lock(m_mutex);
    m_interruptions = 0;
}

TapCounts TapRing::counts() const
{
    const std::scoped_lock lock(m_mutex);
    return m_counts;
}

void TapRing::fill(TapSnapshot &snapshot, quint64 from) const
{
    snapshot.m_end = m_end;
    snapshot.m_first = m_chunks.empty() ? m_end : m_chunks.front()->first;
    snapshot.m_chunks.clear();
    auto begin =
        std::upper_bound(m_chunks.begin(), m_chunks.end(), from, [](quint64 wanted, const auto &chunk) { return wanted < chunk->first; });
    if (begin != m_chunks.begin())
        --begin;
    snapshot.m_chunks.assign(begin, m_chunks.end());
}

TapSnapshot TapRing::snapshot(quint64 from) const
{
    TapSnapshot snapshot;
    const std::scoped_lock lock(m_mutex);
    fill(snapshot, from);
    return snapshot;
}

bool TapRing::trySnapshot(TapSnapshot &snapshot, TapCounts &counts, quint64 from) const
{
    TapSnapshot before; // released after the lock
    std::unique_lock lock(m_mutex, std::try_to_lock);
    if (!lock.owns_lock())
        return false;
    std::swap(before, snapshot);
    fill(snapshot, from);
    counts = m_counts;
    lock.unlock();
    return true;
}

std::vector<SubjectCounts::Change> TapRing::takeSubjects(std::size_t limit)
{
    const std::unique_lock lock(m_mutex, std::try_to_lock);
    return lock.owns_lock() ? m_subjects.takeChanges(limit) : std::vector<SubjectCounts::Change>();
}

quint64 TapRing::messagesOfSubjectsNotListed() const
{
    const std::scoped_lock lock(m_mutex);
    return m_subjects.messagesNotListed();
}

} // namespace natsdeck::explorer
