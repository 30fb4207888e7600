#include "widgets/common/deck_parts.h"

#include <QApplication>
#include <QPainter>
#include <QStyleOption>

#include <algorithm>

namespace natsdeck::ui {

namespace {

constexpr double controlRadius = 6;
constexpr int headerPadding = 8; // the same inset as in CellDelegate

QColor hoverColor(const QPalette &palette)
{
    QColor color = palette.color(QPalette::Text);
    color.setAlphaF(0.055f);
    return color;
}

void paintRounded(QPainter &painter, const QRectF &rect, double radius, const QBrush &fill, const QPen &edge)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill);
    painter.setPen(edge);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    painter.restore();
}

void paintField(QPainter &painter, const QStyleOption &field)
{
    const QPalette &palette = field.palette;
    const bool focus = field.state & QStyle::State_HasFocus;
    const bool hover = (field.state & QStyle::State_MouseOver) && (field.state & QStyle::State_Enabled);
    paintRounded(painter, field.rect, controlRadius, palette.color(QPalette::Base),
                 QPen(palette.color(focus ? QPalette::Link : QPalette::Mid), 1));
    if (hover)
        paintRounded(painter, field.rect, controlRadius, hoverColor(palette), Qt::NoPen);
}

void paintCheckMark(QPainter &painter, const QRectF &box, const QPolygonF &mark, const QColor &color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(box.topLeft());
    painter.scale(box.width() / 16, box.height() / 16);
    painter.setPen(QPen(color, mark.size() == 1 ? 6 : 1.9, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    mark.size() == 1 ? painter.drawPoint(mark.first()) : painter.drawPolyline(mark);
    painter.restore();
}

} // namespace

void paintChevron(QPainter &painter, const QPointF &center, Direction direction, const QColor &color, double scale)
{
    const QPolygonF pointsRight{{-2, -4}, {2, 0}, {-2, 4}};
    QTransform turn = QTransform::fromScale(scale, scale);
    if (direction != Direction::Right)
        turn.rotate(direction == Direction::Down ? 90 : -90);

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.translate(center);
    painter.drawPolyline(turn.map(pointsRight));
    painter.restore();
}

// The fill alone has too little contrast to carry the meaning; the bar at the row's start does. Called for every
// cell and, in trees, for the indentation: whichever of them lies at the view's left edge draws the bar.
void paintSelection(QPainter &painter, const QStyleOptionViewItem &item)
{
    constexpr int barWidth = 3;
    const bool active = item.state & QStyle::State_Active; // set while the view has the focus
    const auto group = active ? QPalette::Active : QPalette::Inactive;
    painter.fillRect(item.rect, item.palette.color(group, QPalette::Highlight));
    if (item.rect.left() <= 0 && item.rect.right() > 0)
        painter.fillRect(QRect(0, item.rect.top(), barWidth, item.rect.height()),
                         item.palette.color(active ? QPalette::Link : QPalette::Mid));
}

void paintItemBackground(QPainter &painter, const QStyleOptionViewItem &item)
{
    if (item.backgroundBrush.style() != Qt::NoBrush)
        painter.fillRect(item.rect, item.backgroundBrush);
    if (item.state & QStyle::State_Selected)
        paintSelection(painter, item);
    else if ((item.state & QStyle::State_Enabled) && (item.state & QStyle::State_MouseOver))
        painter.fillRect(item.rect, hoverColor(item.palette));
}

void paintItemFocus(QPainter &painter, const QStyleOption &option)
{
    paintRounded(painter, QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, Qt::NoBrush,
                 QPen(option.palette.color(QPalette::Link), 1.5));
}

void paintHeaderSection(QPainter &painter, const QStyleOption &option)
{
    painter.fillRect(option.rect, option.palette.color(QPalette::AlternateBase));
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), option.palette.color(QPalette::Midlight));
}

void paintHeaderLabel(QPainter &painter, const QStyleOptionHeader &header)
{
    constexpr int arrow = 14;
    const bool sorted = header.sortIndicator != QStyleOptionHeader::None;
    const bool right = header.textAlignment & Qt::AlignRight;
    QRect area = header.rect.adjusted(headerPadding, 0, -headerPadding, 0);
    if (sorted)
        area.adjust(right ? arrow : 0, 0, right ? 0 : -arrow, 0);
    // The caption role, whatever font the header has: a style sheet undoes both ways of giving it one, at times.
    QFont caption = QApplication::font();
    caption.setPointSizeF(caption.pointSizeF() * 0.88);
    const QFontMetrics metrics(caption);
    const QString text = metrics.elidedText(header.text, Qt::ElideRight, area.width());

    painter.save();
    painter.setFont(caption);
    painter.setPen(header.palette.color(sorted ? QPalette::Text : QPalette::PlaceholderText));
    painter.drawText(area, static_cast<int>((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter), text);
    painter.restore();
    if (!sorted)
        return;
    const int width = metrics.horizontalAdvance(text);
    const int x = right ? area.right() - width - arrow / 2 : area.left() + width + arrow / 2 + 1;
    // Qt names the shape of the triangle: SortUp stands for descending order.
    const bool descending = header.sortIndicator == QStyleOptionHeader::SortUp;
    paintChevron(painter, QPointF(x, area.center().y() + 1), descending ? Direction::Down : Direction::Up,
                 header.palette.color(QPalette::Text));
}

void paintCheck(QPainter &painter, const QStyleOption &option, CheckShape shape)
{
    const QPalette &palette = option.palette;
    const QRectF box = option.rect;
    const double radius = shape == CheckShape::Disc ? box.width() / 2 : 4;
    const bool partly = option.state & QStyle::State_NoChange;
    if (!partly && !(option.state & QStyle::State_On)) {
        const bool hover = option.state & QStyle::State_MouseOver;
        paintRounded(painter, box, radius, palette.color(QPalette::Base), QPen(palette.color(hover ? QPalette::Link : QPalette::Mid), 1.2));
        return;
    }

    static const QPolygonF tick{{4.2, 8.3}, {6.8, 10.9}, {11.8, 5.4}};
    static const QPolygonF dash{{4.5, 8}, {11.5, 8}};
    static const QPolygonF dot{{8, 8}};
    const QColor fill = palette.color(QPalette::Link); // the Disabled group has its own
    paintRounded(painter, box, radius, fill, QPen(fill, 1));
    paintCheckMark(painter, box, partly ? dash : shape == CheckShape::Disc ? dot : tick, palette.color(QPalette::Base));
}

void paintComboBox(QPainter &painter, const QStyleOptionComboBox &combo)
{
    paintField(painter, combo);
    paintChevron(painter, QPointF(combo.rect.right() - 13, combo.rect.center().y() + 1), Direction::Down,
                 combo.palette.color(QPalette::PlaceholderText));
}

void paintSpinBox(QPainter &painter, const QStyleOptionSpinBox &spin)
{
    paintField(painter, spin);
    const QPointF center(spin.rect.right() - 12, QRectF(spin.rect).center().y());
    const auto ink = [&](QAbstractSpinBox::StepEnabledFlag step) {
        const auto group = spin.stepEnabled & step ? QPalette::Active : QPalette::Disabled;
        return spin.palette.color(group, QPalette::PlaceholderText);
    };
    paintChevron(painter, center - QPointF(0, 5), Direction::Up, ink(QAbstractSpinBox::StepUpEnabled), 0.75);
    paintChevron(painter, center + QPointF(0, 5), Direction::Down, ink(QAbstractSpinBox::StepDownEnabled), 0.75);
}

void paintProgress(QPainter &painter, const QStyleOption &option, double share, const QColor &color)
{
    if (share <= 0)
        return;
    QRectF bar(option.rect.left(), QRectF(option.rect).center().y() - 2, option.rect.width(), 4);
    bar.setWidth(std::max(bar.height(), bar.width() * std::min(share, 1.0)));
    paintRounded(painter, bar.adjusted(-0.5, -0.5, 0.5, 0.5), 2, color, Qt::NoPen);
}

void paintFocusFrame(QPainter &painter, const QStyleOption &option)
{
    paintRounded(painter, QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), controlRadius + 2, Qt::NoBrush,
                 QPen(option.palette.color(QPalette::Link), 2));
}

} // namespace natsdeck::ui
