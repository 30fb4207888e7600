#include "widgets/workloads/events_strip.h"

#include "widgets/common/status_glyph.h"

#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace natsdeck::ui {

namespace {

constexpr int hour = 3600;
constexpr int step = 15 * 60; // s between two marks
constexpr double reach = 8;   // px: what a click still means
constexpr int glyphSide = 11;

} // namespace

EventsStrip::EventsStrip(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Events of the last hour"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

QSize EventsStrip::sizeHint() const
{
    const int text = static_cast<int>(QFontMetricsF(m_theme.font(TextRole::Caption)).height());
    return {600, m_theme.metrics().scaled(44) + text + m_theme.metrics().s};
}

void EventsStrip::setTicks(const QList<workloads::EventsPresenter::Tick> &ticks, const QDateTime &now)
{
    m_ticks = ticks;
    m_now = now;
    const auto warnings = std::count_if(ticks.begin(), ticks.end(), [](const auto &tick) { return tick.isWarning; });
    setAccessibleDescription(tr("%1 events in the last hour, %2 of them warnings").arg(ticks.size()).arg(warnings));
    update();
}

void EventsStrip::setCurrent(const QString &key)
{
    if (std::exchange(m_current, key) != key)
        update();
}

QRectF EventsStrip::line() const
{
    const double text = QFontMetricsF(m_theme.font(TextRole::Caption)).height();
    return QRectF(rect()).adjusted(m_theme.metrics().l, m_theme.metrics().s, -m_theme.metrics().l, -text - m_theme.metrics().s);
}

double EventsStrip::placeOf(const QDateTime &time) const
{
    const double ago = std::clamp(static_cast<double>(time.msecsTo(m_now)) / 1000.0, 0.0, static_cast<double>(hour));
    return line().right() - line().width() * ago / hour;
}

void EventsStrip::paintScale(QPainter &painter) const
{
    const QRectF area = line();
    painter.setPen(QPen(m_theme.tokens().border, 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setFont(m_theme.font(TextRole::Caption));
    const QFontMetricsF metrics(painter.font());
    for (int ago = 0; ago <= hour; ago += step) {
        const double x = area.right() - area.width() * ago / hour;
        const QString text = ago == 0 ? tr("now") : tr("%1 min ago").arg(ago / 60);
        const double width = metrics.horizontalAdvance(text);
        painter.setPen(QPen(m_theme.tokens().hairline, 1));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.setPen(m_theme.tokens().textMuted);
        painter.drawText(QPointF(std::clamp(x - width / 2, area.left(), area.right() - width), area.bottom() + metrics.ascent() + 3), text);
    }
}

void EventsStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintScale(painter);
    const QRectF area = line();
    const Tokens &tokens = m_theme.tokens();
    if (m_ticks.isEmpty()) {
        painter.setPen(tokens.textMuted);
        painter.drawText(area, Qt::AlignCenter, tr("No events in the last hour"));
        return;
    }
    const double glyph = m_theme.metrics().scaled(glyphSide);
    // Warnings last, so that they lie on top.
    for (const bool warnings : {false, true}) {
        for (const auto &tick : m_ticks) {
            if (tick.isWarning != warnings)
                continue;
            const double x = placeOf(tick.time);
            const bool isCurrent = tick.key == m_current;
            const double height = warnings ? area.height() - glyph - 3 : area.height() / 3;
            const QColor color = isCurrent ? tokens.accent : warnings ? tokens.of(Status::Warning).fill : tokens.border;
            painter.setPen(QPen(color, isCurrent ? 3 : 2));
            painter.drawLine(QPointF(x, area.bottom() - 1), QPointF(x, area.bottom() - height));
            if (warnings)
                paintStatusGlyph(painter, QRectF(x - glyph / 2, area.top(), glyph, glyph), Status::Warning, tokens);
        }
    }
}

void EventsStrip::mousePressEvent(QMouseEvent *event)
{
    double nearest = reach;
    QString key;
    for (const auto &tick : std::as_const(m_ticks)) {
        if (const double distance = std::abs(placeOf(tick.time) - event->position().x()); distance <= nearest) {
            nearest = distance;
            key = tick.key;
        }
    }
    if (!key.isEmpty())
        emit activated(key);
}

} // namespace natsdeck::ui
