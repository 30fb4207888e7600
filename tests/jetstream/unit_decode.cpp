#include "models/jetstream/decode.h"

#include "models/base/json.h"
#include "models/jetstream/page_reader.h"
#include "models/jetstream/scope.h"
#include "models/jetstream/stream_walks.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace natsdeck;
using namespace natsdeck::jetstream;
using namespace Qt::StringLiterals;

namespace {

const QByteArray streamReply = R"({"type":"io.nats.jetstream.api.v1.stream_info_response","total":0,"offset":0,"limit":0,
"config":{"name":"ORDERS","description":"all \u003e orders","subjects":["orders.\u003e"],"retention":"workqueue","max_consumers":-1,"max_msgs":-1,
"max_bytes":1073741824,"max_age":31536000000000001,"max_msgs_per_subject":-1,"max_msg_size":-1,"discard":"old","storage":"memory",
"num_replicas":3,"duplicate_window":120000000000,"allow_direct":true,"mirror_direct":false,"sealed":false,"future_field":{"deep":[1,2]}},
"created":"2026-01-02T03:04:05.678901234Z","state":{"messages":5,"bytes":500,"first_seq":3,"first_ts":"2026-01-02T03:04:06Z","last_seq":9,
"last_ts":"2026-01-02T03:04:07.000000001Z","num_subjects":4,"num_deleted":2,"consumer_count":1},
"cluster":{"name":"C1","leader":"nats-1","replicas":[{"name":"nats-0","current":true,"active":123456789,"lag":7},{"name":"nats-2","current":false,"offline":true,"active":1}]}})";

} // namespace

class DecodeTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsAStreamExactly()
    {
        const Result<StreamInfo> info = decodeStreamInfo(streamReply);
        QVERIFY2(info, info ? "" : qPrintable(toText(info.error())));
        QCOMPARE(info->name, u"ORDERS"_s);
        QCOMPARE(info->description, u"all > orders"_s);
        QCOMPARE(info->subjects, QStringList{u"orders.>"_s});
        QCOMPARE(info->retention, Retention::WorkQueue);
        QCOMPARE(info->storage, Storage::Memory);
        QCOMPARE(info->replicas, 3);
        QCOMPARE(info->maxBytes, 1073741824);
        QCOMPARE(info->maxMessages, unlimited);
        QCOMPARE(info->maxAgeNs, Q_INT64_C(31536000000000001)); // more than a double can hold
        QCOMPARE(info->messages, quint64(5));
        QCOMPARE(info->firstSequence, quint64(3));
        QCOMPARE(info->lastSequence, quint64(9));
        QCOMPARE(info->deleted, quint64(2));
        QCOMPARE(info->lastTimeNs - info->firstTimeNs, Q_INT64_C(1000000001));
        QCOMPARE(formatTime(info->createdNs), QByteArray("2026-01-02T03:04:05.678901234Z"));
        QCOMPARE(info->leader, u"nats-1"_s);
        QCOMPARE(info->peers.size(), 2);
        QVERIFY(info->peers.at(1).offline);
        QVERIFY(info->allowDirect);
    }

    void keepsTheWholeConfigurationForAnUpdate()
    {
        const Result<StreamInfo> info = decodeStreamInfo(streamReply);
        const QJsonObject whole = json::parseObject(streamReply, u"reply"_s)->value(u"config"_s).toObject();
        QCOMPARE(info->config, whole);
        QCOMPARE(info->config.value(u"max_age"_s).toInteger(), Q_INT64_C(31536000000000001));
        QVERIFY(json::compact(info->config).contains("31536000000000001"));
        QVERIFY(info->config.contains(u"future_field"_s));
    }

    void keepsApiErrorsApart_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<int>("code");
        const auto error = [](int code, int errCode) {
            return QByteArray(R"({"type":"x","error":{"code":%1,"err_code":%2,"description":"why"}})")
                .replace("%1", QByteArray::number(code))
                .replace("%2", QByteArray::number(errCode));
        };
        QTest::newRow("stream not found") << error(404, 10059) << ErrorKind::NotFound << 10059;
        QTest::newRow("name in use") << error(400, 10058) << ErrorKind::Conflict << 10058;
        QTest::newRow("storage exhausted") << error(500, 10047) << ErrorKind::LimitExceeded << 10047;
        QTest::newRow("not enabled") << error(503, 10039) << ErrorKind::Unsupported << 10039;
        QTest::newRow("strict") << error(400, 10025) << ErrorKind::Invalid << 10025;
        QTest::newRow("unknown") << error(400, 19999) << ErrorKind::Rejected << 19999;
        QTest::newRow("not JSON") << QByteArray("<html>") << ErrorKind::Protocol << 0;
        QTest::newRow("empty") << QByteArray() << ErrorKind::Protocol << 0;
        QTest::newRow("no stream") << QByteArray("{}") << ErrorKind::Protocol << 0;
        QTest::newRow("too deep") << QByteArray("{\"a\":" + QByteArray(100, '[') + QByteArray(100, ']') + '}') << ErrorKind::Protocol << 0;
    }
    void keepsApiErrorsApart()
    {
        QFETCH(QByteArray, reply);
        QFETCH(ErrorKind, kind);
        QFETCH(int, code);
        const Result<StreamInfo> info = decodeStreamInfo(reply);
        QVERIFY(!info);
        QCOMPARE(info.error().kind, kind);
        QCOMPARE(info.error().code, code);
    }

    void countsWhoIsMissingFromAPage()
    {
        const Result<StreamPage> page = decodeStreamPage(R"({"total":3,"offset":0,"limit":256,"streams":[],"missing":["A","B"]})");
        QVERIFY(page);
        QCOMPARE(page->total, 3);
        QCOMPARE(page->missing, (QStringList{u"A"_s, u"B"_s}));
    }

    void readsStoredMessagesWithTheirHeaders()
    {
        const QByteArray headers = QByteArray("NATS/1.0\r\nB: 2\r\nA: 1\r\nB: 3\r\n\r\n").toBase64();
        const QByteArray data = QByteArray("\0binary\xff", 8);
        const Result<StoredMessage> message =
            decodeStoredMessage(R"({"message":{"subject":"a.b","seq":18446744073709551615,"hdrs":")" + headers + R"(","data":")" +
                                data.toBase64() + R"(","time":"2026-09-17T14:31:00.123456789Z"}})");
        QVERIFY(message);
        QCOMPARE(message->sequence, Q_UINT64_C(18446744073709551615));
        QCOMPARE(message->headers, (nats::Headers{{"B", "2"}, {"A", "1"}, {"B", "3"}}));
        QCOMPARE(message->data, data);
        QCOMPARE(formatTime(message->timeNs), QByteArray("2026-09-17T14:31:00.123456789Z"));
    }

    void takesOnlyTheServersOwnHeadersOut()
    {
        const nats::Message republished("_INBOX.x", "data",
                                        {{"Nats-Sequence", "77"},
                                         {"Nats-Stream", "ORIGIN"},
                                         {"K", "v"},
                                         {"Nats-Stream", "HERE"},
                                         {"Nats-Subject", "s"},
                                         {"Nats-Sequence", "5"},
                                         {"Nats-Time-Stamp", "2026-09-17T14:31:00Z"}});
        const Result<StoredMessage> message = readDirectMessage(republished);
        QVERIFY(message);
        QCOMPARE(message->sequence, quint64(5));
        QCOMPARE(message->subject, QByteArray("s"));
        QCOMPARE(message->headers, (nats::Headers{{"Nats-Sequence", "77"}, {"Nats-Stream", "ORIGIN"}, {"K", "v"}}));
        QCOMPARE(readDirectMessage(nats::Message("x", "no headers")).error().kind, ErrorKind::Protocol);
    }

    void keepsNanoseconds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("ns");
        QTest::newRow("nine digits") << QByteArray("1970-01-01T00:00:01.000000001Z") << Q_INT64_C(1000000001);
        QTest::newRow("no fraction") << QByteArray("2026-09-17T14:31:00Z") << Q_INT64_C(1789655460000000000);
        QTest::newRow("offset") << QByteArray("2026-09-17T16:31:00.5+02:00") << Q_INT64_C(1789655460500000000);
        QTest::newRow("before 1970") << QByteArray("1969-12-31T23:59:59.999999999Z") << Q_INT64_C(-1);
        QTest::newRow("zero time") << QByteArray("0001-01-01T00:00:00Z") << noTime;
        QTest::newRow("nonsense") << QByteArray("yesterday") << noTime;
        QTest::newRow("no zone") << QByteArray("2026-09-17T14:31:00") << noTime;
        QTest::newRow("empty") << QByteArray() << noTime;
    }
    void keepsNanoseconds()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, ns);
        QCOMPARE(parseTime(text), ns);
        if (ns != noTime)
            QCOMPARE(parseTime(formatTime(ns)), ns);
    }

    void knowsThePrefixOfDomainsAndImports()
    {
        QCOMPARE(Scope{}.prefix(), QByteArray("$JS.API"));
        QCOMPARE((Scope{{}, u"hub"_s, {}}).prefix(), QByteArray("$JS.hub.API"));
        QCOMPARE((Scope{{}, u"hub"_s, u"JS.acc."_s}).prefix(), QByteArray("JS.acc"));
    }

    // A stream of a million with gaps, searched by halving: right at, before, between and after messages.
    void findsATimeByHalving()
    {
        constexpr quint64 last = 1'000'000;
        const auto exists = [](quint64 sequence) { return sequence % 7 != 0; };
        const auto timeOf = [](quint64 sequence) { return qint64(sequence) * 1000; };
        int requests = 0;
        const auto find = [&](qint64 time) {
            TimeSearch::Access access;
            access.get = [&](const QByteArray &body, const TimeSearch::Done &done) {
                ++requests;
                if (body.contains("start_time"))
                    return done(failure(Error{ErrorKind::Invalid, {}, {}, {}, 10003, {}}));
                quint64 sequence = quint64(json::parseObject(body, u"body"_s)->value(u"seq"_s).toInteger());
                while (sequence <= last && !exists(sequence))
                    ++sequence;
                if (sequence > last)
                    return done(failure(Error{ErrorKind::NotFound, {}, {}, {}, 10037, {}}));
                done(StoredMessage{sequence, timeOf(sequence), {}, {}, {}});
            };
            access.info = [&](const std::function<void(Result<StreamInfo>)> &done) {
                StreamInfo info;
                info.messages = last;
                info.firstSequence = 1;
                info.lastSequence = last;
                done(info);
            };
            return *async::take(std::make_shared<TimeSearch>(time, access)->start());
        };
        QCOMPARE(find(timeOf(500'000)), quint64(500'000));
        QCOMPARE(find(timeOf(500'000) + 1), quint64(500'001));
        QCOMPARE(find(timeOf(7)), quint64(8)); // 7 does not exist
        QCOMPARE(find(0), quint64(1));
        QCOMPARE(find(timeOf(last)), quint64(last));
        QCOMPARE(find(timeOf(last) + 1), quint64(last + 1));
        QVERIFY2(requests < 6 * 24, qPrintable(QString::number(requests)));
    }
};

NATSDECK_TEST(DecodeTest)
#include "unit_decode.moc"
