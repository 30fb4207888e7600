#include "models/explorer/sample_data.h"

#include "models/jetstream/client.h"

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

bool isSampleStream(const jetstream::StreamInfo &stream) { return stream.description == sampleMark(); }

SampleData::SampleData(jetstream::Client &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{}

void SampleData::begin(State state, const guard::Permit &permit)
{
    m_state = state;
    m_permit = permit;
    m_error.reset();
    m_current.clear();
    m_stream = 0;
    m_next = m_waiting = m_done = m_total = 0;
    m_cancelled = false;
}

void SampleData::end(State state, const std::optional<Error> &error)
{
    if (m_state != State::Adding && m_state != State::Removing)
        return;
    m_state = state;
    m_error = error;
    m_permit.reset();
    emit progressed();
    emit finished();
}

void SampleData::cancel() { m_cancelled = true; }

void SampleData::add(const guard::Permit &permit)
{
    if (m_state == State::Adding || m_state == State::Removing)
        return;
    begin(State::Adding, permit);
    m_streams = sampleStreams();
    for (const SampleStream &stream : m_streams)
        m_total += stream.messages;
    nextStream();
}

void SampleData::nextStream()
{
    if (m_cancelled)
        return end(State::Cancelled);
    if (m_stream == m_streams.size())
        return end(State::Done);
    const SampleStream &stream = m_streams[m_stream];
    m_next = 0;
    m_current = stream.config["name"_L1].toString();
    emit progressed();
    async::deliver(m_client.streamInfo(m_current), this, [this](const Result<jetstream::StreamInfo> &info) {
        const SampleStream &wanted = m_streams[m_stream];
        if (!info && info.error().kind == ErrorKind::NotFound)
            return createStream(wanted);
        if (!info)
            return end(State::Failed, info.error());
        if (!isSampleStream(*info))
            return end(State::Failed, Error{ErrorKind::Conflict,
                                            tr("A stream %1 is there already and is not sample data").arg(m_current),
                                            {},
                                            tr("Add the sample data to another system, or rename that stream"),
                                            0,
                                            {}});
        if (info->lastSequence >= static_cast<quint64>(wanted.messages)) { // filled before
            m_done += wanted.messages;
            ++m_stream;
            return nextStream();
        }
        m_next = static_cast<int>(info->lastSequence); // cancelled before: the rest of it
        m_done += m_next;
        publishMore();
    });
}

void SampleData::createStream(const SampleStream &stream)
{
    async::deliver(m_client.createStream(*m_permit, stream.config), this, [this](const Result<jetstream::StreamInfo> &created) {
        if (!created)
            return end(State::Failed, created.error());
        publishMore();
    });
}

void SampleData::publishMore()
{
    if (m_state != State::Adding)
        return;
    const SampleStream &stream = m_streams[m_stream];
    while (!m_cancelled && m_waiting < inFlight && m_next < stream.messages) {
        const SampleMessage message = stream.make(m_next++);
        ++m_waiting;
        async::deliver(m_client.publish(*m_permit, message.subject, message.payload, message.headers), this,
                       [this](const Result<jetstream::PubAck> &ack) {
                           --m_waiting;
                           if (!ack)
                               return end(State::Failed, ack.error());
                           if (++m_done % 50 == 0)
                               emit progressed();
                           publishMore();
                       });
    }
    if (m_waiting > 0)
        return;
    if (m_cancelled)
        return end(State::Cancelled);
    ++m_stream;
    nextStream();
}

void SampleData::remove(const guard::Permit &permit)
{
    if (m_state == State::Adding || m_state == State::Removing)
        return;
    begin(State::Removing, permit);
    async::deliver(m_client.streams(), this, [this](const Result<jetstream::StreamList> &list) {
        if (!list)
            return end(State::Failed, list.error());
        m_toRemove.clear();
        for (const jetstream::StreamInfo &stream : list->streams) {
            if (isSampleStream(stream))
                m_toRemove << stream.name;
        }
        m_total = static_cast<int>(m_toRemove.size());
        removeNext();
    });
}

void SampleData::removeNext()
{
    if (m_cancelled)
        return end(State::Cancelled);
    if (m_toRemove.isEmpty())
        return end(State::Done);
    m_current = m_toRemove.takeFirst();
    emit progressed();
    async::deliver(m_client.deleteStream(*m_permit, m_current), this, [this](const Result<void> &deleted) {
        if (!deleted && deleted.error().kind != ErrorKind::NotFound)
            return end(State::Failed, deleted.error());
        ++m_done;
        removeNext();
    });
}

} // namespace natsdeck::explorer
