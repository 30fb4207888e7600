#pragma once

#include "models/systems/catalogue_node.h"
#include "models/systems/kube_system.h"

// The rows of Kubernetes contexts in the navigation tree.
namespace natsdeck::systems {

inline constexpr QChar keySeparator{u'\x1f'}; // in no name of a context

[[nodiscard]] QString contextKey(const QString &context);                         // "context:…"
[[nodiscard]] QString systemKey(const QString &context, const QString &systemId); // two contexts may show one system

[[nodiscard]] CatalogueNode contextRow(const KubeContextState &state, const QDateTime &now);
[[nodiscard]] CatalogueNode problemRow(const kube::KubeconfigProblem &problem);
[[nodiscard]] CatalogueNode hintRow(const QString &key, const QString &name, const QString &toolTip = {}, int status = -1);

// What is known of a system, line by line: version, chart, size, volume, reach, login.
[[nodiscard]] QStringList factsOf(const kube::FoundSystem &found);

} // namespace natsdeck::systems
