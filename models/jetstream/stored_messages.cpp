#include "models/jetstream/stored_messages.h"

#include "models/base/json.h"
#include "models/jetstream/api_error.h"
#include "models/jetstream/client.h"
#include "models/jetstream/decode.h"
#include "models/jetstream/page_reader.h"
#include "models/jetstream/stream_walks.h"
#include "models/nats/subjects.h"

#include <QCoreApplication>
#include <QHash>

namespace natsdeck::jetstream {

using namespace Qt::StringLiterals;

namespace {

// How a stream is to be asked is remembered this long: it may be configured otherwise meanwhile.
constexpr std::chrono::seconds wayLasts{60};

QString tr(const char *text) { return QCoreApplication::translate("jetstream", text); }

Error notFound() { return {ErrorKind::NotFound, tr("There is no such message"), {}, {}, messageNotFound, {}}; }

Result<void> checkNames(const QString &stream, const QByteArray &subjectFilter = ">")
{
    if (!nats::subjects::isName(stream.toUtf8()))
        return failure(ErrorKind::Invalid, tr("This cannot be the name of a stream"), stream);
    if (const auto problem = nats::subjects::check(subjectFilter); problem != nats::subjects::Problem::None)
        return failure(ErrorKind::Invalid, nats::subjects::toText(problem));
    return {};
}

} // namespace

struct StoredMessages::Private : std::enable_shared_from_this<StoredMessages::Private>
{
    explicit Private(Client &client)
        : requester(client.connection().requester())
        , directPrefix(client.subject("DIRECT.GET."))
        , apiPrefix(client.subject("STREAM.MSG.GET."))
        , infoPrefix(client.subject("STREAM.INFO."))
    {}

    using WayDone = std::function<void(Result<GetWay>)>;

    // Old servers stay silent when a stream does not allow DIRECT.GET: its configuration is asked for first, then remembered.
    void findWay(const QString &stream, const std::stop_token &stop, WayDone done)
    {
        if (const std::optional<GetWay> known = knownWay(stream))
            return done(*known);
        requester.request(infoPrefix + stream.toUtf8(), {}, {.stop = stop},
                          [self = shared_from_this(), stream, done = std::move(done)](Result<nats::Message> &&answer) {
                              const Result<StreamInfo> info =
                                  answer ? decodeStreamInfo(answer->data()) : Result<StreamInfo>(Failure(answer.error()));
                              if (!info)
                                  return done(Failure(info.error()));
                              const QByteArray name = stream.toUtf8();
                              const GetWay way{self->directPrefix + name, self->apiPrefix + name, info->allowDirect, info->replicas > 1};
                              self->remember(stream, way);
                              done(way);
                          });
    }
    [[nodiscard]] std::optional<GetWay> knownWay(const QString &stream)
    {
        const std::scoped_lock lock(mutex);
        const auto found = ways.constFind(stream);
        if (found == ways.constEnd() || std::chrono::steady_clock::now() - found->second > wayLasts)
            return {};
        return found->first;
    }
    void remember(const QString &stream, const GetWay &way)
    {
        const std::scoped_lock lock(mutex);
        ways.insert(stream, {way, std::chrono::steady_clock::now()});
    }
    void forget(const QString &stream)
    {
        const std::scoped_lock lock(mutex);
        ways.remove(stream);
    }

    const nats::Requester requester;
    const QByteArray directPrefix;
    const QByteArray apiPrefix;
    const QByteArray infoPrefix;
    std::mutex mutex;
    QHash<QString, std::pair<GetWay, std::chrono::steady_clock::time_point>> ways;
};

namespace {

using Done = std::function<void(Result<StoredMessage>)>;

// One message by any of the forms {seq}, {seq, next_by_subj}, {last_by_subj}.
void getOne(const nats::Requester &requester, const GetWay &way, bool directly, const QByteArray &body, const std::stop_token &stop,
            Done done)
{
    requester.request(way.subject(directly), body, {.stop = stop},
                      [requester, way, directly, body, stop, done = std::move(done)](Result<nats::Message> &&answer) mutable {
                          GetAnswer got = readGetAnswer(std::move(answer), way, directly);
                          if (got.askLeader)
                              return getOne(requester, way, false, body, stop, std::move(done));
                          if (got.error)
                              return done(Failure(*got.error));
                          done(got.message ? Result<StoredMessage>(std::move(*got.message)) : Result<StoredMessage>(Failure(notFound())));
                      });
}

QByteArray nextBody(quint64 from, const QByteArray &subjectFilter)
{
    return json::compact({{u"seq"_s, qint64(std::max<quint64>(from, 1))}, {u"next_by_subj"_s, QString::fromUtf8(subjectFilter)}});
}

} // namespace

StoredMessages::StoredMessages(Client &client)
    : d(std::make_shared<Private>(client))
{}

StoredMessages::~StoredMessages() = default;

async::Future<StoredPage> StoredMessages::read(const QString &stream, quint64 first, int count, std::stop_token stop)
{
    if (const Result<void> valid = checkNames(stream); !valid)
        return async::failed<StoredPage>(valid.error());
    if (count > largestRead)
        return async::failed<StoredPage>(
            {ErrorKind::LimitExceeded, tr("Too many messages at a time"), tr("At most %1").arg(largestRead), {}, 0, {}});
    if (first == 0 || count < 0)
        return async::failed<StoredPage>({ErrorKind::Invalid, tr("Sequences start at 1"), {}, {}, 0, {}});
    const auto promise = startPromise<StoredPage>();
    d->findWay(stream, stop, [requester = d->requester, first, count, stop, promise](const Result<GetWay> &way) {
        if (!way)
            return finish<StoredPage>(promise, Failure(way.error()));
        std::make_shared<PageReader>(requester, *way, first, count, stop, promise)->start();
    });
    return promise->future();
}

async::Future<StoredMessage> StoredMessages::one(const QString &stream, const QByteArray &body, std::stop_token stop)
{
    const auto promise = startPromise<StoredMessage>();
    d->findWay(stream, stop, [self = d, stream, body, stop, promise](const Result<GetWay> &way) {
        if (!way)
            return finish<StoredMessage>(promise, Failure(way.error()));
        getOne(self->requester, *way, way->direct, body, stop, [self, stream, promise](Result<StoredMessage> message) {
            if (!message && message.error().kind == ErrorKind::Timeout)
                self->forget(stream);
            finish<StoredMessage>(promise, std::move(message));
        });
    });
    return promise->future();
}

async::Future<StoredMessage> StoredMessages::get(const QString &stream, quint64 sequence, std::stop_token stop)
{
    if (const Result<void> valid = checkNames(stream); !valid)
        return async::failed<StoredMessage>(valid.error());
    if (sequence == 0)
        return async::failed<StoredMessage>({ErrorKind::Invalid, tr("Sequences start at 1"), {}, {}, 0, {}});
    return one(stream, "{\"seq\":" + QByteArray::number(sequence) + '}', std::move(stop));
}

async::Future<StoredMessage> StoredMessages::next(const QString &stream, quint64 from, const QByteArray &subjectFilter,
                                                  std::stop_token stop)
{
    if (const Result<void> valid = checkNames(stream, subjectFilter); !valid)
        return async::failed<StoredMessage>(valid.error());
    return one(stream, nextBody(from, subjectFilter), std::move(stop));
}

async::Future<StoredMessage> StoredMessages::lastOf(const QString &stream, const QByteArray &subjectFilter, std::stop_token stop)
{
    if (const Result<void> valid = checkNames(stream, subjectFilter); !valid)
        return async::failed<StoredMessage>(valid.error());
    return one(stream, json::compact({{u"last_by_subj"_s, QString::fromUtf8(subjectFilter)}}), std::move(stop));
}

async::Future<StoredPage> StoredMessages::readExisting(const QString &stream, quint64 from, int count, const QByteArray &subjectFilter,
                                                       std::stop_token stop)
{
    if (const Result<void> valid = checkNames(stream, subjectFilter); !valid)
        return async::failed<StoredPage>(valid.error());
    if (count > largestRead)
        return async::failed<StoredPage>(
            {ErrorKind::LimitExceeded, tr("Too many messages at a time"), tr("At most %1").arg(largestRead), {}, 0, {}});
    const auto promise = startPromise<StoredPage>();
    d->findWay(stream, stop, [self = d, from, count, subjectFilter, stop, promise](const Result<GetWay> &way) {
        if (!way)
            return finish<StoredPage>(promise, Failure(way.error()));
        const auto next = [self, way = *way, subjectFilter, stop](quint64 at, Done done) {
            getOne(self->requester, way, way.direct, nextBody(at, subjectFilter), stop, std::move(done));
        };
        std::make_shared<ExistingWalk>(std::max<quint64>(from, 1), count, subjectFilter == ">", next, promise)->start();
    });
    return promise->future();
}

async::Future<quint64> StoredMessages::sequenceAtTime(const QString &stream, qint64 timeNs, std::stop_token stop)
{
    if (const Result<void> valid = checkNames(stream); !valid)
        return async::failed<quint64>(valid.error());
    const auto search = std::make_shared<TimeSearch>(
        timeNs,
        TimeSearch::Access{
            [self = d, stream, stop](QByteArray body, TimeSearch::Done done) {
                const QByteArray name = stream.toUtf8();
                getOne(self->requester, {self->directPrefix + name, self->apiPrefix + name, false, false}, false, body, stop,
                       std::move(done));
            },
            [self = d, stream, stop](std::function<void(Result<StreamInfo>)> done) {
                self->requester.request(self->infoPrefix + stream.toUtf8(), {}, {.stop = stop},
                                        [done = std::move(done)](Result<nats::Message> &&answer) {
                                            done(answer ? decodeStreamInfo(answer->data()) : Result<StreamInfo>(Failure(answer.error())));
                                        });
            },
        });
    return search->start();
}

} // namespace natsdeck::jetstream
