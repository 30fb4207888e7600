#pragma once

#include "models/deployment/engine.h"

#include <QThreadPool>

#include <functional>

namespace natsdeck::kube {
class Client;
}

namespace natsdeck::deployment {

// Deploys to a Kubernetes context by server-side apply of NatsDeck's own objects (manifest_objects.h), without Helm. Fields
// belong to the field manager "natsdeck" and are never taken from another one. Credentials lie in the Secret "<name>-auth",
// where the servers need them; what was created is listed in the cluster (apply_set.h).
class ManifestEngine final : public Engine
{
public:
    // The client of a context, made when first asked for; Error when the kubeconfig does not know it.
    using Clients = std::function<Result<std::shared_ptr<kube::Client>>(const QString &context)>;

    explicit ManifestEngine(Clients clients);
    ~ManifestEngine() override;

    // What removal() and removalImpact() take for `deploymentId`: the inventory knows the rest.
    static QString removalKey(const QString &context, const QString &nameSpace, const QString &name);

    [[nodiscard]] QString id() const override { return QStringLiteral("manifests"); }
    [[nodiscard]] bool handles(const Target &target) const override { return target.kind == TargetKind::Kubernetes; }

    async::Future<Offers> offers(const Target &target) override;
    async::Future<Findings> preflight(const DesiredSystem &desired, std::stop_token stop) override;
    async::Future<plan::Plan> plan(const DesiredSystem &desired) override;
    async::Future<plan::Plan> rebuild(const QString &kind, const QJsonObject &memo) override;
    async::Future<ConnectFacts> facts(const DesiredSystem &desired) override;
    std::shared_ptr<TargetAccess> access(const DesiredSystem &desired, const ConnectFacts &facts) override; // nothing: the composition's
    Result<void> restart(const guard::Permit &permit, const DesiredSystem &desired, std::stop_token stop) override;
    async::Future<RemovalImpact> removalImpact(const QString &deploymentId) override;
    async::Future<plan::Plan> removal(const QString &deploymentId, const RemovalOptions &options) override;

private:
    // Runs `work(client) -> Result<T>` on a thread that may wait for the cluster.
    template <typename T, typename Work> async::Future<T> withClient(const QString &context, Work work);

    Clients m_clients;
    QThreadPool m_threads;
};

} // namespace natsdeck::deployment
