#pragma once

#include "models/nats/headers.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>

struct __natsMsg; // the C client's message; only models/nats/*.cpp look inside

namespace natsdeck::nats {

// One message as it arrived: the C client's block, taken over without a copy, or bytes of our own (tests, previews). Move-only.
// All views live as long as the message. Headers are parsed by the C client on first use without a lock: use one message on one
// thread at a time.
class Message final
{
public:
    Message();
    explicit Message(__natsMsg *taken); // owns it from now on
    Message(QByteArray subject, QByteArray data, Headers headers = {}, QByteArray reply = {});
    Message(Message &&other) noexcept;
    Message &operator=(Message &&other) noexcept;
    Message(const Message &) = delete;
    Message &operator=(const Message &) = delete;
    ~Message();

    [[nodiscard]] bool isNull() const { return !m_taken && !m_own; }
    [[nodiscard]] QByteArrayView subject() const;
    [[nodiscard]] QByteArrayView reply() const;                  // empty when none
    [[nodiscard]] QByteArrayView data() const;                   // may hold any byte, NUL too
    [[nodiscard]] QByteArrayView header(const char *name) const; // the first value, case-sensitive; null when missing
    // All of them, sorted by name (the C client does not keep the order of different names); repeated ones in their order.
    [[nodiscard]] Headers headers() const;
    [[nodiscard]] qint64 memoryBytes() const; // of the heap, header fields included
    [[nodiscard]] int headerNames() const;    // how many different ones
    struct LastValue
    {
        QByteArrayView value; // null when there is none
        int count = 0;
    };
    [[nodiscard]] LastValue lastHeader(const char *name) const;
    [[nodiscard]] int status() const; // the inline status: 503 no responders, 404, 408, 409 …; 0 = none

private:
    struct Own;
    __natsMsg *m_taken = nullptr;
    std::unique_ptr<Own> m_own;
};

// An answer to a request, as a value that can be copied cheaply.
struct Reply
{
    QByteArray subject;
    Headers headers;
    QByteArray data;
    int status = 0;
};

} // namespace natsdeck::nats
