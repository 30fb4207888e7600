#pragma once

#include "models/base/cell_roles.h"
#include "widgets/common/theme.h"

#include <QStyledItemDelegate>

// Paints every table and tree. A model says what a cell is (models/base/cell_roles.h) and hands over plain values;
// fonts, colours and shapes are decided here.
namespace natsdeck::ui {

class CellDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(const Theme &theme, QObject *parent = nullptr);

    // For trees that are denser than the rest, such as subjects. Tables: QHeaderView::setDefaultSectionSize().
    void setRowHeight(int height) { m_rowHeight = height; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintCell(QPainter &painter, const QRectF &area, const QModelIndex &index, bool enabled) const;
    QColor inkOf(const QModelIndex &index, bool enabled) const;
    double paintValue(QPainter &painter, const QRectF &area, const QModelIndex &index, const QString &widest) const;
    void paintText(QPainter &painter, QRectF area, const QModelIndex &index, TextRole role, bool enabled) const;

    const Theme &m_theme;
    int m_rowHeight = 0; // 0 = as the density says
};

} // namespace natsdeck::ui
