#include "models/nats/connection.h"

#include "models/nats/connection_core.h"
#include "models/nats/subscription_state.h"

#include <mutex>

namespace natsdeck::nats {

namespace {

// What gather() collects. Answers come on the inbox's thread, the end on the sender's.
struct Gathering
{
    std::mutex mutex;
    QList<Reply> replies;
    QPromise<Result<QList<Reply>>> promise;
    bool isDone = false;
    std::stop_source enough;
};

Reply copyOf(const Message &answer)
{
    return {answer.subject().toByteArray(), answer.headers(), answer.data().toByteArray(), answer.status()};
}

ReplyHandler into(std::shared_ptr<QPromise<Result<Reply>>> promise)
{
    return [promise = std::move(promise)](Result<Message> &&answer) {
        if (answer)
            promise->addResult(copyOf(*answer));
        else
            promise->addResult(Failure(answer.error()));
        promise->finish();
    };
}

} // namespace

Connection::Connection(QObject *parent)
    : QObject(parent)
    , m_core(ConnectionCore::create())
{
    // Posted under the core's lock; ~Connection clears the listeners, and QObject drops what was posted.
    m_core->setListeners(
        [this](ConnectionCore::Event event) {
            QMetaObject::invokeMethod(
                this,
                [this, event] {
                    switch (event) {
                    case ConnectionCore::Event::StatusChanged:
                        emit statusChanged();
                        break;
                    case ConnectionCore::Event::Connected:
                        emit connected();
                        break;
                    case ConnectionCore::Event::Reconnected:
                        emit reconnected();
                        break;
                    }
                },
                Qt::QueuedConnection);
        },
        [this](const Error &error) {
            QMetaObject::invokeMethod(
                this, [this, error] { emit problem(error); }, Qt::QueuedConnection);
        });
}

Connection::~Connection() { m_core->quit(); }

void Connection::open(ConnectOptions options) { m_core->open(std::move(options)); }
void Connection::close() { m_core->close(); }
void Connection::retryNow() { m_core->retryNow(); }
ConnectionStatus Connection::status() const { return m_core->status(); }
ServerInfo Connection::serverInfo() const { return m_core->serverInfo(); }
QByteArray Connection::newInbox() const { return m_core->newInbox(); }

Requester Connection::requester() const { return Requester(m_core); }

async::Future<Reply> Connection::request(const QByteArray &subject, const QByteArray &payload, RequestOptions options)
{
    return requester().request(subject, payload, std::move(options));
}

async::Future<Reply> Connection::request(const guard::Permit &, const QByteArray &subject, const QByteArray &payload,
                                         RequestOptions options)
{
    return requester().request(subject, payload, std::move(options));
}

Requester::Requester(std::shared_ptr<ConnectionCore> core)
    : m_core(std::move(core))
{}

Requester::~Requester() = default;
Requester::Requester(const Requester &) = default;

async::Future<Reply> Requester::request(const QByteArray &subject, const QByteArray &payload, RequestOptions options) const
{
    auto promise = std::make_shared<QPromise<Result<Reply>>>();
    promise->start();
    const async::Future<Reply> future = promise->future();
    request(subject, payload, std::move(options), into(std::move(promise)));
    return future;
}

async::Future<QList<Reply>> Requester::gather(const QByteArray &subject, const QByteArray &payload, RequestOptions options,
                                              std::function<bool(const QList<Reply> &)> enough) const
{
    auto gathering = std::make_shared<Gathering>();
    gathering->promise.start();
    const async::Future<QList<Reply>> future = gathering->promise.future();
    options.stop = gathering->enough.get_token();
    const auto take = [gathering, enough = std::move(enough)](int, Result<Message> &&answer) {
        {
            const std::scoped_lock lock(gathering->mutex);
            if (gathering->isDone)
                return;
            if (answer)
                gathering->replies << copyOf(*answer);
            if (answer && !(enough && enough(gathering->replies)))
                return;
            gathering->isDone = true;
            if (gathering->replies.isEmpty())
                gathering->promise.addResult(Failure(answer.error()));
            else
                gathering->promise.addResult(std::move(gathering->replies));
            gathering->promise.finish();
        }
        if (answer)
            gathering->enough.request_stop(); // further answers are not waited for
    };
    m_core->request(subject, {payload}, std::move(options), take, true);
    return future;
}

void Requester::requestMany(const QByteArray &subject, std::vector<QByteArray> payloads, RequestOptions options,
                            RepliesHandler handler) const
{
    m_core->request(subject, std::move(payloads), std::move(options), std::move(handler));
}

void Requester::request(const QByteArray &subject, const QByteArray &payload, RequestOptions options, ReplyHandler handler) const
{
    m_core->request(subject, {payload}, std::move(options),
                    [handler = std::move(handler)](int, Result<Message> &&answer) { handler(std::move(answer)); });
}

void Requester::request(const guard::Permit &, const QByteArray &subject, const QByteArray &payload, RequestOptions options,
                        ReplyHandler handler) const
{
    request(subject, payload, std::move(options), std::move(handler));
}

async::Future<void> Connection::publish(const guard::Permit &, const QByteArray &subject, const QByteArray &payload, const Headers &headers)
{
    return m_core->publish(subject, payload, headers);
}

std::unique_ptr<Subscription> Connection::subscribe(const QByteArray &subject, MessageHandler handler, SubscribeOptions options)
{
    return std::make_unique<Subscription>(m_core, m_core->subscribe(subject, std::move(handler), std::move(options)));
}

Subscription::Subscription(std::shared_ptr<ConnectionCore> core, std::shared_ptr<SubscriptionState> state)
    : m_core(std::move(core))
    , m_state(std::move(state))
{}

Subscription::~Subscription()
{
    m_state->stop();
    m_core->unsubscribe(m_state);
}

QByteArray Subscription::subject() const { return m_state->subject(); }
quint64 Subscription::delivered() const { return m_state->delivered(); }
quint64 Subscription::dropped() const { return m_state->dropped(); }
quint64 Subscription::interruptions() const { return m_state->interruptions(); }
bool Subscription::isActive() const { return m_state->isActive(); }
std::optional<Error> Subscription::error() const { return m_state->error(); }

} // namespace natsdeck::nats
