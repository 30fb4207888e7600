#pragma once

#include "models/base/result.h"
#include "models/base/secret.h"

namespace natsdeck::deployment {

// An Ed25519 key of a user in the nkeys encoding (base32 of prefix, key and CRC-16, without padding).
struct NkeyPair
{
    Secret seed;          // "SU…", 58 characters
    QByteArray publicKey; // "U…", 56 characters
};

Result<NkeyPair> makeUserNkey();
// The pair that a seed stands for; Invalid when it is not the seed of a user.
Result<NkeyPair> nkeyOfSeed(const Secret &seed);

} // namespace natsdeck::deployment
