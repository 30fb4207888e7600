#include "models/workloads/routes.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/object_ref.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

QString say(const char *text) { return QCoreApplication::translate("workloads", text); }

QString textAt(const QJsonObject &object, QStringView path) { return text::clean(json::at(object, path).toString(), 253); }

QString portText(const QJsonValue &port)
{
    return port.isString() ? text::clean(port.toString(), 63) : port.isDouble() ? QString::number(port.toInt()) : QString();
}

// Collects the ways, and knows which Services are ours.
class Finder
{
public:
    Finder(const QList<ServiceView> &services, const RouteObjects &objects)
        : m_services(services)
        , m_objects(objects)
    {}

    QList<WayIn> find();

private:
    const ServiceView *serviceAt(const QString &nameSpace, const QString &name) const;
    WayIn wayOf(const QJsonObject &object, const ServiceView &service, const QString &port) const;
    void add(WayIn way, const ServiceView &service);
    void addServices();
    void addIngress(const QJsonObject &ingress);
    void addBackend(const QJsonObject &ingress, const QJsonObject &backend, const QString &host, const QString &path);
    void addRoute(const QJsonObject &route);
    void addParents(const QJsonObject &route, const WayIn &way, const ServiceView &service);
    QString conditionsOf(const QJsonObject &route, const QString &parent) const;
    void addTraefik(const QJsonObject &route);
    void addTcpMap(const QJsonObject &map);

    const QList<ServiceView> &m_services;
    const RouteObjects &m_objects;
    QList<WayIn> m_ways;
};

const ServiceView *Finder::serviceAt(const QString &nameSpace, const QString &name) const
{
    const auto it = std::find_if(m_services.begin(), m_services.end(),
                                 [&](const ServiceView &one) { return one.nameSpace == nameSpace && one.name == name; });
    return it == m_services.end() ? nullptr : &*it;
}

WayIn Finder::wayOf(const QJsonObject &object, const ServiceView &service, const QString &port) const
{
    WayIn way;
    way.kind = textAt(object, u"kind");
    way.nameSpace = textAt(object, u"metadata.namespace");
    way.name = textAt(object, u"metadata.name");
    way.service = service.name;
    way.port = port;
    return way;
}

void Finder::add(WayIn way, const ServiceView &service)
{
    const bool hasPort = std::any_of(service.ports.begin(), service.ports.end(), [&](const ServicePort &port) {
        return way.port.isEmpty() || QString::number(port.port) == way.port || port.name == way.port;
    });
    if (!hasPort) {
        way.severity = Severity::Critical;
        way.note = say(QT_TRANSLATE_NOOP("workloads", "Service %1 has no port %2")).arg(service.name, way.port);
    } else if (service.areEndpointsKnown && service.ready == 0 && way.severity == Severity::Ok) {
        way.severity = Severity::Warning;
        way.note = say(QT_TRANSLATE_NOOP("workloads", "No endpoint of Service %1 is ready")).arg(service.name);
    }
    way.key = QStringList{way.kind, way.nameSpace, way.name, way.outside, way.service, way.port}.join(u'/');
    m_ways << way;
}

void Finder::addServices()
{
    for (const ServiceView &service : m_services) {
        for (const ServicePort &port : service.ports) {
            WayIn way;
            way.kind = u"Service"_s;
            way.nameSpace = service.nameSpace;
            way.name = way.service = service.name;
            way.port = QString::number(port.port);
            way.via = service.type;
            for (const QString &address : service.addresses) {
                way.outside = u"tcp://%1:%2"_s.arg(address).arg(port.port);
                add(way, service);
            }
            if (service.addresses.isEmpty() && service.type == u"LoadBalancer") {
                WayIn waiting = way;
                waiting.outside = say(QT_TRANSLATE_NOOP("workloads", "no address yet"));
                waiting.severity = Severity::Warning;
                waiting.note = say(QT_TRANSLATE_NOOP("workloads", "The cluster has given this load balancer no address"));
                add(waiting, service);
            }
            if (port.nodePort > 0) {
                way.outside = say(QT_TRANSLATE_NOOP("workloads", "any node, port %1")).arg(port.nodePort);
                way.via = u"NodePort"_s;
                add(way, service);
            }
        }
    }
}

void Finder::addBackend(const QJsonObject &ingress, const QJsonObject &backend, const QString &host, const QString &path)
{
    const ServiceView *service = serviceAt(kube::namespaceOf(ingress), json::at(backend, u"service.name").toString());
    if (!service)
        return;
    const QJsonValue number = json::at(backend, u"service.port.number");
    WayIn way = wayOf(ingress, *service, number.isDouble() ? portText(number) : textAt(backend, u"service.port.name"));
    bool isTls = false;
    const QJsonArray tls = json::at(ingress, u"spec.tls").toArray();
    for (const QJsonValue &entry : tls) {
        const QJsonArray hosts = entry.toObject().value("hosts"_L1).toArray();
        isTls |= hosts.isEmpty() || hosts.contains(QJsonValue(host));
    }
    way.outside = text::clean((isTls ? u"https://"_s : u"http://"_s) + (host.isEmpty() ? u"*"_s : host) + path, 512);
    way.via = textAt(ingress, u"spec.ingressClassName");
    if (json::at(ingress, u"status.loadBalancer.ingress").toArray().isEmpty()) {
        way.severity = Severity::Info;
        way.note = say(QT_TRANSLATE_NOOP("workloads", "No controller has given this Ingress an address"));
    }
    add(way, *service);
}

void Finder::addIngress(const QJsonObject &ingress)
{
    if (const QJsonObject backend = json::at(ingress, u"spec.defaultBackend").toObject(); !backend.isEmpty())
        addBackend(ingress, backend, {}, u"/"_s);
    const QJsonArray rules = json::at(ingress, u"spec.rules").toArray();
    for (const QJsonValue &value : rules) {
        const QJsonObject rule = value.toObject();
        const QJsonArray paths = json::at(rule, u"http.paths").toArray();
        for (const QJsonValue &path : paths)
            addBackend(ingress, path.toObject().value("backend"_L1).toObject(), rule.value("host"_L1).toString(),
                       path.toObject().value("path"_L1).toString(u"/"_s));
    }
}

// Why a gateway does not take the route, as its status says; empty when it does.
QString Finder::conditionsOf(const QJsonObject &route, const QString &parent) const
{
    const QJsonArray parents = json::at(route, u"status.parents").toArray();
    for (const QJsonValue &value : parents) {
        if (json::at(value.toObject(), u"parentRef.name").toString() != parent)
            continue;
        const QJsonArray conditions = value.toObject().value("conditions"_L1).toArray();
        for (const QJsonValue &entry : conditions) {
            const QString type = textAt(entry.toObject(), u"type");
            if ((type == u"Accepted" || type == u"ResolvedRefs") && textAt(entry.toObject(), u"status") != u"True")
                return u"%1: %2 %3"_s.arg(type, textAt(entry.toObject(), u"reason"),
                                          text::clean(json::at(entry.toObject(), u"message").toString(), 512));
        }
        return {};
    }
    return say(QT_TRANSLATE_NOOP("workloads", "The gateway has not answered to this route"));
}

void Finder::addParents(const QJsonObject &route, const WayIn &way, const ServiceView &service)
{
    const QStringList schemes = way.kind == u"HTTPRoute" ? QStringList{u"HTTP"_s, u"HTTPS"_s} : QStringList{u"TCP"_s, u"TLS"_s};
    QStringList hosts;
    const QJsonArray names = json::at(route, u"spec.hostnames").toArray();
    for (const QJsonValue &name : names)
        hosts << text::clean(name.toString(), 253);
    const QJsonArray parents = json::at(route, u"spec.parentRefs").toArray();
    for (const QJsonValue &value : parents) {
        const QJsonObject parent = value.toObject();
        const QString name = parent.value("name"_L1).toString();
        const QString nameSpace = parent.value("namespace"_L1).toString(kube::namespaceOf(route));
        WayIn own = way;
        own.via = text::clean(name, 253);
        own.note = conditionsOf(route, name);
        own.severity = own.note.isEmpty() ? Severity::Ok : Severity::Warning;
        own.outside = say(QT_TRANSLATE_NOOP("workloads", "gateway %1")).arg(own.via);
        for (const QJsonObject &gateway : m_objects.gateways) {
            if (kube::nameOf(gateway) != name || kube::namespaceOf(gateway) != nameSpace)
                continue;
            const QString address = textAt(json::at(gateway, u"status.addresses").toArray().first().toObject(), u"value");
            const QJsonArray listeners = json::at(gateway, u"spec.listeners").toArray();
            for (const QJsonValue &entry : listeners) {
                const QJsonObject listener = entry.toObject();
                const QString section = parent.value("sectionName"_L1).toString();
                const QString protocol = listener.value("protocol"_L1).toString();
                if ((!section.isEmpty() && listener.value("name"_L1).toString() != section) || !schemes.contains(protocol))
                    continue;
                const QString host = hosts.isEmpty() ? (address.isEmpty() ? own.via : address) : hosts.join(u", "_s);
                own.outside = u"%1://%2:%3"_s.arg(text::clean(protocol.toLower(), 16), host).arg(listener.value("port"_L1).toInt());
            }
        }
        add(own, service);
    }
}

void Finder::addRoute(const QJsonObject &route)
{
    const QJsonArray rules = json::at(route, u"spec.rules").toArray();
    for (const QJsonValue &rule : rules) {
        const QJsonArray backends = rule.toObject().value("backendRefs"_L1).toArray();
        for (const QJsonValue &value : backends) {
            const QJsonObject backend = value.toObject();
            if (backend.value("kind"_L1).toString(u"Service"_s) != u"Service")
                continue;
            const QString nameSpace = backend.value("namespace"_L1).toString(kube::namespaceOf(route));
            if (const ServiceView *service = serviceAt(nameSpace, backend.value("name"_L1).toString()))
                addParents(route, wayOf(route, *service, portText(backend.value("port"_L1))), *service);
        }
    }
}

void Finder::addTraefik(const QJsonObject &route)
{
    QStringList points;
    const QJsonArray entries = json::at(route, u"spec.entryPoints").toArray();
    for (const QJsonValue &entry : entries)
        points << text::clean(entry.toString(), 253);
    const QJsonArray routes = json::at(route, u"spec.routes").toArray();
    for (const QJsonValue &value : routes) {
        const QJsonArray services = value.toObject().value("services"_L1).toArray();
        for (const QJsonValue &entry : services) {
            const QJsonObject target = entry.toObject();
            const ServiceView *service =
                serviceAt(target.value("namespace"_L1).toString(kube::namespaceOf(route)), target.value("name"_L1).toString());
            if (!service)
                continue;
            WayIn way = wayOf(route, *service, portText(target.value("port"_L1)));
            way.via = points.isEmpty() ? say(QT_TRANSLATE_NOOP("workloads", "every entry point"))
                                       : say(QT_TRANSLATE_NOOP("workloads", "entry point %1")).arg(points.join(u", "_s));
            way.outside = text::clean(value.toObject().value("match"_L1).toString(), 512);
            add(way, *service);
        }
    }
}

// "4222": "nats/nats:4222[:PROXY]"; and the controller's own Service has to have that port too.
void Finder::addTcpMap(const QJsonObject &map)
{
    const QJsonObject data = map.value("data"_L1).toObject();
    for (auto it = data.begin(); it != data.end(); ++it) {
        const QString value = it.value().toString();
        const QString target = value.section(u':', 0, 0);
        const ServiceView *service = serviceAt(target.section(u'/', 0, 0), target.section(u'/', 1));
        if (!service)
            continue;
        WayIn way = wayOf(map, *service, text::clean(value.section(u':', 1, 1), 63));
        way.via = u"ingress-nginx"_s;
        bool isOpen = m_objects.controllerServices.isEmpty();
        QStringList addresses;
        for (const QJsonObject &front : m_objects.controllerServices) {
            const QJsonArray ports = json::at(front, u"spec.ports").toArray();
            const bool has = std::any_of(ports.begin(), ports.end(), [&](const QJsonValue &port) {
                return QString::number(port.toObject().value("port"_L1).toInt()) == it.key();
            });
            isOpen |= has;
            const QJsonArray balanced = has ? json::at(front, u"status.loadBalancer.ingress").toArray() : QJsonArray();
            for (const QJsonValue &address : balanced)
                addresses << textAt(address.toObject(), u"ip") + textAt(address.toObject(), u"hostname");
        }
        for (const QJsonObject &pod : m_objects.controllerPods) {
            const QString ports = QString::fromUtf8(json::compact(pod.value("spec"_L1).toObject()));
            isOpen |= ports.contains(u"\"hostPort\":%1"_s.arg(it.key())) || json::at(pod, u"spec.hostNetwork").toBool();
        }
        way.outside = u"tcp://%1:%2"_s.arg(addresses.isEmpty() ? u"ingress-nginx"_s : addresses.join(u", "_s), text::clean(it.key(), 16));
        if (!isOpen) {
            way.severity = Severity::Critical;
            way.note = say(QT_TRANSLATE_NOOP("workloads", "The controller's Service has no port %1, so nothing arrives"))
                           .arg(text::clean(it.key(), 16));
        }
        add(way, *service);
    }
}

QList<WayIn> Finder::find()
{
    addServices();
    for (const QJsonObject &ingress : m_objects.ingresses)
        addIngress(ingress);
    for (const QJsonObject &route : m_objects.routes)
        addRoute(route);
    for (const QJsonObject &route : m_objects.traefik)
        addTraefik(route);
    for (const QJsonObject &map : m_objects.tcpMaps)
        addTcpMap(map);
    return m_ways;
}

} // namespace

QString tcpMapOf(const QJsonObject &controllerPod)
{
    static const QRegularExpression option(u"^--tcp-services-configmap=(.+)$"_s);
    const QJsonArray containers = json::at(controllerPod, u"spec.containers").toArray();
    for (const QJsonValue &container : containers) {
        for (const auto &key : {"command"_L1, "args"_L1}) {
            const QJsonArray words = container.toObject().value(key).toArray();
            for (const QJsonValue &word : words) {
                if (const auto match = option.match(word.toString()); match.hasMatch())
                    return match.captured(1).replace(u"$(POD_NAMESPACE)"_s, kube::namespaceOf(controllerPod));
            }
        }
    }
    return {};
}

QList<WayIn> waysIn(const QList<ServiceView> &services, const RouteObjects &objects) { return Finder(services, objects).find(); }

} // namespace natsdeck::workloads
