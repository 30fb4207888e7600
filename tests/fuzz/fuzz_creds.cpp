#include "models/nats/creds.h"
#include "models/nats/nkey.h"

#include <cstdlib>

using namespace natsdeck;

// A creds file, a seed and a JWT from anywhere: refused or read, never a crash; what is accepted can be used.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const auto creds = nats::parseCreds(input)) {
        if (!nats::Nkey::fromSeed(creds->seed))
            std::abort();
        (void)nats::readClaims(creds->jwt);
    }
    if (const auto key = nats::Nkey::fromSeed(Secret(input))) {
        if (!key->sign(input))
            std::abort();
    }
    (void)nats::readClaims(Secret(input));
    (void)nats::isPublicKey(input);
    return 0;
}
