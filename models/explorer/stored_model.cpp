#include "models/explorer/stored_model.h"

#include "models/base/cell_roles.h"
#include "models/base/units.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

StoredModel::StoredModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

StoredModel::~StoredModel()
{
    for (const Flight &flight : m_flights)
        flight.stop.request_stop();
}

void StoredModel::setSource(std::shared_ptr<StoredSource> source)
{
    for (const Flight &flight : m_flights)
        flight.stop.request_stop();
    beginResetModel();
    m_source = std::move(source);
    m_bounds = {};
    m_rows.setRange(1, 0);
    m_cache.clear();
    m_flights.clear();
    m_unread.clear();
    m_visibleFirst = 0;
    m_visibleLast = -1;
    m_newest = 0;
    m_deletedSeen = 0;
    m_opened = false;
    m_generation.next();
    endResetModel();
    refresh();
}

void StoredModel::setUtc(bool utc)
{
    m_utc = utc;
    if (rowCount() > 0)
        emit dataChanged(index(0, MessageColumn::Time), index(rowCount() - 1, MessageColumn::Time));
    emit headerDataChanged(Qt::Horizontal, MessageColumn::Time, MessageColumn::Time);
}

void StoredModel::refresh()
{
    if (!m_source)
        return;
    const quint64 generation = m_generation.next();
    for (const Flight &flight : m_flights)
        flight.stop.request_stop();
    m_flights.clear();
    m_unread.clear();
    async::deliver(m_source->bounds(), this, [this, generation](const Result<StreamBounds> &result) {
        if (!m_generation.isCurrent(generation))
            return;
        if (!result) {
            emit failed(result.error());
            return;
        }
        m_cache.clear();
        setBounds(*result, m_opened);
        m_opened = true;
        emit opened();
        plan();
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, MessageColumn::Count - 1));
    });
}

void StoredModel::checkNewer()
{
    if (!m_source || !m_opened)
        return;
    async::deliver(m_source->bounds(), this, [this, source = m_source](const Result<StreamBounds> &result) {
        if (source != m_source)
            return;
        if (!result) {
            emit failed(result.error());
            return;
        }
        if (result->last != m_newest) {
            m_newest = result->last;
            emit newerChanged();
        }
    });
}

// The same place stays where it was when the stream has only grown or lost its oldest messages.
void StoredModel::setBounds(const StreamBounds &bounds, bool keepPlace)
{
    const StreamBounds before = std::exchange(m_bounds, bounds);
    m_newest = bounds.last;
    choosePageSize();
    const bool grown =
        keepPlace && bounds.last >= before.last && bounds.first >= before.first && bounds.first <= m_rows.last() && m_rows.count() > 0;
    if (!grown) {
        setPart(bounds.last);
    } else {
        shrinkOldest(bounds.first);
        if (m_rows.last() == before.last && bounds.last - m_rows.first() < rowLimit)
            growNewest(bounds.last);
    }
    emit newerChanged();
}

// A page is about what a screen shows, a read at most about 4 MiB: big messages do not make it slow, small ones not chatty.
void StoredModel::choosePageSize()
{
    const quint64 average = std::max<quint64>(1, m_bounds.messages > 0 ? m_bounds.bytes / m_bounds.messages : 1);
    const int wanted = static_cast<int>(std::clamp<quint64>(1024 * 1024 / average, 4, 16));
    m_pagesPerRead = static_cast<int>(std::clamp<quint64>(4 * 1024 * 1024 / average, 4, largestRead)) / wanted;
    m_pagesPerRead = std::max(1, m_pagesPerRead);
    if (wanted == m_pageSize)
        return;
    m_pageSize = wanted;
    m_cache.clear();
    for (const Flight &flight : m_flights)
        flight.stop.request_stop();
    m_flights.clear();
}

void StoredModel::setPart(quint64 around)
{
    beginResetModel();
    const quint64 length = m_bounds.last + 1 - m_bounds.first;
    quint64 first = m_bounds.first;
    quint64 last = m_bounds.last;
    if (length > rowLimit) {
        around = std::clamp(around, m_bounds.first, m_bounds.last);
        const quint64 below = std::min<quint64>(around - m_bounds.first, rowLimit / 2);
        first = std::min(around - below, m_bounds.last - (rowLimit - 1));
        last = first + rowLimit - 1;
    }
    m_rows.setRange(first, last);
    m_deletedSeen = 0;
    m_visibleFirst = 0;
    m_visibleLast = -1;
    endResetModel();
}

// Newer messages come in at the top; the runs known stay.
void StoredModel::growNewest(quint64 last)
{
    if (last <= m_rows.last())
        return;
    const auto more = static_cast<int>(last - m_rows.last());
    beginInsertRows({}, 0, more - 1);
    m_rows.extendTo(last);
    endInsertRows();
    m_visibleFirst += more;
    m_visibleLast += more;
}

void StoredModel::shrinkOldest(quint64 first)
{
    const quint64 from = std::max(first, m_rows.first());
    if (from == m_rows.first())
        return;
    const int keepRow = m_rows.rowOf(from);
    const int gone = m_rows.count() - 1 - keepRow;
    if (gone > 0) {
        beginRemoveRows({}, keepRow + 1, m_rows.count() - 1);
        m_rows.cutBefore(from);
        endRemoveRows();
    } else {
        m_rows.cutBefore(from);
    }
}

int StoredModel::showSequence(quint64 sequence)
{
    if (m_bounds.last < m_bounds.first)
        return -1;
    sequence = std::clamp(sequence, m_bounds.first, m_bounds.last);
    if (m_rows.rowOf(sequence) < 0)
        setPart(sequence);
    return m_rows.rowOf(sequence);
}

void StoredModel::setVisibleRows(int first, int last)
{
    m_visibleFirst = std::max(0, first);
    m_visibleLast = std::min(last, rowCount() - 1);
    moveWithEdges();
    plan();
}

// Scrolled to where the part ends but the stream does not: a quarter comes in there and as much goes at the other end. The
// view keeps its place by the rows' signals.
void StoredModel::moveWithEdges()
{
    constexpr int near = 200;
    constexpr quint64 step = rowLimit / 4;
    if (!isPart() || m_visibleLast < 0)
        return;
    if (m_visibleLast + near >= rowCount() && m_rows.first() > m_bounds.first) {
        const quint64 first = m_rows.first() - std::min(step, m_rows.first() - m_bounds.first);
        const auto more = static_cast<int>(m_rows.first() - first);
        beginInsertRows({}, rowCount(), rowCount() + more - 1);
        m_rows.extendBefore(first);
        endInsertRows();
        shrinkNewest(std::max(first + rowLimit - 1, m_rows.sequenceAt(m_visibleFirst)));
    } else if (m_visibleFirst <= near && m_rows.last() < m_bounds.last) {
        const quint64 last = m_rows.last() + std::min(step, m_bounds.last - m_rows.last());
        growNewest(last);
        shrinkOldest(last - (rowLimit - 1));
    }
}

void StoredModel::shrinkNewest(quint64 last)
{
    if (last >= m_rows.last())
        return;
    const int gone = m_rows.rowOf(last);
    if (gone > 0) {
        beginRemoveRows({}, 0, gone - 1);
        m_rows.cutAfter(last);
        endRemoveRows();
        m_visibleFirst = std::max(0, m_visibleFirst - gone);
        m_visibleLast = std::max(0, m_visibleLast - gone);
    } else {
        m_rows.cutAfter(last);
    }
}

void StoredModel::addMissing(int firstRow, int lastRow, std::set<quint64> &pages)
{
    for (int row = std::max(0, firstRow); row <= std::min(lastRow, rowCount() - 1); ++row) {
        if (m_rows.runAt(row))
            continue;
        const quint64 page = pageOf(m_rows.sequenceAt(row));
        if (!pages.contains(page) && !m_cache.find(page) && !m_unread.contains(page))
            pages.insert(page);
    }
}

// What is wanted now replaces what was wanted before; nothing is merged. Reads that nobody wants any more are stopped. What lies
// around the screen is read ahead only when the screen itself is complete.
void StoredModel::plan()
{
    std::set<quint64> wanted;
    if (m_source && m_opened && m_visibleLast >= m_visibleFirst && rowCount() > 0) {
        m_visibleLast = std::min(m_visibleLast, rowCount() - 1);
        addMissing(m_visibleFirst, m_visibleLast, wanted);
        if (wanted.empty() && m_unread.empty()) { // where reading fails nothing is read ahead
            const int margin = std::clamp((m_visibleLast - m_visibleFirst) / 2, 16, 64);
            addMissing(m_visibleLast + 1, m_visibleLast + margin, wanted);
            addMissing(m_visibleFirst - margin, m_visibleFirst - 1, wanted);
        }
    }
    std::erase_if(m_flights, [&wanted](Flight &flight) {
        const auto first = wanted.lower_bound(flight.first);
        const bool isWanted = first != wanted.end() && *first <= flight.last;
        if (!isWanted)
            flight.stop.request_stop();
        return !isWanted;
    });
    std::erase_if(wanted, [this](quint64 page) {
        return std::any_of(m_flights.begin(), m_flights.end(), [page](const Flight &flight) { return flight.holds(page); });
    });
    askFor(wanted);
}

// Pages side by side are one read; the newest first, as they stand on the screen.
void StoredModel::askFor(const std::set<quint64> &pages)
{
    auto page = pages.rbegin();
    while (page != pages.rend() && static_cast<int>(m_flights.size()) < maximumInFlight) {
        const quint64 last = *page;
        quint64 first = last;
        for (++page; page != pages.rend() && *page + 1 == first && last - first + 1 < static_cast<quint64>(m_pagesPerRead); ++page)
            first = *page;
        ask(first, last);
    }
}

void StoredModel::ask(quint64 first, quint64 last)
{
    const auto size = static_cast<quint64>(m_pageSize);
    const quint64 from = std::max(first * size, m_bounds.first);
    const quint64 to = std::min(last * size + size - 1, m_bounds.last);
    Flight &flight = m_flights.emplace_back(Flight{first, last, {}});
    async::deliver(m_source->read(from, to, flight.stop.get_token()), this,
                   [this, first, last, stop = flight.stop](Result<StoredPage> result) {
                       if (!stop.stop_requested())
                           receive(first, last, std::move(result));
                   });
}

void StoredModel::receive(quint64 first, quint64 last, Result<StoredPage> result)
{
    const auto removed = std::erase_if(m_flights, [&](const Flight &flight) { return flight.first == first && flight.last == last; });
    if (removed == 0)
        return;
    if (result) {
        keep(first, last, std::move(*result));
    } else {
        const auto size = static_cast<quint64>(m_pageSize);
        for (quint64 page = first; page <= last; ++page)
            m_unread.insert(page);
        announce(first * size, last * size + size - 1);
        emit failed(result.error());
    }
    plan();
}

void StoredModel::keep(quint64 first, quint64 last, StoredPage read)
{
    auto row = read.rows.cbegin();
    for (quint64 page = first; page <= last; ++page) {
        PageCache::Page rows;
        for (; row != read.rows.cend() && pageOf(row->sequence) == page; ++row)
            rows.push_back(*row);
        m_cache.insert(page, std::move(rows));
    }
    announce(read.from, read.to);
    collapseGaps(read);
    if (read.gapTo > 0)
        collapse(read.gapFrom, read.gapTo);
    emit pageRead(read.subjects);
}

// Two rows that stay apart only because a read ends between them are joined by looking one sequence beyond.
void StoredModel::collapseGaps(const StoredPage &read)
{
    const auto isGone = [this](quint64 sequence) {
        if (sequence < m_rows.first() || sequence > m_rows.last())
            return false;
        const PageCache::Page *other = m_cache.peek(pageOf(sequence));
        return other && std::none_of(other->begin(), other->end(), [sequence](const MessageRow &row) { return row.sequence == sequence; });
    };
    quint64 next = read.from;
    const auto gap = [&](quint64 begin, quint64 end) {
        m_deletedSeen += end - begin + 1;
        collapse(begin == read.from && begin > 1 && isGone(begin - 1) ? begin - 1 : begin,
                 end == read.to && isGone(end + 1) ? end + 1 : end);
    };
    for (const MessageRow &row : read.rows) {
        if (row.sequence > next)
            gap(next, row.sequence - 1);
        next = row.sequence + 1;
    }
    if (next <= read.to)
        gap(next, read.to);
}

void StoredModel::collapse(quint64 from, quint64 to)
{
    const auto change = m_rows.plan(from, to);
    if (!change)
        return;
    if (change->count > 0) {
        beginRemoveRows({}, change->row, change->row + change->count - 1);
        m_rows.apply(*change);
        endRemoveRows();
    } else {
        m_rows.apply(*change);
    }
    const int row = change->row - 1;
    emit dataChanged(index(row, 0), index(row, MessageColumn::Count - 1));
}

void StoredModel::announce(quint64 from, quint64 to)
{
    from = std::max(from, m_rows.first());
    to = std::min(to, m_rows.last());
    if (from > to || rowCount() == 0)
        return;
    emit dataChanged(index(m_rows.rowOf(to), 0), index(m_rows.rowOf(from), MessageColumn::Count - 1));
}

int StoredModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_rows.count(); }

int StoredModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : MessageColumn::Count; }

const MessageRow *StoredModel::messageAt(int row) const
{
    const quint64 sequence = m_rows.sequenceAt(row);
    const PageCache::Page *page = m_cache.find(pageOf(sequence));
    if (!page)
        return nullptr;
    const auto it = std::lower_bound(page->begin(), page->end(), sequence,
                                     [](const MessageRow &each, quint64 wanted) { return each.sequence < wanted; });
    return it != page->end() && it->sequence == sequence ? &*it : nullptr;
}

RowKind StoredModel::kindAt(int row) const
{
    if (m_rows.runAt(row))
        return RowKind::Deleted;
    const quint64 page = pageOf(m_rows.sequenceAt(row));
    if (messageAt(row))
        return RowKind::Message;
    if (m_cache.peek(page))
        return RowKind::Deleted;
    return m_unread.contains(page) ? RowKind::Unread : RowKind::Loading;
}

QVariant StoredModel::otherCell(int row, int column, int role) const
{
    const RowKind kind = kindAt(row);
    if (role == CellRole::Kind)
        return static_cast<int>(column == MessageColumn::Sequence ? CellKind::Number : CellKind::Text);
    if (role == CellRole::Muted)
        return true;
    if (role == MessageRole::Sequence)
        return m_rows.sequenceAt(row);
    if (role == MessageRole::Kind)
        return static_cast<int>(kind);
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != CellRole::Copy)
        return {};
    if (column == MessageColumn::Sequence)
        return exactCount(static_cast<qint64>(m_rows.sequenceAt(row)));
    if (kind == RowKind::Loading)
        return column == MessageColumn::Subject ? u"…"_s : QString();
    if (kind == RowKind::Unread)
        return column == MessageColumn::Subject ? tr("not read") : column == MessageColumn::Preview ? tr("F5 tries again") : QString();
    const auto run = m_rows.runAt(row);
    if (column == MessageColumn::Subject)
        return run ? tr("%1 deleted").arg(exactCount(static_cast<qint64>(run->size()))) : tr("1 deleted");
    if (column == MessageColumn::Preview && run)
        return tr("%1 to %2 are not in the stream any more")
            .arg(exactCount(static_cast<qint64>(run->from)), exactCount(static_cast<qint64>(run->to)));
    return QString();
}

QVariant StoredModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (!m_rows.runAt(index.row())) {
        if (const MessageRow *message = messageAt(index.row()))
            return messageCell(*message, index.column(), role, m_utc);
    }
    return otherCell(index.row(), index.column(), role);
}

QVariant StoredModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal ? messageHeader(section, role, m_utc, false) : QVariant();
}

} // namespace natsdeck::explorer
