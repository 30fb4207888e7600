#include "widgets/shell/link_state_button.h"

#include "widgets/common/labels.h"
#include "widgets/common/status_glyph.h"
#include "widgets/common/tabular_text.h"

#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int glyph = 14;
constexpr int gap = 7;

} // namespace

LinkStateButton::LinkStateButton(const Theme &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setFont(theme.font(TextRole::Body));
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LinkStateButton::showFacts(const ShellFacts &facts)
{
    m_status = facts.linkStatus;
    m_word = facts.linkWord;
    m_roundTrip = facts.roundTrip;
    setEnabled(true);
    setCursor(Qt::PointingHandCursor);
    QString tip = facts.linkDetail;
    tip += (tip.isEmpty() ? QString() : u"\n"_s) +
           (facts.linkFailed ? tr("Click to try again or to find out why") : tr("Click to look at the link"));
    setPlainToolTip(this, tip);
    setAccessibleName(tr("Link: %1").arg(m_word + u' ' + m_roundTrip));
    setAccessibleDescription(tip);
    updateGeometry();
    update();
}

QSize LinkStateButton::sizeHint() const
{
    const QFontMetricsF metrics(font());
    const double trip = m_roundTrip.isEmpty() ? 0 : tabularWidth(metrics, m_roundTrip) + gap;
    return {static_cast<int>(std::ceil(glyph + gap + metrics.horizontalAdvance(m_word) + trip)) + 4,
            std::max(24, fontMetrics().height() + 4)};
}

QSize LinkStateButton::minimumSizeHint() const { return {glyph + 4, sizeHint().height()}; }

void LinkStateButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = m_theme.tokens();
    paintStatusGlyph(painter, QRectF(1, (height() - glyph) / 2.0, glyph, glyph), m_status, tokens);
    QRectF area = QRectF(rect()).adjusted(glyph + gap, 0, 0, 0);
    const QFontMetricsF metrics(font());
    const QString word = metrics.elidedText(m_word, Qt::ElideRight, area.width());
    painter.setPen(m_status == Status::Ok || m_status == Status::Unknown ? tokens.text : tokens.of(m_status).strong);
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, word);
    area.setLeft(area.left() + metrics.horizontalAdvance(word) + gap);
    if (m_roundTrip.isEmpty() || area.width() < tabularWidth(metrics, m_roundTrip))
        return;
    painter.setPen(tokens.textMuted);
    drawTabular(painter, area, Qt::AlignLeft, m_roundTrip);
}

} // namespace natsdeck::ui
