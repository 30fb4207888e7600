#include "models/kube/impersonation.h"
#include "models/kube/nats_finder.h"
#include "models/kube/proxy.h"
#include "tests/kube/support_workloads.h"
#include "tests/support/test_main.h"

#include <QProcessEnvironment>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

const FoundSystem &only(const QList<FoundSystem> &systems)
{
    static const FoundSystem none;
    return systems.size() == 1 ? systems.first() : none;
}

} // namespace

// What is a NATS server and what only looks like one, and what is said of it.
class NatsFinderTest : public QObject
{
    Q_OBJECT

private slots:
    void theOfficialChartsAreRecognised_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("server");
        QTest::addColumn<int>("replicas");
        QTest::addColumn<QString>("volume");
        QTest::addColumn<int>("login");
        QTest::addColumn<int>("exposure");
        QTest::addColumn<QString>("service");
        QTest::newRow("0.x") << u"0.19.17"_s << u"2.12.0"_s << 1 << u"10Gi "_s << int(LoginForce::Open) << int(Exposure::Inside)
                             << u"nats"_s;
        QTest::newRow("1.x") << u"1.3.16"_s << u"2.11.10"_s << 1 << u" "_s << int(LoginForce::Open) << int(Exposure::Inside) << u"nats"_s;
        QTest::newRow("2.x") << u"2.14.2"_s << u"2.14.2"_s << 3 << u"50Gi fast"_s << int(LoginForce::Asked) << int(Exposure::LoadBalancer)
                             << u"nats"_s;
    }

    void theOfficialChartsAreRecognised()
    {
        QFETCH(const QString, version);
        const FoundSystem system = only(natsSystemsIn(chartObjects(version)));
        QCOMPARE(system.kind, u"StatefulSet"_s);
        QCOMPARE(system.container, u"nats"_s);
        QCOMPARE(system.managedBy, u"Helm"_s);
        QCOMPARE(system.chart, u"nats-"_s + version);
        QCOMPARE(system.chartVersion, version);
        QVERIFY(!system.appVersion.isEmpty());
        QCOMPARE(system.releaseName, u"nats"_s);
        QTEST(system.serverVersion, "server");
        QTEST(system.replicas, "replicas");
        QTEST(system.volumeSize + u' ' + system.volumeClass, "volume");
        QTEST(int(system.login), "login");
        QTEST(int(system.exposure), "exposure");
        QTEST(system.service, "service");
        QCOMPARE(system.config.configMap, u"nats-config"_s);
        QCOMPARE(system.config.key, u"nats.conf"_s);
        QCOMPARE(system.ports.value(u"client"_s), 4222);
        QCOMPARE(system.ports.value(u"monitor"_s), 8222);
    }

    void aReleaseOfAnyNameIsRecognised()
    {
        NatsObjects objects = chartObjects(u"2.14.2"_s);
        for (QJsonObject &workload : objects.workloads) {
            if (kindOf(workload) != u"StatefulSet")
                continue;
            workload = withMetadata(workload, u"name"_s, u"events"_s);
            workload = withMetadata(workload, u"annotations"_s, QJsonObject{{u"meta.helm.sh/release-name"_s, u"events"_s}});
        }
        objects.releases = {{u"events"_s, u"nats"_s, 7, u"deployed"_s, u"nats"_s, u"2.14.1"_s, u"2.14.1"_s}};
        const FoundSystem system = only(natsSystemsIn(objects));
        QCOMPARE(system.workload, u"events"_s);
        QCOMPARE(system.releaseName, u"events"_s);
        QVERIFY(system.release);
        QCOMPARE(system.release->revision, 7);
        QCOMPARE(system.chartVersion, u"2.14.1"_s); // Helm's record goes before a label
    }

    void anUmbrellaChartDoesNotHideTheChartOfItsPart()
    {
        NatsObjects objects = chartObjects(u"2.14.2"_s);
        objects.releases = {{u"nats"_s, u"nats"_s, 1, u"deployed"_s, u"platform"_s, u"9.9.9"_s, u"1"_s}};
        const FoundSystem system = only(natsSystemsIn(objects));
        QCOMPARE(system.release->chart, u"platform"_s);
        QCOMPARE(system.chartVersion, u"2.14.2"_s);
    }

    void aPrivateDigestIsRecognisedByWhatItDoes()
    {
        NatsObjects objects = chartObjects(u"2.14.2"_s);
        for (QJsonObject &workload : objects.workloads)
            workload = withImages(workload, u"registry.example/team/bus@sha256:0123"_s);
        const FoundSystem system = only(natsSystemsIn(objects)); // and not its nats-box of the same image
        QCOMPARE(system.kind, u"StatefulSet"_s);
        QCOMPARE(system.container, u"nats"_s);
        QCOMPARE(system.serverVersion, QString()); // unknown until it is connected
        QCOMPARE(system.image, u"registry.example/team/bus@sha256:0123"_s);
    }

    void containersAreToldApart_data()
    {
        QTest::addColumn<QByteArray>("container");
        QTest::addColumn<bool>("isServer");
        const auto row = [](const char *name, bool isServer, const char *container) {
            QTest::newRow(name) << QByteArray(container).replace('\'', '"') << isServer;
        };
        row("official", true, "{'image':'nats:2.12'}");
        row("official with flags", true, "{'image':'docker.io/library/nats:2.12-alpine','args':['-js']}");
        row("mirror", true, "{'image':'harbor.example:8443/mirror/nats-server:latest'}");
        row("bitnami", true, "{'image':'bitnami/nats@sha256:aa','ports':[{'containerPort':4222}]}");
        row("command of any image", true, "{'image':'acme/base:1','command':['/usr/bin/nats-server'],'args':['-c','/x.conf']}");
        row("shell line", true, "{'image':'acme/base:1','command':['sh','-c','set -e; exec nats-server -c /etc/nats.conf']}");
        row("digest, configuration and port", true,
            "{'image':'r/x@sha256:aa','args':['--config','/etc/nats-config/nats.conf'],'ports':[{'containerPort':4222}]}");
        row("two well-known ports", true, "{'image':'r/x@sha256:aa','ports':[{'containerPort':4222},{'containerPort':8222}]}");
        row("lame duck", true, "{'image':'r/x@sha256:aa','lifecycle':{'preStop':{'exec':{'command':['nats-server','-sl=ldm=/p']}}}}");
        row("surveyor", false, "{'image':'natsio/nats-surveyor:0.9','args':['-s','nats://nats:4222'],'ports':[{'containerPort':7777}]}");
        row("nats-box", false, "{'image':'natsio/nats-box:0.19.7','command':['sh','-c','sleep infinity']}");
        row("NACK", false, "{'image':'natsio/jetstream-controller:0.18','args':['--nats-url=nats://nats:4222']}");
        row("exporter", false,
            "{'name':'metrics','image':'natsio/prometheus-nats-exporter:0.20','args':['-varz','http://localhost:8222/'],"
            "'ports':[{'containerPort':7777}]}");
        row("reloader", false,
            "{'image':'natsio/nats-server-config-reloader:0.23','command':['nats-server-config-reloader','-pid','/p','-config',"
            "'/etc/nats-config/nats.conf']}");
        row("reloader by arguments", false, "{'image':'r/r@sha256:aa','args':['-pid','/p','-config','/etc/nats-config/nats.conf']}");
        row("signal sender", false, "{'image':'acme/base:1','command':['nats-server','--signal','reload']}");
        row("streaming", false, "{'image':'nats-streaming:0.25','ports':[{'containerPort':4222},{'containerPort':8222}]}");
        row("streaming by digest", false,
            "{'image':'r/s@sha256:aa','args':['--cluster_id','c'],'ports':[{'containerPort':4222},{'containerPort':8222}]}");
        row("kafka bridge", false, "{'image':'natsio/nats-kafka:1'}");
        row("wait loop in the server's image", false, "{'image':'nats:2.12-alpine','command':['sh','-c','nc -z nats 4222']}");
        row("something else on the port", false, "{'image':'acme/proxy:1','ports':[{'containerPort':4222}]}");
        row("database", false, "{'image':'postgres:17','ports':[{'containerPort':5432}]}");
        row("a word that holds nats", false, "{'image':'acme/signatsu:1'}");
    }

    void containersAreToldApart()
    {
        QFETCH(const QByteArray, container);
        QFETCH(const bool, isServer);
        for (const char *kind : {"StatefulSet", "Deployment"})
            QCOMPARE(natsSystemsIn({{workloadOf(kind, container)}, {}, {}, {}, {}, {}}).size(), isServer ? 1 : 0);
    }

    void companionsBesideAServerDoNotHideIt()
    {
        const FoundSystem system = only(natsSystemsIn(
            {{workloadOf("Deployment",
                         "{\"name\":\"m\",\"image\":\"natsio/prometheus-nats-exporter:1\"},{\"name\":\"s\",\"image\":\"nats:2.9\"}")},
             {},
             {},
             {},
             {},
             {}}));
        QCOMPARE(system.kind, u"Deployment"_s);
        QCOMPARE(system.container, u"s"_s);
        QCOMPARE(system.serverVersion, u"2.9"_s);
        QCOMPARE(system.replicas, 1); // Kubernetes' default
    }

    void hostileTextIsCleaned()
    {
        const QJsonObject workload =
            withMetadata(workloadOf("StatefulSet", "{\"name\":\"s\\u001b[1m\",\"image\":\"nats:2.9\\u202e\"}"), u"name"_s, u"bus\x1b"_s);
        const FoundSystem system = only(natsSystemsIn({{workload}, {}, {}, {}, {}, {}}));
        for (const QString &text : {system.workload, system.container, system.image})
            QVERIFY(!text.isEmpty() && !text.contains(QChar(0x1b)) && !text.contains(QChar(0x202e)));
    }

    void servicesAndRoutesSayHowFarItCanBeReached()
    {
        NatsObjects objects = chartObjects(u"1.3.16"_s);
        const auto exposure = [&] { return only(natsSystemsIn(objects)).exposure; };
        QCOMPARE(exposure(), Exposure::Inside);
        objects.services << object("{'metadata':{'name':'n','namespace':'nats'},'spec':{'type':'NodePort','selector':{'app.kubernetes.io/"
                                   "component':'nats'},'ports':[{'port':1,'targetPort':'nats','nodePort':30422}]}}");
        QCOMPARE(exposure(), Exposure::NodePort);
        QCOMPARE(only(natsSystemsIn(objects)).outside, QStringList{u"node port 30422"_s});
        // Another namespace, another selector, another port: not ours.
        objects = chartObjects(u"1.3.16"_s);
        objects.services << object("{'metadata':{'name':'n','namespace':'x'},'spec':{'type':'NodePort','selector':{'app.kubernetes.io/"
                                   "component':'nats'},'ports':[{'port':4222,'nodePort':1}]}}")
                         << object("{'metadata':{'name':'n','namespace':'nats'},'spec':{'type':'NodePort','selector':{'app':'x'},"
                                   "'ports':[{'port':4222,'nodePort':1}]}}")
                         << object("{'metadata':{'name':'n','namespace':'nats'},'spec':{'type':'NodePort','selector':{'app.kubernetes.io/"
                                   "component':'nats'},'ports':[{'port':80,'targetPort':8080,'nodePort':1}]}}");
        QCOMPARE(exposure(), Exposure::Inside);
        objects.ingresses << object("{'metadata':{'name':'w','namespace':'nats'},'spec':{'tls':[{}],'rules':[{'host':'ws.example','http':{"
                                    "'paths':[{'path':'/','backend':{'service':{'name':'nats','port':{'number':8080}}}}]}}]}}");
        QCOMPARE(exposure(), Exposure::Ingress);
        QCOMPARE(only(natsSystemsIn(objects)).outside, QStringList{u"https://ws.example/"_s});
        objects.servicesSeen = false;
        QCOMPARE(exposure(), Exposure::Unknown); // what may not be read is not said
    }

    void ourOwnInventoryIsNamed()
    {
        QJsonObject workload = workloadOf("StatefulSet", "{\"name\":\"nats\",\"image\":\"nats:2.9\"}");
        workload = withMetadata(
            workload, u"labels"_s,
            QJsonObject{{u"app.kubernetes.io/managed-by"_s, u"natsdeck"_s}, {u"applyset.kubernetes.io/part-of"_s, u"applyset-abc-v1"_s}});
        const FoundSystem system = only(natsSystemsIn({{workload}, {}, {}, {}, {}, {}}));
        QCOMPARE(system.managedBy, managedByUs.toString());
        QCOMPARE(system.inventory, u"applyset-abc-v1"_s);
    }

    void aChangedWorkloadKeepsWhatIsKnownOfIt()
    {
        const NatsObjects objects = chartObjects(u"2.14.2"_s);
        const FoundSystem known = only(natsSystemsIn(objects));
        QJsonObject workload = statefulSetIn(objects);
        workload.insert(u"status"_s, QJsonObject{{u"readyReplicas"_s, 2}});
        const auto ready = refreshed(known, workload);
        QVERIFY(ready && ready->isSettled);
        QCOMPARE(ready->system.ready, 2);
        QCOMPARE(ready->system.service, known.service);
        QCOMPARE(int(ready->system.login), int(LoginForce::Asked));
        const auto rolled = refreshed(known, withImages(workload, u"nats:2.14.5"_s));
        QVERIFY(rolled && !rolled->isSettled);
        QCOMPARE(rolled->system.serverVersion, u"2.14.5"_s);
        QVERIFY(!refreshed(known, withImages(workload, u"natsio/nats-box:1"_s)) ||
                refreshed(known, withImages(workload, u"natsio/nats-box:1"_s))->system.image.contains(u"nats-box"));
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
