#include "tests/bench/bare_reader.h"

#include <nats/nats.h>

#include <condition_variable>
#include <mutex>

namespace natsdeck::bench {

namespace {

natsConnection *connectTo(const QString &url, bool sendAsap)
{
    natsOptions *options = nullptr;
    natsConnection *connection = nullptr;
    natsOptions_Create(&options);
    natsOptions_SetURL(options, url.toUtf8().constData());
    natsOptions_SetSendAsap(options, sendAsap);
    natsConnection_Connect(&connection, options);
    natsOptions_Destroy(options);
    return connection;
}

} // namespace

struct BareSubscriber::Private
{
    natsConnection *connection = nullptr;
    natsSubscription *subscription = nullptr;
    std::function<void()> onMessage;

    static void take(natsConnection *, natsSubscription *, natsMsg *message, void *closure)
    {
        static_cast<Private *>(closure)->onMessage();
        natsMsg_Destroy(message);
    }
};

BareSubscriber::BareSubscriber(const QString &url, const QByteArray &subject, std::function<void()> onMessage)
    : d(new Private)
{
    d->onMessage = std::move(onMessage);
    d->connection = connectTo(url, false);
    natsConnection_Subscribe(&d->subscription, d->connection, subject.constData(), &Private::take, d.get());
    natsSubscription_SetPendingLimits(d->subscription, -1, -1);
    natsConnection_Flush(d->connection);
}

BareSubscriber::~BareSubscriber()
{
    natsConnection_Close(d->connection);
    natsSubscription_Destroy(d->subscription);
    natsConnection_Destroy(d->connection);
}

struct BareReader::Private
{
    natsConnection *connection = nullptr;
    natsSubscription *subscription = nullptr;
    natsInbox *inbox = nullptr;
    QByteArray subject;
    std::mutex mutex;
    std::condition_variable changed;
    int answered = 0;
    qint64 bytes = 0;

    static void take(natsConnection *, natsSubscription *, natsMsg *message, void *closure)
    {
        auto *self = static_cast<Private *>(closure);
        const std::scoped_lock lock(self->mutex);
        ++self->answered;
        self->bytes += natsMsg_GetDataLength(message);
        natsMsg_Destroy(message);
        self->changed.notify_one();
    }
};

BareReader::BareReader(const QString &url, const QByteArray &subject)
    : d(new Private)
{
    d->subject = subject;
    d->connection = connectTo(url, true);
    natsInbox_Create(&d->inbox);
    natsConnection_Subscribe(&d->subscription, d->connection, (QByteArray(d->inbox) + ".*").constData(), &Private::take, d.get());
    natsConnection_Flush(d->connection);
}

BareReader::~BareReader()
{
    natsConnection_Close(d->connection);
    natsSubscription_Destroy(d->subscription);
    natsConnection_Destroy(d->connection);
    natsInbox_Destroy(d->inbox);
}

bool BareReader::read(quint64 first, int count)
{
    std::unique_lock lock(d->mutex);
    d->answered = 0;
    d->bytes = 0;
    int sent = 0;
    while (d->answered < count) {
        while (sent < count && sent - d->answered < 256) {
            const QByteArray body = "{\"seq\":" + QByteArray::number(first + quint64(sent)) + '}';
            const QByteArray reply = QByteArray(d->inbox) + '.' + QByteArray::number(sent);
            ++sent;
            lock.unlock();
            natsConnection_PublishRequest(d->connection, d->subject.constData(), reply.constData(), body.constData(), int(body.size()));
            lock.lock();
        }
        const int before = d->answered;
        if (!d->changed.wait_for(lock, std::chrono::seconds(5), [&] { return d->answered > before; }))
            return false;
    }
    return d->bytes >= qint64(count) * 128;
}

} // namespace natsdeck::bench
