#include "models/workloads/routes.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/object_ref.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

QString textAt(const QJsonObject &object, QStringView path) { return text::clean(json::at(object, path).toString(), 253); }

bool takes(const QJsonObject &selector, const QJsonObject &labels)
{
    if (selector.isEmpty())
        return false;
    for (auto it = selector.begin(); it != selector.end(); ++it) {
        if (labels.value(it.key()) != it.value())
            return false;
    }
    return true;
}

QList<ServicePort> portsOf(const QJsonObject &service)
{
    QList<ServicePort> ports;
    const QJsonArray list = json::at(service, u"spec.ports").toArray();
    for (const QJsonValue &value : list) {
        const QJsonObject port = value.toObject();
        const QJsonValue target = port.value("targetPort"_L1);
        ports << ServicePort{text::clean(port.value("name"_L1).toString(), 63), port.value("port"_L1).toInt(),
                             target.isString() ? text::clean(target.toString(), 63)
                                               : QString::number(target.toInt(port.value("port"_L1).toInt())),
                             port.value("nodePort"_L1).toInt()};
    }
    return ports;
}

QStringList addressesOf(const QJsonObject &service)
{
    QStringList addresses;
    const QJsonArray balanced = json::at(service, u"status.loadBalancer.ingress").toArray();
    for (const QJsonValue &value : balanced) {
        const QString ip = textAt(value.toObject(), u"ip");
        addresses << (ip.isEmpty() ? textAt(value.toObject(), u"hostname") : ip);
    }
    const QJsonArray external = json::at(service, u"spec.externalIPs").toArray();
    for (const QJsonValue &value : external)
        addresses << text::clean(value.toString(), 253);
    return addresses;
}

// Slices of both address families list the same pods: each counts once.
void countEndpoints(ServiceView &view, const QList<QJsonObject> &slices)
{
    QMap<QString, bool> ready;
    for (const QJsonObject &slice : slices) {
        if (kube::namespaceOf(slice) != view.nameSpace ||
            kube::labelsOf(slice).value("kubernetes.io/service-name"_L1).toString() != view.name)
            continue;
        const QJsonArray endpoints = slice.value("endpoints"_L1).toArray();
        for (const QJsonValue &value : endpoints) {
            const QJsonObject endpoint = value.toObject();
            const QString target = json::at(endpoint, u"targetRef.name").toString();
            const QString key = target.isEmpty() ? endpoint.value("addresses"_L1).toArray().first().toString() : target;
            // serving tells the truth where publishNotReadyAddresses makes everything "ready"; without a word it is ready.
            const QJsonObject conditions = endpoint.value("conditions"_L1).toObject();
            const bool isReady = conditions.value("ready"_L1).toBool(true) && conditions.value("serving"_L1).toBool(true);
            ready.insert(key, ready.value(key) || isReady);
        }
    }
    view.ready = static_cast<int>(std::count(ready.begin(), ready.end(), true));
    view.notReady = static_cast<int>(ready.size()) - view.ready;
    view.areEndpointsKnown = true;
}

} // namespace

QList<ServiceView> servicesOf(const QList<QJsonObject> &services, const QList<QJsonObject> &pods, const QList<QJsonObject> *slices)
{
    QList<ServiceView> views;
    for (const QJsonObject &service : services) {
        const QJsonObject selector = json::at(service, u"spec.selector").toObject();
        if (std::none_of(pods.begin(), pods.end(), [&](const QJsonObject &pod) {
                return kube::namespaceOf(pod) == kube::namespaceOf(service) && takes(selector, kube::labelsOf(pod));
            }))
            continue;
        ServiceView view;
        view.name = textAt(service, u"metadata.name");
        view.nameSpace = textAt(service, u"metadata.namespace");
        view.uid = textAt(service, u"metadata.uid");
        view.type = textAt(service, u"spec.type");
        if (view.type.isEmpty())
            view.type = u"ClusterIP"_s;
        view.clusterIp = textAt(service, u"spec.clusterIP");
        view.isHeadless = view.clusterIp == u"None";
        view.addresses = addressesOf(service);
        view.ports = portsOf(service);
        if (slices)
            countEndpoints(view, *slices);
        views << view;
    }
    return views;
}

} // namespace natsdeck::workloads
