#pragma once

#include "models/nats/connection.h"
#include "models/nats/multiplexer.h"
#include "models/nats/session.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <vector>

namespace natsdeck::nats {

class SubscriptionState;

// What a Connection is, apart from being a QObject. Two threads of its own: the keeper connects, measures, frees and closes (it may
// block), the sender writes to the socket and ends requests whose time is up. Both hold the core and end by themselves after quit().
class ConnectionCore final : public std::enable_shared_from_this<ConnectionCore>
{
public:
    enum class Event { StatusChanged, Connected, Reconnected };
    using Listener = std::function<void(Event)>;
    using ProblemListener = std::function<void(const Error &)>;

    static constexpr qsizetype sendLimit = 64 * 1024 * 1024; // bytes waiting to be sent

    [[nodiscard]] static std::shared_ptr<ConnectionCore> create();

    // Called on any thread under a lock, until the listeners are cleared: post an event there, nothing else.
    void setListeners(Listener listener, ProblemListener problemListener);
    void open(ConnectOptions options);
    void close();
    void retryNow();
    void quit();

    [[nodiscard]] ConnectionStatus status() const;
    [[nodiscard]] ServerInfo serverInfo() const;
    [[nodiscard]] QByteArray newInbox() const;

    void request(const QByteArray &subject, std::vector<QByteArray> payloads, RequestOptions options, RepliesHandler handler,
                 bool gathers = false);
    [[nodiscard]] async::Future<void> publish(const QByteArray &subject, const QByteArray &payload, const Headers &headers);
    [[nodiscard]] std::shared_ptr<SubscriptionState> subscribe(const QByteArray &subject, MessageHandler handler, SubscribeOptions options);
    void unsubscribe(const std::shared_ptr<SubscriptionState> &state);

private:
    using Promise = std::shared_ptr<QPromise<Result<void>>>;
    struct Sending
    {
        QByteArray subject;
        QByteArray payload;
        Headers headers;
        quint64 token = 0; // of a request
        Promise promise;   // of a publish
    };
    struct Unconfirmed
    {
        QByteArray subject;
        Promise promise;
    };

    ConnectionCore();

    void keep();
    void keepSession(std::unique_lock<std::mutex> &lock, quint64 wish);
    void connectOnce(std::unique_lock<std::mutex> &lock, quint64 wish);
    void welcome(std::unique_lock<std::mutex> &lock, const std::shared_ptr<Session> &session, quint64 wish);
    void dismiss(std::unique_lock<std::mutex> &lock);
    void failedAttempt(std::unique_lock<std::mutex> &lock, const Error &reason, quint64 wish);
    void confirm(std::unique_lock<std::mutex> &lock);
    void measure(std::unique_lock<std::mutex> &lock);
    [[nodiscard]] QStringList candidates() const;

    void send();
    // The session to write to just now, and its inbox prefix; null when not connected.
    [[nodiscard]] std::shared_ptr<Session> sessionToWrite(QByteArray *inboxPrefix) const;
    void sendOne(Sending sending, const std::shared_ptr<Session> &session, const QByteArray &inboxPrefix);
    [[nodiscard]] bool enqueue(std::vector<Sending> sendings);
    void wakeSenderBefore(std::chrono::steady_clock::time_point deadline);
    void post(std::function<void()> task);
    [[nodiscard]] Error notConnected() const; // m_mutex is held

    [[nodiscard]] SessionEvents events();
    void sessionLost(quint64 session, const Error &reason);
    void sessionError(quint64 session, const Error &error, const QByteArray &text);
    void sessionLameDuck(quint64 session);

    void setState(ConnectionStatus::State state, const std::optional<Error> &reason = {}); // m_mutex is held
    void tell(Event event);
    void tellProblem(const Error &error);

    mutable std::mutex m_mutex; // everything up to the next mutex
    std::condition_variable m_keeperWake;
    ConnectOptions m_options;
    bool m_wanted = false;
    bool m_quit = false;
    quint64 m_wish = 0; // counts open() and close(): what was begun under an older one is dropped
    bool m_retryNow = false;
    bool m_lost = false;
    Error m_lostReason;
    bool m_retire = false;
    int m_attempt = 0;
    int m_nextServer = 0;
    std::shared_ptr<Session> m_session;
    std::chrono::steady_clock::time_point m_nextMeasure;
    ConnectionStatus m_status;
    ServerInfo m_info;
    QStringList m_discovered;
    bool m_everConnected = false;
    std::set<std::shared_ptr<SubscriptionState>> m_subscriptions;
    std::shared_ptr<SubscriptionState> m_inbox;
    QByteArray m_inboxPrefix; // "_INBOX.<unique>."
    std::vector<Unconfirmed> m_unconfirmed;

    std::mutex m_sendMutex;
    std::condition_variable m_senderWake;
    std::deque<Sending> m_sendQueue;
    qsizetype m_sendBytes = 0;
    std::deque<std::function<void()>> m_tasks;
    std::chrono::steady_clock::time_point m_senderSleepsUntil = std::chrono::steady_clock::time_point::max();
    bool m_senderQuit = false;

    std::shared_ptr<Multiplexer> m_requests = std::make_shared<Multiplexer>();

    std::mutex m_listenerMutex;
    Listener m_listener;
    ProblemListener m_problemListener;
};

} // namespace natsdeck::nats
