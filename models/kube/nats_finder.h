#pragma once

#include "models/base/async.h"
#include "models/kube/client_options.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

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
    QString managedBy; // "Helm", "natsdeck" or what the label says; may be empty
    QString chart;     // "nats-1.3.16", may be empty
    QString service;   // in front of the client port; may be empty
    QString headlessService;
    QList<FoundPod> pods;

    friend bool operator==(const FoundSystem &, const FoundSystem &) = default;
};

struct FoundSystems
{
    QString clusterUid;  // uid of namespace kube-system; empty when it may not be read
    QString clusterName; // of the context's cluster
    QList<FoundSystem> systems;
    QStringList searched;   // namespaces; empty = all of them
    QStringList notAllowed; // "list statefulsets in all namespaces": what could not be looked at
};

// Reads StatefulSets, Deployments, Services and pods: all namespaces where allowed, otherwise the context's own.
[[nodiscard]] async::Future<FoundSystems> findNats(Client &client, CallOptions options = {});

// Pure part, for tests: what these objects are.
[[nodiscard]] QList<FoundSystem> natsSystemsIn(const QList<QJsonObject> &workloads, const QList<QJsonObject> &services,
                                               const QList<QJsonObject> &pods);

} // namespace natsdeck::kube
