#pragma once

#include "models/systems/opened_system.h"

#include <QStringList>

namespace natsdeck::kube {
class Client;
struct FoundSystem;
} // namespace natsdeck::kube

namespace natsdeck::systems {

class HttpFetcher;

// The ways to the monitoring of all servers of a system, in this order: the system account where there is such a login, then what is
// given here.

// A port that is known from whoever made or described the server.
[[nodiscard]] SourcesResolver knownPort(const std::shared_ptr<HttpFetcher> &http, const QString &url);
// Port 8222 of the hosts, believed only when it is the server we are connected to.
[[nodiscard]] SourcesResolver guessedPort(const std::shared_ptr<HttpFetcher> &http, const QStringList &clientUrls);
// Each pod by the pod proxy; where that is not allowed, by a forward to each.
[[nodiscard]] SourcesResolver podPorts(const std::shared_ptr<HttpFetcher> &http, const std::shared_ptr<kube::Client> &client,
                                       const kube::FoundSystem &found, quint16 port);

// The system account first. `otherwise` is asked while it is not connected, does not answer or leads to another system.
[[nodiscard]] SourcesResolver systemAccountFirst(SourcesResolver otherwise);

} // namespace natsdeck::systems
