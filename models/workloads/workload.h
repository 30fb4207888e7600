#pragma once

#include "models/kube/nats_finder.h"

#include <QString>

#include <memory>

namespace natsdeck::kube {
class Client;
}

namespace natsdeck::workloads {

// The Kubernetes side of an open system: where it runs, and the client that leads there. `found` is what was known when the
// system was opened; what is there now is asked from the cluster.
struct Workload
{
    QString systemId;
    QString context;
    std::shared_ptr<kube::Client> client;
    kube::FoundSystem found;
};

} // namespace natsdeck::workloads
