#pragma once

#include "models/base/async.h"
#include "models/base/finding.h"
#include "models/deployment/desired_system.h"
#include "models/deployment/target_access.h"
#include "models/plan/plan.h"

#include <QStringList>

#include <memory>
#include <optional>
#include <stop_token>

namespace natsdeck::deployment {

// One answer that a target can give to a question of the wizard.
struct Choice
{
    QString value;
    QString title;  // shown; empty = the value
    QString detail; // "default", "2 zones", a path
    bool isDefault = false;
    bool usable = true;
    QString reason; // why not usable
};

// What a target has to offer, asked when its page opens.
struct Offers
{
    QList<Choice> namespaces;     // Kubernetes
    QList<Choice> storageClasses; // Kubernetes
    QList<Choice> servers;        // workstation: programs found, value = path, detail = version; Kubernetes: versions
    QString defaultFolder;        // workstation: where the store goes
    qint64 freeBytes = -1;        // there; -1 = unknown
    QStringList takenNames;       // of systems that are there already
    std::optional<Ports> ports;   // workstation: free ones
    Findings findings;            // servers that are there already, what could not be asked
};

// How to reach what was deployed. With secrets: for the result page and for verification, never logged or stored.
struct ConnectFacts
{
    QString systemId; // final
    QString deploymentId;
    QStringList urls;         // for clients on this machine, or outside of the cluster; may be empty (internal only)
    QStringList internalUrls; // for clients in the cluster
    QString monitoringUrl;    // may be empty
    LoginChoice login;        // filled with what was made
    QString seedFile;         // with LoginKind::Nkey: the file that holds the seed
    QString publicKey;        // with LoginKind::Nkey: "U…"
    QString forwardCommand;   // "kubectl port-forward …" when there is no way from outside; else empty
};

// What removal would destroy, for the confirmation.
struct RemovalImpact
{
    int streams = 0;
    qint64 messages = -1; // -1 = unknown (the server is down)
    qint64 bytes = 0;
    int connections = -1;
    bool running = false;
    QStringList objects; // what goes: files, Kubernetes objects
};

struct RemovalOptions
{
    bool keepData = false; // the JetStream store or the volumes stay
};

// Makes a DesiredSystem real on one kind of target. All calls return at once; nothing is changed before a plan runs.
class Engine
{
public:
    virtual ~Engine() = default;
    [[nodiscard]] virtual QString id() const = 0; // "workstation", "manifests"
    [[nodiscard]] virtual bool handles(const Target &target) const = 0;

    virtual async::Future<Offers> offers(const Target &target) = 0;
    // Findings of severity Critical block; passed checks are there too, as Ok. Finding::action may be "choose-free-port".
    virtual async::Future<Findings> preflight(const DesiredSystem &desired, std::stop_token stop) = 0;
    // The steps from what is there to what is desired; also of one that exists (same id), then with a diff. Running
    // it twice is a no-op.
    virtual async::Future<plan::Plan> plan(const DesiredSystem &desired) = 0;
    // The plan that a journal remembers, built again.
    virtual async::Future<plan::Plan> rebuild(const QString &kind, const QJsonObject &memo) = 0;

    virtual async::Future<ConnectFacts> facts(const DesiredSystem &desired) = 0;
    // The way in for verification; nothing when the composition provides it (Kubernetes).
    virtual std::shared_ptr<TargetAccess> access(const DesiredSystem &desired, const ConnectFacts &facts) = 0;
    // Restarts one server and waits until it answers again; blocks, for verification's own thread.
    virtual Result<void> restart(const guard::Permit &permit, const DesiredSystem &desired, std::stop_token stop) = 0;

    virtual async::Future<RemovalImpact> removalImpact(const QString &deploymentId) = 0;
    virtual async::Future<plan::Plan> removal(const QString &deploymentId, const RemovalOptions &options) = 0;
};

} // namespace natsdeck::deployment
