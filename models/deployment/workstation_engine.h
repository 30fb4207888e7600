#pragma once

#include "models/deployment/engine.h"
#include "models/deployment/workstation_deployments.h"

namespace natsdeck::deployment {

// nats-server as a process of this user on this machine, which outlives the program. Everything of one deployment lies
// in one private folder; see workstation_deployments.h.
class WorkstationEngine final : public Engine
{
public:
    // Empty folder: defaultWorkstationFolder(). `serverProgram`: from settings, looked at before PATH; may be empty.
    explicit WorkstationEngine(QString folder = {}, QString serverProgram = {});
    ~WorkstationEngine() override;

    [[nodiscard]] QString id() const override { return QStringLiteral("workstation"); }
    [[nodiscard]] bool handles(const Target &target) const override { return target.kind == TargetKind::Workstation; }
    async::Future<Offers> offers(const Target &target) override;
    async::Future<Findings> preflight(const DesiredSystem &desired, std::stop_token stop) override;
    async::Future<plan::Plan> plan(const DesiredSystem &desired) override;
    async::Future<plan::Plan> rebuild(const QString &kind, const QJsonObject &memo) override;
    async::Future<ConnectFacts> facts(const DesiredSystem &desired) override;
    std::shared_ptr<TargetAccess> access(const DesiredSystem &desired, const ConnectFacts &facts) override;
    Result<void> restart(const guard::Permit &permit, const DesiredSystem &desired, std::stop_token stop) override;
    async::Future<RemovalImpact> removalImpact(const QString &deploymentId) override;
    async::Future<plan::Plan> removal(const QString &deploymentId, const RemovalOptions &options) override;

    // Plans of one or two steps, for the commands of the tree and the system's page.
    enum class Operation { Start, Stop, Restart };
    async::Future<plan::Plan> operation(const QString &deploymentId, Operation operation);

private:
    [[nodiscard]] QString folderOf(const QString &deploymentId) const;

    struct Pool;

    QString m_folder;
    QString m_serverProgram;
    std::unique_ptr<Pool> m_pool; // waits for what runs in it
};

} // namespace natsdeck::deployment
