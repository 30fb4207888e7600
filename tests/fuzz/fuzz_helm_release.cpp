#include "models/kube/helm_releases.h"

#include <cstdlib>

using namespace natsdeck;

// A Helm record from anywhere: refused or read, never a crash; within the budget whatever it inflates to. What is read is short and clean.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    (void)kube::decodeHelmRelease(input);
    // Behind the two layers of base64, where the mutations matter: JSON as it is, and gzip.
    const QByteArray gzip = input.startsWith("\x1f\x8b") ? input : QByteArray::fromHex("1f8b0800000000000003") + input;
    for (const QByteArray &record : {input, gzip}) {
        const auto release = kube::decodeHelmRelease(record.toBase64().toBase64());
        if (!release)
            continue;
        if (release->name.isEmpty() || release->chart.isEmpty())
            std::abort();
        for (const QString &text :
             {release->name, release->nameSpace, release->status, release->chart, release->chartVersion, release->appVersion}) {
            if (text.size() > 512 || text.contains(QChar(0x1b)))
                std::abort();
        }
    }
    return 0;
}
