#pragma once

#include "models/explorer/message_detail.h"

#include <QString>
#include <QVariant>

namespace natsdeck::explorer {

// What a table of messages shows of one of them; made once, then only read.
struct MessageRow
{
    quint64 sequence = 0;
    qint64 timeNs = 0;
    qint64 size = 0; // of the payload
    QString subject; // cleaned
    QString preview; // cleaned, one line

    [[nodiscard]] qsizetype footprint() const { return static_cast<qsizetype>(sizeof(*this)) + 2 * (subject.size() + preview.size()) + 64; }
};

namespace MessageColumn {
enum { Sequence, Time, Subject, Size, Preview, Count };
}

namespace MessageRole {
enum {
    Sequence = Qt::UserRole + 200, // quint64; of a row of deleted messages the newest of them
    Kind                           // int(RowKind)
};
}

enum class RowKind {
    Message,
    Loading, // asked for, not there yet
    Unread,  // asking failed
    Deleted, // one or more sequences that the stream does not hold any more
    Gap      // live: the connection was lost here
};

[[nodiscard]] MessageRow rowOf(const MessageDetail &message);
[[nodiscard]] QVariant messageCell(const MessageRow &row, int column, int role, bool utc);
[[nodiscard]] QVariant messageHeader(int section, int role, bool utc, bool live);

[[nodiscard]] QString clockText(qint64 timeNs, bool utc); // "14:31:54.220"
[[nodiscard]] QString timeText(qint64 timeNs, bool utc);  // "2026-09-17 14:31:43.214"
// All nine digits, for the tooltip and for copying: "2026-09-17T14:31:43.214567891Z".
[[nodiscard]] QString exactTime(qint64 timeNs);

} // namespace natsdeck::explorer
