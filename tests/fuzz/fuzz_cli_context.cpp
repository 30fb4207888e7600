#include "models/nats/cli_contexts.h"

#include <cstdlib>

using namespace natsdeck;

// A context of the nats command from anywhere: listed or refused, without reading any other file. What is listed as usable gives options
// or an error, and what is shown of it never holds a password.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    const nats::CliContext context = nats::parseCliContext(input);
    int asked = 0;
    const nats::FileLookup files = [&](const QString &) -> Result<QByteArray> {
        ++asked;
        return failure(ErrorKind::NotFound, QStringLiteral("none"));
    };
    const Result<nats::ConnectOptions> options = nats::cliConnectOptions(input, files);
    if (context.error && (options || asked > 0))
        std::abort(); // what is refused is not read for
    if (options && options->urls.isEmpty() != context.urls.isEmpty())
        std::abort();
    return 0;
}
