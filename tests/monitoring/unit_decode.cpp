#include "models/monitoring/decode.h"
#include "models/monitoring/go_time.h"
#include "models/monitoring/reading_source.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::monitoring;
using namespace Qt::StringLiterals;

namespace {

QByteArray captured(const QString &name)
{
    QFile file(QTest::qFindTestData(u"data/"_s + name, __FILE__, __LINE__));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no file %s", qPrintable(name));
    return file.readAll();
}

// A reply in which `levels` objects stand within each other, itself included.
QByteArray nested(int levels)
{
    QByteArray reply = R"({"server_id":"A","now":"2026-01-01T00:00:00Z","x":)";
    for (int i = 1; i < levels; ++i)
        reply += R"({"x":)";
    reply += '1';
    reply += QByteArray(levels, '}');
    return reply;
}

} // namespace

class DecodeTest : public QObject
{
    Q_OBJECT

private slots:
    void readsVarzOfEveryVersion_data()
    {
        QTest::addColumn<QString>("version");
        for (const char *version : {"2.9.10", "2.12.15", "2.14.2"})
            QTest::newRow(version) << QString::fromLatin1(version);
    }
    void readsVarzOfEveryVersion()
    {
        QFETCH(QString, version);
        const Result<Varz> varz = decodeVarz(captured(u"varz-%1.json"_s.arg(version)));
        QVERIFY2(varz.has_value(), varz ? "" : qPrintable(toText(varz.error())));
        QCOMPARE(varz->version, version);
        QCOMPARE(varz->serverName, u"probe-"_s + version);
        QCOMPARE(varz->serverId.size(), 56);
        QCOMPARE(varz->connections, 1);
        QCOMPARE(varz->totalConnections, 6);
        QVERIFY(varz->inMsgs >= 70 && varz->inBytes > varz->inMsgs);
        QVERIFY(varz->mem > 1024 * 1024);
        QCOMPARE(varz->cores, 2);
        QVERIFY(varz->cpu >= 0);
        QVERIFY(varz->now > varz->start && varz->now - varz->start < 60'000'000'000);
        QVERIFY(!varz->loginRequired);
        QVERIFY(varz->jetStream.has_value());
        QCOMPARE(varz->jetStream->storage, qint64(3050));
        QCOMPARE(varz->jetStream->reservedStorage, qint64(10 * 1024 * 1024));
        QVERIFY(varz->jetStream->maxStorage > 1024 * 1024 * 1024);
        QCOMPARE(varz->jetStream->apiErrors, 1);
        QCOMPARE(varz->jetStream->storeFolder, u"/data/jetstream"_s);
    }

    void readsStreamsOfEveryVersion_data() { readsVarzOfEveryVersion_data(); }
    void readsStreamsOfEveryVersion()
    {
        QFETCH(QString, version);
        const Result<Jsz> jsz = decodeJsz(captured(u"jsz-streams-%1.json"_s.arg(version)));
        QVERIFY(jsz.has_value());
        QCOMPARE(jsz->streams, 2);
        QCOMPARE(jsz->consumers, 1);
        QCOMPARE(jsz->messages, 70);
        QCOMPARE(jsz->use.storage, qint64(3050));
        QCOMPARE(jsz->details.size(), std::size_t(2));
        const StreamReading &orders = jsz->details[jsz->details[0].name == u"ORDERS"_s ? 0 : 1];
        const StreamReading &events = jsz->details[jsz->details[0].name == u"ORDERS"_s ? 1 : 0];
        QCOMPARE(orders.name, u"ORDERS"_s);
        QCOMPARE(orders.account, u"$G"_s);
        QCOMPARE(orders.messages, 50);
        QCOMPARE(orders.lastSequence, quint64(50));
        QCOMPARE(orders.consumers, 1);
        QVERIFY(orders.hasConfig && orders.discardsNew);
        QCOMPARE(orders.maxBytes, std::optional<qint64>(10 * 1024 * 1024));
        QVERIFY(!events.maxBytes && !events.maxMsgs && !events.maxAge && !events.discardsNew);
    }

    void readsConnectionsOfEveryVersion_data() { readsVarzOfEveryVersion_data(); }
    void readsConnectionsOfEveryVersion()
    {
        QFETCH(QString, version);
        const Result<Connz> connz = decodeConnz(captured(u"connz-%1.json"_s.arg(version)));
        QVERIFY(connz.has_value());
        QCOMPARE(connz->total, 1);
        QCOMPARE(connz->limit, 1024);
        QCOMPARE(connz->connections.size(), std::size_t(1));
        const ConnectionRow &row = connz->connections.front();
        QCOMPARE(row.ip, u"127.0.0.1"_s);
        QCOMPARE(row.language, u"go"_s);
        QVERIFY(row.name.startsWith(u"NATS CLI"_s));
        QCOMPARE(row.subscriptions, 1);
        QVERIFY(row.roundTrip > 0 && row.roundTrip < 1'000'000'000);
        QVERIFY(row.start > 0 && row.start <= row.lastActivity);
    }

    void readsHealthOfEveryVersion_data() { readsVarzOfEveryVersion_data(); }
    void readsHealthOfEveryVersion()
    {
        QFETCH(QString, version);
        QVERIFY(decodeHealthz(captured(u"healthz-%1.json"_s.arg(version)))->healthy);
    }

    void keepsTheReasonOfAnUnhealthyServer()
    {
        const Result<Healthz> health = decodeHealthz(R"({"status":"unavailable","status_code":503,"error":"JetStream is not current"})");
        QVERIFY(health && !health->healthy);
        QCOMPARE(health->error, u"JetStream is not current"_s);
    }

    void takesJetStreamThatIsOffAsNothing()
    {
        const auto varz = decodeVarz(R"({"server_id":"A","now":"2026-01-01T00:00:00Z","jetstream":{}})");
        QVERIFY(varz && !varz->jetStream);
        QCOMPARE(varz->serverName, u"A"_s);
    }

    void passesOverUnknownAndMistypedFields()
    {
        const auto varz = decodeVarz(
            R"({"server_id":"A","now":"2026-01-01T00:00:00Z","in_msgs":"many","connections":[1,2],"cpu":null,"future":{"a":[{"b":1}]},"mem":7})");
        QVERIFY(varz);
        QCOMPARE(varz->inMsgs, 0);
        QCOMPARE(varz->connections, 0);
        QCOMPARE(varz->mem, 7);
    }

    void takesGosMinusOneAsNothingReserved()
    {
        const auto varz = decodeVarz(
            R"({"server_id":"A","now":"2026-01-01T00:00:00Z","jetstream":{"config":{},"stats":{"reserved_storage":18446744073709551615}}})");
        QVERIFY(varz && varz->jetStream);
        QCOMPARE(varz->jetStream->reservedStorage, 0);
    }

    void cleansHostileTexts()
    {
        const auto connz = decodeConnz(
            "{\"connections\":[{\"cid\":1,\"name\":\"a\\u001b[31m\\u202eb\\u0000\",\"reason\":\"<b>\\n\"},{\"cid\":0,\"name\":\"x\"},7]}");
        QVERIFY(connz);
        QCOMPARE(connz->connections.size(), std::size_t(1));
        const QString name = connz->connections.front().name;
        for (const QChar c : name)
            QVERIFY2(c.unicode() >= 0x20 && c.unicode() != 0x202E, qPrintable(name));
        QVERIFY(!connz->connections.front().reason.contains(u'\n'));
    }

    void refusesWhatIsNoReply_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("empty") << QByteArray() << ErrorKind::Protocol;
        QTest::newRow("page") << QByteArray("<html></html>") << ErrorKind::Protocol;
        QTest::newRow("array") << QByteArray("[]") << ErrorKind::Protocol;
        QTest::newRow("cut") << captured(u"varz-2.14.2.json"_s).chopped(40) << ErrorKind::Protocol;
        QTest::newRow("two") << QByteArray(R"({"server_id":"A","now":"2026-01-01T00:00:00Z"}{})") << ErrorKind::Protocol;
        QTest::newRow("another service") << QByteArray(R"({"status":"ok"})") << ErrorKind::Protocol;
        QTest::newRow("not UTF-8") << QByteArray("{\"server_id\":\"\xff\"}") << ErrorKind::Protocol;
        QTest::newRow("too deep") << nested(depthLimit + 1) << ErrorKind::LimitExceeded;
        QTest::newRow("too large") << QByteArray(ReadingSource::replyLimit + 1, ' ') << ErrorKind::LimitExceeded;
    }
    void refusesWhatIsNoReply()
    {
        QFETCH(QByteArray, reply);
        QFETCH(ErrorKind, kind);
        const auto varz = decodeVarz(reply);
        QVERIFY(!varz);
        QCOMPARE(varz.error().kind, kind);
    }

    void takesTheDeepestReplyAllowed() { QVERIFY(decodeVarz(nested(depthLimit)).has_value()); }

    void takesTheLargestReplyAllowed()
    {
        QByteArray reply = captured(u"varz-2.14.2.json"_s);
        reply += QByteArray(ReadingSource::replyLimit - reply.size(), ' ');
        QCOMPARE(qint64(reply.size()), ReadingSource::replyLimit);
        QVERIFY(decodeVarz(reply).has_value());
    }

    void readsGoTimes()
    {
        QCOMPARE(parseGoTime("1970-01-01T00:00:01Z"), std::optional<qint64>(1'000'000'000));
        QCOMPARE(parseGoTime("2026-11-24T10:39:18.33050854Z"), std::optional<qint64>(1795516758330508540));
        QCOMPARE(parseGoTime("2026-11-24T12:39:18.33050854+02:00"), std::optional<qint64>(1795516758330508540));
        QCOMPARE(parseGoTime("2024-02-29T23:59:59.999999999Z"), std::optional<qint64>(1709251199999999999));
        for (const char *bad : {"", "0001-01-01T00:00:00Z", "2026-11-24 10:39:18Z", "2026-11-24T10:39:18", "2026-13-24T10:39:18Z",
                                "2026-11-24T10:39:18+0200"})
            QVERIFY2(!parseGoTime(bad), bad);
    }

    void readsGoDurations()
    {
        QCOMPARE(parseGoDuration("643µs"), std::optional<qint64>(643'000));
        QCOMPARE(parseGoDuration("1.5ms"), std::optional<qint64>(1'500'000));
        QCOMPARE(parseGoDuration("1h2m3.5s"), std::optional<qint64>(3'723'500'000'000));
        QCOMPARE(parseGoDuration("-2ns"), std::optional<qint64>(-2));
        QCOMPARE(parseGoDuration("0"), std::optional<qint64>(0));
        for (const char *bad : {"", "5", "ms", "1.2.3s", "1x", "999999999h"})
            QVERIFY2(!parseGoDuration(bad), bad);
    }
};

NATSDECK_TEST(DecodeTest)
#include "unit_decode.moc"
