#pragma once

#include "models/base/cell_roles.h"

#include <QAbstractTableModel>
#include <QList>
#include <QVariant>

#include <optional>

namespace natsdeck::workloads {

// One cell as it is shown; made by a presenter when an object changed, so that data() only hands it out.
struct TableCell
{
    QString text;
    CellKind kind = CellKind::Text;
    QString detail = {};            // muted, after the text
    std::optional<int> status = {}; // int(Severity), or -1 for unknown
    QString toolTip = {};           // plain; escaped by the model
    QVariant sort = {};             // the text when not valid
    std::optional<Capacity> capacity = {};
    QString icon = {};
    bool muted = false;

    friend bool operator==(const TableCell &, const TableCell &) = default;
};

struct TableRow
{
    QString key; // of the object: its uid, or a path of names
    QList<TableCell> cells;

    friend bool operator==(const TableRow &, const TableRow &) = default;
};

// The table of a section. New rows are a keyed difference in the order given: rows come, go, move and change, nothing is reset.
class RowsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role { KeyRole = Qt::UserRole + 200 };

    explicit RowsModel(QStringList titles, QObject *parent = nullptr);

    void setRows(const QList<TableRow> &rows); // of equal keys the first one counts
    void setStale(bool stale);                 // values in muted ink
    [[nodiscard]] int rowOf(const QString &key) const;
    [[nodiscard]] const QList<TableRow> &rows() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QStringList m_titles;
    QList<TableRow> m_rows;
    bool m_stale = false;
};

} // namespace natsdeck::workloads
