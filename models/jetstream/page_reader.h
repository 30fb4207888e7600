#pragma once

#include "models/jetstream/ask.h"
#include "models/jetstream/stored_messages.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace natsdeck::jetstream {

// How one message is asked for: DIRECT.GET (any replica answers, raw message) or STREAM.MSG.GET (the leader answers, JSON).
struct GetSubjects
{
    QByteArray direct;
    QByteArray viaApi;
};

// Nothing when the stream does not hold such a message. `noDirect`: nobody answers DIRECT.GET for this stream.
struct GetAnswer
{
    std::optional<StoredMessage> message;
    std::optional<Error> error;
    bool noDirect = false;
};

[[nodiscard]] GetAnswer readGetAnswer(Result<nats::Message> &&answer, bool direct);
// The message of a DIRECT.GET: the server's own four headers become fields and are taken out. It appends them, so the last of each name
// is the server's and a republished message keeps its own.
[[nodiscard]] Result<StoredMessage> readDirectMessage(const nats::Message &message);

// Reads the sequences first … first + count - 1 with at most StoredMessages::pipeline requests under way. Lives by its handlers.
class PageReader final : public std::enable_shared_from_this<PageReader>
{
public:
    PageReader(nats::Requester requester, GetSubjects subjects, bool direct, quint64 first, int count, std::stop_token stop,
               std::function<void()> onNoDirect);

    [[nodiscard]] async::Future<StoredPage> start();

private:
    void pump();
    void ask(int index, int round, bool direct);
    void take(int index, int round, GetAnswer got);
    void finishPage();

    const nats::Requester m_requester;
    const GetSubjects m_subjects;
    const quint64 m_first;
    const int m_count;
    const std::stop_token m_stop;
    const std::function<void()> m_onNoDirect;
    const PromisePointer<StoredPage> m_promise = startPromise<StoredPage>();

    std::mutex m_mutex;
    bool m_direct;
    int m_round = 0; // counts the change from DIRECT.GET to MSG.GET: older answers are not ours any more
    int m_next = 0;
    int m_inFlight = 0;
    int m_done = 0;
    bool m_finished = false;
    std::vector<std::optional<StoredMessage>> m_slots;
};

} // namespace natsdeck::jetstream
