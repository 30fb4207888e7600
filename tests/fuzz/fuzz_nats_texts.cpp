#include "models/nats/headers.h"
#include "models/nats/multiplexer.h"
#include "models/nats/nats_error.h"
#include "models/nats/server_info.h"
#include "models/nats/server_url.h"
#include "models/nats/subjects.h"

#include <cstdlib>

using namespace natsdeck;

// What a server or a person may write: greetings, header blocks, subjects, addresses, error texts.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    (void)nats::parseServerInfo(input);
    (void)nats::parseHeaderBlock(input);
    (void)nats::permissionViolation(input);
    (void)nats::tokenOf(input);
    if (const auto url = nats::parseServerUrl(QString::fromUtf8(input)); url && !nats::parseServerUrl(url->toText()))
        std::abort(); // what we write we can read
    const qsizetype half = input.size() / 2;
    const QByteArrayView pattern = QByteArrayView(input).first(half);
    const QByteArrayView subject = QByteArrayView(input).sliced(half);
    if (nats::subjects::isValid(pattern) && nats::subjects::isLiteral(subject) && nats::subjects::matches(pattern, subject) &&
        !nats::subjects::overlap(pattern, subject))
        std::abort();
    return 0;
}
