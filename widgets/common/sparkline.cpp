#include "widgets/common/sparkline.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace natsdeck::ui {

namespace {

constexpr double dotRadius = 1.8;

double highest(const QList<double> &samples)
{
    double top = 0;
    for (const double value : samples) {
        if (std::isfinite(value))
            top = std::max(top, value);
    }
    return top;
}

void fillBelow(QPainter &painter, const QPolygonF &run, double floor, QColor color)
{
    QPolygonF shape = run;
    shape << QPointF(run.last().x(), floor) << QPointF(run.first().x(), floor);
    color.setAlphaF(0.14f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(shape);
}

} // namespace

void paintSparkline(QPainter &painter, const QRectF &area, const QList<double> &samples, const QColor &color)
{
    if (samples.size() < 2)
        return;
    const QRectF plot = area.adjusted(0, dotRadius, -dotRadius - 0.5, -0.5);
    const double top = highest(samples);
    const double step = plot.width() / static_cast<double>(samples.size() - 1);
    const auto position = [&](qsizetype i) {
        const double share = top > 0 ? samples[i] / top : 0;
        return QPointF(plot.left() + static_cast<double>(i) * step, plot.bottom() - share * plot.height());
    };

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPolygonF run;
    const auto flush = [&] {
        if (run.size() > 1) {
            fillBelow(painter, run, plot.bottom() + 0.5, color);
            painter.setPen(QPen(color, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            painter.setBrush(Qt::NoBrush);
            painter.drawPolyline(run);
        }
        run.clear();
    };
    for (qsizetype i = 0; i < samples.size(); ++i) {
        if (std::isfinite(samples[i]))
            run << position(i);
        else
            flush();
    }
    const bool lineEnds = run.size() > 1; // a single value is no line, and a dot at the top would say nothing
    flush();
    if (lineEnds) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(position(samples.size() - 1), dotRadius, dotRadius);
    }
    painter.restore();
}

Sparkline::Sparkline(const Theme &theme, int series, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_series(series)
{
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Sparkline::setSamples(QList<double> samples)
{
    m_samples = std::move(samples);
    update();
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintSparkline(painter, rect(), m_samples, m_theme.tokens().series[static_cast<std::size_t>(m_series)]);
}

} // namespace natsdeck::ui
