#pragma once

#include "models/base/result.h"
#include "models/kube/client_options.h"

#include <QList>
#include <QString>
#include <QStringList>

// Rights that a search lacked, for the person and for whoever may grant them.
namespace natsdeck::systems {

// "list statefulsets in all namespaces", "list deployments in 180 namespaces": one line for each rule, longest reach first.
[[nodiscard]] QStringList rightsInWords(const QList<kube::AccessQuestion> &missing);

// A ClusterRole that holds what is missing, for `kubectl apply -f -` by an administrator, and how to bind it. Reading only.
[[nodiscard]] QString roleFor(const QList<kube::AccessQuestion> &missing, const QString &user);

// Names of namespaces as a person types them, separated by commas or blanks. Invalid, naming the one that cannot be a namespace.
[[nodiscard]] Result<QStringList> namespacesIn(const QString &typed);

} // namespace natsdeck::systems
