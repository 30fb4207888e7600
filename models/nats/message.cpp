#include "models/nats/message.h"

#include "models/nats/cnats_handles.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace natsdeck::nats {

struct Message::Own
{
    QByteArray subject;
    QByteArray reply;
    QByteArray data;
    Headers headers;
};

namespace {

QByteArrayView viewOf(const char *text) { return text ? QByteArrayView(text, qsizetype(std::strlen(text))) : QByteArrayView(); }

Headers headersOf(natsMsg *msg)
{
    Headers headers;
    const char **keys = nullptr;
    int keyCount = 0;
    if (natsMsgHeader_Keys(msg, &keys, &keyCount) != NATS_OK)
        return headers;
    for (int k = 0; k < keyCount; ++k) {
        const char **values = nullptr;
        int valueCount = 0;
        if (natsMsgHeader_Values(msg, keys[k], &values, &valueCount) != NATS_OK)
            continue;
        for (int v = 0; v < valueCount; ++v)
            headers.append({QByteArray(keys[k]), QByteArray(values[v])});
        std::free(values);
    }
    std::free(keys);
    std::stable_sort(headers.begin(), headers.end(), [](const Header &a, const Header &b) { return a.name < b.name; });
    return headers;
}

} // namespace

Message::Message() = default;

Message::Message(__natsMsg *taken)
    : m_taken(taken)
{}

Message::Message(QByteArray subject, QByteArray data, Headers headers, QByteArray reply)
    : m_own(std::make_unique<Own>(Own{std::move(subject), std::move(reply), std::move(data), std::move(headers)}))
{}

Message::Message(Message &&other) noexcept
    : m_taken(std::exchange(other.m_taken, nullptr))
    , m_own(std::move(other.m_own))
{}

Message &Message::operator=(Message &&other) noexcept
{
    if (this != &other) {
        natsMsg_Destroy(std::exchange(m_taken, std::exchange(other.m_taken, nullptr)));
        m_own = std::move(other.m_own);
    }
    return *this;
}

Message::~Message()
{
    if (m_taken)
        natsMsg_Destroy(m_taken);
}

QByteArrayView Message::subject() const
{
    if (m_taken)
        return viewOf(natsMsg_GetSubject(m_taken));
    return m_own ? QByteArrayView(m_own->subject) : QByteArrayView();
}

QByteArrayView Message::reply() const
{
    if (m_taken)
        return viewOf(natsMsg_GetReply(m_taken));
    return m_own ? QByteArrayView(m_own->reply) : QByteArrayView();
}

QByteArrayView Message::data() const
{
    if (m_taken)
        return {natsMsg_GetData(m_taken), natsMsg_GetDataLength(m_taken)};
    return m_own ? QByteArrayView(m_own->data) : QByteArrayView();
}

QByteArrayView Message::header(const char *name) const
{
    if (m_taken) {
        const char *value = nullptr;
        return natsMsgHeader_Get(m_taken, name, &value) == NATS_OK ? viewOf(value) : QByteArrayView();
    }
    if (m_own) {
        for (const Header &header : std::as_const(m_own->headers)) {
            if (header.name == name)
                return header.value;
        }
    }
    return {};
}

Headers Message::headers() const
{
    if (m_taken)
        return headersOf(m_taken);
    return m_own ? m_own->headers : Headers();
}

int Message::headerNames() const
{
    if (m_taken) {
        const char **keys = nullptr;
        int count = 0;
        if (natsMsgHeader_Keys(m_taken, &keys, &count) != NATS_OK)
            return 0;
        std::free(keys);
        return count;
    }
    QList<QByteArray> names;
    for (const Header &header : m_own ? std::as_const(m_own->headers) : Headers()) {
        if (!names.contains(header.name))
            names.append(header.name);
    }
    return int(names.size());
}

Message::LastValue Message::lastHeader(const char *name) const
{
    LastValue last;
    if (m_taken) {
        const char **values = nullptr;
        if (natsMsgHeader_Values(m_taken, name, &values, &last.count) == NATS_OK && last.count > 0)
            last.value = viewOf(values[last.count - 1]);
        std::free(values);
    } else if (m_own) {
        for (const Header &header : std::as_const(m_own->headers)) {
            if (header.name == name) {
                last.value = header.value;
                ++last.count;
            }
        }
    }
    return last;
}

int Message::status() const
{
    if (!data().isEmpty()) // only empty messages carry one
        return 0;
    return header("Status").toByteArray().toInt();
}

} // namespace natsdeck::nats
