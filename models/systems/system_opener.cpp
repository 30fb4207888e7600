#include "models/systems/system_opener.h"

#include "models/kube/client.h"
#include "models/kube/port_forward.h"
#include "models/nats/login.h"
#include "models/settings/login_book.h"
#include "models/systems/http_fetcher.h"
#include "models/systems/link_route.h"
#include "models/systems/logins.h"
#include "models/systems/monitoring_ways.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

SystemOpener::SystemOpener(Parts parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_http(std::make_shared<HttpFetcher>())
{}

SystemOpener::~SystemOpener() = default;

Result<OpenedSystem *> SystemOpener::open(const SystemRecord &record)
{
    if (OpenedSystem *system = find(record.id))
        return system;
    Result<Way> way = wayTo(record);
    if (!way)
        return failure(way.error());
    auto system = std::make_unique<OpenedSystem>(record, std::move(way->route), way->scope, systemAccountFirst(way->sources), way->workload,
                                                 m_parts.gate, m_parts.settings, m_parts.clock);
    OpenedSystem *opened = system.get();
    m_systems.push_back(std::move(system));
    emit this->opened(opened);
    opened->link().open();
    return opened;
}

OpenedSystem *SystemOpener::find(const QString &systemId) const
{
    for (const auto &system : m_systems) {
        if (system->record().id == systemId)
            return system.get();
    }
    return nullptr;
}

std::vector<OpenedSystem *> SystemOpener::all() const
{
    std::vector<OpenedSystem *> systems;
    for (const auto &system : m_systems)
        systems.push_back(system.get());
    return systems;
}

void SystemOpener::close(const QString &systemId)
{
    const auto found =
        std::find_if(m_systems.begin(), m_systems.end(), [&](const auto &system) { return system->record().id == systemId; });
    if (found == m_systems.end())
        return;
    emit aboutToClose(found->get());
    (*found)->link().close();
    m_systems.erase(found);
}

Result<std::unique_ptr<LinkDiagnosis>> SystemOpener::diagnose(const SystemRecord &record)
{
    Result<Way> way = wayTo(record);
    if (!way)
        return failure(way.error());
    return std::make_unique<LinkDiagnosis>(std::move(way->route), way->scope);
}

async::Future<FoundLogins> SystemOpener::findLogins(const SystemRecord &record)
{
    if (record.origin == Origin::Kubernetes) {
        const std::optional<KubeSystem> system = m_parts.kube.systemById(record.id);
        const Result<std::shared_ptr<kube::Client>> client = m_parts.kube.client(record.context);
        if (system && client)
            return findClusterLogins(*client, system->found);
    }
    QStringList urls;
    if (const std::optional<settings::SavedLink> link = m_parts.nats.savedLink(record.id))
        urls = link->urls;
    else if (const std::optional<deployment::ForeignServer> server = m_parts.workstation.foreign(record.id))
        urls = QStringList{server->url};
    return async::run(*QThreadPool::globalInstance(), [urls]() -> Result<FoundLogins> {
        return FoundLogins{urls.isEmpty() ? QList<FoundLogin>() : cliContextsFor(urls), {}};
    });
}

QStringList SystemOpener::contexts() const { return m_parts.nats.contextNames(); }

Result<SystemOpener::Way> SystemOpener::wayTo(const SystemRecord &record)
{
    switch (record.origin) {
    case Origin::Kubernetes:
        return kubernetesWay(record);
    case Origin::CliContext:
        return cliWay(record);
    case Origin::Workstation:
        return workstationWay(record);
    case Origin::Url:
        return addressWay(record);
    }
    return failure(ErrorKind::Internal, tr("This system is of no known kind"));
}

Result<SystemOpener::Way> SystemOpener::kubernetesWay(const SystemRecord &record)
{
    const std::optional<KubeSystem> system = m_parts.kube.systemById(record.id);
    if (!system)
        return failure(ErrorKind::NotFound, tr("%1 is not there any more").arg(record.name), {}, tr("Open its context again"));
    const Result<std::shared_ptr<kube::Client>> client = m_parts.kube.client(record.context);
    if (!client)
        return failure(client.error());
    const kube::FoundSystem &found = system->found;
    const auto port = static_cast<quint16>(found.ports.value(u"client"_s, 4222));
    const auto monitor = static_cast<quint16>(found.ports.value(u"monitor"_s, 8222));
    const QString service = found.service.isEmpty() ? found.headlessService : found.service;
    Way way;
    way.route = std::make_unique<ForwardRoute>(*client, kube::readyPodResolver(**client, found.nameSpace, found.selector, port),
                                               clusterEnds(m_parts.logins, record.id, *client, found),
                                               service.isEmpty() ? QString() : u"%1.%2.svc"_s.arg(service, found.nameSpace));
    way.sources = podPorts(m_http, *client, found, monitor);
    way.workload = workloads::Workload{record.id, record.context, *client, found};
    return way;
}

Result<SystemOpener::Way> SystemOpener::cliWay(const SystemRecord &record)
{
    const std::optional<nats::CliContext> context = m_parts.nats.cliContext(record.id);
    if (!context)
        return failure(ErrorKind::NotFound, tr("The NATS context %1 is not there any more").arg(record.name));
    Way way;
    way.route =
        std::make_unique<DirectRoute>(bookedEnds(m_parts.logins, record.id, [context = *context] { return nats::optionsOf(context); }));
    way.sources = guessedPort(m_http, context->urls);
    way.scope.domain = context->jetstreamDomain;
    way.scope.apiPrefix = context->jetstreamApiPrefix;
    return way;
}

Result<SystemOpener::Way> SystemOpener::workstationWay(const SystemRecord &record)
{
    const std::optional<deployment::WorkstationDeployment> deployment = m_parts.workstation.deployments().bySystemId(record.id);
    if (!deployment)
        return failure(ErrorKind::NotFound, tr("%1 is not there any more").arg(record.name));
    Way way;
    way.route = std::make_unique<DirectRoute>(workstationEnds(m_parts.logins, *deployment));
    way.sources = knownPort(m_http, deployment->monitoringUrl());
    return way;
}

Result<SystemOpener::Way> SystemOpener::addressWay(const SystemRecord &record)
{
    nats::ConnectOptions base;
    QString monitoringUrl;
    if (const std::optional<settings::SavedLink> link = m_parts.nats.savedLink(record.id)) {
        base.urls = link->urls;
        base.tls.caFile = link->caFile;
        monitoringUrl = link->monitoringUrl;
    } else if (const std::optional<deployment::ForeignServer> server = m_parts.workstation.foreign(record.id)) {
        base.urls = {server->url};
    } else {
        return failure(ErrorKind::NotFound, tr("%1 is not there any more").arg(record.name));
    }
    Way way;
    way.route =
        std::make_unique<DirectRoute>(bookedEnds(m_parts.logins, record.id, [base]() -> Result<nats::ConnectOptions> { return base; }));
    way.sources = monitoringUrl.isEmpty() ? guessedPort(m_http, base.urls) : knownPort(m_http, monitoringUrl);
    return way;
}

} // namespace natsdeck::systems
