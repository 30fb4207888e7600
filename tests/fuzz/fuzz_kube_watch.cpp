#include "models/kube/json_splitter.h"
#include "models/kube/object_decoder.h"

#include <cstdlib>

using namespace natsdeck::kube;

// Any bytes as the stream of a watch: cut into the same objects however they arrive, each an event or refused, and as a page
// of a list.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const qsizetype step = 1 + data[0] % 64;
    const QByteArray input(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    constexpr qsizetype budget = 4096;
    JsonSplitter whole(budget);
    QList<QByteArray> objects = whole.feed(input);
    JsonSplitter pieces(budget);
    QList<QByteArray> same;
    for (qsizetype at = 0; at < input.size(); at += step)
        same += pieces.feed(input.mid(at, step));
    if (objects != same || whole.isBroken() != pieces.isBroken() || whole.isOverBudget() != pieces.isOverBudget())
        std::abort();
    for (QByteArray &object : objects) {
        for (const ManagedFields managed : {ManagedFields::Drop, ManagedFields::Keep}) {
            const auto event = readEvent(object, QStringLiteral("v1"), QStringLiteral("Pod"), managed);
            if (event && event->object.text.size() > object.size())
                std::abort();
            if (event)
                (void)event->object.make();
        }
    }
    QByteArray page = input;
    (void)readPageHead(page);
    if (const auto items = readItems(page, QStringLiteral("v1"), QStringLiteral("Pod"), ManagedFields::Drop))
        (void)makeAll(*items);
    return 0;
}
