#include "widgets/workloads/run_pane.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/common/form.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/log_view.h"
#include "widgets/common/tinted_icon.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using natsdeck::workloads::CommandRun;
using natsdeck::workloads::RunLine;
using natsdeck::workloads::RunPresenter;
using natsdeck::workloads::RunTarget;

namespace natsdeck::ui {

RunPane::RunPane(const Theme &theme, RunPresenter &presenter, std::optional<Environment> environment, QWidget *parent)
    : Page(theme, u"kubernetes/run"_s, parent)
    , m_presenter(presenter)
    , m_environment(environment)
    , m_output(new LogView(theme, tr("Output"), this))
{
    auto *column = new QVBoxLayout(content());
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addWidget(m_output, 1);
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addWidget(buildFoot());
    connect(m_target, &QComboBox::activated, &m_presenter, &RunPresenter::chooseTarget);
    connect(m_line, &QLineEdit::textChanged, &m_presenter, &RunPresenter::setLine);
    connect(m_line, &QLineEdit::textEdited, this, [this] { m_recalled = 0; });
    connect(m_line, &QLineEdit::returnPressed, this, &RunPane::runOrAsk);
    m_line->installEventFilter(this);
    connect(m_historyButton, &QToolButton::clicked, this, &RunPane::showHistory);
    connect(m_run, &QPushButton::clicked, this, [this] { m_presenter.isRunning() ? m_presenter.cancel() : runOrAsk(); });
    connect(&m_presenter, &RunPresenter::changed, this, &RunPane::update);
    connect(&m_presenter, &RunPresenter::started, this, &RunPane::showRun);
    setReady();
    showRun();
    update();
}

QWidget *RunPane::buildHead()
{
    auto *head = new QWidget(this);
    m_target = new QComboBox(head);
    m_target->setAccessibleName(tr("Container to run it in"));
    m_target->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_line = new QLineEdit(head);
    m_line->setAccessibleName(tr("Command"));
    m_line->setFont(theme().font(TextRole::Mono));
    m_line->setPlaceholderText(tr("nats stream report"));
    m_line->setClearButtonEnabled(true);
    m_historyButton = iconButton(u"deck-clock"_s, tr("Commands run before"), head);
    QToolButton *copy = iconButton(u"deck-copy"_s, tr("Copy as kubectl command"), head);
    m_run = pushButton(u"deck-play"_s, tr("Run"), ButtonVariant::Primary, head);
    m_note = new ValidityLine(theme(), head);
    m_preview = new ElidedLabel(theme(), {}, TextRole::Caption, Qt::ElideMiddle, head);
    auto *row = new QHBoxLayout;
    row->setSpacing(theme().metrics().s);
    row->addWidget(m_target);
    row->addWidget(m_line, 1);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_historyButton, copy, m_run})
        row->addWidget(widget);
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(theme().metrics().l, 10, theme().metrics().l, 10);
    column->setSpacing(theme().metrics().xs);
    column->addLayout(row);
    column->addWidget(m_preview);
    column->addWidget(m_note);
    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_presenter.command()); });
    return head;
}

QWidget *RunPane::buildFoot()
{
    auto *foot = new QFrame(this);
    foot->setProperty("surface", u"bar"_s);
    m_glyph = new Glyph(theme(), Status::Unknown, 14, foot);
    m_result = plainLabel(theme(), {}, TextRole::Strong, foot);
    m_lost = mutedLabel(theme(), {}, TextRole::Body, foot);
    m_copyOutput = pushButton(u"deck-copy"_s, tr("Copy output"), ButtonVariant::Quiet, foot);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(theme().metrics().l, 4, theme().metrics().m, 4);
    row->setSpacing(theme().metrics().s);
    row->addWidget(m_glyph);
    row->addWidget(m_result);
    row->addWidget(m_lost);
    row->addStretch(1);
    row->addWidget(m_copyOutput);
    connect(m_copyOutput, &QPushButton::clicked, this, [this] {
        if (m_presenter.current())
            QGuiApplication::clipboard()->setText(m_presenter.current()->text());
    });
    return foot;
}

void RunPane::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_presenter.setActive(true);
}

void RunPane::focusFilter()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

void RunPane::updateTargets()
{
    QStringList titles;
    for (const RunTarget &target : m_presenter.targets())
        titles << RunPresenter::title(target);
    QStringList before;
    for (int i = 0; i < m_target->count(); ++i)
        before << m_target->itemText(i);
    if (before != titles) {
        m_target->clear();
        m_target->addItems(titles);
    }
    m_target->setCurrentIndex(m_presenter.target());
    m_target->setEnabled(!titles.isEmpty());
}

void RunPane::update()
{
    updateTargets();
    const bool isRunning = m_presenter.isRunning();
    const QString reason = m_presenter.cannotRun();
    m_run->setText(isRunning ? tr("Cancel") : tr("Run"));
    m_run->setIcon(tintedIcon(isRunning ? u"deck-stop"_s : u"deck-play"_s, QPalette::BrightText));
    m_run->setEnabled(isRunning || reason.isEmpty());
    setPlainToolTip(m_run, isRunning ? QString() : reason);
    const bool isTyping = !m_line->text().trimmed().isEmpty();
    setValidity(m_line, m_presenter.problem().isEmpty() ? Validity::None : Validity::Invalid);
    if (!m_presenter.problem().isEmpty())
        m_note->setText(Validity::Invalid, m_presenter.problem());
    else if (!m_presenter.note().isEmpty())
        m_note->setText(Validity::Warning, m_presenter.note());
    else
        m_note->setText(Validity::None, !isRunning && (isTyping || m_presenter.target() < 0) ? reason : QString());
    m_preview->setText(isTyping ? m_presenter.preview()
                                : tr("Arguments are split as in a shell, but no shell runs them: sh -c '…' where you want one."));
    const CommandRun *run = m_presenter.current();
    const bool isGood = run && run->state() == CommandRun::State::Ended && run->exitCode() == 0;
    const bool isBad =
        m_presenter.error() ||
        (run && (run->state() == CommandRun::State::Failed || (run->state() == CommandRun::State::Ended && run->exitCode() != 0)));
    m_glyph->setStatus(isGood ? Status::Ok : isBad ? Status::Critical : Status::Unknown);
    m_glyph->setVisible(run || m_presenter.error());
    m_result->setText(m_presenter.error() ? m_presenter.error()->summary : m_presenter.result());
    setPlainToolTip(m_result, run && run->error() ? run->error()->detail + u'\n' + run->error()->remedy : QString());
    QStringList lost;
    if (run && (run->linesNotKept() > 0 || m_output->dropped() > 0))
        lost << tr("%1 lines not kept").arg(exactCount(qint64(std::max<quint64>(run->linesNotKept(), m_output->dropped()))));
    if (run && run->bytesNotKept() > 0)
        lost << tr("%1 came too fast").arg(shortBytes(double(run->bytesNotKept())));
    m_lost->setText(lost.join(u", "_s));
    m_copyOutput->setEnabled(run && !run->lines().empty());
}

void RunPane::showRun()
{
    m_output->clear();
    if (const CommandRun *run = m_presenter.current()) {
        print({run->lines().begin(), run->lines().end()});
        connect(run, &CommandRun::printed, this, &RunPane::print);
    }
}

void RunPane::print(const QList<RunLine> &lines)
{
    std::vector<LogLine> shown;
    for (const RunLine &line : lines)
        shown.push_back({line.time, line.isError ? tr("stderr") : tr("stdout"),
                         line.isError ? std::optional(Severity::Warning) : std::nullopt, line.text});
    m_output->append(shown);
}

// nats-box is made for this; in a server's own container it is asked about once more.
void RunPane::runOrAsk()
{
    if (!m_presenter.cannotRun().isEmpty())
        return;
    m_recalled = 0;
    const RunTarget target = m_presenter.targets().value(m_presenter.target());
    if (target.isBox)
        return m_presenter.run();
    const guard::Intent intent = m_presenter.intent();
    Confirmation question;
    question.impact = intent.impact;
    question.title = tr("Run this in %1?").arg(text::clean(target.pod, 253));
    question.text = tr("It runs beside the server, with its rights and its memory limit.");
    question.actionText = tr("Run");
    question.environment = m_environment;
    question.effects = {{tr("Pod"), text::clean(target.pod, 253), {}, false},
                        {tr("Container"), text::clean(target.container, 253), {}, false},
                        {tr("Command"), {}, text::clean(workloads::quotedCommand(m_presenter.words()), 1000), false}};
    question.command = intent.command;
    confirm(theme(), this, question, [this](bool) { m_presenter.run(); });
}

void RunPane::showHistory()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QStringList history = m_presenter.history();
    for (auto line = history.crbegin(); line != history.crend() && menu->actions().size() < 25; ++line) {
        QString shown = text::clean(*line, 120);
        connect(menu->addAction(shown.replace(u'&', u"&&"_s)), &QAction::triggered, this, [this, text = *line] {
            m_line->setText(text);
            m_line->setFocus();
        });
    }
    if (history.isEmpty())
        menu->addAction(tr("Nothing was run yet"))->setEnabled(false);
    menu->popup(m_historyButton->mapToGlobal(QPoint(0, m_historyButton->height())));
}

void RunPane::recall(int step)
{
    const QStringList &history = m_presenter.history();
    const int wanted = std::clamp<int>(m_recalled + step, 0, static_cast<int>(history.size()));
    if (m_recalled == 0)
        m_typed = m_line->text();
    m_recalled = wanted;
    m_line->setText(wanted == 0 ? m_typed : history[history.size() - wanted]);
}

bool RunPane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_line && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            recall(key == Qt::Key_Up ? 1 : -1);
            return true;
        }
    }
    return Page::eventFilter(watched, event);
}

} // namespace natsdeck::ui
