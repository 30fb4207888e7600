#include "models/explorer/tap_model.h"

#include "models/base/cell_roles.h"
#include "models/base/finding.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

namespace {

constexpr qsizetype decodedLimit = 4096;

HeaderList headersOf(const nats::Message &message)
{
    HeaderList list;
    for (const nats::Header &header : message.headers())
        list.append({header.name, header.value});
    return list;
}

} // namespace

TapModel::TapModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void TapModel::setRing(TapRing *ring)
{
    removeAll();
    m_ring = ring;
    m_snapshot = ring ? ring->snapshot() : TapSnapshot();
    m_first = m_end = m_snapshot.end();
    m_decoded.clear();
    restartFilter();
}

void TapModel::setUtc(bool utc)
{
    m_utc = utc;
    if (rowCount() > 0)
        emit dataChanged(index(0, MessageColumn::Time), index(rowCount() - 1, MessageColumn::Time));
    emit headerDataChanged(Qt::Horizontal, MessageColumn::Time, MessageColumn::Time);
}

void TapModel::setFilter(MessageFilter filter)
{
    removeAll();
    m_filter = std::move(filter);
    restartFilter();
    if (isFiltered())
        examine();
    else if (m_ring)
        showRange(m_paused ? m_snapshot.first() : m_snapshot.end() - std::min(windowRows, m_snapshot.end() - m_snapshot.first()),
                  m_snapshot.end());
}

// Paused, everything kept is there to be looked through; the snapshot keeps it, whatever the ring does.
void TapModel::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    if (!m_ring)
        return;
    if (paused) {
        m_snapshot = m_ring->snapshot();
        if (isFiltered())
            examine();
        else
            showRange(m_snapshot.first(), m_snapshot.end());
    } else {
        update();
    }
}

void TapModel::removeAll()
{
    const int rows = rowCount();
    if (rows > 0)
        beginRemoveRows({}, 0, rows - 1);
    m_first = m_end;
    m_matches.clear();
    if (rows > 0)
        endRemoveRows();
}

void TapModel::restartFilter()
{
    m_matches.clear();
    m_matched = m_examined = m_notExamined = 0;
    m_front = m_back = m_snapshot.end();
    m_first = m_end = m_snapshot.end();
}

void TapModel::update()
{
    if (!m_ring)
        return;
    if (!m_paused) {
        // Two frames without a look are fine, then we wait for the lock: a few microseconds at most when it is held at all.
        const quint64 from = isFiltered() ? (m_matches.empty() ? m_back : std::min(m_back, m_matches.front())) : 0;
        const quint64 newest = m_snapshot.end() > windowRows ? m_snapshot.end() - windowRows : 0;
        const quint64 wanted = isFiltered() ? std::min(from, newest) : newest;
        if (!m_ring->trySnapshot(m_snapshot, m_counts, isFiltered() && isExamining() ? 0 : wanted)) {
            if (++m_missed < 3)
                return;
            m_snapshot = m_ring->snapshot(isFiltered() && isExamining() ? 0 : wanted);
        }
        m_missed = 0;
    }
    if (isFiltered())
        examine();
    else if (!m_paused)
        showRange(m_snapshot.end() - std::min(windowRows, m_snapshot.end() - m_snapshot.first()), m_snapshot.end());
}

void TapModel::insertNewest(quint64 count)
{
    beginInsertRows({}, 0, static_cast<int>(count) - 1);
    m_end += count;
    endInsertRows();
}

void TapModel::dropOldest(quint64 count)
{
    const int rows = rowCount();
    beginRemoveRows({}, rows - static_cast<int>(count), rows - 1);
    m_first += count;
    endRemoveRows();
}

void TapModel::showRange(quint64 first, quint64 end)
{
    if (first >= m_end || first == end) { // nothing of the old rows stays
        removeAll();
        m_first = m_end = first;
    }
    if (first < m_first) { // paused: what lies further back comes in below
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(m_first - first) - 1);
        m_first = first;
        endInsertRows();
    }
    if (end > m_end)
        insertNewest(end - m_end);
    if (first > m_first)
        dropOldest(first - m_first);
}

bool TapModel::passes(quint64 position) const
{
    const TapEntry *entry = m_snapshot.at(position);
    if (!entry)
        return false;
    if (entry->message.isNull())
        return true; // a gap is always shown
    const std::function<HeaderList()> headers = [entry] { return headersOf(entry->message); };
    return m_filter.matches({entry->message.subject(), entry->message.data(), headers});
}

bool TapModel::isExamining() const
{
    return isFiltered() && (m_front < m_snapshot.end() || (m_back > m_snapshot.first() && m_matches.size() < matchLimit));
}

// New messages first, then backwards through what was kept before, until the slice is over.
void TapModel::examine()
{
    using SteadyClock = std::chrono::steady_clock;
    trimMatches(m_snapshot.first());
    if (m_front < m_snapshot.first()) {
        m_notExamined += m_snapshot.first() - m_front;
        m_front = m_back = m_snapshot.first();
    }
    m_back = std::max(m_back, m_snapshot.first());
    std::vector<quint64> newer;
    std::vector<quint64> older;
    const auto deadline = SteadyClock::now() + sliceLimit;
    auto timeIsLeft = [&, step = 0]() mutable { return (++step & 63) != 0 || SteadyClock::now() < deadline; };
    for (; m_front < m_snapshot.end() && timeIsLeft(); ++m_front, ++m_examined) {
        if (passes(m_front))
            newer.push_back(m_front);
    }
    for (; m_back > m_snapshot.first() && m_front == m_snapshot.end() && m_matches.size() + older.size() < matchLimit && timeIsLeft();
         ++m_examined) {
        if (passes(--m_back))
            older.push_back(m_back);
    }
    m_matched += newer.size() + older.size();
    if (!newer.empty()) {
        beginInsertRows({}, 0, static_cast<int>(newer.size()) - 1);
        m_matches.insert(m_matches.end(), newer.begin(), newer.end());
        endInsertRows();
    }
    if (!older.empty()) {
        const int rows = rowCount();
        beginInsertRows({}, rows, rows + static_cast<int>(older.size()) - 1);
        for (const quint64 position : older)
            m_matches.push_front(position);
        endInsertRows();
    }
    trimMatches(m_snapshot.first());
}

void TapModel::trimMatches(quint64 first)
{
    std::size_t gone = m_matches.size() > matchLimit ? m_matches.size() - matchLimit : 0;
    while (gone < m_matches.size() && m_matches[gone] < first)
        ++gone;
    if (gone == 0)
        return;
    const int rows = rowCount();
    beginRemoveRows({}, rows - static_cast<int>(gone), rows - 1);
    m_matches.erase(m_matches.begin(), m_matches.begin() + static_cast<std::ptrdiff_t>(gone));
    endRemoveRows();
}

int TapModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return static_cast<int>(isFiltered() ? m_matches.size() : m_end - m_first);
}

int TapModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : MessageColumn::Count; }

quint64 TapModel::positionAt(int row) const
{
    return isFiltered() ? m_matches[m_matches.size() - 1 - static_cast<std::size_t>(row)] : m_end - 1 - static_cast<quint64>(row);
}

int TapModel::rowOf(quint64 position) const
{
    if (!isFiltered())
        return position >= m_first && position < m_end ? static_cast<int>(m_end - 1 - position) : -1;
    const auto at = std::lower_bound(m_matches.begin(), m_matches.end(), position);
    return at != m_matches.end() && *at == position ? static_cast<int>(m_matches.end() - at) - 1 : -1;
}

const MessageRow *TapModel::decoded(quint64 position) const
{
    if (const auto known = m_decoded.constFind(position); known != m_decoded.constEnd())
        return &*known;
    const TapEntry *entry = m_snapshot.at(position);
    if (!entry || entry->message.isNull())
        return nullptr;
    if (m_decoded.size() > decodedLimit)
        m_decoded.clear();
    MessageDetail shown;
    shown.sequence = position + 1;
    shown.timeNs = entry->timeNs;
    shown.subject = entry->message.subject().toByteArray();
    const QByteArrayView data = entry->message.data();
    shown.data = QByteArray::fromRawData(data.data(), data.size()); // only for the call below
    return &*m_decoded.insert(position, explorer::rowOf(shown));
}

RowKind TapModel::kindAt(int row) const
{
    const TapEntry *entry = m_snapshot.at(positionAt(row));
    return entry && entry->message.isNull() ? RowKind::Gap : RowKind::Message;
}

std::optional<MessageDetail> TapModel::messageAt(int row) const
{
    const quint64 position = positionAt(row);
    const TapEntry *entry = m_snapshot.at(position);
    if (!entry || entry->message.isNull())
        return std::nullopt;
    MessageDetail detail;
    detail.live = true;
    detail.sequence = position + 1;
    detail.timeNs = entry->timeNs;
    detail.subject = entry->message.subject().toByteArray();
    detail.reply = entry->message.reply().toByteArray();
    detail.headers = headersOf(entry->message);
    detail.data = entry->message.data().toByteArray();
    return detail;
}

QVariant TapModel::gapCell(int row, int column, int role) const
{
    const TapEntry *entry = m_snapshot.at(positionAt(row));
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
    case CellRole::Copy:
        if (column == MessageColumn::Time)
            return entry ? clockText(entry->timeNs, m_utc) : QString();
        if (column == MessageColumn::Subject)
            return tr("Connection lost");
        return column == MessageColumn::Preview ? tr("a gap of unknown size") : QString();
    case CellRole::Kind:
        return static_cast<int>(column == MessageColumn::Subject ? CellKind::Status
                                : column == MessageColumn::Time  ? CellKind::Number
                                                                 : CellKind::Text);
    case CellRole::Status:
        return column == MessageColumn::Subject ? QVariant(static_cast<int>(Severity::Warning)) : QVariant();
    case CellRole::Muted:
        return true;
    case MessageRole::Sequence:
        return positionAt(row) + 1;
    case MessageRole::Kind:
        return static_cast<int>(RowKind::Gap);
    default:
        return {};
    }
}

QVariant TapModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (const MessageRow *row = decoded(positionAt(index.row())))
        return messageCell(*row, index.column(), role, m_utc);
    return kindAt(index.row()) == RowKind::Gap ? gapCell(index.row(), index.column(), role) : QVariant();
}

QVariant TapModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal ? messageHeader(section, role, m_utc, true) : QVariant();
}

} // namespace natsdeck::explorer
