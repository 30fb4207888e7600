#pragma once

#include "models/explorer/message_row.h"
#include "models/explorer/tap_ring.h"

#include <QAbstractTableModel>
#include <QHash>

#include <chrono>
#include <deque>

namespace natsdeck::explorer {

// What a tap has kept, newest first. Live it is the newest `windowRows` entries; paused it is everything kept at that moment, and
// nothing moves. Rows come and go by their own signals, never by a reset, so that selection and scroll stay with the message.
// Only rows on screen are decoded. A filter is worked off in slices of a few milliseconds, newest messages first.
class TapModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr quint64 windowRows = 1000;
    static constexpr std::size_t matchLimit = 100'000;
    static constexpr std::chrono::microseconds sliceLimit{4000}; // of filtering, for each update

    explicit TapModel(QObject *parent = nullptr);

    void setRing(TapRing *ring); // must live until the next call; null: nothing
    void setUtc(bool utc);
    void setFilter(MessageFilter filter);
    void setPaused(bool paused);
    void update(); // after each tick of the tap

    [[nodiscard]] bool isFiltered() const { return !m_filter.isEmpty(); }
    [[nodiscard]] quint64 matched() const { return m_matched; }
    [[nodiscard]] quint64 examined() const { return m_examined; }
    [[nodiscard]] quint64 notExamined() const { return m_notExamined; } // given up before the filter came to them
    [[nodiscard]] bool isExamining() const;                             // there is more to look at

    [[nodiscard]] quint64 positionAt(int row) const;
    [[nodiscard]] int rowOf(quint64 position) const; // -1 when it is not shown
    [[nodiscard]] RowKind kindAt(int row) const;
    [[nodiscard]] std::optional<MessageDetail> messageAt(int row) const; // a copy: it stays when the ring moves on

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void showRange(quint64 first, quint64 end);
    void removeAll();
    void insertNewest(quint64 count);
    void dropOldest(quint64 count);
    void restartFilter();
    void examine();
    [[nodiscard]] bool passes(quint64 position) const;
    void trimMatches(quint64 first);
    [[nodiscard]] const MessageRow *decoded(quint64 position) const;
    [[nodiscard]] QVariant gapCell(int row, int column, int role) const;

    TapRing *m_ring = nullptr;
    TapSnapshot m_snapshot;
    TapCounts m_counts;
    MessageFilter m_filter;
    // Without a filter: the positions [m_first, m_end). With one: m_matches, ascending; [m_back, m_front) has been examined.
    quint64 m_first = 0;
    quint64 m_end = 0;
    std::deque<quint64> m_matches;
    quint64 m_back = 0;
    quint64 m_front = 0;
    quint64 m_matched = 0;
    quint64 m_examined = 0;
    quint64 m_notExamined = 0;
    bool m_paused = false;
    bool m_utc = true;
    int m_missed = 0; // snapshots that the receiving thread did not let us take, in a row
    mutable QHash<quint64, MessageRow> m_decoded;
};

} // namespace natsdeck::explorer
