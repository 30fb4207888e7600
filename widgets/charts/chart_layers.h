#pragma once

#include "widgets/common/tokens.h"

#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <QTimeZone>

#include <functional>
#include <optional>
#include <vector>

class QPainter;

// The layers of a TimeChart that Qt Charts does not draw well. Pure painting: everything needed is handed in.
namespace natsdeck::ui {

struct ChartSample
{
    qint64 time;  // milliseconds since the epoch
    double value; // NaN where nothing was measured
};

struct ChartSeries
{
    QString name;
    int color = 0; // index into Tokens::series
    std::vector<ChartSample> samples;
    bool filled = true;
};

struct ChartLimit
{
    double value;
    QString label;
};

struct ChartBand
{
    double from;
    double to; // infinity: up to the top
    Status status;
    QString label;
};

// Something that happened at one moment: "restarted".
struct ChartMark
{
    qint64 time;
    QString label;
};

struct ValueAxis
{
    std::function<QString(double)> format;
    int base = 1000; // 1024 for bytes
};

struct TimeSpan
{
    qint64 from;
    qint64 to;
};

// Where and in which look to paint.
struct ChartCanvas
{
    QRectF view; // the whole widget
    QRectF plot;
    const Tokens &tokens;
    QFont font;
    std::function<QPointF(qint64 time, double value)> map;

    const QColor &color(const ChartSeries &series) const { return tokens.series[static_cast<std::size_t>(series.color)]; }
};

// The sample whose time is closest, or null if there is none.
const ChartSample *nearestSample(const std::vector<ChartSample> &samples, qint64 time);

void paintBand(QPainter &painter, const ChartCanvas &canvas, const ChartBand &band, double top);
void paintValueGrid(QPainter &painter, const ChartCanvas &canvas, const ValueAxis &axis, double step, double top);
void paintTimeGrid(QPainter &painter, const ChartCanvas &canvas, TimeSpan span, const QTimeZone &zone);
void paintGap(QPainter &painter, const ChartCanvas &canvas, double left, double right);
void paintMark(QPainter &painter, const ChartCanvas &canvas, const ChartMark &mark);
void paintLimit(QPainter &painter, const ChartCanvas &canvas, const ChartLimit &limit);
// The name of a horizontal line, sitting on the line.
void paintLineTag(QPainter &painter, const ChartCanvas &canvas, double y, const QString &text, const QColor &ink);
void paintEndLabels(QPainter &painter, const ChartCanvas &canvas, const std::vector<ChartSeries> &series);
void paintCrosshair(QPainter &painter, const ChartCanvas &canvas, const std::vector<ChartSeries> &series, const ValueAxis &axis,
                    qint64 time, const QTimeZone &zone);

} // namespace natsdeck::ui
