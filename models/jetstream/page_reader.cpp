#include "models/jetstream/page_reader.h"

#include "models/jetstream/api_error.h"
#include "models/jetstream/decode.h"

#include <QCoreApplication>

#include <cstdio>

namespace natsdeck::jetstream {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("jetstream", text); }

void removeLast(nats::Headers &headers, QByteArrayView name)
{
    for (qsizetype i = headers.size() - 1; i >= 0; --i) {
        if (headers.at(i).name == name) {
            headers.removeAt(i);
            return;
        }
    }
}

QByteArray sequenceBody(quint64 sequence)
{
    char text[40];
    return QByteArray(text, std::snprintf(text, sizeof text, "{\"seq\":%llu}", sequence));
}

bool isGap(const Error &error) { return error.code == messageNotFound || error.code == sequenceNotFound; }

} // namespace

Result<StoredMessage> readDirectMessage(const nats::Message &message)
{
    const auto subject = message.lastHeader("Nats-Subject");
    const auto sequence = message.lastHeader("Nats-Sequence");
    const auto time = message.lastHeader("Nats-Time-Stamp");
    const auto stream = message.lastHeader("Nats-Stream");
    StoredMessage stored;
    bool isNumber = false;
    stored.sequence = sequence.value.toULongLong(&isNumber);
    if (!isNumber || stored.sequence == 0)
        return failure(ErrorKind::Protocol, tr("The answer of JetStream makes no sense"), tr("A stored message without its sequence"));
    stored.subject = subject.value.toByteArray();
    stored.timeNs = parseTime(time.value);
    stored.data = message.data().toByteArray();
    // Most messages have none of their own: four different headers, each once, are the server's.
    if (message.headerNames() == 4 && subject.count == 1 && sequence.count == 1 && time.count == 1 && stream.count == 1)
        return stored;
    stored.headers = message.headers();
    for (const char *name : {"Nats-Stream", "Nats-Subject", "Nats-Sequence", "Nats-Time-Stamp"})
        removeLast(stored.headers, name);
    return stored;
}

GetAnswer readGetAnswer(Result<nats::Message> &&answer, const GetWay &way, bool directly)
{
    if (!answer) {
        if (directly && answer.error().reason == u"no-responders") // switched off meanwhile
            return {{}, {}, true};
        return {{}, answer.error(), false};
    }
    if (directly) {
        const int status = answer->status();
        if (status == 404)
            return {{}, {}, way.confirmMissing};
        if (status != 0)
            return {{}, apiError(status, 0, answer->header("Description").toByteArray()), false};
    }
    Result<StoredMessage> message = directly ? readDirectMessage(*answer) : decodeStoredMessage(answer->data());
    if (message)
        return {std::move(*message), {}, false};
    if (isGap(message.error()))
        return {};
    return {{}, message.error(), false};
}

PageReader::PageReader(nats::Requester requester, GetWay way, quint64 first, int count, std::stop_token stop,
                       PromisePointer<StoredPage> promise)
    : m_requester(std::move(requester))
    , m_way(std::move(way))
    , m_first(first)
    , m_count(count)
    , m_stop(std::move(stop))
    , m_promise(std::move(promise))
    , m_slots(size_t(count))
{}

void PageReader::start()
{
    if (m_count == 0)
        return finishPage();
    Range range;
    {
        const std::scoped_lock lock(m_mutex);
        range = refill();
    }
    ask(range.from, range.to, m_way.direct);
}

// What to ask for next, up to a full pipeline; m_mutex is held.
PageReader::Range PageReader::refill()
{
    if (m_finished || m_inFlight > StoredMessages::pipeline / 2) // half empty first: many requests are written at a time
        return {};
    const Range range{m_next, std::min(m_count, m_next + StoredMessages::pipeline - m_inFlight)};
    m_next = range.to;
    m_inFlight += range.to - range.from;
    return range;
}

void PageReader::ask(int from, int to, bool directly)
{
    std::vector<QByteArray> bodies;
    bodies.reserve(std::size_t(to - from));
    for (int index = from; index < to; ++index)
        bodies.push_back(sequenceBody(m_first + quint64(index)));
    m_requester.requestMany(m_way.subject(directly), std::move(bodies), {.stop = m_stop},
                            [self = shared_from_this(), from, directly](int index, Result<nats::Message> &&answer) {
                                self->take(from + index, readGetAnswer(std::move(answer), self->m_way, directly));
                            });
}

void PageReader::take(int index, GetAnswer got)
{
    if (got.askLeader)
        return ask(index, index + 1, false);
    bool complete = false;
    Range range;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_finished)
            return;
        --m_inFlight;
        ++m_done;
        if (!got.error)
            m_slots[size_t(index)] = std::move(got.message);
        m_finished = complete = got.error || m_done == m_count;
        range = refill();
    }
    if (range.from < range.to)
        ask(range.from, range.to, m_way.direct);
    if (!complete)
        return;
    if (got.error)
        finish<StoredPage>(m_promise, Failure(*got.error));
    else
        finishPage();
}

void PageReader::finishPage()
{
    StoredPage page{m_first, m_first + quint64(m_count) - 1, {}, {}};
    page.messages.reserve(m_count);
    for (int i = 0; i < m_count; ++i) {
        const quint64 sequence = m_first + quint64(i);
        if (m_slots[size_t(i)])
            page.messages.append(std::move(*m_slots[size_t(i)]));
        else if (!page.gaps.isEmpty() && page.gaps.last().last == sequence - 1)
            page.gaps.last().last = sequence;
        else
            page.gaps.append({sequence, sequence});
    }
    finish<StoredPage>(m_promise, std::move(page));
}

} // namespace natsdeck::jetstream
