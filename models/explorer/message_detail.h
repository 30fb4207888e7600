#pragma once

#include "models/explorer/message_filter.h"

namespace natsdeck::explorer {

// One message as the Explorer shows it, stored or live. Bytes are as they came; they are cleaned where they become text.
struct MessageDetail
{
    quint64 sequence = 0; // in the stream; of a live message: its number in the tap
    qint64 timeNs = 0;    // since 1970, UTC: when it was stored; of a live message: when it arrived here
    QByteArray subject;
    QByteArray reply; // live only
    HeaderList headers;
    QByteArray data;
    bool live = false;
};

} // namespace natsdeck::explorer

Q_DECLARE_METATYPE(natsdeck::explorer::MessageDetail)
