#include "widgets/common/card.h"

#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/status_glyph.h"
#include "widgets/common/tabular_text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int inset = 14;
constexpr int glyphSide = 13;

} // namespace

QFrame *hairline(Qt::Orientation orientation, QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setProperty("surface", u"line"_s);
    orientation == Qt::Horizontal ? line->setFixedHeight(1) : line->setFixedWidth(1);
    return line;
}

Card::Card(const Theme &theme, const QString &title, const QString &caption, QWidget *parent)
    : QFrame(parent)
    , m_body(new QVBoxLayout)
    , m_header(new QHBoxLayout)
{
    setProperty("surface", u"card"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addLayout(m_header); // empty without a title, and then it takes no room
    m_header->setSpacing(theme.metrics().s);
    if (!title.isEmpty()) {
        m_header->setContentsMargins(inset, 10, inset, 2);
        setAccessibleName(title);
        m_header->addWidget(new ElidedLabel(theme, title, TextRole::Title, Qt::ElideRight, this), 0, Qt::AlignBaseline);
        m_caption = new ElidedLabel(theme, caption, TextRole::Caption, Qt::ElideRight, this);
        m_caption->setProperty("tone", u"muted"_s);
        m_header->addWidget(m_caption, 1, Qt::AlignBaseline);
    } else {
        m_header->setContentsMargins(0, 0, 0, 0);
    }
    m_body->setContentsMargins(inset, title.isEmpty() ? inset : 8, inset, inset);
    m_body->setSpacing(theme.metrics().s);
    column->addLayout(m_body, 1);
    column->addStretch(0); // takes what a body of fixed height leaves, so that the header does not
}

void Card::setCaption(const QString &caption)
{
    if (m_caption)
        m_caption->setText(caption);
}

void Card::setBodyMargins(int left, int top, int right, int bottom) { m_body->setContentsMargins(left, top, right, bottom); }

StatusLine::StatusLine(const Theme &theme, TextRole role, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFont(theme.font(role));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StatusLine::setText(const QString &text)
{
    m_text = text;
    m_glyph = false;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void StatusLine::setText(Status status, const QString &text)
{
    m_text = text;
    m_status = status;
    m_glyph = true;
    setAccessibleName(statusWord(status) + u": "_s + text);
    updateGeometry();
    update();
}

QSize StatusLine::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int glyph = m_theme.metrics().scaled(glyphSide);
    return {metrics.horizontalAdvance(m_text) + (m_glyph ? glyph + 6 : 0) + 2, std::max(metrics.height(), glyph + 2)};
}

QSize StatusLine::minimumSizeHint() const
{
    const QSize hint = sizeHint();
    return {std::min(hint.width(), 60), hint.height()};
}

void StatusLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QRect area = rect();
    const Tokens &tokens = m_theme.tokens();
    if (m_glyph) {
        const int glyph = m_theme.metrics().scaled(glyphSide);
        paintStatusGlyph(painter, QRectF(0, (height() - glyph) / 2.0, glyph, glyph), m_status, tokens);
        area.setLeft(glyph + 6);
    }
    painter.setPen(tokens.textMuted);
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     fontMetrics().elidedText(m_text, Qt::ElideRight, area.width()));
}

MetricCard::MetricCard(const Theme &theme, const QString &icon, const QString &name, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_name(name)
    , m_figure(new NumberLabel({}, this))
    , m_unit(new ElidedLabel(theme, {}, TextRole::Body, Qt::ElideRight, this))
    , m_state(new StatusLine(theme, TextRole::Caption, this))
    , m_row(new QHBoxLayout)
    , m_bottom(new QVBoxLayout)
{
    setProperty("surface", u"card"_s);
    setProperty("variant", u"link"_s);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);

    auto *head = new QHBoxLayout;
    head->setSpacing(theme.metrics().s);
    head->addWidget(new IconLabel(theme, icon, theme.metrics().icon, this));
    head->addWidget(mutedLabel(theme, name, TextRole::Body, this), 1);

    m_figure->setFont(theme.font(TextRole::Figure));
    m_unit->setProperty("tone", u"muted"_s);
    m_row->setSpacing(theme.metrics().s);
    m_row->addWidget(m_figure, 0, Qt::AlignBaseline);
    m_row->addWidget(m_unit, 1, Qt::AlignBaseline);

    m_bottom->setSpacing(theme.metrics().xs);
    m_bottom->addWidget(m_state);
    m_state->hide();

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(inset, 12, inset, 12);
    column->setSpacing(theme.metrics().xs);
    column->addLayout(head);
    column->addLayout(m_row);
    column->addStretch(1);
    column->addLayout(m_bottom);
    describe();
}

void MetricCard::setFigure(const QString &figure, const QString &unit, const QString &exact)
{
    m_figure->setText(figure);
    m_unit->setText(unit);
    setPlainToolTip(m_figure, exact);
    describe();
}

QString MetricCard::figure() const { return m_figure->text(); }

void MetricCard::setState(Status status, const QString &text)
{
    m_state->setText(status, text);
    m_state->setVisible(!text.isEmpty());
    describe();
}

void MetricCard::setState(const QString &text)
{
    m_state->setText(text);
    m_state->setVisible(!text.isEmpty());
    describe();
}

void MetricCard::setStale(bool stale)
{
    const QString wanted = stale ? u"muted"_s : QString();
    if (m_figure->property("tone").toString() == wanted)
        return;
    m_figure->setProperty("tone", wanted);
    m_figure->style()->unpolish(m_figure);
    m_figure->style()->polish(m_figure);
}

void MetricCard::describe()
{
    setAccessibleName(m_name);
    setAccessibleDescription(m_figure->text() + u' ' + m_unit->text() +
                             (m_state->isHidden() ? QString() : u". "_s + m_state->accessibleName()));
}

void MetricCard::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        emit activated();
}

void MetricCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        emit activated();
    else
        QFrame::keyPressEvent(event);
}

} // namespace natsdeck::ui
