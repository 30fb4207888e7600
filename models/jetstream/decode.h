#pragma once

#include "models/base/result.h"
#include "models/jetstream/client.h"
#include "models/jetstream/stored_messages.h"
#include "models/jetstream/stream_info.h"

#include <QByteArrayView>

// Answers of the JetStream API, read with simdjson; not for the GUI thread. Each gives apiError for an answered error and Protocol for
// what makes no sense.
namespace natsdeck::jetstream {

inline constexpr qsizetype replyBudget = 64 * 1024 * 1024; // bytes
inline constexpr int replyDepth = 64;

struct StreamPage
{
    qint64 total = 0;
    QList<StreamInfo> streams;
    QStringList missing;
};

struct NamesPage
{
    qint64 total = 0;
    QStringList names;
};

[[nodiscard]] Result<AccountInfo> decodeAccountInfo(QByteArrayView reply);
[[nodiscard]] Result<StreamInfo> decodeStreamInfo(QByteArrayView reply);
[[nodiscard]] Result<StreamPage> decodeStreamPage(QByteArrayView reply);
[[nodiscard]] Result<NamesPage> decodeNamesPage(QByteArrayView reply);
[[nodiscard]] Result<PubAck> decodePubAck(QByteArrayView reply);
[[nodiscard]] Result<StoredMessage> decodeStoredMessage(QByteArrayView reply); // STREAM.MSG.GET
[[nodiscard]] Result<QByteArray> decodeRaw(QByteArrayView reply);              // the whole answer when it is no error
[[nodiscard]] Result<void> decodeDone(QByteArrayView reply);                   // {"success":true} or an error

} // namespace natsdeck::jetstream
