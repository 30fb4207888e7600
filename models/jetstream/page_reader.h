#pragma once

#include "models/jetstream/ask.h"
#include "models/jetstream/stored_messages.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace natsdeck::jetstream {

// How messages of a stream are asked for: DIRECT.GET (any replica answers, raw message) where it is allowed, else STREAM.MSG.GET (the
// leader answers, JSON). A replica may lag behind: with several, "not found" is asked of the leader again.
struct GetWay
{
    QByteArray directSubject;
    QByteArray apiSubject;
    bool direct = false;
    bool confirmMissing = false;

    [[nodiscard]] const QByteArray &subject(bool directly) const { return directly ? directSubject : apiSubject; }
};

// Neither message nor error: the stream does not hold such a message. `askLeader`: only the leader knows.
struct GetAnswer
{
    std::optional<StoredMessage> message;
    std::optional<Error> error;
    bool askLeader = false;
};

[[nodiscard]] GetAnswer readGetAnswer(Result<nats::Message> &&answer, const GetWay &way, bool directly);
// The message of a DIRECT.GET: the server's own four headers become fields and are taken out. It appends them, so the last of each name
// is the server's and a republished message keeps its own.
[[nodiscard]] Result<StoredMessage> readDirectMessage(const nats::Message &message);

// Reads the sequences first … first + count - 1 with at most StoredMessages::pipeline requests under way. Lives by its handlers.
class PageReader final : public std::enable_shared_from_this<PageReader>
{
public:
    PageReader(nats::Requester requester, GetWay way, quint64 first, int count, std::stop_token stop, PromisePointer<StoredPage> promise);

    void start();

private:
    struct Range
    {
        int from = 0;
        int to = 0; // from = nothing
    };

    [[nodiscard]] Range refill();
    void ask(int from, int to, bool directly);
    void take(int index, GetAnswer got);
    void finishPage();

    const nats::Requester m_requester;
    const GetWay m_way;
    const quint64 m_first;
    const int m_count;
    const std::stop_token m_stop;
    const PromisePointer<StoredPage> m_promise;

    std::mutex m_mutex;
    int m_next = 0;
    int m_inFlight = 0;
    int m_done = 0;
    bool m_finished = false;
    std::vector<std::optional<StoredMessage>> m_slots;
};

} // namespace natsdeck::jetstream
