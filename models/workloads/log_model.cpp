#include "models/workloads/log_model.h"

#include "models/base/cell_roles.h"
#include "models/base/finding.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr qsizetype toolTipLimit = 2000;
constexpr std::chrono::milliseconds pause{16}; // between slices: a frame

bool before(const SharedLine &a, const SharedLine &b) { return a->timeNs != b->timeNs ? a->timeNs < b->timeNs : a->serial < b->serial; }

std::optional<Severity> severityOf(LogLevel level)
{
    switch (level) {
    case LogLevel::Warning:
        return Severity::Warning;
    case LogLevel::Error:
    case LogLevel::Fatal:
        return Severity::Critical;
    case LogLevel::Marker:
        return Severity::Info;
    default:
        return std::nullopt;
    }
}

bool isQuiet(LogLevel level) { return level == LogLevel::Trace || level == LogLevel::Debug || level == LogLevel::Marker; }

} // namespace

QString levelWord(LogLevel level)
{
    switch (level) {
    case LogLevel::Trace:
        return LogModel::tr("Trace");
    case LogLevel::Debug:
        return LogModel::tr("Debug");
    case LogLevel::Info:
        return LogModel::tr("Info");
    case LogLevel::Warning:
        return LogModel::tr("Warning");
    case LogLevel::Error:
        return LogModel::tr("Error");
    case LogLevel::Fatal:
        return LogModel::tr("Fatal");
    case LogLevel::Marker:
        return LogModel::tr("Note");
    case LogLevel::None:
        break;
    }
    return {};
}

LogModel::LogModel(LogLimits limits, QObject *parent)
    : QAbstractTableModel(parent)
    , m_limits(limits)
{
    m_work.setSingleShot(true);
    m_work.setInterval(pause);
    connect(&m_work, &QTimer::timeout, this, &LogModel::work);
}

void LogModel::append(std::vector<LogEntry> lines)
{
    std::vector<SharedLine> fresh;
    fresh.reserve(lines.size());
    for (LogEntry &line : lines) {
        const bool isMarker = line.level == LogLevel::Marker;
        m_received += isMarker ? 0 : 1;
        m_markers += isMarker ? 1 : 0;
        line.serial = ++m_serial;
        line.passes = line.hit = LogEntry::Answer::Unknown;
        m_bytes += line.bytes();
        fresh.push_back(std::make_shared<const LogEntry>(std::move(line)));
    }
    if (fresh.empty())
        return;
    std::sort(fresh.begin(), fresh.end(), before);
    if (isFiltered()) {
        std::vector<SharedLine> passing;
        for (const SharedLine &line : fresh) {
            line->passes = m_filter.passes(*line) ? LogEntry::Answer::Yes : LogEntry::Answer::No;
            if (line->passes == LogEntry::Answer::Yes)
                passing.push_back(line);
        }
        // Late lines move the others: what was asked already is skipped quickly.
        if (m_toExamine > 0 && !m_entries.empty() && before(fresh.front(), m_entries.back()))
            m_toExamine = m_entries.size() + fresh.size();
        merge(m_entries, std::move(fresh), false);
        show(std::move(passing));
    } else {
        countHits(fresh);
        merge(m_entries, std::move(fresh), true);
    }
    evict();
}

void LogModel::merge(Lines &into, std::vector<SharedLine> fresh, bool visible)
{
    const int count = static_cast<int>(fresh.size());
    if (!into.empty() && before(fresh.back(), into.front())) {
        if (visible)
            beginInsertRows({}, 0, count - 1);
        into.insert(into.begin(), fresh.begin(), fresh.end());
        if (visible) {
            endInsertRows();
            m_toCount = m_toCount > 0 ? m_toCount + fresh.size() : 0;
        }
        return;
    }
    const std::size_t end = into.size();
    const bool inOrder = into.empty() || before(into.back(), fresh.front());
    if (visible)
        beginInsertRows({}, static_cast<int>(end), static_cast<int>(end) + count - 1);
    into.insert(into.end(), fresh.begin(), fresh.end());
    if (visible)
        endInsertRows();
    if (!inOrder)
        mergeBetween(into, end, visible);
}

// The rows from `from` on go to their places among the ones before.
void LogModel::mergeBetween(Lines &into, std::size_t from, bool visible)
{
    const auto middle = into.begin() + static_cast<std::ptrdiff_t>(from);
    const auto first = std::upper_bound(into.begin(), middle, *middle, before);
    if (!visible) {
        std::inplace_merge(first, middle, into.end(), before);
        return;
    }
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList persistent = persistentIndexList();
    std::vector<SharedLine> lines;
    for (const QModelIndex &index : persistent)
        lines.push_back(into[static_cast<std::size_t>(index.row())]);
    std::inplace_merge(first, middle, into.end(), before);
    QModelIndexList moved;
    for (qsizetype i = 0; i < persistent.size(); ++i) {
        const auto at = std::lower_bound(into.begin(), into.end(), lines[static_cast<std::size_t>(i)], before);
        moved << index(static_cast<int>(at - into.begin()), persistent[i].column());
    }
    changePersistentIndexList(persistent, moved);
    if (m_toCount > 0)
        m_toCount = into.size();
    emit layoutChanged({}, VerticalSortHint);
}

void LogModel::evict()
{
    std::size_t gone = 0;
    while (gone < m_entries.size() && (m_entries.size() - gone > m_limits.lines || m_bytes > m_limits.bytes)) {
        const LogEntry &line = *m_entries[gone++];
        m_bytes -= line.bytes();
        if (line.level == LogLevel::Marker)
            --m_markers;
        else
            ++m_notKept;
    }
    if (gone == 0)
        return;
    std::size_t rowsGone = gone;
    if (isFiltered()) {
        rowsGone = 0;
        while (rowsGone < m_shown.size() && !before(m_entries[gone - 1], m_shown[rowsGone]))
            ++rowsGone;
    }
    for (std::size_t row = 0; row < rowsGone; ++row)
        m_hits -= rows()[row]->hit == LogEntry::Answer::Yes ? 1 : 0;
    m_toExamine -= std::min(m_toExamine, gone);
    m_toCount -= std::min(m_toCount, rowsGone);
    if (rowsGone > 0)
        beginRemoveRows({}, 0, static_cast<int>(rowsGone) - 1);
    if (isFiltered())
        m_shown.erase(m_shown.begin(), m_shown.begin() + static_cast<std::ptrdiff_t>(rowsGone));
    m_entries.erase(m_entries.begin(), m_entries.begin() + static_cast<std::ptrdiff_t>(gone));
    if (rowsGone > 0)
        endRemoveRows();
}

void LogModel::show(std::vector<SharedLine> fresh)
{
    if (fresh.empty())
        return;
    countHits(fresh);
    merge(m_shown, std::move(fresh), true);
}

void LogModel::addLost(quint64 lines)
{
    m_received += lines;
    m_notKept += lines;
}

void LogModel::clear()
{
    beginResetModel();
    m_entries.clear();
    m_shown.clear();
    m_toExamine = m_toCount = 0;
    m_hits = m_received = m_notKept = m_markers = 0;
    m_bytes = 0;
    endResetModel();
}

void LogModel::setUtc(bool utc)
{
    m_utc = utc;
    if (rowCount() > 0)
        emit dataChanged(index(0, LogColumn::Time), index(rowCount() - 1, LogColumn::Time));
}

void LogModel::setFilter(LogFilter filter)
{
    beginResetModel();
    m_shown.clear();
    m_filter = std::move(filter);
    for (const SharedLine &line : m_entries)
        line->passes = LogEntry::Answer::Unknown;
    m_toExamine = isFiltered() ? m_entries.size() : 0;
    endResetModel();
    forgetHits();
    work(); // most filters are done at once
}

void LogModel::setSearch(const QString &text)
{
    m_searchText = text;
    m_finder = LogFinder(text.toUtf8());
    forgetHits();
    work();
    if (rowCount() > 0)
        emit dataChanged(index(0, LogColumn::Text), index(rowCount() - 1, LogColumn::Text));
}

void LogModel::forgetHits()
{
    m_hits = 0;
    for (const SharedLine &line : m_entries)
        line->hit = LogEntry::Answer::Unknown;
    m_toCount = m_finder.isEmpty() ? 0 : rows().size();
}

bool LogModel::isHit(const LogEntry &line) const
{
    if (line.hit == LogEntry::Answer::Unknown)
        line.hit = m_finder.isIn(line.shown()) ? LogEntry::Answer::Yes : LogEntry::Answer::No;
    return line.hit == LogEntry::Answer::Yes;
}

void LogModel::countHits(const std::vector<SharedLine> &fresh)
{
    if (m_finder.isEmpty())
        return;
    for (const SharedLine &line : fresh)
        m_hits += isHit(*line) ? 1 : 0;
}

void LogModel::workLater()
{
    if (isWorking() && !m_work.isActive())
        m_work.start();
}

void LogModel::work()
{
    using SteadyClock = std::chrono::steady_clock;
    if (!isWorking())
        return;
    const auto deadline = SteadyClock::now() + sliceLimit;
    auto timeIsLeft = [deadline, step = 0]() mutable { return (++step & 63) != 0 || SteadyClock::now() < deadline; };
    std::vector<SharedLine> passing;
    while (m_toExamine > 0 && timeIsLeft()) {
        const SharedLine &line = m_entries[--m_toExamine];
        if (line->passes != LogEntry::Answer::Unknown)
            continue;
        line->passes = m_filter.passes(*line) ? LogEntry::Answer::Yes : LogEntry::Answer::No;
        if (line->passes == LogEntry::Answer::Yes)
            passing.push_back(line);
    }
    std::reverse(passing.begin(), passing.end());
    show(std::move(passing));
    while (m_toCount > 0 && timeIsLeft()) {
        const LogEntry &line = *rows()[--m_toCount];
        if (line.hit == LogEntry::Answer::Unknown)
            m_hits += isHit(line) ? 1 : 0;
    }
    emit workedOn();
    workLater();
}

int LogModel::findHit(int fromRow, bool backwards) const
{
    const int count = rowCount();
    if (m_finder.isEmpty() || count == 0 || (m_hits == 0 && m_toCount == 0))
        return -1; // known without looking
    const int start = fromRow < 0 ? (backwards ? count : -1) : fromRow;
    for (int step = 1; step <= count; ++step) {
        const int row = ((backwards ? start - step : start + step) % count + count) % count;
        if (m_finder.isIn(lineAt(row).shown()))
            return row;
    }
    return -1;
}

int LogModel::hitNumber(int row) const
{
    if (row < 0 || row >= rowCount() || m_finder.isEmpty() || !m_finder.isIn(lineAt(row).shown()))
        return 0;
    int number = 0;
    for (int at = 0; at <= row; ++at)
        number += lineAt(at).hit == LogEntry::Answer::Yes ? 1 : 0;
    return number;
}

LogCounts LogModel::counts() const { return {m_received, m_entries.size() - m_markers, m_notKept, rows().size(), m_bytes}; }

QString LogModel::fullText(int row) const { return QString::fromUtf8(toText({rows()[static_cast<std::size_t>(row)]})).chopped(1); }

std::vector<SharedLine> LogModel::shownLines() const { return {rows().begin(), rows().end()}; }

QByteArray LogModel::toText(const std::vector<SharedLine> &lines)
{
    QByteArray text;
    for (const SharedLine &line : lines) {
        text += rfc3339(line->timeNs).toLatin1() + ' ' + line->source.toUtf8() + ' ';
        text += (line->level == LogLevel::Marker ? "--- " + line->text : line->text) + '\n';
    }
    return text;
}

int LogModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(rows().size()); }

int LogModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : LogColumn::Count; }

QVariant LogModel::textOf(const LogEntry &line, int column) const
{
    switch (column) {
    case LogColumn::Time: {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(line.timeNs / 1'000'000, m_utc ? Qt::UTC : Qt::LocalTime);
        return time.toString(u"HH:mm:ss.zzz"_s);
    }
    case LogColumn::Source:
        return line.source;
    case LogColumn::Level:
        return levelWord(line.level);
    case LogColumn::Text: {
        const QString text = QString::fromUtf8(line.shown());
        // The level has its own column.
        const bool saysLevel =
            line.shownFrom > 0 && line.level != LogLevel::None && text.size() > 6 && text.startsWith(u'[') && text[4] == u']';
        return saysLevel ? text.mid(6) : text;
    }
    default:
        return {};
    }
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const LogEntry &line = lineAt(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return textOf(line, column);
    case Qt::ToolTipRole:
        if (column == LogColumn::Time)
            return rfc3339(line.timeNs);
        return column == LogColumn::Text ? QString::fromUtf8(line.text).left(toolTipLimit).toHtmlEscaped() : QVariant();
    case CellRole::Kind:
        if (column == LogColumn::Time)
            return static_cast<int>(CellKind::Number);
        if (column == LogColumn::Level)
            return static_cast<int>(severityOf(line.level) ? CellKind::Status : CellKind::Text);
        return static_cast<int>(CellKind::Mono);
    case CellRole::Status:
        return column == LogColumn::Level && severityOf(line.level) ? QVariant(static_cast<int>(*severityOf(line.level))) : QVariant();
    case CellRole::Muted:
        return column == LogColumn::Time || column == LogColumn::Source || isQuiet(line.level) ||
               (column == LogColumn::Level && !severityOf(line.level));
    case CellRole::ElideEnd:
        return column == LogColumn::Text;
    case CellRole::Copy:
        return column == LogColumn::Text ? QString::fromUtf8(line.text) : column == LogColumn::Time ? rfc3339(line.timeNs) : QVariant();
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == LogColumn::Time ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case LogColumn::Time:
        return m_utc ? tr("Time (UTC)") : tr("Time");
    case LogColumn::Source:
        return tr("Pod");
    case LogColumn::Level:
        return tr("Level");
    default:
        return tr("Line");
    }
}

} // namespace natsdeck::workloads
