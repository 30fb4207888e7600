#include "widgets/common/status_glyph.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <cmath>
#include <numbers>

namespace natsdeck::ui {

namespace {

// Glyphs are designed on a 16 x 16 grid.
class GridPainter
{
public:
    GridPainter(QPainter &painter, const QRectF &box)
        : m_painter(painter)
    {
        const double side = std::min(box.width(), box.height());
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.translate(box.center() - QPointF(side / 2, side / 2));
        m_painter.scale(side / 16, side / 16);
    }
    ~GridPainter() { m_painter.restore(); }
    GridPainter(const GridPainter &) = delete;
    GridPainter &operator=(const GridPainter &) = delete;

    void fill(const QPainterPath &path, const QColor &color) { m_painter.fillPath(path, color); }

    void stroke(const QPainterPath &path, const QColor &color, double width, Qt::PenStyle style = Qt::SolidLine)
    {
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(color, width, style, Qt::RoundCap, Qt::RoundJoin));
        m_painter.drawPath(path);
    }

    void dashedRing(const QColor &color)
    {
        QPen pen(color, 1.6);
        pen.setDashPattern({1.7, 1.6});
        pen.setCapStyle(Qt::FlatCap);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(pen);
        m_painter.drawEllipse(QPointF(8, 8), 5.8, 5.8);
    }

private:
    QPainter &m_painter;
};

QPainterPath disc(double radius = 7)
{
    QPainterPath path;
    path.addEllipse(QPointF(8, 8), radius, radius);
    return path;
}

QPainterPath lines(std::initializer_list<std::initializer_list<QPointF>> strokes)
{
    QPainterPath path;
    for (const auto &stroke : strokes) {
        path.moveTo(*stroke.begin());
        for (const QPointF *p = stroke.begin() + 1; p != stroke.end(); ++p)
            path.lineTo(*p);
    }
    return path;
}

QPainterPath check() { return lines({{{4.8, 8.3}, {7.1, 10.5}, {11.3, 5.8}}}); }

QPainterPath cross() { return lines({{{5.7, 5.7}, {10.3, 10.3}}, {{10.3, 5.7}, {5.7, 10.3}}}); }

QPainterPath octagon()
{
    QPainterPath path;
    for (int i = 0; i < 8; ++i) {
        const double angle = std::numbers::pi * (0.125 + i * 0.25);
        const QPointF corner(8 + 7.4 * std::cos(angle), 8 + 7.4 * std::sin(angle));
        i == 0 ? path.moveTo(corner) : path.lineTo(corner);
    }
    path.closeSubpath();
    return path;
}

QPainterPath triangle()
{
    QPainterPath path = lines({{{8, 1.9}, {14.6, 13.6}, {1.4, 13.6}}});
    path.closeSubpath();
    return path;
}

} // namespace

Status statusOf(natsdeck::Severity severity)
{
    switch (severity) {
    case Severity::Ok:
        return Status::Ok;
    case Severity::Info:
        return Status::Info;
    case Severity::Warning:
        return Status::Warning;
    case Severity::Critical:
        return Status::Critical;
    }
    return Status::Unknown;
}

Status statusOf(int severity)
{
    return severity < 0 || severity > static_cast<int>(Severity::Critical) ? Status::Unknown : statusOf(static_cast<Severity>(severity));
}

QString stepWord(StepMark step)
{
    switch (step) {
    case StepMark::Waiting:
        return QCoreApplication::translate("Status", "Waiting");
    case StepMark::Running:
        return QCoreApplication::translate("Status", "Running");
    case StepMark::Done:
        return QCoreApplication::translate("Status", "Done");
    case StepMark::Failed:
        return QCoreApplication::translate("Status", "Failed");
    case StepMark::Skipped:
        break;
    }
    return QCoreApplication::translate("Status", "Skipped");
}

QString statusWord(Status status)
{
    switch (status) {
    case Status::Ok:
        return QCoreApplication::translate("Status", "Healthy");
    case Status::Warning:
        return QCoreApplication::translate("Status", "Warning");
    case Status::Critical:
        return QCoreApplication::translate("Status", "Critical");
    case Status::Info:
        return QCoreApplication::translate("Status", "Note");
    case Status::Unknown:
        break;
    }
    return QCoreApplication::translate("Status", "Unknown");
}

void paintStatusGlyph(QPainter &painter, const QRectF &box, Status status, const Tokens &tokens)
{
    GridPainter grid(painter, box);
    const QColor color = tokens.of(status).fill;
    const QColor mark = tokens.surface;
    switch (status) {
    case Status::Ok:
        grid.fill(disc(), color);
        grid.stroke(check(), mark, 1.7);
        break;
    case Status::Warning:
        grid.fill(triangle(), color);
        grid.stroke(triangle(), color, 1.4);
        grid.stroke(lines({{{8, 6.2}, {8, 9.4}}}), mark, 1.7);
        grid.stroke(lines({{{8, 11.8}, {8, 11.81}}}), mark, 1.9);
        break;
    case Status::Critical:
        grid.fill(octagon(), color);
        grid.stroke(cross(), mark, 1.7);
        break;
    case Status::Info:
        grid.fill(disc(), color);
        grid.stroke(lines({{{8, 7.6}, {8, 11.3}}}), mark, 1.7);
        grid.stroke(lines({{{8, 4.7}, {8, 4.71}}}), mark, 1.9);
        break;
    case Status::Unknown:
        grid.dashedRing(color);
        break;
    }
}

void paintStepGlyph(QPainter &painter, const QRectF &box, StepMark step, const Tokens &tokens, double turn)
{
    switch (step) {
    case StepMark::Done:
        paintStatusGlyph(painter, box, Status::Ok, tokens);
        return;
    case StepMark::Failed:
        paintStatusGlyph(painter, box, Status::Critical, tokens);
        return;
    default:
        break;
    }

    GridPainter grid(painter, box);
    if (step == StepMark::Running) {
        QPainterPath arc;
        const QRectF ring(2, 2, 12, 12);
        arc.arcMoveTo(ring, 90 - turn * 360);
        arc.arcTo(ring, 90 - turn * 360, -260);
        grid.stroke(disc(6), tokens.track, 2);
        grid.stroke(arc, tokens.accent, 2);
    } else {
        grid.stroke(disc(6), tokens.border, 1.4);
        if (step == StepMark::Skipped)
            grid.stroke(lines({{{4.5, 11.5}, {11.5, 4.5}}}), tokens.border, 1.4);
    }
}

} // namespace natsdeck::ui
