#include "models/systems/monitoring_ways.h"

#include "models/kube/client.h"
#include "models/kube/nats_finder.h"
#include "models/nats/connection.h"
#include "models/systems/apart.h"
#include "models/systems/http_fetcher.h"
#include "models/systems/link_route.h"
#include "models/systems/monitoring_probe.h"
#include "models/systems/reading_sources.h"
#include "models/systems/sys_readings.h"

#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

using Sources = std::vector<std::shared_ptr<monitoring::ReadingSource>>;
using Promise = QPromise<Result<Sources>>;

constexpr std::chrono::seconds deadline(10);

void settle(const std::shared_ptr<Promise> &promise, Result<Sources> sources)
{
    promise->addResult(std::move(sources));
    promise->finish();
}

struct Pods
{
    QStringList names;
    bool isProxyForbidden = false;
};

// The pods there are now; those the finder saw where they may not be listed.
Pods podsOf(kube::Client &client, const kube::FoundSystem &found, quint16 port)
{
    kube::ListOptions options;
    options.labelSelector = found.selector;
    options.deadline = deadline;
    const auto listed = client.list({u"v1"_s, u"Pod"_s, found.nameSpace, {}}, options);
    const auto tried = found.pods.isEmpty() ? async::ready<QByteArray>(QByteArray())
                                            : client.podProxyGet(found.nameSpace, found.pods.first().name, port, u"varz"_s, {deadline, {}});
    Pods pods;
    if (const Result<kube::ObjectList> live = async::await<kube::ObjectList>(listed)) {
        for (const QJsonObject &pod : live->items)
            pods.names << kube::nameOf(pod);
    } else {
        for (const kube::FoundPod &pod : found.pods)
            pods.names << pod.name;
    }
    std::sort(pods.names.begin(), pods.names.end());
    const Result<QByteArray> reading = async::await<QByteArray>(tried);
    pods.isProxyForbidden = !reading && reading.error().kind == ErrorKind::Forbidden && reading.error().reason != consentRequired;
    return pods;
}

// The servers of the cluster that we are connected to; nothing when the system account belongs to another system.
Sources sourcesOf(const QList<SysServer> &servers, const QString &ours, const std::shared_ptr<SysDirectory> &directory)
{
    const auto own = std::find_if(servers.begin(), servers.end(), [&](const SysServer &server) { return server.id == ours; });
    Sources sources;
    for (const SysServer &server : servers) {
        if (own != servers.end() && (server.id == ours || (!own->cluster.isEmpty() && server.cluster == own->cluster)))
            sources.push_back(std::make_shared<SysReadingSource>(directory, server.name));
    }
    return sources;
}

} // namespace

SourcesResolver knownPort(const std::shared_ptr<HttpFetcher> &http, const QString &url)
{
    return [http, url](const Link &) { return async::ready<Sources>(Sources{std::make_shared<HttpReadingSource>(http, QUrl(url))}); };
}

SourcesResolver guessedPort(const std::shared_ptr<HttpFetcher> &http, const QStringList &clientUrls)
{
    return [http, clientUrls](const Link &link) {
        return probeMonitoring(http, monitoringCandidates(clientUrls + QStringList{link.status().url}), link.serverId(),
                               link.status().serverName);
    };
}

SourcesResolver podPorts(const std::shared_ptr<HttpFetcher> &http, const std::shared_ptr<kube::Client> &client,
                         const kube::FoundSystem &found, quint16 port)
{
    return [http, client, found, port](const Link &) {
        auto promise = std::make_shared<Promise>();
        promise->start();
        const auto asked = runApart([client, found, port]() -> Result<Pods> { return podsOf(*client, found, port); });
        // Sources with a forward live in this thread: they are made here. The receiver lives until the answer.
        auto *receiver = new QObject;
        async::deliver<Pods>(asked, receiver, [promise, receiver, http, client, found, port](const Result<Pods> &pods) {
            receiver->deleteLater();
            if (!pods)
                return settle(promise, failure(pods.error()));
            Sources sources;
            for (const QString &name : pods->names) {
                if (pods->isProxyForbidden)
                    sources.push_back(std::make_shared<ForwardReadingSource>(http, client, found.nameSpace, name, port));
                else
                    sources.push_back(std::make_shared<PodReadingSource>(client, found.nameSpace, name, port));
            }
            settle(promise, std::move(sources));
        });
        return promise->future();
    };
}

SourcesResolver systemAccountFirst(SourcesResolver otherwise)
{
    return [otherwise = std::move(otherwise)](const Link &link) {
        nats::Connection *system = link.systemConnection();
        if (system == nullptr || !system->status().isConnected())
            return otherwise(link);
        auto promise = std::make_shared<Promise>();
        promise->start();
        const auto directory = std::make_shared<SysDirectory>(system->requester());
        // It lives until the answer; after the link has gone nobody waits for one.
        auto *receiver = new QObject;
        async::deliver<QList<SysServer>>(
            directory->ask(), receiver,
            [promise, receiver, directory, otherwise, link = QPointer(&link)](const Result<QList<SysServer>> &servers) {
                receiver->deleteLater();
                if (!link)
                    return settle(promise, failure(ErrorKind::Cancelled, {}));
                Sources sources = servers ? sourcesOf(*servers, link->serverId(), directory) : Sources();
                if (!sources.empty())
                    return settle(promise, std::move(sources));
                auto *second = new QObject;
                async::deliver<Sources>(otherwise(*link), second, [promise, second](const Result<Sources> &other) {
                    second->deleteLater();
                    settle(promise, other);
                });
            });
        return promise->future();
    };
}

} // namespace natsdeck::systems
