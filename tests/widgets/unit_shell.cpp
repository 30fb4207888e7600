#include "tests/support/test_main.h"
#include "tests/widgets/support_gallery.h"
#include "tests/widgets/support_samples.h"

#include "models/settings/settings.h"
#include "widgets/common/tab_row.h"
#include "widgets/settings/settings_page.h"
#include "widgets/shell/activity.h"
#include "widgets/shell/appearance.h"
#include "widgets/shell/command_palette.h"
#include "widgets/shell/help_window.h"
#include "widgets/shell/main_window.h"
#include "widgets/shell/navigation_panel.h"
#include "widgets/shell/palette_model.h"
#include "widgets/shell/scheme_watcher.h"
#include "widgets/shell/top_bar.h"
#include "widgets/shell/workspace.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace natsdeck;
using namespace natsdeck::ui;
namespace keys = natsdeck::settings::keys;

class ShellTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Scheme::Light); }
    void cleanupTestCase() { m_theme.reset(); }
    void init();
    void cleanup() { m_window.reset(); }

    void paletteRunsAfterClosing();
    void paletteListsUnavailableWithReason();
    void pagesAreMadeWhenShownAndKept();
    void forgettingASystemDeletesItsPages();
    void tabsShowCounts();
    void inspectorFollowsThePage();
    void keysReachTheirThings();
    void keysOfTheWindowRestUnderAnOverlay();
    void typingASlashIntoAFieldStaysThere();
    void areasByF6();
    void unlockingProductionAsksFirst();
    void frameShowsTheSystem();
    void narrowWindowFoldsTheNavigation();
    void navigationActivatesByClickNotByArrow();
    void navigationFilterKeepsParents();
    void activityKeepsWhatEnded();
    void activityCancels();
    void windowStateIsKept();
    void schemeFollowsTheSettings();
    void settingsPageWritesAndRefuses();
    void helpIsInert();
    void targetsOpenItems();

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QStandardItemModel> m_navigation;
    std::unique_ptr<settings::Settings> m_settings;
    std::unique_ptr<PageRegistry> m_registry;
    std::unique_ptr<Activity> m_activity;
    std::unique_ptr<samples::SampleSystem> m_system;
    std::unique_ptr<MainWindow> m_window;

    ShellParts parts() { return {*m_theme, *m_settings, *m_navigation, *m_registry, *m_activity, nullptr, {}}; }
    CommandPalette *palette() { return m_window->findChild<CommandPalette *>(); }
};

void ShellTest::init()
{
    m_window.reset();
    m_navigation = samples::navigation();
    m_settings = std::make_unique<settings::Settings>();
    m_registry = std::make_unique<PageRegistry>();
    samples::addPages(*m_registry);
    m_activity = std::make_unique<Activity>();
    m_system = std::make_unique<samples::SampleSystem>(u"nats-core"_s);
    m_window = std::make_unique<MainWindow>(parts());
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void ShellTest::paletteRunsAfterClosing()
{
    bool wasOpen = true;
    int runs = 0;
    m_window->addPaletteSource([&](const QString &) {
        return QList<PaletteEntry>{{PaletteGroup::Streams, u"XYZZY"_s, {}, {}, {}, {}, [&] {
                                        ++runs;
                                        wasOpen = palette() && palette()->isVisible();
                                    }}};
    });
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    QVERIFY(palette());
    QVERIFY(palette()->edit()->hasFocus());
    QTest::keyClicks(palette()->edit(), u"xyzzy"_s);
    QTest::keyClick(palette()->edit(), Qt::Key_Return);
    QCOMPARE(runs, 1);
    QVERIFY(!wasOpen);
    QTRY_VERIFY(!palette());
}

void ShellTest::paletteListsUnavailableWithReason()
{
    int runs = 0;
    m_window->addPaletteSource([&](const QString &) {
        return QList<PaletteEntry>{{PaletteGroup::Actions, u"QWERTZ"_s, {}, {}, {}, u"read-only: allow changes first"_s, [&] { ++runs; }}};
    });
    m_window->showPalette();
    QTest::keyClicks(palette()->edit(), u"qwertz"_s);
    QCOMPARE(palette()->model()->rowCount(), 2);
    QVERIFY(palette()->model()->index(1).data(Qt::AccessibleTextRole).toString().contains(u"read-only: allow changes first"));
    QTest::keyClick(palette()->edit(), Qt::Key_Down);
    QTest::keyClick(palette()->edit(), Qt::Key_Return);
    QCOMPARE(runs, 0);
    QVERIFY(palette()->isVisible());
    QTest::keyClick(palette()->edit(), Qt::Key_Escape);
    QTRY_VERIFY(!palette());
}

void ShellTest::pagesAreMadeWhenShownAndKept()
{
    QSignalSpy made(m_window->workspace(), &Workspace::pageMade);
    m_window->showSystem(*m_system);
    QCOMPARE(made.count(), 1);
    QCOMPARE(m_window->workspace()->pageId(), u"overview"_s); // the first by order, not by registration
    Page *overview = m_window->workspace()->page();
    m_window->openTarget(u"streams"_s);
    QCOMPARE(made.count(), 2);
    samples::SampleSystem other(u"other"_s);
    m_window->showSystem(other);
    QCOMPARE(made.count(), 3);
    QVERIFY(m_window->workspace()->page() != overview);
    m_window->showSystem(*m_system);
    QCOMPARE(m_window->workspace()->pageId(), u"streams"_s); // where it was left
    m_window->openTarget(u"overview"_s);
    QCOMPARE(m_window->workspace()->page(), overview);
    QCOMPARE(made.count(), 3);
    m_window->forgetSystem(u"link:other"_s);
}

void ShellTest::forgettingASystemDeletesItsPages()
{
    m_window->showSystem(*m_system, u"streams"_s);
    const QPointer<Page> page = m_window->workspace()->page();
    const QPointer<QWidget> inspector = page->inspector();
    QVERIFY(inspector && inspector->isVisible());
    m_window->forgetSystem(m_system->facts().id);
    QVERIFY(!page);
    QVERIFY(!inspector);
    QVERIFY(!m_window->workspace()->page());
    m_system.reset();
    m_window->refreshPage();
    m_window->closeTopmost();
}

void ShellTest::tabsShowCounts()
{
    m_window->showSystem(*m_system, u"streams"_s);
    TabRow *tabs = m_window->workspace()->tabs();
    QCOMPARE(tabs->bar()->tabText(1), u"Streams  21"_s);
    QCOMPARE(tabs->current(), u"streams"_s);
    QVERIFY(tabs->folded().isEmpty());
    samples::SampleSystem other(u"other"_s);
    m_window->showSystem(other);
    QCOMPARE(tabs->bar()->tabText(1), u"Streams"_s); // not the count of the other system
    m_window->forgetSystem(u"link:other"_s);
}

void ShellTest::inspectorFollowsThePage()
{
    m_window->showSystem(*m_system, u"streams"_s);
    const QPointer<QWidget> inspector = m_window->workspace()->inspector();
    QVERIFY(inspector->isVisible());
    m_window->openTarget(u"overview"_s);
    QVERIFY(!m_window->workspace()->inspector());
    QVERIFY(inspector && !inspector->isVisible());
    m_window->openTarget(u"streams"_s);
    QVERIFY(inspector->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!m_window->workspace()->inspector());
}

void ShellTest::keysReachTheirThings()
{
    m_window->showSystem(*m_system, u"overview"_s);
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(m_window->workspace()->pageId(), u"streams"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(m_window->workspace()->pageId(), u"overview"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(m_window->workspace()->pageId(), u"streams"_s);
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QCOMPARE(m_window->workspace()->page()->property("refreshed").toInt(), 1);
    m_window->findChild<QTableView *>()->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Slash);
    QVERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()));
    QTest::keyClick(m_window.get(), Qt::Key_B, Qt::ControlModifier);
    QVERIFY(!m_window->navigation()->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_B, Qt::ControlModifier);
    QVERIFY(m_window->navigation()->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_J, Qt::ControlModifier);
    QVERIFY(m_window->isActivityShown());
}

void ShellTest::keysOfTheWindowRestUnderAnOverlay()
{
    m_window->showSystem(*m_system, u"overview"_s);
    m_window->showPalette();
    QTest::keyClick(palette()->edit(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(m_window->workspace()->pageId(), u"overview"_s);
    QTest::keyClicks(palette()->edit(), u"a?/b"_s);
    QCOMPARE(palette()->edit()->text(), u"a?/b"_s);
    QCOMPARE(m_window->findChildren<ScrimDialog *>().size(), 1);
    QTest::keyClick(palette()->edit(), Qt::Key_Tab);
    QTRY_VERIFY(palette()->isAncestorOf(QApplication::focusWidget()));
}

void ShellTest::typingASlashIntoAFieldStaysThere()
{
    m_window->showSystem(*m_system, u"streams"_s);
    QLineEdit *filter = m_window->navigation()->filter();
    filter->setFocus();
    QTest::keyClicks(filter, u"a/b?"_s);
    QCOMPARE(filter->text(), u"a/b?"_s);
    QVERIFY(filter->hasFocus());
}

void ShellTest::areasByF6()
{
    m_window->showSystem(*m_system, u"streams"_s);
    m_window->navigation()->filter()->setFocus();
    QSet<QWidget *> reached;
    for (int i = 0; i < 8; ++i) {
        QTest::keyClick(m_window.get(), Qt::Key_F6);
        reached << QApplication::focusWidget();
    }
    QVERIFY2(reached.size() >= 4, qPrintable(QString::number(reached.size())));
    bool top = false, tabs = false, navigation = false;
    for (QWidget *widget : std::as_const(reached)) {
        top |= m_window->topBar()->isAncestorOf(widget);
        tabs |= m_window->workspace()->tabs()->isAncestorOf(widget);
        navigation |= m_window->navigation()->isAncestorOf(widget);
    }
    QVERIFY(top && tabs && navigation);
}

void ShellTest::unlockingProductionAsksFirst()
{
    m_window->showSystem(*m_system);
    QVERIFY(m_system->facts().locked);
    QTest::mouseClick(m_window->topBar()->lockButton(), Qt::LeftButton);
    QVERIFY(m_system->facts().locked);
    auto *dialog = m_window->findChild<ConfirmDialog *>();
    QVERIFY(dialog);
    QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
    QVERIFY(!m_system->facts().locked);
    QCOMPARE(m_window->topBar()->lockButton()->text(), u"Changes allowed"_s);
    QTest::mouseClick(m_window->topBar()->lockButton(), Qt::LeftButton);
    QVERIFY(m_system->facts().locked);
}

void ShellTest::frameShowsTheSystem()
{
    m_window->showSystem(*m_system);
    QCOMPARE(m_window->windowTitle(), u"nats-core – NatsDeck"_s);
    ShellFacts facts = m_system->facts();
    facts.linkStatus = Status::Warning;
    facts.linkWord = u"Reconnecting"_s;
    facts.linkFailed = true;
    facts.linkDetail = samples::hostile();
    m_system->set(facts);
    QAbstractButton *link = nullptr;
    for (auto *button : m_window->topBar()->findChildren<QAbstractButton *>()) {
        if (button->accessibleName().contains(u"Reconnecting"))
            link = button;
    }
    QVERIFY(link);
    QVERIFY(!link->toolTip().contains(u"<img"));
    QTest::mouseClick(link, Qt::LeftButton); // what can be done about the link
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu);
    QSignalSpy diagnose(m_window->topBar(), &TopBar::diagnoseRequested);
    QCOMPARE(menu->actions().size(), 2);
    menu->actions().at(0)->trigger();
    QCOMPARE(m_system->retries, 1);
    menu->actions().at(1)->trigger();
    QCOMPARE(diagnose.size(), 1);
    menu->close();
    m_window->forgetSystem(facts.id);
    QCOMPARE(m_window->windowTitle(), u"NatsDeck"_s);
}

void ShellTest::narrowWindowFoldsTheNavigation()
{
    QVERIFY(m_window->navigation()->isVisible());
    m_window->resize(1000, 700);
    QTRY_VERIFY(!m_window->navigation()->isVisible());
    m_window->resize(1440, 900);
    QTRY_VERIFY(m_window->navigation()->isVisible());
    QCOMPARE(m_settings->value(keys::navigationShown), true); // what the window did itself is not a wish
}

void ShellTest::navigationActivatesByClickNotByArrow()
{
    NavigationPanel *panel = m_window->navigation();
    QSignalSpy activated(m_window.get(), &MainWindow::navigationActivated);
    panel->setCurrent(u"nats-core#Degraded"_s);
    QCOMPARE(panel->current(), u"nats-core#Degraded"_s);
    panel->tree()->setFocus();
    QTest::keyClick(panel->tree(), Qt::Key_Down);
    QCOMPARE(panel->current(), u"nats-edge#Healthy"_s);
    QCOMPARE(activated.count(), 0); // nothing is contacted by looking
    QTest::keyClick(panel->tree(), Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.last().first().toString(), u"nats-edge#Healthy"_s);
}

void ShellTest::navigationFilterKeepsParents()
{
    NavigationPanel *panel = m_window->navigation();
    panel->filter()->setText(u"analytics"_s);
    QAbstractItemModel *model = panel->tree()->model();
    QCOMPARE(model->rowCount(), 1);
    const QModelIndex section = model->index(0, 0);
    QCOMPARE(section.data().toString(), u"Kubernetes contexts"_s);
    QCOMPARE(model->rowCount(section), 1);
    QCOMPARE(model->rowCount(model->index(0, 0, section)), 1);
    panel->filter()->clear();
    QCOMPARE(model->rowCount(), 3);
}

void ShellTest::activityKeepsWhatEnded()
{
    const int id = m_activity->start({.title = u"Backup"_s});
    QCOMPARE(m_activity->running(), 1);
    m_activity->update(id, 0.5, u"half"_s);
    QCOMPARE(m_activity->find(id)->progress, 0.5);
    m_activity->end(id, OperationState::Failed, u"The disk is full"_s);
    QCOMPARE(m_activity->running(), 0);
    QCOMPARE(m_activity->find(id)->detail, u"The disk is full"_s);
    m_activity->update(id, 0.9, u"late"_s); // ended is ended
    QCOMPARE(m_activity->find(id)->detail, u"The disk is full"_s);
    QCOMPARE(m_activity->unread(), 1);
    QCOMPARE(m_activity->notifications().front().severity, Severity::Critical);
    m_window->showActivity(u"notifications"_s);
    QCOMPARE(m_activity->unread(), 0);
    for (int i = 0; i < 500; ++i)
        m_activity->end(m_activity->start({.title = u"x"_s}), OperationState::Done, {});
    QVERIFY(m_activity->operations().size() <= Activity::kept + 1);
    QCOMPARE(m_activity->notifications().size(), Activity::kept);
}

void ShellTest::activityCancels()
{
    int cancelled = 0;
    m_activity->start({.title = u"Deploy"_s, .cancel = [&] { ++cancelled; }});
    m_window->showActivity(u"operations"_s);
    QPushButton *cancel = nullptr;
    for (auto *button : m_window->findChildren<QPushButton *>()) {
        if (button->accessibleName() == u"Cancel Deploy")
            cancel = button;
    }
    QVERIFY(cancel);
    QTRY_VERIFY(cancel->isVisible());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QCOMPARE(cancelled, 1);
}

void ShellTest::windowStateIsKept()
{
    m_window->setNavigationShown(false);
    m_window->close();
    QVERIFY(!m_settings->value(keys::windowGeometry).isEmpty());
    m_window = std::make_unique<MainWindow>(parts());
    m_window->show();
    QVERIFY(!m_window->navigation()->isVisible());
    QCOMPARE(m_window->size(), QSize(1440, 900));
}

void ShellTest::schemeFollowsTheSettings()
{
    SchemeWatcher watcher(Scheme::Light);
    Appearance appearance(*m_theme, *m_settings, watcher);
    m_settings->set(keys::theme, u"dark"_s);
    QTRY_COMPARE(m_theme->scheme(), Scheme::Dark);
    QCOMPARE(qApp->palette().color(QPalette::Base), tokensFor(Scheme::Dark).surface);
    m_settings->set(keys::density, u"compact"_s);
    QTRY_COMPARE(m_theme->metrics().rowHeight, 26);
    m_settings->set(keys::theme, u"light"_s);
    QTRY_COMPARE(m_theme->scheme(), Scheme::Light);
    m_settings->set(keys::density, u"comfortable"_s);
    QTRY_COMPARE(m_theme->metrics().rowHeight, 32);
}

void ShellTest::settingsPageWritesAndRefuses()
{
    SettingsPage page(*m_theme, *m_settings);
    page.resize(800, 900);
    page.show();
    QComboBox *colours = nullptr;
    for (auto *combo : page.findChildren<QComboBox *>()) {
        if (combo->findData(u"dark"_s) >= 0)
            colours = combo;
    }
    QVERIFY(colours);
    QTest::keyClick(colours, Qt::Key_End);
    QTRY_COMPARE(m_settings->value(keys::theme), u"dark"_s);
    QSpinBox *seconds = nullptr;
    for (auto *spin : page.findChildren<QSpinBox *>()) {
        if (spin->accessibleName() == u"Read the servers every")
            seconds = spin;
    }
    QVERIFY(seconds);
    seconds->setValue(5);
    QCOMPARE(m_settings->value(keys::pollSeconds), 5);
    seconds->setValue(4000);
    QCOMPARE(m_settings->value(keys::pollSeconds), 5);
    QVERIFY(seconds->accessibleDescription().contains(u"Not possible"));
    m_settings->set(keys::pollSeconds, 7); // changed elsewhere
    QTRY_COMPARE(seconds->value(), 7);
}

void ShellTest::helpIsInert()
{
    QTemporaryDir folder;
    QFile page(folder.filePath(u"one.md"_s));
    QVERIFY(page.open(QIODevice::WriteOnly));
    page.write("# First page\n\n<script>x</script> ![p](file:///etc/hostname) [l](file:///etc/passwd)\n");
    page.close();
    QFile second(folder.filePath(u"two.md"_s));
    QVERIFY(second.open(QIODevice::WriteOnly));
    second.write("# Second page\n\ntext of two\n");
    second.close();
    HelpWindow help(*m_theme, folder.path());
    QCOMPARE(help.pages(), (QStringList{u"one"_s, u"two"_s}));
    QVERIFY(help.currentText().contains(u"First page"));
    help.showPage(u"two"_s);
    QVERIFY(help.currentText().contains(u"text of two"));
    help.showPage(u"no-such-page"_s);
    QVERIFY(help.currentText().contains(u"text of two"));
}

void ShellTest::targetsOpenItems()
{
    m_window->showSystem(*m_system);
    QVERIFY(m_window->openTarget(u"streams/ORDERS/7"_s));
    QCOMPARE(m_window->workspace()->page()->property("opened").toString(), u"ORDERS/7"_s);
    QVERIFY(!m_window->openTarget(u"nowhere/x"_s));
    QCOMPARE(m_window->workspace()->pageId(), u"streams"_s);
}

NATSDECK_TEST(ShellTest)
#include "unit_shell.moc"
