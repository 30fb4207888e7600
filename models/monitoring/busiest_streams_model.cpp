#include "models/monitoring/busiest_streams_model.h"

#include "models/base/cell_roles.h"
#include "models/base/finding.h"
#include "models/base/units.h"
#include "models/monitoring/health_rules.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::monitoring {

namespace {

using Stream = StreamsState::Stream;

bool isSame(const Stream &a, const Stream &b) { return a.reading.account == b.reading.account && a.reading.name == b.reading.name; }

double rateOf(const Stream &stream)
{
    const double rate = stream.rates.isEmpty() ? notMeasured : stream.rates.last();
    return rate == rate ? rate : -1;
}

bool isBusier(const Stream &a, const Stream &b)
{
    if (rateOf(a) != rateOf(b))
        return rateOf(a) > rateOf(b);
    if (a.reading.bytes != b.reading.bytes)
        return a.reading.bytes > b.reading.bytes;
    return a.reading.name < b.reading.name;
}

Capacity capacityOf(const StreamReading &stream) { return {double(stream.bytes), 0, double(stream.maxBytes.value_or(0)), 0}; }

QVariant statusOf(const StreamReading &stream)
{
    const double share = stream.maxBytes ? double(stream.bytes) / double(*stream.maxBytes) : 0;
    if (share < warningShare)
        return {};
    return int(share < criticalShare ? Severity::Warning : Severity::Critical);
}

} // namespace

void BusiestStreamsModel::setStreams(const std::vector<Stream> &streams)
{
    std::vector<Stream> wanted = streams;
    const auto count = std::min<std::size_t>(wanted.size(), shown);
    std::partial_sort(wanted.begin(), wanted.begin() + qsizetype(count), wanted.end(), isBusier);
    wanted.resize(count);
    for (int row = int(m_rows.size()) - 1; row >= 0; --row) {
        const Stream &known = m_rows[std::size_t(row)];
        if (std::none_of(wanted.begin(), wanted.end(), [&](const Stream &stream) { return isSame(stream, known); })) {
            beginRemoveRows({}, row, row);
            m_rows.erase(m_rows.begin() + row);
            endRemoveRows();
        }
    }
    for (int row = 0; row < int(wanted.size()); ++row) {
        const auto known = std::find_if(m_rows.begin() + row, m_rows.end(),
                                        [&](const Stream &stream) { return isSame(stream, wanted[std::size_t(row)]); });
        if (known == m_rows.end()) {
            beginInsertRows({}, row, row);
            m_rows.insert(m_rows.begin() + row, wanted[std::size_t(row)]);
            endInsertRows();
        } else if (const int from = int(known - m_rows.begin()); from != row) {
            beginMoveRows({}, from, from, {}, row);
            std::rotate(m_rows.begin() + row, m_rows.begin() + from, m_rows.begin() + from + 1);
            endMoveRows();
        }
        m_rows[std::size_t(row)] = wanted[std::size_t(row)];
    }
    if (!m_rows.empty())
        emit dataChanged(index(0, 0), index(int(m_rows.size()) - 1, ColumnCount - 1));
}

QString BusiestStreamsModel::nameAt(int row) const
{
    return row >= 0 && row < int(m_rows.size()) ? m_rows[std::size_t(row)].reading.name : QString();
}

int BusiestStreamsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int BusiestStreamsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant BusiestStreamsModel::textOf(const Stream &stream, int column) const
{
    switch (column) {
    case Name:
        return stream.reading.name;
    case Rate:
        return rateOf(stream) < 0 ? u"–"_s : shortRate(rateOf(stream));
    case Size:
        return shortBytes(double(stream.reading.bytes));
    case Messages:
        return shortCount(double(stream.reading.messages));
    case Consumers:
        return exactCount(stream.reading.consumers);
    default:
        return {};
    }
}

QVariant BusiestStreamsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= int(m_rows.size()))
        return {};
    const Stream &stream = m_rows[std::size_t(index.row())];
    static constexpr CellKind kinds[] = {CellKind::Strong, CellKind::Sparkline, CellKind::Capacity, CellKind::Number, CellKind::Number};
    switch (role) {
    case Qt::DisplayRole:
        return textOf(stream, index.column());
    case CellRole::Kind:
        return int(kinds[index.column()]);
    case CellRole::IconName:
        return index.column() == Name ? QVariant(u"deck-stream"_s) : QVariant();
    case CellRole::Samples:
        return index.column() == Rate ? QVariant::fromValue(stream.rates) : QVariant();
    case CellRole::Capacity:
        return index.column() == Size ? QVariant::fromValue(capacityOf(stream.reading)) : QVariant();
    case CellRole::Status:
        return index.column() == Size ? statusOf(stream.reading) : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == Messages)
            return exactCount(stream.reading.messages);
        if (index.column() == Size && stream.reading.maxBytes)
            return tr("%1 of %2").arg(exactBytes(stream.reading.bytes), exactBytes(*stream.reading.maxBytes));
        if (index.column() == Size)
            return tr("%1, no size limit").arg(exactBytes(stream.reading.bytes));
        return index.column() == Name ? QVariant(tr("%1 in account %2").arg(stream.reading.name, stream.reading.account)) : QVariant();
    case CellRole::Copy:
        return index.column() == Messages ? QVariant(QString::number(stream.reading.messages)) : QVariant();
    default:
        return {};
    }
}

QVariant BusiestStreamsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section >= Messages)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Stream");
    case Rate:
        return tr("Rate");
    case Size:
        return tr("Size of limit");
    case Messages:
        return tr("Messages");
    case Consumers:
        return tr("Consumers");
    default:
        return {};
    }
}

} // namespace natsdeck::monitoring
