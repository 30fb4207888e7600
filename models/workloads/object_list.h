#pragma once

#include "models/kube/object_ref.h"

#include <QJsonObject>
#include <QList>
#include <QString>

namespace natsdeck::workloads {

// An object of a system, and what it has to do with it.
struct SystemObject
{
    kube::ObjectRef ref;
    QString note; // "selects its pods", "mounted as config-volume"

    friend bool operator==(const SystemObject &, const SystemObject &) = default;
};

// What the parts of a system are, as far as these objects say: the workload, its pods, Services and disruption budgets that select
// them, and the ConfigMaps, Secrets, claims and service account they name. Nothing of a Secret is needed for that.
[[nodiscard]] QList<SystemObject> objectsOf(const QJsonObject &workload, const QList<QJsonObject> &pods, const QList<QJsonObject> &services,
                                            const QList<QJsonObject> &budgets);

[[nodiscard]] QJsonObject podTemplateOf(const QJsonObject &workload);
// Whether everything in `selector` ("a": "b") is in `labels`; an empty selector selects nothing.
[[nodiscard]] bool selects(const QJsonObject &selector, const QJsonObject &labels);

} // namespace natsdeck::workloads
