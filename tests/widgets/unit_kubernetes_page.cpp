#include "models/settings/settings.h"
#include "tests/support/test_main.h"
#include "tests/widgets/support_kubernetes.h"
#include "tests/widgets/support_samples.h"
#include "widgets/common/code_view.h"
#include "widgets/common/labels.h"
#include "widgets/common/page_states.h"
#include "widgets/common/tab_row.h"
#include "widgets/shell/activity.h"
#include "widgets/shell/main_window.h"
#include "widgets/shell/workspace.h"
#include "widgets/workloads/configuration_pane.h"
#include "widgets/workloads/details_inspector.h"
#include "widgets/workloads/events_pane.h"
#include "widgets/workloads/events_strip.h"
#include "widgets/workloads/kubernetes_page.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::ui;
using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;
using natsdeck::test::StubWorkload;

namespace {

constexpr int soon = 10'000;

QString cell(const TableView *table, int row, int column) { return table->model()->index(row, column).data().toString(); }

QString rowText(const TableView *table, int row)
{
    QStringList cells;
    for (int column = 0; column < table->model()->columnCount(); ++column)
        cells << cell(table, row, column);
    return cells.join(u" | "_s);
}

QString textsOf(const QWidget *widget)
{
    QStringList texts;
    for (const auto *label : widget->findChildren<QLabel *>())
        texts << label->text();
    return texts.join(u'\n');
}

} // namespace

// The page over a client over a stub that plays the cluster.
class KubernetesPageTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<StubWorkload> m_side;
    std::unique_ptr<QWidget> m_window; // page and, beside it, its inspector: as in the workspace
    KubernetesPage *m_page = nullptr;

    void make(Scheme scheme = Scheme::Light)
    {
        m_window.reset();
        m_theme = std::make_unique<Theme>(*qApp, scheme);
        if (!m_side)
            m_side = std::make_unique<StubWorkload>();
        m_window = std::make_unique<QFrame>();
        m_window->setProperty("surface", u"page"_s);
        m_page = new KubernetesPage(*m_theme, m_side->workload);
        auto *row = new QHBoxLayout(m_window.get());
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(0);
        row->addWidget(m_page, 1);
        m_window->resize(1170, 760);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    SectionPane *pane(const QString &id)
    {
        m_page->tabs()->setCurrent(id);
        return qobject_cast<SectionPane *>(m_page->section(id));
    }

    TableView *readyTable(const QString &id)
    {
        SectionPane *section = pane(id);
        if (!QTest::qWaitFor([&] { return section->state() == Page::State::Ready; }, soon))
            qWarning("%s is not ready but %d: %s", qPrintable(id), int(section->state()), qPrintable(textsOf(section)));
        return section->tables().constFirst();
    }

    void keep(const QString &name)
    {
        const QString folder = qEnvironmentVariable("NATSDECK_PICTURES");
        if (folder.isEmpty())
            return;
        QWidget *inspector = m_page->inspector();
        if (inspector) {
            inspector->setFixedWidth(340);
            m_window->layout()->addWidget(inspector);
            inspector->show();
        }
        QTest::qWait(60);
        QDir().mkpath(folder);
        m_window->grab().save(folder + u'/' + name + u".png"_s);
        if (inspector) {
            inspector->hide();
            inspector->setParent(m_page->section());
        }
    }

private slots:
    void cleanup()
    {
        m_window.reset();
        m_side.reset();
        m_theme.reset();
    }

    void showsWhatRunsAndWhyItEnded()
    {
        make();
        TableView *table = readyTable(u"pods"_s);
        QCOMPARE(table->model()->rowCount(), 3);
        QVERIFY2(rowText(table, 1).startsWith(u"nats-core-1 | Running | 2/2 | 4 | OOMKilled |"), qPrintable(rowText(table, 1)));
        QVERIFY(rowText(table, 1).contains(u"512Mi / 2Gi | 500m / 1 | node-b | 10.42.1.17"_s));
        QCOMPARE(cell(table, 2, 1), u"Not ready"_s);
        QCOMPARE(table->model()->index(2, 1).data(CellRole::Status).toInt(), int(Severity::Warning));
        QVERIFY(!m_page->inspector());
        QSignalSpy inspected(m_page, &Page::inspectorChanged);
        table->setCurrentIndex(table->model()->index(1, 0));
        QCOMPARE(inspected.size(), 1);
        const QString words = textsOf(m_page->inspector());
        QVERIFY2(words.contains(u"GOMEMLIMIT is not set"), qPrintable(words));
        QVERIFY(words.contains(u"1638MiB"_s)); // 80 % of 2 GiB
        QVERIFY(m_page->closeTopmost());
        QVERIFY(!m_page->inspector());
    }

    void showsRealUseAndNeverTheNodesDiskAsTheVolumes()
    {
        make();
        TableView *table = readyTable(u"storage"_s);
        QCOMPARE(table->model()->rowCount(), 3);
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->index(0, 3).data(CellRole::Capacity).isValid(), soon);
        QCOMPARE(cell(table, 0, 3), u"117 GiB"_s);
        QCOMPARE(table->model()->index(1, 3).data(CellRole::Capacity).value<Capacity>().limit, 251.0 * 1024 * 1024 * 1024);
        QTRY_COMPARE_WITH_TIMEOUT(cell(table, 2, 3), u"node's shared disk"_s, soon);
        QVERIFY(!table->model()->index(2, 3).data(CellRole::Capacity).isValid());
        QTRY_COMPARE_WITH_TIMEOUT(cell(table, 0, 6), u"yes"_s, soon);
        QCOMPARE(cell(table, 2, 6), u"no"_s);
        table->setCurrentIndex(table->model()->index(2, 0));
        QVERIFY(textsOf(m_page->inspector()).contains(u"the claim's size is not kept to"_s));
        QTRY_VERIFY_WITH_TIMEOUT(textsOf(m_page->inspector()).contains(u"the data is deleted (Delete)"_s), soon);
    }

    void showsServicesAndTheWaysIn()
    {
        make();
        TableView *services = readyTable(u"network"_s);
        QCOMPARE(services->model()->rowCount(), 2);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(services, 0).contains(u"2 of 3 ready"_s), soon);
        TableView *ways = pane(u"network"_s)->tables().last();
        QTRY_COMPARE_WITH_TIMEOUT(ways->model()->rowCount(), 4, soon); // balancer, node port, Ingress, TCPRoute
        QStringList from;
        for (int row = 0; row < 4; ++row)
            from << cell(ways, row, 0) + u" > "_s + cell(ways, row, 2);
        QVERIFY2(from.contains(u"tcp://203.0.113.20:4222 > nats-core:4222"_s), qPrintable(from.join(u'\n')));
        QVERIFY(from.contains(u"https://nats.example.com/ > nats-core-headless:8222"_s));
        services->setCurrentIndex(services->model()->index(0, 0));
        ways->setCurrentIndex(ways->model()->index(0, 0));
        QVERIFY(!services->currentIndex().isValid()); // one selection in the section
        QVERIFY(m_page->inspector());
    }

    void comparesTheConfigurationWithWhatRuns()
    {
        make();
        TableView *servers = readyTable(u"configuration"_s);
        QTRY_COMPARE_WITH_TIMEOUT(cell(servers, 1, 1), u"Changed, not reloaded"_s, soon);
        QTRY_COMPARE_WITH_TIMEOUT(cell(servers, 0, 1), u"Loaded"_s, soon);
        QCOMPARE(cell(servers, 1, 2), u"max_payload"_s);
        const auto *section = qobject_cast<ConfigurationPane *>(pane(u"configuration"_s));
        const QString text = section->code()->toPlainText();
        QVERIFY(text.contains(u"max_file_store: 224Gi"_s));
        QVERIFY2(!text.contains(u"s3cret"_s) && !text.contains(u"$2a$11"_s), qPrintable(text));
        QVERIFY(textsOf(section).contains(u"by kubectl-edit"_s));
    }

    void listsEventsOfTheSystemOnly()
    {
        make();
        TableView *table = readyTable(u"events"_s);
        QCOMPARE(table->model()->rowCount(), 7);
        QCOMPARE(cell(table, 0, 1), u"Unhealthy"_s); // the newest
        const auto *section = qobject_cast<EventsPane *>(pane(u"events"_s));
        QVERIFY(section->strip()->accessibleDescription().startsWith(u"7 events in the last hour, 2 "_s));
        auto *filter = section->findChild<QLineEdit *>();
        filter->setText(u"nats-core-1"_s);
        QCOMPARE(table->model()->rowCount(), 3);
        filter->setText(u"no such thing"_s);
        QCOMPARE(table->model()->rowCount(), 0);
        filter->clear();
        QSignalSpy activated(section->strip(), &EventsStrip::activated);
        for (int x = 0; x < section->strip()->width() && activated.isEmpty(); x += 4)
            QTest::mouseClick(section->strip(), Qt::LeftButton, {}, {x, section->strip()->height() / 2});
        QCOMPARE(activated.size(), 1);
        QVERIFY(table->currentIndex().isValid());
        QVERIFY(m_page->inspector());
    }

    void followsWhatComes()
    {
        m_side = std::make_unique<StubWorkload>();
        QJsonObject late = StubWorkload::pods().first();
        m_side->change(StubWorkload::pathOf("pods"), late);
        make();
        TableView *table = readyTable(u"pods"_s);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, soon);
        QCOMPARE(cell(table, 0, 0), u"nats-core-0"_s);
    }

    void aMissingRightStaysInItsSection()
    {
        m_side = std::make_unique<StubWorkload>();
        m_side->forbid(StubWorkload::pathOf("pods"),
                       "pods is forbidden: User 'dev' cannot list resource 'pods' in the namespace 'messaging'");
        m_side->forbid("/apis/storage.k8s.io/v1/storageclasses/fast-ssd", "storageclasses is forbidden");
        make();
        SectionPane *pods = pane(u"pods"_s);
        QTRY_COMPARE_WITH_TIMEOUT(pods->state(), Page::State::Failed, soon);
        QVERIFY2(textsOf(pods).contains(u"list pods in messaging"_s), qPrintable(textsOf(pods)));
        keep(u"kubernetes-pods-forbidden"_s);
        QCOMPARE(readyTable(u"events"_s)->model()->rowCount(), 7);
        QCOMPARE(readyTable(u"network"_s)->model()->rowCount(), 2); // by the labels of the selector
        TableView *storage = readyTable(u"storage"_s);
        QCOMPARE(storage->model()->rowCount(), 3);
        QTRY_VERIFY_WITH_TIMEOUT(textsOf(pane(u"storage"_s)).contains(u"whether volumes can grow is not known"_s), soon);
        QCOMPARE(cell(storage, 0, 6), u"unknown"_s);
        QVERIFY(textsOf(pane(u"storage"_s)).contains(u"how full it is, is not known"_s));
    }

    void withoutASelectorOnlyPodsOfItsNameAreItsOwn()
    {
        m_side = std::make_unique<StubWorkload>();
        m_side->workload.found.selector.clear();
        QList<QJsonObject> pods = StubWorkload::pods();
        QJsonObject stranger = pods.first();
        stranger.insert(u"metadata"_s, QJsonObject{{u"name"_s, u"web-shop-0"_s}, {u"namespace"_s, u"messaging"_s}, {u"uid"_s, u"x"_s}});
        m_side->serve(StubWorkload::pathOf("pods"), pods << stranger);
        make();
        QCOMPARE(readyTable(u"pods"_s)->model()->rowCount(), 3);
    }

    void whatMayNotBeWatchedIsReadAgain()
    {
        m_side = std::make_unique<StubWorkload>();
        m_side->breakWatch(StubWorkload::pathOf("pods"), 403);
        make();
        SectionPane *pods = pane(u"pods"_s);
        QTRY_VERIFY_WITH_TIMEOUT(textsOf(pods).contains(u"changes are seen every 30 s only"_s), soon);
        QVERIFY2(textsOf(pods).contains(u"watch pods"_s), qPrintable(textsOf(pods)));
        QCOMPARE(readyTable(u"pods"_s)->model()->rowCount(), 3);
    }

    void aBrokenStreamKeepsTheRowsAndSaysTheirAge()
    {
        m_side = std::make_unique<StubWorkload>();
        m_side->breakWatch(StubWorkload::pathOf("pods"), 500);
        make();
        QTRY_COMPARE_WITH_TIMEOUT(pane(u"pods"_s)->state(), Page::State::Stale, 15'000);
        QCOMPARE(pane(u"pods"_s)->tables().constFirst()->model()->rowCount(), 3);
        QVERIFY(pane(u"pods"_s)->tables().constFirst()->model()->index(0, 0).data(CellRole::Muted).toBool());
        keep(u"kubernetes-pods-stale"_s);
        m_side->serve(StubWorkload::pathOf("pods"), StubWorkload::pods());
        QTRY_COMPARE_WITH_TIMEOUT(pane(u"pods"_s)->state(), Page::State::Ready, 40'000);
    }

    void claimsThatMayNotBeListedAreNamedByTheirPods()
    {
        m_side = std::make_unique<StubWorkload>();
        m_side->forbid(StubWorkload::pathOf("persistentvolumeclaims"), "persistentvolumeclaims is forbidden");
        m_side->forbid("/api/v1/nodes/node-a/proxy/stats/summary", "nodes is forbidden");
        make();
        TableView *storage = readyTable(u"storage"_s);
        QTRY_COMPARE_WITH_TIMEOUT(storage->model()->rowCount(), 3, soon);
        QCOMPARE(cell(storage, 0, 1), u"Unknown"_s);
        QTRY_COMPARE_WITH_TIMEOUT(cell(storage, 0, 3), u"unknown"_s, soon);
        const QString why = storage->model()->index(0, 3).data(Qt::ToolTipRole).toString();
        QVERIFY2(why.contains(u"get nodes/proxy"_s), qPrintable(why));
    }

    void nothingIsAskedBeforeASectionIsShown()
    {
        make();
        readyTable(u"pods"_s);
        QCOMPARE(m_side->stub.count("GET", StubWorkload::pathOf("persistentvolumeclaims")), 0);
        QCOMPARE(m_side->stub.count("GET", StubWorkload::pathOf("events")), 0);
        QCOMPARE(m_side->stub.count("GET", "/apis"), 0);
        readyTable(u"storage"_s);
        QVERIFY(m_side->stub.count("GET", StubWorkload::pathOf("persistentvolumeclaims")) > 0);
    }

    void saysWhatAnEmptySectionMeans()
    {
        m_side = std::make_unique<StubWorkload>();
        m_side->serve(StubWorkload::pathOf("pods"), {});
        m_side->serve(StubWorkload::pathOf("events"), {});
        make();
        QTRY_COMPARE_WITH_TIMEOUT(pane(u"pods"_s)->state(), Page::State::Empty, soon);
        QVERIFY(textsOf(pane(u"pods"_s)).contains(u"scaled to zero"_s));
        QTRY_COMPARE_WITH_TIMEOUT(pane(u"events"_s)->state(), Page::State::Empty, soon);
    }

    void hostileTextIsOnlyText()
    {
        m_side = std::make_unique<StubWorkload>();
        QJsonObject pod = StubWorkload::pods().first();
        QJsonObject meta = pod.value("metadata"_L1).toObject();
        meta.insert(u"name"_s, samples::hostile());
        pod.insert(u"metadata"_s, meta);
        m_side->serve(StubWorkload::pathOf("pods"), {pod});
        make();
        TableView *table = readyTable(u"pods"_s);
        const QAbstractItemModelTester tester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        table->setCurrentIndex(table->model()->index(0, 0));
        for (const auto *label : m_page->inspector()->findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(!cell(table, 0, 0).contains(QChar(0x202e)) && !cell(table, 0, 0).contains(QChar(0x1b)));
        QVERIFY(!table->model()->index(0, 0).data(Qt::ToolTipRole).toString().contains(u'<'));
    }

    void everyControlHasAName()
    {
        make();
        for (const QString &id : {u"pods"_s, u"storage"_s, u"network"_s, u"configuration"_s, u"events"_s})
            readyTable(id);
        for (const auto *button : m_page->findChildren<QAbstractButton *>()) {
            if (!button->inherits("QTableCornerButton") && !button->inherits("QLineEditIconButton") && button->isVisibleTo(m_page))
                QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(), button->metaObject()->className());
        }
        for (const auto *table : m_page->findChildren<TableView *>())
            QVERIFY(!table->accessibleName().isEmpty());
    }

    void opensASectionAndARowByName()
    {
        make();
        m_page->openItem(u"events"_s);
        QCOMPARE(m_page->tabs()->current(), u"events"_s);
        m_page->openItem(u"pods/nats-core-2"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->inspector() != nullptr, soon);
        QCOMPARE(qobject_cast<SectionPane *>(m_page->section())->selectedKey(), u"uid-2"_s);
    }

    void isOfferedOnlyWhereASystemRunsInACluster()
    {
        Theme theme(*qApp, Scheme::Light);
        PageRegistry registry;
        samples::addPages(registry);
        bool inCluster = false;
        registry.add({u"kubernetes"_s, u"Kubernetes"_s, u"deck-cluster"_s, 80,
                      [](PageContext &context, QWidget *parent) -> Page * { return new Page(context.theme, u"kubernetes"_s, parent); },
                      [&](const systems::OpenSystem &) { return inCluster; }});
        Workspace workspace(theme, registry);
        samples::SampleSystem local(u"sandbox"_s);
        samples::SampleSystem remote(u"nats-core"_s);
        workspace.showSystem(local);
        QCOMPARE(workspace.tabs()->tabCount(), 3);
        QVERIFY(!workspace.showPage(u"kubernetes"_s));
        inCluster = true;
        workspace.showSystem(remote);
        QCOMPARE(workspace.tabs()->tabCount(), 4);
        QVERIFY(workspace.showPage(u"kubernetes"_s));
        QCOMPARE(workspace.tabs()->current(), u"kubernetes"_s);
        inCluster = false;
        workspace.showSystem(local);
        QCOMPARE(workspace.tabs()->tabCount(), 3);
        QCOMPARE(workspace.tabs()->current(), workspace.pageId());
    }

    void standsInTheWindow_data()
    {
        QTest::addColumn<Scheme>("scheme");
        QTest::newRow("light") << Scheme::Light;
        QTest::newRow("dark") << Scheme::Dark;
    }
    void standsInTheWindow()
    {
        QFETCH(Scheme, scheme);
        m_theme = std::make_unique<Theme>(*qApp, scheme);
        m_side = std::make_unique<StubWorkload>();
        const auto navigation = samples::navigation();
        settings::Settings settings;
        Activity activity;
        samples::SampleSystem system(u"nats-core"_s);
        PageRegistry registry;
        samples::addPages(registry);
        registry.add({u"kubernetes"_s, u"Kubernetes"_s, u"deck-cluster"_s, 80, [&](PageContext &context, QWidget *parent) -> Page * {
                          return m_page = new KubernetesPage(context.theme, m_side->workload, parent);
                      }});
        MainWindow window(ShellParts{*m_theme, settings, *navigation, registry, activity, nullptr, {}});
        window.resize(1440, 900);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.showSystem(system, u"kubernetes"_s);
        for (const auto &[id, row] : {std::pair(u"pods"_s, 1), std::pair(u"network"_s, 0), std::pair(u"events"_s, 3)}) {
            TableView *table = readyTable(id);
            QTest::qWait(400);
            table->setFocus();
            table->setCurrentIndex(table->model()->index(row, 0));
            QVERIFY(window.workspace()->inspector());
            QTRY_VERIFY(window.workspace()->inspector()->isVisible() && window.workspace()->inspector()->width() >= 300);
            QTest::qWait(50);
            if (const QString folder = qEnvironmentVariable("NATSDECK_PICTURES"); !folder.isEmpty())
                window.grab().save(folder + u"/window-%1-%2.png"_s.arg(id, QString::fromLatin1(QTest::currentDataTag())));
        }
        window.closeTopmost();
        QVERIFY(!window.workspace()->inspector());
    }

    void drawsEverySection_data()
    {
        QTest::addColumn<Scheme>("scheme");
        QTest::newRow("light") << Scheme::Light;
        QTest::newRow("dark") << Scheme::Dark;
    }
    void drawsEverySection()
    {
        QFETCH(Scheme, scheme);
        make(scheme);
        for (const auto &[id, row] : {std::pair(u"pods"_s, 1), std::pair(u"storage"_s, 1), std::pair(u"network"_s, 0),
                                      std::pair(u"configuration"_s, 1), std::pair(u"events"_s, 3)}) {
            TableView *table = readyTable(id);
            QTest::qWait(500); // what is asked one by one
            table->setCurrentIndex(table->model()->index(row, 0));
            QVERIFY(m_page->inspector());
            keep(u"kubernetes-%1-%2"_s.arg(id, QString::fromLatin1(QTest::currentDataTag())));
        }
    }
};

NATSDECK_TEST(KubernetesPageTest)
#include "unit_kubernetes_page.moc"
