#pragma once

#include "models/base/async.h"
#include "models/explorer/message_row.h"

#include <stop_token>
#include <vector>

namespace natsdeck::explorer {

// Where a stream begins and ends now. An empty stream has first = last + 1.
struct StreamBounds
{
    quint64 first = 1;
    quint64 last = 0;
    quint64 messages = 0;
    quint64 bytes = 0;
};

// The messages that stand in [from, to], ascending, as rows (made where they were read, not on the GUI thread); what is missing
// between them is deleted.
struct StoredPage
{
    quint64 from = 0;
    quint64 to = 0;
    std::vector<MessageRow> rows;
    QByteArrayList subjects; // of these messages; one that repeats itself stands once
    // Where [from, to] is empty: all of the gap it lies in, as far as the source looked; gapTo = 0 when it did not.
    quint64 gapFrom = 0;
    quint64 gapTo = 0;

    void add(const MessageDetail &message)
    {
        rows.push_back(rowOf(message));
        if (subjects.isEmpty() || subjects.constLast() != message.subject)
            subjects << message.subject;
    }
};

// One stream, as the window over it needs it. Reading changes nothing: no consumer, no acknowledgement.
class StoredSource
{
public:
    virtual ~StoredSource() = default;
    [[nodiscard]] virtual async::Future<StreamBounds> bounds() = 0;
    // Answers for the whole range: what it does not hold is deleted.
    [[nodiscard]] virtual async::Future<StoredPage> read(quint64 from, quint64 to, std::stop_token stop) = 0;
    // NotFound when it is deleted.
    [[nodiscard]] virtual async::Future<MessageDetail> message(quint64 sequence) = 0;
    // The first message stored at or after this time; last + 1 when there is none.
    [[nodiscard]] virtual async::Future<quint64> sequenceAtTime(qint64 timeNs) = 0;
    // The newest message of a subject (wildcards allowed); NotFound when there is none.
    [[nodiscard]] virtual async::Future<quint64> newestOf(const QByteArray &subjectFilter) = 0;
    // Subjects with their number of messages; LimitExceeded when there are too many to ask for.
    [[nodiscard]] virtual async::Future<QList<std::pair<QByteArray, quint64>>> subjects() = 0;
};

} // namespace natsdeck::explorer
