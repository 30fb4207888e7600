#include "widgets/deployment/wizard_window.h"

#include "models/base/units.h"
#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/pill.h"
#include "widgets/deployment/form_view.h"
#include "widgets/deployment/plan_view.h"
#include "widgets/deployment/profile_view.h"
#include "widgets/deployment/progress_view.h"
#include "widgets/deployment/result_view.h"
#include "widgets/deployment/target_view.h"
#include "widgets/deployment/wizard_rail.h"
#include "widgets/shell/environment_line.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

using deployment::WizardPage;
using deployment::WizardPresenter;
using plan::PlanRunner;

WizardWindow::WizardWindow(const Theme &theme, WizardPresenter &presenter, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_line(new EnvironmentLine(theme, this))
    , m_rail(new WizardRail(theme, presenter, this))
    , m_stack(new QStackedWidget(this))
{
    setWindowTitle(tr("Deploy NATS"));
    resize(1180, 800);
    auto *surface = new QFrame(this);
    surface->setProperty("surface", u"page"_s);
    auto *surfaceColumn = new QVBoxLayout(surface);
    surfaceColumn->setContentsMargins(0, 0, 0, 0);
    surfaceColumn->addWidget(m_stack);
    buildPages();
    m_rail->setFixedWidth(std::max(220, fontMetrics().averageCharWidth() * 34));
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_rail);
    middle->addWidget(hairline(Qt::Vertical, this));
    middle->addWidget(surface, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_line);
    column->addWidget(buildHead());
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addLayout(middle, 1);
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addWidget(buildFooter());

    connect(&presenter, &WizardPresenter::pageChanged, this, [this] {
        m_failure.clear();
        refresh();
        showPage();
    });
    for (const auto signal : {&WizardPresenter::answersChanged, &WizardPresenter::offersChanged, &WizardPresenter::planChanged,
                              &WizardPresenter::busyChanged, &WizardPresenter::resultChanged})
        connect(&presenter, signal, this, &WizardWindow::refresh);
    connect(&presenter.runner(), &PlanRunner::stepChanged, this, [this] { m_rail->refresh(); });
    connect(&presenter, &WizardPresenter::failed, this, [this](const Error &error) {
        m_failure = error.summary + (error.detail.isEmpty() ? QString() : u": "_s + error.detail);
        refresh();
    });
    refresh();
    showPage();
}

void WizardWindow::buildPages()
{
    auto *target = new TargetView(m_theme, m_presenter, this);
    connect(target, &TargetView::consentRequested, this, &WizardWindow::consentRequested);
    m_views = {target, new ProfileView(m_theme, m_presenter, this)};
    for (const WizardPage page : {WizardPage::Server, WizardPage::Storage, WizardPage::Access, WizardPage::Security}) {
        auto *form = new FormView(m_theme, m_presenter, page, this);
        connect(form, &FormView::nextRequested, this, &WizardWindow::pressPrimary);
        m_views.push_back(form);
    }
    m_views.push_back(new PlanView(m_theme, m_presenter, this));
    m_views.push_back(new ProgressView(m_theme, m_presenter, this));
    m_views.push_back(new ResultView(m_theme, m_presenter, this));
    for (WizardView *view : m_views)
        m_stack->addWidget(view);
}

QWidget *WizardWindow::buildHead()
{
    auto *head = new QFrame(this);
    head->setProperty("surface", u"bar"_s);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(m_theme.metrics().l, m_theme.metrics().s, m_theme.metrics().l, m_theme.metrics().s);
    row->setSpacing(m_theme.metrics().m);
    row->addWidget(new IconLabel(m_theme, u"deck-deploy"_s, m_theme.metrics().icon, head, QPalette::Link));
    m_title = plainLabel(m_theme, {}, TextRole::Title, head);
    m_where = mutedLabel(m_theme, {}, TextRole::Body, head);
    m_badge = new Pill(m_theme, {}, head);
    row->addWidget(m_title);
    row->addWidget(m_where);
    row->addWidget(m_badge);
    row->addStretch(1);
    return head;
}

QWidget *WizardWindow::buildFooter()
{
    auto *footer = new QFrame(this);
    footer->setProperty("surface", u"bar"_s);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(m_theme.metrics().l, m_theme.metrics().m, m_theme.metrics().l, m_theme.metrics().m);
    row->setSpacing(m_theme.metrics().s);
    m_hint = new StatusLine(m_theme, TextRole::Body, footer);
    m_cancel = pushButton(tr("&Cancel"), ButtonVariant::Normal, footer);
    m_undo = pushButton(tr("&Take back …"), ButtonVariant::Normal, footer);
    m_back = pushButton(tr("&Back"), ButtonVariant::Normal, footer);
    m_close = pushButton(tr("Close, &keep running"), ButtonVariant::Normal, footer);
    m_primary = pushButton(tr("&Next"), ButtonVariant::Primary, footer);
    connect(m_cancel, &QPushButton::clicked, this, &WizardWindow::askToCancel);
    connect(m_undo, &QPushButton::clicked, this, &WizardWindow::askToTakeBack);
    connect(m_back, &QPushButton::clicked, &m_presenter, &WizardPresenter::back);
    connect(m_close, &QPushButton::clicked, this, &QWidget::close);
    connect(m_primary, &QPushButton::clicked, this, &WizardWindow::pressPrimary);
    row->addWidget(m_hint, 1);
    for (QPushButton *button : {m_cancel, m_undo, m_back, m_close, m_primary})
        row->addWidget(button);
    return footer;
}

std::optional<Environment> WizardWindow::environment() const
{
    const int index = m_presenter.targetIndex();
    if (index >= 0 && m_presenter.targets()[index].production)
        return Environment::Production;
    return {};
}

void WizardWindow::refresh()
{
    const int index = m_presenter.targetIndex();
    m_title->setText(tr("Deploy %1").arg(m_presenter.answers().name));
    m_where->setText(index >= 0 ? m_presenter.targets()[index].title : QString());
    m_line->setEnvironment(environment());
    m_badge->setVisible(environment().has_value());
    if (environment())
        m_badge->setContent(PillContent{environmentWord(*environment()), {}, environment()});
    m_rail->refresh();
    for (WizardView *view : m_views) {
        if (view->page() == m_presenter.page())
            view->refresh();
    }
    refreshFooter();
}

void WizardWindow::showPage()
{
    for (WizardView *view : m_views) {
        if (view->page() == m_presenter.page() && m_stack->currentWidget() != view) {
            m_stack->setCurrentWidget(view);
            for (QWidget *next = view->nextInFocusChain(); next && view->isAncestorOf(next); next = next->nextInFocusChain()) {
                if (next->isVisibleTo(view) && next->isEnabled() && (next->focusPolicy() & Qt::TabFocus)) {
                    next->setFocus(Qt::OtherFocusReason);
                    break;
                }
            }
        }
    }
}

void WizardWindow::refreshFooter()
{
    const PlanRunner &runner = m_presenter.runner();
    const WizardPage page = m_presenter.page();
    const bool busy = m_presenter.isBusy();
    const bool progress = page == WizardPage::Progress;
    const bool ended = progress && !busy && runner.outcome() != plan::Outcome::Done;
    m_back->setVisible(page < WizardPage::Progress && page != WizardPage::Target);
    m_back->setEnabled(m_presenter.canGoBack());
    m_cancel->setVisible(busy || page < WizardPage::Progress);
    m_cancel->setText(busy ? tr("&Cancel …") : tr("&Cancel"));
    m_undo->setVisible(ended && (runner.canUndo() || runner.state() == PlanRunner::State::Idle));
    m_close->setVisible(page >= WizardPage::Progress);
    m_close->setText(busy ? tr("Close, &keep running") : tr("C&lose"));
    refreshPrimary();
    refreshHint();
}

void WizardWindow::refreshPrimary()
{
    const PlanRunner &runner = m_presenter.runner();
    const bool busy = m_presenter.isBusy();
    QString text = tr("&Next");
    QString why;
    bool enabled = false;
    switch (m_presenter.page()) {
    case WizardPage::Plan:
        text = m_presenter.applyText();
        enabled = m_presenter.canApply();
        if (!enabled && blocks(m_presenter.preflight()))
            why = tr("Something below blocks it");
        break;
    case WizardPage::Progress:
        text = runner.state() == PlanRunner::State::Idle ? tr("&Go on") : tr("T&ry again");
        enabled = !busy && runner.outcome() != plan::Outcome::Done;
        if (busy || runner.outcome() == plan::Outcome::Done)
            text = tr("&Open %1").arg(m_presenter.answers().name);
        break;
    case WizardPage::Result:
        text = tr("&Open %1").arg(m_presenter.answers().name);
        enabled = m_presenter.facts().has_value();
        break;
    default:
        enabled = m_presenter.canGoNext();
        why = m_presenter.whyNotNext();
        break;
    }
    m_primary->setText(text);
    m_primary->setAccessibleName(QString(text).remove(u'&'));
    m_primary->setEnabled(enabled);
    m_primary->setToolTip(plainToolTip(enabled ? QString() : why));
}

void WizardWindow::refreshHint()
{
    const WizardPage page = m_presenter.page();
    if (!m_failure.isEmpty())
        m_hint->setText(Status::Critical, m_failure);
    else if (m_presenter.isBusy())
        m_hint->setText(Status::Info, m_presenter.cancelConsequence());
    else if (page == WizardPage::Plan && m_presenter.isPreflighting())
        m_hint->setText(tr("Checking …"));
    else if (page == WizardPage::Plan && blocks(m_presenter.preflight()))
        m_hint->setText(Status::Critical, tr("The preflight found what blocks the deployment"));
    else if (page == WizardPage::Plan && m_presenter.preflightTime().isValid())
        m_hint->setText(Status::Ok, tr("Preflight passed at %1 UTC").arg(m_presenter.preflightTime().toUTC().toString(u"HH:mm:ss"_s)));
    else if (page < WizardPage::Plan && !m_presenter.canGoNext())
        m_hint->setText(m_presenter.whyNotNext());
    else
        m_hint->setText(QString());
}

void WizardWindow::pressPrimary()
{
    if (!m_primary->isEnabled())
        return;
    switch (m_presenter.page()) {
    case WizardPage::Plan:
        return m_presenter.apply();
    case WizardPage::Progress:
        return m_presenter.retry();
    case WizardPage::Result:
        if (m_presenter.facts())
            emit openSystemRequested(m_presenter.facts()->systemId);
        return;
    default:
        return m_presenter.next();
    }
}

void WizardWindow::askToCancel()
{
    if (!m_presenter.isBusy()) {
        close();
        return;
    }
    Confirmation confirmation;
    confirmation.title = tr("Stop deploying %1?").arg(m_presenter.answers().name);
    confirmation.text = m_presenter.cancelConsequence();
    confirmation.actionText = tr("Stop");
    confirmation.environment = environment();
    confirm(m_theme, this, confirmation, [this](bool) { m_presenter.cancel(); });
}

void WizardWindow::askToTakeBack()
{
    Confirmation confirmation;
    confirmation.title = tr("Take back what was done?");
    confirmation.text = tr("Everything that this deployment has made is removed again, newest first.");
    confirmation.actionText = tr("Take back");
    confirmation.environment = environment();
    confirm(m_theme, this, confirmation, [this](bool) { m_presenter.undo(); });
}

void WizardWindow::closeEvent(QCloseEvent *event)
{
    event->accept();
    emit closed();
}

void WizardWindow::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers() == Qt::ControlModifier)
        pressPrimary();
    else if (event->key() == Qt::Key_Left && event->modifiers() == Qt::AltModifier && m_back->isVisible() && m_back->isEnabled())
        m_presenter.back();
    else if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace natsdeck::ui
