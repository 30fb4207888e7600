#include "models/explorer/sample_presenter.h"
#include "models/jetstream/client.h"
#include "models/nats/connection.h"
#include "tests/support/memory_gate.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"
#include "widgets/common/buttons.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/common/page_states.h"
#include "widgets/common/table_view.h"
#include "widgets/explorer/explorer_page.h"
#include "widgets/explorer/message_detail_pane.h"
#include "widgets/jetstream/streams_page.h"

#include <QApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace natsdeck::ui;
using namespace Qt::StringLiterals;

// The Explorer and Streams pages over a real server with the sample data in it.
class ExplorerPagesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void streamsPageShowsTheStreams();
    void emptyAccountOffersSampleData();
    void explorerShowsStoredMessages();
    void explorerTapsLiveMessages();
    void scrollStaysWithTheMessageWhileTapping();
    void tappingEverythingIsAskedFirst();
    void chosenMessageStaysUnderAFlood();
    void serverAwayIsSaidOnBothPages();

private:
    struct Server
    {
        std::unique_ptr<NatsServer> server;
        std::unique_ptr<nats::Connection> connection;
        std::unique_ptr<jetstream::Client> client;
    };
    static Server start();
    void keep(QWidget &widget, const QString &name); // both schemes, to NATSDECK_PICTURES
    ExplorerPage *explorerPage(Server &server)
    {
        return new ExplorerPage(*m_theme, *server.connection, *server.client, {std::make_shared<explorer::TapBudget>()});
    }

    std::unique_ptr<Theme> m_theme;
    MemoryGate m_gate;
    Server m_filled;
};

namespace {

// As in the workspace: pages stand on a surface.
struct Stage
{
    explicit Stage(QWidget *shown)
        : page(shown)
    {
        frame.setProperty("surface", u"page"_s);
        row = new QHBoxLayout(&frame);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(0);
        row->addWidget(shown, 1);
        frame.resize(1190, 780);
        frame.show();
    }
    ~Stage() { page->setParent(nullptr); } // it is the test's own; the frame takes the inspector with it
    QWidget *page;
    QFrame frame;
    QHBoxLayout *row;
};

QString cell(const TableView *table, int row, int column) { return table->model()->index(row, column).data().toString(); }

} // namespace

ExplorerPagesTest::Server ExplorerPagesTest::start()
{
    Server made;
    made.server = NatsServer::start({.jetstream = true});
    if (!made.server)
        return made;
    made.connection = std::make_unique<nats::Connection>();
    nats::ConnectOptions options;
    options.urls = QStringList{made.server->url()};
    options.firstDelay = std::chrono::milliseconds(10);
    options.longestDelay = std::chrono::milliseconds(100);
    made.connection->open(options);
    if (!QTest::qWaitFor([&] { return made.connection->status().isConnected(); }, 10'000))
        return {};
    made.client = std::make_unique<jetstream::Client>(*made.connection, jetstream::Scope{});
    return made;
}

void ExplorerPagesTest::keep(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("NATSDECK_PICTURES");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        m_theme->setScheme(scheme);
        QTest::qWait(50);
        widget.grab().save(folder + u'/' + name + (scheme == Scheme::Light ? u"-light.png"_s : u"-dark.png"_s));
    }
    m_theme->setScheme(Scheme::Light);
}

void ExplorerPagesTest::initTestCase()
{
    m_theme = std::make_unique<Theme>(*qApp, Scheme::Light);
    m_gate.open(u"local:x"_s);
    m_filled = start();
    QVERIFY(m_filled.client);
    explorer::SamplePresenter samples(*m_filled.client, m_gate.gate, u"local:x"_s);
    QSignalSpy finished(&samples, &explorer::SamplePresenter::finished);
    samples.add();
    QVERIFY(finished.wait(60'000));
    QVERIFY(!samples.error());
    const auto permit = m_gate.permit(u"local:x"_s);
    const auto create = [&](QJsonObject config) { QVERIFY(waited(m_filled.client->createStream(permit, config))); };
    create({{"name"_L1, u"KV_sessions"_s},
            {"subjects"_L1, QJsonArray{u"$KV.sessions.>"_s}},
            {"max_msgs_per_subject"_L1, 1},
            {"max_bytes"_L1, 65536}});
    create({{"name"_L1, u"AUDIT"_s},
            {"subjects"_L1, QJsonArray{u"audit.>"_s}},
            {"max_bytes"_L1, 40'000},
            {"discard"_L1, u"new"_s},
            {"description"_L1, u"Refuses when it is full"_s}});
    for (int i = 0; i < 300; ++i)
        static_cast<void>(waited(m_filled.client->publish(permit, "audit.line", QByteArray(80, 'a'))));
}

void ExplorerPagesTest::cleanupTestCase()
{
    m_filled = {};
    m_theme.reset();
}

void ExplorerPagesTest::streamsPageShowsTheStreams()
{
    StreamsPage page(*m_theme, *m_filled.client, m_gate.gate, u"local:x"_s, true);
    Stage stage(&page);
    QTRY_COMPARE(page.state(), Page::State::Ready);
    QCOMPARE(page.count(), 7);
    QCOMPARE(page.table()->model()->rowCount(), 7);
    QCOMPARE(cell(page.table(), 0, 0), u"AGENTS"_s);
    page.focusFilter();
    QTest::keyClicks(QApplication::focusWidget() ? QApplication::focusWidget() : page.findChild<QLineEdit *>(), u"events"_s);
    QTRY_COMPARE(page.table()->model()->rowCount(), 1);
    page.findChild<QLineEdit *>()->clear();
    auto *kinds = page.findChild<Segments *>();
    kinds->setCurrent(1);
    QCOMPARE(page.table()->model()->rowCount(), 1); // AUDIT refuses when full
    QCOMPARE(cell(page.table(), 0, 0), u"AUDIT"_s);
    kinds->setCurrent(2);
    QCOMPARE(cell(page.table(), 0, 0), u"KV_sessions"_s);
    kinds->setCurrent(0);
    QSignalSpy inspector(&page, &Page::inspectorChanged);
    page.openItem(u"EVENTS"_s);
    QCOMPARE(inspector.size(), 1);
    QVERIFY(page.inspector());
    stage.row->addWidget(page.inspector());
    page.inspector()->setFixedWidth(340);
    page.inspector()->show();
    const auto permit = m_gate.permit(u"local:x"_s);
    for (int round = 0; round < 4; ++round) { // something for the rate
        for (int i = 0; i < 30 * (round + 1); ++i)
            static_cast<void>(waited(m_filled.client->publish(permit, "events.order.paid", "{\"total\":1}")));
        QTest::qWait(800);
        page.refresh();
    }
    QTRY_VERIFY(page.presenter().model().rate(u"EVENTS"_s) > 0);
    QTest::qWait(300);
    page.table()->setFocus();
    keep(stage.frame, u"streams"_s);
    QSignalSpy navigate(&page, &Page::navigate);
    const auto buttons = page.inspector()->findChildren<QPushButton *>();
    const auto browse = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton *each) { return each->text() == u"Browse"; });
    QVERIFY(browse != buttons.end());
    (*browse)->click();
    QCOMPARE(navigate.takeFirst().first().toString(), u"explorer/EVENTS"_s);
    QVERIFY(page.closeTopmost());
    QVERIFY(!page.inspector());
}

void ExplorerPagesTest::emptyAccountOffersSampleData()
{
    Server empty = start();
    QVERIFY(empty.client);
    m_gate.locks.setLocked(u"local:y"_s, true);
    StreamsPage page(*m_theme, *empty.client, m_gate.gate, u"local:y"_s, true);
    Stage stage(&page);
    QTRY_COMPARE(page.state(), Page::State::Empty);
    const auto action = [&page]() -> QPushButton * {
        const auto *view = page.findChildren<EmptyView *>().constLast();
        return view->findChild<QPushButton *>();
    };
    QVERIFY(!action() || !action()->isVisible()); // read-only
    m_gate.gate.setLocked(u"local:y"_s, false);
    QTRY_VERIFY(action() && action()->isVisible());
    keep(stage.frame, u"streams-empty"_s);
    action()->click();
    QTRY_COMPARE_WITH_TIMEOUT(page.count(), 5, 60'000);
    QTRY_COMPARE(page.state(), Page::State::Ready);
    QTRY_VERIFY(!page.samples().isRunning());
    QVERIFY(page.samples().hasResult());
    keep(stage.frame, u"streams-sample"_s);
}

void ExplorerPagesTest::explorerShowsStoredMessages()
{
    std::unique_ptr<ExplorerPage> page(explorerPage(m_filled));
    Stage explorerStage(page.get());
    page->openItem(u"EVENTS"_s);
    TableView *table = page->table();
    QTRY_VERIFY(table->model()->rowCount() >= 1200);
    QTRY_VERIFY(cell(table, 0, explorer::MessageColumn::Subject).startsWith(u"events."));
    QTRY_VERIFY(page->presenter().payload().hasMessage());
    page->presenter().stored().jump(u"700"_s);
    QTRY_COMPARE(page->presenter().payload().message().sequence, quint64(700));
    QVERIFY(table->currentIndex().isValid());
    QTRY_VERIFY(page->presenter().tree().subjectCount() >= 6);
    // An order reads best in the picture.
    for (int i = 0; i < 30 && !page->presenter().payload().subjectText().startsWith(u"events.order"); ++i) {
        const quint64 before = page->presenter().payload().message().sequence;
        emit page->findChild<MessageDetailPane *>()->stepped(1);
        QTRY_VERIFY(page->presenter().payload().message().sequence != before);
    }
    QCOMPARE(page->presenter().payload().kind(), explorer::PayloadKind::Json);
    QVERIFY(page->presenter().payload().headers().rowCount() == 3);
    QTest::qWait(300);
    table->setFocus();
    keep(explorerStage.frame, u"explorer-stored"_s);
    const quint64 at = page->presenter().payload().message().sequence;
    explorerStage.frame.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&explorerStage.frame));
    QTest::keyClick(table, Qt::Key_Down, Qt::AltModifier);
    QTRY_COMPARE(page->presenter().payload().message().sequence, at - 1);
    QTest::keyClick(table, Qt::Key_Home, Qt::ControlModifier);
    QTRY_COMPARE(page->presenter().payload().message().sequence, page->presenter().stored().model().bounds().last);
    QVERIFY(page->closeTopmost());
    QVERIFY(!page->presenter().payload().hasMessage());
}

void ExplorerPagesTest::explorerTapsLiveMessages()
{
    std::unique_ptr<ExplorerPage> page(explorerPage(m_filled));
    Stage explorerStage(page.get());
    page->openItem(u"live/events.> agents.>"_s);
    explorer::LivePresenter &live = page->presenter().live();
    QTRY_COMPARE(live.state(), explorer::LivePresenter::State::Live);
    QTest::qWait(200);
    const auto permit = m_gate.permit(u"local:x"_s);
    const auto streams = explorer::sampleStreams();
    for (int i = 0; i < 400; ++i) {
        const explorer::SampleMessage message = (i % 3 ? streams[4] : streams[0]).make(i);
        QVERIFY(waited(m_filled.connection->publish(permit, message.subject, message.payload, message.headers)));
    }
    QTRY_COMPARE(page->table()->model()->rowCount(), 400);
    page->table()->setCurrentIndex(page->table()->model()->index(3, 0));
    QVERIFY(page->presenter().payload().hasMessage());
    QVERIFY(page->presenter().payload().message().live);
    QTest::qWait(1200); // figures and rates
    page->table()->setFocus();
    keep(explorerStage.frame, u"explorer-live"_s);
    live.setFilter(u"gold"_s);
    QTRY_VERIFY(page->table()->model()->rowCount() > 0 && page->table()->model()->rowCount() < 400);
    QVERIFY(page->presenter().payload().hasMessage()); // the message that was chosen stays
    page->table()->setCurrentIndex(page->table()->model()->index(2, 1));
    live.setPaused(true);
    keep(explorerStage.frame, u"explorer-live-filter"_s);
}

void ExplorerPagesTest::scrollStaysWithTheMessageWhileTapping()
{
    std::unique_ptr<ExplorerPage> page(explorerPage(m_filled));
    Stage explorerStage(page.get());
    page->openItem(u"live/agents.chat"_s);
    TableView *table = page->table();
    const auto permit = m_gate.permit(u"local:x"_s);
    QTest::qWait(300);
    const auto publish = [&](int count) {
        for (int i = 0; i < count; ++i)
            QVERIFY(waited(m_filled.connection->publish(permit, "agents.chat", QByteArray::number(i))));
    };
    publish(200);
    QTRY_COMPARE(table->model()->rowCount(), 200);
    table->scrollTo(table->model()->index(100, explorer::MessageColumn::Preview), QAbstractItemView::PositionAtTop);
    QTest::qWait(50);
    const QPersistentModelIndex top = table->indexAt(QPoint(5, 5));
    QVERIFY(top.row() > 50);
    const int y = table->visualRect(top).top();
    publish(50);
    QTRY_COMPARE(table->model()->rowCount(), 250);
    QTest::qWait(50);
    QCOMPARE(table->visualRect(top).top(), y);
    table->verticalScrollBar()->setValue(0);
    publish(10);
    QTRY_COMPARE(table->model()->rowCount(), 260);
    QCOMPARE(table->verticalScrollBar()->value(), 0); // at the top it follows
}

void ExplorerPagesTest::tappingEverythingIsAskedFirst()
{
    std::unique_ptr<ExplorerPage> page(explorerPage(m_filled));
    Stage stage(page.get());
    page->openItem(u"live/>"_s);
    const auto asked = [&stage]() -> ConfirmDialog * {
        for (auto *dialog : stage.frame.findChildren<ConfirmDialog *>()) {
            if (dialog->isVisible())
                return dialog;
        }
        return nullptr;
    };
    QTRY_VERIFY(asked());
    QVERIFY(!page->presenter().live().tap().isRunning());
    asked()->cancelButton()->click();
    QTRY_VERIFY(!asked());
    QVERIFY(!page->presenter().live().tap().isRunning());
    page->openItem(u"live/>"_s);
    QTRY_VERIFY(asked());
    asked()->confirmButton()->click();
    QTRY_VERIFY(page->presenter().live().tap().isRunning());
}

void ExplorerPagesTest::chosenMessageStaysUnderAFlood()
{
    std::unique_ptr<ExplorerPage> page(explorerPage(m_filled));
    Stage stage(page.get());
    page->openItem(u"live/mlflow.flood"_s);
    QTest::qWait(300);
    const auto permit = m_gate.permit(u"local:x"_s);
    const auto publish = [&](int from, int count) {
        for (int i = 0; i < count; ++i)
            Q_UNUSED(m_filled.connection->publish(permit, "mlflow.flood", QByteArray::number(from + i)));
    };
    publish(0, 50);
    TableView *table = page->table();
    QTRY_COMPARE(table->model()->rowCount(), 50);
    table->setCurrentIndex(table->model()->index(10, 1));
    const QByteArray chosen = page->presenter().payload().message().data;
    QCOMPARE(chosen, QByteArray("39"));
    for (int round = 0; round < 5; ++round) {
        publish(100 + round * 1500, 1500);
        QTRY_COMPARE(page->presenter().live().tap().measure().counts.received, quint64(50 + (round + 1) * 1500));
        QTest::qWait(100);
        QCOMPARE(page->presenter().payload().message().data, chosen);
    }
    QCOMPARE(table->model()->rowCount(), static_cast<int>(explorer::TapModel::windowRows));
    QVERIFY(!table->selectionModel()->hasSelection()); // it left the window, and nothing took its place
}

void ExplorerPagesTest::serverAwayIsSaidOnBothPages()
{
    Server away = start();
    QVERIFY(away.client);
    const auto permit = m_gate.permit(u"local:x"_s);
    QVERIFY(waited(away.client->createStream(permit, {{"name"_L1, u"S"_s}, {"subjects"_L1, QJsonArray{u"s"_s}}})));
    QVERIFY(waited(away.client->publish(permit, "s", "1")));
    StreamsPage streams(*m_theme, *away.client, m_gate.gate, u"local:x"_s, true);
    Stage stage(&streams);
    std::unique_ptr<ExplorerPage> page(explorerPage(away));
    Stage explorerStage(page.get());
    QTRY_COMPARE(streams.state(), Page::State::Ready);
    QTRY_COMPARE(page->table()->model()->rowCount(), 1);
    away.server->kill();
    QVERIFY(QTest::qWaitFor([&] { return !away.connection->status().isConnected(); }, 10'000));
    streams.refresh();
    page->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(streams.state(), Page::State::Stale, 15'000);
    QCOMPARE(streams.table()->model()->rowCount(), 1); // old values stay
    QTRY_COMPARE_WITH_TIMEOUT(page->state(), Page::State::Stale, 15'000);
    keep(stage.frame, u"streams-stale"_s);
    QVERIFY(away.server->restart());
    QVERIFY(QTest::qWaitFor([&] { return away.connection->status().isConnected(); }, 20'000));
    streams.refresh();
    page->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(streams.state(), Page::State::Ready, 15'000);
    QTRY_COMPARE_WITH_TIMEOUT(page->state(), Page::State::Ready, 15'000);
}

NATSDECK_TEST(ExplorerPagesTest)
#include "server_explorer_pages.moc"
