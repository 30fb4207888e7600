#include "models/kube/watch.h"
#include "tests/kube/support_client.h"
#include "tests/support/kube_stub_http2.h"
#include "tests/support/kube_stub_objects.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QJsonArray>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

QByteArray pod(const QByteArray &name, const QByteArray &version)
{
    return "{\"metadata\":{\"name\":\"" + name + "\",\"uid\":\"u-" + name + "\",\"resourceVersion\":\"" + version + "\"}}";
}

QByteArray change(const QByteArray &type, const QByteArray &object) { return "{\"type\":\"" + type + "\",\"object\":" + object + "}\n"; }

QByteArray listJson(const QByteArrayList &items, const QByteArray &version)
{
    return "{\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"items\":[" + items.join(',') + "]}";
}

StubReply list(const QByteArrayList &items, const QByteArray &version)
{
    StubReply reply;
    reply.body = listJson(items, version);
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

// A second of a cluster's life in 20 ms.
ClientTuning fast()
{
    ClientTuning tuning;
    tuning.pulse = milliseconds(300);
    tuning.answer = milliseconds(200);
    tuning.shortWatch = milliseconds(600);
    tuning.firstPause = milliseconds(16);
    tuning.longestPause = milliseconds(600);
    return tuning;
}

struct Mirror
{
    explicit Mirror(Watch &watch)
    {
        QObject::connect(&watch, &Watch::listed, &watch, [this](const QList<QJsonObject> &objects) {
            ++lists;
            for (const QJsonObject &object : objects)
                take(object);
        });
        QObject::connect(&watch, &Watch::events, &watch, [this](const QList<WatchEvent> &events) {
            for (const WatchEvent &event : events) {
                kinds << event.kind;
                if (event.kind == WatchEvent::Kind::Deleted)
                    state.remove(nameOf(event.object));
                else
                    take(event.object);
                version = std::max(version, resourceVersionOf(event.object).toInt());
            }
            ++batches;
        });
    }
    void take(const QJsonObject &object) { state.insert(nameOf(object), resourceVersionOf(object)); }

    QMap<QString, QString> state;
    QList<WatchEvent::Kind> kinds;
    int version = 0;
    int lists = 0;
    int batches = 0;
};

// When and why a watch said that it is stale: it may be live again a moment later.
struct Noticed
{
    explicit Noticed(Watch &watch)
    {
        timer.start();
        QObject::connect(&watch, &Watch::stateChanged, &watch, [this, &watch] {
            if (watch.state() != WatchState::Stale || after > 0)
                return;
            after = timer.elapsed();
            reason = watch.reason().value_or(Error{});
        });
    }
    QElapsedTimer timer;
    qint64 after = 0;
    Error reason;
};

} // namespace

class WatchFaultTest : public QObject
{
    Q_OBJECT

private slots:
    void aHalfOpenStreamOverHttp1IsNoticedInTime()
    {
        StubAndClient both(field("token", "t1"), {}, true, fast());
        both.stub.on("GET", podsPath, [](const StubRequest &request) {
            return isWatch(request) ? stream({"\n"}, StubReply::End::Hold) : list({pod("a", "1")}, "1");
        });
        const auto watch = both.client.watch(pods());
        Mirror mirror(*watch);
        QTRY_COMPARE(watch->state(), WatchState::Live);
        QVERIFY(both.stub.requests().last().query.contains("timeoutSeconds=1"));
        Noticed noticed(*watch);
        both.stub.silenceConnections();
        QTRY_VERIFY(noticed.after > 0);
        const qint64 budget = (fast().shortWatch + fast().answer).count();
        QVERIFY2(noticed.after <= budget + 200, qPrintable(QString::number(noticed.after)));
        QCOMPARE(noticed.reason.kind, ErrorKind::Unreachable);
        QCOMPARE(mirror.state.size(), 1);
        QTRY_COMPARE(watch->state(), WatchState::Live); // over a new connection, where it was
        QCOMPARE(mirror.lists, 1);
        QCOMPARE(versionIn(both.stub.requests().last()), "1");
    }

    void aSilentConnectionOverHttp2IsNoticedByItsPulse()
    {
        Http2Stub stub(serverCertificate().pem, serverCertificate().key, [](int request) -> Http2Stub::Answer {
            if (request == 0)
                return {listJson({pod("a", "1")}, "1"), false};
            if (request == 1)
                return {change("ADDED", pod("b", "2")), true};
            return {"ok", false}; // livez
        });
        const MemoryConsents consents;
        QByteArray config = KubeStub().kubeconfig(trusted(), field("token", "t"));
        config.replace(config.mid(config.indexOf("http://"), config.indexOf('\n', config.indexOf("http://")) - config.indexOf("http://")),
                       stub.url().toLatin1());
        Client client(contextOf(config), consents, nullptr, [] {
            ClientTuning tuning = fast();
            tuning.streamingLists = false;
            return tuning;
        }());
        const auto watch = client.watch(pods());
        Mirror mirror(*watch);
        QTRY_COMPARE(mirror.state.size(), 2);
        const int connections = stub.connections();
        QTRY_VERIFY(stub.requests() >= 5);         // asked, answered, and asked again …
        QCOMPARE(stub.connections(), connections); // … over the same connection
        QCOMPARE(watch->state(), WatchState::Live);
        Noticed noticed(*watch);
        stub.silence();
        QTRY_VERIFY(noticed.after > 0);
        QVERIFY2(noticed.after <= (fast().pulse + fast().answer).count() + 200, qPrintable(QString::number(noticed.after)));
        QTRY_VERIFY(stub.connections() > connections); // it does not go on with the dead one
        QCOMPARE(mirror.state.size(), 2);
    }

    void cleanAndBrokenCutsLoseNothingAndListNothingAgain()
    {
        constexpr int cuts = 40;
        StubCollection collection(7);
        collection.watchesUntilHeld = cuts;
        collection.cutWithinEvery = 9;
        StubAndClient both(field("token", "t1"), {}, true, fast());
        std::atomic<int> seen = 0;
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            // One cut after the other: what was sent is looked at before there is more.
            for (int i = 0; i < 200 && seen < collection.resourceVersion() && collection.watches() % 9 != 0; ++i)
                std::this_thread::sleep_for(milliseconds(1));
            return collection.answer(request);
        });
        const auto watch = both.client.watch(pods());
        Mirror mirror(*watch);
        int equal = 0;
        int different = 0;
        connect(watch.get(), &Watch::events, this, [&] {
            // What came and went between two batches is not told, so the state may be that of a moment later.
            const QByteArray ours = StubCollection::hashOf(mirror.state);
            bool same = false;
            for (int version = mirror.version; !same && version <= collection.resourceVersion(); ++version)
                same = ours == collection.hashAt(version);
            same ? ++equal : ++different;
            seen = mirror.version;
        });
        QTRY_VERIFY_WITH_TIMEOUT(collection.watches() > cuts && mirror.version == collection.resourceVersion(), 30'000);
        QCOMPARE(different, 0);
        QVERIFY2(equal >= cuts * 8 / 9, qPrintable(QString::number(equal)));
        QCOMPARE(collection.lists(), 1);
        QCOMPARE(StubCollection::hashOf(mirror.state), collection.hashAt(collection.resourceVersion()));
    }

    void whatChangedWhileThePlaceWasLostComesAsEvents()
    {
        StubAndClient both(field("token", "t1"), {}, true, fast());
        std::atomic<int> lists = 0;
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            if (!isWatch(request))
                return ++lists == 1 ? list({pod("same", "1"), pod("changed", "2"), pod("gone", "3")}, "3")
                                    : list({pod("same", "1"), pod("changed", "8"), pod("new", "9")}, "9");
            return versionIn(request) == "3" ? refusal(410, "Expired", "too old") : stream({"\n"}, StubReply::End::Hold);
        });
        const auto watch = both.client.watch(pods());
        Mirror mirror(*watch);
        QTRY_COMPARE(mirror.state, (QMap<QString, QString>{{u"same"_s, u"1"_s}, {u"changed"_s, u"8"_s}, {u"new"_s, u"9"_s}}));
        using Kind = WatchEvent::Kind;
        QCOMPARE(mirror.kinds, (QList<Kind>{Kind::Deleted, Kind::Modified, Kind::Added})); // and nothing of what is the same
        QCOMPARE(watch->relists(), quint64(1));
        QTRY_COMPARE(watch->state(), WatchState::Live);
    }

    void aServerThatKeepsForgettingIsAskedMoreAndMoreRarely()
    {
        ClientTuning tuning = fast();
        tuning.firstPause = milliseconds(100);
        tuning.longestPause = milliseconds(10'000);
        StubAndClient both(field("token", "t1"), {}, true, tuning);
        std::atomic<int> lists = 0;
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            if (isWatch(request))
                return stream({change("ERROR", statusJson(410, "Expired", "too old"))});
            ++lists;
            return list({pod("a", "1")}, "1");
        });
        const auto watch = both.client.watch(pods());
        QTest::qWait(1200);
        QVERIFY2(lists >= 3 && lists <= 7, qPrintable(QString::number(lists)));
    }

    void aBusyServerIsAskedAgainWhenItSaysFromTheSamePlace()
    {
        StubAndClient both(field("token", "t1"), {}, true, fast());
        std::atomic<int> watches = 0;
        QElapsedTimer timer;
        std::atomic<qint64> second = 0;
        timer.start();
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            if (!isWatch(request))
                return list({pod("a", "5")}, "5");
            if (++watches == 1) {
                timer.restart();
                return refusal(429, "TooManyRequests", "slow down", "1");
            }
            second = timer.elapsed();
            return stream({"\n"}, StubReply::End::Hold);
        });
        const auto watch = both.client.watch(pods());
        QTRY_COMPARE(watch->state(), WatchState::Live);
        QCOMPARE(watches, 2);
        QVERIFY2(second >= 990, qPrintable(QString::number(second)));
        QCOMPARE(versionIn(both.stub.requests().last()), "5");
        QCOMPARE(watch->relists(), quint64(0));
    }

    void serverErrorsOnTheStreamEndInANewList()
    {
        StubAndClient both(field("token", "t1"), {}, true, fast());
        std::atomic<int> lists = 0;
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            if (!isWatch(request))
                return list({pod("a", ++lists == 1 ? "1" : "2")}, lists == 1 ? "1" : "2");
            return lists == 1 ? stream({change("ERROR", statusJson(500, "InternalError", "etcd"))}) : stream({"\n"}, StubReply::End::Hold);
        });
        const auto watch = both.client.watch(pods());
        Mirror mirror(*watch);
        QTRY_COMPARE(mirror.state.value(u"a"_s), u"2"_s);
        QCOMPARE(lists, 2);
        QTRY_COMPARE(watch->state(), WatchState::Live);
    }

    void listsInOneStreamWhereThatIsOffered()
    {
        ClientTuning tuning = fast();
        tuning.streamingLists = true;
        StubAndClient both(field("token", "t1"), {}, true, tuning);
        std::atomic<int> watches = 0;
        const QByteArray end =
            R"({"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9","annotations":{"k8s.io/initial-events-end":"true"}}}})";
        both.stub.on("GET", podsPath, [&](const StubRequest &) {
            StubReply reply = ++watches == 1 ? stream({change("ADDED", pod("z", "7")), change("ADDED", pod("a", "2")), end + '\n',
                                                       change("MODIFIED", pod("a", "10"))})
                                             : stream({"\n"}, StubReply::End::Hold);
            reply.chunkDelay = 80; // longer than a batch
            return reply;
        });
        const auto watch = both.client.watch(pods());
        Mirror mirror(*watch);
        QList<qsizetype> rows;
        connect(watch.get(), &Watch::rows, this, [&](const QList<QJsonObject> &objects, bool first) {
            QCOMPARE(first, rows.isEmpty());
            rows << objects.size();
        });
        QTRY_COMPARE(mirror.state, (QMap<QString, QString>{{u"a"_s, u"10"_s}, {u"z"_s, u"7"_s}}));
        QCOMPARE(mirror.lists, 1);
        QCOMPARE(rows, (QList<qsizetype>{1, 1})); // each as it came, before the list was whole
        const QByteArray asked = both.stub.requests().first().query;
        QVERIFY(asked.contains("sendInitialEvents=true") && asked.contains("resourceVersionMatch=NotOlderThan"));
        QVERIFY(!asked.contains("resourceVersion="));
        QTRY_COMPARE(watches, 2);
        QCOMPARE(versionIn(both.stub.requests().last()), "10");
        QVERIFY(!both.stub.requests().last().query.contains("sendInitialEvents"));
    }

    void listsInPagesWhereThereAreNoStreamingLists_data()
    {
        QTest::addColumn<bool>("saidOnTheStream");
        QTest::newRow("the server refuses") << false;
        QTest::newRow("its storage cannot") << true;
    }
    void listsInPagesWhereThereAreNoStreamingLists()
    {
        QFETCH(const bool, saidOnTheStream);
        ClientTuning tuning = fast();
        tuning.streamingLists = true;
        StubAndClient both(field("token", "t1"), {}, true, tuning);
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            if (request.query.contains("sendInitialEvents") && saidOnTheStream)
                return stream({change("ERROR", statusJson(500, "InternalError", "RequestWatchProgress is disabled"))});
            if (request.query.contains("sendInitialEvents"))
                return refusal(422, "Invalid", "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
            return isWatch(request) ? stream({"\n"}, StubReply::End::Hold) : list({pod("a", "1")}, "1");
        });
        for (int i = 0; i < 2; ++i) { // it is not asked for a second time
            const auto watch = both.client.watch(pods());
            Mirror mirror(*watch);
            QTRY_COMPARE(watch->state(), WatchState::Live);
            QCOMPARE(mirror.state.size(), 1);
        }
        int asked = 0;
        for (const StubRequest &request : both.stub.requests())
            asked += request.query.contains("sendInitialEvents") ? 1 : 0;
        QCOMPARE(asked, 1);
    }

    // Seen with field selectors on a storage without progress notices: the stream begins well and then says so.
    void listsInPagesWhatTheServerCannotStream()
    {
        ClientTuning tuning = fast();
        tuning.streamingLists = true;
        StubAndClient both(field("token", "t1"), {}, true, tuning);
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            if (request.query.contains("sendInitialEvents"))
                return stream(
                    {R"({"type":"ERROR","object":{"kind":"Status","code":500,"reason":"InternalError","message":"feature disabled"}})"
                     "\n"});
            return isWatch(request) ? stream({"\n"}, StubReply::End::Hold) : list({pod("a", "1")}, "1");
        });
        const auto watch = both.client.watch(pods());
        Mirror mirror(*watch);
        QTRY_COMPARE(watch->state(), WatchState::Live);
        QCOMPARE(mirror.state.size(), 1);
    }

    void showsTheFirstRowsBeforeTheLastPage()
    {
        StubAndClient both;
        std::atomic<bool> mayEnd = false;
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            if (isWatch(request))
                return stream({"\n"}, StubReply::End::Hold);
            for (int i = 0; i < 3000 && request.query.contains("continue=") && !mayEnd; ++i)
                std::this_thread::sleep_for(milliseconds(1));
            return fatPods(900)(request);
        });
        const auto watch = both.client.watch(pods());
        Mirror mirror(*watch);
        qsizetype rows = 0;
        connect(watch.get(), &Watch::rows, this, [&](const QList<QJsonObject> &objects) { rows += objects.size(); });
        QTRY_COMPARE(rows, 500);
        QCOMPARE(mirror.lists, 0);
        mayEnd = true;
        QTRY_COMPARE(mirror.lists, 1);
        QCOMPARE(mirror.state.size(), 900);
        QCOMPARE(rows, 900);
    }

    void hostileTextsArriveAsText()
    {
        StubAndClient both;
        QJsonArray items;
        const QJsonObject model = QJsonDocument::fromJson(fatPod(1)).object();
        for (unsigned i = 0; i < 24; ++i) {
            QJsonObject object = withHostileStrings(model, i);
            QJsonObject metadata = object.value(u"metadata"_s).toObject();
            metadata.insert(u"uid"_s, u"u-%1"_s.arg(i));
            object.insert(u"metadata"_s, metadata);
            items.append(object);
        }
        StubReply reply;
        reply.body = QJsonDocument(QJsonObject{{u"metadata"_s, QJsonObject{{u"resourceVersion"_s, u"1"_s}}}, {u"items"_s, items}}).toJson();
        both.stub.reply("GET", podsPath, reply);
        const auto all = async::await(both.client.list(pods()));
        QVERIFY2(all, all ? "" : qPrintable(toText(all.error())));
        QCOMPARE(all->items.size(), 24);
        for (const QJsonObject &object : all->items)
            QVERIFY(!object.value(u"metadata"_s).toObject().contains(u"managedFields"_s));
    }
};

NATSDECK_TEST(WatchFaultTest)
#include "unit_watch_faults.moc"
