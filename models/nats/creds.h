#pragma once

#include "models/base/result.h"
#include "models/base/secret.h"

#include <QByteArray>

namespace natsdeck::nats {

// A creds file: the user's JWT and its seed, between lines of dashes with BEGIN and END. CRLF, blank lines, spaces and a missing last
// newline are accepted, as the Go client does and the C client before 3.8.3 does not.
struct Creds
{
    Secret jwt;
    Secret seed;
};

inline constexpr qint64 credsBudget = 64 * 1024; // bytes

// Invalid with what is missing or damaged; the content never appears in the message. The seed's checksum is checked.
[[nodiscard]] Result<Creds> parseCreds(const QByteArray &content);

// The same from its two parts, as they stand in files of their own or in a CLI context.
[[nodiscard]] Result<Creds> credsOf(const Secret &jwt, const Secret &seed);

[[nodiscard]] Secret credsText(const Secret &jwt, const Secret &seed); // as a creds file

// Unverified claims of a user JWT: for showing ("expires in 3 days"), not for trusting.
struct JwtClaims
{
    QString name;
    QString subject; // "U…"
    QString issuer;
    qint64 expires = 0; // Unix seconds, 0 = never
};
[[nodiscard]] Result<JwtClaims> readClaims(const Secret &jwt);

} // namespace natsdeck::nats
