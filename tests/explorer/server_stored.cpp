#include "models/explorer/explorer_presenter.h"
#include "models/explorer/sample_presenter.h"
#include "models/explorer/stored_model.h"
#include "models/explorer/stream_source.h"
#include "models/jetstream/client.h"
#include "models/nats/connection.h"
#include "tests/explorer/support_raw_publisher.h"
#include "tests/support/memory_gate.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::explorer;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

// The stored side over a real server: windows, gaps, races, sample data.
class StoredServerTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void windowShowsWhatTheStreamHolds();
    void deletedSequencesAreRows();
    void sparseStreamsAreNotWalked();
    void readingAWorkQueueTakesNothing();
    void jumpsBySequenceTimeAndSubject();
    void purgeRacingTheViewShowsGaps();
    void streamDeletedWhileOpen();
    void serverAwayAndBack();
    void subjectsOfTheStreamAreInTheTree();
    void sampleDataComesAndGoes();
    void sampleDataStopsAndGoesOn();
    void sampleDataLeavesOthersAlone();

private:
    guard::Permit permit() { return m_gate->permit(u"local:test"_s); }
    jetstream::StreamInfo create(const QString &name, const QStringList &subjects, const QJsonObject &more = {})
    {
        QJsonObject config{{"name"_L1, name}, {"subjects"_L1, QJsonArray::fromStringList(subjects)}, {"allow_direct"_L1, true}};
        for (auto it = more.begin(); it != more.end(); ++it)
            config[it.key()] = it.value();
        const auto made = waited(m_client->createStream(permit(), config));
        return made ? *made : jetstream::StreamInfo();
    }
    void fill(const QByteArray &subject, int count)
    {
        RawPublisher publisher(m_server->port());
        for (int i = 1; i <= count; ++i)
            QVERIFY(publisher.publish(subject, "{\"n\":" + QByteArray::number(i) + "}"));
    }
    bool remove(const QString &stream, quint64 sequence)
    {
        const auto done =
            waited(m_client->read(m_client->subject("STREAM.MSG.DELETE", stream), "{\"seq\":" + QByteArray::number(sequence) + "}"));
        return done.has_value();
    }
    bool purge(const QString &stream, const QByteArray &what = {})
    {
        return waited(m_client->read(m_client->subject("STREAM.PURGE", stream), what)).has_value();
    }
    static QString preview(StoredModel &model, quint64 sequence)
    {
        return model.index(model.rowOf(sequence), MessageColumn::Preview).data().toString();
    }
    static void look(StoredModel &model, int first, int last)
    {
        model.setVisibleRows(first, last);
        QTRY_COMPARE_WITH_TIMEOUT(model.pending(), 0, 20'000);
    }

    std::unique_ptr<NatsServer> m_server;
    std::unique_ptr<nats::Connection> m_connection;
    std::unique_ptr<jetstream::Client> m_client;
    std::unique_ptr<MemoryGate> m_gate;
};

void StoredServerTest::init()
{
    m_server = NatsServer::start({.jetstream = true});
    QVERIFY(m_server);
    m_gate = std::make_unique<MemoryGate>();
    m_connection = std::make_unique<nats::Connection>();
    nats::ConnectOptions options;
    options.urls = QStringList{m_server->url()};
    options.firstDelay = std::chrono::milliseconds(10);
    options.longestDelay = std::chrono::milliseconds(100);
    m_connection->open(options);
    QVERIFY(QTest::qWaitFor([this] { return m_connection->status().isConnected(); }, 10'000));
    m_client = std::make_unique<jetstream::Client>(*m_connection, jetstream::Scope{});
}

void StoredServerTest::cleanup()
{
    m_client.reset();
    m_connection.reset();
    m_server.reset();
}

void StoredServerTest::windowShowsWhatTheStreamHolds()
{
    create(u"S"_s, {u"s.>"_s});
    fill("s.a", 600);
    StoredModel model;
    model.setSource(std::make_shared<StreamSource>(*m_client, u"S"_s));
    QTRY_VERIFY(model.isOpen());
    QCOMPARE(model.rowCount(), 600);
    look(model, 0, 30);
    QCOMPARE(preview(model, 600), u"{\"n\":600}"_s);
    look(model, 570, 599);
    QCOMPARE(preview(model, 1), u"{\"n\":1}"_s);
    QCOMPARE(model.index(599, MessageColumn::Subject).data().toString(), u"s.a"_s);
    fill("s.b", 5);
    model.checkNewer();
    QTRY_COMPARE(model.newer(), quint64(5));
    QCOMPARE(model.rowCount(), 600);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 605);
}

void StoredServerTest::deletedSequencesAreRows()
{
    create(u"S"_s, {u"s"_s});
    fill("s", 100);
    for (const quint64 sequence : {20, 50, 51, 52, 99})
        QVERIFY(remove(u"S"_s, sequence));
    StoredModel model;
    model.setSource(std::make_shared<StreamSource>(*m_client, u"S"_s));
    QTRY_VERIFY(model.isOpen());
    look(model, 0, 99);
    QCOMPARE(model.rowCount(), 98);
    QCOMPARE(model.kindAt(model.rowOf(20)), RowKind::Deleted);
    QCOMPARE(model.kindAt(model.rowOf(99)), RowKind::Deleted);
    QCOMPARE(model.rowOf(50), model.rowOf(52));
    QCOMPARE(model.index(model.rowOf(51), MessageColumn::Subject).data().toString(), u"3 deleted"_s);
    QCOMPARE(preview(model, 49), u"{\"n\":49}"_s);
    QCOMPARE(preview(model, 53), u"{\"n\":53}"_s);
    QCOMPARE(model.deletedSeen(), quint64(5));
}

void StoredServerTest::sparseStreamsAreNotWalked()
{
    create(u"S"_s, {u"keep"_s, u"drop"_s});
    fill("keep", 3);
    {
        RawPublisher publisher(m_server->port());
        publisher.flood({"drop"}, 16);
        QTRY_VERIFY_WITH_TIMEOUT(publisher.sent() > 50'000, 30'000);
        QVERIFY(publisher.stop());
    }
    fill("keep", 3);
    QVERIFY(purge(u"S"_s, R"({"filter":"drop"})"));
    StoredModel model;
    model.setSource(std::make_shared<StreamSource>(*m_client, u"S"_s));
    QTRY_VERIFY(model.isOpen());
    for (int i = 0; i < 8; ++i)
        look(model, 0, 30);
    QCOMPARE(model.rowCount(), 7);
    QCOMPARE(model.kindAt(3), RowKind::Deleted);
    QCOMPARE(preview(model, 1), u"{\"n\":1}"_s);
    QVERIFY(model.cache().pages() < 200); // of 3,000 and more
}

void StoredServerTest::readingAWorkQueueTakesNothing()
{
    create(u"W"_s, {u"w"_s}, {{"retention"_L1, u"workqueue"_s}, {"allow_direct"_L1, false}});
    fill("w", 40);
    StoredModel model;
    model.setSource(std::make_shared<StreamSource>(*m_client, u"W"_s));
    QTRY_VERIFY(model.isOpen());
    look(model, 0, 39);
    QCOMPARE(preview(model, 17), u"{\"n\":17}"_s);
    const auto info = waited(m_client->streamInfo(u"W"_s));
    QVERIFY(info);
    QCOMPARE(info->messages, quint64(40));
    QCOMPARE(info->consumers, quint64(0));
}

void StoredServerTest::jumpsBySequenceTimeAndSubject()
{
    create(u"S"_s, {u"s.*"_s});
    fill("s.a", 50);
    QTest::qWait(1200);
    const QString between = QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s);
    QTest::qWait(50);
    fill("s.b", 10);
    fill("s.c", 20);
    ExplorerPresenter presenter(*m_connection, *m_client, std::make_shared<TapBudget>());
    StoredPresenter &stored = presenter.stored();
    QSignalSpy wanted(&stored, &StoredPresenter::rowWanted);
    presenter.setActive(true);
    QTRY_COMPARE(stored.state(), StoredPresenter::State::Ready); // opens the one stream by itself
    QTRY_COMPARE(wanted.size(), 1);
    QCOMPARE(wanted.takeFirst().first().toInt(), 0); // at its newest message
    const auto jumped = [&] { return stored.model().sequenceAt(wanted.takeLast().first().toInt()); };
    stored.jump(u"42"_s);
    QTRY_VERIFY(!wanted.isEmpty());
    QCOMPARE(jumped(), quint64(42));
    stored.jump(between);
    QTRY_VERIFY(!wanted.isEmpty());
    QCOMPARE(jumped(), quint64(51));
    presenter.useSubject("s.b", true);
    QTRY_VERIFY(!wanted.isEmpty());
    QCOMPARE(jumped(), quint64(60));
    stored.jumpFirst();
    QCOMPARE(jumped(), quint64(1));
    stored.jump(u"999999"_s);
    QCOMPARE(jumped(), quint64(80));
    QCOMPARE(stored.judgeJump(u"999999"_s).validity, FieldState::Validity::Warning);
    QSignalSpy read(&presenter.payload(), &PayloadPresenter::changed);
    presenter.chooseRow(stored.model().rowOf(60));
    QVERIFY(read.wait());
    QCOMPARE(presenter.payload().message().sequence, quint64(60));
    QCOMPARE(presenter.payload().message().data, QByteArray("{\"n\":10}"));
}

void StoredServerTest::purgeRacingTheViewShowsGaps()
{
    create(u"S"_s, {u"s"_s});
    fill("s", 400);
    StoredModel model;
    model.setSource(std::make_shared<StreamSource>(*m_client, u"S"_s));
    QTRY_VERIFY(model.isOpen());
    model.setVisibleRows(0, 30);
    QVERIFY(purge(u"S"_s, R"({"seq":300})")); // while the first pages are under way
    for (int row = 0; row < 380; row += 30)
        look(model, row, std::min(row + 30, model.rowCount() - 1));
    for (int row = 0; row < model.rowCount(); ++row) { // a row shows its own message, or that it is gone; never another one's
        const quint64 sequence = model.sequenceAt(row);
        if (model.kindAt(row) == RowKind::Message)
            QCOMPARE(preview(model, sequence), u"{\"n\":%1}"_s.arg(sequence));
        else
            QVERIFY(sequence < 300);
    }
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 101);
}

void StoredServerTest::streamDeletedWhileOpen()
{
    create(u"S"_s, {u"s"_s});
    fill("s", 1000);
    ExplorerPresenter presenter(*m_connection, *m_client, std::make_shared<TapBudget>());
    presenter.setActive(true);
    StoredPresenter &stored = presenter.stored();
    QTRY_COMPARE(stored.state(), StoredPresenter::State::Ready);
    QVERIFY(waited(m_client->deleteStream(permit(), u"S"_s)));
    stored.model().setVisibleRows(500, 530);
    QTRY_VERIFY(stored.error());
    QCOMPARE(stored.error()->kind, ErrorKind::NotFound);
    QCOMPARE(stored.model().kindAt(510), RowKind::Unread);
    create(u"S"_s, {u"s"_s}); // made anew: the next action works
    fill("s", 5);
    stored.refresh();
    QTRY_COMPARE(stored.model().rowCount(), 5);
    QVERIFY(!stored.error());
    look(stored.model(), 0, 4);
    QCOMPARE(preview(stored.model(), 3), u"{\"n\":3}"_s);
}

void StoredServerTest::serverAwayAndBack()
{
    create(u"S"_s, {u"s"_s});
    fill("s", 500);
    StoredModel model;
    QSignalSpy failed(&model, &StoredModel::failed);
    model.setSource(std::make_shared<StreamSource>(*m_client, u"S"_s));
    QTRY_VERIFY(model.isOpen());
    look(model, 0, 20);
    m_server->kill();
    QVERIFY(QTest::qWaitFor([this] { return !m_connection->status().isConnected(); }, 10'000));
    model.setVisibleRows(300, 330);
    QTRY_VERIFY_WITH_TIMEOUT(!failed.isEmpty(), 15'000);
    QCOMPARE(preview(model, 500), u"{\"n\":500}"_s); // what was read stays
    QVERIFY(m_server->restart());
    QVERIFY(QTest::qWaitFor([this] { return m_connection->status().isConnected(); }, 20'000));
    model.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(model.kindAt(310), RowKind::Message, 20'000);
    QCOMPARE(preview(model, model.sequenceAt(310)), u"{\"n\":%1}"_s.arg(model.sequenceAt(310)));
}

void StoredServerTest::subjectsOfTheStreamAreInTheTree()
{
    create(u"S"_s, {u"s.>"_s});
    fill("s.a.b", 30);
    fill("s.a.c", 12);
    ExplorerPresenter presenter(*m_connection, *m_client, std::make_shared<TapBudget>());
    presenter.setActive(true);
    QTRY_COMPARE(presenter.tree().subjectCount(), 2);
    QCOMPARE(presenter.tree().index(0, SubjectTreeModel::StoredColumn).data().toString(), u"42"_s);
}

void StoredServerTest::sampleDataComesAndGoes()
{
    create(u"MINE"_s, {u"mine"_s});
    m_gate->locks.setLocked(u"local:x"_s, true);
    SamplePresenter samples(*m_client, m_gate->gate, u"local:x"_s);
    QSignalSpy finished(&samples, &SamplePresenter::finished);
    QVERIFY(!samples.isAllowed());
    samples.add();
    QVERIFY(finished.wait());
    QCOMPARE(samples.error()->kind, ErrorKind::Forbidden); // read-only
    m_gate->locks.setLocked(u"local:x"_s, false);
    samples.add();
    QVERIFY(finished.wait(60'000));
    QVERIFY2(!samples.error(), qPrintable(samples.text()));
    for (const SampleStream &sample : sampleStreams()) {
        const auto info = waited(m_client->streamInfo(sample.config["name"_L1].toString()));
        QVERIFY(info);
        QCOMPARE(info->messages, static_cast<quint64>(sample.messages));
        QVERIFY(isSampleStream(*info));
    }
    const auto events = waited(m_client->streamInfo(u"EVENTS"_s));
    samples.add(); // again: nothing is doubled
    QVERIFY(finished.wait(60'000));
    QCOMPARE(waited(m_client->streamInfo(u"EVENTS"_s))->messages, events->messages);
    samples.remove();
    QVERIFY(finished.wait(60'000));
    QCOMPARE(*waited(m_client->streamNames()), QStringList{u"MINE"_s});
}

void StoredServerTest::sampleDataStopsAndGoesOn()
{
    m_gate->open(u"local:x"_s);
    SamplePresenter samples(*m_client, m_gate->gate, u"local:x"_s);
    QSignalSpy finished(&samples, &SamplePresenter::finished);
    connect(&samples, &SamplePresenter::changed, this, [&samples] {
        if (samples.done() >= 400)
            samples.cancel();
    });
    samples.add();
    QVERIFY(finished.wait(60'000));
    QVERIFY(samples.done() < samples.total());
    disconnect(&samples, &SamplePresenter::changed, this, nullptr);
    samples.add();
    QVERIFY(finished.wait(60'000));
    QVERIFY(!samples.error());
    for (const SampleStream &sample : sampleStreams())
        QCOMPARE(waited(m_client->streamInfo(sample.config["name"_L1].toString()))->messages, static_cast<quint64>(sample.messages));
}

void StoredServerTest::sampleDataLeavesOthersAlone()
{
    create(u"EVENTS"_s, {u"my.events"_s});
    m_gate->open(u"local:x"_s);
    SamplePresenter samples(*m_client, m_gate->gate, u"local:x"_s);
    QSignalSpy finished(&samples, &SamplePresenter::finished);
    samples.add();
    QVERIFY(finished.wait(60'000));
    QVERIFY(samples.error());
    QCOMPARE(samples.error()->kind, ErrorKind::Conflict);
    samples.remove();
    QVERIFY(finished.wait(60'000));
    const auto mine = waited(m_client->streamInfo(u"EVENTS"_s));
    QVERIFY(mine);
    QCOMPARE(mine->subjects, QStringList{u"my.events"_s});
}

NATSDECK_TEST(StoredServerTest)
#include "server_stored.moc"
