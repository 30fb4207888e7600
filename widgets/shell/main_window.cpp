#include "widgets/shell/main_window.h"

#include "models/settings/settings.h"
#include "widgets/common/card.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/settings/settings_page.h"
#include "widgets/shell/activity.h"
#include "widgets/shell/activity_panel.h"
#include "widgets/shell/command_palette.h"
#include "widgets/shell/environment_line.h"
#include "widgets/shell/help_window.h"
#include "widgets/shell/navigation_panel.h"
#include "widgets/shell/shell_menu.h"
#include "widgets/shell/status_bar.h"
#include "widgets/shell/top_bar.h"
#include "widgets/shell/window_keys.h"
#include "widgets/shell/workspace.h"

#include <QApplication>
#include <QCloseEvent>
#include <QLineEdit>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace keys = settings::keys;

namespace {

constexpr int foldNavigationBelow = 1120; // at the body font of 13 px
constexpr int foldInspectorBelow = 900;

} // namespace

MainWindow::MainWindow(const ShellParts &parts, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_keys(windowKeys())
    , m_menu(new QMenu(this))
    , m_line(new EnvironmentLine(parts.theme, this))
    , m_navigation(new NavigationPanel(parts.theme, parts.navigation, this))
    , m_topBar(new TopBar(parts.theme, this))
    , m_start(new FirstStartPage(parts.theme, this))
    , m_workspace(new Workspace(parts.theme, parts.pages, this))
    , m_activityPanel(new ActivityPanel(parts.theme, parts.activity, parts.log, this))
    , m_statusBar(new StatusBar(parts.theme, this))
    , m_center(new QStackedWidget(this))
    , m_columns(new QSplitter(Qt::Horizontal, this))
    , m_rows(new QSplitter(Qt::Vertical, this))
{
    setWindowTitle(u"NatsDeck"_s);
    resize(1440, 900);
    build();
    bind();
    fillShellMenu(*this, parts.settings);
    m_topBar->setMenu(m_menu);
    installKeys(*this);
    m_sources.push_back([this](const QString &query) { return ownEntries(query); });
    restoreState();
}

MainWindow::~MainWindow() = default;

void MainWindow::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_line);

    m_center->addWidget(m_start);
    m_center->addWidget(m_workspace);
    m_rows->setChildrenCollapsible(false);
    m_rows->addWidget(m_center);
    m_rows->addWidget(m_activityPanel);
    m_rows->setStretchFactor(0, 1);
    m_rows->setStretchFactor(1, 0);
    m_rows->setSizes({10'000, m_parts.theme.metrics().scaled(220)});
    m_activityPanel->hide();

    auto *right = new QWidget(this);
    auto *rightColumn = new QVBoxLayout(right);
    rightColumn->setContentsMargins(0, 0, 0, 0);
    rightColumn->setSpacing(0);
    rightColumn->addWidget(m_topBar);
    rightColumn->addWidget(m_rows, 1);

    const Metrics &metrics = m_parts.theme.metrics();
    m_navigation->setMinimumWidth(metrics.scaled(200));
    m_columns->setChildrenCollapsible(false);
    m_columns->addWidget(m_navigation);
    m_columns->addWidget(right);
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({metrics.scaled(248), 10'000});
    column->addWidget(m_columns, 1);
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addWidget(m_statusBar);
}

void MainWindow::bind()
{
    connect(m_navigation, &NavigationPanel::activated, this, &MainWindow::navigationActivated);
    connect(m_navigation, &NavigationPanel::addRequested, this, &MainWindow::addRequested);
    connect(m_navigation, &NavigationPanel::contextMenuWanted, this, &MainWindow::navigationMenuWanted);
    connect(m_navigation, &NavigationPanel::collapsedChanged, this,
            [this] { m_parts.settings.set(keys::collapsedRows, m_navigation->collapsed()); });
    connect(m_topBar, &TopBar::sidebarToggled, this, [this] { setNavigationShown(!isNavigationShown()); });
    connect(m_topBar, &TopBar::commandRequested, this, [this] { showPalette(); });
    connect(m_topBar, &TopBar::notificationsRequested, this, [this] { showActivity(u"notifications"_s); });
    connect(m_topBar, &TopBar::lockRequested, this, &MainWindow::askLock);
    connect(m_topBar, &TopBar::retryRequested, this, [this] {
        if (m_system && m_system->facts().linkFailed)
            m_system->retry();
    });
    connect(m_workspace, &Workspace::navigate, this, &MainWindow::openTarget);
    connect(m_workspace, &Workspace::retryRequested, m_topBar, &TopBar::retryRequested);
    connect(m_workspace, &Workspace::diagnoseRequested, m_topBar, &TopBar::diagnoseRequested);
    connect(m_activityPanel, &ActivityPanel::navigate, this, &MainWindow::openTarget);
    connect(m_activityPanel, &ActivityPanel::closeRequested, this, [this] { setActivityShown(false); });
    connect(m_statusBar, &StatusBar::activityRequested, this, [this] { showActivity(u"operations"_s); });
    connect(m_workspace, &Workspace::located, this, [this](const QString &system, const QString &page, const QString &item) {
        if (!m_walkingHistory)
            m_history.visit({system, page, item});
        m_parts.settings.set(keys::lastPage, page);
    });
    Activity &activity = m_parts.activity;
    connect(&activity, &Activity::unreadChanged, m_topBar, &TopBar::setUnread);
    connect(&activity, &Activity::operationsChanged, this, [this] { m_statusBar->setRunning(m_parts.activity.running()); });
    const auto showZone = [this] {
        m_statusBar->setZone(m_parts.settings.value(keys::timesInUtc) ? tr("Times in UTC") : tr("Local times"));
    };
    connect(&m_parts.settings, &settings::Settings::changed, this, showZone);
    showZone();
}

void MainWindow::showSystem(ShellSystem &system, const QString &page, const QString &item)
{
    if (m_system != &system) {
        if (m_system)
            disconnect(m_system, nullptr, this, nullptr);
        m_system = &system;
        connect(&system, &ShellSystem::changed, this, &MainWindow::showFacts);
    }
    m_walkingHistory = !page.isEmpty(); // the first page is only passed on the way
    m_workspace->showSystem(system);
    m_walkingHistory = false;
    if (!page.isEmpty() && !m_workspace->showPage(page, item))
        m_history.visit({system.facts().id, m_workspace->pageId(), {}});
    m_center->setCurrentWidget(m_workspace);
    showFacts();
}

void MainWindow::forgetSystem(const QString &id)
{
    m_workspace->forget(id);
    m_history.forget(id);
    if (m_workspace->system())
        return;
    m_system.clear();
    m_center->setCurrentWidget(m_start);
    showFacts();
}

void MainWindow::showStart(const StartContent &content)
{
    m_start->setContent(content);
    if (!m_workspace->system())
        m_center->setCurrentWidget(m_start);
}

void MainWindow::showFacts()
{
    if (!m_system) {
        m_topBar->showNothing();
        m_line->setEnvironment(std::nullopt);
        m_statusBar->setWay({}, {});
        setWindowTitle(u"NatsDeck"_s);
        return;
    }
    const ShellFacts facts = m_system->facts();
    m_topBar->showFacts(facts);
    m_line->setEnvironment(facts.environment);
    m_statusBar->setWay(facts.way, facts.login);
    m_navigation->setCurrent(facts.navigationKey);
    setWindowTitle(facts.breadcrumb.isEmpty() ? u"NatsDeck"_s : QString(facts.breadcrumb.last() + u" – NatsDeck"_s));
}

// Locking is one click. Opening the lock of a production system is asked about.
void MainWindow::askLock(bool locked)
{
    if (!m_system)
        return;
    const ShellFacts facts = m_system->facts();
    if (locked || facts.environment != Environment::Production) {
        m_system->setLocked(locked);
        return;
    }
    Confirmation question;
    question.title = tr("Allow changes on %1?").arg(facts.breadcrumb.value(facts.breadcrumb.size() - 1));
    question.text = tr("Every change is still shown before it is made, and written to the audit log.");
    question.actionText = tr("Allow changes");
    question.environment = facts.environment;
    confirm(m_parts.theme, this, question, [system = m_system](bool) {
        if (system)
            system->setLocked(false);
    });
}

bool MainWindow::openTarget(const QString &target)
{
    const bool shown = m_workspace->showPage(target.section(u'/', 0, 0), target.section(u'/', 1));
    if (shown)
        m_center->setCurrentWidget(m_workspace);
    return shown;
}

void MainWindow::go(const Location &place)
{
    m_walkingHistory = true;
    if (m_system && m_system->facts().id == place.systemId)
        m_workspace->showPage(place.page, place.item);
    else
        emit locationWanted(place);
    m_walkingHistory = false;
}

void MainWindow::goBack()
{
    if (const auto place = m_history.back())
        go(*place);
}

void MainWindow::goForward()
{
    if (const auto place = m_history.forward())
        go(*place);
}

void MainWindow::showPageAt(int index)
{
    if (index < static_cast<int>(m_parts.pages.pages().size()))
        openTarget(m_parts.pages.pages()[static_cast<std::size_t>(index)].id);
}

void MainWindow::addPaletteSource(PaletteSource source) { m_sources.push_back(std::move(source)); }

void MainWindow::addKeys(const QList<KeyHelp> &more) { m_keys += more; }

void MainWindow::setBudget(const QString &text) { m_statusBar->setBudget(text); }

void MainWindow::showPalette(const QString &query)
{
    const QString scope = m_system ? m_system->facts().breadcrumb.value(m_system->facts().breadcrumb.size() - 1) : QString();
    auto *palette = new CommandPalette(m_parts.theme, m_sources, scope, this);
    palette->open();
    palette->edit()->setText(query);
    palette->edit()->setFocus(Qt::ShortcutFocusReason);
}

QList<PaletteEntry> MainWindow::ownEntries(const QString &)
{
    QList<PaletteEntry> entries;
    int number = 1;
    for (const PageDescriptor &page : m_parts.pages.pages()) {
        PaletteEntry entry{PaletteGroup::Pages, page.title, {}, page.icon, {}, {}, [this, id = page.id] { openTarget(id); }};
        if (!m_system)
            entry.reason = tr("open a system first");
        else if (!m_workspace->isOffered(page))
            entry.reason = tr("not for this system");
        entry.shortcut = number <= 9 ? tr("Ctrl %1").arg(number) : QString();
        entries << entry;
        ++number;
    }
    return entries + shellEntries(*this, m_system != nullptr && m_system->facts().locked, m_system != nullptr);
}

void MainWindow::showKeys() { (new KeysOverlay(m_parts.theme, m_keys, this))->open(); }

void MainWindow::showHelp(const QString &page)
{
    if (!m_help) {
        m_help = new HelpWindow(m_parts.theme, m_parts.helpFolder, this);
        m_help->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_help->showPage(page.isEmpty() ? m_workspace->pageId() : page);
    m_help->show();
    m_help->raise();
}

void MainWindow::showSettings()
{
    if (!m_settingsPage) {
        auto *page = new SettingsPage(m_parts.theme, m_parts.settings, this);
        connect(page, &SettingsPage::closeRequested, this, &MainWindow::closeTopmost);
        m_center->addWidget(page);
        m_settingsPage = page;
    }
    m_center->setCurrentWidget(m_settingsPage);
    m_settingsPage->setFocus(Qt::OtherFocusReason);
}

void MainWindow::showActivity(const QString &tab)
{
    setActivityShown(true);
    m_activityPanel->showTab(tab);
}

void MainWindow::setActivityShown(bool shown) { m_activityPanel->setVisible(shown); }

bool MainWindow::isActivityShown() const { return m_activityPanel->isVisibleTo(this); }

void MainWindow::setNavigationShown(bool shown)
{
    m_navigation->setVisible(shown);
    m_parts.settings.set(keys::navigationShown, shown);
}

bool MainWindow::isNavigationShown() const { return m_navigation->isVisibleTo(this); }

void MainWindow::refreshPage()
{
    if (Page *page = m_workspace->page())
        page->refresh();
}

void MainWindow::focusFilter()
{
    if (m_center->currentWidget() == m_workspace && m_workspace->page())
        m_workspace->page()->focusFilter();
    else
        m_navigation->filter()->setFocus(Qt::ShortcutFocusReason);
}

// The nearest thing first.
void MainWindow::closeTopmost()
{
    if (m_settingsPage && m_center->currentWidget() == m_settingsPage)
        m_center->setCurrentWidget(m_workspace->system() ? static_cast<QWidget *>(m_workspace) : m_start);
    else if (m_navigation->filter()->hasFocus() && !m_navigation->filter()->text().isEmpty())
        m_navigation->filter()->clear();
    else if (isActivityShown() && m_activityPanel->isAncestorOf(QApplication::focusWidget()))
        setActivityShown(false);
    else if (m_workspace->page() && m_workspace->page()->closeTopmost())
        return;
    else if (isActivityShown())
        setActivityShown(false);
}

void MainWindow::restoreState()
{
    const settings::Settings &settings = m_parts.settings;
    restoreGeometry(settings.value(keys::windowGeometry));
    m_columns->restoreState(settings.value(keys::windowState));
    m_columns->setChildrenCollapsible(false);
    m_navigation->setCollapsed(settings.value(keys::collapsedRows));
    m_navigation->setVisible(settings.value(keys::navigationShown));
}

void MainWindow::saveState()
{
    m_parts.settings.set(keys::windowGeometry, saveGeometry());
    m_parts.settings.set(keys::windowState, m_columns->saveState());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveState();
    QWidget::closeEvent(event);
}

// A narrow window gives up the navigation first, then the inspector; growing brings back what it took itself.
void MainWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int scale = std::max(100, m_parts.theme.metrics().controlHeight * 100 / 30);
    const int width = event->size().width() * 100 / scale;
    if (width < foldNavigationBelow && !m_navigationFolded && isNavigationShown()) {
        m_navigationFolded = true;
        m_navigation->hide();
    } else if (width >= foldNavigationBelow && m_navigationFolded) {
        m_navigationFolded = false;
        m_navigation->show();
    }
    m_workspace->setInspectorFolded(width < foldInspectorBelow);
}

} // namespace natsdeck::ui
