#pragma once

#include <QJsonObject>
#include <QString>

namespace natsdeck::kube {

// Names one object, or with an empty name all objects of a kind (in one namespace, or in all with an empty namespace).
struct ObjectRef
{
    QString apiVersion; // "v1", "apps/v1"
    QString kind;       // "StatefulSet"
    QString nameSpace;  // empty for cluster-scoped objects
    QString name;

    friend bool operator==(const ObjectRef &, const ObjectRef &) = default;
};

[[nodiscard]] ObjectRef refOf(const QJsonObject &object); // from apiVersion, kind, metadata.namespace, metadata.name
[[nodiscard]] QString display(const ObjectRef &ref);      // "StatefulSet nats/nats-0", cleaned

// The parts every object has.
[[nodiscard]] QString nameOf(const QJsonObject &object);
[[nodiscard]] QString namespaceOf(const QJsonObject &object);
[[nodiscard]] QString uidOf(const QJsonObject &object);
[[nodiscard]] QString resourceVersionOf(const QJsonObject &object);
[[nodiscard]] QJsonObject labelsOf(const QJsonObject &object);

} // namespace natsdeck::kube
