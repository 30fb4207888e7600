#include "models/jetstream/decode.h"

#include <cstdlib>

using namespace natsdeck::jetstream;

// Any bytes as the answer of any request; times survive being written and read.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArrayView input(data, qsizetype(size));
    (void)decodeAccountInfo(input);
    (void)decodeStreamInfo(input);
    (void)decodeStreamPage(input);
    (void)decodeNamesPage(input);
    (void)decodePubAck(input);
    (void)decodeStoredMessage(input);
    (void)decodeDone(input);
    if (const qint64 ns = parseTime(input); ns != noTime && parseTime(formatTime(ns)) != ns)
        std::abort();
    return 0;
}
