#pragma once

#include "models/base/result.h"
#include "models/kube/kubeconfig.h"

#include <QByteArray>
#include <QList>

#include <utility>

namespace natsdeck::kube {

using HeaderList = QList<std::pair<QByteArray, QByteArray>>;

// Impersonate-User, -Uid, -Group, -Extra-*. Unsupported where a header would have to be repeated: QNetworkRequest below
// Qt 6.8 keeps only the last, and asking as somebody else than configured would be worse than not asking.
[[nodiscard]] Result<HeaderList> impersonationHeaders(const UserEntry &user);

} // namespace natsdeck::kube
