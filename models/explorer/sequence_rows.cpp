#include "models/explorer/sequence_rows.h"

#include <algorithm>

namespace natsdeck::explorer {

void SequenceRows::setRange(quint64 first, quint64 last)
{
    m_first = first;
    m_last = last;
    m_runs.clear();
}

void SequenceRows::extendTo(quint64 last) { m_last = std::max(m_last, last); }

void SequenceRows::cutBefore(quint64 first)
{
    m_first = std::max(m_first, first);
    std::erase_if(m_runs, [this](const Entry &entry) { return entry.run.to < m_first; });
    quint64 hidden = 0;
    for (Entry &entry : m_runs) {
        entry.run.from = std::max(entry.run.from, m_first);
        entry.hidden = hidden;
        hidden += entry.run.size() - 1;
    }
}

void SequenceRows::extendBefore(quint64 first) { m_first = std::min(m_first, first); }

void SequenceRows::cutAfter(quint64 last)
{
    m_last = std::min(m_last, last);
    std::erase_if(m_runs, [this](const Entry &entry) { return entry.run.from > m_last; });
    if (!m_runs.empty())
        m_runs.back().run.to = std::min(m_runs.back().run.to, m_last);
}

int SequenceRows::count() const { return m_last < m_first ? 0 : static_cast<int>(m_last - m_first + 1 - hiddenAll()); }

// Positions count upwards from the oldest sequence, rows downwards from the newest.
quint64 SequenceRows::sequenceAt(int row) const
{
    const auto position = static_cast<quint64>(count() - 1 - row);
    // The last run that starts at or before this position.
    const auto after = std::upper_bound(m_runs.begin(), m_runs.end(), position, [this](quint64 wanted, const Entry &entry) {
        return wanted < entry.run.from - m_first - entry.hidden;
    });
    if (after == m_runs.begin())
        return m_first + position;
    const Entry &entry = *(after - 1);
    const quint64 start = entry.run.from - m_first - entry.hidden;
    return position == start ? entry.run.to : m_first + position + entry.hidden + entry.run.size() - 1;
}

int SequenceRows::rowOf(quint64 sequence) const
{
    if (sequence < m_first || sequence > m_last)
        return -1;
    const auto after = std::upper_bound(m_runs.begin(), m_runs.end(), sequence,
                                        [](quint64 wanted, const Entry &entry) { return wanted < entry.run.from; });
    quint64 position = sequence - m_first;
    if (after != m_runs.begin()) {
        const Entry &entry = *(after - 1);
        position = sequence <= entry.run.to ? entry.run.from - m_first - entry.hidden : position - entry.hidden - (entry.run.size() - 1);
    }
    return count() - 1 - static_cast<int>(position);
}

std::optional<SequenceRows::Run> SequenceRows::runAt(int row) const
{
    if (row < 0 || row >= count())
        return std::nullopt;
    const quint64 sequence = sequenceAt(row);
    const auto at =
        std::lower_bound(m_runs.begin(), m_runs.end(), sequence, [](const Entry &entry, quint64 wanted) { return entry.run.to < wanted; });
    if (at == m_runs.end() || at->run.from > sequence)
        return std::nullopt;
    return at->run;
}

std::optional<SequenceRows::Collapse> SequenceRows::plan(quint64 from, quint64 to) const
{
    from = std::max(from, m_first);
    to = std::min(to, m_last);
    if (from > to)
        return std::nullopt;
    // Runs that touch or overlap.
    const auto begin =
        std::lower_bound(m_runs.begin(), m_runs.end(), from, [](const Entry &entry, quint64 wanted) { return entry.run.to + 1 < wanted; });
    auto end = begin;
    int rowsNow = 0;
    quint64 covered = 0;
    Run joined{from, to};
    for (; end != m_runs.end() && end->run.from <= to + 1; ++end) {
        joined.from = std::min(joined.from, end->run.from);
        joined.to = std::max(joined.to, end->run.to);
        covered += end->run.size();
        ++rowsNow;
    }
    if (joined.size() < 2 || (rowsNow == 1 && covered == joined.size()))
        return std::nullopt;
    const auto rows = static_cast<quint64>(rowsNow) + joined.size() - covered;
    Collapse collapse;
    collapse.run = joined;
    collapse.count = static_cast<int>(rows) - 1;
    collapse.row = rowOf(joined.to) + 1;
    collapse.firstRun = static_cast<std::size_t>(begin - m_runs.begin());
    collapse.endRun = static_cast<std::size_t>(end - m_runs.begin());
    return collapse;
}

void SequenceRows::apply(const Collapse &collapse)
{
    const auto first = m_runs.begin() + static_cast<std::ptrdiff_t>(collapse.firstRun);
    const quint64 hidden = collapse.firstRun == 0 ? 0 : (first - 1)->hidden + (first - 1)->run.size() - 1;
    const auto at = m_runs.erase(first, m_runs.begin() + static_cast<std::ptrdiff_t>(collapse.endRun));
    auto entry = m_runs.insert(at, Entry{collapse.run, hidden});
    for (auto next = entry + 1; next != m_runs.end(); ++next)
        next->hidden += static_cast<quint64>(collapse.count);
}

} // namespace natsdeck::explorer
