#pragma once

#include "widgets/common/theme.h"

#include <QStyledItemDelegate>

namespace natsdeck::ui {

class PaletteModel;

// Icon, text with the match underlined and strong, fact in caption, shortcut at the right.
class PaletteDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    PaletteDelegate(const Theme &theme, const PaletteModel &model, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintCaption(QPainter &painter, const QRect &area, int row) const;
    double paintMatched(QPainter &painter, const QRectF &area, int row, bool available) const;

    const Theme &m_theme;
    const PaletteModel &m_model;
};

} // namespace natsdeck::ui
