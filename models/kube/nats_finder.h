#pragma once

#include "models/base/async.h"
#include "models/kube/client_options.h"
#include "models/kube/helm_releases.h"
#include "models/kube/nats_login.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace natsdeck::kube {

class Client;

inline constexpr QStringView managedByUs = u"natsdeck"; // value of app.kubernetes.io/managed-by on what we deploy

struct FoundPod
{
    QString name;
    QString uid;
    bool ready = false;
    QString phase; // "Running", "Pending" ...
    QString nodeName;
    QString podIp;

    friend bool operator==(const FoundPod &, const FoundPod &) = default;
};

// From where the client port can be reached beside the cluster's own network.
enum class Exposure { Unknown, Inside, NodePort, LoadBalancer, Ingress };

// A NATS server or cluster found in Kubernetes: a workload whose containers run nats-server.
struct FoundSystem
{
    QString nameSpace;
    QString kind; // "StatefulSet" or "Deployment"
    QString workload;
    QString uid;
    QMap<QString, QString> labels;
    QString selector; // label selector of its pods: "a=b,c=d"
    int replicas = 0;
    int ready = 0;
    QMap<QString, int> ports; // "client" 4222, "monitor" 8222, "cluster" 6222, "leafnodes", "websocket", "mqtt", "gateway" ...
    QString container;        // the one that runs nats-server
    QString image;
    QString serverVersion;              // by the image's tag: "2.12.15"; empty when it names none
    QString managedBy;                  // "Helm", "natsdeck" or what the label says; may be empty
    QString inventory;                  // id of the ApplySet it belongs to: what was deployed from here; may be empty
    QString chart;                      // "nats-1.3.16", may be empty
    QString chartVersion;               // "1.3.16"
    QString appVersion;                 // of the chart: the server it was made for
    std::optional<HelmRelease> release; // Helm's own record, where it may be read; without one only `releaseName` is known
    QString releaseName;
    QString volumeSize;  // of the claim of each server: "10Gi"; empty without one
    QString volumeClass; // its storage class; empty for the cluster's default
    ConfigPlace config;
    LoginForce login = LoginForce::Unknown;
    Exposure exposure = Exposure::Unknown;
    QStringList outside; // "lb.example:4222", "node port 30422", "https://host/path": where it can be reached from outside
    QString service;     // in front of the client port; may be empty
    QString headlessService;
    QList<FoundPod> pods;

    friend bool operator==(const FoundSystem &, const FoundSystem &) = default;
};

struct FoundSystems
{
    QString clusterUid;  // uid of namespace kube-system; empty when it may not be read
    QString clusterName; // of the context's cluster
    QList<FoundSystem> systems;
    QStringList unsupported;       // "namespace/name": NATS Streaming servers
    QStringList searched;          // namespaces; empty = all of them
    QList<AccessQuestion> missing; // rights without which something could not be looked at
    QStringList notAllowed;        // the same in words: "list statefulsets in all namespaces"
};

// What to look for.
struct NatsQuestion
{
    CallOptions call;
    QStringList namespaces;       // named by a person: looked at where not all namespaces may be
    QList<QJsonObject> workloads; // when not empty: only what belongs to these, which were seen by other means
};

// Reads StatefulSets and Deployments, and of those that run nats-server the Services, pods, routes, configuration and Helm release.
// All namespaces where that is allowed; otherwise those that may be listed, the context's own, and those of the question.
[[nodiscard]] async::Future<FoundSystems> findNats(Client &client, CallOptions options = {});
[[nodiscard]] async::Future<FoundSystems> findNats(Client &client, const NatsQuestion &question);

// Pure part, for tests: what these objects are.
struct NatsObjects
{
    QList<QJsonObject> workloads;
    QList<QJsonObject> services;
    QList<QJsonObject> pods;
    QList<QJsonObject> ingresses;
    QList<QJsonObject> configMaps;
    QList<HelmRelease> releases;
    bool servicesSeen = true; // false: they could not be listed, so nothing is said about exposure
};
[[nodiscard]] QList<FoundSystem> natsSystemsIn(const NatsObjects &objects);

[[nodiscard]] bool runsNats(const QJsonObject &workload);
[[nodiscard]] bool runsNatsStreaming(const QJsonObject &workload); // and no nats-server of its own

// What is known of a system with its workload as it is now: size, readiness, image. `isSettled` is false when the change may have
// moved what else is known (image, labels, ports, configuration): worth asking for again.
struct Refreshed
{
    FoundSystem system;
    bool isSettled = true;
};
[[nodiscard]] std::optional<Refreshed> refreshed(const FoundSystem &known, const QJsonObject &workload);

// "list statefulsets in all namespaces", "get namespaces kube-system".
[[nodiscard]] QString rightInWords(const AccessQuestion &right);

} // namespace natsdeck::kube
