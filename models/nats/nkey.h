#pragma once

#include "models/base/result.h"
#include "models/base/secret.h"

#include <QByteArray>
#include <QByteArrayView>

namespace natsdeck::nats {

// An Ed25519 key of NATS (nkeys strkey.go): text is base32 without padding of a type, 32 bytes and a CRC-16.
class Nkey final
{
public:
    // "SU…" with 58 characters, white space around it allowed. Invalid when it is damaged or no seed; never says what it held.
    [[nodiscard]] static Result<Nkey> fromSeed(const Secret &seed);

    [[nodiscard]] const QByteArray &publicKey() const { return m_publicKey; } // "U…", 56 characters
    [[nodiscard]] Result<QByteArray> sign(QByteArrayView nonce) const;        // 64 raw bytes

private:
    Nkey(Secret raw, QByteArray publicKey)
        : m_raw(std::move(raw))
        , m_publicKey(std::move(publicKey))
    {}

    Secret m_raw; // 32 bytes
    QByteArray m_publicKey;
};

// Whether the text is a well-formed public key of this type: 'U' user, 'A' account, 'O' operator, 'N' server.
[[nodiscard]] bool isPublicKey(QByteArrayView text, char type = 'U');

} // namespace natsdeck::nats
