#pragma once

#include "widgets/common/theme.h"

#include <QSortFilterProxyModel>
#include <QTableView>

#include <functional>
#include <vector>

class QMenu;

namespace natsdeck::ui {

class ElidedLabel;

// Sorts by CellRole::Sort and only when someone asks for it: rows never reorder under the pointer.
class SortProxy : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit SortProxy(QObject *parent = nullptr);

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
};

struct TableColumn
{
    QString widest;       // the widest usual text, from which the width is measured: "888,888,888"
    int extra = 0;        // room beside the text: an icon (24), a bar (90)
    bool stretch = false; // takes what is left; one per table
    bool hidden = false;  // shown on request
};

// Every table of the program: CellDelegate, header, density, Ctrl+C, column menu, row menu, accessible text.
class TableView final : public QTableView
{
    Q_OBJECT

public:
    enum class Rows { Normal, Dense }; // Dense: message tables, logs

    TableView(const Theme &theme, const QString &accessibleName, Rows rows = Rows::Normal, QWidget *parent = nullptr);

    // In the order of the model's columns. Call after setModel().
    void setColumns(const std::vector<TableColumn> &columns);
    // Header clicks sort (the model must be a SortProxy or sort by itself).
    void enableSorting(int column, Qt::SortOrder order);
    // Called before the row menu opens; "Copy row" follows what it adds.
    void setRowMenu(std::function<void(QMenu &menu, const QModelIndex &row)> fill) { m_rowMenu = std::move(fill); }

    // The selected rows (or the current one), tab-separated, in the order and with the columns shown.
    QString selectedText() const;
    void copySelection() const;

    // Order, widths and hidden columns, for the settings. restore ignores what does not fit this table.
    QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray &state);

signals:
    void columnsChanged();                       // save them, not more often than once per event loop turn
    void rowActivated(const QModelIndex &index); // Enter or double click

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void applyMetrics();
    int naturalWidth(int column) const;
    void fillWidth();
    void showColumnMenu(const QPoint &position);

    const Theme &m_theme;
    Rows m_rows;
    std::vector<TableColumn> m_columns;
    std::function<void(QMenu &, const QModelIndex &)> m_rowMenu;
};

// The footer of a table: totals at the left, age of the data at the right.
class TableFooter final : public QWidget
{
    Q_OBJECT

public:
    explicit TableFooter(const Theme &theme, QWidget *parent = nullptr);

    void setTotals(const QString &text);
    void setAge(const QString &text);

private:
    ElidedLabel *m_totals;
    ElidedLabel *m_age;
};

} // namespace natsdeck::ui
