#pragma once

class QColor;
class QPainter;
class QPointF;
class QStyleOption;
class QStyleOptionComboBox;
class QStyleOptionHeader;
class QStyleOptionSpinBox;
class QStyleOptionViewItem;

// The shapes DeckStyle is made of. Colours come from the palette of the style option.
namespace natsdeck::ui {

enum class Direction { Right, Down, Up };
enum class CheckShape { Box, Disc };

void paintChevron(QPainter &painter, const QPointF &center, Direction direction, const QColor &color, double scale = 1);

void paintSelection(QPainter &painter, const QStyleOptionViewItem &item);
void paintItemBackground(QPainter &painter, const QStyleOptionViewItem &item);
void paintItemFocus(QPainter &painter, const QStyleOption &option);

void paintHeaderSection(QPainter &painter, const QStyleOption &option);
void paintHeaderLabel(QPainter &painter, const QStyleOptionHeader &header);

void paintCheck(QPainter &painter, const QStyleOption &option, CheckShape shape);
void paintComboBox(QPainter &painter, const QStyleOptionComboBox &combo);
void paintSpinBox(QPainter &painter, const QStyleOptionSpinBox &spin);
void paintProgress(QPainter &painter, const QStyleOption &option, double share, const QColor &color);
void paintFocusFrame(QPainter &painter, const QStyleOption &option);

} // namespace natsdeck::ui
