#include "widgets/shell/operation_row.h"

#include "models/base/units.h"
#include "widgets/common/buttons.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/tabular_text.h"

#include <QHBoxLayout>
#include <QProgressBar>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

StepMark markOf(OperationState state)
{
    switch (state) {
    case OperationState::Running:
        return StepMark::Running;
    case OperationState::Done:
        return StepMark::Done;
    case OperationState::Failed:
        return StepMark::Failed;
    case OperationState::Cancelled:
        break;
    }
    return StepMark::Skipped;
}

} // namespace

OperationRow::OperationRow(const Theme &theme, const Operation &operation, QWidget *parent)
    : QWidget(parent)
    , m_id(operation.id)
    , m_glyph(new Glyph(theme, StepMark::Running, 16, this))
    , m_title(new ElidedLabel(theme, {}, TextRole::Body, Qt::ElideRight, this))
    , m_detail(new ElidedLabel(theme, {}, TextRole::Caption, Qt::ElideRight, this))
    , m_bar(new QProgressBar(this))
    , m_time(new NumberLabel({}, this))
    , m_cancel(pushButton(tr("Cancel…"), ButtonVariant::Quiet, this))
    , m_open(pushButton(tr("Open"), ButtonVariant::Link, this))
{
    m_detail->setProperty("tone", u"muted"_s);
    m_time->setProperty("tone", u"muted"_s);
    m_time->setFont(theme.font(TextRole::Caption));
    m_time->setAlignment(Qt::AlignRight);
    m_bar->setTextVisible(false);
    m_bar->setMaximumWidth(180);
    m_bar->setAccessibleName(tr("Progress"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.metrics().l, 4, theme.metrics().m, 4);
    row->setSpacing(theme.metrics().m);
    row->addWidget(m_glyph);
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(m_title);
    words->addWidget(m_detail);
    row->addLayout(words, 3);
    row->addWidget(m_bar, 1);
    row->addWidget(m_time);
    row->addWidget(m_open);
    row->addWidget(m_cancel);
    if (operation.cancel)
        connect(m_cancel, &QPushButton::clicked, this, operation.cancel);
    if (operation.open)
        connect(m_open, &QPushButton::clicked, this, operation.open);
    m_open->setVisible(static_cast<bool>(operation.open));
    m_cancel->setAccessibleName(tr("Cancel %1").arg(operation.title));
    m_open->setAccessibleName(tr("Open %1").arg(operation.title));
    showOperation(operation);
}

void OperationRow::showOperation(const Operation &operation)
{
    m_glyph->setStep(markOf(operation.state));
    m_title->setText(operation.title);
    m_detail->setText(operation.rate.isEmpty() ? operation.detail : operation.detail + u", "_s + operation.rate);
    const bool running = operation.state == OperationState::Running;
    m_bar->setVisible(running && operation.progress >= 0);
    m_bar->setRange(0, 1000);
    m_bar->setValue(static_cast<int>(operation.progress * 1000));
    m_cancel->setVisible(running && operation.cancel);
    setAccessibleName(operation.title + u": "_s + stepWord(markOf(operation.state)));
    setAccessibleDescription(operation.detail);
    tick(operation);
}

void OperationRow::tick(const Operation &operation)
{
    const QDateTime end = operation.ended.isValid() ? operation.ended : QDateTime::currentDateTimeUtc();
    QString text = clockDuration(std::chrono::milliseconds(std::max<qint64>(0, operation.started.msecsTo(end))));
    if (operation.remaining)
        text += u"  "_s + tr("%1 left").arg(clockDuration(*operation.remaining));
    m_time->setText(text);
    m_time->updateGeometry();
}

} // namespace natsdeck::ui
