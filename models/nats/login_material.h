#pragma once

#include "models/nats/cnats_handles.h"
#include "models/nats/connect_options.h"
#include "models/nats/creds.h"
#include "models/nats/nkey.h"
#include "models/nats/server_url.h"

#include <optional>

namespace natsdeck::nats {

// The C client puts name, user, password and token into the JSON of CONNECT as they are (3.4 to 3.11): escaped by this, or
// else a quote breaks the login, and a hostile one could add fields.
[[nodiscard]] QByteArray inJson(const QByteArray &text);

// The login as the C client needs it, read from its file just now. The C client's callbacks hold its address.
struct LoginMaterial
{
    std::optional<Nkey> key;
    std::optional<Creds> creds;

    // Invalid, NotFound, Io when the seed or creds file cannot be used.
    [[nodiscard]] static Result<std::unique_ptr<LoginMaterial>> read(const Login &login);
    // Of a user JWT: Unix seconds; nothing when it never does or there is none.
    [[nodiscard]] std::optional<qint64> expires() const;
    // Puts it (or the userinfo of the address) into the options.
    natsStatus apply(natsOptions *options, const Login &login, const ServerUrl &url);

private:
    [[nodiscard]] static Result<std::unique_ptr<LoginMaterial>> readParts(const Login &login);
};

// TLS of this link; verified, the host name too, unless it says otherwise. Tls, Unsupported, NotFound.
[[nodiscard]] Result<void> applyTls(natsOptions *options, const ConnectOptions &wanted, const ServerUrl &url, bool secure);

} // namespace natsdeck::nats
