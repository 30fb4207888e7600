#include "models/systems/workstation_servers.h"

#include "models/base/finding.h"
#include "models/base/text.h"

#include <QUrl>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

using deployment::ForeignServer;
using deployment::WorkstationDeployment;

// The same address is the same system, with its lock, at the next start.
QString foreignId(const ForeignServer &server)
{
    static const QUuid space(u"6f0f3c67-3c0c-4b0e-9a2e-6f1f0d3f5f10"_s);
    return linkSystemId(QUuid::createUuidV5(space, u"workstation:"_s + server.url).toString(QUuid::WithoutBraces));
}

QString portOf(const QString &url)
{
    const int port = QUrl(url).port();
    return port < 0 ? QString() : u":%1"_s.arg(port);
}

} // namespace

WorkstationServers::WorkstationServers(deployment::WorkstationDeployments &deployments, QObject *parent)
    : QObject(parent)
    , m_deployments(deployments)
{
    connect(&m_deployments, &deployment::WorkstationDeployments::changed, this, &WorkstationServers::changed);
}

void WorkstationServers::reload()
{
    m_deployments.refresh();
    if (m_wasSearched)
        findOthers();
}

void WorkstationServers::findOthers()
{
    if (m_isSearching)
        return;
    m_isSearching = true;
    emit changed();
    async::deliver<QList<ForeignServer>>(m_deployments.probe(), this, [this](const Result<QList<ForeignServer>> &found) {
        m_isSearching = false;
        m_wasSearched = true;
        if (found)
            m_foreign = *found;
        else
            emit failed(found.error());
        emit changed();
    });
}

SystemRecord WorkstationServers::recordOf(const WorkstationDeployment &deployment) const
{
    SystemRecord record;
    record.id = deployment.systemId();
    record.origin = Origin::Workstation;
    record.name = text::clean(deployment.desired.name);
    record.breadcrumb = {tr("This workstation"), record.name};
    record.locator = deployment.clientUrl();
    record.environment = Environment::Development;
    record.reference = deployment.id();
    return record;
}

SystemRecord WorkstationServers::recordOf(const ForeignServer &server) const
{
    SystemRecord record;
    record.id = foreignId(server);
    record.origin = Origin::Url;
    record.name = QUrl(server.url).host() + portOf(server.url);
    record.breadcrumb = {tr("This workstation"), record.name};
    record.locator = server.url;
    record.reference = server.url;
    return record;
}

std::vector<CatalogueNode> WorkstationServers::nodes() const
{
    std::vector<CatalogueNode> nodes;
    for (const WorkstationDeployment &deployment : m_deployments.deployments()) {
        const SystemRecord record = recordOf(deployment);
        CatalogueNode node;
        node.key = record.id;
        node.name = record.name;
        node.detail = portOf(record.locator);
        node.icon = u"deck-workstation"_s;
        node.toolTip = u"%1\n%2"_s.arg(record.locator, text::clean(deployment.folder));
        switch (deployment.state) {
        case WorkstationDeployment::State::Running:
            node.status = int(Severity::Ok);
            node.statusWord = tr("Running");
            break;
        case WorkstationDeployment::State::Stopped:
            node.statusWord = tr("Stopped");
            break;
        case WorkstationDeployment::State::Incomplete:
            node.status = int(Severity::Warning);
            node.statusWord = tr("Unfinished");
            break;
        }
        nodes.push_back(std::move(node));
    }
    for (const ForeignServer &server : m_foreign) {
        const SystemRecord record = recordOf(server);
        CatalogueNode node;
        node.key = record.id;
        node.name = record.name;
        node.detail = text::clean(server.version);
        node.icon = u"deck-server"_s;
        node.status = int(server.loginRequired ? Severity::Ok : Severity::Warning);
        node.statusWord = server.loginRequired ? tr("Running") : tr("No login");
        node.toolTip = tr("A server that was here already: %1, version %2").arg(text::clean(server.name), text::clean(server.version));
        nodes.push_back(std::move(node));
    }
    if (m_deployments.deployments().isEmpty()) {
        CatalogueNode deploy;
        deploy.key = u"hint:deploy"_s;
        deploy.kind = NavigationKind::Hint;
        deploy.name = tr("Deploy NATS here…");
        nodes.push_back(std::move(deploy));
    }
    CatalogueNode find;
    find.key = u"hint:find-servers"_s;
    find.kind = NavigationKind::Hint;
    find.busy = m_isSearching;
    find.name = m_isSearching                          ? tr("Looking for servers")
                : m_wasSearched && m_foreign.isEmpty() ? tr("No other server answers here")
                : m_wasSearched                        ? tr("Look again")
                                                       : tr("Look for other servers");
    nodes.push_back(std::move(find));
    return nodes;
}

std::optional<SystemRecord> WorkstationServers::record(const QString &key) const
{
    for (const SystemRecord &record : records()) {
        if (record.id == key)
            return record;
    }
    return {};
}

std::vector<SystemRecord> WorkstationServers::records() const
{
    std::vector<SystemRecord> records;
    for (const WorkstationDeployment &deployment : m_deployments.deployments())
        records.push_back(recordOf(deployment));
    for (const ForeignServer &server : m_foreign)
        records.push_back(recordOf(server));
    return records;
}

std::optional<ForeignServer> WorkstationServers::foreign(const QString &systemId) const
{
    for (const ForeignServer &server : m_foreign) {
        if (foreignId(server) == systemId)
            return server;
    }
    return {};
}

} // namespace natsdeck::systems
