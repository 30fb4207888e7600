#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace natsdeck::kube {

// The error for an answer that is no success. `what` is what was asked, in the words of RBAC: "list statefulsets in nats".
// The body may be a Kubernetes Status, or whatever a proxy on the way says; it is cleaned and cut.
[[nodiscard]] Error errorOfReply(int httpStatus, const QByteArray &body, const QString &what);
[[nodiscard]] Error errorOfStatus(const QJsonObject &status, const QString &what);

} // namespace natsdeck::kube
