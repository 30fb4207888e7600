#include "widgets/charts/time_chart.h"

#include "models/base/units.h"
#include "widgets/common/tabular_text.h"

#include <QAreaSeries>
#include <QChart>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLegend>
#include <QLineSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace natsdeck::ui {

namespace {

constexpr double topMargin = 8;
constexpr double bottomMargin = 22;
constexpr int gridLines = 4;

// An area draws straight across a NaN, and append() drops it: every unbroken stretch becomes a series of its own.
std::vector<std::pair<std::size_t, QList<QPointF>>> stretchesOf(const std::vector<ChartSeries> &series)
{
    std::vector<std::pair<std::size_t, QList<QPointF>>> stretches;
    for (std::size_t i = 0; i < series.size(); ++i) {
        QList<QPointF> points;
        const auto flush = [&] {
            if (points.size() > 1)
                stretches.emplace_back(i, points);
            points.clear();
        };
        for (const ChartSample &sample : series[i].samples) {
            if (std::isfinite(sample.value))
                points.emplaceBack(static_cast<double>(sample.time), sample.value);
            else
                flush();
        }
        flush();
    }
    return stretches;
}

QLinearGradient fadeOf(QColor color)
{
    QLinearGradient fade(0, 0, 0, 1);
    fade.setCoordinateMode(QGradient::ObjectMode);
    color.setAlphaF(0.17f);
    fade.setColorAt(0, color);
    color.setAlphaF(0);
    fade.setColorAt(1, color);
    return fade;
}

} // namespace

struct TimeChart::Run
{
    std::size_t series;
    QLineSeries *line;
    QLineSeries *upper; // a copy of the line: one object cannot be both shown and the edge of an area
    QAreaSeries *area;
};

TimeChart::TimeChart(const Theme &theme, ValueAxis axis, QWidget *parent)
    : QChartView(parent)
    , m_theme(theme)
    , m_axis(std::move(axis))
    , m_timeAxis(new QValueAxis(this))
    , m_valueAxis(new QValueAxis(this))
{
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate); // the crosshair spans everything anyway
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setFont(theme.font(TextRole::Caption));
    setUpChart();

    connect(&theme, &Theme::changed, this, &TimeChart::recolor);
    connect(this, &TimeChart::cursorMoved, this, &TimeChart::setCursor);
    connect(this, &TimeChart::cursorLeft, this, &TimeChart::clearCursor);
}

TimeChart::~TimeChart() = default;

void TimeChart::setUpChart()
{
    // Everything but the lines is painted by the layers.
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setAnimationOptions(QChart::NoAnimation);
    for (QValueAxis *hidden : {m_timeAxis, m_valueAxis})
        hidden->setVisible(false);
    chart()->addAxis(m_timeAxis, Qt::AlignBottom);
    chart()->addAxis(m_valueAxis, Qt::AlignLeft);
}

void TimeChart::setSeries(std::vector<ChartSeries> series)
{
    m_series = std::move(series);
    showRuns(stretchesOf(m_series));
    rescale();
    recolor();
}

void TimeChart::setTimeSpan(TimeSpan span)
{
    m_span = span;
    m_timeAxis->setRange(static_cast<double>(span.from), static_cast<double>(span.to));
    viewport()->update();
}

void TimeChart::setTimeZone(const QTimeZone &zone)
{
    m_zone = zone;
    viewport()->update();
}

void TimeChart::setLimit(std::optional<ChartLimit> limit)
{
    m_limit = std::move(limit);
    rescale();
}

void TimeChart::setBands(std::vector<ChartBand> bands)
{
    m_bands = std::move(bands);
    viewport()->update();
}

void TimeChart::setCursor(qint64 time)
{
    m_cursor = time;
    viewport()->update();
}

void TimeChart::clearCursor()
{
    m_cursor.reset();
    viewport()->update();
}

// Reuses the chart's objects: adding and removing series is far dearer than replace(), and so is append().
void TimeChart::showRuns(const std::vector<std::pair<std::size_t, QList<QPointF>>> &stretches)
{
    while (m_runs.size() > stretches.size()) {
        const Run last = m_runs.back();
        m_runs.pop_back();
        chart()->removeSeries(last.area);
        chart()->removeSeries(last.line);
        delete last.area;
        delete last.upper;
        delete last.line;
    }
    while (m_runs.size() < stretches.size()) {
        auto *upper = new QLineSeries(this);
        m_runs.push_back({0, new QLineSeries(this), upper, new QAreaSeries(upper)});
        const Run &run = m_runs.back();
        for (QAbstractSeries *item : std::initializer_list<QAbstractSeries *>{run.area, run.line}) {
            chart()->addSeries(item); // takes ownership
            item->attachAxis(m_timeAxis);
            item->attachAxis(m_valueAxis);
        }
    }
    for (std::size_t i = 0; i < stretches.size(); ++i) {
        m_runs[i].series = stretches[i].first;
        m_runs[i].line->replace(stretches[i].second);
        m_runs[i].upper->replace(stretches[i].second);
    }
}

void TimeChart::rescale()
{
    double highest = m_limit ? m_limit->value * 1.06 : 0;
    for (const ChartSeries &series : m_series) {
        for (const ChartSample &sample : series.samples) {
            if (std::isfinite(sample.value))
                highest = std::max(highest, sample.value * 1.05);
        }
    }
    const AxisScale scale = axisScale(highest, gridLines, m_axis.base);
    m_step = scale.step;
    m_valueAxis->setRange(0, m_limit ? highest : scale.top);
    viewport()->update();
}

void TimeChart::recolor()
{
    const ChartCanvas look = canvas();
    for (const Run &run : m_runs) {
        const ChartSeries &series = m_series[run.series];
        run.line->setPen(QPen(look.color(series), 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        run.area->setBrush(series.filled ? QBrush(fadeOf(look.color(series))) : QBrush(Qt::NoBrush));
        run.area->setPen(Qt::NoPen);
    }
    viewport()->update();
}

QRectF TimeChart::plot() const
{
    const QFontMetricsF metrics(font());
    double left = 0;
    for (double value = 0; value <= m_valueAxis->max(); value += m_step)
        left = std::max(left, tabularWidth(metrics, m_axis.format(value)));
    double right = -6;
    if (m_series.size() > 1) { // room for the end labels
        for (const ChartSeries &series : m_series)
            right = std::max(right, metrics.horizontalAdvance(series.name));
    }
    return QRectF(0, 0, width(), height()).adjusted(std::ceil(left) + 10, topMargin, -std::ceil(right) - 10, -bottomMargin);
}

ChartCanvas TimeChart::canvas() const
{
    return {QRectF(rect()), plot(), m_theme.tokens(), font(),
            [this](qint64 time, double value) { return chart()->mapToPosition(QPointF(static_cast<double>(time), value)); }};
}

void TimeChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    chart()->setPlotArea(plot());
}

void TimeChart::drawBackground(QPainter *painter, const QRectF &)
{
    if (chart()->plotArea() != plot()) // the labels have become wider or narrower
        chart()->setPlotArea(plot());
    const ChartCanvas look = canvas();
    painter->fillRect(look.view, look.tokens.surface);
    painter->setFont(look.font);
    for (const ChartBand &band : m_bands)
        paintBand(*painter, look, band, m_valueAxis->max());
    for (std::size_t i = 1; i < m_runs.size(); ++i) {
        if (m_runs[i].series == 0 && m_runs[i - 1].series == 0)
            paintGap(*painter, look, chart()->mapToPosition(m_runs[i - 1].line->points().constLast()).x(),
                     chart()->mapToPosition(m_runs[i].line->points().constFirst()).x());
    }
    paintValueGrid(*painter, look, m_axis, m_step, m_valueAxis->max());
    paintTimeGrid(*painter, look, m_span, m_zone);
}

void TimeChart::drawForeground(QPainter *painter, const QRectF &)
{
    const ChartCanvas look = canvas();
    painter->setFont(look.font);
    for (const ChartBand &band : m_bands)
        paintLineTag(*painter, look, look.map(0, band.from).y(), band.label, look.tokens.of(band.status).strong);
    if (m_limit)
        paintLimit(*painter, look, *m_limit);
    paintEndLabels(*painter, look, m_series);
    if (m_cursor)
        paintCrosshair(*painter, look, m_series, m_axis, *m_cursor, m_zone);
}

void TimeChart::mouseMoveEvent(QMouseEvent *event)
{
    QChartView::mouseMoveEvent(event);
    if (plot().contains(event->position()))
        emit cursorMoved(static_cast<qint64>(chart()->mapToValue(event->position()).x()));
    else
        emit cursorLeft();
}

void TimeChart::leaveEvent(QEvent *event)
{
    QChartView::leaveEvent(event);
    emit cursorLeft();
}

// The crosshair by keyboard: Left and Right walk from sample to sample.
void TimeChart::keyPressEvent(QKeyEvent *event)
{
    const int direction = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (direction == 0 || m_series.empty() || m_series.front().samples.empty()) {
        QChartView::keyPressEvent(event);
        return;
    }
    const std::vector<ChartSample> &samples = m_series.front().samples;
    const ChartSample *current = m_cursor ? nearestSample(samples, *m_cursor) : &samples.back();
    const auto index = std::clamp<std::ptrdiff_t>(current - samples.data() + direction, 0, std::ssize(samples) - 1);
    emit cursorMoved(samples[static_cast<std::size_t>(index)].time);
}

} // namespace natsdeck::ui
