#include "widgets/common/cell_delegate.h"

#include "widgets/common/capacity_bar.h"
#include "widgets/common/sparkline.h"
#include "widgets/common/status_glyph.h"
#include "widgets/common/tabular_text.h"
#include "widgets/common/tinted_icon.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int inset = 8;
constexpr int glyphSide = 13;

CellKind kindOf(const QModelIndex &index) { return static_cast<CellKind>(index.data(CellRole::Kind).toInt()); }

} // namespace

CellDelegate::CellDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int wanted = m_rowHeight > 0 ? m_rowHeight : m_theme.metrics().rowHeight;
    return {QStyledItemDelegate::sizeHint(option, index).width() + 2 * inset,
            qMax(wanted, option.fontMetrics.height() + 6)}; // a larger desktop font must still fit
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QWidget *view = item.widget;
    const QStyle *style = view ? view->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, view);

    painter->save();
    paintCell(*painter, QRectF(item.rect).adjusted(inset, 0, -inset, 0), index, item.state & QStyle::State_Enabled);
    painter->restore();

    if ((item.state & QStyle::State_HasFocus) && !(item.state & QStyle::State_Selected)) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(item);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, view);
    }
}

void CellDelegate::paintCell(QPainter &painter, const QRectF &area, const QModelIndex &index, bool enabled) const
{
    const Tokens &tokens = m_theme.tokens();
    const double glyph = m_theme.metrics().scaled(glyphSide);
    const auto paintNumber = [&] {
        painter.setFont(m_theme.font(TextRole::Body));
        painter.setPen(inkOf(index, enabled));
        drawTabular(painter, area, Qt::AlignRight, index.data().toString());
    };
    switch (kindOf(index)) {
    case CellKind::Text:
        paintText(painter, area, index, TextRole::Body, enabled);
        break;
    case CellKind::Status:
        paintText(painter, area, index, TextRole::Body, enabled);
        break;
    case CellKind::Strong:
        paintText(painter, area, index, TextRole::Strong, enabled);
        break;
    case CellKind::Mono:
        paintText(painter, area, index, TextRole::Mono, enabled);
        break;
    case CellKind::Number:
        paintNumber();
        break;
    case CellKind::Capacity: {
        const QVariant value = index.data(CellRole::Capacity);
        if (!value.isValid()) { // not measured: the model says so in words, an empty bar would say "nothing used"
            paintNumber();
            break;
        }
        const auto capacity = value.value<Capacity>();
        const Status status = capacityStatus(capacity);
        QRectF bar = area.adjusted(0, 0, -paintValue(painter, area, index, u"888 GiB"_s), 0);
        if (status != Status::Ok) { // never by colour alone
            paintStatusGlyph(painter, QRectF(bar.right() - glyph + 4, bar.center().y() - glyph / 2, glyph, glyph), status, tokens);
            bar.setRight(bar.right() - glyph);
        }
        paintCapacity(painter, QRectF(bar.left(), bar.center().y() - 3, bar.width(), 6), capacity, tokens);
        break;
    }
    case CellKind::Sparkline: {
        const double value = paintValue(painter, area, index, u"88.8k/s"_s);
        paintSparkline(painter, area.adjusted(0, 7, -value, -7), index.data(CellRole::Samples).value<QList<double>>(), tokens.series[0]);
        break;
    }
    }
}

QColor CellDelegate::inkOf(const QModelIndex &index, bool enabled) const
{
    const Tokens &tokens = m_theme.tokens();
    if (!enabled)
        return tokens.textDisabled;
    if (kindOf(index) == CellKind::Status) {
        const Status status = statusOf(index.data(CellRole::Status).toInt());
        return status == Status::Ok || status == Status::Unknown ? tokens.textMuted : tokens.of(status).strong;
    }
    return index.data(CellRole::Muted).toBool() ? tokens.textMuted : tokens.text;
}

// The number at the right of a graphic. Returns the width it takes: at least that of `widest`, so that the
// graphics of a column end at the same place.
double CellDelegate::paintValue(QPainter &painter, const QRectF &area, const QModelIndex &index, const QString &widest) const
{
    constexpr double gap = 10;
    painter.setFont(m_theme.font(TextRole::Body));
    painter.setPen(inkOf(index, true));
    const QString text = index.data().toString();
    drawTabular(painter, area, Qt::AlignRight, text);
    const QFontMetricsF metrics(painter.font());
    return std::max(tabularWidth(metrics, widest), tabularWidth(metrics, text)) + gap;
}

void CellDelegate::paintText(QPainter &painter, QRectF area, const QModelIndex &index, TextRole role, bool enabled) const
{
    const Tokens &tokens = m_theme.tokens();
    if (const QString name = index.data(CellRole::IconName).toString(); !name.isEmpty()) {
        const int side = m_theme.metrics().icon;
        const QIcon icon = tintedIcon(name, QPalette::PlaceholderText);
        icon.paint(&painter, QRect(static_cast<int>(area.left()), static_cast<int>(area.center().y()) - side / 2, side, side));
        area.setLeft(area.left() + side + 7);
    }
    if (const QVariant status = index.data(CellRole::Status); status.isValid()) {
        const double glyph = m_theme.metrics().scaled(glyphSide);
        paintStatusGlyph(painter, QRectF(area.left(), area.center().y() - glyph / 2, glyph, glyph), statusOf(status.toInt()), tokens);
        area.setLeft(area.left() + glyph + 6);
    }

    const bool right = index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
    painter.setFont(m_theme.font(role));
    painter.setPen(inkOf(index, enabled));
    const QFontMetricsF metrics(painter.font());
    // A subject keeps its last token.
    const auto elide = role == TextRole::Mono && !index.data(CellRole::ElideEnd).toBool() ? Qt::ElideMiddle : Qt::ElideRight;
    const QString text = metrics.elidedText(index.data().toString(), elide, area.width());
    painter.drawText(area, Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft), text);

    const QString detail = index.data(CellRole::Detail).toString();
    if (detail.isEmpty() || right)
        return;
    area.setLeft(area.left() + metrics.horizontalAdvance(text) + 8);
    painter.setFont(m_theme.font(TextRole::Caption));
    painter.setPen(tokens.textMuted);
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetricsF(painter.font()).elidedText(detail, Qt::ElideRight, area.width()));
}

} // namespace natsdeck::ui
