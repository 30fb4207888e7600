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

// Reads a login that is only referred to: that of a CLI context, or of a Secret. On a worker thread.
using ReferenceReader = std::function<Result<nats::ConnectOptions>(const settings::StoredLogin &login)>;

// A CLI context of this workstation by its name; NotFound, or why it cannot be used.
[[nodiscard]] Result<nats::ConnectOptions> readCliReference(const settings::StoredLogin &login);

// Puts the login into `options` in the place of theirs; a client certificate and, where none is known, the authority too.
// Unauthenticated with reason "login-needed" when its secret has to be asked for.
[[nodiscard]] Result<void> applyLogin(const settings::StoredLogin &login, nats::ConnectOptions &options,
                                      const ReferenceReader &read = &readCliReference);
[[nodiscard]] nats::Login userLoginOf(const deployment::LoginChoice &choice);
[[nodiscard]] std::optional<nats::Login> systemLoginOf(const deployment::LoginChoice &choice);

// The options of `base` (called on a worker thread), with the logins that someone gave for this system instead of its own, if there are
// any, and what they decided about TLS.
[[nodiscard]] EndsResolver bookedEnds(settings::LoginBook &book, const QString &systemId,
                                      std::function<Result<nats::ConnectOptions>()> base);

// The logins that lie beside the server's files, the system user's too.
[[nodiscard]] EndsResolver workstationEnds(settings::LoginBook &book, const deployment::WorkstationDeployment &deployment);

// Of a deployment of ours in a cluster the login lies in its Secret; of others none is known until someone gives it, or says where in
// the cluster it lies.
[[nodiscard]] EndsResolver clusterEnds(settings::LoginBook &book, const QString &systemId, std::shared_ptr<kube::Client> client,
                                       const kube::FoundSystem &found);

} // namespace natsdeck::systems
