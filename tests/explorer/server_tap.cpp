#include "models/explorer/live_presenter.h"
#include "models/explorer/payload_presenter.h"
#include "models/explorer/subject_tree_model.h"
#include "models/explorer/tap.h"
#include "models/explorer/tap_model.h"
#include "models/nats/connection.h"
#include "tests/explorer/support_raw_publisher.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::explorer;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

// The tap over real servers: nothing is lost without being counted.
class TapServerTest : public QObject
{
    Q_OBJECT

private slots:
    void everyMessageSentIsKeptOrCounted();
    void pausedUnderFloodKeepsWhatIsShown();
    void aHundredKillsLeaveAHundredMarkers();
    void aStoppedServerIsSurvived();
    void payloadsOfEveryKindArriveWhole();
    void subjectsWithEveryLegalCharacter();
    void treeAndFilterFollowTheTap();
    void stoppingAndStartingAgainCountsFromZero();

private:
    static std::unique_ptr<nats::Connection> connectTo(const NatsServer &server)
    {
        auto connection = std::make_unique<nats::Connection>();
        nats::ConnectOptions options;
        options.urls = QStringList{server.url()};
        options.firstDelay = std::chrono::milliseconds(10);
        options.longestDelay = std::chrono::milliseconds(100);
        connection->open(options);
        return QTest::qWaitFor([&] { return connection->status().isConnected(); }, 10'000) ? std::move(connection) : nullptr;
    }
    // The server has the subscription: a probe comes through.
    static bool settle(Tap &tap, RawPublisher &publisher, const QByteArray &subject)
    {
        const quint64 before = tap.measure().counts.received;
        QElapsedTimer timer;
        timer.start();
        while (tap.measure().counts.received == before && timer.elapsed() < 15'000) {
            if (!publisher.publish(subject, "probe"))
                return false;
            QTest::qWait(20);
        }
        return tap.measure().counts.received > before;
    }
    static bool waitReceived(const Tap &tap, quint64 sent)
    {
        return QTest::qWaitFor([&] { return tap.measure().sent() >= sent; }, 60'000);
    }
};

void TapServerTest::everyMessageSentIsKeptOrCounted()
{
    const auto server = NatsServer::start();
    QVERIFY(server);
    const auto connection = connectTo(*server);
    QVERIFY(connection);
    auto budget = std::make_shared<TapBudget>(96LL * 1024 * 1024);
    Tap tap(*connection, budget);
    TapModel model;
    model.setRing(&tap.ring());
    connect(&tap, &Tap::ticked, &model, &TapModel::update);
    tap.start({"flood.>"});
    RawPublisher publisher(server->port());
    QVERIFY(settle(tap, publisher, "flood.probe"));
    QTest::qWait(300);
    tap.clear();
    const quint64 before = publisher.sent();
    publisher.flood({"flood.a", "flood.b", "flood.c"}, 128);
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 10'000) {
        QTest::qWait(50);
        QVERIFY(budget->used() <= budget->ringLimit());
        const TapCounts counts = tap.measure().counts;
        QCOMPARE(counts.received, counts.kept + counts.notKept());
    }
    QVERIFY(publisher.stop());
    const quint64 sent = publisher.sent() - before;
    QVERIFY2(sent > 100'000, qPrintable(QString::number(sent)));
    QVERIFY(waitReceived(tap, sent));
    QTest::qWait(200); // nothing more may come
    const TapFigures figures = tap.measure();
    QCOMPARE(connection->status().reconnects, quint64(0));
    QCOMPARE(figures.sent(), sent);
    QCOMPARE(figures.counts.kept + figures.notKept(), sent);
    QVERIFY(figures.counts.evicted > 0);
    QCOMPARE(model.rowCount(), static_cast<int>(TapModel::windowRows));
    quint64 counted = 0;
    for (const auto &change : tap.ring().takeSubjects(10))
        counted += change.count;
    QCOMPARE(counted, figures.counts.received);
    qInfo() << "sent" << sent << "kept" << figures.counts.kept << "not kept" << figures.notKept() << "dropped by the client"
            << figures.lostInClient;
}

void TapServerTest::pausedUnderFloodKeepsWhatIsShown()
{
    const auto server = NatsServer::start();
    QVERIFY(server);
    const auto connection = connectTo(*server);
    QVERIFY(connection);
    SubjectTreeModel tree;
    LivePresenter live(*connection, std::make_shared<TapBudget>(24LL * 1024 * 1024), tree);
    live.setSubjects(u"flood"_s);
    live.start();
    RawPublisher publisher(server->port());
    QVERIFY(settle(live.tap(), publisher, "flood"));
    publisher.flood({"flood"}, 128);
    QTest::qWait(500);
    live.setPaused(true);
    const int rows = live.model().rowCount();
    const quint64 newest = live.model().positionAt(0);
    const quint64 oldest = live.model().positionAt(rows - 1);
    QSignalSpy moved(&live.model(), &QAbstractItemModel::rowsRemoved);
    QSignalSpy came(&live.model(), &QAbstractItemModel::rowsInserted);
    QTest::qWait(1500);
    QCOMPARE(moved.size() + came.size(), 0);
    QCOMPARE(live.model().positionAt(0), newest);
    QCOMPARE(live.model().positionAt(rows - 1), oldest);
    QVERIFY(!live.arrived().isEmpty());
    QVERIFY(publisher.stop());
    QVERIFY(waitReceived(live.tap(), publisher.sent()));
    const TapFigures figures = live.tap().measure();
    QVERIFY(figures.counts.refused > 0);
    QCOMPARE(figures.counts.kept + figures.notKept(), figures.sent());
    live.setPaused(false);
    QVERIFY(live.model().positionAt(0) > newest);
}

void TapServerTest::aHundredKillsLeaveAHundredMarkers()
{
    const auto server = NatsServer::start();
    QVERIFY(server);
    const auto connection = connectTo(*server);
    QVERIFY(connection);
    Tap tap(*connection, std::make_shared<TapBudget>());
    TapModel model;
    model.setRing(&tap.ring());
    connect(&tap, &Tap::ticked, &model, &TapModel::update);
    tap.start({"kill.*"});
    {
        RawPublisher publisher(server->port());
        QVERIFY(settle(tap, publisher, "kill.probe")); // subscribed: from here on a loss is a gap
    }
    for (quint64 round = 1; round <= 100; ++round) {
        server->kill();
        QVERIFY(QTest::qWaitFor([&] { return !connection->status().isConnected(); }, 10'000));
        QVERIFY(server->restart());
        QVERIFY2(QTest::qWaitFor([&] { return connection->status().isConnected(); }, 20'000), qPrintable(QString::number(round)));
        RawPublisher publisher(server->port());
        QVERIFY(publisher.isConnected());
        QVERIFY2(settle(tap, publisher, "kill.probe"), qPrintable(QString::number(round)));
        QCOMPARE(tap.measure().counts.gaps, round);
    }
    model.update();
    int markers = 0;
    bool apart = true;
    for (int row = 0; row < model.rowCount(); ++row) {
        const bool gap = model.kindAt(row) == RowKind::Gap;
        markers += gap ? 1 : 0;
        apart &= !(gap && row > 0 && model.kindAt(row - 1) == RowKind::Gap);
    }
    QCOMPARE(markers, 100);
    QVERIFY(apart); // each marker stands between messages, before the first one of the new connection
}

void TapServerTest::aStoppedServerIsSurvived()
{
    const auto server = NatsServer::start();
    QVERIFY(server);
    const auto connection = connectTo(*server);
    QVERIFY(connection);
    Tap tap(*connection, std::make_shared<TapBudget>());
    tap.start({"s"});
    RawPublisher publisher(server->port());
    QVERIFY(settle(tap, publisher, "s"));
    server->pause();
    QElapsedTimer beat;
    qint64 longest = 0;
    beat.start();
    for (int i = 0; i < 150; ++i) { // the GUI goes on meanwhile
        QTest::qWait(20);
        longest = std::max(longest, beat.restart());
    }
    server->resume();
    QVERIFY2(longest < 2000, qPrintable(QString::number(longest)));
    QVERIFY(settle(tap, publisher, "s"));
    QCOMPARE(tap.measure().counts.kept + tap.measure().notKept(), tap.measure().sent());
}

void TapServerTest::payloadsOfEveryKindArriveWhole()
{
    const auto server = NatsServer::start();
    QVERIFY(server);
    const auto connection = connectTo(*server);
    QVERIFY(connection);
    Tap tap(*connection, std::make_shared<TapBudget>());
    TapModel model;
    model.setRing(&tap.ring());
    tap.start({"p"});
    RawPublisher publisher(server->port());
    QVERIFY(settle(tap, publisher, "p"));
    const QByteArray deep = QByteArray("{\"k\":").repeated(200) + "1" + QByteArray("}").repeated(200);
    const QByteArray big = "[" + QByteArray("\"0123456789\",").repeated(80'000) + "0]";
    const QList<QByteArray> payloads{QByteArray(1024 * 1024, 'x'), QByteArray("a\0b\0", 4), QByteArray("\xff\xfe\xc0"), deep, {}, big};
    const QByteArray header = "NATS/1.0\r\nX-One: 1\r\nX-Two: caf\xc3\xa9\r\n\r\n";
    const quint64 before = tap.measure().counts.received;
    for (const QByteArray &payload : payloads)
        QVERIFY(publisher.publish("p", payload, payload.size() == 1024 * 1024 ? QByteArray() : header)); // 1 MiB is all the server takes
    QVERIFY(waitReceived(tap, before + static_cast<quint64>(payloads.size())));
    model.update();
    PayloadPresenter presenter;
    for (int i = 0; i < payloads.size(); ++i) {
        const int row = static_cast<int>(payloads.size()) - 1 - i;
        const auto message = model.messageAt(row);
        QVERIFY(message);
        QCOMPARE(message->data, payloads.at(i));
        QCOMPARE(message->headers.size(), i == 0 ? 0 : 2);
        presenter.show(*message);
        QVERIFY(!presenter.note().isEmpty());
    }
    const auto show = [&](int i) { presenter.show(*model.messageAt(static_cast<int>(payloads.size()) - 1 - i)); };
    show(0);
    QVERIFY(presenter.isCut());
    QVERIFY(presenter.note().contains(u"first 64 KiB of 1 MiB"));
    presenter.showAll();
    QTRY_VERIFY(!presenter.isReading());
    QVERIFY(!presenter.isCut());
    QCOMPARE(presenter.hex().rowCount(), 65'536);
    show(3);
    QCOMPARE(presenter.kind(), PayloadKind::Json);
    QCOMPARE(static_cast<int>(presenter.json().document().nodes.size()), 201);
    show(5);
    QCOMPARE(presenter.kind(), PayloadKind::Json);
    QVERIFY(presenter.json().document().cut);
    presenter.showAll();
    QTRY_VERIFY(!presenter.isReading());
    QVERIFY(!presenter.json().document().cut);
    QCOMPARE(presenter.json().rowCount(presenter.json().index(0, 0)), 80'001);
}

void TapServerTest::subjectsWithEveryLegalCharacter()
{
    const auto server = NatsServer::start();
    QVERIFY(server);
    const auto connection = connectTo(*server);
    QVERIFY(connection);
    Tap tap(*connection, std::make_shared<TapBudget>());
    TapModel model;
    SubjectTreeModel tree;
    model.setRing(&tap.ring());
    tap.start({"c.>"});
    RawPublisher publisher(server->port());
    QVERIFY(settle(tap, publisher, "c.probe"));
    QTest::qWait(100);
    tap.clear();
    QList<QByteArray> subjects;
    for (int c = 0x21; c < 0x100; ++c) {
        if (c != '.' && c != '*' && c != '>' && c != 0x7f)
            subjects << QByteArray("c.") + static_cast<char>(c) + ".x";
    }
    subjects << "c.grüße.世界"
             << "c.$JS-like.a*b.x>y";
    for (const QByteArray &subject : std::as_const(subjects))
        QVERIFY2(publisher.publish(subject, "1"), subject.constData());
    QVERIFY(waitReceived(tap, static_cast<quint64>(subjects.size())));
    model.update();
    QCOMPARE(model.rowCount(), static_cast<int>(subjects.size()));
    for (int i = 0; i < subjects.size(); ++i)
        QCOMPARE(model.messageAt(model.rowCount() - 1 - i)->subject, subjects.at(i));
    for (const auto &change : tap.ring().takeSubjects(1000))
        tree.setSeen(change.subject, change.count);
    QCOMPARE(tree.subjectCount(), static_cast<int>(subjects.size()));
}

void TapServerTest::treeAndFilterFollowTheTap()
{
    const auto server = NatsServer::start();
    QVERIFY(server);
    const auto connection = connectTo(*server);
    QVERIFY(connection);
    SubjectTreeModel tree;
    LivePresenter live(*connection, std::make_shared<TapBudget>(), tree);
    QCOMPARE(live.setSubjects(u"a..b"_s).validity, FieldState::Validity::Invalid);
    QVERIFY(!live.canStart());
    QCOMPARE(live.setSubjects(u"orders.> other"_s).validity, FieldState::Validity::Valid);
    QCOMPARE(live.setFilter(u"\"open"_s).validity, FieldState::Validity::Invalid);
    QVERIFY(live.setFilter(u"gold header:X-Tier"_s).isUsable());
    live.start();
    QCOMPARE(live.state(), LivePresenter::State::Live);
    RawPublisher publisher(server->port());
    QVERIFY(settle(live.tap(), publisher, "other"));
    for (int i = 0; i < 300; ++i)
        QVERIFY(publisher.publish(i % 3 ? "orders.eu.paid" : "orders.us.paid", i % 10 ? "{\"tier\":\"standard\"}" : "{\"tier\":\"GOLD\"}",
                                  i % 20 ? QByteArray() : QByteArray("NATS/1.0\r\nX-Tier: 1\r\n\r\n")));
    QTRY_COMPARE(live.model().rowCount(), 15);
    QTRY_COMPARE_WITH_TIMEOUT(tree.rowCount(), 2, 5000);
    QTRY_COMPARE_WITH_TIMEOUT(tree.index(0, 0).data(SubjectTreeModel::SeenRole).toULongLong(), quint64(300), 5000);
    live.stop();
    QCOMPARE(live.state(), LivePresenter::State::Stopped);
    QCOMPARE(live.model().rowCount(), 15); // what was received stays
}

void TapServerTest::stoppingAndStartingAgainCountsFromZero()
{
    const auto server = NatsServer::start();
    QVERIFY(server);
    const auto connection = connectTo(*server);
    QVERIFY(connection);
    Tap tap(*connection, std::make_shared<TapBudget>());
    RawPublisher publisher(server->port());
    for (int round = 0; round < 20; ++round) {
        tap.start({"again"});
        QCOMPARE(tap.measure().sent(), quint64(0));
        QVERIFY(settle(tap, publisher, "again"));
        publisher.flood({"again"}, 64);
        QTest::qWait(30);
        tap.stop(); // while messages arrive
        QVERIFY(!tap.isRunning());
        QVERIFY(publisher.stop());
        const TapFigures figures = tap.measure();
        QCOMPARE(figures.counts.kept + figures.notKept(), figures.sent());
    }
}

NATSDECK_TEST(TapServerTest)
#include "server_tap.moc"
