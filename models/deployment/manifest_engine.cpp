#include "models/deployment/manifest_engine.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/deployment/manifest_cluster.h"
#include "models/deployment/manifest_objects.h"
#include "models/deployment/manifest_plan.h"
#include "models/deployment/manifest_preflight.h"
#include "models/kube/client.h"
#include "models/kube/nats_finder.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <condition_variable>
#include <mutex>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

QString translated(const char *text) { return QCoreApplication::translate("deployment", text); }

// Servers that the verification is known to pass on; another version may be typed.
const QStringList knownVersions{u"2.12.15"_s, u"2.14.2"_s};

struct RemovalTarget
{
    QString context;
    QString nameSpace;
    QString name;
};

// A context may hold any character, so the key is JSON.
std::optional<RemovalTarget> parsedKey(const QString &key)
{
    const QJsonArray parts = QJsonDocument::fromJson(key.toUtf8()).array();
    if (parts.size() != 3)
        return std::nullopt;
    return RemovalTarget{parts[0].toString(), parts[1].toString(), parts[2].toString()};
}

Error badKey() { return {ErrorKind::Internal, translated("This deployment is not one of Kubernetes"), {}, {}, 0, {}}; }

void offerNamespaces(kube::Client &client, Offers &offers)
{
    const Result<kube::ObjectList> list = async::await(client.list({u"v1"_s, u"Namespace"_s, {}, {}}));
    if (!list) {
        offers.findings << Finding{
            u"namespaces"_s, Severity::Info, translated("Namespaces may not be listed: type the name"), list.error().summary, {}, {}, {}};
        return;
    }
    for (const QJsonObject &object : list->items) {
        const QString name = kube::nameOf(object);
        const bool ending = object.value(u"status"_s).toObject().value(u"phase"_s).toString() == u"Terminating";
        offers.namespaces << Choice{
            name, text::clean(name), {}, name == u"nats", !ending, ending ? translated("is being deleted") : QString()};
    }
}

void offerStorage(kube::Client &client, Offers &offers)
{
    const Result<kube::ObjectList> list = async::await(client.list({u"storage.k8s.io/v1"_s, u"StorageClass"_s, {}, {}}));
    if (!list)
        return;
    for (const QJsonObject &object : list->items) {
        const QString name = kube::nameOf(object);
        const QJsonObject annotations = object.value(u"metadata"_s).toObject().value(u"annotations"_s).toObject();
        const bool isDefault = annotations.value(u"storageclass.kubernetes.io/is-default-class"_s).toString() == u"true";
        offers.storageClasses << Choice{name, text::clean(name), text::clean(object.value(u"provisioner"_s).toString()), isDefault, true,
                                        {}};
    }
}

void offerFound(kube::Client &client, Offers &offers)
{
    const Result<kube::FoundSystems> found = async::await(kube::findNats(client));
    if (!found)
        return;
    for (const kube::FoundSystem &system : found->systems) {
        offers.findings << Finding{
            u"existing-system"_s,
            Severity::Info,
            translated("NATS is there already: %1 in namespace %2").arg(text::clean(system.workload), text::clean(system.nameSpace)),
            text::clean(system.image),
            {},
            text::clean(system.nameSpace),
            {}};
    }
}

Result<QStringList> outsideUrls(kube::Client &client, const DesiredSystem &desired)
{
    if (desired.access == Access::Internal)
        return QStringList();
    const Result<QJsonObject> service = async::await(client.get({u"v1"_s, u"Service"_s, desired.target.nameSpace, desired.name}));
    if (!service)
        return failure(service.error());
    QStringList urls;
    if (desired.access == Access::LoadBalancer) {
        for (const QJsonValue ingress : json::at(*service, u"status.loadBalancer.ingress").toArray()) {
            const QString host = ingress[u"ip"].toString(ingress[u"hostname"].toString());
            urls << u"nats://%1:4222"_s.arg(text::clean(host));
        }
        return urls;
    }
    const int port = service->value(u"spec"_s).toObject().value(u"ports"_s).toArray().at(0)[u"nodePort"].toInt();
    const Result<kube::ObjectList> nodes = async::await(client.list({u"v1"_s, u"Node"_s, {}, {}}));
    if (!nodes)
        return failure(nodes.error());
    for (const QJsonObject &node : nodes->items) {
        for (const QJsonValue address : node.value(u"status"_s).toObject().value(u"addresses"_s).toArray()) {
            if (address[u"type"].toString() == u"InternalIP")
                urls << u"nats://%1:%2"_s.arg(text::clean(address[u"address"].toString())).arg(port);
        }
    }
    return urls;
}

Result<ConnectFacts> connectFacts(kube::Client &client, const DesiredSystem &desired)
{
    ConnectFacts facts;
    facts.deploymentId = ManifestEngine::removalKey(desired.target.context, desired.target.nameSpace, desired.name);
    const Result<QString> systemId = cluster::systemIdOf(client, desired);
    if (!systemId)
        return failure(systemId.error());
    if (systemId->isEmpty())
        return failure(ErrorKind::NotFound, translated("%1 is not deployed").arg(desired.name));
    facts.systemId = *systemId;
    const Result<LoginChoice> login = completeLogin(client, desired);
    if (!login)
        return failure(login.error());
    facts.login = *login;
    const QString host = u"%1.%2.svc"_s.arg(desired.name, desired.target.nameSpace);
    facts.internalUrls = QStringList{u"nats://%1:4222"_s.arg(host)};
    facts.monitoringUrl = u"http://%1-headless.%2.svc:8222"_s.arg(desired.name, desired.target.nameSpace);
    facts.forwardCommand = u"kubectl --context %1 -n %2 port-forward svc/%3 4222:4222"_s.arg(
        text::shellQuoted(desired.target.context), text::shellQuoted(desired.target.nameSpace), text::shellQuoted(desired.name));
    if (const Result<QStringList> urls = outsideUrls(client, desired))
        facts.urls = *urls;
    return facts;
}

} // namespace

ManifestEngine::ManifestEngine(Clients clients)
    : m_clients(std::move(clients))
{
    m_threads.setMaxThreadCount(4);
}

ManifestEngine::~ManifestEngine() { m_threads.waitForDone(); }

QString ManifestEngine::removalKey(const QString &context, const QString &nameSpace, const QString &name)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{context, nameSpace, name}).toJson(QJsonDocument::Compact));
}

template <typename T, typename Work> async::Future<T> ManifestEngine::withClient(const QString &context, Work work)
{
    Result<std::shared_ptr<kube::Client>> client = m_clients(context);
    if (!client)
        return async::failed<T>(client.error());
    return async::run(m_threads, [client = *client, work = std::move(work)]() -> Result<T> { return work(client); });
}

async::Future<Offers> ManifestEngine::offers(const Target &target)
{
    return withClient<Offers>(target.context, [](const std::shared_ptr<kube::Client> &client) -> Result<Offers> {
        const Result<kube::ServerVersion> version = async::await(client->version());
        if (!version)
            return failure(version.error());
        Offers offers;
        offers.findings << Finding{u"api-server"_s, Severity::Ok, translated("The API server answers"), version->text, {}, {}, {}};
        offerNamespaces(*client, offers);
        offerStorage(*client, offers);
        offerFound(*client, offers);
        for (const QString &known : knownVersions)
            offers.servers << Choice{known, {}, {}, known == knownVersions.constFirst(), true, {}};
        return offers;
    });
}

async::Future<Findings> ManifestEngine::preflight(const DesiredSystem &desired, std::stop_token stop)
{
    return withClient<Findings>(desired.target.context,
                                [desired, stop = std::move(stop)](const std::shared_ptr<kube::Client> &client) -> Result<Findings> {
                                    return manifestPreflight(*client, desired, stop);
                                });
}

async::Future<plan::Plan> ManifestEngine::plan(const DesiredSystem &desired)
{
    return withClient<plan::Plan>(desired.target.context,
                                  [desired](const std::shared_ptr<kube::Client> &client) { return manifestPlan(client, desired); });
}

async::Future<plan::Plan> ManifestEngine::rebuild(const QString &kind, const QJsonObject &memo)
{
    if (kind == u"remove") {
        return removal(
            removalKey(memo.value(u"context"_s).toString(), memo.value(u"namespace"_s).toString(), memo.value(u"name"_s).toString()),
            {memo.value(u"keepData"_s).toBool()});
    }
    const Result<DesiredSystem> desired = desiredSystemFromJson(memo.value(u"desired"_s).toObject());
    if (!desired)
        return async::failed<plan::Plan>(desired.error());
    const bool wasFirst = memo.value(u"first"_s).toBool();
    return withClient<plan::Plan>(desired->target.context, [desired = *desired, wasFirst](const std::shared_ptr<kube::Client> &client) {
        return manifestPlan(client, desired, wasFirst);
    });
}

async::Future<ConnectFacts> ManifestEngine::facts(const DesiredSystem &desired)
{
    return withClient<ConnectFacts>(desired.target.context,
                                    [desired](const std::shared_ptr<kube::Client> &client) { return connectFacts(*client, desired); });
}

std::shared_ptr<TargetAccess> ManifestEngine::access(const DesiredSystem &, const ConnectFacts &) { return nullptr; }

Result<void> ManifestEngine::restart(const guard::Permit &permit, const DesiredSystem &desired, std::stop_token stop)
{
    const Result<std::shared_ptr<kube::Client>> client = m_clients(desired.target.context);
    if (!client)
        return failure(client.error());
    const kube::ObjectRef pod{u"v1"_s, u"Pod"_s, desired.target.nameSpace, desired.name + u"-0"_s};
    const Result<QJsonObject> live = async::await((*client)->get(pod, {std::chrono::seconds(20), stop}));
    if (!live)
        return failure(live.error());
    kube::RemoveOptions options;
    options.uid = kube::uidOf(*live);
    options.stop = stop;
    if (const Result<void> removed = async::await((*client)->remove(permit, pod, options)); !removed)
        return removed;
    cluster::Waiting waiting;
    waiting.stop = stop;
    waiting.deadline = std::chrono::seconds(180);
    waiting.notPodUid = kube::uidOf(*live);
    waiting.say = [](const QString &) {};
    waiting.pause = [&stop](int milliseconds) {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any wake;
        wake.wait_for(lock, stop, std::chrono::milliseconds(milliseconds), [] { return false; });
        return !stop.stop_requested();
    };
    return cluster::awaitReady(**client, desired, waiting);
}

async::Future<RemovalImpact> ManifestEngine::removalImpact(const QString &deploymentId)
{
    const std::optional<RemovalTarget> target = parsedKey(deploymentId);
    if (!target)
        return async::failed<RemovalImpact>(badKey());
    return withClient<RemovalImpact>(
        target->context, [target = *target](const std::shared_ptr<kube::Client> &client) -> Result<RemovalImpact> {
            const Result<QList<QJsonObject>> members = inventoryMembers(*client, target.nameSpace, target.name);
            if (!members)
                return failure(members.error());
            RemovalImpact impact;
            for (const QJsonObject &member : *members)
                impact.objects << kube::display(kube::refOf(member));
            const QByteArray jsz =
                async::await(client->podProxyGet(target.nameSpace, target.name + u"-0"_s, 8222, u"jsz"_s)).value_or(QByteArray());
            if (const Result<QJsonObject> reading = json::parseObject(jsz, u"jsz"_s)) {
                impact.running = true;
                impact.streams = static_cast<int>(json::integer(reading->value(u"streams"_s)));
                impact.messages = json::integer(reading->value(u"messages"_s));
                impact.bytes = json::integer(reading->value(u"bytes"_s));
            }
            const QByteArray varz =
                async::await(client->podProxyGet(target.nameSpace, target.name + u"-0"_s, 8222, u"varz"_s)).value_or(QByteArray());
            if (const Result<QJsonObject> reading = json::parseObject(varz, u"varz"_s))
                impact.connections = static_cast<int>(json::integer(reading->value(u"connections"_s)));
            return impact;
        });
}

async::Future<plan::Plan> ManifestEngine::removal(const QString &deploymentId, const RemovalOptions &options)
{
    const std::optional<RemovalTarget> target = parsedKey(deploymentId);
    if (!target)
        return async::failed<plan::Plan>(badKey());
    return withClient<plan::Plan>(target->context, [target = *target, options](const std::shared_ptr<kube::Client> &client) {
        return manifestRemoval(client, target.context, target.nameSpace, target.name, options.keepData);
    });
}

} // namespace natsdeck::deployment
