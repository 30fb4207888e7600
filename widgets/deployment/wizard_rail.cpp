#include "widgets/deployment/wizard_rail.h"

#include "widgets/common/labels.h"
#include "widgets/common/status_glyph.h"

#include <QAbstractButton>
#include <QCoreApplication>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

class WizardRail::Step final : public QAbstractButton
{
public:
    Step(const Theme &theme, int number, bool last, QWidget *parent)
        : QAbstractButton(parent)
        , m_theme(theme)
        , m_number(number)
        , m_last(last)
    {
        setFocusPolicy(Qt::TabFocus);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }

    void setState(const QString &title, const QString &summary, bool current, bool reached, bool done)
    {
        m_summary = summary;
        m_current = current;
        m_done = done;
        setText(title);
        setEnabled(reached || current);
        setCursor(reached && !current ? Qt::PointingHandCursor : Qt::ArrowCursor);
        setAccessibleName(QCoreApplication::translate("WizardRail", "Step %1: %2").arg(m_number).arg(title));
        setAccessibleDescription((current ? QCoreApplication::translate("WizardRail", "current")
                                  : done  ? stepWord(StepMark::Done)
                                          : stepWord(StepMark::Waiting)) +
                                 u". "_s + summary);
        setPlainToolTip(this, summary);
        update();
    }

    QSize sizeHint() const override
    {
        const int lines = QFontMetrics(m_theme.font(TextRole::Body)).height() + QFontMetrics(m_theme.font(TextRole::Caption)).height();
        return {200, lines + 2 * m_theme.metrics().s};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &tokens = m_theme.tokens();
        const Metrics &metrics = m_theme.metrics();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF area = rect();
        if (m_current) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(tokens.selected);
            painter.drawRoundedRect(area, metrics.radius, metrics.radius);
            painter.setBrush(tokens.accent);
            painter.drawRoundedRect(QRectF(0, 4, 3, area.height() - 8), 1.5, 1.5);
        } else if (underMouse() && isEnabled()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(tokens.hover);
            painter.drawRoundedRect(area, metrics.radius, metrics.radius);
        }
        const double side = std::max(18.0, QFontMetricsF(m_theme.font(TextRole::Caption)).height() + 3);
        const QRectF glyph(14, (area.height() - side) / 2, side, side);
        painter.setPen(QPen(tokens.hairline, 2));
        if (m_number > 1)
            painter.drawLine(QPointF(glyph.center().x(), 0), QPointF(glyph.center().x(), glyph.top() - 3));
        if (!m_last)
            painter.drawLine(QPointF(glyph.center().x(), glyph.bottom() + 3), QPointF(glyph.center().x(), area.height()));
        paintMark(painter, glyph);
        const double left = glyph.right() + metrics.m;
        const QFontMetricsF title(m_theme.font(m_current ? TextRole::Strong : TextRole::Body));
        const QFontMetricsF caption(m_theme.font(TextRole::Caption));
        const bool two = !m_summary.isEmpty();
        const double height = title.height() + (two ? caption.height() : 0);
        const QRectF first(left, (area.height() - height) / 2, area.width() - left - metrics.s, title.height());
        painter.setFont(m_theme.font(m_current ? TextRole::Strong : TextRole::Body));
        painter.setPen(isEnabled() ? tokens.text : tokens.textMuted);
        painter.drawText(first, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         title.elidedText(text(), Qt::ElideRight, first.width()));
        if (two) {
            const QRectF second(left, first.bottom(), first.width(), caption.height());
            painter.setFont(m_theme.font(TextRole::Caption));
            painter.setPen(tokens.textMuted);
            painter.drawText(second, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                             caption.elidedText(m_summary, Qt::ElideRight, second.width()));
        }
    }

private:
    void paintMark(QPainter &painter, const QRectF &glyph) const
    {
        const Tokens &tokens = m_theme.tokens();
        if (m_done && !m_current) {
            paintStepGlyph(painter, glyph, StepMark::Done, tokens);
            return;
        }
        painter.setBrush(m_current ? QBrush(tokens.accentFill) : QBrush(Qt::NoBrush));
        painter.setPen(m_current ? QPen(Qt::NoPen) : QPen(tokens.border, 1.4));
        painter.drawEllipse(glyph.adjusted(0.7, 0.7, -0.7, -0.7));
        painter.setFont(m_theme.font(TextRole::Caption));
        painter.setPen(m_current ? tokens.onFill : tokens.textMuted);
        painter.drawText(glyph, Qt::AlignCenter, QString::number(m_number));
    }

    const Theme &m_theme;
    int m_number;
    bool m_last;
    QString m_summary;
    bool m_current = false;
    bool m_done = false;
};

WizardRail::WizardRail(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_presenter(presenter)
{
    setAccessibleName(tr("Steps"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme.metrics().s, theme.metrics().m, theme.metrics().s, theme.metrics().m);
    column->setSpacing(0);
    const QList<deployment::WizardPage> pages = presenter.pages();
    for (qsizetype i = 0; i < pages.size(); ++i) {
        auto *step = new Step(theme, int(i) + 1, i + 1 == pages.size(), this);
        connect(step, &QAbstractButton::clicked, this, [this, page = pages[i]] { m_presenter.goTo(page); });
        column->addWidget(step);
        m_steps.push_back(step);
    }
    column->addStretch(1);
    refresh();
}

void WizardRail::refresh()
{
    const QList<deployment::WizardPage> pages = m_presenter.pages();
    for (std::size_t i = 0; i < m_steps.size() && qsizetype(i) < pages.size(); ++i) {
        const deployment::WizardPage page = pages[qsizetype(i)];
        const bool current = page == m_presenter.page();
        const bool reached = m_presenter.isReached(page);
        const QString summary = reached || current || page >= deployment::WizardPage::Plan ? m_presenter.summary(page) : QString();
        m_steps[i]->setState(m_presenter.title(page), summary, current, reached, reached && page < m_presenter.page());
    }
}

} // namespace natsdeck::ui
