#include "models/kube/nats_exposure.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/object_ref.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr int clientPort = 4222;
constexpr qsizetype maxPlaces = 8; // a load balancer with many addresses is named by the first of them

// The entry of a Service that leads to the client port; its target may be a number or a port's name.
QJsonObject clientEntry(const QJsonObject &service, const FoundSystem &system)
{
    const int port = system.ports.value(u"client"_s, clientPort);
    const QJsonArray entries = json::at(service, u"spec.ports").toArray();
    for (const QJsonValue &value : entries) {
        const QJsonObject entry = value.toObject();
        const QJsonValue target = entry.value("targetPort"_L1);
        const bool byName = target.isString() && (target.toString() == u"nats" || target.toString() == u"client");
        if (target.toInt() == port || byName || (entry.value("port"_L1).toInt() == port && !target.isDouble() && !target.isString()))
            return entry;
    }
    for (const QJsonValue &value : entries) {
        if (value.toObject().value("port"_L1).toInt() == port)
            return value.toObject();
    }
    return {};
}

void widen(FoundSystem &system, Exposure exposure)
{
    if (int(exposure) > int(system.exposure))
        system.exposure = exposure;
}

void addOutside(FoundSystem &system, const QJsonObject &service, const QJsonObject &entry)
{
    const QString type = json::at(service, u"spec.type").toString();
    const int port = entry.value("port"_L1).toInt();
    const int nodePort = entry.value("nodePort"_L1).toInt();
    if (type == u"LoadBalancer") {
        widen(system, Exposure::LoadBalancer);
        const QJsonArray ends = json::at(service, u"status.loadBalancer.ingress").toArray();
        for (const QJsonValue &value : ends) {
            const QString host = value.toObject().value("ip"_L1).toString(value.toObject().value("hostname"_L1).toString());
            if (!host.isEmpty() && system.outside.size() < maxPlaces)
                system.outside << text::clean(host, 256) + u':' + QString::number(port);
        }
    } else if (type == u"NodePort") {
        widen(system, Exposure::NodePort);
        if (system.outside.size() < maxPlaces)
            system.outside << u"node port %1"_s.arg(nodePort);
    }
}

// An Ingress whose backend is one of these Services: WebSocket, or the monitoring, by HTTP.
void addIngress(FoundSystem &system, const QStringList &services, const QJsonObject &ingress)
{
    const QJsonArray rules = json::at(ingress, u"spec.rules").toArray();
    for (const QJsonValue &ruleValue : rules) {
        const QJsonObject rule = ruleValue.toObject();
        const QJsonArray paths = json::at(rule, u"http.paths").toArray();
        for (const QJsonValue &value : paths) {
            if (!services.contains(json::at(value.toObject(), u"backend.service.name").toString()))
                continue;
            widen(system, Exposure::Ingress);
            const bool hasTls = !json::at(ingress, u"spec.tls").toArray().isEmpty();
            if (system.outside.size() < maxPlaces)
                system.outside << text::clean((hasTls ? u"https://"_s : u"http://"_s) + rule.value("host"_L1).toString(u"*"_s) +
                                                  value.toObject().value("path"_L1).toString(),
                                              256);
        }
    }
}

} // namespace

bool selects(const QJsonObject &selector, const QJsonObject &labels)
{
    if (selector.isEmpty())
        return false;
    for (auto it = selector.begin(); it != selector.end(); ++it) {
        if (labels.value(it.key()) != it.value())
            return false;
    }
    return true;
}

void addServices(FoundSystem &system, const QJsonObject &podLabels, const NatsObjects &objects)
{
    if (!objects.servicesSeen)
        return;
    system.exposure = Exposure::Inside;
    QStringList leading;
    for (const QJsonObject &service : objects.services) {
        if (text::clean(namespaceOf(service)) != system.nameSpace || !selects(json::at(service, u"spec.selector").toObject(), podLabels))
            continue;
        leading << nameOf(service);
        const QJsonObject entry = clientEntry(service, system);
        if (entry.isEmpty())
            continue;
        const bool headless = json::at(service, u"spec.clusterIP").toString() == u"None";
        if (headless && system.headlessService.isEmpty())
            system.headlessService = text::clean(nameOf(service));
        if (!headless && system.service.isEmpty())
            system.service = text::clean(nameOf(service));
        addOutside(system, service, entry);
    }
    if (system.service.isEmpty())
        system.service = system.headlessService;
    for (const QJsonObject &ingress : objects.ingresses) {
        if (text::clean(namespaceOf(ingress)) == system.nameSpace)
            addIngress(system, leading, ingress);
    }
    system.outside.removeDuplicates();
}

} // namespace natsdeck::kube
