#include "models/jetstream/api_error.h"
#include "models/jetstream/client.h"
#include "models/jetstream/stored_messages.h"
#include "models/jetstream/stream_repository.h"
#include "models/nats/connection.h"

#include "tests/support/fake_clock.h"
#include "tests/support/memory_gate.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace natsdeck;
using namespace natsdeck::jetstream;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

#define QVERIFY_RESULT(result)                                                                                                             \
    do {                                                                                                                                   \
        const auto &checked = (result);                                                                                                    \
        QVERIFY2(checked, checked ? "" : qPrintable(errorKindName(checked.error().kind) + u": "_s + toText(checked.error())));             \
    } while (false)

QJsonObject config(const QString &name, const QJsonObject &more = {})
{
    QJsonObject object{{u"name"_s, name}, {u"subjects"_s, QJsonArray{name + u".>"_s}}, {u"storage"_s, u"memory"_s}};
    for (auto it = more.begin(); it != more.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

} // namespace

// Runs against Debian's server and, where there is one, the newest of NATSDECK_TEST_BIN.
class JetStreamTest final : public QObject
{
    Q_OBJECT

private:
    struct Bench
    {
        std::unique_ptr<NatsServer> server;
        std::unique_ptr<nats::Connection> connection;
        std::unique_ptr<Client> client;
        std::unique_ptr<StoredMessages> stored;
    };

    Bench open(bool jetstream = true)
    {
        Bench bench;
        NatsServerOptions options;
        options.binary =
            QTest::currentDataTag() && QByteArray(QTest::currentDataTag()) == "newest" ? NatsServer::newestBinary() : QString();
        options.jetstream = jetstream;
        bench.server = NatsServer::start(options);
        if (!bench.server)
            return bench;
        bench.connection = std::make_unique<nats::Connection>();
        bench.connection->open({.urls = {bench.server->url()}});
        bench.client = std::make_unique<Client>(*bench.connection, Scope{});
        bench.stored = std::make_unique<StoredMessages>(*bench.client);
        if (!QTest::qWaitFor([&] { return bench.connection->status().isConnected(); }, 10'000))
            bench.server.reset();
        return bench;
    }

    static void servers()
    {
        QTest::addColumn<bool>("newest");
        QTest::newRow("debian") << false;
        if (NatsServer::newestBinary().isEmpty())
            qInfo("not run against a newer nats-server: NATSDECK_TEST_BIN names none");
        else
            QTest::newRow("newest") << true;
    }

    // `count` messages "<name>.<i % 10>" with payload "<i>", counted from 1.
    bool fill(Bench &bench, const QString &name, int count)
    {
        QList<async::Future<PubAck>> pending;
        for (int i = 1; i <= count; ++i) {
            pending << bench.client->publish(*m_permit, (name + u".%1"_s.arg(i % 10)).toUtf8(), QByteArray::number(i));
            if (pending.size() == 500 || i == count) {
                for (const auto &one : std::as_const(pending)) {
                    if (!waited(one))
                        return false;
                }
                pending.clear();
            }
        }
        return true;
    }

    bool removeMessage(Bench &bench, const QString &name, quint64 sequence)
    {
        const QJsonObject body{{u"seq"_s, qint64(sequence)}};
        return bool(waited(bench.client->read(bench.client->subject("STREAM.MSG.DELETE", name), QJsonDocument(body).toJson())));
    }

private slots:
    void init() { m_permit.emplace(m_gate.permit(u"test"_s)); }

    void createsListsUpdatesAndDeletesStreams_data() { servers(); }
    void createsListsUpdatesAndDeletesStreams()
    {
        Bench bench = open();
        QVERIFY(bench.server);
        QVERIFY_RESULT(waited(bench.client->createStream(*m_permit, config(u"B"_s, {{u"max_age"_s, Q_INT64_C(31536000000000001)}}))));
        QVERIFY_RESULT(waited(bench.client->createStream(*m_permit, config(u"A"_s))));
        const Result<StreamList> list = waited(bench.client->streams());
        QVERIFY_RESULT(list);
        QCOMPARE(list->streams.size(), 2);
        QCOMPARE(list->streams.at(0).name, u"A"_s);
        QCOMPARE(list->streams.at(1).maxAgeNs, Q_INT64_C(31536000000000001));
        QVERIFY(list->missing.isEmpty());
        QCOMPARE(*waited(bench.client->streamNames()), (QStringList{u"A"_s, u"B"_s}));
        QCOMPARE(*waited(bench.client->streamNames(u"A.>"_s)), QStringList{u"A"_s});

        QJsonObject changed = list->streams.at(1).config;
        changed.insert(u"max_msgs"_s, 5);
        const Result<StreamInfo> updated = waited(bench.client->updateStream(*m_permit, changed));
        QVERIFY_RESULT(updated);
        QCOMPARE(updated->maxMessages, 5);
        QCOMPARE(updated->maxAgeNs, Q_INT64_C(31536000000000001));

        const Result<AccountInfo> account = waited(bench.client->accountInfo());
        QVERIFY_RESULT(account);
        QCOMPARE(account->streams, quint64(2));
        QVERIFY_RESULT(waited(bench.client->deleteStream(*m_permit, u"A"_s)));
        QCOMPARE(waited(bench.client->streamInfo(u"A"_s)).error().code, streamNotFound);
        QCOMPARE(waited(bench.client->deleteStream(*m_permit, u"A"_s)).error().kind, ErrorKind::NotFound);
        const Result<StreamInfo> taken = waited(bench.client->createStream(*m_permit, config(u"B"_s, {{u"storage"_s, u"file"_s}})));
        QCOMPARE(taken.error().kind, ErrorKind::Conflict);
        QCOMPARE(waited(bench.client->streamInfo(u"bad.name"_s)).error().kind, ErrorKind::Invalid);
    }

    void listsMoreStreamsThanFitAPage()
    {
        Bench bench = open();
        QVERIFY(bench.server);
        QList<async::Future<StreamInfo>> pending;
        for (int i = 0; i < 300; ++i)
            pending << bench.client->createStream(*m_permit, config(u"S%1"_s.arg(i, 4, 10, QLatin1Char('0'))));
        for (const auto &one : std::as_const(pending))
            QVERIFY_RESULT(waited(one));
        const Result<StreamList> list = waited(bench.client->streams());
        QVERIFY_RESULT(list);
        QCOMPARE(list->streams.size(), 300);
        QCOMPARE(list->streams.last().name, u"S0299"_s);
        QCOMPARE(waited(bench.client->streamNames())->size(), 300);
    }

    void keepsTheThreeFailuresApart_data() { servers(); }
    void keepsTheThreeFailuresApart()
    {
        Bench without = open(false);
        QVERIFY(without.server);
        const Result<AccountInfo> nobody = waited(without.client->accountInfo());
        QCOMPARE(nobody.error().kind, ErrorKind::Unreachable);
        QCOMPARE(nobody.error().reason, u"no-responders"_s);

        Bench bench = open();
        QVERIFY(bench.server);
        const Result<StreamInfo> answered = waited(bench.client->streamInfo(u"NONE"_s));
        QCOMPARE(answered.error().kind, ErrorKind::NotFound);
        QCOMPARE(answered.error().code, 10059);
        bench.server->pause();
        const Result<QByteArray> silent = waited(bench.client->read(bench.client->subject("INFO"), {}, std::chrono::milliseconds(300)));
        QCOMPARE(silent.error().kind, ErrorKind::Timeout);
        bench.server->resume();
        QVERIFY_RESULT(waited(bench.client->accountInfo()));
        QCOMPARE(waited(bench.client->publish(*m_permit, "no.stream.here", "x")).error().reason, u"no-responders"_s);
    }

    void readsPagesWithGapsExactly_data() { servers(); }
    void readsPagesWithGapsExactly()
    {
        Bench bench = open();
        QVERIFY(bench.server);
        for (const bool direct : {true, false}) {
            const QString name = direct ? u"DIRECT"_s : u"PLAIN"_s;
            QVERIFY_RESULT(waited(bench.client->createStream(*m_permit, config(name, {{u"allow_direct"_s, direct}}))));
            QVERIFY(fill(bench, name, 1200));
            for (const quint64 gone : {quint64(1), quint64(100), quint64(101), quint64(102), quint64(600)})
                QVERIFY(removeMessage(bench, name, gone));
            const Result<StoredPage> page = waited(bench.stored->read(name, 1, 600));
            QVERIFY_RESULT(page);
            QCOMPARE(page->messages.size(), 595);
            QCOMPARE(page->gaps, (QList<Gap>{{1, 1}, {100, 102}, {600, 600}}));
            quint64 before = 0;
            for (const StoredMessage &message : page->messages) {
                QVERIFY(message.sequence > before);
                before = message.sequence;
                QCOMPARE(message.data, QByteArray::number(message.sequence));
                QCOMPARE(message.subject, (name + u".%1"_s.arg(message.sequence % 10)).toUtf8());
                QVERIFY(message.timeNs > Q_INT64_C(1'600'000'000'000'000'000));
                QVERIFY(message.headers.isEmpty());
            }
            const Result<StoredPage> end = waited(bench.stored->read(name, 1190, 50));
            QCOMPARE(end->messages.size(), 11);
            QCOMPARE(end->gaps, (QList<Gap>{{1201, 1239}}));
            const Result<StoredMessage> none = waited(bench.stored->get(name, 100));
            QCOMPARE(none.error().kind, ErrorKind::NotFound);
            QCOMPARE(waited(bench.stored->next(name, 100))->sequence, quint64(103));
            QCOMPARE(waited(bench.stored->next(name, 100, name.toUtf8() + ".5"))->sequence, quint64(105));
            QCOMPARE(waited(bench.stored->lastOf(name, name.toUtf8() + ".3"))->sequence, quint64(1193));
            const Result<StoredPage> existing = waited(bench.stored->readExisting(name, 99, 3));
            QCOMPARE(existing->messages.size(), 3);
            QCOMPARE(existing->gaps, (QList<Gap>{{100, 102}}));
            QCOMPARE(waited(bench.stored->readExisting(name, 1199, 10))->messages.size(), 2);
        }
        QCOMPARE(waited(bench.stored->read(u"NONE"_s, 1, 10)).error().kind, ErrorKind::NotFound);
        QCOMPARE(waited(bench.stored->read(u"DIRECT"_s, 0, 10)).error().kind, ErrorKind::Invalid);
        QCOMPARE(waited(bench.stored->read(u"DIRECT"_s, 1, 1'000'000)).error().kind, ErrorKind::LimitExceeded);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(waited(bench.stored->read(u"DIRECT"_s, 1, 500, stop.get_token())).error().kind, ErrorKind::Cancelled);
    }

    void findsMessagesByTime_data() { servers(); }
    void findsMessagesByTime()
    {
        Bench bench = open();
        QVERIFY(bench.server);
        QVERIFY_RESULT(waited(bench.client->createStream(*m_permit, config(u"T"_s))));
        QCOMPARE(*waited(bench.stored->sequenceAtTime(u"T"_s, 0)), quint64(1));
        QVERIFY(fill(bench, u"T"_s, 50));
        const qint64 time = waited(bench.stored->get(u"T"_s, 25))->timeNs;
        QVERIFY(removeMessage(bench, u"T"_s, 25));
        QCOMPARE(*waited(bench.stored->sequenceAtTime(u"T"_s, waited(bench.stored->get(u"T"_s, 24))->timeNs)), quint64(24));
        QCOMPARE(*waited(bench.stored->sequenceAtTime(u"T"_s, time)), quint64(26));
        QCOMPARE(*waited(bench.stored->sequenceAtTime(u"T"_s, 0)), quint64(1));
        QCOMPARE(*waited(bench.stored->sequenceAtTime(u"T"_s, time + Q_INT64_C(3'600'000'000'000))), quint64(51));
        QCOMPARE(waited(bench.stored->sequenceAtTime(u"NONE"_s, time)).error().kind, ErrorKind::NotFound);
    }

    void browsesAWorkQueueWithoutTouchingIt_data() { servers(); }
    void browsesAWorkQueueWithoutTouchingIt()
    {
        Bench bench = open();
        QVERIFY(bench.server);
        for (const QString &retention : {u"workqueue"_s, u"interest"_s}) {
            const QString name = retention.toUpper();
            QVERIFY_RESULT(waited(bench.client->createStream(*m_permit, config(name, {{u"retention"_s, retention}}))));
            if (retention == u"interest"_s) { // keeps messages only while someone is interested
                const QByteArray consumer = R"({"stream_name":"INTEREST","config":{"durable_name":"D","ack_policy":"explicit"}})";
                QVERIFY_RESULT(waited(bench.client->read(bench.client->subject("CONSUMER.DURABLE.CREATE.INTEREST.D"), consumer)));
            }
            QVERIFY(fill(bench, name, 100));
            QStringList consumerRequests;
            const auto watch = bench.connection->subscribe("$JS.EVENT.ADVISORY.>", [](nats::Message &&) {});
            QTRY_VERIFY(watch->isActive());
            const StreamInfo before = *waited(bench.client->streamInfo(name));
            QCOMPARE(waited(bench.stored->read(name, 1, 100))->messages.size(), 100);
            QCOMPARE(waited(bench.stored->readExisting(name, 50, 10))->messages.size(), 10);
            QVERIFY_RESULT(waited(bench.stored->sequenceAtTime(name, 0)));
            const StreamInfo after = *waited(bench.client->streamInfo(name));
            QCOMPARE(after.messages, quint64(100));
            QCOMPARE(after.messages, before.messages);
            QCOMPARE(after.consumers, before.consumers);
        }
    }

    void keepsHeadersOfStoredMessages_data() { servers(); }
    void keepsHeadersOfStoredMessages()
    {
        Bench bench = open();
        QVERIFY(bench.server);
        for (const bool direct : {true, false}) {
            const QString name = direct ? u"DIRECT"_s : u"PLAIN"_s;
            QVERIFY_RESULT(waited(bench.client->createStream(*m_permit, config(name, {{u"allow_direct"_s, direct}}))));
            const nats::Headers headers{{"A", "1"}, {"B", "x\xff"}, {"B", "y"}};
            QVERIFY_RESULT(waited(bench.client->publish(*m_permit, name.toUtf8() + ".h", QByteArray("\0\1", 2), headers)));
            const Result<StoredMessage> message = waited(bench.stored->get(name, 1));
            QVERIFY_RESULT(message);
            QCOMPARE(message->headers, headers);
            QCOMPARE(message->data, QByteArray("\0\1", 2));
        }
    }

    void aRepositoryKeepsWhatItKnewAndSaysHowOldItIs()
    {
        Bench bench = open();
        QVERIFY(bench.server);
        FakeClock clock;
        StreamRepository repository(*bench.client, clock);
        QSignalSpy changed(&repository, &StreamRepository::changed);
        QSignalSpy refreshing(&repository, &StreamRepository::refreshingChanged);
        QVERIFY(!repository.isKnown());
        repository.refresh();
        QVERIFY(repository.isRefreshing());
        QVERIFY(QTest::qWaitFor([&] { return changed.size() == 1; }));
        QVERIFY(repository.isKnown() && repository.streams().isEmpty());
        QVERIFY_RESULT(waited(bench.client->createStream(*m_permit, config(u"A"_s))));
        repository.refreshOne(u"A"_s);
        QVERIFY(QTest::qWaitFor([&] { return changed.size() == 2; }));
        QVERIFY(repository.find(u"A"_s));
        clock.advance(std::chrono::seconds(12));
        QCOMPARE(repository.age(), std::chrono::seconds(12));
        bench.server->kill();
        QVERIFY(QTest::qWaitFor([&] { return !bench.connection->status().isConnected(); }));
        repository.refresh();
        QVERIFY(QTest::qWaitFor([&] { return !repository.isRefreshing(); }));
        QCOMPARE(repository.error()->kind, ErrorKind::Unreachable);
        QVERIFY(repository.find(u"A"_s));
        QCOMPARE(repository.age(), std::chrono::seconds(12));
    }

private:
    MemoryGate m_gate;
    std::optional<guard::Permit> m_permit;
};

NATSDECK_TEST(JetStreamTest)
#include "server_jetstream.moc"
