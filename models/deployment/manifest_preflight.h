#pragma once

#include "models/base/finding.h"
#include "models/deployment/desired_system.h"

#include <stop_token>

namespace natsdeck::kube {
class Client;
}

namespace natsdeck::deployment {

// Everything that can be known before anything is changed: answers, API server, namespace, rights, storage class, names, room
// on the nodes, and a server-side dry run of every object. Sequential; for a thread that may wait. Ids: "replicas", "login", "version",
// "api-server", "namespace", "rights", "storage-class", "name-free", "storage-size", "node-room", "dry-run".
Findings manifestPreflight(kube::Client &client, const DesiredSystem &desired, const std::stop_token &stop);

} // namespace natsdeck::deployment
