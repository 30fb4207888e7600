#pragma once

#include <QMetaType>
#include <QString>
#include <QStringList>

// What can be opened, and who it is. The identity outlives names: two kubeconfig contexts to one cluster give one
// system, with one lock and one history.
namespace natsdeck::systems {

enum class Origin { Kubernetes, CliContext, Workstation, Url };

// How careful to be. Guessed from names until someone says otherwise; never guessed as harmless: unlabelled is the default.
enum class Environment { Production, Staging, Development, Unlabelled };

// A system as the catalogue knows it, before anything is contacted.
struct SystemRecord
{
    QString id; // SystemId, see below
    Origin origin = Origin::Url;
    QString name;           // "nats", "orders-prod"
    QStringList breadcrumb; // outermost first, the name last: {"prod-eu-1", "nats", "nats"}
    QString locator;        // for people and for links into the program: "nats://127.0.0.1:4222", "prod-eu-1/nats/nats"
    Environment environment = Environment::Unlabelled;

    // Kubernetes only.
    QString context;    // name in the kubeconfig
    QString clusterUid; // uid of namespace kube-system
    QString nameSpace;
    QString workload; // StatefulSet or Deployment
    QString workloadUid;
    QString managedBy; // "natsdeck" for what we deployed, "Helm", …; may be empty

    // The others: the CLI context's name, the deployment's id, the saved link's uuid.
    QString reference;

    friend bool operator==(const SystemRecord &, const SystemRecord &) = default;
};

[[nodiscard]] QString kubernetesSystemId(const QString &clusterUid, const QString &nameSpace, const QString &workloadUid); // k8s:…/…/…
[[nodiscard]] QString localSystemId(const QString &deploymentId);                                                          // local:…
[[nodiscard]] QString linkSystemId(const QString &uuid);                                                                   // link:…

// From any of the names given (context, namespace, system): whole words such as prod, live, staging, qa, dev, test, local,
// kind, minikube. Production wins over staging over development.
[[nodiscard]] Environment guessEnvironment(const QStringList &names);
[[nodiscard]] QString environmentKey(Environment environment); // "production" …: for settings
[[nodiscard]] Environment environmentFromKey(const QString &key);

} // namespace natsdeck::systems

Q_DECLARE_METATYPE(natsdeck::systems::SystemRecord)
