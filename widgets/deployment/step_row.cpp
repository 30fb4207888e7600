#include "widgets/deployment/step_row.h"

#include "models/base/units.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/tabular_text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

using plan::StepState;

namespace {

StepMark markOf(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return StepMark::Waiting;
    case StepState::Running:
    case StepState::Undoing:
        return StepMark::Running;
    case StepState::Done:
        return StepMark::Done;
    case StepState::Failed:
    case StepState::Cancelled:
        return StepMark::Failed;
    case StepState::Skipped:
    case StepState::Undone:
        break;
    }
    return StepMark::Skipped;
}

QString wordOf(StepState state)
{
    switch (state) {
    case StepState::Undoing:
        return StepRow::tr("Taking back");
    case StepState::Undone:
        return StepRow::tr("Taken back");
    case StepState::Cancelled:
        return StepRow::tr("Cancelled");
    default:
        return stepWord(markOf(state));
    }
}

} // namespace

StepRow::StepRow(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_glyph(new Glyph(theme, StepMark::Waiting, 14, this))
    , m_title(wrappedLabel(theme, {}, TextRole::Body, Tone::Normal, this))
    , m_detail(new ElidedLabel(theme, {}, TextRole::Caption, Qt::ElideRight, this))
    , m_elapsed(new NumberLabel({}, this))
{
    m_detail->setProperty("tone", u"muted"_s);
    m_elapsed->setProperty("tone", u"muted"_s);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_title);
    words->addWidget(m_detail);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.metrics().l, theme.metrics().s, theme.metrics().l, theme.metrics().s);
    row->setSpacing(theme.metrics().m);
    row->addWidget(m_glyph);
    row->addLayout(words, 1);
    row->addWidget(m_elapsed);
}

void StepRow::setStatus(const plan::StepStatus &status, std::chrono::milliseconds elapsed)
{
    m_running = status.state == StepState::Running || status.state == StepState::Undoing;
    m_glyph->setStep(markOf(status.state));
    m_title->setText(status.title);
    m_title->setFont(m_theme.font(m_running ? TextRole::Strong : TextRole::Body));
    const QString detail = status.error
                               ? status.error->summary + (status.error->detail.isEmpty() ? QString() : u": "_s + status.error->detail)
                               : status.detail;
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    const bool timed = m_running || elapsed.count() > 0;
    m_elapsed->setText(timed ? clockDuration(elapsed) : status.state == StepState::Skipped ? u"–"_s : QString());
    setAccessibleName(wordOf(status.state) + u": "_s + status.title);
    setAccessibleDescription(detail);
    update();
}

void StepRow::paintEvent(QPaintEvent *)
{
    if (m_running)
        QPainter(this).fillRect(rect(), m_theme.tokens().hover);
}

} // namespace natsdeck::ui
