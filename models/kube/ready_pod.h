#pragma once

#include "models/kube/port_forward.h"

#include <QJsonObject>
#include <QList>

namespace natsdeck::kube {

[[nodiscard]] bool isReady(const QJsonObject &pod); // running, condition Ready, not being deleted

// `preferred` when it is ready, otherwise the oldest ready pod. Unreachable, with what the pods are waiting for, when none is.
[[nodiscard]] Result<ForwardTarget> chooseReadyPod(const QList<QJsonObject> &pods, const QString &preferred, quint16 port);

// Why a pod is not ready, in a few words: "ImagePullBackOff: ..."; empty when it is.
[[nodiscard]] QString waitingReason(const QJsonObject &pod);

} // namespace natsdeck::kube
