#pragma once

#include "models/explorer/page_cache.h"
#include "models/explorer/sequence_rows.h"
#include "models/explorer/stored_source.h"

#include <QAbstractTableModel>

#include <memory>
#include <set>

namespace natsdeck::explorer {

// A stream as a table, newest message first: a row for every sequence between the first and the last, and only what is on
// screen is fetched. Deleted sequences stay as rows; a run of them becomes one row that says how many. Where a stream is
// longer than `rowLimit`, the table holds a part of it that moves along with jumps and scrolling.
//
// Nothing moves by itself: new messages only raise `newer()` until someone asks for them.
class StoredModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int rowLimit = 1'000'000;
    static constexpr qsizetype cacheLimit = 48 * 1024 * 1024;
    static constexpr int maximumInFlight = 4; // reads
    static constexpr int largestRead = 640;   // sequences; fewer where messages are big

    explicit StoredModel(QObject *parent = nullptr);
    ~StoredModel() override;

    // Another stream (or none): forgets everything, asks for its bounds, then emits opened() or failed().
    void setSource(std::shared_ptr<StoredSource> source);
    void setUtc(bool utc);

    // The rows on screen. Asks for the pages that are missing; pages that left the screen before they were asked for are not.
    void setVisibleRows(int first, int last);
    // Bounds again; messages already read are read again when they are shown.
    void refresh();
    // Only looks whether there is something newer.
    void checkNewer();

    // Makes a row for this sequence (moves the part shown if needed) and returns it; the nearest one outside of the stream.
    int showSequence(quint64 sequence);
    [[nodiscard]] int rowOf(quint64 sequence) const { return m_rows.rowOf(sequence); }
    [[nodiscard]] quint64 sequenceAt(int row) const { return m_rows.sequenceAt(row); }
    [[nodiscard]] RowKind kindAt(int row) const;

    [[nodiscard]] const StreamBounds &bounds() const { return m_bounds; }
    [[nodiscard]] quint64 newer() const { return m_newest > m_bounds.last ? m_newest - m_bounds.last : 0; } // sequences since
    [[nodiscard]] quint64 deletedSeen() const { return m_deletedSeen; }
    [[nodiscard]] bool isPart() const { return m_rows.last() - m_rows.first() < m_bounds.last - m_bounds.first; }
    [[nodiscard]] int pending() const { return static_cast<int>(m_flights.size()); }
    [[nodiscard]] const PageCache &cache() const { return m_cache; }
    [[nodiscard]] int pageSize() const { return m_pageSize; }
    [[nodiscard]] bool isOpen() const { return m_opened; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void opened();                                 // bounds are known, rows are there
    void failed(const natsdeck::Error &error);     // the stream could not be asked
    void pageRead(const QByteArrayList &subjects); // of the messages that came
    void newerChanged();

private:
    struct Flight // the pages [first, last], read at once
    {
        quint64 first;
        quint64 last;
        std::stop_source stop;
        [[nodiscard]] bool holds(quint64 page) const { return page >= first && page <= last; }
    };

    [[nodiscard]] quint64 pageOf(quint64 sequence) const { return sequence / static_cast<quint64>(m_pageSize); }
    void setBounds(const StreamBounds &bounds, bool keepPlace);
    void setPart(quint64 around);
    void growNewest(quint64 last);
    void shrinkOldest(quint64 first);
    void shrinkNewest(quint64 last);
    void moveWithEdges();
    void plan();
    void addMissing(int firstRow, int lastRow, std::set<quint64> &pages);
    void askFor(const std::set<quint64> &pages);
    void ask(quint64 first, quint64 last);
    void receive(quint64 first, quint64 last, Result<StoredPage> result);
    void keep(quint64 first, quint64 last, StoredPage read);
    void collapseGaps(const StoredPage &read);
    void collapse(quint64 from, quint64 to);
    void announce(quint64 from, quint64 to);
    void choosePageSize();
    [[nodiscard]] const MessageRow *messageAt(int row) const;
    [[nodiscard]] QVariant otherCell(int row, int column, int role) const;

    std::shared_ptr<StoredSource> m_source;
    async::Generation m_generation;
    StreamBounds m_bounds;
    SequenceRows m_rows;
    mutable PageCache m_cache{cacheLimit};
    std::vector<Flight> m_flights;
    std::set<quint64> m_unread; // pages that could not be read
    int m_visibleFirst = 0;
    int m_visibleLast = -1;
    int m_pageSize = 16;
    int m_pagesPerRead = 40;
    quint64 m_newest = 0;
    quint64 m_deletedSeen = 0;
    bool m_opened = false;
    bool m_utc = true;
};

} // namespace natsdeck::explorer
