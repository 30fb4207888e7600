#pragma once

#include "models/deployment/desired_system.h"
#include "models/systems/link_route.h"

#include <functional>

namespace natsdeck::deployment {
struct WorkstationDeployment;
}
namespace natsdeck::kube {
struct FoundSystem;
}
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

} // namespace natsdeck::systems
