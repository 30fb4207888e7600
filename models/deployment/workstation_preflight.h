#pragma once

#include "models/base/finding.h"
#include "models/deployment/desired_system.h"

#include <stop_token>

namespace natsdeck::deployment {

// Looks at everything that a deployment on this machine depends on, without changing anything. Blocks. Checks: "server-program",
// "name", "client-port", "monitoring-port", "bind-address", "login", "store-folder", "store-space", "durability", "redundancy",
// "other-servers". Actions: "choose-free-port:client:<port>", "choose-free-port:monitoring:<port>".
Findings workstationPreflight(const DesiredSystem &desired, const QString &folder, const QString &configuredProgram,
                              const std::stop_token &stop);

} // namespace natsdeck::deployment
