#include "models/jetstream/stream_repository.h"

#include "models/jetstream/api_error.h"
#include "models/jetstream/client.h"

#include <algorithm>

namespace natsdeck::jetstream {

namespace {

auto position(QList<StreamInfo> &streams, const QString &name)
{
    return std::lower_bound(streams.begin(), streams.end(), name,
                            [](const StreamInfo &info, const QString &key) { return info.name < key; });
}

} // namespace

StreamRepository::StreamRepository(Client &client, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_clock(clock)
{}

StreamRepository::~StreamRepository() { m_stop.request_stop(); }

void StreamRepository::refresh()
{
    if (m_refreshing) {
        m_again = true;
        return;
    }
    m_refreshing = true;
    const quint64 generation = m_generation.next();
    async::deliver<StreamList>(m_client.streams({}, m_stop.get_token()), this, [this, generation](Result<StreamList> result) {
        if (m_generation.isCurrent(generation))
            finish(std::move(result));
    });
    emit refreshingChanged();
}

void StreamRepository::finish(Result<StreamList> result)
{
    m_refreshing = false;
    if (result) {
        m_error.reset();
        m_asOf = m_clock.wall();
        m_asOfTick = m_clock.now();
        // Streams whose servers did not answer are not gone: what was known of them stays.
        for (const QString &name : std::as_const(result->missing)) {
            if (const StreamInfo *known = find(name))
                result->streams.insert(position(result->streams, name), *known);
        }
        m_streams = std::move(result->streams);
        m_missing = std::move(result->missing);
        emit changed();
    } else {
        m_error = result.error();
    }
    emit refreshingChanged();
    if (std::exchange(m_again, false))
        refresh();
}

void StreamRepository::refreshOne(const QString &name)
{
    async::deliver<StreamInfo>(m_client.streamInfo(name, m_stop.get_token()), this, [this, name](Result<StreamInfo> info) {
        const auto at = position(m_streams, name);
        const bool known = at != m_streams.end() && at->name == name;
        if (info && known)
            *at = std::move(*info);
        else if (info)
            m_streams.insert(at, std::move(*info));
        else if (known && info.error().code == streamNotFound)
            m_streams.erase(at);
        else
            return; // its age says that it is old; the next refresh reports what is wrong
        emit changed();
    });
}

const StreamInfo *StreamRepository::find(const QString &name) const
{
    const auto at = std::lower_bound(m_streams.cbegin(), m_streams.cend(), name,
                                     [](const StreamInfo &info, const QString &key) { return info.name < key; });
    return at != m_streams.cend() && at->name == name ? &*at : nullptr;
}

std::chrono::milliseconds StreamRepository::age() const
{
    return isKnown() ? std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - m_asOfTick) : std::chrono::milliseconds(0);
}

} // namespace natsdeck::jetstream
