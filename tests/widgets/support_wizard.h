#pragma once

#include "models/deployment/engine.h"

#include <QHash>

namespace natsdeck::test {

// An engine whose answers a test decides. Its steps do nothing but tell of themselves, or fail where they are told to.
class FakeEngine final : public deployment::Engine
{
public:
    QString id() const override { return QStringLiteral("fake"); }
    bool handles(const deployment::Target &) const override { return true; }
    async::Future<deployment::Offers> offers(const deployment::Target &target) override;
    async::Future<Findings> preflight(const deployment::DesiredSystem &desired, std::stop_token stop) override;
    async::Future<plan::Plan> plan(const deployment::DesiredSystem &desired) override;
    async::Future<plan::Plan> rebuild(const QString &kind, const QJsonObject &memo) override;
    async::Future<deployment::ConnectFacts> facts(const deployment::DesiredSystem &desired) override;
    std::shared_ptr<deployment::TargetAccess> access(const deployment::DesiredSystem &, const deployment::ConnectFacts &) override
    {
        return {};
    }
    Result<void> restart(const guard::Permit &, const deployment::DesiredSystem &, std::stop_token) override { return {}; }
    async::Future<deployment::RemovalImpact> removalImpact(const QString &deploymentId) override;
    async::Future<plan::Plan> removal(const QString &deploymentId, const deployment::RemovalOptions &options) override;

    std::optional<Error> offersError;
    Findings found;
    QString failingStep;                     // its id
    std::shared_ptr<std::atomic<bool>> hold; // while true, the last step waits

private:
    plan::Plan makePlan(const deployment::DesiredSystem &desired) const;
};

} // namespace natsdeck::test
