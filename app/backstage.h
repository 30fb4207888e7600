#pragma once

#include "models/base/clock.h"
#include "models/deployment/engine.h"
#include "models/deployment/workstation_deployments.h"
#include "models/guard/audit_log.h"
#include "models/guard/gate.h"
#include "models/settings/consent_store.h"
#include "models/settings/lock_store.h"
#include "models/settings/login_book.h"
#include "models/settings/saved_links.h"
#include "models/settings/settings.h"
#include "models/systems/catalogue.h"
#include "models/systems/navigation_model.h"
#include "models/systems/system_opener.h"

#include <memory>

namespace natsdeck::deployment {
class WorkstationEngine;
}

namespace natsdeck::app {

// Everything of the program that needs no screen, made in the order in which it depends on each other. Making it reads the
// program's own small files and contacts nothing.
class Backstage final
{
public:
    Backstage();
    ~Backstage();
    Backstage(const Backstage &) = delete;
    Backstage &operator=(const Backstage &) = delete;

    // The way into a deployment whose engine has none of its own.
    [[nodiscard]] std::shared_ptr<deployment::TargetAccess> accessTo(const deployment::DesiredSystem &desired,
                                                                     const deployment::ConnectFacts &facts);
    [[nodiscard]] deployment::WorkstationEngine &workstationEngine() { return *m_workstationEngine; }
    // What could not be read at the start, for people.
    [[nodiscard]] QList<Error> damages() const;

    SystemClock clock;
    settings::Settings settings;
    settings::FileLockStore locks;
    settings::FileConsentStore consents;
    std::unique_ptr<settings::SecretStore> secrets;
    settings::LoginBook logins;
    settings::SavedLinks links;
    guard::AuditLog audit;
    guard::Gate gate;
    deployment::WorkstationDeployments deployments;
    systems::KubeContexts kube;
    systems::NatsContexts nats;
    systems::WorkstationServers workstation;
    systems::Catalogue catalogue;
    systems::NavigationModel navigation;
    systems::SystemOpener opener;
    QList<std::shared_ptr<deployment::Engine>> engines;

private:
    std::shared_ptr<deployment::WorkstationEngine> m_workstationEngine;
};

} // namespace natsdeck::app
