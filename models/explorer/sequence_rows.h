#pragma once

#include <QtGlobal>

#include <optional>
#include <vector>

namespace natsdeck::explorer {

// Which row shows which sequence: a range of sequences, newest first, in which known runs of deleted sequences are one row
// each. Lookups are binary searches over the runs; a single deleted sequence needs no entry.
class SequenceRows final
{
public:
    struct Run
    {
        quint64 from = 0; // the sequences [from, to] are gone
        quint64 to = 0;
        [[nodiscard]] quint64 size() const { return to - from + 1; }
        friend bool operator==(const Run &, const Run &) = default;
    };

    // What changes when a run becomes known: `count` rows from `row` go away, and `row - 1` shows the whole run.
    struct Collapse
    {
        int row = 0;
        int count = 0;
        Run run;
        std::size_t firstRun = 0; // the known runs [firstRun, endRun) are merged into it
        std::size_t endRun = 0;
    };

    // first > last: nothing. Forgets the runs.
    void setRange(quint64 first, quint64 last);
    void extendTo(quint64 last);   // newer sequences come in; runs stay
    void cutBefore(quint64 first); // older ones go, with their runs
    void extendBefore(quint64 first);
    void cutAfter(quint64 last);
    [[nodiscard]] quint64 first() const { return m_first; }
    [[nodiscard]] quint64 last() const { return m_last; }
    [[nodiscard]] int count() const;

    [[nodiscard]] quint64 sequenceAt(int row) const; // the newest sequence of the row
    [[nodiscard]] int rowOf(quint64 sequence) const; // the row that shows it; -1 outside of the range
    [[nodiscard]] std::optional<Run> runAt(int row) const;

    // What adding [from, to] would change, clipped to the range and joined with its neighbours; nothing when it is known.
    [[nodiscard]] std::optional<Collapse> plan(quint64 from, quint64 to) const;
    void apply(const Collapse &collapse);

private:
    struct Entry
    {
        Run run;
        quint64 hidden; // rows saved by all runs before this one
    };

    [[nodiscard]] quint64 hiddenAll() const { return m_runs.empty() ? 0 : m_runs.back().hidden + m_runs.back().run.size() - 1; }

    quint64 m_first = 1;
    quint64 m_last = 0;
    std::vector<Entry> m_runs; // ascending
};

} // namespace natsdeck::explorer
