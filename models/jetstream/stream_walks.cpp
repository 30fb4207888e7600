#include "models/jetstream/stream_walks.h"

#include "models/jetstream/api_error.h"

namespace natsdeck::jetstream {

ExistingWalk::ExistingWalk(quint64 from, int count, bool gaps, Next next, PromisePointer<StoredPage> promise)
    : m_count(count)
    , m_gaps(gaps)
    , m_next(std::move(next))
    , m_page{from, from - 1, {}, {}}
    , m_promise(std::move(promise))
{}

void ExistingWalk::start()
{
    if (m_count <= 0)
        finish<StoredPage>(m_promise, m_page);
    else
        step();
}

void ExistingWalk::step()
{
    m_next(m_page.last + 1, [self = shared_from_this()](Result<StoredMessage> message) {
        StoredPage &page = self->m_page;
        if (!message && message.error().kind == ErrorKind::NotFound && message.error().code == messageNotFound)
            return finish<StoredPage>(self->m_promise, page); // the end of the stream
        if (!message)
            return finish<StoredPage>(self->m_promise, Failure(message.error()));
        if (message->sequence <= page.last) // a server that does not go forward would be asked for ever
            return finish<StoredPage>(self->m_promise, failure(ErrorKind::Protocol, QStringLiteral("The stream went backwards")));
        if (self->m_gaps && message->sequence > page.last + 1)
            page.gaps.append({page.last + 1, message->sequence - 1});
        page.last = message->sequence;
        page.messages.append(std::move(*message));
        if (page.messages.size() >= self->m_count)
            return finish<StoredPage>(self->m_promise, page);
        self->step();
    });
}

TimeSearch::TimeSearch(qint64 timeNs, Access access)
    : m_timeNs(timeNs)
    , m_access(std::move(access))
{}

async::Future<quint64> TimeSearch::start()
{
    async::Future<quint64> future = m_promise->future();
    m_access.get("{\"start_time\":\"" + formatTime(m_timeNs) + "\"}", [self = shared_from_this()](Result<StoredMessage> message) {
        if (message)
            return self->finishWith(message->sequence);
        if (message.error().code == badRequest || message.error().code == 10025) // a server before 2.11
            return self->askForBounds(true);
        if (message.error().code == messageNotFound)
            return self->askForBounds(false);
        self->finishWith(Failure(message.error()));
    });
    return future;
}

void TimeSearch::askForBounds(bool search)
{
    m_access.info([self = shared_from_this(), search](Result<StreamInfo> info) {
        if (!info)
            return self->finishWith(Failure(info.error()));
        if (!search || info->messages == 0)
            return self->finishWith(info->lastSequence + 1);
        self->m_low = info->firstSequence;
        self->m_high = self->m_answer = info->lastSequence + 1;
        self->halve();
    });
}

void TimeSearch::halve()
{
    if (m_low >= m_high)
        return finishWith(m_answer);
    const quint64 middle = m_low + (m_high - m_low) / 2;
    m_access.get("{\"seq\":" + QByteArray::number(middle) + ",\"next_by_subj\":\">\"}",
                 [self = shared_from_this(), middle](Result<StoredMessage> message) {
                     if (!message && message.error().code != messageNotFound)
                         return self->finishWith(Failure(message.error()));
                     if (!message) { // only gaps from the middle on
                         self->m_high = middle;
                     } else if (message->timeNs >= self->m_timeNs) {
                         self->m_high = middle;
                         self->m_answer = message->sequence;
                     } else {
                         self->m_low = message->sequence + 1;
                     }
                     self->halve();
                 });
}

} // namespace natsdeck::jetstream
