#pragma once

#include "models/deployment/desired_system.h"
#include "models/systems/link_route.h"

#include <functional>

namespace natsdeck::deployment {
struct WorkstationDeployment;
}
namespace natsdeck::kube {
class Client;
struct FoundSystem;
} // namespace natsdeck::kube
namespace natsdeck::settings {
class LoginBook;
struct StoredLogin;
} // namespace natsdeck::settings

namespace natsdeck::systems {

[[nodiscard]] nats::Login loginOf(const settings::StoredLogin &login);
[[nodiscard]] nats::Login userLoginOf(const deployment::LoginChoice &choice);
[[nodiscard]] std::optional<nats::Login> systemLoginOf(const deployment::LoginChoice &choice);

// The options of `base`, with the login that someone gave for this system instead of its own, if there is one.
[[nodiscard]] EndsResolver bookedEnds(settings::LoginBook &book, const QString &systemId,
                                      std::function<Result<nats::ConnectOptions>()> base);

// The logins that lie beside the server's files, the system user's too.
[[nodiscard]] EndsResolver workstationEnds(settings::LoginBook &book, const deployment::WorkstationDeployment &deployment);

// Of a deployment of ours in a cluster the login lies in its Secret; of others none is known until someone gives it.
[[nodiscard]] EndsResolver clusterEnds(settings::LoginBook &book, const QString &systemId, std::shared_ptr<kube::Client> client,
                                       const kube::FoundSystem &found);

} // namespace natsdeck::systems
