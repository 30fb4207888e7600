#include "models/monitoring/stream_rates.h"

namespace natsdeck::monitoring {

namespace {

struct Told
{
    const StreamReading *reading;
    const Jsz *by;
    QString teller;
};

bool isLeader(const Told &told) { return told.reading->leader.isEmpty() || told.reading->leader == told.teller; }

} // namespace

std::vector<StreamsState::Stream> StreamRates::join(const QHash<QString, const Jsz *> &replies)
{
    QHash<QString, Told> best;
    for (auto reply = replies.begin(); reply != replies.end(); ++reply) {
        for (const StreamReading &stream : reply.value()->details) {
            const QString key = stream.account + u'\n' + stream.name;
            const Told told{&stream, reply.value(), reply.key()};
            const auto known = best.constFind(key);
            if (known == best.constEnd() || (!isLeader(*known) && isLeader(told)))
                best.insert(key, told);
        }
    }
    for (Past &past : m_past)
        past.seen = false;
    std::vector<StreamsState::Stream> joined;
    joined.reserve(std::size_t(best.size()));
    for (auto told = best.cbegin(); told != best.cend(); ++told) {
        const StreamReading &stream = *told->reading;
        Past &past = m_past[told.key()];
        const double seconds = double(told->by->now - past.now) / 1e9;
        const bool comparable = past.created == stream.created && past.teller == told->teller && past.now > 0 && seconds > 0 &&
                                stream.lastSequence >= past.lastSequence;
        if (past.created != stream.created)
            past.rates.clear();
        past.rates.append(comparable ? double(stream.lastSequence - past.lastSequence) / seconds : notMeasured);
        if (past.rates.size() > StreamsState::rateLimit)
            past.rates.removeFirst();
        past.created = stream.created;
        past.teller = told->teller;
        past.lastSequence = stream.lastSequence;
        past.now = told->by->now;
        past.seen = true;
        joined.push_back({stream, past.rates});
    }
    m_past.removeIf([](const auto &entry) { return !entry.value().seen; });
    return joined;
}

} // namespace natsdeck::monitoring
