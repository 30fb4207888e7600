#include "widgets/common/capacity_bar.h"

#include "models/base/units.h"
#include "widgets/common/status_glyph.h"
#include "widgets/common/tabular_text.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr double warningShare = 0.75;
constexpr double criticalShare = 0.90;
constexpr double barHeight = 10;
constexpr double swatchAdvance = 13;
constexpr double smallestGap = 7;

QColor usedColor(const Capacity &capacity, const Tokens &tokens)
{
    const Status status = capacityStatus(capacity);
    return status == Status::Ok ? tokens.series[0] : tokens.of(status).fill;
}

// Own stripes instead of Qt::BDiagPattern: that pattern ignores the device pixel ratio and is too fine.
void paintHatch(QPainter &painter, const QRectF &area, const QColor &color, const QColor &ground)
{
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.fillRect(area, ground);
    painter.fillRect(area, QColor(color.red(), color.green(), color.blue(), 50));
    painter.setPen(QPen(QColor(color.red(), color.green(), color.blue(), 190), 1.1));
    for (double x = area.left() - area.height(); x < area.right() + area.height(); x += 4)
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x + area.height(), area.top()));
    painter.restore();
}

QPainterPath rounded(const QRectF &area, double radius)
{
    QPainterPath path;
    path.addRoundedRect(area, radius, radius);
    return path;
}

enum class Swatch { Used, Reserved, Limit, Disk };

void paintSwatch(QPainter &painter, const QRectF &box, Swatch kind, const Capacity &capacity, const Tokens &tokens)
{
    switch (kind) {
    case Swatch::Used:
        painter.fillPath(rounded(box, 2), usedColor(capacity, tokens));
        break;
    case Swatch::Reserved:
        paintHatch(painter, box, usedColor(capacity, tokens), tokens.track);
        break;
    case Swatch::Limit:
        painter.fillRect(QRectF(box.center().x() - 1, box.top(), 2, box.height()), tokens.text);
        break;
    case Swatch::Disk:
        painter.fillPath(rounded(QRectF(box.left(), box.center().y() - 2, box.width(), 4), 2), tokens.border);
        break;
    }
}

} // namespace

double capacityShare(const Capacity &capacity)
{
    const double whole = capacity.limit > 0 ? capacity.limit : capacity.disk;
    return whole > 0 ? capacity.used / whole : 0;
}

Status capacityStatus(const Capacity &capacity)
{
    const double share = capacityShare(capacity);
    if (share >= criticalShare)
        return Status::Critical;
    return share >= warningShare ? Status::Warning : Status::Ok;
}

void paintCapacity(QPainter &painter, const QRectF &area, const Capacity &capacity, const Tokens &tokens)
{
    const double usable = capacity.limit > 0 ? capacity.limit : capacity.disk;
    const double whole = std::max({capacity.disk, capacity.limit, capacity.reserved, capacity.used, 1.0});
    const auto at = [&](double value) { return area.left() + area.width() * std::clamp(value / whole, 0.0, 1.0); };
    const auto span = [&](double from, double to) { return QRectF(QPointF(at(from), area.top()), QPointF(at(to), area.bottom())); };
    const double radius = area.height() / 2;
    const double middle = area.center().y();

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (usable <= 0) { // nothing to fill up: a dashed line suggests no proportion
        painter.setPen(QPen(tokens.border, 1, Qt::DashLine));
        painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle));
        painter.restore();
        return;
    }

    if (capacity.disk > usable) {
        const double thin = std::max(2.0, area.height() * 0.3);
        painter.fillPath(rounded(QRectF(area.left(), middle - thin / 2, area.width(), thin), thin / 2), tokens.border);
    }
    painter.fillPath(rounded(span(0, usable), radius), tokens.track);

    painter.setClipPath(rounded(span(0, std::max(usable, capacity.reserved)), radius));
    const QColor color = usedColor(capacity, tokens);
    if (capacity.reserved > capacity.used)
        paintHatch(painter, span(capacity.used, capacity.reserved), color, tokens.track);
    QRectF used = span(0, capacity.used);
    if (capacity.used > 0)
        used.setWidth(std::max(used.width(), 2.0)); // a little must not look like nothing
    painter.fillRect(used, color);
    painter.setClipping(false);

    if (capacity.limit > 0 && capacity.disk > capacity.limit)
        painter.fillRect(QRectF(std::round(at(capacity.limit)) - 1, area.top() - 3, 2, area.height() + 6), tokens.text);
    painter.restore();
}

CapacityBar::CapacityBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFont(theme.font(TextRole::Caption));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CapacityBar::setCapacity(const Capacity &capacity)
{
    if (capacity == m_capacity && !accessibleName().isEmpty())
        return;
    m_capacity = capacity;
    const double whole = capacity.limit > 0 ? capacity.limit : capacity.disk;
    setAccessibleName(whole > 0 ? tr("%1 used of %2").arg(shortBytes(capacity.used), shortBytes(whole))
                                : tr("%1 used, no limit").arg(shortBytes(capacity.used)));
    updateGeometry();
    update();
}

void CapacityBar::setLegendVisible(bool visible)
{
    m_legend = visible;
    updateGeometry();
}

struct CapacityBar::LegendEntry
{
    Swatch swatch;
    QString name;
    double value;
};

std::vector<CapacityBar::LegendEntry> CapacityBar::legend() const
{
    std::vector<LegendEntry> entries{{Swatch::Used, tr("Used"), m_capacity.used}};
    if (m_capacity.reserved > 0)
        entries.push_back({Swatch::Reserved, tr("Reserved"), m_capacity.reserved});
    if (m_capacity.limit > 0)
        entries.push_back({Swatch::Limit, tr("Limit"), m_capacity.limit});
    if (m_capacity.disk > 0)
        entries.push_back({Swatch::Disk, tr("Disk"), m_capacity.disk});
    return entries;
}

double CapacityBar::widthOf(const LegendEntry &entry) const
{
    const QFontMetricsF metrics(font());
    return swatchAdvance + metrics.horizontalAdvance(entry.name + u" "_s) + tabularWidth(metrics, shortBytes(entry.value));
}

// The places of the entries in a legend of this width: as many lines as it takes.
std::vector<QPointF> CapacityBar::places(const std::vector<LegendEntry> &entries, double width) const
{
    double sum = 0;
    for (const LegendEntry &entry : entries)
        sum += widthOf(entry);
    const auto gaps = static_cast<double>(std::max<std::size_t>(1, entries.size() - 1));
    const double gap = std::clamp((width - sum) / gaps, smallestGap, 20.0);
    std::vector<QPointF> found;
    QPointF next;
    for (const LegendEntry &entry : entries) {
        if (next.x() > 0 && next.x() + widthOf(entry) > width)
            next = {0, next.y() + fontMetrics().height()};
        found.push_back(next);
        next.rx() += widthOf(entry) + gap;
    }
    return found;
}

QSize CapacityBar::sizeHint() const
{
    double wanted = 120;
    double sum = 0;
    for (const LegendEntry &entry : legend())
        sum += widthOf(entry) + smallestGap;
    if (m_legend)
        wanted = std::max(wanted, std::ceil(sum));
    return {static_cast<int>(wanted), heightForWidth(static_cast<int>(wanted))};
}

QSize CapacityBar::minimumSizeHint() const
{
    double widest = 60;
    for (const LegendEntry &entry : legend())
        widest = m_legend ? std::max(widest, std::ceil(widthOf(entry))) : widest;
    return {static_cast<int>(widest), static_cast<int>(barHeight) + 6};
}

int CapacityBar::heightForWidth(int width) const
{
    const int bar = static_cast<int>(barHeight) + 6;
    if (!m_legend)
        return bar;
    const std::vector<QPointF> found = places(legend(), width);
    return bar + 8 + fontMetrics().height() + static_cast<int>(found.empty() ? 0 : found.back().y());
}

void CapacityBar::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = m_theme.tokens();
    QPainter painter(this);
    paintCapacity(painter, QRectF(0, 3, width(), barHeight), m_capacity, tokens);
    if (!m_legend)
        return;

    const QFontMetricsF metrics(font());
    const std::vector<LegendEntry> entries = legend();
    const std::vector<QPointF> found = places(entries, width());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const LegendEntry &entry = entries[i];
        const double line = barHeight + 12 + found[i].y();
        double x = found[i].x();
        painter.setRenderHint(QPainter::Antialiasing);
        paintSwatch(painter, QRectF(x, line + (metrics.height() - 9) / 2, 9, 9), entry.swatch, m_capacity, tokens);
        x += swatchAdvance;
        const double nameWidth = metrics.horizontalAdvance(entry.name + u" "_s);
        painter.setPen(tokens.textMuted);
        drawTabular(painter, QRectF(x, line, nameWidth, metrics.height()), Qt::AlignLeft, entry.name);
        x += nameWidth;
        const QString value = shortBytes(entry.value);
        painter.setPen(tokens.text);
        drawTabular(painter, QRectF(x, line, tabularWidth(metrics, value), metrics.height()), Qt::AlignLeft, value);
    }
}

} // namespace natsdeck::ui
