#include "widgets/charts/chart_layers.h"

#include "widgets/common/tabular_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr double minute = 60'000;
constexpr double labelHeight = 16;

QString noData() { return QCoreApplication::translate("TimeChart", "no data"); }

double timeStep(TimeSpan span, double width)
{
    constexpr double pixelsPerLabel = 90;
    constexpr std::array steps{0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 180.0, 360.0, 720.0, 1440.0, 10080.0}; // minutes
    const double wanted = static_cast<double>(span.to - span.from) / std::max(1.0, width / pixelsPerLabel) / minute;
    const auto *found = std::lower_bound(steps.begin(), steps.end(), wanted);
    return (found == steps.end() ? steps.back() : *found) * minute;
}

void paintPlate(QPainter &painter, const QRectF &area, const QColor &fill)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(area, 3, 3);
}

struct CrosshairRow
{
    QColor color;
    QString name;
    QString value;
};

void paintCrosshairCard(QPainter &painter, const ChartCanvas &canvas, double x, const QString &when, const std::vector<CrosshairRow> &rows)
{
    constexpr double swatch = 16;
    constexpr double padding = 10;
    const QFontMetricsF metrics(canvas.font);
    double content = tabularWidth(metrics, when);
    for (const CrosshairRow &row : rows)
        content = std::max(content, swatch + metrics.horizontalAdvance(row.name) + 18 + tabularWidth(metrics, row.value));

    const double lineHeight = metrics.height() + 4;
    QRectF card(x + 12, canvas.plot.top() + 6, content + 2 * padding, lineHeight * static_cast<double>(rows.size() + 1) + 12);
    if (card.right() > canvas.plot.right())
        card.moveRight(x - 12);

    painter.setPen(QPen(canvas.tokens.border, 1));
    painter.setBrush(canvas.tokens.raised);
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);

    QRectF line(card.left() + padding, card.top() + 6, content, lineHeight);
    painter.setPen(canvas.tokens.textMuted);
    drawTabular(painter, line, Qt::AlignLeft, when);
    for (const CrosshairRow &row : rows) {
        line.translate(0, lineHeight);
        painter.fillRect(QRectF(line.left(), std::round(line.center().y()) - 1, 10, 2), row.color);
        painter.setPen(canvas.tokens.text);
        painter.drawText(line.adjusted(swatch, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, row.name);
        drawTabular(painter, line, Qt::AlignRight, row.value);
    }
}

} // namespace

const ChartSample *nearestSample(const std::vector<ChartSample> &samples, qint64 time)
{
    if (samples.empty())
        return nullptr;
    auto after = std::lower_bound(samples.begin(), samples.end(), time,
                                  [](const ChartSample &sample, qint64 wanted) { return sample.time < wanted; });
    if (after == samples.end())
        return &samples.back();
    if (after != samples.begin() && time - std::prev(after)->time < after->time - time)
        --after;
    return &*after;
}

void paintBand(QPainter &painter, const ChartCanvas &canvas, const ChartBand &band, double top)
{
    const StatusColors &colors = canvas.tokens.of(band.status);
    const double upper = std::max(canvas.plot.top(), canvas.map(0, std::min(band.to, top)).y());
    const double lower = canvas.map(0, band.from).y();
    QColor tint = colors.soft;
    tint.setAlphaF(0.6f);
    painter.fillRect(QRectF(QPointF(canvas.plot.left(), upper), QPointF(canvas.plot.right(), lower)), tint);

    const double y = std::round(lower) + 0.5;
    painter.setPen(QPen(colors.fill, 1, Qt::DotLine));
    painter.drawLine(QPointF(canvas.plot.left(), y), QPointF(canvas.plot.right(), y));
}

void paintValueGrid(QPainter &painter, const ChartCanvas &canvas, const ValueAxis &axis, double step, double top)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (double value = 0; value <= top + step * 0.01; value += step) {
        const double y = std::round(canvas.map(0, value).y());
        painter.setPen(QPen(value == 0 ? canvas.tokens.border : canvas.tokens.hairline, 1));
        painter.drawLine(QPointF(canvas.plot.left(), y), QPointF(canvas.plot.right(), y));
        painter.setPen(canvas.tokens.textMuted);
        drawTabular(painter, QRectF(0, y - labelHeight / 2, canvas.plot.left() - 8, labelHeight), Qt::AlignRight, axis.format(value));
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void paintTimeGrid(QPainter &painter, const ChartCanvas &canvas, TimeSpan span, const QTimeZone &zone)
{
    const QFontMetricsF metrics(canvas.font);
    const double step = timeStep(span, canvas.plot.width());
    const QString format = step < minute ? u"HH:mm:ss"_s : step < 1440 * minute ? u"HH:mm"_s : u"d MMM"_s;

    painter.setRenderHint(QPainter::Antialiasing, false);
    const double last = static_cast<double>(span.to);
    for (double time = std::ceil(static_cast<double>(span.from) / step) * step; time <= last; time += step) {
        const auto stamp = static_cast<qint64>(time);
        const double x = std::round(canvas.map(stamp, 0).x());
        painter.setPen(QPen(canvas.tokens.border, 1));
        painter.drawLine(QPointF(x, canvas.plot.bottom()), QPointF(x, canvas.plot.bottom() + 3));

        const QString label = QDateTime::fromMSecsSinceEpoch(stamp, zone).toString(format);
        const double half = tabularWidth(metrics, label) / 2;
        const double center = std::max(canvas.plot.left() - 8 + half, std::min(x, canvas.view.right() - half));
        painter.setPen(canvas.tokens.textMuted);
        drawTabular(painter, QRectF(center - half, canvas.plot.bottom() + 5, 2 * half, labelHeight), Qt::AlignLeft, label);
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void paintGap(QPainter &painter, const ChartCanvas &canvas, double left, double right)
{
    const QRectF gap(left, canvas.plot.top(), right - left, canvas.plot.height());
    painter.save();
    painter.setClipRect(gap);
    painter.fillRect(gap, canvas.tokens.sunken);
    painter.setPen(QPen(canvas.tokens.track, 1));
    for (double x = gap.left() - gap.height(); x < gap.right(); x += 7)
        painter.drawLine(QPointF(x, gap.bottom()), QPointF(x + gap.height(), gap.top()));
    painter.restore();

    const double width = QFontMetricsF(canvas.font).horizontalAdvance(noData()) + 10;
    if (width > canvas.plot.width() || right - left < 6) // too narrow to point at: the hatching says it
        return;
    const double tagLeft = std::max(canvas.plot.left(), std::min(gap.center().x() - width / 2, canvas.plot.right() - width));
    const QRectF tag(tagLeft, canvas.plot.top() + 4, width, labelHeight);
    paintPlate(painter, tag, canvas.tokens.surface);
    painter.setPen(canvas.tokens.textMuted);
    painter.drawText(tag, Qt::AlignCenter, noData());
}

void paintMark(QPainter &painter, const ChartCanvas &canvas, const ChartMark &mark)
{
    const double x = std::round(canvas.map(mark.time, 0).x()) + 0.5;
    if (x < canvas.plot.left() || x > canvas.plot.right())
        return;
    painter.setPen(QPen(canvas.tokens.border, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, canvas.plot.top()), QPointF(x, canvas.plot.bottom()));
    const double width = QFontMetricsF(canvas.font).horizontalAdvance(mark.label) + 10;
    const QRectF tag(std::max(canvas.plot.left(), std::min(x - width / 2, canvas.plot.right() - width)), canvas.plot.top() + 4, width,
                     labelHeight);
    paintPlate(painter, tag, canvas.tokens.surface);
    painter.setPen(canvas.tokens.textMuted);
    painter.drawText(tag, Qt::AlignCenter, mark.label);
}

void paintLimit(QPainter &painter, const ChartCanvas &canvas, const ChartLimit &limit)
{
    const QColor &ink = canvas.tokens.of(Status::Critical).strong;
    const double y = std::round(canvas.map(0, limit.value).y()) + 0.5;
    painter.setPen(QPen(ink, 1.4, Qt::DashLine));
    painter.drawLine(QPointF(canvas.plot.left(), y), QPointF(canvas.plot.right(), y));
    paintLineTag(painter, canvas, y, limit.label, ink);
}

void paintLineTag(QPainter &painter, const ChartCanvas &canvas, double y, const QString &text, const QColor &ink)
{
    const double width = tabularWidth(QFontMetricsF(canvas.font), text) + 10;
    const QRectF tag(canvas.plot.left() + 8, y - labelHeight / 2, width, labelHeight);
    paintPlate(painter, tag, canvas.tokens.surface);
    painter.setPen(ink);
    drawTabular(painter, tag.adjusted(5, 0, -5, 0), Qt::AlignLeft, text);
}

void paintEndLabels(QPainter &painter, const ChartCanvas &canvas, const std::vector<ChartSeries> &series)
{
    struct Label
    {
        QPointF end;
        double y;
        const ChartSeries *series;
    };
    std::vector<Label> labels;
    for (const ChartSeries &one : series) {
        if (one.samples.empty() || !std::isfinite(one.samples.back().value))
            continue;
        const QPointF end = canvas.map(one.samples.back().time, one.samples.back().value);
        if (end.x() < canvas.plot.left() - 1 || end.x() > canvas.plot.right() + 1)
            continue;
        labels.push_back({end, end.y(), &one});
    }
    std::sort(labels.begin(), labels.end(), [](const Label &a, const Label &b) { return a.y < b.y; });
    const double lineHeight = QFontMetricsF(canvas.font).height();
    for (std::size_t i = 1; i < labels.size(); ++i)
        labels[i].y = std::max(labels[i].y, labels[i - 1].y + lineHeight);
    // Back up from below the zero line.
    double lowest = canvas.plot.bottom();
    for (std::size_t i = labels.size(); i-- > 0;) {
        labels[i].y = std::min(labels[i].y, lowest);
        lowest = labels[i].y - lineHeight;
    }

    for (const Label &label : labels) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(canvas.color(*label.series));
        painter.drawEllipse(label.end, 2.5, 2.5);
        if (series.size() == 1) // named by the chart's title
            continue;
        const double left = canvas.plot.right() + 8;
        painter.setPen(canvas.tokens.text);
        painter.drawText(QRectF(left, label.y - lineHeight / 2, canvas.view.right() - left, lineHeight), Qt::AlignVCenter | Qt::AlignLeft,
                         label.series->name);
    }
}

void paintCrosshair(QPainter &painter, const ChartCanvas &canvas, const std::vector<ChartSeries> &series, const ValueAxis &axis,
                    qint64 time, const QTimeZone &zone)
{
    const ChartSample *reference = series.empty() ? nullptr : nearestSample(series.front().samples, time);
    if (!reference)
        return;
    const double x = std::round(canvas.map(reference->time, 0).x()) + 0.5;
    if (x < canvas.plot.left() || x > canvas.plot.right())
        return;
    painter.setPen(QPen(canvas.tokens.textMuted, 1));
    painter.drawLine(QPointF(x, canvas.plot.top()), QPointF(x, canvas.plot.bottom()));

    std::vector<CrosshairRow> rows;
    for (const ChartSeries &one : series) {
        const ChartSample *sample = nearestSample(one.samples, reference->time);
        if (!sample || !std::isfinite(sample->value)) {
            rows.push_back({canvas.color(one), one.name, noData()});
            continue;
        }
        painter.setPen(QPen(canvas.tokens.surface, 2));
        painter.setBrush(canvas.color(one));
        painter.drawEllipse(canvas.map(sample->time, sample->value), 4.5, 4.5);
        rows.push_back({canvas.color(one), one.name, axis.format(sample->value)});
    }
    const QString when = QDateTime::fromMSecsSinceEpoch(reference->time, zone).toString(u"HH:mm:ss"_s);
    paintCrosshairCard(painter, canvas, x, when, rows);
}

} // namespace natsdeck::ui
