#include "widgets/common/deck_style.h"

#include "widgets/common/deck_parts.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QPainter>
#include <QStyleOption>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int comboPadding = 5;
constexpr int headerHeight = 30;
constexpr int progressHeight = 6;

// 16 px with a body font of 13 px; grows in halves, as Metrics::scaled() does.
int drawingSide()
{
    const int line = QFontMetrics(QApplication::font()).height();
    return static_cast<int>(16 * std::max(1.0, std::floor(line / 8.0) / 2));
}

double progressOf(const QStyleOptionProgressBar &bar)
{
    const int range = bar.maximum - bar.minimum;
    return range > 0 ? static_cast<double>(bar.progress - bar.minimum) / range : 0;
}

} // namespace

DeckStyle::DeckStyle()
    : QProxyStyle(u"fusion"_s)
{}

int DeckStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize:
    case PM_ListViewIconSize:
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return drawingSide();
    case PM_TreeViewIndentation:
        return 16;
    case PM_SplitterWidth:
        return 1; // QSplitter widens the handle's mouse area by itself at this width
    case PM_HeaderMargin:
        return 3; // twice this and a line of text is the least row height a table accepts
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return 3;
    case PM_ToolTipLabelFrameWidth:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int DeckStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_EtchDisabledText:
    case SH_ComboBox_Popup:
        return 0;
    case SH_Table_GridLineColor:
        return option ? static_cast<int>(option->palette.color(QPalette::Midlight).rgb()) : 0;
    case SH_ToolTip_WakeUpDelay:
        return 450;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize DeckStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size, const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (!option)
        return result;
    const int line = option->fontMetrics.height();
    switch (type) {
    case CT_ComboBox:
        return {result.width() + 2 * comboPadding, line + 14};
    case CT_ProgressBar:
        return {result.width(), progressHeight};
    case CT_ItemViewItem:
        return {result.width(), qMax(result.height(), line + 10)}; // lists without a CellDelegate
    case CT_HeaderSection:
        // Horizontal only: a vertical header's size would limit the row height.
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option); header && header->orientation == Qt::Horizontal)
            return {result.width(), qMax(result.height(), headerHeight)};
        return result;
    default:
        return result;
    }
}

QRect DeckStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_HeaderLabel) // paintHeaderLabel() places text and arrow itself
        return option->rect;
    return QProxyStyle::subElementRect(element, option, widget);
}

void DeckStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
    switch (element) {
    case PE_PanelItemViewItem:
        if (item)
            paintItemBackground(*painter, *item);
        return;
    case PE_PanelItemViewRow:
        // A view that paints its selection itself says so with an empty Highlight brush.
        if (item && (item->state & State_Selected) && item->palette.brush(QPalette::Highlight).style() != Qt::NoBrush)
            paintSelection(*painter, *item);
        return;
    case PE_IndicatorBranch:
        if (option->state & State_Children)
            paintChevron(*painter, QRectF(option->rect).center(), option->state & State_Open ? Direction::Down : Direction::Right,
                         option->palette.color(QPalette::PlaceholderText));
        return;
    case PE_IndicatorHeaderArrow:
        return; // painted by paintHeaderLabel()
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        paintCheck(*painter, *option, CheckShape::Box);
        return;
    case PE_IndicatorRadioButton:
        paintCheck(*painter, *option, CheckShape::Disc);
        return;
    case PE_FrameFocusRect:
        // Inside item views only, and only where no selection shows the place: other controls are framed from
        // outside by FocusRing.
        if (qobject_cast<const QAbstractItemView *>(widget) && !(option->state & State_Selected))
            paintItemFocus(*painter, *option);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void DeckStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        paintHeaderSection(*painter, *option);
        return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            paintHeaderLabel(*painter, *header);
        return;
    case CE_ProgressBarGroove:
        paintProgress(*painter, *option, 1, option->palette.color(QPalette::Dark));
        return;
    case CE_ProgressBarContents:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option))
            paintProgress(*painter, *bar, progressOf(*bar), bar->palette.color(QPalette::Link));
        return;
    case CE_ProgressBarLabel:
        return; // the figure stands beside the bar
    case CE_FocusFrame:
        paintFocusFrame(*painter, *option);
        return;
    case CE_ComboBoxLabel:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option)) {
            QStyleOptionComboBox padded = *combo;
            padded.rect.adjust(comboPadding, 0, -comboPadding, 0);
            QProxyStyle::drawControl(element, &padded, painter, widget);
        }
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void DeckStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                   const QWidget *widget) const
{
    if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option); combo && control == CC_ComboBox)
        paintComboBox(*painter, *combo);
    else if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option); spin && control == CC_SpinBox)
        paintSpinBox(*painter, *spin);
    else
        QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace natsdeck::ui
