#pragma once

#include "models/monitoring/recorder.h"

#include <QHash>

namespace natsdeck::monitoring {

// Joins the streams that several servers tell into one list and takes their rates. A replicated stream is told by every
// replica; the leader's entry counts. Its rate is the growth of last_seq by that server's clock; a stream created anew, or
// a leader of another clock, begins again.
class StreamRates
{
public:
    // `replies` of all servers that answered this time, by server name.
    [[nodiscard]] std::vector<StreamsState::Stream> join(const QHash<QString, const Jsz *> &replies);

private:
    struct Past
    {
        QString created;
        QString teller;
        quint64 lastSequence = 0;
        qint64 now = 0;
        QList<double> rates;
        bool seen = false;
    };

    QHash<QString, Past> m_past; // by account and name; as many as the last replies told
};

} // namespace natsdeck::monitoring
