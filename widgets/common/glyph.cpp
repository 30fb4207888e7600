#include "widgets/common/glyph.h"

#include "widgets/common/tinted_icon.h"

#include <QPainter>
#include <QStyle>
#include <QTimer>

namespace natsdeck::ui {

namespace {

constexpr int frameMilliseconds = 80;
constexpr double turnPerFrame = 0.06;

} // namespace

Glyph::Glyph(const Theme &theme, Status status, int side, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_side(theme.metrics().scaled(side))
    , m_isStep(false)
{
    setFixedSize(m_side, m_side);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setStatus(status);
}

Glyph::Glyph(const Theme &theme, StepMark step, int side, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_side(theme.metrics().scaled(side))
    , m_isStep(true)
    , m_timer(new QTimer(this))
{
    setFixedSize(m_side, m_side);
    m_timer->setInterval(frameMilliseconds);
    connect(m_timer, &QTimer::timeout, this, [this] {
        m_turn += turnPerFrame;
        if (m_turn >= 1)
            m_turn -= 1;
        update();
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setStep(step);
}

void Glyph::setStatus(Status status)
{
    m_status = status;
    m_isStep = false;
    setAccessibleName(statusWord(status));
    update();
}

void Glyph::setStep(StepMark step)
{
    m_step = step;
    m_isStep = true;
    setAccessibleName(stepWord(step));
    updateTurning();
    update();
}

void Glyph::updateTurning()
{
    if (!m_timer)
        return;
    const bool moves = style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0;
    if (isVisible() && moves && m_step == StepMark::Running)
        m_timer->start();
    else
        m_timer->stop();
}

void Glyph::showEvent(QShowEvent *) { updateTurning(); }

void Glyph::hideEvent(QHideEvent *) { updateTurning(); }

void Glyph::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_isStep)
        paintStepGlyph(painter, rect(), m_step, m_theme.tokens(), m_turn);
    else
        paintStatusGlyph(painter, rect(), m_status, m_theme.tokens());
}

IconLabel::IconLabel(const Theme &theme, const QString &icon, int side, QWidget *parent, QPalette::ColorRole role)
    : QWidget(parent)
    , m_icon(icon)
    , m_side(theme.metrics().scaled(side))
    , m_role(role)
{
    setFixedSize(m_side, m_side);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void IconLabel::setIcon(const QString &icon)
{
    m_icon = icon;
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    tintedIcon(m_icon, m_role).paint(&painter, rect(), Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled);
}

} // namespace natsdeck::ui
