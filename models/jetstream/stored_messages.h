#pragma once

#include "models/base/async.h"
#include "models/jetstream/stream_info.h"
#include "models/nats/headers.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>

#include <memory>
#include <stop_token>

namespace natsdeck::jetstream {

class Client;

struct StoredMessage
{
    quint64 sequence = 0;
    qint64 timeNs = noTime;
    QByteArray subject;
    nats::Headers headers; // without those the server adds to say which message it is
    QByteArray data;

    friend bool operator==(const StoredMessage &, const StoredMessage &) = default;
};

// Sequences `first` … `last` that the stream does not hold (deleted, purged, expired).
struct Gap
{
    quint64 first = 0;
    quint64 last = 0;

    friend bool operator==(const Gap &, const Gap &) = default;
};

// What was read of the sequences `first` … `last`, ascending. Every sequence in it is either a message or in a gap.
struct StoredPage
{
    quint64 first = 0;
    quint64 last = 0; // first - 1 when empty
    QList<StoredMessage> messages;
    QList<Gap> gaps;
};

// Messages of a stream by sequence, without a consumer and without an acknowledgement, whatever the stream's retention. At most 256
// requests are under way per read. Uses DIRECT.GET where the stream allows it, STREAM.MSG.GET otherwise.
class StoredMessages final
{
public:
    static constexpr int pipeline = 256;
    static constexpr int largestRead = 10'000; // sequences per read; more is LimitExceeded

    explicit StoredMessages(Client &client);
    ~StoredMessages();

    // The sequences first … first + count - 1. NotFound when there is no such stream; an empty stream gives one gap.
    [[nodiscard]] async::Future<StoredPage> read(const QString &stream, quint64 first, int count, std::stop_token stop = {});
    // Up to `count` messages that exist, from `from` on, over any gaps; one request after the other: for sparse streams.
    [[nodiscard]] async::Future<StoredPage> readExisting(const QString &stream, quint64 from, int count,
                                                         const QByteArray &subjectFilter = ">", std::stop_token stop = {});
    [[nodiscard]] async::Future<StoredMessage> get(const QString &stream, quint64 sequence, std::stop_token stop = {});
    // The first existing message at or after `from` that matches; NotFound when there is none.
    [[nodiscard]] async::Future<StoredMessage> next(const QString &stream, quint64 from, const QByteArray &subjectFilter = ">",
                                                    std::stop_token stop = {});
    [[nodiscard]] async::Future<StoredMessage> lastOf(const QString &stream, const QByteArray &subjectFilter, std::stop_token stop = {});
    // The sequence of the first message at or after this time; lastSequence + 1 when all are older.
    [[nodiscard]] async::Future<quint64> sequenceAtTime(const QString &stream, qint64 timeNs, std::stop_token stop = {});

private:
    [[nodiscard]] async::Future<StoredMessage> one(const QString &stream, const QByteArray &body, std::stop_token stop);

    struct Private;
    std::shared_ptr<Private> d;
};

} // namespace natsdeck::jetstream

Q_DECLARE_METATYPE(natsdeck::jetstream::StoredMessage)
