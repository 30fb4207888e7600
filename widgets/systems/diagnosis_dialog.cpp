#include "widgets/systems/diagnosis_dialog.h"

#include "widgets/common/buttons.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

using systems::DiagnosisStage;
using systems::LinkDiagnosis;
using systems::StageState;

namespace {

constexpr int dialogWidth = 680;
constexpr int listHeight = 420;
constexpr int glyphSide = 16;

QString wordOf(StageState state)
{
    switch (state) {
    case StageState::Waiting:
        return stepWord(StepMark::Waiting);
    case StageState::Running:
        return stepWord(StepMark::Running);
    case StageState::Passed:
        return DiagnosisDialog::tr("Passed");
    case StageState::Warning:
        return DiagnosisDialog::tr("Warning");
    case StageState::Failed:
        return stepWord(StepMark::Failed);
    case StageState::Skipped:
        return DiagnosisDialog::tr("Not reached");
    }
    return {};
}

QLabel *detail(const Theme &theme, TextRole role, Tone tone, QWidget *parent)
{
    QLabel *label = wrappedLabel(theme, {}, role, tone, parent);
    label->setMinimumWidth(1); // fingerprints have no space to break at, and must not push the rest out of sight
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->hide();
    return label;
}

void say(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

} // namespace

DiagnosisDialog::DiagnosisDialog(const Theme &theme, const QString &system, Maker make, QWidget *parent)
    : ScrimDialog(theme, parent, dialogWidth)
    , m_make(std::move(make))
    , m_head(wrappedLabel(theme, {}, TextRole::Body, Tone::Muted, this))
    , m_list(new QWidget)
    , m_unchecked(pushButton(tr("Stop checking certificates of this system…"), ButtonVariant::Link, this))
    , m_copy(pushButton(tr("Copy everything"), ButtonVariant::Normal, this))
    , m_again(pushButton(tr("Run again"), ButtonVariant::Normal, this))
    , m_close(pushButton(tr("Close"), ButtonVariant::Primary, this))
{
    const QString title = tr("Diagnosis of the link to %1").arg(system);
    setAccessibleName(title);
    const Metrics &metrics = theme.metrics();
    panel()->setContentsMargins(metrics.xl, metrics.xl - 4, metrics.xl, metrics.l);
    panel()->setSpacing(metrics.m);
    panel()->addWidget(wrappedLabel(theme, title, TextRole::Heading, Tone::Normal, this));
    panel()->addWidget(m_head);
    auto *area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(tr("Stages"));
    area->setMinimumHeight(metrics.scaled(listHeight));
    area->setWidget(m_list);
    area->viewport()->setAutoFillBackground(false);
    m_list->setAutoFillBackground(false);
    panel()->addWidget(area, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics.s);
    row->addWidget(m_unchecked);
    row->addStretch(1);
    for (QPushButton *button : {m_copy, m_again, m_close})
        row->addWidget(button);
    panel()->addLayout(row);
    m_unchecked->hide();
    connect(m_unchecked, &QPushButton::clicked, this, [this] {
        const auto offer = m_offer;
        accept();
        if (offer)
            offer();
    });
    connect(m_copy, &QPushButton::clicked, this, &DiagnosisDialog::copy);
    connect(m_again, &QPushButton::clicked, this, &DiagnosisDialog::run);
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    m_close->setFocus(Qt::OtherFocusReason);
    run();
}

void DiagnosisDialog::setUncheckedOffer(std::function<void()> offer)
{
    m_offer = std::move(offer);
    refresh();
}

void DiagnosisDialog::run()
{
    m_diagnosis = m_make();
    if (!m_diagnosis) {
        m_head->setText(tr("The system is not there any more"));
        m_again->setEnabled(false);
        return;
    }
    connect(m_diagnosis.get(), &LinkDiagnosis::changed, this, &DiagnosisDialog::refresh);
    buildRows();
    refresh();
    m_diagnosis->start();
}

void DiagnosisDialog::buildRows()
{
    if (!m_rows.empty())
        return; // the stages of one system are always the same
    auto *column = new QVBoxLayout(m_list);
    column->setContentsMargins(0, 0, theme().metrics().m, 0);
    column->setSpacing(theme().metrics().m);
    for (const DiagnosisStage &stage : m_diagnosis->stages()) {
        auto *line = new QHBoxLayout;
        line->setSpacing(theme().metrics().s);
        Row row{stage.id, new Glyph(theme(), StepMark::Waiting, glyphSide, m_list), nullptr, nullptr, nullptr, nullptr};
        line->addWidget(row.glyph, 0, Qt::AlignTop);
        auto *words = new QVBoxLayout;
        words->setSpacing(2);
        auto *head = new QHBoxLayout;
        head->addWidget(plainLabel(theme(), LinkDiagnosis::titleOf(stage.id), TextRole::Strong, m_list));
        head->addStretch(1);
        row.word = mutedLabel(theme(), {}, TextRole::Caption, m_list);
        head->addWidget(row.word);
        words->addLayout(head);
        row.what = detail(theme(), TextRole::Body, Tone::Normal, m_list);
        row.evidence = detail(theme(), TextRole::Caption, Tone::Muted, m_list);
        row.remedy = detail(theme(), TextRole::Body, Tone::Accent, m_list);
        for (QLabel *label : {row.what, row.evidence, row.remedy})
            words->addWidget(label);
        line->addLayout(words, 1);
        column->addLayout(line);
        m_rows.push_back(row);
    }
    column->addStretch(1);
}

void DiagnosisDialog::showStage(Row &row, const DiagnosisStage &stage)
{
    switch (stage.state) {
    case StageState::Waiting:
        row.glyph->setStep(StepMark::Waiting);
        break;
    case StageState::Running:
        row.glyph->setStep(StepMark::Running);
        break;
    case StageState::Passed:
        row.glyph->setStep(StepMark::Done);
        break;
    case StageState::Warning:
        row.glyph->setStep(StepMark::Done); // no longer turns
        row.glyph->setStatus(Status::Warning);
        break;
    case StageState::Failed:
        row.glyph->setStep(StepMark::Failed);
        break;
    case StageState::Skipped:
        row.glyph->setStep(StepMark::Skipped);
        break;
    }
    QString word = wordOf(stage.state);
    if (stage.took.count() > 0)
        word += tr(", %1 ms").arg(stage.took.count());
    row.word->setText(word);
    say(row.what, stage.finding.what);
    say(row.evidence, stage.finding.evidence);
    say(row.remedy, stage.finding.remedy);
}

void DiagnosisDialog::refresh()
{
    if (!m_diagnosis)
        return;
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        showStage(m_rows[i], m_diagnosis->stages()[i]);
    const bool isRunning = m_diagnosis->state() == LinkDiagnosis::State::Running || m_diagnosis->state() == LinkDiagnosis::State::Idle;
    const DiagnosisStage *obstacle = m_diagnosis->obstacle();
    if (isRunning)
        m_head->setText(tr("Each stage is tried apart from the link itself. Nothing is changed."));
    else if (obstacle)
        m_head->setText(tr("It ends at %1: %2").arg(LinkDiagnosis::titleOf(obstacle->id), obstacle->finding.what));
    else
        m_head->setText(worstOf(m_diagnosis->findings()) == Severity::Warning ? tr("The link works, with warnings")
                                                                              : tr("Every stage passed"));
    m_again->setEnabled(!isRunning);
    m_unchecked->setVisible(m_offer && obstacle && obstacle->id == u"tls");
}

void DiagnosisDialog::copy() { QGuiApplication::clipboard()->setText(m_diagnosis ? m_diagnosis->toText() : QString()); }

void DiagnosisDialog::done(int result)
{
    if (m_diagnosis)
        m_diagnosis->cancel();
    ScrimDialog::done(result);
}

} // namespace natsdeck::ui
