#include "models/kube/nats_finder.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/client.h"
#include "models/kube/ready_pod.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr int clientPort = 4222;

// "registry:5000/library/nats:2.12-alpine@sha256:…" -> "nats"
QString repositoryOf(const QString &image) { return image.section(u'@', 0, 0).section(u'/', -1).section(u':', 0, 0); }

bool runsNatsServer(const QJsonObject &container)
{
    const QString repository = repositoryOf(container.value("image"_L1).toString());
    if (repository == u"nats" || repository == u"nats-server")
        return true;
    // A mirrored or home-made image: the name and the client port together.
    if (container.value("name"_L1).toString() != u"nats")
        return false;
    const QJsonArray ports = container.value("ports"_L1).toArray();
    return std::any_of(ports.begin(), ports.end(),
                       [](const QJsonValue &port) { return port.toObject().value("containerPort"_L1).toInt() == clientPort; });
}

QMap<QString, QString> textMap(const QJsonObject &object)
{
    QMap<QString, QString> map;
    for (auto it = object.begin(); it != object.end(); ++it)
        map.insert(text::clean(it.key()), text::clean(it.value().toString()));
    return map;
}

QString portRole(const QString &name, int port)
{
    static const QMap<int, QString> usual{{4222, u"client"_s},  {8222, u"monitor"_s},   {6222, u"cluster"_s}, {7422, u"leafnodes"_s},
                                          {7522, u"gateway"_s}, {8080, u"websocket"_s}, {1883, u"mqtt"_s},    {7777, u"prom-metrics"_s}};
    if (name == u"nats" || name == u"client" || name == u"tcp-nats" || name == u"tcp-client")
        return u"client"_s;
    if (name == u"http-monitor" || name == u"monitoring" || name == u"http")
        return u"monitor"_s;
    return name.isEmpty() ? usual.value(port, QString::number(port)) : text::clean(name);
}

QMap<QString, int> portsOf(const QJsonObject &container)
{
    QMap<QString, int> ports;
    const QJsonArray list = container.value("ports"_L1).toArray();
    for (const QJsonValue &value : list) {
        const int number = value.toObject().value("containerPort"_L1).toInt();
        ports.insert(portRole(value.toObject().value("name"_L1).toString(), number), number);
    }
    return ports;
}

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

QString selectorText(const QJsonObject &matchLabels)
{
    QStringList parts;
    for (auto it = matchLabels.begin(); it != matchLabels.end(); ++it)
        parts << it.key() + u'=' + it.value().toString();
    return parts.join(u',');
}

std::optional<FoundSystem> systemIn(const QJsonObject &workload)
{
    const QJsonObject labels = labelsOf(workload);
    if (labels.value("app.kubernetes.io/component"_L1).toString() == u"nats-box")
        return std::nullopt;
    const QJsonArray containers = json::at(workload, u"spec.template.spec.containers").toArray();
    const auto it =
        std::find_if(containers.begin(), containers.end(), [](const QJsonValue &value) { return runsNatsServer(value.toObject()); });
    if (it == containers.end())
        return std::nullopt;
    const QJsonObject container = (*it).toObject();
    FoundSystem system;
    system.nameSpace = text::clean(namespaceOf(workload));
    system.kind = workload.value("kind"_L1).toString();
    system.workload = text::clean(nameOf(workload));
    system.uid = text::clean(uidOf(workload));
    system.labels = textMap(labels);
    system.selector = selectorText(json::at(workload, u"spec.selector.matchLabels").toObject());
    system.replicas = json::at(workload, u"spec.replicas").toInt(1);
    system.ready = json::at(workload, u"status.readyReplicas").toInt();
    system.container = text::clean(container.value("name"_L1).toString());
    system.image = text::clean(container.value("image"_L1).toString());
    system.ports = portsOf(container);
    system.managedBy = system.labels.value(u"app.kubernetes.io/managed-by"_s);
    system.chart = system.labels.value(u"helm.sh/chart"_s);
    system.headlessService = text::clean(json::at(workload, u"spec.serviceName").toString());
    return system;
}

bool hasPort(const QJsonObject &service, int port)
{
    const QJsonArray ports = json::at(service, u"spec.ports").toArray();
    return std::any_of(ports.begin(), ports.end(), [&](const QJsonValue &value) {
        const QJsonObject entry = value.toObject();
        return entry.value("port"_L1).toInt() == port || entry.value("targetPort"_L1).toInt() == port;
    });
}

void addService(FoundSystem &system, const QJsonObject &podLabels, const QList<QJsonObject> &services)
{
    for (const QJsonObject &service : services) {
        if (namespaceOf(service) != system.nameSpace || !selects(json::at(service, u"spec.selector").toObject(), podLabels) ||
            !hasPort(service, system.ports.value(u"client"_s, clientPort)))
            continue;
        const bool headless = json::at(service, u"spec.clusterIP").toString() == u"None";
        if (headless && system.headlessService.isEmpty())
            system.headlessService = text::clean(nameOf(service));
        if (!headless && system.service.isEmpty())
            system.service = text::clean(nameOf(service));
    }
    if (system.service.isEmpty())
        system.service = system.headlessService;
}

FoundPod podIn(const QJsonObject &pod)
{
    return {text::clean(nameOf(pod)),
            text::clean(uidOf(pod)),
            isReady(pod),
            text::clean(json::at(pod, u"status.phase").toString()),
            text::clean(json::at(pod, u"spec.nodeName").toString()),
            text::clean(json::at(pod, u"status.podIP").toString())};
}

} // namespace

QList<FoundSystem> natsSystemsIn(const QList<QJsonObject> &workloads, const QList<QJsonObject> &services, const QList<QJsonObject> &pods)
{
    QList<FoundSystem> systems;
    for (const QJsonObject &workload : workloads) {
        std::optional<FoundSystem> system = systemIn(workload);
        if (!system)
            continue;
        const QJsonObject selector = json::at(workload, u"spec.selector.matchLabels").toObject();
        addService(*system, json::at(workload, u"spec.template.metadata.labels").toObject(), services);
        for (const QJsonObject &pod : pods) {
            if (namespaceOf(pod) == system->nameSpace && selects(selector, labelsOf(pod)))
                system->pods.append(podIn(pod));
        }
        std::sort(system->pods.begin(), system->pods.end(), [](const FoundPod &a, const FoundPod &b) {
            return std::pair(a.name.size(), a.name) < std::pair(b.name.size(), b.name); // nats-2 before nats-10
        });
        systems.append(*system);
    }
    std::sort(systems.begin(), systems.end(), [](const FoundSystem &a, const FoundSystem &b) {
        return std::tie(a.nameSpace, a.workload, a.kind) < std::tie(b.nameSpace, b.workload, b.kind);
    });
    return systems;
}

async::Future<FoundSystems> findNats(Client &client, CallOptions options) { return client.findNats(options); }

} // namespace natsdeck::kube
