#include "widgets/common/pill.h"

#include "widgets/common/status_glyph.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace natsdeck::ui {

namespace {

constexpr double padding = 7;
constexpr double gap = 5;

double glyphSide(const QFontMetricsF &metrics) { return std::max(12.0, std::floor(metrics.ascent())); }

double pillHeight(const QFontMetricsF &metrics) { return std::max(20.0, std::ceil(metrics.height()) + 4); }

} // namespace

double pillWidth(const PillContent &content, const QFontMetricsF &metrics)
{
    return 2 * padding + metrics.horizontalAdvance(content.text) + (content.status ? glyphSide(metrics) + gap : 0);
}

void paintPill(QPainter &painter, const QRectF &area, const PillContent &content, const Tokens &tokens)
{
    const QFontMetricsF metrics(painter.font());
    const double width = std::min(area.width(), pillWidth(content, metrics));
    const double height = pillHeight(metrics);
    QRectF box(area.left(), std::round(area.center().y() - height / 2), width, height);

    QColor fill = tokens.hover;
    QColor ink = tokens.text;
    if (content.environment) {
        fill = tokens.of(*content.environment);
        ink = tokens.onFill;
    } else if (content.status) {
        fill = tokens.of(*content.status).soft;
        ink = tokens.of(*content.status).strong;
    }

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(box, 4, 4);

    box.adjust(padding, 0, -padding + 1, 0);
    if (content.status) {
        const double glyph = glyphSide(metrics);
        paintStatusGlyph(painter, QRectF(box.left(), box.center().y() - glyph / 2, glyph, glyph), *content.status, tokens);
        box.setLeft(box.left() + glyph + gap);
    }
    painter.setPen(ink);
    painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(content.text, Qt::ElideRight, static_cast<int>(box.width()) + 1));
    painter.restore();
}

Pill::Pill(const Theme &theme, PillContent content, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFont(theme.font(TextRole::Caption));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setContent(std::move(content));
}

void Pill::setContent(PillContent content)
{
    m_content = std::move(content);
    setAccessibleName(m_content.text);
    updateGeometry();
    update();
}

QSize Pill::sizeHint() const
{
    const QFontMetricsF metrics(font());
    return {static_cast<int>(std::ceil(pillWidth(m_content, metrics))) + 1, static_cast<int>(pillHeight(metrics))};
}

void Pill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintPill(painter, rect(), m_content, m_theme.tokens());
}

} // namespace natsdeck::ui
