#include "models/workloads/routes.h"
#include "tests/support/test_main.h"

#include <QJsonDocument>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;

namespace {

QJsonObject object(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonObject made = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError)
        qFatal("%s in %s", qPrintable(error.errorString()), json.constData());
    return made;
}

QJsonObject pod(const QByteArray &labels = R"({"app":"nats","extra":"x"})")
{
    return object(R"({"metadata":{"name":"nats-0","namespace":"nats","labels":)" + labels + "}}");
}

QJsonObject service(const QByteArray &name, const QByteArray &spec, const QByteArray &status = "{}", const QByteArray &space = "nats")
{
    return object(R"({"metadata":{"name":")" + name + R"(","namespace":")" + space + R"(","uid":"u-)" + name + R"("},"spec":)" + spec +
                  R"(,"status":)" + status + "}");
}

QJsonObject slice(const QByteArray &ofService, const QByteArray &endpoints)
{
    return object(R"({"metadata":{"namespace":"nats","labels":{"kubernetes.io/service-name":")" + ofService + R"("}},"endpoints":)" +
                  endpoints + "}");
}

const QByteArray plainSpec = R"({"selector":{"app":"nats"},"clusterIP":"10.0.0.1","ports":[{"name":"nats","port":4222,"targetPort":"nats"},
    {"name":"monitor","port":8222,"targetPort":8222}]})";

QList<ServiceView> services(const QByteArray &spec = plainSpec, const QByteArray &status = "{}")
{
    const QList<QJsonObject> slices{slice("nats", R"([{"targetRef":{"name":"nats-0"},"conditions":{"ready":true}}])")};
    return servicesOf({service("nats", spec, status)}, {pod()}, &slices);
}

// The chosen field of each way, for short comparisons.
QStringList fields(const QList<WayIn> &ways, QString WayIn::*field)
{
    QStringList list;
    for (const WayIn &way : ways)
        list << way.*field;
    return list;
}

} // namespace

class RoutesTest : public QObject
{
    Q_OBJECT

private slots:
    void findsTheServicesThatTakeThePods()
    {
        const QList<QJsonObject> all{
            service("nats", plainSpec), service("none", R"({"ports":[]})"), service("other", R"({"selector":{"app":"x"}})"),
            service("narrow", R"({"selector":{"app":"nats","role":"leader"}})"), service("nats", plainSpec, "{}", "elsewhere")};
        const QList<ServiceView> found = servicesOf(all, {pod()}, nullptr);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().type, u"ClusterIP"_s);
        QCOMPARE(found.first().ports.first().target, u"nats"_s);
        QCOMPARE(found.first().ports.last().target, u"8222"_s);
        QVERIFY(!found.first().areEndpointsKnown);
    }

    void countsEndpointsOfBothFamiliesOnce()
    {
        const QList<QJsonObject> slices{
            slice(
                "nats",
                R"([{"targetRef":{"name":"nats-0"},"conditions":{"ready":true}},{"targetRef":{"name":"nats-1"},"conditions":{"ready":false}}])"),
            slice(
                "nats",
                R"([{"targetRef":{"name":"nats-0"},"conditions":{}},{"targetRef":{"name":"nats-2"},"conditions":{"ready":true,"serving":false}}])"),
            slice("other", R"([{"addresses":["1.2.3.4"]}])"), slice("nats", "null")};
        const QList<ServiceView> found = servicesOf({service("nats", plainSpec)}, {pod()}, &slices);
        QCOMPARE(found.first().ready, 1);
        QCOMPARE(found.first().notReady, 2); // "ready" by publishNotReadyAddresses is not serving
    }

    void balancersAndNodePortsAreWaysIn()
    {
        const QByteArray spec = R"({"type":"LoadBalancer","selector":{"app":"nats"},"ports":[{"name":"nats","port":4222,"nodePort":30422}],
            "externalIPs":["192.0.2.9"]})";
        const auto ways =
            waysIn(services(spec, R"({"loadBalancer":{"ingress":[{"ip":"203.0.113.7"},{"hostname":"lb.example.com"}]}})"), {});
        QCOMPARE(fields(ways, &WayIn::outside), (QStringList{u"tcp://203.0.113.7:4222"_s, u"tcp://lb.example.com:4222"_s,
                                                             u"tcp://192.0.2.9:4222"_s, u"any node, port 30422"_s}));
        const auto waiting = waysIn(services(R"({"type":"LoadBalancer","selector":{"app":"nats"},"ports":[{"port":4222}]})"), {});
        QCOMPARE(waiting.first().severity, Severity::Warning);
        QVERIFY(waysIn(services(), {}).isEmpty());
    }

    void followsIngresses()
    {
        RouteObjects objects;
        objects.ingresses = {object(R"({"kind":"Ingress","metadata":{"name":"mon","namespace":"nats"},"spec":{"ingressClassName":"nginx",
            "tls":[{"hosts":["nats.example.com"]}],"rules":[{"host":"nats.example.com","http":{"paths":[
              {"path":"/","backend":{"service":{"name":"nats","port":{"name":"monitor"}}}},
              {"path":"/other","backend":{"service":{"name":"shop","port":{"number":80}}}},
              {"path":"/wrong","backend":{"service":{"name":"nats","port":{"number":9999}}}}]}}]},
            "status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}})"),
                             object(R"({"kind":"Ingress","metadata":{"name":"plain","namespace":"nats"},"spec":{"defaultBackend":
            {"service":{"name":"nats","port":{"number":8222}}}}})"),
                             object(R"({"kind":"Ingress","metadata":{"name":"mon","namespace":"other"},"spec":{"defaultBackend":
            {"service":{"name":"nats","port":{"number":8222}}}}})")};
        const QList<WayIn> ways = waysIn(services(), objects);
        QCOMPARE(fields(ways, &WayIn::outside),
                 (QStringList{u"https://nats.example.com/"_s, u"https://nats.example.com/wrong"_s, u"http://*/"_s}));
        QCOMPARE(ways[0].severity, Severity::Ok);
        QCOMPARE(ways[1].severity, Severity::Critical); // the Service has no such port
        QCOMPARE(ways[2].severity, Severity::Info);     // no controller took it
    }

    void followsGatewayRoutes()
    {
        RouteObjects objects;
        objects.gateways = {object(R"({"kind":"Gateway","metadata":{"name":"edge","namespace":"gateway-system"},"spec":{"listeners":[
            {"name":"https","protocol":"HTTPS","port":443},{"name":"nats","protocol":"TCP","port":4222},{"name":"smtp","protocol":"TCP","port":25}]},
            "status":{"addresses":[{"value":"203.0.113.7"}]}})")};
        objects.routes = {
            object(R"({"kind":"TCPRoute","metadata":{"name":"nats","namespace":"gateway-system"},"spec":{
            "parentRefs":[{"name":"edge","sectionName":"nats"}],"rules":[{"backendRefs":[{"name":"nats","namespace":"nats","port":4222}]}]},
            "status":{"parents":[{"parentRef":{"name":"edge"},"conditions":[{"type":"Accepted","status":"True"},{"type":"ResolvedRefs","status":"True"}]}]}})"),
            object(R"({"kind":"HTTPRoute","metadata":{"name":"mon","namespace":"nats"},"spec":{"hostnames":["nats.example.com"],
            "parentRefs":[{"name":"edge","namespace":"gateway-system"}],"rules":[{"backendRefs":[{"name":"nats","port":8222}]}]},
            "status":{"parents":[{"parentRef":{"name":"edge"},"conditions":[{"type":"ResolvedRefs","status":"False","reason":"RefNotPermitted",
              "message":"no ReferenceGrant"}]}]}})"),
            object(R"({"kind":"TCPRoute","metadata":{"name":"shop","namespace":"shop"},"spec":{"parentRefs":[{"name":"edge"}],
            "rules":[{"backendRefs":[{"name":"nats","port":4222}]}]}})")};
        const QList<WayIn> ways = waysIn(services(), objects);
        QCOMPARE(fields(ways, &WayIn::outside), (QStringList{u"tcp://203.0.113.7:4222"_s, u"https://nats.example.com:443"_s}));
        QCOMPARE(ways[0].severity, Severity::Ok);
        QCOMPARE(ways[0].nameSpace, u"gateway-system"_s);
        QCOMPARE(ways[1].severity, Severity::Warning);
        QVERIFY2(ways[1].note.contains(u"no ReferenceGrant"), qPrintable(ways[1].note));
    }

    void followsTraefik()
    {
        RouteObjects objects;
        objects.traefik = {
            object(R"json({"kind":"IngressRouteTCP","metadata":{"name":"t","namespace":"nats"},"spec":{"entryPoints":["nats"],
            "routes":[{"match":"HostSNI(`*`)","services":[{"name":"nats","port":4222}]}]}})json")};
        const QList<WayIn> ways = waysIn(services(), objects);
        QCOMPARE(ways.size(), 1);
        QCOMPARE(ways.first().via, u"entry point nats"_s);
        QCOMPARE(ways.first().outside, u"HostSNI(`*`)"_s);
    }

    void followsTcpMapsOfIngressNginx()
    {
        const QJsonObject controller = object(R"json({"metadata":{"namespace":"ingress"},"spec":{"containers":[{"args":["/nginx",
            "--tcp-services-configmap=$(POD_NAMESPACE)/ingress-tcp"],"ports":[{"containerPort":80,"hostPort":80}]}]}})json");
        QCOMPARE(tcpMapOf(controller), u"ingress/ingress-tcp"_s);
        QVERIFY(tcpMapOf(pod()).isEmpty());
        RouteObjects objects;
        objects.controllerPods = {controller};
        objects.tcpMaps = {object(R"({"kind":"ConfigMap","metadata":{"name":"ingress-tcp","namespace":"ingress"},
            "data":{"4222":"nats/nats:4222","9000":"shop/shop:80","5222":"nats/nats:nats:PROXY"}})")};
        objects.controllerServices = {service("controller", R"({"ports":[{"port":443},{"port":4222}]})",
                                              R"({"loadBalancer":{"ingress":[{"ip":"203.0.113.7"}]}})", "ingress")};
        const QList<WayIn> ways = waysIn(services(), objects);
        QCOMPARE(fields(ways, &WayIn::outside), (QStringList{u"tcp://203.0.113.7:4222"_s, u"tcp://ingress-nginx:5222"_s}));
        QCOMPARE(ways[0].severity, Severity::Ok);
        QCOMPARE(ways[1].severity, Severity::Critical); // mapped, but the controller's Service has no such port
        QCOMPARE(ways[1].port, u"nats"_s);
    }

    void saysWhenNothingIsBehindTheService()
    {
        const QList<QJsonObject> none;
        const auto empty = servicesOf(
            {service("nats", R"({"type":"NodePort","selector":{"app":"nats"},"ports":[{"port":4222,"nodePort":30000}]})")}, {pod()}, &none);
        const QList<WayIn> ways = waysIn(empty, {});
        QCOMPARE(ways.first().severity, Severity::Warning);
    }

    void endureObjectsThatSayNothing()
    {
        RouteObjects objects;
        objects.ingresses = objects.routes = objects.gateways = objects.traefik = objects.tcpMaps = objects.controllerPods =
            objects.controllerServices = {QJsonObject(), object(R"({"spec":[],"status":1,"data":"x"})"),
                                          object(R"({"spec":{"rules":{"a":1},"listeners":"x","routes":[1,[]],"parentRefs":5}})")};
        QVERIFY(waysIn(services(), objects).isEmpty());
    }
};

NATSDECK_TEST(RoutesTest)
#include "unit_routes.moc"
