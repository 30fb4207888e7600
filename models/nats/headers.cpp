#include "models/nats/headers.h"

namespace natsdeck::nats {

namespace {

// "NATS/1.0 503", "NATS/1.0 408 Request Timeout": what the C client makes of the first line.
void takeStatus(QByteArrayView line, Headers &headers)
{
    const qsizetype space = line.indexOf(' ');
    if (space < 0)
        return;
    const QByteArrayView rest = line.sliced(space + 1).trimmed();
    if (rest.isEmpty())
        return;
    const QByteArrayView code = rest.first(qMin(rest.size(), qsizetype(3)));
    headers.append({"Status", code.toByteArray()});
    const QByteArrayView description = rest.sliced(code.size()).trimmed();
    if (!description.isEmpty())
        headers.append({"Description", description.toByteArray()});
}

} // namespace

QByteArray valueOf(const Headers &headers, QByteArrayView name)
{
    for (const Header &header : headers) {
        if (header.name == name)
            return header.value;
    }
    return {};
}

Headers parseHeaderBlock(QByteArrayView block)
{
    Headers headers;
    if (!block.startsWith("NATS/1.0"))
        return headers;
    bool first = true;
    while (!block.isEmpty()) {
        const qsizetype end = block.indexOf("\r\n");
        const QByteArrayView line = end < 0 ? block : block.first(end);
        block = end < 0 ? QByteArrayView() : block.sliced(end + 2);
        if (first) {
            first = false;
            takeStatus(line, headers);
            continue;
        }
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            headers.append({line.first(colon).toByteArray(), line.sliced(colon + 1).trimmed().toByteArray()});
    }
    return headers;
}

} // namespace natsdeck::nats
