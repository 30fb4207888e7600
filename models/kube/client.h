#pragma once

#include "models/base/async.h"
#include "models/guard/consent.h"
#include "models/guard/permit.h"
#include "models/kube/client_options.h"
#include "models/kube/client_tuning.h"
#include "models/kube/discovery.h"
#include "models/kube/kubeconfig.h"
#include "models/kube/rate_limit.h"
#include "models/kube/stream_access.h"

#include <QObject>

#include <memory>
#include <mutex>

namespace natsdeck::kube {

struct FoundSystems;
struct NatsQuestion;
class LogStream;
class NetworkThread;
class Session;
class Watch;

// One Kubernetes context. Contacts nothing before the first call. All calls may be made from any thread and answer on a
// network thread of this client's own, so a Plan may wait for them. What changes the cluster takes a Permit; reads, access
// reviews and dry runs do not. One pool of connections, for this context and user alone. Beyond watches at most 5 requests a
// second go out over time, 20 at once after a rest; what is polled (podProxyGet, nodeStats) stands back behind the others.
//
// Errors: Forbidden with reason "consent-required" when the kubeconfig would run a program, use a proxy or send a file first
// (pendingConsent() says what; grant it in the ConsentStore and call again); Unreachable, Timeout, Tls; and by HTTP status
// Unauthenticated 401, Forbidden 403 (the summary names verb and resource), NotFound 404, Conflict 409 and 410, Invalid 400 and
// 422 (causes in the detail), Rejected 429, Unsupported 405/415, Protocol for what is no Kubernetes answer. `reason` is the
// server's, `code` the HTTP status.
class Client final : public QObject
{
    Q_OBJECT

public:
    // `consents` must outlive the client.
    Client(ContextConfig config, const guard::ConsentStore &consents, QObject *parent = nullptr, const ClientTuning &tuning = {});
    ~Client() override;

    [[nodiscard]] const ContextConfig &config() const { return m_config; }
    [[nodiscard]] RequestCounters requestCounters() const; // any thread

    [[nodiscard]] async::Future<QJsonObject> get(const ObjectRef &ref, CallOptions options = {});
    [[nodiscard]] async::Future<ObjectList> list(const ObjectRef &kind, ListOptions options = {}); // all pages; 410 starts again
    [[nodiscard]] async::Future<TableList> table(const ObjectRef &kind, ListOptions options = {});
    [[nodiscard]] std::unique_ptr<Watch> watch(const ObjectRef &kind, const QString &labelSelector = {}, const QString &fieldSelector = {});

    // Server-side apply. Conflict (reason "FieldManagerConflict") lists the other managers and their fields in the detail.
    [[nodiscard]] async::Future<QJsonObject> apply(const guard::Permit &permit, const QJsonObject &object, ApplyOptions options = {});
    [[nodiscard]] async::Future<QJsonObject> applyDryRun(const QJsonObject &object, ApplyOptions options = {});
    [[nodiscard]] async::Future<QJsonObject> create(const guard::Permit &permit, const QJsonObject &object, CallOptions options = {});
    // application/merge-patch+json, for scale and restart annotations. `subresource` may be empty.
    [[nodiscard]] async::Future<QJsonObject> mergePatch(const guard::Permit &permit, const ObjectRef &ref, const QJsonObject &patch,
                                                        const QString &subresource = {}, CallOptions options = {});
    // What the object would be; with metadata.resourceVersion in the patch a change since then is Conflict, here as there.
    [[nodiscard]] async::Future<QJsonObject> mergePatchDryRun(const ObjectRef &ref, const QJsonObject &patch, CallOptions options = {});

    // Done when the server has accepted it; with finalizers or a grace period the object is still there: see awaitGone().
    [[nodiscard]] async::Future<void> remove(const guard::Permit &permit, const ObjectRef &ref, RemoveOptions options = {});
    [[nodiscard]] async::Future<void> removeDryRun(const ObjectRef &ref, RemoveOptions options = {});
    // Until the object (this uid, if given) is gone; Timeout at the deadline.
    [[nodiscard]] async::Future<void> awaitGone(const ObjectRef &ref, const QString &uid, CallOptions options = {});

    [[nodiscard]] async::Future<AccessAnswer> accessReview(const AccessQuestion &question, CallOptions options = {});
    [[nodiscard]] async::Future<ServerVersion> version(CallOptions options = {});
    [[nodiscard]] async::Future<QStringList> apiVersions(CallOptions options = {}); // "v1", "apps/v1", ... as served
    // All kinds that are served, with their verbs; what a failing aggregated server would serve is missing, and marked.
    [[nodiscard]] async::Future<Discovery> discover(CallOptions options = {});

    // Through the API server to a container's HTTP port. `path` without leading slash, may have a query ("jsz?streams=1").
    [[nodiscard]] async::Future<QByteArray> podProxyGet(const QString &nameSpace, const QString &pod, quint16 port, const QString &path,
                                                        CallOptions options = {std::chrono::milliseconds(10'000), {}});
    // The kubelet's own figures of a node (stats/summary), where "get nodes/proxy" is allowed: file systems of volumes.
    [[nodiscard]] async::Future<QJsonObject> nodeStats(const QString &node, CallOptions options = {std::chrono::milliseconds(10'000), {}});
    [[nodiscard]] async::Future<QByteArray> logs(const QString &nameSpace, const QString &pod, LogOptions options = {});
    [[nodiscard]] std::unique_ptr<LogStream> followLogs(const QString &nameSpace, const QString &pod, LogOptions options = {});

    // The exit code is part of the answer, not an error.
    [[nodiscard]] async::Future<ExecOutput> exec(const guard::Permit &permit, ExecCommand command);
    // `df -kP PATHS` and nothing else: how full a volume is, without changing anything.
    [[nodiscard]] async::Future<ExecOutput> execDf(const QString &nameSpace, const QString &pod, const QString &container,
                                                   const QStringList &paths, CallOptions options = {});

    // NATS systems of the cluster; see nats_finder.h.
    [[nodiscard]] async::Future<FoundSystems> findNats(const NatsQuestion &question);

    // What the kubeconfig wants to do and was not yet allowed to; nothing when nothing is in the way. Any thread.
    [[nodiscard]] std::optional<guard::ConsentRequest> pendingConsent() const;

    // For streams on other threads (port-forward): address, login and TLS of one WebSocket.
    [[nodiscard]] async::Future<StreamAccess> streamAccess();
    void credentialsRejected(quint64 generation); // a stream got 401 with these

    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;

signals:
    void consentNeeded();                    // pendingConsent() has become something else
    void serverWarning(const QString &text); // "Warning" header of the API server, cleaned, each text once

private:
    ContextConfig m_config;
    std::shared_ptr<NetworkThread> m_thread;
    Session *m_session = nullptr; // lives on m_thread, as long as it runs
};

} // namespace natsdeck::kube
