#include "widgets/charts/time_chart.h"

#include "models/base/units.h"
#include "widgets/charts/decimate.h"
#include "widgets/common/tabular_text.h"

#include <QChart>
#include <QDateTime>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLegend>
#include <QLineSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr double topMargin = 8;
constexpr double bottomMargin = 22;
constexpr int gridLines = 4;

using Stretches = std::vector<std::pair<std::size_t, QList<QPointF>>>;

// An area draws straight across a NaN, and append() drops it: every unbroken stretch becomes a series of its own.
// Times are counted from `origin`: the range of the axis then stays the same while the chart follows the newest sample, and
// Qt Charts does not lay out every line once more for the change of the range.
void addStretches(Stretches &stretches, std::size_t series, const std::vector<ChartSample> &samples, qint64 origin)
{
    QList<QPointF> points;
    const auto flush = [&] {
        if (points.size() > 1)
            stretches.emplace_back(series, points);
        points.clear();
    };
    points.reserve(static_cast<qsizetype>(samples.size()));
    for (const ChartSample &sample : samples) {
        if (std::isfinite(sample.value))
            points.emplaceBack(static_cast<double>(sample.time - origin), sample.value);
        else
            flush();
    }
    flush();
}

// From the line down to zero, fading to nothing.
void paintFill(QPainter &painter, const ChartCanvas &canvas, const QList<QPointF> &line, QColor color)
{
    QPolygonF shape(line);
    double top = canvas.plot.bottom();
    for (const QPointF &point : line)
        top = std::min(top, point.y());
    shape << QPointF(line.last().x(), canvas.plot.bottom()) << QPointF(line.first().x(), canvas.plot.bottom());
    QLinearGradient fade(0, top, 0, canvas.plot.bottom());
    color.setAlphaF(0.17f);
    fade.setColorAt(0, color);
    color.setAlphaF(0);
    fade.setColorAt(1, color);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fade);
    painter.drawPolygon(shape);
}

} // namespace

struct TimeChart::Run
{
    std::size_t series;
    QLineSeries *line;
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
    m_gaps = m_series.empty() ? std::vector<TimeSpan>() : gapsOf(m_series.front().samples);
    if (m_live.count() > 0)
        followNewest();
    rescale();
    showSamples();
    describe();
}

void TimeChart::setTimeSpan(TimeSpan span)
{
    m_live = std::chrono::milliseconds(0);
    m_span = span;
    m_timeAxis->setRange(0, static_cast<double>(span.to - span.from));
    showSamples();
}

void TimeChart::setLiveSpan(std::chrono::milliseconds length)
{
    m_live = length;
    followNewest();
    showSamples();
}

void TimeChart::followNewest()
{
    qint64 newest = 0;
    for (const ChartSeries &series : m_series)
        newest = series.samples.empty() ? newest : std::max(newest, series.samples.back().time);
    if (newest == 0)
        return;
    m_span = {newest - m_live.count(), newest};
    m_timeAxis->setRange(0, static_cast<double>(m_live.count()));
}

void TimeChart::showSamples()
{
    Stretches stretches;
    placePlot();
    const int pixels = std::max(1, static_cast<int>(m_plot.width()));
    for (std::size_t i = 0; i < m_series.size(); ++i)
        addStretches(stretches, i, decimated(m_series[i].samples, m_span, pixels), m_span.from);
    showRuns(stretches);
    recolor();
}

void TimeChart::setMarks(std::vector<ChartMark> marks)
{
    m_marks = std::move(marks);
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
    showSamples();
}

void TimeChart::setBands(std::vector<ChartBand> bands)
{
    m_bands = std::move(bands);
    viewport()->update();
}

void TimeChart::setCursor(qint64 time)
{
    m_cursor = time;
    describe();
    viewport()->update();
}

void TimeChart::clearCursor()
{
    if (!m_cursor)
        return;
    m_cursor.reset();
    viewport()->update();
}

// Reuses the chart's objects: adding and removing series is far dearer than replace(), and so is append().
void TimeChart::showRuns(const std::vector<std::pair<std::size_t, QList<QPointF>>> &stretches)
{
    while (m_runs.size() > stretches.size()) {
        const Run last = m_runs.back();
        m_runs.pop_back();
        chart()->removeSeries(last.line);
        delete last.line;
    }
    while (m_runs.size() < stretches.size()) {
        m_runs.push_back({0, new QLineSeries(this)});
        QLineSeries *line = m_runs.back().line;
        chart()->addSeries(line); // takes ownership
        line->attachAxis(m_timeAxis);
        line->attachAxis(m_valueAxis);
    }
    for (std::size_t i = 0; i < stretches.size(); ++i) {
        m_runs[i].series = stretches[i].first;
        m_runs[i].line->replace(stretches[i].second);
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
    const AxisScale scale = axisScale(highest > 0 ? highest : 1, gridLines, m_axis.base);
    m_step = scale.step;
    m_valueAxis->setRange(0, m_limit ? highest : scale.top);
    viewport()->update();
}

void TimeChart::recolor()
{
    const ChartCanvas look = canvas();
    for (const Run &run : m_runs) // square caps: Qt Charts strokes segment by segment, and round caps cost half the time
        run.line->setPen(QPen(look.color(m_series[run.series]), 1.6, Qt::SolidLine, Qt::SquareCap, Qt::BevelJoin));
    viewport()->update();
}

// What a screen reader says: the values under the crosshair, or the newest ones.
void TimeChart::describe()
{
    QStringList parts;
    for (const ChartSeries &series : m_series) {
        if (series.samples.empty())
            continue;
        const ChartSample *sample = m_cursor ? nearestSample(series.samples, *m_cursor) : &series.samples.back();
        if (parts.isEmpty())
            parts << QDateTime::fromMSecsSinceEpoch(sample->time, m_zone).toString(u"HH:mm:ss"_s);
        parts << series.name + u' ' + (std::isfinite(sample->value) ? m_axis.format(sample->value) : tr("no data"));
    }
    setAccessibleDescription(parts.join(u", "_s));
}

void linkCursors(const std::vector<TimeChart *> &charts)
{
    for (TimeChart *from : charts) {
        for (TimeChart *to : charts) {
            if (from == to)
                continue;
            QObject::connect(from, &TimeChart::cursorMoved, to, &TimeChart::setCursor);
            QObject::connect(from, &TimeChart::cursorLeft, to, &TimeChart::clearCursor);
        }
    }
}

// Room for the labels at the left and the names at the right.
void TimeChart::placePlot()
{
    const QFontMetricsF metrics(font());
    double left = 0;
    for (double value = 0; value <= m_valueAxis->max(); value += m_step)
        left = std::max(left, tabularWidth(metrics, m_axis.format(value)));
    double right = -6;
    if (m_series.size() > 1) {
        for (const ChartSeries &series : m_series)
            right = std::max(right, metrics.horizontalAdvance(series.name));
    }
    m_plot = QRectF(0, 0, width(), height()).adjusted(std::ceil(left) + 10, topMargin, -std::ceil(right) - 10, -bottomMargin);
    if (chart()->plotArea() != m_plot)
        chart()->setPlotArea(m_plot);
}

QPointF TimeChart::position(qint64 time, double value) const
{
    const auto length = static_cast<double>(std::max<qint64>(1, m_span.to - m_span.from));
    return {m_plot.left() + static_cast<double>(time - m_span.from) / length * m_plot.width(),
            m_plot.bottom() - value / m_valueAxis->max() * m_plot.height()};
}

qint64 TimeChart::timeAt(double x) const
{
    return m_span.from + static_cast<qint64>((x - m_plot.left()) / m_plot.width() * static_cast<double>(m_span.to - m_span.from));
}

ChartCanvas TimeChart::canvas() const
{
    return {QRectF(rect()), m_plot, m_theme.tokens(), font(), [this](qint64 time, double value) { return position(time, value); }};
}

void TimeChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    showSamples(); // the number of pixels is another one
}

void TimeChart::drawBackground(QPainter *painter, const QRectF &)
{
    const ChartCanvas look = canvas();
    painter->fillRect(look.view, look.tokens.surface);
    painter->setFont(look.font);
    for (const ChartBand &band : m_bands)
        paintBand(*painter, look, band, m_valueAxis->max());
    for (const TimeSpan &gap : m_gaps) {
        const double left = std::max(look.plot.left(), look.map(gap.from, 0).x());
        const double right = std::min(look.plot.right(), look.map(gap.to, 0).x());
        if (right - left >= 1)
            paintGap(*painter, look, left, right);
    }
    for (const ChartMark &mark : m_marks)
        paintMark(*painter, look, mark);
    paintValueGrid(*painter, look, m_axis, m_step, m_valueAxis->max());
    paintTimeGrid(*painter, look, m_span, m_zone);
    painter->save();
    painter->setClipRect(m_plot);
    for (const Run &run : m_runs) {
        const ChartSeries &series = m_series[run.series];
        if (!series.filled)
            continue;
        QList<QPointF> line = run.line->points();
        for (QPointF &point : line)
            point = position(m_span.from + static_cast<qint64>(point.x()), point.y());
        paintFill(*painter, look, line, look.color(series));
    }
    painter->restore();
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
    if (m_plot.contains(event->position()))
        emit cursorMoved(timeAt(event->position().x()));
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
    if (event->key() == Qt::Key_Escape && m_cursor) {
        emit cursorLeft();
        return;
    }
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
