#pragma once

#include "models/base/error.h"

#include <QString>

namespace natsdeck::nats {

inline const QString loginExpired = QStringLiteral("login-expired"); // Error::reason

// What a status of the C client means to us. `text` is the client's or the server's own; it is cleaned. The status stays in `code`.
[[nodiscard]] Error errorOf(int natsStatus, const QString &summary, const QByteArray &text);

// The subject between the quotes of 'Permissions Violation for Publish to "a.b"'; empty when it is none.
struct PermissionViolation
{
    QByteArray subject;
    bool publish = false;
};
[[nodiscard]] PermissionViolation permissionViolation(const QByteArray &text);

} // namespace natsdeck::nats
