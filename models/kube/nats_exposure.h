#pragma once

#include "models/kube/nats_finder.h"

// Which Services and routes lead to a system.
namespace natsdeck::kube {

// Fills service, headlessService, exposure and outside. `podLabels` are those of the pod template.
void addServices(FoundSystem &system, const QJsonObject &podLabels, const NatsObjects &objects);

[[nodiscard]] bool selects(const QJsonObject &selector, const QJsonObject &labels); // an empty selector selects nothing

} // namespace natsdeck::kube
