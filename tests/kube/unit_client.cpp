#include "tests/kube/support_client.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray podList(const QByteArrayList &names, const QByteArray &token = {})
{
    QByteArrayList items;
    for (const QByteArray &name : names)
        items << "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"n\",\"uid\":\"u-" + name + "\"}}";
    return "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"" + token + "\"},\"items\":[" + items.join(',') +
           "]}";
}

StubReply body(const QByteArray &json)
{
    StubReply reply;
    reply.body = json;
    return reply;
}

StubReply status(int code, const QByteArray &reason, const QByteArray &message, const QByteArray &details = "{}")
{
    StubReply reply;
    reply.status = code;
    reply.body = statusJson(code, reason, message, details);
    return reply;
}

const QJsonObject configMap{
    {u"apiVersion"_s, u"v1"_s}, {u"kind"_s, u"ConfigMap"_s}, {u"metadata"_s, QJsonObject{{u"name"_s, u"c"_s}, {u"namespace"_s, u"n"_s}}}};
const QByteArray configMapPath = "/api/v1/namespaces/n/configmaps/c";

} // namespace

class KubeClientTest : public QObject
{
    Q_OBJECT

private slots:
    void sendsTheTokenAndReadsTheObject()
    {
        StubAndClient both;
        both.stub.reply("GET", podsPath + "/p", body("{\"metadata\":{\"name\":\"p\"}}"));
        const auto pod = async::await(both.client.get(pods(u"p"_s)));
        QVERIFY(pod);
        QCOMPARE(nameOf(*pod), u"p"_s);
        const StubRequest request = both.stub.requests().first();
        QCOMPARE(request.headers.value("authorization"), "Bearer t1");
        QVERIFY(request.headers.value("user-agent").startsWith("natsdeck/"));
    }

    void doesNotSendCredentialsInTheClear()
    {
        KubeStub plain;
        plain.reply("GET", podsPath + "/p", body("{}"));
        const MemoryConsents consents;
        Client client(contextOf(plain.kubeconfig({}, field("token", "t1") + field("as", "someone"))), consents);
        QVERIFY(async::await(client.get(pods(u"p"_s))));
        QVERIFY(!plain.requests().first().headers.contains("authorization"));
        QCOMPARE(plain.requests().first().headers.value("impersonate-user"), "someone");
    }

    void keepsThePathPrefixAndEncodesNames()
    {
        KubeStub stub(serverCertificate().pem, serverCertificate().key);
        QByteArray config = stub.kubeconfig(trusted(), field("token", "t"));
        config.replace(stub.url().toLatin1(), stub.url().toLatin1() + "/k8s/clusters/c-1/?x=1#y");
        stub.reply("GET", "/k8s/clusters/c-1/api/v1/namespaces/n/pods/a%2Fb%3Fc", body("{\"metadata\":{\"name\":\"x\"}}"));
        const MemoryConsents consents;
        Client client(contextOf(config), consents);
        QVERIFY(async::await(client.get(pods(u"a/b?c"_s))));
    }

    void listsAllPagesAndStartsAgainWhenTheTokenHasExpired()
    {
        StubAndClient both;
        int expired = 0;
        both.stub.on("GET", podsPath, [&](const StubRequest &request) {
            if (!request.query.contains("continue="))
                return body(podList({"a", "b"}, "t2"));
            if (expired++ == 0)
                return status(410, "Expired", "too old");
            return body(podList({"c"}));
        });
        ListOptions options;
        options.labelSelector = u"app=x,y in (z)"_s;
        options.pageSize = 2;
        const auto list = async::await(both.client.list(pods(), options));
        QVERIFY(list);
        QCOMPARE(list->items.size(), 3);
        QCOMPARE(list->items.first().value(u"kind"_s).toString(), u"Pod"_s);
        QCOMPARE(list->resourceVersion, u"7"_s);
        QCOMPARE(both.stub.count("GET", podsPath), 4);
        for (const StubRequest &request : both.stub.requests()) {
            QVERIFY(request.query.contains("labelSelector=app%3Dx%2Cy%20in%20%28z%29"));
            QVERIFY(request.query.contains("limit=2"));
            QVERIFY(!request.query.contains("resourceVersion"));
        }
    }

    void refusesALongerListThanAskedFor()
    {
        StubAndClient both;
        both.stub.reply("GET", podsPath, body(podList({"a", "b", "c"})));
        ListOptions options;
        options.maxItems = 2;
        QCOMPARE(async::await(both.client.list(pods(), options)).error().kind, ErrorKind::LimitExceeded);
    }

    void mapsErrorsByStatus_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<int>("kind");
        QTest::newRow("400") << 400 << QByteArray("BadRequest") << int(ErrorKind::Invalid);
        QTest::newRow("401") << 401 << QByteArray("Unauthorized") << int(ErrorKind::Unauthenticated);
        QTest::newRow("403") << 403 << QByteArray("Forbidden") << int(ErrorKind::Forbidden);
        QTest::newRow("404") << 404 << QByteArray("NotFound") << int(ErrorKind::NotFound);
        QTest::newRow("409") << 409 << QByteArray("Conflict") << int(ErrorKind::Conflict);
        QTest::newRow("410") << 410 << QByteArray("Gone") << int(ErrorKind::Conflict);
        QTest::newRow("415") << 415 << QByteArray("UnsupportedMediaType") << int(ErrorKind::Unsupported);
        QTest::newRow("422") << 422 << QByteArray("Invalid") << int(ErrorKind::Invalid);
        QTest::newRow("429") << 429 << QByteArray("TooManyRequests") << int(ErrorKind::Rejected);
    }
    void mapsErrorsByStatus()
    {
        QFETCH(const int, code);
        QFETCH(const QByteArray, reason);
        QFETCH(const int, kind);
        StubAndClient both;
        both.stub.reply("GET", podsPath + "/p", status(code, reason, "because"));
        const auto pod = async::await(both.client.get(pods(u"p"_s)));
        QVERIFY(!pod);
        QCOMPARE(int(pod.error().kind), kind);
        QCOMPARE(pod.error().code, code);
        QCOMPARE(pod.error().reason, QString::fromLatin1(reason));
    }

    void forbiddenNamesTheVerbAndTheResource()
    {
        StubAndClient both;
        both.stub.reply("GET", podsPath, status(403, "Forbidden", "pods is forbidden"));
        const Error error = async::await(both.client.list(pods())).error();
        QCOMPARE(error.kind, ErrorKind::Forbidden);
        QCOMPARE(error.summary, u"Not allowed to list pods in n"_s);
        QVERIFY(error.remedy.contains(u"list pods in n"));
    }

    void cleansWhatProxiesSay()
    {
        StubAndClient both;
        StubReply html;
        html.status = 404;
        html.body = "<html>\x1b[31mno\xe2\x80\xae" + QByteArray(100'000, 'x');
        both.stub.reply("GET", podsPath + "/p", html);
        const Error error = async::await(both.client.get(pods(u"p"_s))).error();
        QCOMPARE(error.kind, ErrorKind::NotFound);
        QVERIFY(!error.detail.contains(QChar(0x1b)) && !error.detail.contains(QChar(0x202e)));
        QVERIFY(error.detail.size() < 2000);
    }

    void waitsAsToldBeforeItAsksAgain()
    {
        StubAndClient both;
        int asked = 0;
        both.stub.on("GET", podsPath + "/p", [&](const StubRequest &) {
            if (asked++ > 0)
                return body("{}");
            StubReply busy = status(429, "TooManyRequests", "slow down");
            busy.headers.emplaceBack("Retry-After", "1");
            return busy;
        });
        QElapsedTimer timer;
        timer.start();
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QVERIFY(timer.elapsed() >= 1000);
        QCOMPARE(asked, 2);
    }

    void repeatsReadsButNeverACreationWhenTheServerStumbles()
    {
        StubAndClient both;
        MemoryGate gate;
        int reads = 0;
        both.stub.on("GET", podsPath + "/p",
                     [&](const StubRequest &) { return reads++ < 2 ? status(503, "ServiceUnavailable", "x") : body("{}"); });
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QCOMPARE(reads, 3);
        StubReply busy = status(500, "InternalError", "x");
        busy.headers.emplaceBack("Retry-After", "0");
        both.stub.reply("POST", "/api/v1/namespaces/n/configmaps", busy);
        QVERIFY(!async::await(both.client.create(gate.permit(u"k8s:x"_s), configMap)));
        QCOMPARE(both.stub.count("POST", "/api/v1/namespaces/n/configmaps"), 1);
    }

    void everyCallEndsAtItsDeadline()
    {
        StubAndClient both;
        StubReply silent;
        silent.silent = true;
        both.stub.reply("GET", podsPath + "/p", silent);
        QElapsedTimer timer;
        timer.start();
        const auto pod = async::await(both.client.get(pods(u"p"_s), {std::chrono::milliseconds(300), {}}));
        QCOMPARE(pod.error().kind, ErrorKind::Timeout);
        QVERIFY(timer.elapsed() < 2000);
    }

    void canBeCancelled()
    {
        StubAndClient both;
        StubReply silent;
        silent.silent = true;
        both.stub.reply("GET", podsPath + "/p", silent);
        std::stop_source stop;
        const auto future = both.client.get(pods(u"p"_s), {std::chrono::seconds(30), stop.get_token()});
        QTRY_COMPARE(both.stub.count("GET", podsPath + "/p"), 1);
        stop.request_stop();
        QCOMPARE(async::await(future).error().kind, ErrorKind::Cancelled);
    }

    void pendingCallsEndWithTheClient()
    {
        KubeStub stub(serverCertificate().pem, serverCertificate().key);
        StubReply silent;
        silent.silent = true;
        stub.reply("GET", podsPath + "/p", silent);
        const MemoryConsents consents;
        auto client = std::make_unique<Client>(contextOf(stub.kubeconfig(trusted(), field("token", "t"))), consents);
        const auto future = client->get(pods(u"p"_s));
        QTRY_COMPARE(stub.count("GET", podsPath + "/p"), 1);
        client.reset();
        QCOMPARE(async::await(future).error().kind, ErrorKind::Cancelled);
    }

    void doesNotFollowRedirects()
    {
        StubAndClient both;
        KubeStub elsewhere;
        StubReply redirect;
        redirect.status = 307;
        redirect.headers.emplaceBack("Location", elsewhere.url().toLatin1() + "/steal");
        both.stub.reply("GET", podsPath + "/p", redirect);
        QCOMPARE(async::await(both.client.get(pods(u"p"_s))).error().kind, ErrorKind::Protocol);
        QCOMPARE(elsewhere.requests().size(), 0);
    }

    void readsLargeCompressedListsAndStopsAtTheBudget()
    {
        StubAndClient both;
        QByteArray large = podList({"a"});
        large.insert(large.size() - 1, ",\"pad\":\"" + QByteArray(20'000'000, 'x') + "\"");
        StubReply reply = body(large);
        reply.compressed = true; // a ratio that Qt finds suspicious above 10 MiB
        both.stub.reply("GET", podsPath, reply);
        const auto list = async::await(both.client.list(pods()));
        QVERIFY2(list, qPrintable(list ? QString() : toText(list.error())));
        QCOMPARE(list->items.size(), 1);
        large.insert(large.size() - 1, ",\"more\":\"" + QByteArray(60'000'000, 'y') + "\"");
        reply.body = large;
        both.stub.reply("GET", podsPath, reply);
        ListOptions options;
        options.pageSize = 500; // not smaller ones
        QCOMPARE(async::await(both.client.list(pods(), options)).error().kind, ErrorKind::LimitExceeded);
    }

    void compressionCanBeSwitchedOff()
    {
        StubAndClient both(field("token", "t"), field("disable-compression", "true"));
        both.stub.reply("GET", podsPath + "/p", body("{}"));
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QCOMPARE(both.stub.requests().first().headers.value("accept-encoding"), "identity");
    }

    void appliesWithoutForceAndNamesTheOtherManagers()
    {
        StubAndClient both;
        MemoryGate gate;
        both.stub.reply(
            "PATCH", configMapPath,
            status(409, "Conflict", "Apply failed with 2 conflicts",
                   "{\"causes\":[{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with \\\"helm\\\" using "
                   "v1\",\"field\":\".data.a\"},"
                   "{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with \\\"helm\\\" using v1\",\"field\":\".data.b\"},"
                   "{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with \\\"kubectl\\\" using v1\",\"field\":\".data.c\"}]}"));
        QJsonObject object = configMap;
        QJsonObject metadata = object.value(u"metadata"_s).toObject();
        metadata.insert(u"managedFields"_s, QJsonArray{1});
        object.insert(u"metadata"_s, metadata);
        const Error error = async::await(both.client.apply(gate.permit(u"k8s:x"_s), object)).error();
        QCOMPARE(error.kind, ErrorKind::Conflict);
        QCOMPARE(error.reason, u"FieldManagerConflict"_s);
        QCOMPARE(error.detail, u"held by helm: .data.a, .data.b\nheld by kubectl: .data.c"_s);
        const StubRequest request = both.stub.requests().last();
        QCOMPARE(request.headers.value("content-type"), "application/apply-patch+yaml");
        QVERIFY(request.query.contains("fieldManager=natsdeck") && request.query.contains("force=false"));
        QVERIFY(!request.query.contains("dryRun"));
        QVERIFY(!request.body.contains("managedFields"));
    }

    void aDryRunSaysSo()
    {
        StubAndClient both;
        both.stub.reply("PATCH", configMapPath, body("{}"));
        both.stub.reply("DELETE", configMapPath, body("{\"kind\":\"Status\",\"status\":\"Success\"}"));
        QVERIFY(async::await(both.client.applyDryRun(configMap)));
        QVERIFY(both.stub.requests().last().query.contains("dryRun=All"));
        QVERIFY(async::await(both.client.removeDryRun(refOf(configMap))));
        QVERIFY(both.stub.requests().last().body.contains("\"dryRun\":[\"All\"]"));
    }

    void deletesOnlyWhatWasSeen()
    {
        StubAndClient both;
        MemoryGate gate;
        both.stub.reply("DELETE", configMapPath, status(409, "Conflict", "uid mismatch"));
        RemoveOptions options;
        options.uid = u"u-1"_s;
        options.resourceVersion = u"5"_s;
        QCOMPARE(async::await(both.client.remove(gate.permit(u"k8s:x"_s), refOf(configMap), options)).error().kind, ErrorKind::Conflict);
        const QJsonObject sent = QJsonDocument::fromJson(both.stub.requests().last().body).object();
        QCOMPARE(sent.value(u"preconditions"_s).toObject(), (QJsonObject{{u"uid"_s, u"u-1"_s}, {u"resourceVersion"_s, u"5"_s}}));
        QCOMPARE(sent.value(u"propagationPolicy"_s).toString(), u"Background"_s);
    }

    void neverTurnsANamelessObjectIntoACollection()
    {
        StubAndClient both;
        MemoryGate gate;
        const guard::Permit permit = gate.permit(u"k8s:x"_s);
        for (const ObjectRef &ref : {ObjectRef{u"v1"_s, u"ConfigMap"_s, u"n"_s, {}}, ObjectRef{u"v1"_s, u"ConfigMap"_s, {}, u"c"_s}})
            QCOMPARE(async::await(both.client.remove(permit, ref)).error().kind, ErrorKind::Invalid);
        QVERIFY(both.stub.requests().isEmpty());
    }

    void asksTheServerAboutKindsItDoesNotKnow()
    {
        StubAndClient both;
        both.stub.reply(
            "GET", "/apis/x.io/v1",
            body("{\"groupVersion\":\"x.io/v1\",\"resources\":[{\"name\":\"things/status\",\"kind\":\"Thing\",\"namespaced\":true},"
                 "{\"name\":\"things\",\"kind\":\"Thing\",\"namespaced\":true}]}"));
        both.stub.reply("GET", "/apis/x.io/v1/namespaces/n/things/t", body("{\"metadata\":{\"name\":\"t\"}}"));
        const ObjectRef thing{u"x.io/v1"_s, u"Thing"_s, u"n"_s, u"t"_s};
        QVERIFY(async::await(both.client.get(thing)));
        QVERIFY(async::await(both.client.get(thing)));
        QCOMPARE(both.stub.count("GET", "/apis/x.io/v1"), 1);
        QCOMPARE(async::await(both.client.get({u"x.io/v1"_s, u"Other"_s, u"n"_s, u"t"_s})).error().kind, ErrorKind::NotFound);
    }

    void readsThroughThePodProxyWithItsQuery()
    {
        StubAndClient both;
        both.stub.reply("GET", podsPath + "/nats-0:8222/proxy/jsz", body("{\"streams\":3}"));
        const auto reading = async::await(both.client.podProxyGet(u"n"_s, u"nats-0"_s, 8222, u"jsz?streams=1&limit=1024"_s));
        QVERIFY(reading);
        QCOMPARE(*reading, "{\"streams\":3}");
        QCOMPARE(both.stub.requests().first().query, "streams=1&limit=1024");
    }

    void showsEachWarningOnce()
    {
        StubAndClient both;
        StubReply reply = body("{}");
        reply.headers.emplaceBack("Warning", "299 - \"v1 Thing is \x1b[1mdeprecated\"");
        both.stub.reply("GET", podsPath + "/p", reply);
        QStringList warnings;
        connect(&both.client, &Client::serverWarning, this, [&](const QString &text) { warnings << text; });
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QTRY_COMPARE(warnings.size(), 1);
        QVERIFY(!warnings.first().contains(QChar(0x1b)));
    }

    void refusesToImpersonateMoreGroupsThanItCanSend()
    {
        StubAndClient both(field("token", "t") + field("as", "a") + field("as-groups", "[g1, g2]"));
        QCOMPARE(async::await(both.client.get(pods(u"p"_s))).error().kind, ErrorKind::Unsupported);
        QVERIFY(both.stub.requests().isEmpty());
        StubAndClient one(field("token", "t") + field("as", "a") + field("as-groups", "[g1]") + field("as-user-extra", "{\"a/B\": [v]}"));
        one.stub.reply("GET", podsPath + "/p", body("{}"));
        QVERIFY(async::await(one.client.get(pods(u"p"_s))));
        QCOMPARE(one.stub.requests().first().headers.value("impersonate-group"), "g1");
        QCOMPARE(one.stub.requests().first().headers.value("impersonate-extra-a%2fb"), "v");
    }

    void anAccessReviewIsAskedForWithoutAPermit()
    {
        StubAndClient both;
        both.stub.reply("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                        body("{\"status\":{\"allowed\":false,\"denied\":true,\"reason\":\"no\"}}"));
        const auto answer = async::await(both.client.accessReview({u"create"_s, {}, u"pods"_s, u"portforward"_s, u"n"_s, u"p"_s}));
        QVERIFY(answer);
        QVERIFY(!answer->allowed && answer->denied);
        QVERIFY(both.stub.requests().first().body.contains("\"subresource\":\"portforward\""));
    }
};

NATSDECK_TEST(KubeClientTest)
#include "unit_client.moc"
