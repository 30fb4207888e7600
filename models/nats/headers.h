#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QMetaType>

namespace natsdeck::nats {

// One header line. Bytes as they came: no encoding is promised, names keep their case and may repeat.
struct Header
{
    QByteArray name;
    QByteArray value;

    friend bool operator==(const Header &, const Header &) = default;
};

using Headers = QList<Header>;

// The first value of a header, case-sensitive as NATS is; null when it is missing.
[[nodiscard]] QByteArray valueOf(const Headers &headers, QByteArrayView name);

// The raw block "NATS/1.0 404 Not Found\r\nKey: value\r\n\r\n" in its order (STREAM.MSG.GET sends it in base64). An inline status becomes
// the headers "Status" and "Description". Lines that make no sense are left out.
[[nodiscard]] Headers parseHeaderBlock(QByteArrayView block);

} // namespace natsdeck::nats

Q_DECLARE_METATYPE(natsdeck::nats::Headers)
