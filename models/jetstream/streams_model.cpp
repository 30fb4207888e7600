#include "models/jetstream/streams_model.h"

#include "models/base/cell_roles.h"
#include "models/base/text.h"
#include "models/base/units.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace natsdeck::jetstream {

namespace {

constexpr double warnAt = 0.75; // of a limit
constexpr double criticalAt = 0.90;

QString say(const char *text) { return QCoreApplication::translate("jetstream", text); }

double fullness(const StreamInfo &stream)
{
    double full = 0;
    if (stream.maxBytes > 0)
        full = std::max(full, static_cast<double>(stream.bytes) / static_cast<double>(stream.maxBytes));
    if (stream.maxMessages > 0)
        full = std::max(full, static_cast<double>(stream.messages) / static_cast<double>(stream.maxMessages));
    return full;
}

// With "discard old" a full stream does what it was made for: it forgets. Only one that refuses is in trouble.
bool refusesWhenFull(const StreamInfo &stream) { return stream.config.value("discard"_L1).toString() == "new"_L1; }

int lagging(const StreamInfo &stream)
{
    return static_cast<int>(
        std::count_if(stream.peers.begin(), stream.peers.end(), [](const ReplicaInfo &peer) { return peer.offline || !peer.current; }));
}

QString cleanName(const StreamInfo &stream) { return text::clean(stream.name, 256); }

} // namespace

StreamKind kindOf(const StreamInfo &stream)
{
    if (stream.name.startsWith("KV_"_L1))
        return StreamKind::KeyValue;
    return stream.name.startsWith("OBJ_"_L1) ? StreamKind::Objects : StreamKind::Stream;
}

QString retentionWord(Retention retention)
{
    switch (retention) {
    case Retention::Interest:
        return say(QT_TRANSLATE_NOOP("jetstream", "Interest"));
    case Retention::WorkQueue:
        return say(QT_TRANSLATE_NOOP("jetstream", "Work queue"));
    case Retention::Limits:
        break;
    }
    return say(QT_TRANSLATE_NOOP("jetstream", "Limits"));
}

Severity healthOf(const StreamInfo &stream)
{
    if (!stream.peers.isEmpty() && stream.leader.isEmpty())
        return Severity::Critical;
    if (refusesWhenFull(stream)) {
        const double full = fullness(stream);
        if (full >= criticalAt)
            return Severity::Critical;
        if (full >= warnAt)
            return Severity::Warning;
    }
    return lagging(stream) > 0 ? Severity::Warning : Severity::Ok;
}

QString healthText(const StreamInfo &stream)
{
    if (!stream.peers.isEmpty() && stream.leader.isEmpty())
        return say(QT_TRANSLATE_NOOP("jetstream", "No leader"));
    if (refusesWhenFull(stream) && fullness(stream) >= warnAt)
        return say(QT_TRANSLATE_NOOP("jetstream", "%1 % of its limit")).arg(static_cast<int>(fullness(stream) * 100));
    const int behind = lagging(stream);
    if (behind == 1)
        return say(QT_TRANSLATE_NOOP("jetstream", "1 replica behind"));
    return behind > 1 ? say(QT_TRANSLATE_NOOP("jetstream", "%1 replicas behind")).arg(behind) : QString();
}

StreamsModel::StreamsModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void StreamsModel::setStreams(const QList<StreamInfo> &streams, qint64 nowNs, std::chrono::steady_clock::time_point tick,
                              const QStringList &asked)
{
    m_nowNs = nowNs;
    QList<StreamInfo> wanted = streams;
    std::sort(wanted.begin(), wanted.end(), [](const StreamInfo &a, const StreamInfo &b) { return a.name < b.name; });
    wanted.erase(std::unique(wanted.begin(), wanted.end(), [](const auto &a, const auto &b) { return a.name == b.name; }), wanted.end());
    int row = 0;
    for (const StreamInfo &info : wanted) {
        while (row < rowCount() && m_rows[static_cast<std::size_t>(row)].info.name < info.name) {
            beginRemoveRows({}, row, row);
            m_rows.erase(m_rows.begin() + row);
            endRemoveRows();
        }
        if (row < rowCount() && m_rows[static_cast<std::size_t>(row)].info.name == info.name)
            update(m_rows[static_cast<std::size_t>(row)], info, tick, asked.isEmpty() || asked.contains(info.name));
        else
            insertRow(row, info, tick);
        ++row;
    }
    if (row < rowCount()) {
        beginRemoveRows({}, row, rowCount() - 1);
        m_rows.erase(m_rows.begin() + row, m_rows.end());
        endRemoveRows();
    }
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void StreamsModel::insertRow(int row, const StreamInfo &info, std::chrono::steady_clock::time_point tick)
{
    Row fresh;
    fresh.info = info;
    fresh.sequenceBefore = info.lastSequence;
    fresh.measured = tick;
    beginInsertRows({}, row, row);
    m_rows.insert(m_rows.begin() + row, std::move(fresh));
    endInsertRows();
}

void StreamsModel::update(Row &row, const StreamInfo &info, std::chrono::steady_clock::time_point tick, bool asked)
{
    const double seconds = std::chrono::duration<double>(tick - row.measured).count();
    if (asked && seconds >= 0.5) {
        const bool same = info.createdNs == row.info.createdNs && info.lastSequence >= row.sequenceBefore;
        row.rates.append(same ? static_cast<double>(info.lastSequence - row.sequenceBefore) / seconds
                              : std::numeric_limits<double>::quiet_NaN());
        if (row.rates.size() > rateSamples)
            row.rates.removeFirst();
        row.sequenceBefore = info.lastSequence;
        row.measured = tick;
    }
    row.info = info;
}

void StreamsModel::setStale(bool stale)
{
    if (std::exchange(m_stale, stale) != stale && rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {CellRole::Muted});
}

const StreamInfo *StreamsModel::streamAt(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)].info : nullptr;
}

int StreamsModel::rowOf(const QString &name) const
{
    const auto at =
        std::lower_bound(m_rows.begin(), m_rows.end(), name, [](const Row &row, const QString &wanted) { return row.info.name < wanted; });
    return at != m_rows.end() && at->info.name == name ? static_cast<int>(at - m_rows.begin()) : -1;
}

const StreamInfo *StreamsModel::find(const QString &name) const { return streamAt(rowOf(name)); }

QList<double> StreamsModel::rates(const QString &name) const
{
    const int row = rowOf(name);
    return row < 0 ? QList<double>() : m_rows[static_cast<std::size_t>(row)].rates;
}

double StreamsModel::rate(const QString &name) const
{
    const QList<double> all = rates(name);
    return all.isEmpty() ? std::numeric_limits<double>::quiet_NaN() : all.constLast();
}

int StreamsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

int StreamsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant StreamsModel::display(const Row &row, int column) const
{
    const StreamInfo &info = row.info;
    switch (column) {
    case NameColumn:
        return cleanName(info);
    case SubjectsColumn:
        return info.subjects.isEmpty() ? (info.isMirror ? tr("mirror") : u"–"_s) : text::clean(info.subjects.join(", "_L1));
    case MessagesColumn:
        return shortCount(static_cast<double>(info.messages));
    case SizeColumn:
        return shortBytes(static_cast<double>(info.bytes));
    case RateColumn: {
        const double rate = row.rates.isEmpty() ? std::numeric_limits<double>::quiet_NaN() : row.rates.constLast();
        return std::isnan(rate) ? u"–"_s : rate > 0 ? shortRate(rate) : tr("idle");
    }
    case ConsumersColumn:
        return exactCount(static_cast<qint64>(info.consumers));
    case LeaderColumn:
        return info.leader.isEmpty() ? (info.peers.isEmpty() ? tr("single") : tr("none")) : text::clean(info.leader, 256);
    default:
        if (info.messages == 0 || info.lastTimeNs == noTime)
            return u"–"_s;
        const auto passed = std::chrono::milliseconds(std::max<qint64>(0, (m_nowNs - info.lastTimeNs) / 1'000'000));
        return passed < std::chrono::seconds(1) ? tr("now") : shortDuration(passed);
    }
}

QVariant StreamsModel::sortKey(const Row &row, int column) const
{
    switch (column) {
    case NameColumn:
        return row.info.name;
    case SubjectsColumn:
    case LeaderColumn:
        return display(row, column);
    case MessagesColumn:
        return row.info.messages;
    case SizeColumn:
        return row.info.bytes;
    case RateColumn:
        return row.rates.isEmpty() || std::isnan(row.rates.constLast()) ? -1.0 : row.rates.constLast();
    case ConsumersColumn:
        return row.info.consumers;
    default:
        return row.info.lastTimeNs;
    }
}

QVariant StreamsModel::toolTip(const Row &row, int column) const
{
    const StreamInfo &info = row.info;
    switch (column) {
    case NameColumn:
        return (info.description.isEmpty() ? cleanName(info) : cleanName(info) + u": "_s + text::clean(info.description)).toHtmlEscaped();
    case SubjectsColumn:
        return text::clean(info.subjects.join(", "_L1), 4096).toHtmlEscaped();
    case MessagesColumn:
        return exactCount(static_cast<qint64>(info.messages));
    case SizeColumn: {
        const QString used = exactBytes(static_cast<qint64>(info.bytes));
        return info.maxBytes > 0 ? tr("%1 of %2").arg(used, exactBytes(info.maxBytes)) : tr("%1, no limit").arg(used);
    }
    case RateColumn:
        return tr("messages per second between the last two looks");
    case LeaderColumn:
        return healthText(info);
    case NewestColumn:
        return info.lastTimeNs == noTime ? QString() : QString::fromLatin1(formatTime(info.lastTimeNs));
    default:
        return {};
    }
}

QVariant StreamsModel::cellRole(const Row &row, int column, int role) const
{
    const StreamInfo &info = row.info;
    switch (role) {
    case CellRole::Kind: {
        static constexpr CellKind kinds[ColumnCount] = {CellKind::Strong,    CellKind::Mono,   CellKind::Number, CellKind::Capacity,
                                                        CellKind::Sparkline, CellKind::Number, CellKind::Text,   CellKind::Number};
        return static_cast<int>(kinds[column]);
    }
    case CellRole::IconName:
        if (column != NameColumn)
            return {};
        return kindOf(info) == StreamKind::KeyValue  ? u"deck-keyvalue"_s
               : kindOf(info) == StreamKind::Objects ? u"deck-object"_s
                                                     : u"deck-stream"_s;
    case CellRole::Capacity:
        if (column != SizeColumn)
            return {};
        return QVariant::fromValue(
            Capacity{static_cast<double>(info.bytes), 0, info.maxBytes > 0 ? static_cast<double>(info.maxBytes) : 0, 0});
    case CellRole::Samples:
        return column == RateColumn ? QVariant::fromValue(row.rates) : QVariant();
    case CellRole::Status:
        if (column != LeaderColumn || (info.leader.isEmpty() && info.peers.isEmpty()) || (lagging(info) == 0 && !info.leader.isEmpty()))
            return {};
        return static_cast<int>(info.leader.isEmpty() ? Severity::Critical : Severity::Warning);
    case CellRole::Detail: {
        if (column != LeaderColumn)
            return {};
        const int behind = lagging(info);
        return behind > 0 ? tr("%1 behind").arg(behind) : u"R%1"_s.arg(info.replicas);
    }
    case CellRole::Muted:
        return m_stale || (column == RateColumn && (row.rates.isEmpty() || !(row.rates.constLast() > 0))) ||
               (column == LeaderColumn && info.leader.isEmpty() && info.peers.isEmpty());
    default:
        return {};
    }
}

QVariant StreamsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::AccessibleTextRole: {
        const QString health = column == NameColumn ? healthText(row.info) : QString();
        return health.isEmpty() ? display(row, column) : QVariant(display(row, column).toString() + u", "_s + health);
    }
    case CellRole::Sort:
        return sortKey(row, column);
    case CellRole::Copy:
        if (column == MessagesColumn)
            return QString::number(row.info.messages);
        return column == SizeColumn ? QVariant(QString::number(row.info.bytes)) : QVariant();
    case NameRole:
        return row.info.name;
    case HealthRole:
        return static_cast<int>(healthOf(row.info));
    case KindRole:
        return static_cast<int>(kindOf(row.info));
    case SubjectsRole:
        return row.info.subjects;
    default:
        return cellRole(row, column, role);
    }
}

QVariant StreamsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool number = section == MessagesColumn || section == ConsumersColumn || section == NewestColumn;
        return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    const QString titles[ColumnCount] = {tr("Stream"), tr("Subjects"), tr("Messages"), tr("Size of limit"),
                                         tr("Rate"),   tr("Cons."),    tr("Leader"),   tr("Newest")};
    return titles[section];
}

} // namespace natsdeck::jetstream
