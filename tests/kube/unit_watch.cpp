#include "models/kube/json_splitter.h"
#include "models/kube/log_stream.h"
#include "models/kube/watch.h"
#include "tests/kube/support_client.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray pod(const QByteArray &name, const QByteArray &version, const QByteArray &more = {})
{
    return "{\"metadata\":{\"name\":\"" + name + "\",\"uid\":\"u-" + name + "\",\"resourceVersion\":\"" + version + "\"}" + more + "}";
}

QByteArray change(const QByteArray &type, const QByteArray &object) { return "{\"type\":\"" + type + "\",\"object\":" + object + "}\n"; }

StubReply list(const QByteArrayList &items, const QByteArray &version)
{
    StubReply reply;
    reply.body = "{\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"items\":[" + items.join(',') + "]}";
    return reply;
}

StubReply stream(const QList<QByteArray> &chunks, StubReply::End end = StubReply::End::Finish)
{
    StubReply reply;
    reply.chunks = chunks;
    reply.end = end;
    return reply;
}

bool isWatch(const StubRequest &request) { return request.query.contains("watch=true"); }

QByteArray versionIn(const StubRequest &request)
{
    return request.query.mid(request.query.indexOf("resourceVersion=") + 16).split('&').first();
}

// What a view would show.
struct Mirror
{
    explicit Mirror(Watch &watch)
    {
        QObject::connect(&watch, &Watch::listed, &watch, [this](const QList<QJsonObject> &objects) {
            ++lists;
            state.clear();
            for (const QJsonObject &object : objects)
                state.insert(nameOf(object), resourceVersionOf(object));
        });
        QObject::connect(&watch, &Watch::events, &watch, [this](const QList<WatchEvent> &events) {
            ++batches;
            for (const WatchEvent &event : events) {
                if (event.kind == WatchEvent::Kind::Deleted)
                    state.remove(nameOf(event.object));
                else
                    state.insert(nameOf(event.object), resourceVersionOf(event.object));
            }
        });
    }
    QMap<QString, QString> state;
    int lists = 0;
    int batches = 0;
};

} // namespace

class WatchTest : public QObject
{
    Q_OBJECT

private slots:
    void cutsJsonAtItsBoundariesHoweverItArrives()
    {
        const QByteArray text = " {\"a\":\"}{\\\"\"}\n\n{\"b\":[{\"c\":1}]}{\"d\":{}}\r\n";
        for (qsizetype size = 1; size <= text.size(); ++size) {
            JsonSplitter splitter;
            QList<QByteArray> objects;
            for (qsizetype at = 0; at < text.size(); at += size)
                objects += splitter.feed(text.mid(at, size));
            QCOMPARE(objects, (QList<QByteArray>{"{\"a\":\"}{\\\"\"}", "{\"b\":[{\"c\":1}]}", "{\"d\":{}}"}));
            QVERIFY(!splitter.isBroken());
        }
        JsonSplitter garbage;
        QVERIFY(garbage.feed("{\"a\":1}<html>").size() == 1 && garbage.isBroken());
        JsonSplitter small(100);
        QVERIFY(small.feed("{\"a\":\"" + QByteArray(92, 'x') + "\"}").size() == 1); // exactly 100
        QVERIFY(small.feed("{\"a\":\"" + QByteArray(95, 'x')).isEmpty() && small.isOverBudget());
    }

    void followsObjectsFromListToDeletion()
    {
        StubAndClient both;
        both.stub.on("GET", podsPath, [](const StubRequest &request) {
            if (!isWatch(request))
                return list({pod("a", "1"), pod("b", "2")}, "10");
            const QByteArray all = change("MODIFIED", pod("a", "11")) + change("ADDED", pod("c", "12")) +
                                   change("DELETED", pod("b", "13")) + change("BOOKMARK", pod("", "20"));
            return stream({all.left(30), all.mid(30, 50), all.mid(80)}, StubReply::End::Hold);
        });
        const auto watch = both.client.watch(pods());
        Mirror mirror(*watch);
        QTRY_COMPARE(mirror.state, (QMap<QString, QString>{{u"a"_s, u"11"_s}, {u"c"_s, u"12"_s}}));
        QCOMPARE(watch->state(), WatchState::Live);
        QCOMPARE(mirror.lists, 1);
        const StubRequest request = both.stub.requests().last();
        QCOMPARE(versionIn(request), "10");
        QVERIFY(request.query.contains("allowWatchBookmarks=true") && request.query.contains("timeoutSeconds="));
    }

    void resumesWhereItWasWhenTheStreamEnds()
    {
        StubAndClient both;
        std::atomic<int> streams = 0;
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            if (!isWatch(request))
                return list({}, "0");
            const int number = ++streams;
            if (number > 300)
                return stream({"\n"}, StubReply::End::Hold);
            return stream({change("MODIFIED", pod("a", QByteArray::number(number)))},
                          number % 7 == 0 ? StubReply::End::Cut : StubReply::End::Finish);
        });
        const auto watch = both.client.watch(pods());
        Mirror mirror(*watch);
        QTRY_VERIFY_WITH_TIMEOUT(streams > 5, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(streams > 8 && mirror.state.value(u"a"_s).toInt() >= 7, 20'000);
        QCOMPARE(mirror.lists, 1); // resumed, not listed again
        int expected = 0;
        for (const StubRequest &request : both.stub.requests()) {
            if (isWatch(request))
                QCOMPARE(versionIn(request).toInt(), expected++);
        }
    }

    void listsAgainWhenTheServerHasForgotten()
    {
        StubAndClient both;
        std::atomic<int> lists = 0;
        std::atomic<int> streams = 0;
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            if (!isWatch(request))
                return ++lists == 1 ? list({pod("old", "1")}, "1") : list({pod("new", "50")}, "50");
            if (++streams == 1)
                return stream({change("ERROR", statusJson(410, "Expired", "too old"))});
            return stream({change("ADDED", pod("x", "51"))}, StubReply::End::Hold);
        });
        const auto watch = both.client.watch(pods());
        Mirror mirror(*watch);
        QList<qsizetype> sizes; // the view never empties
        connect(watch.get(), &Watch::events, this, [&] { sizes << mirror.state.size(); });
        QTRY_COMPARE(mirror.state, (QMap<QString, QString>{{u"new"_s, u"50"_s}, {u"x"_s, u"51"_s}}));
        QCOMPARE(watch->relists(), quint64(1));
        QCOMPARE(mirror.lists, 1); // the difference came as events
        QVERIFY(!sizes.isEmpty() && !sizes.contains(0));
    }

    void garbageOnTheStreamIsReportedAndHealed()
    {
        for (const QByteArray &bad : {QByteArray("<html>"), QByteArray("{\"type\":1}{]"), "{\"x\":\"" + QByteArray(5 * 1024 * 1024, 'x')}) {
            StubAndClient both;
            std::atomic<int> streams = 0;
            both.stub.on("GET", podsPath, [&](const StubRequest &request) {
                if (!isWatch(request))
                    return list({pod("a", "1")}, "1");
                return ++streams == 1 ? stream({bad}) : stream({change("MODIFIED", pod("a", "2"))}, StubReply::End::Hold);
            });
            const auto watch = both.client.watch(pods());
            Mirror mirror(*watch);
            std::optional<Error> reason;
            connect(watch.get(), &Watch::stateChanged, this, [&] { reason = watch->reason() ? watch->reason() : reason; });
            QTRY_COMPARE_WITH_TIMEOUT(mirror.state.value(u"a"_s), u"2"_s, 10'000);
            QVERIFY(reason && (reason->kind == ErrorKind::Protocol || reason->kind == ErrorKind::LimitExceeded ||
                               reason->kind == ErrorKind::Invalid));
        }
    }

    void mergesTheEventsOfAFlappingObject()
    {
        StubAndClient both;
        both.stub.on("GET", podsPath, [](const StubRequest &request) {
            if (!isWatch(request))
                return list({}, "0");
            QByteArray storm;
            for (int i = 1; i <= 1000; ++i)
                storm += change(i == 1 ? "ADDED" : "MODIFIED", pod("a", QByteArray::number(i)));
            return stream({storm}, StubReply::End::Hold);
        });
        const auto watch = both.client.watch(pods());
        Mirror mirror(*watch);
        QTRY_COMPARE(mirror.state.value(u"a"_s), u"1000"_s);
        QVERIFY2(mirror.batches <= 10, qPrintable(QString::number(mirror.batches)));
    }

    void saysThatItIsStaleWhenTheServerIsGone()
    {
        StubAndClient both;
        std::atomic<bool> gone = false;
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            StubReply refusal;
            refusal.status = 403;
            refusal.body = statusJson(403, "Forbidden", "no more");
            if (gone)
                return refusal;
            return isWatch(request) ? stream({"\n"}, StubReply::End::Hold) : list({pod("a", "1")}, "1");
        });
        const auto watch = both.client.watch(pods());
        Mirror mirror(*watch);
        QTRY_COMPARE(watch->state(), WatchState::Live);
        gone = true;
        both.stub.cutConnections();
        QTRY_COMPARE(watch->state(), WatchState::Stale);
        QTRY_VERIFY(watch->reason() && watch->reason()->kind == ErrorKind::Forbidden);
        QVERIFY(watch->reason()->summary.contains(u"watch pods in n"));
        QCOMPARE(mirror.state.size(), 1); // what was known stays
        gone = false;
        QTRY_COMPARE_WITH_TIMEOUT(watch->state(), WatchState::Live, 15'000);
    }

    void manyStreamsDoNotKeepShortCallsWaiting()
    {
        StubAndClient both;
        both.stub.on("GET", podsPath,
                     [](const StubRequest &request) { return isWatch(request) ? stream({"\n"}, StubReply::End::Hold) : list({}, "1"); });
        StubReply reply;
        reply.body = "{}";
        both.stub.reply("GET", podsPath + "/p", reply);
        std::vector<std::unique_ptr<Watch>> watches;
        for (int i = 0; i < 12; ++i)
            watches.push_back(both.client.watch(pods()));
        for (const auto &watch : watches)
            QTRY_COMPARE(watch->state(), WatchState::Live);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QVERIFY(timer.elapsed() < 2000);
    }

    void aWatchMayGoAtAnyTime()
    {
        StubAndClient both;
        both.stub.on("GET", podsPath, [](const StubRequest &request) {
            return isWatch(request) ? stream({change("ADDED", pod("a", "2"))}, StubReply::End::Cut) : list({}, "1");
        });
        for (int i = 0; i < 20; ++i) {
            auto watch = both.client.watch(pods());
            QTest::qWait(i);
        }
        QVERIFY(async::await(both.client.list(pods())));
    }

    void followsALogWithoutRepeatingLinesAfterABreak()
    {
        StubAndClient both;
        std::atomic<int> streams = 0;
        both.stub.on("GET", podsPath + "/p/log", [&](const StubRequest &request) {
            const int number = ++streams;
            if (number == 1)
                return stream({"2026-01-01T00:00:01.5Z one\n2026-01-01T00:00:02Z t", "wo\x1b[1m\n2026-01-01T00:00:02.1Z three\n"},
                              StubReply::End::Cut);
            if (!request.query.contains("sinceTime=2026-01-01T00%3A00%3A02.1Z") || request.query.contains("tailLines"))
                return stream({"wrong question\n"});
            return stream({"2026-01-01T00:00:02Z two\n2026-01-01T00:00:02.1Z three\n2026-01-01T00:00:02.15Z four\n"});
        });
        LogOptions options;
        options.tailLines = 10;
        const auto log = both.client.followLogs(u"n"_s, u"p"_s, options);
        QStringList texts;
        bool ended = false;
        connect(log.get(), &LogStream::lines, this, [&](const QList<LogLine> &lines) {
            for (const LogLine &line : lines)
                texts << line.text;
        });
        connect(log.get(), &LogStream::ended, this, [&](const std::optional<Error> &error) { ended = !error; });
        QTRY_VERIFY_WITH_TIMEOUT(ended, 10'000);
        QCOMPARE(texts.size(), 4);
        QCOMPARE(texts.first(), u"one"_s);
        QCOMPARE(texts.last(), u"four"_s);
        QVERIFY(!texts[1].contains(QChar(0x1b)));
    }

    void aSilentLogIsAskedAgainFromItsLastLineOn()
    {
        ClientTuning tuning;
        tuning.shortWatch = std::chrono::milliseconds(300);
        StubAndClient both(field("token", "t1"), {}, true, tuning);
        std::atomic<int> streams = 0;
        both.stub.on("GET", podsPath + "/p/log", [&](const StubRequest &) {
            return ++streams == 1 ? stream({"2026-01-01T00:00:01Z one\n"}, StubReply::End::Hold)
                                  : stream({"2026-01-01T00:00:01Z one\n2026-01-01T00:00:02Z two\n"}, StubReply::End::Hold);
        });
        const auto log = both.client.followLogs(u"n"_s, u"p"_s, {});
        QStringList texts;
        bool ended = false;
        connect(log.get(), &LogStream::lines, this, [&](const QList<LogLine> &lines) {
            for (const LogLine &line : lines)
                texts << line.text;
        });
        connect(log.get(), &LogStream::ended, this, [&] { ended = true; });
        QTRY_COMPARE(texts.size(), 1);
        both.stub.silenceConnections(); // half-open: nothing says so
        QTRY_COMPARE(texts, (QStringList{u"one"_s, u"two"_s}));
        QTRY_VERIFY(streams > 3); // however long there is nothing to say
        QVERIFY(!ended);
        QCOMPARE(texts.size(), 2);
    }

    void aLogEndsWhenItsPodHasGone()
    {
        StubAndClient both;
        std::atomic<int> streams = 0;
        both.stub.on("GET", podsPath + "/p/log", [&](const StubRequest &) {
            return ++streams == 1 ? stream({"2026-01-01T00:00:01Z one\n"}, StubReply::End::Cut)
                                  : refusal(404, "NotFound", "pods p not found");
        });
        const auto log = both.client.followLogs(u"n"_s, u"p"_s, {});
        std::optional<Error> reason;
        connect(log.get(), &LogStream::ended, this, [&](const std::optional<Error> &error) { reason = error; });
        QTRY_VERIFY(reason.has_value());
        QCOMPARE(reason->kind, ErrorKind::NotFound);
    }
};

NATSDECK_TEST(WatchTest)
#include "unit_watch.moc"
