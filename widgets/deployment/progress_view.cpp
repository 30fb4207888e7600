#include "widgets/deployment/progress_view.h"

#include "models/base/units.h"
#include "widgets/common/banner.h"
#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/labels.h"
#include "widgets/common/log_view.h"
#include "widgets/common/tabular_text.h"
#include "widgets/deployment/step_row.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

using plan::PlanRunner;

ProgressView::ProgressView(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent)
    : WizardView(theme, presenter, deployment::WizardPage::Progress, parent)
    , m_elapsed(new NumberLabel({}, this))
    , m_position(mutedLabel(theme, {}, TextRole::Caption, this))
    , m_bar(new QProgressBar(this))
    , m_end(new Banner(theme, Status::Critical, {}, {}, this))
    , m_timer(new QTimer(this))
{
    m_elapsed->setFont(theme.font(TextRole::Heading));
    m_elapsed->setAccessibleName(tr("Elapsed"));
    auto *times = new QVBoxLayout;
    times->setSpacing(2);
    times->addWidget(m_elapsed, 0, Qt::AlignRight);
    times->addWidget(m_position, 0, Qt::AlignRight);
    static_cast<QHBoxLayout *>(header()->layout())->addLayout(times);
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(4);
    m_bar->setAccessibleName(tr("Progress"));
    m_end->hide();
    auto *row = new QHBoxLayout;
    row->setSpacing(theme.metrics().m);
    row->addWidget(buildSteps(), 4);
    row->addWidget(buildLog(), 5);
    body()->addWidget(m_bar);
    body()->addWidget(m_end);
    body()->addLayout(row, 1);

    PlanRunner &runner = presenter.runner();
    connect(&runner, &PlanRunner::stateChanged, this, &ProgressView::refresh);
    connect(&runner, &PlanRunner::stepChanged, this, &ProgressView::refreshSteps);
    connect(&runner, &PlanRunner::progressChanged, this, &ProgressView::refreshTimes);
    connect(&runner, &PlanRunner::logLine, this, &ProgressView::addLog);
    connect(&runner, &PlanRunner::finished, this, &ProgressView::refresh);
    m_timer->setInterval(1000);
    connect(m_timer, &QTimer::timeout, this, [this] {
        refreshSteps();
        refreshTimes();
    });
    for (const plan::LogLine &line : runner.log())
        addLog(line);
}

QWidget *ProgressView::buildSteps()
{
    auto *card = new Card(theme(), {}, {}, this);
    card->setBodyMargins(1, 4, 1, 4);
    auto *inside = new QWidget;
    m_stepsColumn = new QVBoxLayout(inside);
    m_stepsColumn->setContentsMargins(0, 0, 0, 0);
    m_stepsColumn->setSpacing(0);
    m_stepsColumn->addStretch(1);
    auto *scroll = new QScrollArea(card);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inside);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    card->body()->addWidget(scroll);
    return card;
}

QWidget *ProgressView::buildLog()
{
    m_logCard = new Card(theme(), tr("Log"), u" "_s, this);
    m_logCard->setBodyMargins(1, 4, 1, 4);
    m_follow = new QCheckBox(tr("Follow"), m_logCard);
    m_follow->setChecked(true);
    QPushButton *copy = pushButton(u"deck-copy"_s, tr("Copy"), ButtonVariant::Quiet, m_logCard);
    m_log = new LogView(theme(), tr("Log"), m_logCard);
    connect(m_follow, &QCheckBox::clicked, m_log, &LogView::setFollowing);
    connect(m_log, &LogView::followingChanged, m_follow, &QCheckBox::setChecked);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_log->allText()); });
    m_logCard->header()->addWidget(m_follow);
    m_logCard->header()->addWidget(copy);
    m_logCard->body()->addWidget(m_log);
    return m_logCard;
}

void ProgressView::refresh()
{
    WizardView::refresh();
    const PlanRunner::State state = presenter().runner().state();
    const bool running = state == PlanRunner::State::Running || state == PlanRunner::State::Undoing;
    setSubtitle(running ? tr("You may close this window: the work goes on.") : QString());
    if (running)
        m_timer->start();
    else
        m_timer->stop();
    refreshSteps();
    refreshTimes();
    refreshEnd();
}

void ProgressView::refreshSteps()
{
    const PlanRunner &runner = presenter().runner();
    const std::size_t count = std::size_t(runner.steps().size());
    while (m_rows.size() > count) {
        m_rows.back()->deleteLater();
        m_rows.pop_back();
    }
    while (m_rows.size() < count) {
        m_rows.push_back(new StepRow(theme(), this));
        m_stepsColumn->insertWidget(int(m_rows.size()) - 1, m_rows.back());
    }
    for (std::size_t i = 0; i < count; ++i)
        m_rows[i]->setStatus(runner.steps()[qsizetype(i)], runner.elapsedOf(int(i)));
}

void ProgressView::refreshTimes()
{
    const PlanRunner &runner = presenter().runner();
    m_elapsed->setText(clockDuration(runner.elapsed()));
    m_position->setText(runner.currentStep() >= 0 ? tr("step %1 of %2").arg(runner.currentStep() + 1).arg(runner.steps().size())
                                                  : QString());
    m_bar->setValue(int(runner.progress() * 1000));
}

void ProgressView::refreshEnd()
{
    const PlanRunner &runner = presenter().runner();
    const std::optional<plan::Outcome> outcome = runner.state() == PlanRunner::State::Finished ? runner.outcome() : std::nullopt;
    if (outcome == plan::Outcome::Failed) {
        const Error error = runner.error().value_or(Error{ErrorKind::Internal, tr("The work stopped"), {}, {}, 0, {}});
        QString text = error.detail;
        if (!error.remedy.isEmpty())
            text += (text.isEmpty() ? QString() : u". "_s) + error.remedy;
        m_end->setContent(Status::Critical, error.summary, text);
    } else if (outcome == plan::Outcome::Cancelled) {
        m_end->setContent(Status::Warning, tr("Cancelled"), tr("What was done stays until you take it back or go on."));
    } else if (runner.state() == PlanRunner::State::Idle && runner.steps().isEmpty()) {
        m_end->setContent(Status::Warning, tr("This deployment was interrupted"),
                          tr("The program ended while it worked. Go on from where it stopped, or take back what was done."));
    }
    const bool interrupted = runner.state() == PlanRunner::State::Idle && runner.steps().isEmpty();
    m_end->setVisible(interrupted || outcome == plan::Outcome::Failed || outcome == plan::Outcome::Cancelled);
}

void ProgressView::addLog(const plan::LogLine &line)
{
    std::optional<Severity> severity;
    if (line.severity != Severity::Ok)
        severity = line.severity;
    m_log->append({{line.time, line.stepId, severity, line.text}});
    m_warnings += line.severity == Severity::Warning || line.severity == Severity::Critical ? 1 : 0;
    QString caption = tr("%n line(s)", nullptr, m_log->lineCount());
    if (m_warnings > 0)
        caption += u", "_s + tr("%n warning(s)", nullptr, m_warnings);
    if (m_log->dropped() > 0)
        caption += u", "_s + tr("%1 older ones not kept").arg(m_log->dropped());
    m_logCard->setCaption(caption);
}

} // namespace natsdeck::ui
