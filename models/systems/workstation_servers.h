#pragma once

#include "models/deployment/workstation_deployments.h"
#include "models/systems/catalogue_node.h"
#include "models/systems/system_record.h"

#include <QObject>

#include <optional>
#include <vector>

namespace natsdeck::systems {

// The servers of this workstation: those that the wizard made (recognised by their journal entry and process), and those
// that were here already, which are never taken for ours. Others are looked for only when someone asks.
class WorkstationServers final : public QObject
{
    Q_OBJECT

public:
    explicit WorkstationServers(deployment::WorkstationDeployments &deployments, QObject *parent = nullptr);

    void reload();
    void findOthers(); // reads greetings on this machine; changed() follows

    [[nodiscard]] std::vector<CatalogueNode> nodes() const;
    [[nodiscard]] std::optional<SystemRecord> record(const QString &key) const;
    [[nodiscard]] std::vector<SystemRecord> records() const;
    [[nodiscard]] const deployment::WorkstationDeployments &deployments() const { return m_deployments; }
    [[nodiscard]] std::optional<deployment::ForeignServer> foreign(const QString &systemId) const;

signals:
    void changed();
    void failed(const natsdeck::Error &error);

private:
    [[nodiscard]] SystemRecord recordOf(const deployment::WorkstationDeployment &deployment) const;
    [[nodiscard]] SystemRecord recordOf(const deployment::ForeignServer &server) const;

    deployment::WorkstationDeployments &m_deployments;
    QList<deployment::ForeignServer> m_foreign;
    bool m_isSearching = false;
    bool m_wasSearched = false;
};

} // namespace natsdeck::systems
