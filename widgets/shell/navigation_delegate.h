#pragma once

#include "widgets/common/theme.h"

#include <QStyledItemDelegate>

namespace natsdeck::ui {

// The content of a row of the navigation (its field is painted by the tree): caption for a section; else icon, name, detail, and at the
// right glyph and word of the state.
class NavigationDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit NavigationDelegate(const Theme &theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index) override;

private:
    void paintSection(QPainter &painter, const QRect &area, const QModelIndex &index) const;
    int paintState(QPainter &painter, const QRect &area, const QModelIndex &index, bool compact) const;

    const Theme &m_theme;
};

} // namespace natsdeck::ui
