#include "models/kube/nats_finder.h"
#include "tests/kube/support_client.h"
#include "tests/kube/support_workloads.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <atomic>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

StubReply listOf(const QList<QJsonObject> &objects)
{
    QJsonArray items;
    for (const QJsonObject &each : objects)
        items.append(each);
    StubReply reply;
    reply.body = QJsonDocument(QJsonObject{{u"metadata"_s, QJsonObject{{u"resourceVersion"_s, u"1"_s}}}, {u"items"_s, items}}).toJson();
    return reply;
}

StubReply forbidden()
{
    StubReply reply;
    reply.status = 403;
    reply.body = statusJson(403, "Forbidden", "no");
    return reply;
}

QJsonObject statefulSet(const QString &nameSpace)
{
    QJsonObject workload = workloadOf("StatefulSet", "{'name':'s','image':'nats:2.12.15'}");
    workload = withMetadata(workload, u"uid"_s, u"uid-of-"_s + nameSpace);
    return withMetadata(workload, u"namespace"_s, nameSpace);
}

} // namespace

// How the finder asks a cluster: little, and less where it may less.
class NatsSearchTest : public QObject
{
    Q_OBJECT

private slots:
    void aHelmReleaseIsReadByItsNewestRecordAlone()
    {
        StubAndClient both;
        const NatsObjects chart = chartObjects(u"2.14.2"_s);
        const QJsonObject workload =
            withMetadata(statefulSetIn(chart), u"annotations"_s, QJsonObject{{u"meta.helm.sh/release-name"_s, u"events"_s}});
        both.stub.reply("GET", "/apis/apps/v1/statefulsets", listOf({workload}));
        both.stub.reply("GET", "/apis/apps/v1/deployments", listOf({}));
        both.stub.reply("GET", "/api/v1/namespaces/kube-system", listOf({}));
        both.stub.reply("GET", "/api/v1/namespaces/nats/services", listOf(chart.services));
        both.stub.reply("GET", "/api/v1/namespaces/nats/pods", listOf({}));
        both.stub.reply("GET", "/apis/networking.k8s.io/v1/namespaces/nats/ingresses", listOf({}));
        StubReply config;
        config.body = QJsonDocument(chart.configMaps.first()).toJson();
        both.stub.reply("GET", "/api/v1/namespaces/nats/configmaps/nats-config", config);
        const auto record = [](const char *version) {
            return object("{'metadata':{'namespace':'nats','name':'sh.helm.release.v1.events.v" + QByteArray(version) +
                          "','labels':{'owner':'helm','name':'events','version':'" + version + "'}}}");
        };
        both.stub.reply("GET", "/api/v1/namespaces/nats/secrets", listOf({record("6"), record("7")}));
        QFile file(QFINDTESTDATA("data/helm-release.txt"));
        QVERIFY(file.open(QFile::ReadOnly));
        StubReply newest;
        newest.body = "{\"data\":{\"release\":\"" + file.readAll().trimmed() + "\"}}";
        both.stub.reply("GET", "/api/v1/namespaces/nats/secrets/sh.helm.release.v1.events.v7", newest);

        const auto found = async::await(findNats(both.client));
        QVERIFY2(found, found ? "" : qPrintable(toText(found.error())));
        QVERIFY2(found->notAllowed.isEmpty(), qPrintable(found->notAllowed.join(u'|')));
        QCOMPARE(found->systems.size(), 1);
        const FoundSystem &system = found->systems.first();
        QCOMPARE(system.releaseName, u"events"_s);
        QVERIFY(system.release);
        QCOMPARE(system.release->status, u"deployed"_s);
        QCOMPARE(int(system.login), int(LoginForce::Asked));
        QCOMPARE(system.outside, QStringList()); // the load balancer has no address yet
        QCOMPARE(system.exposure, Exposure::LoadBalancer);
        QCOMPARE(both.stub.count("GET", "/api/v1/namespaces/nats/secrets/sh.helm.release.v1.events.v6"), 0);
        for (const StubRequest &request : both.stub.requests()) {
            if (request.path.endsWith("/secrets"))
                QVERIFY2(request.headers.value("accept").contains("PartialObjectMetadata"), request.headers.value("accept").constData());
        }
    }

    void secretsThatMayNotBeReadAreNotAskedFor()
    {
        StubAndClient both;
        const QJsonObject workload =
            withMetadata(statefulSet(u"q"_s), u"annotations"_s, QJsonObject{{u"meta.helm.sh/release-name"_s, u"events"_s}});
        both.stub.reply("GET", "/apis/apps/v1/statefulsets", listOf({workload}));
        for (const char *path :
             {"/apis/apps/v1/deployments", "/api/v1/namespaces/kube-system", "/api/v1/namespaces/q/services", "/api/v1/namespaces/q/pods"})
            both.stub.reply("GET", path, listOf({}));
        both.stub.reply("GET", "/api/v1/namespaces/q/secrets", forbidden());
        const auto found = async::await(findNats(both.client));
        QVERIFY(found);
        QCOMPARE(both.stub.count("GET", "/api/v1/namespaces/q/secrets"), 1);
        QVERIFY2(found->missing.isEmpty(), qPrintable(found->notAllowed.join(u'|')));
        QCOMPARE(found->systems.first().releaseName, u"events"_s);
        QVERIFY(!found->systems.first().release);
    }

    void looksWhereItMayWhenItMayNotLookEverywhere()
    {
        StubAndClient both;
        for (const char *path : {"/api/v1/namespaces/kube-system", "/apis/apps/v1/statefulsets", "/apis/apps/v1/deployments",
                                 "/api/v1/namespaces", "/apis/apps/v1/namespaces/default/deployments",
                                 "/apis/apps/v1/namespaces/named/deployments", "/apis/apps/v1/namespaces/named/statefulsets"})
            both.stub.reply("GET", path, forbidden());
        both.stub.reply("GET", "/apis/apps/v1/namespaces/default/statefulsets", listOf({statefulSet(u"default"_s)}));
        both.stub.reply("GET", "/api/v1/namespaces/default/pods", forbidden());
        both.stub.reply("GET", "/api/v1/namespaces/default/services", forbidden());
        const auto found = async::await(findNats(both.client, {{}, {u"named"_s}, {}}));
        QVERIFY(found);
        QCOMPARE(found->systems.size(), 1);
        QVERIFY(found->clusterUid.isEmpty());
        QCOMPARE(found->searched, (QStringList{u"default"_s, u"named"_s}));
        for (const char *right : {"list statefulsets in all namespaces", "list deployments in all namespaces", "list namespaces",
                                  "list statefulsets in named", "list pods in default", "get namespaces kube-system"})
            QVERIFY2(found->notAllowed.contains(QLatin1StringView(right)), qPrintable(found->notAllowed.join(u'|')));
        QCOMPARE(found->systems.first().exposure, Exposure::Unknown);
    }

    void namespacesThatMayBeListedAreLookedAtAFewAtATime()
    {
        StubAndClient both;
        QList<QJsonObject> namespaces;
        std::atomic<int> asked = 0;
        for (int i = 0; i < 30; ++i) {
            const QString name = u"team-%1"_s.arg(i);
            namespaces << object("{'metadata':{'name':'" + name.toLatin1() + "'}}");
            both.stub.on("GET", "/apis/apps/v1/namespaces/" + name.toLatin1() + "/statefulsets", [&asked, name](const StubRequest &) {
                ++asked;
                return listOf(name == u"team-7" ? QList<QJsonObject>{statefulSet(name)} : QList<QJsonObject>());
            });
        }
        both.stub.reply("GET", "/api/v1/namespaces/kube-system", listOf({}));
        both.stub.reply("GET", "/apis/apps/v1/statefulsets", forbidden());
        both.stub.reply("GET", "/apis/apps/v1/deployments", listOf({}));
        both.stub.reply("GET", "/api/v1/namespaces", listOf(namespaces));
        both.stub.reply("GET", "/apis/apps/v1/namespaces/default/statefulsets", listOf({}));
        both.stub.reply("GET", "/api/v1/namespaces/team-7/pods", listOf({}));
        both.stub.reply("GET", "/api/v1/namespaces/team-7/services", listOf({}));
        const auto found = async::await(findNats(both.client));
        QVERIFY2(found, found ? "" : qPrintable(toText(found.error())));
        QCOMPARE(found->systems.size(), 1);
        QCOMPARE(found->systems.first().nameSpace, u"team-7"_s);
        QCOMPARE(asked.load(), 30);
        QCOMPARE(found->searched.size(), 31);
        QCOMPARE(found->notAllowed, QStringList{u"list statefulsets in all namespaces"_s}); // deployments were all seen
    }

    void detailsOfKnownWorkloadsNeedNoSearch()
    {
        StubAndClient both;
        both.stub.reply("GET", "/api/v1/namespaces/kube-system", listOf({}));
        both.stub.reply("GET", "/api/v1/namespaces/q/pods", listOf({}));
        both.stub.reply("GET", "/api/v1/namespaces/q/services", listOf({}));
        const auto found = async::await(findNats(both.client, {{}, {}, {workloadOf("StatefulSet", "{'name':'s','image':'nats:2.9'}")}}));
        QVERIFY(found);
        QCOMPARE(found->systems.size(), 1);
        QCOMPARE(found->systems.first().exposure, Exposure::Inside);
        QCOMPARE(both.stub.count("GET", "/apis/apps/v1/statefulsets"), 0);
    }

    void streamingServersAreNamedAsUnsupported()
    {
        StubAndClient both;
        both.stub.reply("GET", "/api/v1/namespaces/kube-system", listOf({}));
        both.stub.reply("GET", "/apis/apps/v1/deployments", listOf({}));
        both.stub.reply("GET", "/apis/apps/v1/statefulsets", listOf({workloadOf("StatefulSet", "{'image':'nats-streaming:0.25'}")}));
        const auto found = async::await(findNats(both.client));
        QVERIFY(found);
        QVERIFY(found->systems.isEmpty());
        QCOMPARE(found->unsupported, QStringList{u"q/bus"_s});
    }

    void anUnreachableClusterIsNotAnEmptyOne()
    {
        StubAndClient both;
        StubReply broken;
        broken.status = 400;
        both.stub.reply("GET", "/apis/apps/v1/statefulsets", broken);
        QVERIFY(!async::await(findNats(both.client)));
    }
};

NATSDECK_TEST(NatsSearchTest)
#include "unit_nats_search.moc"
