#pragma once

#include "models/base/async.h"
#include "models/guard/permit.h"
#include "models/nats/connect_options.h"
#include "models/nats/message.h"
#include "models/nats/server_info.h"
#include "models/nats/subscription.h"

#include <QDateTime>
#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace natsdeck::nats {

class ConnectionCore;

struct ConnectionStatus
{
    enum class State {
        Idle,         // never opened
        Connecting,   // the first attempt is under way
        Connected,    //
        Reconnecting, // was connected; tries without end
        Failed,       // never connected; the last attempt failed for `reason`, further ones follow without end
        Closed        // by us
    };

    State state = State::Idle;
    QString serverName;
    QString serverId;
    QString serverVersion;                              // from the greeting; empty when it could not be read (TLS first)
    QString url;                                        // the server in use or last tried, without credentials
    std::optional<std::chrono::microseconds> roundTrip; // measured at each connect and every 10 s
    std::optional<Error> reason;                        // why it is not connected (cleaned text); empty when it is
    quint64 reconnects = 0;
    int failedAttempts = 0; // since it was lost or opened
    QDateTime since;        // UTC, of this state
    qint64 maxPayload = 0;
    bool tls = false;
    bool lameDuck = false; // the server is about to go; we move to another one

    [[nodiscard]] bool isConnected() const { return state == State::Connected; }
    friend bool operator==(const ConnectionStatus &, const ConnectionStatus &) = default;
};

struct RequestOptions
{
    std::chrono::milliseconds deadline{5'000};
    Headers headers = {};
    std::stop_token stop = {};
};

// Exactly once per request, on a worker or C client thread, never on the GUI thread; inside the call only when that is made in such a
// handler. Short.
using ReplyHandler = std::function<void(Result<Message> &&)>;
// The same for many requests; `index` counts from 0.
using RepliesHandler = std::function<void(int index, Result<Message> &&)>;

// Sends requests over a connection from any thread, and may outlive it (then everything is Cancelled): for code that goes on in
// reply handlers.
class Requester final
{
public:
    explicit Requester(std::shared_ptr<ConnectionCore> core);
    ~Requester();
    Requester(const Requester &);
    Requester &operator=(const Requester &) = delete;

    [[nodiscard]] async::Future<Reply> request(const QByteArray &subject, const QByteArray &payload = {},
                                               RequestOptions options = {}) const;
    // Without a copy of the answer, for pipelines. Cancel with options.stop.
    void request(const QByteArray &subject, const QByteArray &payload, RequestOptions options, ReplyHandler handler) const;
    void request(const guard::Permit &permit, const QByteArray &subject, const QByteArray &payload, RequestOptions options,
                 ReplyHandler handler) const;
    // Everybody's answers: until `enough` says so of those that came, or the deadline. Fails only when there was no answer at all.
    [[nodiscard]] async::Future<QList<Reply>> gather(const QByteArray &subject, const QByteArray &payload, RequestOptions options,
                                                     std::function<bool(const QList<Reply> &)> enough = {}) const;
    // Many requests to one subject at once, for pages.
    void requestMany(const QByteArray &subject, std::vector<QByteArray> payloads, RequestOptions options, RepliesHandler handler) const;

private:
    std::shared_ptr<ConnectionCore> m_core;
};

// A connection that lasts: it outlives servers, forwards and logins. Nothing here blocks; connecting, sending and closing happen on
// threads of its own. `request`, `publish`, `subscribe` and `status` may be called from any thread, `open` and `close` from the
// object's own. At most 65,536 requests are under way at a time and 64 MiB wait to be sent; more is LimitExceeded.
//
// Failures of requests: Unreachable (not connected, or the connection was lost: `reason` "disconnected"; nobody listens: `reason`
// "no-responders"), Timeout, Cancelled, Forbidden (permissions), Invalid (subject), LimitExceeded.
class Connection final : public QObject
{
    Q_OBJECT

public:
    explicit Connection(QObject *parent = nullptr);
    ~Connection() override; // never blocks; every request under way ends as Cancelled

    // Opens, or moves to new options (a forward that got another port): subscriptions stay, requests under way fail.
    void open(ConnectOptions options);
    void close();    // subscriptions stay and are made again by the next open()
    void retryNow(); // do not wait for the next attempt

    [[nodiscard]] ConnectionStatus status() const;
    [[nodiscard]] ServerInfo serverInfo() const; // of the last greeting

    [[nodiscard]] async::Future<Reply> request(const QByteArray &subject, const QByteArray &payload = {}, RequestOptions options = {});
    [[nodiscard]] async::Future<Reply> request(const guard::Permit &permit, const QByteArray &subject, const QByteArray &payload = {},
                                               RequestOptions options = {});
    [[nodiscard]] Requester requester() const;

    // Done when the server has processed it. Forbidden, LimitExceeded (payload over the server's maximum), Unreachable, Timeout.
    [[nodiscard]] async::Future<void> publish(const guard::Permit &permit, const QByteArray &subject, const QByteArray &payload,
                                              const Headers &headers = {});

    // Takes effect at the next moment it is connected. An invalid subject gives a subscription with error().
    [[nodiscard]] std::unique_ptr<Subscription> subscribe(const QByteArray &subject, MessageHandler handler, SubscribeOptions options = {});

    // A subject below our inbox that nobody else uses, to give as a reply subject.
    [[nodiscard]] QByteArray newInbox() const;

signals:
    void statusChanged();
    void connected();                           // the first time after open()
    void reconnected();                         // again; subscriptions are already restored, what was sent meanwhile is lost
    void problem(const natsdeck::Error &error); // of the connection as a whole: permissions, slow consumer

private:
    std::shared_ptr<ConnectionCore> m_core;
};

// Waits until the threads of all closed connections have ended. QCoreApplication's end does that by itself.
bool waitForThreads(std::chrono::milliseconds limit);

} // namespace natsdeck::nats

Q_DECLARE_METATYPE(natsdeck::nats::ConnectionStatus)
