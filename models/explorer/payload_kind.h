#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace natsdeck::explorer {

enum class PayloadKind { Empty, Json, Text, Binary };

// What the bytes look like. Json only for objects and arrays: a lone number or word reads better as text. `mayBeCut`: the
// bytes are the beginning of something longer.
[[nodiscard]] PayloadKind detectKind(const QByteArray &data, bool mayBeCut = false);

// How many bytes are not part of valid UTF-8; a sequence cut off at the very end does not count when `mayBeCut`.
[[nodiscard]] qsizetype invalidUtf8(QByteArrayView data, bool mayBeCut = false);

// One line for a table cell: cleaned, cut at `limit` bytes with "…"; white space between lines becomes one space. Binary data
// is shown as its first bytes in hex.
[[nodiscard]] QString previewLine(QByteArrayView data, qsizetype limit = 300);

} // namespace natsdeck::explorer
