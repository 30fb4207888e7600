#pragma once

#include "models/base/async.h"
#include "models/nats/connect_options.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace natsdeck::kube {
class Client;
class PortForward;
struct ForwardTarget;
using ForwardResolver = std::function<async::Future<ForwardTarget>()>;
} // namespace natsdeck::kube

namespace natsdeck::systems {

// Where to connect to and as whom.
struct LinkEnds
{
    nats::ConnectOptions user;
    std::optional<nats::ConnectOptions> system; // of the system account, where there is such a login
    QString via;                                // see LinkStatus::via
    std::optional<Error> systemTrouble = {};    // there should be a system login, and why it cannot be used
};

// Asked at each opening, so that a new password or a rewritten file counts at
// the next attempt. Fails with Unauthenticated and reason "login-needed" when a
// person has to give the login first.
using EndsResolver = std::function<async::Future<LinkEnds>()>;

inline const QString loginNeeded = QStringLiteral("login-needed");         // Error::reason
inline const QString consentRequired = QStringLiteral("consent-required"); // Error::reason, as kube::Client says it

// One thing on the way: its answer is the evidence, for people.
struct RouteCheck
{
    QString id; // "api-server", "pod"
    std::function<async::Future<QString>()> ask;
};

// The way to a system's client port. Signals come in its own thread, never from
// within open().
class LinkRoute : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void open() = 0;  // opened() or failed() follows; may be called again
    virtual void close() = 0; // never blocks; nothing is signalled after it

    // What has to be so before open() can work, for diagnosis: asked one after the other. Empty for a direct way.
    [[nodiscard]] virtual std::vector<RouteCheck> checks() { return {}; }

signals:
    void opened(const natsdeck::systems::LinkEnds &ends);
    void failed(const natsdeck::Error &error);
    void lost(const natsdeck::Error &error); // the way is broken and mends itself
    void restored();
};

// To an address as it is.
class DirectRoute final : public LinkRoute
{
    Q_OBJECT

public:
    explicit DirectRoute(EndsResolver resolver, QObject *parent = nullptr);
    void open() override;
    void close() override;

private:
    EndsResolver m_resolver;
    async::Generation m_generation;
};

// Through the API server, to a pod. The ends' addresses are replaced by the
// forward's; other servers of the cluster, which cannot be reached this way,
// are ignored.
class ForwardRoute final : public LinkRoute
{
    Q_OBJECT

public:
    ForwardRoute(std::shared_ptr<kube::Client> client, kube::ForwardResolver target, EndsResolver resolver, QString expectedHost,
                 QObject *parent = nullptr);
    ~ForwardRoute() override;
    void open() override;
    void close() override;
    [[nodiscard]] std::vector<RouteCheck> checks() override;

private:
    void openForward();
    void announce();

    std::shared_ptr<kube::Client> m_client;
    kube::ForwardResolver m_target;
    EndsResolver m_resolver;
    QString m_expectedHost; // the name in the server's certificate
    std::unique_ptr<kube::PortForward> m_forward;
    std::optional<LinkEnds> m_ends;
    async::Generation m_generation;
};

} // namespace natsdeck::systems
