#pragma once

#include "models/base/result.h"
#include "models/nats/connect_options.h"
#include "models/nats/headers.h"
#include "models/nats/server_info.h"
#include "models/nats/server_url.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

typedef struct __natsConnection natsConnection;
typedef struct __natsSubscription natsSubscription;

namespace natsdeck::nats {

class SubscriptionState;
class Session;
struct LoginMaterial;

// A subscription in one session, from natsConnection_Subscribe until the C client says that its delivery thread is done. The C
// client holds the address, so it is freed only after that.
struct Attachment
{
    std::shared_ptr<SubscriptionState> state;
    std::shared_ptr<Session> session;
    natsSubscription *handle = nullptr;
};

// What a session tells; on threads of the C client.
struct SessionEvents
{
    std::function<void(quint64 session, Error reason)> lost;
    std::function<void(quint64 session, Error error, QByteArray text)> asyncError;
    std::function<void(quint64 session)> lameDuck;
    std::function<void()> retired; // completed attachments wait for retire()
};

// One connection of the C client, from connect to close. It never reconnects by itself: whoever owns it builds the next one, which
// also reads the greeting, follows moved forwards and takes rotated credentials.
class Session final : public std::enable_shared_from_this<Session>
{
public:
    // Blocks at most options.connectTimeout for the greeting and again for the login.
    [[nodiscard]] static Result<std::shared_ptr<Session>> connect(const ServerUrl &url, const ConnectOptions &options,
                                                                  SessionEvents events);
    ~Session();

    [[nodiscard]] quint64 id() const { return m_id; }
    [[nodiscard]] const ServerInfo &info() const { return m_info; }
    [[nodiscard]] const ServerUrl &url() const { return m_url; }
    [[nodiscard]] bool usesTls() const { return m_tls; }
    [[nodiscard]] qint64 maxPayload() const;
    [[nodiscard]] bool isClosed() const; // by the C client: it will not come back
    [[nodiscard]] natsConnection *handle() const { return m_handle; }

    // Writes to the socket.
    [[nodiscard]] Result<void> publish(const QByteArray &subject, const char *reply, const QByteArray &payload, const Headers &headers);
    // One PING and PONG; the time it took. Blocks.
    [[nodiscard]] Result<std::chrono::microseconds> flush(std::chrono::milliseconds limit);
    // What the server last refused, empty when nothing.
    [[nodiscard]] QByteArray lastPermissionError() const;

    void attached();
    void orphaned();                        // an attachment the C client will never finish: kept for ever
    void completed(Attachment *attachment); // by the C client
    // Destroys what has completed: after a PONG the read loop cannot hold it any more (nats.c #637).
    void retire();
    // Closes, waits for the delivery threads, frees everything. Blocks.
    void close();

private:
    Session();
    [[nodiscard]] Result<void> prepare(const ConnectOptions &options);

    quint64 m_id = 0;
    ServerUrl m_url;
    ServerInfo m_info;
    bool m_tls = false;
    SessionEvents m_events;
    std::unique_ptr<LoginMaterial> m_login;
    natsConnection *m_handle = nullptr;
    std::mutex m_mutex;
    std::condition_variable m_allCompleted;
    std::vector<Attachment *> m_completed;
    int m_live = 0;

    friend struct SessionCallbacks;
};

} // namespace natsdeck::nats
