#pragma once

#include "models/systems/catalogue.h"
#include "models/systems/cluster_logins.h"
#include "models/systems/link_diagnosis.h"
#include "models/systems/opened_system.h"

#include <QObject>

#include <memory>
#include <vector>

namespace natsdeck::settings {
class LoginBook;
}

namespace natsdeck::systems {

class HttpFetcher;

// Makes OpenedSystems from records: chooses the route, the login and the way to
// the monitoring. Keeps them until they are closed; several are open at once.
class SystemOpener final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        KubeContexts &kube;
        NatsContexts &nats;
        WorkstationServers &workstation;
        settings::LoginBook &logins;
        settings::Settings &settings;
        guard::Gate &gate;
        const Clock &clock;
    };

    explicit SystemOpener(Parts parts, QObject *parent = nullptr);
    ~SystemOpener() override;

    // The open system, made when it was not open yet; its link begins to connect
    // at once. NotFound when what the record refers to is gone, Invalid when it
    // cannot be used.
    [[nodiscard]] Result<OpenedSystem *> open(const SystemRecord &record);
    [[nodiscard]] OpenedSystem *find(const QString &systemId) const;
    [[nodiscard]] std::vector<OpenedSystem *> all() const;
    void close(const QString &systemId); // pages must be gone

    // A diagnosis of the same way, apart from the open link. NotFound as in open().
    [[nodiscard]] Result<std::unique_ptr<LinkDiagnosis>> diagnose(const SystemRecord &record);
    // Logins that could be used for it, found without reading any secret.
    [[nodiscard]] async::Future<FoundLogins> findLogins(const SystemRecord &record);
    // Contexts of the nats command that a login can be taken from.
    [[nodiscard]] QStringList contexts() const;

signals:
    void opened(natsdeck::systems::OpenedSystem *system);
    void aboutToClose(natsdeck::systems::OpenedSystem *system);

private:
    struct Way
    {
        std::unique_ptr<LinkRoute> route;
        SourcesResolver sources;
        jetstream::Scope scope;
        std::optional<workloads::Workload> workload = std::nullopt;
    };
    [[nodiscard]] Result<Way> wayTo(const SystemRecord &record);
    [[nodiscard]] Result<Way> kubernetesWay(const SystemRecord &record);
    [[nodiscard]] Result<Way> cliWay(const SystemRecord &record);
    [[nodiscard]] Result<Way> workstationWay(const SystemRecord &record);
    [[nodiscard]] Result<Way> addressWay(const SystemRecord &record);

    Parts m_parts;
    std::shared_ptr<HttpFetcher> m_http;
    std::vector<std::unique_ptr<OpenedSystem>> m_systems;
};

} // namespace natsdeck::systems
