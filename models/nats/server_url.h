#pragma once

#include "models/base/result.h"
#include "models/base/secret.h"

#include <QString>

namespace natsdeck::nats {

// One address of a server, taken apart.
struct ServerUrl
{
    QString host;
    quint16 port = 4222;
    bool tls = false; // tls://
    QString user;     // userinfo, percent-decoded; a user without a password is a token
    Secret password;
    bool hasPassword = false;

    [[nodiscard]] QString toText() const; // "nats://host:4222", never with credentials
};

// "nats://user:secret@host:4222", "tls://host", "host", "[::1]:4222". Invalid; Unsupported for ws:// and wss://.
[[nodiscard]] Result<ServerUrl> parseServerUrl(const QString &text);

} // namespace natsdeck::nats
