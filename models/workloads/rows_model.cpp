#include "models/workloads/rows_model.h"

#include <QSet>

#include <utility>

namespace natsdeck::workloads {

RowsModel::RowsModel(QStringList titles, QObject *parent)
    : QAbstractTableModel(parent)
    , m_titles(std::move(titles))
{}

void RowsModel::setRows(const QList<TableRow> &rows)
{
    QList<TableRow> wanted;
    QSet<QString> keys;
    for (const TableRow &row : rows) {
        if (!keys.contains(row.key)) {
            keys.insert(row.key);
            wanted << row;
        }
    }
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (keys.contains(m_rows[row].key))
            continue;
        beginRemoveRows({}, row, row);
        m_rows.removeAt(row);
        endRemoveRows();
    }
    for (int row = 0; row < wanted.size(); ++row) {
        const TableRow &fresh = wanted[row];
        const int at = row < m_rows.size() && m_rows[row].key == fresh.key ? row : rowOf(fresh.key);
        if (at < 0) {
            beginInsertRows({}, row, row);
            m_rows.insert(row, fresh);
            endInsertRows();
            continue;
        }
        if (at != row) {
            beginMoveRows({}, at, at, {}, row);
            m_rows.move(at, row);
            endMoveRows();
        }
        if (m_rows[row] != fresh) {
            m_rows[row] = fresh;
            emit dataChanged(index(row, 0), index(row, columnCount() - 1));
        }
    }
}

void RowsModel::setStale(bool stale)
{
    if (std::exchange(m_stale, stale) != stale && !m_rows.isEmpty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {CellRole::Muted});
}

int RowsModel::rowOf(const QString &key) const
{
    for (int row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row].key == key)
            return row;
    }
    return -1;
}

int RowsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

int RowsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_titles.size()); }

QVariant RowsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const TableRow &row = m_rows[index.row()];
    if (role == KeyRole)
        return row.key;
    const TableCell cell = row.cells.value(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::ToolTipRole:
        return cell.toolTip.toHtmlEscaped();
    case Qt::AccessibleTextRole:
        return cell.detail.isEmpty() ? cell.text : cell.text + QStringLiteral(", ") + cell.detail;
    case CellRole::Kind:
        return static_cast<int>(cell.kind);
    case CellRole::Detail:
        return cell.detail;
    case CellRole::Status:
        return cell.status ? QVariant(*cell.status) : QVariant();
    case CellRole::Capacity:
        return cell.capacity ? QVariant::fromValue(*cell.capacity) : QVariant();
    case CellRole::IconName:
        return cell.icon;
    case CellRole::Muted:
        return cell.muted || m_stale;
    case CellRole::Sort:
        return cell.sort.isValid() ? cell.sort : QVariant(cell.text);
    default:
        return {};
    }
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return m_titles.value(section);
    if (role != Qt::TextAlignmentRole)
        return {};
    const bool isNumber = !m_rows.isEmpty() && m_rows.constFirst().cells.value(section).kind == CellKind::Number;
    return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace natsdeck::workloads
