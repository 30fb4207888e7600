#pragma once

#include "models/base/result.h"
#include "models/deployment/desired_system.h"

#include <QJsonObject>
#include <QList>
#include <QString>

// The Kubernetes objects of one deployment, as NatsDeck writes them itself where no Helm is wanted. Names, labels, ports and
// probes are those of the official chart (2.14.2), so that whoever knows the one finds the other; what differs is said where it
// differs. Pure functions: the engine asks the cluster.
namespace natsdeck::deployment {

struct ManifestNames
{
    explicit ManifestNames(const QString &name)
        : workload(name)
        , headless(name + QStringLiteral("-headless"))
        , config(name + QStringLiteral("-config"))
        , auth(name + QStringLiteral("-auth"))
        , box(name + QStringLiteral("-box"))
        , boxContexts(name + QStringLiteral("-box-contexts"))
        , inventory(name + QStringLiteral("-inventory"))
    {}

    QString workload; // StatefulSet, Service, PodDisruptionBudget
    QString headless;
    QString config; // ConfigMap with nats.conf
    QString auth;   // Secret with auth.conf and the credentials
    QString box;
    QString boxContexts;
    QString inventory; // Secret, ApplySet parent
};

inline const QString deploymentLabel = QStringLiteral("natsdeck.io/deployment"); // its value is DesiredSystem::id
inline const QString desiredAnnotation = QStringLiteral("natsdeck.io/desired");  // on the inventory: the answers, without secrets

// "nats:2.12.15-alpine", or the chosen image.
QString serverImage(const DesiredSystem &desired);
QString natsBoxImage(const DesiredSystem &desired);

// "app.kubernetes.io/name=nats,app.kubernetes.io/instance=<name>,app.kubernetes.io/component=nats"
QString podSelector(const DesiredSystem &desired);

QJsonObject namespaceObject(const DesiredSystem &desired);

// In the order they are applied, without namespace and inventory. The login's secrets must be filled in.
QList<QJsonObject> manifests(const DesiredSystem &desired);

// The credentials that a live auth Secret holds, back into a login; Invalid when it is not ours.
Result<LoginChoice> loginOf(const QJsonObject &authSecret, const LoginChoice &wanted);

} // namespace natsdeck::deployment
