#include "widgets/common/banner.h"

#include "widgets/common/labels.h"
#include "widgets/common/status_glyph.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int glyphSide = 16;
constexpr int inset = 12;

} // namespace

Banner::Banner(const Theme &theme, Status status, const QString &title, const QString &text, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_status(status)
    , m_title(plainLabel(theme, {}, TextRole::Strong, this))
    , m_text(wrappedLabel(theme, {}, TextRole::Body, Tone::Normal, this))
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(inset + theme.metrics().scaled(glyphSide) + 8, 4, 5, 4);
    setMinimumHeight(theme.metrics().controlHeight + 10);
    m_row->setSpacing(8);
    m_row->addWidget(m_title, 0, Qt::AlignVCenter);
    m_row->addWidget(m_text, 1, Qt::AlignVCenter);
    setContent(status, title, text);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Banner::setContent(Status status, const QString &title, const QString &text)
{
    m_status = status;
    m_title->setText(title);
    m_text->setText(text);
    setAccessibleName(statusWord(status) + u": "_s + title);
    setAccessibleDescription(text);
    update();
}

void Banner::addAction(QWidget *button) { m_row->addWidget(button, 0, Qt::AlignVCenter); }

void Banner::paintEvent(QPaintEvent *)
{
    const int glyph = m_theme.metrics().scaled(glyphSide);
    const StatusColors &colors = m_theme.tokens().of(m_status);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor edge = colors.strong;
    edge.setAlphaF(0.35f);
    painter.setPen(edge);
    painter.setBrush(colors.soft);
    const double radius = m_theme.metrics().radius;
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    paintStatusGlyph(painter, QRectF(inset, (height() - glyph) / 2.0, glyph, glyph), m_status, m_theme.tokens());
}

} // namespace natsdeck::ui
