#include "tests/kube/support_client.h"
#include "tests/support/kube_stub_objects.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QJsonArray>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

StubReply body(const QByteArray &json)
{
    StubReply reply;
    reply.body = json;
    return reply;
}

} // namespace

// How requests go out: how many, in which order, in which form, and again when the server stumbles.
class KubeRequestTest : public QObject
{
    Q_OBJECT

private slots:
    void noMoreThanItsShareGoesToAServer()
    {
        ClientTuning tuning;
        tuning.requestBurst = 4;
        tuning.requestsPerSecond = 10;
        StubAndClient both(field("token", "t1"), {}, true, tuning);
        both.stub.reply("GET", podsPath + "/p", body("{}"));
        QElapsedTimer timer;
        timer.start();
        QList<async::Future<QJsonObject>> all;
        for (int i = 0; i < 12; ++i)
            all << both.client.get(pods(u"p"_s));
        for (const auto &one : all)
            QVERIFY(async::await(one));
        QVERIFY2(timer.elapsed() >= 780 && timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed()))); // 8 at 10 a second
        const RequestCounters counters = both.client.requestCounters();
        QCOMPARE(counters.sent, quint64(12));
        QCOMPARE(counters.delayed, quint64(8));
        QCOMPARE(counters.waiting, 0);
        QVERIFY(counters.waited >= milliseconds(1000));
    }

    void whatIsPolledStandsBack()
    {
        ClientTuning tuning;
        tuning.requestBurst = 1;
        tuning.requestsPerSecond = 10;
        StubAndClient both(field("token", "t1"), {}, true, tuning);
        both.stub.reply("GET", podsPath + "/p", body("{}"));
        both.stub.reply("GET", podsPath + "/p:8222/proxy/varz", body("{}"));
        const auto first = both.client.podProxyGet(u"n"_s, u"p"_s, 8222, u"varz"_s);
        const auto second = both.client.podProxyGet(u"n"_s, u"p"_s, 8222, u"varz"_s);
        const auto third = both.client.podProxyGet(u"n"_s, u"p"_s, 8222, u"varz"_s);
        const auto asked = both.client.get(pods(u"p"_s));
        QVERIFY(async::await(third) && async::await(second) && async::await(first) && async::await(asked));
        QByteArrayList paths;
        for (const StubRequest &request : both.stub.requests())
            paths << request.path.right(4);
        QCOMPARE(paths, (QByteArrayList{"varz", "ds/p", "varz", "varz"}));
    }

    void aCallThatWaitsForItsTurnEndsAtItsDeadlineAndCostsNothing()
    {
        ClientTuning tuning;
        tuning.requestBurst = 1;
        tuning.requestsPerSecond = 1;
        StubAndClient both(field("token", "t1"), {}, true, tuning);
        both.stub.reply("GET", podsPath + "/p", body("{}"));
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        const Error late = async::await(both.client.get(pods(u"p"_s), {milliseconds(200), {}})).error();
        QCOMPARE(late.kind, ErrorKind::Timeout);
        QVERIFY2(late.detail.contains(u"turn"), qPrintable(late.detail));
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QCOMPARE(both.client.requestCounters().sent, quint64(2));
    }

    void aCreationRefusedAsTooManyComesAgainButNeverAfterAStumble()
    {
        const QJsonObject object{{u"apiVersion"_s, u"v1"_s},
                                 {u"kind"_s, u"ConfigMap"_s},
                                 {u"metadata"_s, QJsonObject{{u"name"_s, u"c"_s}, {u"namespace"_s, u"n"_s}}}};
        const QByteArray path = "/api/v1/namespaces/n/configmaps";
        MemoryGate gate;
        StubAndClient both;
        both.stub.on("POST", path,
                     stumbling(2, refusal(429, "TooManyRequests", "slow", "0"), [](const StubRequest &) { return body("{}"); }));
        QVERIFY(async::await(both.client.create(gate.permit(u"k8s:x"_s), object)));
        QCOMPARE(both.stub.count("POST", path), 3);
        both.stub.on("POST", path, stumbling(9, refusal(503, "ServiceUnavailable", "x", "0"), {}));
        QVERIFY(!async::await(both.client.create(gate.permit(u"k8s:x"_s), object)));
        QCOMPARE(both.stub.count("POST", path), 4);
    }

    void aBurstOfServerErrorsIsRiddenOut()
    {
        StubAndClient both;
        for (const int code : {500, 502, 503, 504}) {
            both.stub.on("GET", podsPath + "/p", stumbling(3, refusal(code, "x", "x"), [](const StubRequest &) { return body("{}"); }));
            QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        }
        QCOMPARE(both.stub.count("GET", podsPath + "/p"), 16);
    }

    void aRetryAfterThatIsADateIsNotZero()
    {
        StubAndClient both;
        QElapsedTimer timer;
        timer.start();
        both.stub.on("GET", podsPath + "/p",
                     stumbling(1, refusal(429, "TooManyRequests", "slow", "Wed, 21 Oct 2026 07:28:00 GMT"),
                               [](const StubRequest &) { return body("{}"); }));
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QVERIFY(timer.elapsed() >= 990);
    }

    void aCallLeavesAConnectionThatGoesSilent()
    {
        StubAndClient both;
        both.stub.reply("GET", podsPath + "/p", body("{}"));
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        both.stub.silenceConnections();
        QCOMPARE(async::await(both.client.get(pods(u"p"_s), {milliseconds(300), {}})).error().kind, ErrorKind::Timeout);
        QVERIFY(async::await(both.client.get(pods(u"p"_s), {milliseconds(3000), {}})));
    }

    void slowBodiesAreReadAndCanBeCancelledAtOnce()
    {
        StubAndClient both;
        const QByteArray page = fatPods(20)({}).body;
        both.stub.reply("GET", podsPath, slowly(page, 4096, 5));
        const auto list = async::await(both.client.list(pods()));
        QVERIFY(list);
        QCOMPARE(list->items.size(), 20);
        both.stub.reply("GET", podsPath, slowly(page, 100, 100));
        std::stop_source stop;
        ListOptions options;
        options.stop = stop.get_token();
        const auto slow = both.client.list(pods(), options);
        QTRY_COMPARE(both.stub.count("GET", podsPath), 2);
        QElapsedTimer timer;
        timer.start();
        stop.request_stop();
        QCOMPARE(async::await(slow).error().kind, ErrorKind::Cancelled);
        QVERIFY(timer.elapsed() < 100);
    }

    void pagesComeAsTheyArriveAndGrow()
    {
        StubAndClient both;
        both.stub.on("GET", podsPath, fatPods(3000));
        ListOptions options;
        QList<qsizetype> sizes;
        QList<bool> firsts;
        qint64 remaining = -1;
        options.page = [&](const ObjectPage &page) { // on the network thread, done when the answer is there
            sizes << page.items.size();
            firsts << page.first;
            remaining = page.remaining.value_or(0);
        };
        const auto list = async::await(both.client.list(pods(), options));
        QVERIFY(list);
        QVERIFY(list->items.isEmpty());
        QCOMPARE(list->resourceVersion, u"7"_s);
        QCOMPARE(sizes.first(), 500);
        QCOMPARE(std::accumulate(sizes.begin(), sizes.end(), qsizetype(0)), 3000);
        QVERIFY2(sizes.size() < 5, qPrintable(QString::number(sizes.size())));
        QCOMPARE(firsts.count(true), 1);
        QVERIFY(firsts.first());
        QCOMPARE(remaining, 0);
    }

    void aListThatBeginsAgainSaysSo()
    {
        StubAndClient both;
        int expired = 0;
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            if (request.query.contains("continue=") && expired++ == 0)
                return refusal(410, "Expired", "too old");
            return fatPods(6)(request);
        });
        ListOptions options;
        options.pageSize = 4;
        QList<bool> firsts;
        options.page = [&](const ObjectPage &page) { firsts << page.first; };
        QVERIFY(async::await(both.client.list(pods(), options)));
        QCOMPARE(firsts.last(), false);
        QVERIFY(firsts.count(true) >= 1 && firsts.size() <= 3); // the page before the 410 may have been given out, or not
    }

    void largeObjectsAreAskedForInSmallPages()
    {
        StubAndClient both;
        const QByteArray large = ",\"data\":\"" + QByteArray(700'000, 'x') + "\"}";
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            StubReply reply = fatPods(120)(request);
            return body(reply.body.replace("},\"spec\":", '}' + large.chopped(1) + ",\"spec\":"));
        });
        const auto list = async::await(both.client.list(pods()));
        QVERIFY2(list, list ? "" : qPrintable(toText(list.error())));
        QCOMPARE(list->items.size(), 120);
    }

    void listsMetadataAlone()
    {
        StubAndClient both;
        both.stub.reply("GET", podsPath, body(R"({"kind":"PartialObjectMetadataList","metadata":{"resourceVersion":"3"},"items":[
                            {"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"a"}}]})"));
        ListOptions options;
        options.form = ListForm::Metadata;
        const auto list = async::await(both.client.list(pods(), options));
        QVERIFY(list);
        QCOMPARE(list->items.first().value(u"kind"_s).toString(), u"Pod"_s);
        QVERIFY(both.stub.requests().first().headers.value("accept").startsWith("application/json;as=PartialObjectMetadataList;"));
    }

    void showsTheServersOwnTable()
    {
        StubAndClient both;
        both.stub.on("GET", podsPath, [](const StubRequest &request) {
            const bool more = !request.query.contains("continue=");
            return body(QByteArray(R"({"kind":"Table","metadata":{"resourceVersion":"4")") + (more ? R"(,"continue":"x")" : "") +
                        R"(},"columnDefinitions":[{"name":"Name"}],"rows":[{"cells":[")" + (more ? "a" : "b") +
                        R"("],"object":{"metadata":{"name":"a"}}}]})");
        });
        const auto table = async::await(both.client.table(pods()));
        QVERIFY(table);
        QCOMPARE(table->rows.size(), 2);
        QCOMPARE(table->rows.last().cells, QStringList{u"b"_s});
        QVERIFY(both.stub.requests().first().headers.value("accept").contains("as=Table"));
    }
};

NATSDECK_TEST(KubeRequestTest)
#include "unit_requests.moc"
