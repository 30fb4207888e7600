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

// A refusal of DIRECT.GET is remembered this long: the stream may be configured otherwise meanwhile.
constexpr std::chrono::seconds refusalLasts{60};

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

struct StoredMessages::Private
{
    explicit Private(Client &client)
        : requester(client.connection().requester())
        , directPrefix(client.subject("DIRECT.GET."))
        , apiPrefix(client.subject("STREAM.MSG.GET."))
        , infoPrefix(client.subject("STREAM.INFO."))
    {}

    [[nodiscard]] GetSubjects subjects(const QString &stream) const
    {
        return {directPrefix + stream.toUtf8(), apiPrefix + stream.toUtf8()};
    }

    [[nodiscard]] bool mayAskDirectly(const QString &stream)
    {
        const std::scoped_lock lock(mutex);
        const auto found = refusals.constFind(stream);
        return found == refusals.constEnd() || std::chrono::steady_clock::now() - *found > refusalLasts;
    }
    void remember(const QString &stream)
    {
        const std::scoped_lock lock(mutex);
        refusals.insert(stream, std::chrono::steady_clock::now());
    }

    const nats::Requester requester;
    const QByteArray directPrefix;
    const QByteArray apiPrefix;
    const QByteArray infoPrefix;
    std::mutex mutex;
    QHash<QString, std::chrono::steady_clock::time_point> refusals;
};

namespace {

// One message by any of the forms of {seq}, {seq, next_by_subj}, {last_by_subj}; by MSG.GET when nobody answers DIRECT.GET.
void getOne(const nats::Requester &requester, const GetSubjects &subjects, bool direct, const QByteArray &body, const std::stop_token &stop,
            std::function<void(Result<StoredMessage>)> done, std::function<void()> onNoDirect)
{
    requester.request(direct ? subjects.direct : subjects.viaApi, body, {.stop = stop},
                      [requester, subjects, direct, body, stop, done = std::move(done),
                       onNoDirect = std::move(onNoDirect)](Result<nats::Message> &&answer) mutable {
                          GetAnswer got = readGetAnswer(std::move(answer), direct);
                          if (got.noDirect) {
                              onNoDirect();
                              return getOne(requester, subjects, false, body, stop, std::move(done), {});
                          }
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
    const std::weak_ptr<Private> weak = d;
    return std::make_shared<PageReader>(d->requester, d->subjects(stream), d->mayAskDirectly(stream), first, count, std::move(stop),
                                        [weak, stream] {
                                            if (const auto self = weak.lock())
                                                self->remember(stream);
                                        })
        ->start();
}

async::Future<StoredMessage> StoredMessages::one(const QString &stream, const QByteArray &body, std::stop_token stop)
{
    const auto promise = startPromise<StoredMessage>();
    const std::weak_ptr<Private> weak = d;
    getOne(
        d->requester, d->subjects(stream), d->mayAskDirectly(stream), body, stop,
        [promise](Result<StoredMessage> message) { finish<StoredMessage>(promise, std::move(message)); },
        [weak, stream] {
            if (const auto self = weak.lock())
                self->remember(stream);
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
    const auto walk = std::make_shared<ExistingWalk>(std::max<quint64>(from, 1), count, subjectFilter == ">",
                                                     [self = d, stream, subjectFilter, stop](quint64 at, ExistingWalk::Done done) {
                                                         getOne(self->requester, self->subjects(stream), self->mayAskDirectly(stream),
                                                                nextBody(at, subjectFilter), stop, std::move(done),
                                                                [self, stream] { self->remember(stream); });
                                                     });
    return walk->start();
}

async::Future<quint64> StoredMessages::sequenceAtTime(const QString &stream, qint64 timeNs, std::stop_token stop)
{
    if (const Result<void> valid = checkNames(stream); !valid)
        return async::failed<quint64>(valid.error());
    const auto search = std::make_shared<TimeSearch>(
        timeNs,
        TimeSearch::Access{
            [self = d, stream, stop](QByteArray body, TimeSearch::Done done) {
                getOne(self->requester, self->subjects(stream), false, body, stop, std::move(done), {});
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
