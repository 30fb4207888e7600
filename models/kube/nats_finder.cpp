#include "models/kube/nats_finder.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/client.h"
#include "models/kube/nats_exposure.h"
#include "models/kube/nats_image.h"
#include "models/kube/ready_pod.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

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
    return name.isEmpty() || usual.value(port) == u"client"_s ? usual.value(port, QString::number(port)) : text::clean(name);
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

QString selectorText(const QJsonObject &matchLabels)
{
    QStringList parts;
    for (auto it = matchLabels.begin(); it != matchLabels.end(); ++it)
        parts << it.key() + u'=' + it.value().toString();
    return parts.join(u',');
}

std::optional<QJsonObject> containerOf(const QJsonObject &workload, ContainerRole role)
{
    const QJsonArray containers = json::at(workload, u"spec.template.spec.containers").toArray();
    const auto it =
        std::find_if(containers.begin(), containers.end(), [role](const QJsonValue &value) { return roleOf(value.toObject()) == role; });
    return it == containers.end() ? std::nullopt : std::optional((*it).toObject());
}

std::optional<QJsonObject> serverOf(const QJsonObject &workload)
{
    // The charts' nats-box, whatever its image is called.
    if (labelsOf(workload).value("app.kubernetes.io/component"_L1).toString() == u"nats-box")
        return std::nullopt;
    return containerOf(workload, ContainerRole::Server);
}

// The claim of every server that is mounted into this container; with several the one that looks like the store.
void addVolume(FoundSystem &system, const QJsonObject &workload, const QJsonObject &container)
{
    QStringList mounted;
    const QJsonArray mounts = container.value("volumeMounts"_L1).toArray();
    for (const QJsonValue &mount : mounts)
        mounted << mount.toObject().value("name"_L1).toString();
    const QJsonArray templates = json::at(workload, u"spec.volumeClaimTemplates").toArray();
    for (const QJsonValue &value : templates) {
        const QJsonObject claim = value.toObject();
        const QString name = nameOf(claim);
        const bool isStore = name.contains("js"_L1) || name.contains("jetstream"_L1);
        if (!mounted.contains(name) || (!system.volumeSize.isEmpty() && !isStore))
            continue;
        system.volumeSize = text::clean(json::at(claim, u"spec.resources.requests.storage").toString(), 64);
        system.volumeClass = text::clean(json::at(claim, u"spec.storageClassName").toString(), 256);
    }
}

// "nats-1.3.16" of helm.sh/chart
QString chartVersionOf(const QString &chart)
{
    static const QRegularExpression version(uR"(-v?([0-9]+\.[0-9]+.*)$)"_s);
    return version.match(chart).captured(1);
}

std::optional<FoundSystem> systemIn(const QJsonObject &workload)
{
    const std::optional<QJsonObject> container = serverOf(workload);
    if (!container)
        return std::nullopt;
    const QString image = container->value("image"_L1).toString();
    FoundSystem system;
    system.nameSpace = text::clean(namespaceOf(workload));
    system.kind = workload.value("kind"_L1).toString();
    system.workload = text::clean(nameOf(workload));
    system.uid = text::clean(uidOf(workload));
    system.labels = textMap(labelsOf(workload));
    system.selector = selectorText(json::at(workload, u"spec.selector.matchLabels").toObject());
    system.replicas = json::at(workload, u"spec.replicas").toInt(1);
    system.ready = json::at(workload, u"status.readyReplicas").toInt();
    system.container = text::clean(container->value("name"_L1).toString());
    system.image = text::clean(image);
    system.serverVersion = serverVersionOf(imageNameOf(image));
    system.ports = portsOf(*container);
    system.managedBy = system.labels.value(u"app.kubernetes.io/managed-by"_s);
    system.inventory = system.labels.value(u"applyset.kubernetes.io/part-of"_s);
    system.chart = system.labels.value(u"helm.sh/chart"_s);
    system.chartVersion = chartVersionOf(system.chart);
    if (!system.chart.isEmpty())
        system.appVersion = system.labels.value(u"app.kubernetes.io/version"_s);
    system.releaseName = text::clean(helmReleaseOf(workload));
    system.headlessService = text::clean(json::at(workload, u"spec.serviceName").toString());
    addVolume(system, workload, *container);
    system.config = configPlaceOf(json::at(workload, u"spec.template.spec").toObject(), *container);
    const QStringList command = commandOf(*container);
    if (asksByArguments(command))
        system.login = LoginForce::Asked;
    // The official image's own configuration has none; another image may hold anything.
    else if (system.config.path.isEmpty() && (!command.isEmpty() || imageNameOf(image).name == u"nats"))
        system.login = LoginForce::Open;
    return system;
}

void addLogin(FoundSystem &system, const QList<QJsonObject> &configMaps)
{
    if (system.login != LoginForce::Unknown || system.config.configMap.isEmpty())
        return;
    for (const QJsonObject &configMap : configMaps) {
        if (text::clean(namespaceOf(configMap)) != system.nameSpace || nameOf(configMap) != system.config.configMap)
            continue;
        const QJsonValue text = configMap.value("data"_L1).toObject().value(system.config.key);
        if (text.isString())
            system.login = loginIn(text.toString());
    }
}

void addRelease(FoundSystem &system, const QList<HelmRelease> &releases)
{
    for (const HelmRelease &release : releases) {
        if (release.nameSpace != system.nameSpace || release.name != system.releaseName)
            continue;
        system.release = release;
        // Of an umbrella chart the labels say more: they are of the part that is NATS.
        if (system.chartVersion.isEmpty() || release.chart == u"nats") {
            system.chart = release.chart + u'-' + release.chartVersion;
            system.chartVersion = release.chartVersion;
            system.appVersion = release.appVersion;
        }
    }
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

void addPods(FoundSystem &system, const QJsonObject &selector, const QList<QJsonObject> &pods)
{
    for (const QJsonObject &pod : pods) {
        if (text::clean(namespaceOf(pod)) == system.nameSpace && selects(selector, labelsOf(pod)))
            system.pods.append(podIn(pod));
    }
    std::sort(system.pods.begin(), system.pods.end(), [](const FoundPod &a, const FoundPod &b) {
        return std::pair(a.name.size(), a.name) < std::pair(b.name.size(), b.name); // nats-2 before nats-10
    });
}

} // namespace

bool runsNats(const QJsonObject &workload) { return serverOf(workload).has_value(); }

bool runsNatsStreaming(const QJsonObject &workload)
{
    return !runsNats(workload) && containerOf(workload, ContainerRole::Streaming).has_value();
}

QList<FoundSystem> natsSystemsIn(const NatsObjects &objects)
{
    QList<FoundSystem> systems;
    for (const QJsonObject &workload : objects.workloads) {
        std::optional<FoundSystem> system = systemIn(workload);
        if (!system)
            continue;
        addServices(*system, json::at(workload, u"spec.template.metadata.labels").toObject(), objects);
        addPods(*system, json::at(workload, u"spec.selector.matchLabels").toObject(), objects.pods);
        addLogin(*system, objects.configMaps);
        addRelease(*system, objects.releases);
        systems.append(*system);
    }
    std::sort(systems.begin(), systems.end(), [](const FoundSystem &a, const FoundSystem &b) {
        return std::tie(a.nameSpace, a.workload, a.kind) < std::tie(b.nameSpace, b.workload, b.kind);
    });
    return systems;
}

std::optional<Refreshed> refreshed(const FoundSystem &known, const QJsonObject &workload)
{
    const std::optional<FoundSystem> now = systemIn(workload);
    if (!now)
        return std::nullopt;
    const bool isSettled = now->image == known.image && now->labels == known.labels && now->ports == known.ports &&
                           now->config.configMap == known.config.configMap && now->selector == known.selector;
    FoundSystem system = known;
    system.replicas = now->replicas;
    system.ready = now->ready;
    system.image = now->image;
    system.serverVersion = now->serverVersion;
    system.labels = now->labels;
    system.ports = now->ports;
    system.config = now->config;
    system.selector = now->selector;
    return Refreshed{system, isSettled};
}

QString rightInWords(const AccessQuestion &right)
{
    const QString what = right.verb + u' ' + right.resource + (right.name.isEmpty() ? QString() : u' ' + right.name);
    if (right.resource == u"namespaces")
        return text::clean(what);
    return text::clean(what + (right.nameSpace.isEmpty() ? u" in all namespaces"_s : u" in "_s + right.nameSpace));
}

async::Future<FoundSystems> findNats(Client &client, CallOptions options) { return client.findNats({std::move(options), {}, {}}); }

async::Future<FoundSystems> findNats(Client &client, const NatsQuestion &question) { return client.findNats(question); }

} // namespace natsdeck::kube
