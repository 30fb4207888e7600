#include "models/explorer/stream_source.h"

#include "models/base/json.h"
#include "models/jetstream/client.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

MessageDetail detailOf(const jetstream::StoredMessage &message)
{
    MessageDetail detail;
    detail.sequence = message.sequence;
    detail.timeNs = message.timeNs;
    detail.subject = message.subject;
    for (const nats::Header &header : message.headers)
        detail.headers.append({header.name, header.value});
    detail.data = message.data;
    return detail;
}

StreamSource::StreamSource(jetstream::Client &client, QString stream)
    : m_client(client)
    , m_messages(client)
    , m_stream(std::move(stream))
{
    m_pool.setMaxThreadCount(6); // they wait, they do not work
}

StreamSource::~StreamSource()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

async::Future<StreamBounds> StreamSource::bounds()
{
    return async::run(m_pool, [this]() -> Result<StreamBounds> {
        const auto info = async::await(m_client.streamInfo(m_stream, m_stop.get_token()));
        if (!info)
            return failure(info.error());
        return StreamBounds{std::max<quint64>(1, info->firstSequence), info->lastSequence, info->messages, info->bytes};
    });
}

async::Future<StoredPage> StreamSource::read(quint64 from, quint64 to, std::stop_token stop)
{
    return async::run(m_pool, [this, from, to, stop = std::move(stop)] { return readNow(from, to, stop); });
}

Result<StoredPage> StreamSource::readNow(quint64 from, quint64 to, std::stop_token stop)
{
    // Either the asker does not want it any more, or all of this goes away.
    std::stop_source either;
    const std::stop_callback first(stop, [&either] { either.request_stop(); });
    const std::stop_callback second(m_stop.get_token(), [&either] { either.request_stop(); });
    const auto read = async::await(m_messages.read(m_stream, from, static_cast<int>(to - from + 1), either.get_token()));
    if (!read)
        return failure(read.error());
    StoredPage page;
    page.from = from;
    page.to = to;
    page.rows.reserve(static_cast<std::size_t>(read->messages.size()));
    for (const jetstream::StoredMessage &message : read->messages)
        page.add(detailOf(message));
    if (page.rows.empty())
        measureGap(page, either.get_token());
    return page;
}

// The server answers "the first message at or after n"; the other end is found by doubling steps back, then by halving.
void StreamSource::measureGap(StoredPage &page, std::stop_token stop)
{
    const auto info = async::await(m_client.streamInfo(m_stream, stop));
    if (!info || info->messages == 0)
        return;
    const auto nextFrom = [&](quint64 sequence) -> std::optional<quint64> {
        const auto found = async::await(m_messages.next(m_stream, sequence, ">", stop));
        if (found)
            return found->sequence;
        return found.error().kind == ErrorKind::NotFound ? std::optional(info->lastSequence + 1) : std::nullopt;
    };
    const std::optional<quint64> above = nextFrom(page.to + 1);
    if (!above)
        return;
    page.gapTo = *above - 1;
    page.gapFrom = page.from;
    quint64 held = 0; // a message at or before this one is known to exist; 0 = none
    const quint64 lowest = std::max<quint64>(1, info->firstSequence);
    for (quint64 step = page.to - page.from + 1; page.gapFrom > lowest; step *= 2) {
        const quint64 probe = page.gapFrom - std::min(step, page.gapFrom - lowest);
        const std::optional<quint64> found = nextFrom(probe);
        if (!found)
            return;
        if (*found < page.gapFrom) {
            held = *found;
            break;
        }
        page.gapFrom = probe;
    }
    while (held > 0 && held + 1 < page.gapFrom) { // a message at `held`, none in [gapFrom, page.from)
        const quint64 middle = held + 1 + (page.gapFrom - held - 1) / 2;
        const std::optional<quint64> found = nextFrom(middle);
        if (!found)
            return;
        if (*found < page.gapFrom)
            held = *found;
        else
            page.gapFrom = middle;
    }
}

async::Future<MessageDetail> StreamSource::message(quint64 sequence)
{
    return async::run(m_pool, [this, sequence]() -> Result<MessageDetail> {
        const auto message = async::await(m_messages.get(m_stream, sequence, m_stop.get_token()));
        if (!message)
            return failure(message.error());
        return detailOf(*message);
    });
}

async::Future<quint64> StreamSource::sequenceAtTime(qint64 timeNs)
{
    return m_messages.sequenceAtTime(m_stream, timeNs, m_stop.get_token());
}

async::Future<quint64> StreamSource::newestOf(const QByteArray &subjectFilter)
{
    return async::run(m_pool, [this, subjectFilter]() -> Result<quint64> {
        const auto message = async::await(m_messages.lastOf(m_stream, subjectFilter, m_stop.get_token()));
        if (!message)
            return failure(message.error());
        return message->sequence;
    });
}

async::Future<QList<std::pair<QByteArray, quint64>>> StreamSource::subjects()
{
    using Subjects = QList<std::pair<QByteArray, quint64>>;
    return async::run(m_pool, [this]() -> Result<Subjects> {
        const auto info = async::await(m_client.streamInfo(m_stream, m_stop.get_token()));
        if (!info)
            return failure(info.error());
        if (info->subjectCount > subjectsLimit)
            return failure(ErrorKind::LimitExceeded, QCoreApplication::translate("explorer", "The stream has too many subjects to list"));
        const auto reply = async::await(m_client.read(m_client.subject("STREAM.INFO", m_stream), R"({"subjects_filter":">"})",
                                                      std::chrono::seconds(10), m_stop.get_token()));
        if (!reply)
            return failure(reply.error());
        const auto object = json::parseObject(*reply, u"STREAM.INFO"_s);
        if (!object)
            return failure(object.error());
        Subjects subjects;
        const QJsonObject counts = json::at(*object, u"state.subjects").toObject();
        for (auto it = counts.constBegin(); it != counts.constEnd(); ++it)
            subjects.append({it.key().toUtf8(), static_cast<quint64>(it.value().toInteger())});
        return subjects;
    });
}

} // namespace natsdeck::explorer
