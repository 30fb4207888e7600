#pragma once

#include "models/base/async.h"

#include <QByteArray>
#include <QStringList>

#include <memory>

namespace natsdeck::deployment {

// Where a client on this machine reaches the deployed server just now.
struct ClientEndpoint
{
    QStringList urls;                     // "nats://127.0.0.1:4222"
    QString expectedHost;                 // for TLS through a forward; empty = the URL's
    bool ignoreDiscovered = true;         // do not follow addresses the server tells
    std::shared_ptr<const void> keepOpen; // a forward lives as long as this does
};

// What verification needs of a target. The workstation's is workstation_access.h; that of a Kubernetes context (port-forward and
// pod proxy) is implemented in models/systems, where kube and nats meet. Called from any thread; answers within 30 s.
class TargetAccess
{
public:
    virtual ~TargetAccess() = default;

    // Asked again after the server was restarted: a forward to the old pod is dead by then.
    virtual async::Future<ClientEndpoint> client() = 0;
    // GET of the monitoring API of server `index`: "varz", "jsz", "healthz?js-server-only=true".
    virtual async::Future<QByteArray> monitoring(const QString &path, int index = 0) = 0;
};

} // namespace natsdeck::deployment
