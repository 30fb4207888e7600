#include "widgets/common/style_sheet.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

// $name is replaced by a token or a metric. Appearance is chosen by the dynamic properties
// u"surface"_s, u"variant"_s, u"tone"_s and u"validity"_s, which are set once, when the widget is made.
constexpr char source[] = R"(
QToolTip { background: $raised; color: $text; border: 1px solid $edge; padding: 2px 3px; }

QFrame[surface="card"] { background: $surface; border: 1px solid $hairline; border-radius: $radiusLarge; }
QFrame[surface="raised"] { background: $raised; border: 1px solid $hairline; border-radius: $radiusLarge; }
QFrame[surface="page"] { background: $surface; border: none; }
QFrame[surface="canvas"] { background: $canvas; border: none; }
QFrame[surface="sunken"] { background: $sunken; border: 1px solid $hairline; border-radius: $radius; }
QFrame[surface="segments"] { background: $hover; border: none; border-radius: $radius; }
QFrame[surface="card"][variant="link"]:hover { border-color: $edge; }
QFrame[surface="bar"] { background: $canvas; border: none; }
QFrame[surface="line"] { background: $hairline; border: none; }
QAbstractScrollArea { border: none; }
QPlainTextEdit[surface="code"] { background: $surface; border: none; }
QPlainTextEdit[surface="sunken"] { background: $sunken; border: 1px solid $hairline; border-radius: $radius; }

QLabel[tone="muted"] { color: $textMuted; }
QLabel[variant="key"] { border: 1px solid $edge; border-radius: $radiusSmall; padding: 0 4px; }
QListView[surface="overlay"] { background: $raised; }
QTreeView[surface="navigation"] { background: $canvas; }
QLabel[tone="accent"] { color: $accent; }

QPushButton {
    background: $surface; color: $text; border: 1px solid $edge; border-radius: $radius;
    padding: 0 12px; min-height: $controlInner; icon-size: $icon;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:disabled { color: $textDisabled; border-color: $hairline; }
QPushButton[variant="primary"] { background: $accentFill; color: $onFill; border-color: $accentFill; }
QPushButton[variant="primary"]:hover { background: $accentFillHover; }
QPushButton[variant="primary"]:pressed { background: $accentFillPressed; }
QPushButton[variant="danger"] { background: $dangerFill; color: $onFill; border-color: $dangerFill; }
QPushButton[variant="danger"]:hover { background: $dangerFillHover; }
QPushButton[variant="primary"]:disabled, QPushButton[variant="danger"]:disabled {
    background: $hover; color: $textDisabled; border-color: $hairline;
}
QPushButton[variant="quiet"] { background: transparent; border-color: transparent; }
QPushButton[variant="quiet"]:hover { background: $hover; }
QPushButton[variant="field"], QPushButton[variant="field"]:hover { background: $surface; border-color: $edge; text-align: left; }
QPushButton[variant="field"]:hover { border-color: $border; }
QPushButton[variant="link"] { background: transparent; border: none; color: $accent; padding: 0; min-height: 0; }

QToolButton {
    background: transparent; color: $text; border: 1px solid transparent; border-radius: $radius;
    padding: 0 6px; min-width: $icon; icon-size: $icon;
    min-height: $controlInner; max-height: $controlInner; /* both: a tool button adds height of its own */
}
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $pressed; }
QToolButton:disabled { color: $textDisabled; }
QToolButton[variant="outline"] { background: $surface; border-color: $edge; padding: 0 10px; }
QToolButton[variant="outline"]:hover { background: $hover; }
QToolButton[variant="outline"]:checked { background: $selected; border-color: $accent; }
QToolButton[variant="locked"] { background: $selected; border-color: $accent; padding: 0 10px; }
QToolButton[variant="caution"] { background: $warningSoft; border-color: $warning; padding: 0 10px; }
QToolButton[variant="segment"] {
    border-radius: $radiusSmall; padding: 0 10px; color: $textMuted;
    min-height: $segmentInner; max-height: $segmentInner;
}
QToolButton[variant="segment"]:checked { background: $surface; color: $text; border-color: $edge; }
QLineEdit > QToolButton, QLineEdit > QToolButton:hover {
    min-height: 0; max-height: 24px; min-width: 0; padding: 0; border: none; background: transparent;
}
QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit {
    background: $surface; color: $text; border: 1px solid $border; border-radius: $radius;
    padding: 0 8px; min-height: $controlInner; selection-background-color: $accentFill; selection-color: $onFill;
}
QLineEdit:focus { border-color: $accent; }
QLineEdit:disabled { color: $textDisabled; border-color: $hairline; background: $sunken; }
QLineEdit:read-only { background: $sunken; }
QLineEdit[validity="invalid"] { border-color: $critical; }
QLineEdit[validity="valid"] { border-color: $ok; }
QLineEdit[variant="bare"] { background: transparent; border: none; padding: 0; min-height: 0; }
QComboBox > QLineEdit { background: transparent; border: none; padding: 0 0 0 5px; min-height: 0; }
QAbstractSpinBox { min-height: $spinInner; } /* here, because CT_SpinBox never reaches the style */
QAbstractSpinBox > QLineEdit { background: transparent; border: none; padding: 0 0 0 6px; min-height: 0; }

QTabBar { qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $textMuted; border: none; border-bottom: 2px solid transparent;
    padding: 0 2px; margin: 0 16px 0 0; height: $tabHeight;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:disabled { color: $textDisabled; }
QTabWidget::pane { border: none; border-top: 1px solid $hairline; }

QComboBox QAbstractItemView { background: $raised; border: 1px solid $edge; }
QMenuBar { background: $canvas; }
QMenuBar::item { padding: 5px 9px; border-radius: $radiusSmall; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $hairline; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: $radiusSmall; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $textDisabled; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 6px; }

QScrollBar:vertical { background: transparent; width: $scrollBar; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $scrollBar; margin: 0; }
QScrollBar::handle { background: $thumb; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $border; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    width: 0; height: 0; background: transparent;
}

QSplitter::handle, QMainWindow::separator { background: $hairline; width: 1px; height: 1px; }
QToolBar { background: $canvas; border: none; border-bottom: 1px solid $hairline; padding: 4px 8px; spacing: 4px; }
QStatusBar { background: $canvas; border-top: 1px solid $hairline; }
QStatusBar::item { border: none; }
)";

QString px(int value) { return QString::number(value) + u"px"_s; }

QColor blend(const QColor &front, const QColor &back, float amount)
{
    const auto mix = [amount](float f, float b) { return f * amount + b * (1 - amount); };
    return QColor::fromRgbF(mix(front.redF(), back.redF()), mix(front.greenF(), back.greenF()), mix(front.blueF(), back.blueF()));
}

} // namespace

QString makeStyleSheet(const Tokens &t, const Metrics &m)
{
    const QHash<QString, QString> values{
        {u"canvas"_s, t.canvas.name()},
        {u"sunken"_s, t.sunken.name()},
        {u"surface"_s, t.surface.name()},
        {u"raised"_s, t.raised.name()},
        {u"hover"_s, t.hover.name()},
        {u"pressed"_s, t.pressed.name()},
        {u"hairline"_s, t.hairline.name()},
        {u"border"_s, t.border.name()},
        {u"edge"_s, blend(t.border, t.hairline, 0.35f).name()}, // edge of a control that has a text label
        {u"thumb"_s, blend(t.border, t.surface, 0.55f).name()},
        {u"text"_s, t.text.name()},
        {u"textMuted"_s, t.textMuted.name()},
        {u"textDisabled"_s, t.textDisabled.name()},
        {u"accent"_s, t.accent.name()},
        {u"accentFill"_s, t.accentFill.name()},
        {u"accentFillHover"_s, t.accentFillHover.name()},
        {u"accentFillPressed"_s, t.accentFillPressed.name()},
        {u"onFill"_s, t.onFill.name()},
        {u"dangerFill"_s, t.dangerFill.name()},
        {u"dangerFillHover"_s, t.dangerFillHover.name()},
        {u"selected"_s, t.selected.name()},
        {u"ok"_s, t.of(Status::Ok).strong.name()},
        {u"warning"_s, t.of(Status::Warning).strong.name()},
        {u"warningSoft"_s, t.of(Status::Warning).soft.name()},
        {u"critical"_s, t.of(Status::Critical).strong.name()},
        {u"radiusSmall"_s, px(m.radiusSmall)},
        {u"radius"_s, px(m.radius)},
        {u"radiusLarge"_s, px(m.radiusLarge)},
        {u"icon"_s, px(m.icon)},
        {u"controlInner"_s, px(m.controlHeight - 2)}, // a style sheet height excludes the 1 px border
        {u"spinInner"_s, px(m.controlHeight - 6)},
        {u"segmentInner"_s, px(m.controlHeight - 8)},
        {u"tabHeight"_s, px(m.controlHeight + 4)},
        {u"scrollBar"_s, px(m.scrollBar)},
    };

    const QString text = QString::fromLatin1(source);
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != u'$') {
            result += text[i];
            continue;
        }
        qsizetype end = i + 1;
        while (end < text.size() && text[end].isLetter())
            ++end;
        const QString name = text.mid(i + 1, end - i - 1);
        Q_ASSERT_X(values.contains(name), "makeStyleSheet", qPrintable(u"unknown token "_s + name));
        result += values.value(name);
        i = end - 1;
    }
    return result;
}

} // namespace natsdeck::ui
