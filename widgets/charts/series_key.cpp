#include "widgets/charts/series_key.h"

#include "widgets/common/tabular_text.h"

#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr double stroke = 12;
constexpr double gap = 6;

} // namespace

SeriesKey::SeriesKey(const Theme &theme, int series, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_series(series)
    , m_name(name)
{
    setFont(theme.font(TextRole::Caption));
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed); // in a narrow card the name gives way, the value does not
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SeriesKey::setValue(const QString &value)
{
    if (value == m_value)
        return;
    m_value = value;
    setAccessibleName(m_name + u": "_s + m_value);
    updateGeometry();
    update();
}

QSize SeriesKey::sizeHint() const
{
    const QFontMetricsF metrics(font());
    return {static_cast<int>(std::ceil(stroke + 2 * gap + metrics.horizontalAdvance(m_name) + tabularWidth(metrics, m_value))) + 1,
            static_cast<int>(std::ceil(metrics.height())) + 2};
}

QSize SeriesKey::minimumSizeHint() const
{
    const QFontMetricsF metrics(font());
    return {static_cast<int>(std::ceil(stroke + gap + tabularWidth(metrics, m_value))) + 1, sizeHint().height()};
}

void SeriesKey::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.series[static_cast<std::size_t>(m_series)]);
    painter.drawRoundedRect(QRectF(0, height() / 2.0 - 1.5, stroke, 3), 1.5, 1.5);

    const QRectF area = QRectF(rect()).adjusted(stroke + gap, 0, 0, 0);
    painter.setPen(tokens.textMuted);
    const QFontMetricsF metrics(font());
    const QString name = metrics.elidedText(m_name, Qt::ElideRight, area.width() - tabularWidth(metrics, m_value));
    if (name.size() > 1) // the dots alone say nothing; the line's end has the name
        painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, name);
    painter.setPen(tokens.text);
    drawTabular(painter, area, Qt::AlignRight, m_value);
}

} // namespace natsdeck::ui
