#pragma once

#include "widgets/charts/chart_layers.h"
#include "widgets/common/theme.h"

#include <QChartView>

#include <chrono>

class QLineSeries;
class QValueAxis;

// A time series chart. Qt Charts draws the lines; grid, axis labels, fills, bands, limit line, end labels and crosshair are
// layers of our own, because QDateTimeAxis, QAreaSeries and the legend cannot be made to look right, or be quick.
namespace natsdeck::ui {

class TimeChart final : public QChartView
{
    Q_OBJECT

public:
    TimeChart(const Theme &theme, ValueAxis axis, QWidget *parent = nullptr);
    ~TimeChart() override;

    // All series at once, samples ascending in time, NaN where nothing was measured (that is a gap, and hatched).
    // Lines are reduced to what the pixels can show; the crosshair reads the samples as they are.
    void setSeries(std::vector<ChartSeries> series);
    void setTimeSpan(TimeSpan span);
    // Follows the newest sample with a span of this length, until setTimeSpan().
    void setLiveSpan(std::chrono::milliseconds length);
    TimeSpan timeSpan() const { return m_span; }
    const std::vector<ChartSeries> &series() const { return m_series; }
    void setTimeZone(const QTimeZone &zone);
    void setLimit(std::optional<ChartLimit> limit);
    void setBands(std::vector<ChartBand> bands);
    void setMarks(std::vector<ChartMark> marks);
    QSize sizeHint() const override { return {420, 220}; }
    QSize minimumSizeHint() const override { return {160, 120}; }

public slots:
    // Connect the cursor signals of the charts on one page to each other's slots: one crosshair for all.
    void setCursor(qint64 time);
    void clearCursor();

signals:
    void cursorMoved(qint64 time);
    void cursorLeft();

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Run;

    void setUpChart();
    void showSamples();
    void showRuns(const std::vector<std::pair<std::size_t, QList<QPointF>>> &stretches);
    void followNewest();
    void rescale();
    void recolor();
    void describe();
    void placePlot();
    QPointF position(qint64 time, double value) const;
    qint64 timeAt(double x) const;
    ChartCanvas canvas() const;

    const Theme &m_theme;
    ValueAxis m_axis;
    QTimeZone m_zone = QTimeZone::utc();
    TimeSpan m_span{0, 1};
    QValueAxis *m_timeAxis;
    QValueAxis *m_valueAxis;
    std::vector<ChartSeries> m_series;
    std::vector<Run> m_runs;
    std::optional<ChartLimit> m_limit;
    std::vector<ChartBand> m_bands;
    std::vector<ChartMark> m_marks;
    std::vector<TimeSpan> m_gaps;
    std::chrono::milliseconds m_live{0};
    std::optional<qint64> m_cursor;
    QRectF m_plot; // in the widget
    double m_step = 1;
};

// One crosshair for the charts of a page: the cursor of each one moves all.
void linkCursors(const std::vector<TimeChart *> &charts);

} // namespace natsdeck::ui
