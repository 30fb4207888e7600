#pragma once

#include "models/workloads/log_filter.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <chrono>
#include <deque>

namespace natsdeck::workloads {

namespace LogColumn {
enum { Time, Source, Level, Text, Count };
}

struct LogLimits
{
    std::size_t lines = 200'000;
    qint64 bytes = 64LL * 1024 * 1024;
};

struct LogCounts
{
    quint64 received = 0;
    quint64 kept = 0;
    quint64 notKept = 0; // received = kept + notKept, always
    quint64 shown = 0;
    qint64 bytes = 0;

    friend bool operator==(const LogCounts &, const LogCounts &) = default;
};

// The newest lines of one or more logs, merged by time, bounded in lines and bytes. Rows come and go by their own signals: lines that
// arrive late go to their place, and selection stays with its line. Filter and search are worked off in slices of a few
// milliseconds, newest lines first. Markers are no received lines.
class LogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr std::chrono::microseconds sliceLimit{4000};

    explicit LogModel(LogLimits limits = {}, QObject *parent = nullptr);

    void append(std::vector<LogEntry> lines); // a batch, in any order
    void addLost(quint64 lines);              // received, and given up before they came here
    void clear();                             // counters start again
    void setUtc(bool utc);

    void setFilter(LogFilter filter);
    [[nodiscard]] bool isFiltered() const { return !m_filter.isEmpty(); }
    [[nodiscard]] bool isWorking() const { return m_toExamine > 0 || m_toCount > 0; } // filter or search have more to look at
    [[nodiscard]] LogCounts counts() const;

    void setSearch(const QString &text); // empty: none
    [[nodiscard]] const QString &search() const { return m_searchText; }
    [[nodiscard]] quint64 hits() const { return m_hits; }         // among the rows shown; still growing while isWorking()
    [[nodiscard]] int findHit(int fromRow, bool backwards) const; // after (before) this row, goes on at the other end; -1 = none
    [[nodiscard]] int hitNumber(int row) const;                   // from 1; 0 when the row is none

    [[nodiscard]] const LogEntry &lineAt(int row) const { return *rows()[static_cast<std::size_t>(row)]; }
    [[nodiscard]] QString fullText(int row) const;            // "2026-11-28T… nats-0 [1] …", as copied and saved
    [[nodiscard]] std::vector<SharedLine> shownLines() const; // may be read on any thread
    [[nodiscard]] static QByteArray toText(const std::vector<SharedLine> &lines);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void workedOn(); // filter or search have got further

private:
    using Lines = std::deque<SharedLine>;

    [[nodiscard]] const Lines &rows() const { return isFiltered() ? m_shown : m_entries; }
    [[nodiscard]] QVariant textOf(const LogEntry &line, int column) const;
    void merge(Lines &into, std::vector<SharedLine> fresh, bool visible);
    void mergeBetween(Lines &into, std::size_t from, bool visible);
    void evict();
    void show(std::vector<SharedLine> fresh); // into the filtered rows
    void forgetHits();
    [[nodiscard]] bool isHit(const LogEntry &line) const;
    void countHits(const std::vector<SharedLine> &fresh);
    void workLater();
    void work();

    LogLimits m_limits;
    Lines m_entries; // by time, then arrival
    Lines m_shown;   // those that pass; used while there is a filter
    LogFilter m_filter;
    QString m_searchText;
    LogFinder m_finder{QByteArray()};
    std::size_t m_toExamine = 0; // entries before this index may not have been asked
    std::size_t m_toCount = 0;   // the same for rows and the search
    quint64 m_hits = 0;
    quint64 m_received = 0;
    quint64 m_notKept = 0;
    quint64 m_markers = 0; // of those kept
    quint64 m_serial = 0;
    qint64 m_bytes = 0;
    bool m_utc = true;
    QTimer m_work;
};

[[nodiscard]] QString levelWord(LogLevel level);

} // namespace natsdeck::workloads
