#include "widgets/workloads/action_bar.h"

#include "models/base/text.h"
#include "widgets/common/buttons.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/tinted_icon.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QProgressBar>

using namespace Qt::StringLiterals;
using natsdeck::workloads::ActionEffect;
using natsdeck::workloads::ActionKind;
using natsdeck::workloads::ActionPlan;
using natsdeck::workloads::ActionsPresenter;
using State = natsdeck::workloads::ActionsPresenter::State;

namespace natsdeck::ui {

ActionButton::ActionButton(const Theme &theme, ActionsPresenter &presenter, std::optional<Environment> environment, QWidget *parent)
    : QPushButton(tintedIcon(u"deck-power"_s), tr("Actions"), parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_environment(environment)
{
    setAccessibleName(tr("Actions on the servers of this system"));
    connect(this, &QPushButton::clicked, this, [this] {
        m_presenter.refresh();
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->setToolTipsVisible(true);
        fill(*menu);
        menu->popup(mapToGlobal(QPoint(width() - menu->sizeHint().width(), height())));
    });
    connect(&m_presenter, &ActionsPresenter::prepared, this, &ActionButton::ask);
}

void ActionButton::showEvent(QShowEvent *event)
{
    QPushButton::showEvent(event);
    m_presenter.setActive(true);
}

void ActionButton::add(QMenu &menu, ActionKind kind, const QString &text, const QString &pod) const
{
    QAction *action = menu.addAction(text);
    const QString reason = m_presenter.reasonNot(kind, pod);
    action->setEnabled(reason.isEmpty());
    action->setToolTip(plainToolTip(reason));
    connect(action, &QAction::triggered, &m_presenter, [presenter = &m_presenter, kind, pod] { presenter->prepare(kind, pod); });
}

void ActionButton::fill(QMenu &menu) const
{
    // What all of them have against it is said once, in the menu: tooltips of disabled entries are easily missed.
    const QString reason = m_presenter.reasonNot(ActionKind::Restart);
    if (!reason.isEmpty() && reason == m_presenter.reasonNot(ActionKind::ScaleBack))
        menu.addAction(reason)->setEnabled(false);
    add(menu, ActionKind::Restart, ActionsPresenter::title(ActionKind::Restart));
    add(menu, ActionKind::ScaleToZero, ActionsPresenter::title(ActionKind::ScaleToZero));
    add(menu, ActionKind::ScaleBack, ActionsPresenter::title(ActionKind::ScaleBack));
    menu.addSeparator();
    for (const QString &pod : m_presenter.podNames())
        add(menu, ActionKind::DeletePod, tr("Delete pod %1…").arg(text::clean(pod, 253)), pod);
    menu.addSeparator();
    QMenu *copy = menu.addMenu(tr("Copy as kubectl command"));
    for (const ActionKind kind : {ActionKind::Restart, ActionKind::ScaleToZero}) {
        const QString command = m_presenter.command(kind);
        QAction *action = copy->addAction(ActionsPresenter::title(kind).remove(u'…'));
        action->setEnabled(!command.isEmpty());
        connect(action, &QAction::triggered, copy, [command] { QGuiApplication::clipboard()->setText(command); });
    }
}

void ActionButton::ask(const ActionPlan &plan)
{
    Confirmation question;
    question.impact = plan.intent.impact;
    question.title = plan.title;
    question.text = plan.text;
    question.actionText = plan.actionText;
    question.environment = m_environment;
    for (const ActionEffect &effect : plan.effects)
        question.effects.push_back({effect.label, effect.value, effect.note, effect.warns});
    question.typedName = plan.typedName;
    question.command = plan.intent.command;
    confirm(m_theme, window(), question, [presenter = &m_presenter, plan](bool) { presenter->run(plan); });
}

ActionStrip::ActionStrip(const Theme &theme, ActionsPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_presenter(presenter)
    , m_glyph(new Glyph(theme, StepMark::Waiting, 14, this))
    , m_title(plainLabel(theme, {}, TextRole::Strong, this))
    , m_text(wrappedLabel(theme, {}, TextRole::Body, Tone::Muted, this))
    , m_bar(new QProgressBar(this))
    , m_close(pushButton({}, ButtonVariant::Quiet, this))
{
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_bar->setMaximumWidth(theme.metrics().scaled(160));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.metrics().l, theme.metrics().xs, theme.metrics().m, theme.metrics().xs);
    row->setSpacing(theme.metrics().s);
    row->addWidget(m_glyph);
    row->addWidget(m_title);
    row->addWidget(m_text, 1);
    row->addWidget(m_bar);
    row->addWidget(m_close);
    connect(m_close, &QPushButton::clicked, this,
            [this] { m_presenter.state() == State::Watching ? m_presenter.stopWatching() : m_presenter.dismiss(); });
    connect(&m_presenter, &ActionsPresenter::changed, this, &ActionStrip::update);
    update();
}

QString ActionStrip::text() const { return m_title->text() + u' ' + m_text->text(); }

void ActionStrip::update()
{
    const State state = m_presenter.state();
    setVisible(state != State::Idle);
    const bool isFailed = state == State::Failed;
    m_glyph->setStep(isFailed ? StepMark::Failed : state == State::Done ? StepMark::Done : StepMark::Running);
    const ActionPlan &plan = m_presenter.plan();
    const auto &error = m_presenter.error();
    m_title->setText(state == State::Preparing   ? tr("Looking at the workload")
                     : isFailed && error         ? text::clean(error->summary)
                     : plan.actionText.isEmpty() ? QString()
                                                 : plan.actionText);
    QString words;
    if (isFailed && error)
        words = text::clean(error->detail) + (error->remedy.isEmpty() ? QString() : u". "_s + text::clean(error->remedy));
    else if (state == State::Watching || state == State::Done)
        words = m_presenter.progress().text;
    if (state == State::Watching && !m_presenter.progress().trouble.isEmpty())
        words += tr("; trouble: %1").arg(m_presenter.progress().trouble);
    m_text->setText(words);
    m_bar->setVisible(state == State::Watching && m_presenter.progress().total > 0 && plan.kind != ActionKind::ScaleToZero);
    m_bar->setRange(0, std::max(1, m_presenter.progress().total));
    m_bar->setValue(m_presenter.progress().done);
    m_close->setText(state == State::Watching ? tr("Stop watching") : tr("Close"));
    m_close->setVisible(state == State::Watching || state == State::Done || isFailed);
}

} // namespace natsdeck::ui
