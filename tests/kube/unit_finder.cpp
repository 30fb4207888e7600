#include "models/kube/impersonation.h"
#include "models/kube/nats_finder.h"
#include "models/kube/proxy.h"
#include "tests/kube/support_client.h"
#include "tests/support/test_main.h"

#include <QJsonDocument>
#include <QProcessEnvironment>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

QJsonObject object(const char *text)
{
    QJsonParseError error;
    const QJsonObject parsed = QJsonDocument::fromJson(QByteArray(text).replace('\'', '"'), &error).object();
    if (error.error != QJsonParseError::NoError)
        qFatal("%s", qPrintable(error.errorString()));
    return parsed;
}

// The official chart 2.14.2 in short: StatefulSet, nats-box, Services, pods.
const char *statefulSet =
    "{'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'nats','namespace':'m','uid':'u1','labels':{"
    "'app.kubernetes.io/name':'nats','app.kubernetes.io/component':'nats','app.kubernetes.io/managed-by':'Helm','helm.sh/"
    "chart':'nats-2.14.2'}},"
    "'spec':{'replicas':3,'serviceName':'nats-headless','selector':{'matchLabels':{'app.kubernetes.io/name':'nats','app.kubernetes.io/"
    "component':'nats'}},"
    "'template':{'metadata':{'labels':{'app.kubernetes.io/name':'nats','app.kubernetes.io/"
    "component':'nats','x':'y'}},'spec':{'containers':["
    "{'name':'reloader','image':'natsio/nats-server-config-reloader:0.23.0'},"
    "{'name':'nats','image':'registry:5000/library/nats:2.14.2-alpine@sha256:00','ports':[{'name':'nats','containerPort':4222},"
    "{'name':'monitor','containerPort':8222},{'name':'cluster','containerPort':6222}]}]}}},'status':{'readyReplicas':2}}";
const char *natsBox =
    "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'nats-box','namespace':'m','labels':{'app.kubernetes.io/name':'nats',"
    "'app.kubernetes.io/component':'nats-box'}},'spec':{'template':{'spec':{'containers':[{'name':'nats-box','image':'natsio/"
    "nats-box:0.19.7'}]}}}}";
const char *database =
    "{'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'db','namespace':'m'},'spec':{'template':{'spec':{'containers':["
    "{'name':'db','image':'postgres:17','ports':[{'containerPort':5432}]}]}}}}";
const char *service =
    "{'metadata':{'name':'nats','namespace':'m'},'spec':{'clusterIP':'10.96.0.9','selector':{'app.kubernetes.io/name':'nats',"
    "'app.kubernetes.io/component':'nats'},'ports':[{'port':4222}]}}";
const char *otherService =
    "{'metadata':{'name':'web','namespace':'m'},'spec':{'clusterIP':'10.96.0.10','selector':{'app':'web'},'ports':[{'port':4222}]}}";

QJsonObject pod(const QByteArray &name)
{
    return object(("{'metadata':{'name':'" + name +
                   "','namespace':'m','uid':'u','labels':{'app.kubernetes.io/name':'nats','app.kubernetes.io/component':'nats'}},"
                   "'status':{'phase':'Running','conditions':[{'type':'Ready','status':'True'}]}}")
                      .constData());
}

} // namespace

class NatsFinderTest : public QObject
{
    Q_OBJECT

private slots:
    void recognisesTheChartAndNothingElse()
    {
        const QList<FoundSystem> systems =
            natsSystemsIn({object(database), object(natsBox), object(statefulSet)}, {object(otherService), object(service)},
                          {pod("nats-10"), pod("nats-2"), object("{'metadata':{'name':'db-0','namespace':'m'}}")});
        QCOMPARE(systems.size(), 1);
        const FoundSystem &system = systems.first();
        QCOMPARE(system.workload, u"nats"_s);
        QCOMPARE(system.replicas, 3);
        QCOMPARE(system.ready, 2);
        QCOMPARE(system.container, u"nats"_s);
        QCOMPARE(system.managedBy, u"Helm"_s);
        QCOMPARE(system.chart, u"nats-2.14.2"_s);
        QCOMPARE(system.service, u"nats"_s);
        QCOMPARE(system.headlessService, u"nats-headless"_s);
        QCOMPARE(system.ports, (QMap<QString, int>{{u"client"_s, 4222}, {u"cluster"_s, 6222}, {u"monitor"_s, 8222}}));
        QCOMPARE(system.selector, u"app.kubernetes.io/component=nats,app.kubernetes.io/name=nats"_s);
        QCOMPARE(system.pods.size(), 2);
        QCOMPARE(system.pods.first().name, u"nats-2"_s);
        QVERIFY(system.pods.first().ready);
    }

    void recognisesServersOfOtherNamesByTheirImage()
    {
        const QJsonObject renamed =
            object("{'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'bus\x1b','namespace':'q'},'spec':{'template':{'spec':{"
                   "'containers':[{'name':'server','image':'nats:2.10','ports':[{'containerPort':4222}]}]}}}}");
        const QList<FoundSystem> systems = natsSystemsIn({renamed}, {}, {});
        QCOMPARE(systems.size(), 1);
        QVERIFY(!systems.first().workload.contains(QChar(0x1b)));
        QCOMPARE(systems.first().replicas, 1); // Kubernetes' default
        QCOMPARE(systems.first().ports.value(u"client"_s), 4222);
    }

    void looksWhereItMayWhenItMayNotLookEverywhere()
    {
        StubAndClient both;
        StubReply forbidden;
        forbidden.status = 403;
        forbidden.body = statusJson(403, "Forbidden", "no");
        for (const char *path : {"/api/v1/namespaces/kube-system", "/apis/apps/v1/statefulsets", "/apis/apps/v1/deployments",
                                 "/apis/apps/v1/namespaces/default/deployments"})
            both.stub.reply("GET", path, forbidden);
        StubReply list;
        list.body = "{\"metadata\":{},\"items\":[" +
                    QByteArray(statefulSet).replace('\'', '"').replace("\"namespace\":\"m\"", "\"namespace\":\"default\"") + "]}";
        both.stub.reply("GET", "/apis/apps/v1/namespaces/default/statefulsets", list);
        both.stub.reply("GET", "/api/v1/namespaces/default/pods", forbidden);
        both.stub.reply("GET", "/api/v1/namespaces/default/services", forbidden);
        const auto found = async::await(findNats(both.client));
        QVERIFY(found);
        QCOMPARE(found->systems.size(), 1);
        QVERIFY(found->clusterUid.isEmpty());
        QCOMPARE(found->searched, QStringList{u"default"_s});
        QVERIFY2(found->notAllowed.contains(u"list pods in default"_s), qPrintable(found->notAllowed.join(u'|')));
        QVERIFY(found->notAllowed.contains(u"list statefulsets"_s));
    }

    void anUnreachableClusterIsNotAnEmptyOne()
    {
        StubAndClient both;
        StubReply broken;
        broken.status = 400;
        both.stub.reply("GET", "/apis/apps/v1/statefulsets", broken);
        QVERIFY(!async::await(findNats(both.client)));
    }

    void findsTheProxyAsCurlDoes()
    {
        QProcessEnvironment environment;
        environment.insert(u"HTTPS_PROXY"_s, u"http://u:p@proxy:3128"_s);
        environment.insert(u"NO_PROXY"_s, u"10.0.0.0/8,.internal,exact.example,other.example:8443"_s);
        const auto proxied = [&](const char *url, const ClusterEntry &cluster = {}) {
            const auto proxy = proxyFor(cluster, QUrl(QString::fromLatin1(url)), environment);
            return proxy && proxy->type() != QNetworkProxy::NoProxy;
        };
        QVERIFY(proxied("https://api.example:6443"));
        for (const char *direct : {"https://10.1.2.3:6443", "https://a.internal", "https://exact.example", "https://other.example:8443",
                                   "https://127.0.0.1:6443", "http://plain.example"})
            QVERIFY2(!proxied(direct), direct);
        QVERIFY(proxied("https://other.example:6443"));
        ClusterEntry own;
        own.proxyUrl = u"socks5://s:1081"_s;
        QCOMPARE(proxyFor(own, QUrl(u"https://10.1.2.3"_s), environment)->type(), QNetworkProxy::Socks5Proxy);
        QCOMPARE(proxyFor(own, QUrl(u"https://10.1.2.3"_s), environment)->port(), quint16(1081));
        own.proxyUrl = u"https://secure:1"_s;
        QCOMPARE(proxyFor(own, QUrl(u"https://x"_s), environment).error().kind, ErrorKind::Unsupported);
    }
};

NATSDECK_TEST(NatsFinderTest)
#include "unit_finder.moc"
