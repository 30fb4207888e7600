#include "models/jetstream/client.h"

#include "models/base/json.h"
#include "models/jetstream/ask.h"
#include "models/jetstream/decode.h"
#include "models/nats/connection.h"
#include "models/nats/subjects.h"

#include <QCoreApplication>

#include <algorithm>

namespace natsdeck::jetstream {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds usualDeadline{5'000};
constexpr milliseconds listDeadline{10'000}; // a cluster gathers for 4 s before it reports who is missing

QString tr(const char *text) { return QCoreApplication::translate("jetstream", text); }

Error invalidName(const QString &name)
{
    return {ErrorKind::Invalid, tr("This cannot be the name of a stream"), name, tr("No spaces, and none of . * > / \\"), 0, {}};
}

QByteArray pageRequest(qint64 offset, const QString &subjectFilter)
{
    QJsonObject body{{u"offset"_s, offset}};
    if (!subjectFilter.isEmpty())
        body.insert(u"subject"_s, subjectFilter);
    return json::compact(body);
}

// Asks for page after page, each in the handler of the one before; holds itself by the handler.
class NamesWalk final : public std::enable_shared_from_this<NamesWalk>
{
public:
    NamesWalk(nats::Requester requester, QByteArray subject, QString filter, std::stop_token stop)
        : m_requester(std::move(requester))
        , m_subject(std::move(subject))
        , m_filter(std::move(filter))
        , m_stop(std::move(stop))
    {}

    async::Future<QStringList> start()
    {
        async::Future<QStringList> future = m_promise->future();
        next();
        return future;
    }

private:
    void next()
    {
        m_requester.request(m_subject, pageRequest(m_offset, m_filter), {.deadline = listDeadline, .stop = m_stop},
                            [self = shared_from_this()](Result<nats::Message> &&answer) { self->take(std::move(answer)); });
    }

    void take(Result<nats::Message> &&answer)
    {
        const Result<NamesPage> page = answer ? decodeNamesPage(answer->data()) : Result<NamesPage>(Failure(answer.error()));
        if (!page)
            return finish<QStringList>(m_promise, Failure(page.error()));
        m_names += page->names;
        m_offset += page->names.size();
        if (!page->names.isEmpty() && m_offset < page->total)
            return next();
        m_names.sort();
        m_names.removeDuplicates(); // the set may have changed between two pages
        finish<QStringList>(m_promise, m_names);
    }

    nats::Requester m_requester;
    QByteArray m_subject;
    QString m_filter;
    std::stop_token m_stop;
    PromisePointer<QStringList> m_promise = startPromise<QStringList>();
    QStringList m_names;
    qint64 m_offset = 0;
};

class StreamsWalk final : public std::enable_shared_from_this<StreamsWalk>
{
public:
    StreamsWalk(nats::Requester requester, QByteArray subject, QString filter, std::stop_token stop)
        : m_requester(std::move(requester))
        , m_subject(std::move(subject))
        , m_filter(std::move(filter))
        , m_stop(std::move(stop))
    {}

    async::Future<StreamList> start()
    {
        async::Future<StreamList> future = m_promise->future();
        next();
        return future;
    }

private:
    void next()
    {
        m_requester.request(m_subject, pageRequest(m_offset, m_filter), {.deadline = listDeadline, .stop = m_stop},
                            [self = shared_from_this()](Result<nats::Message> &&answer) { self->take(std::move(answer)); });
    }

    void take(Result<nats::Message> &&answer)
    {
        Result<StreamPage> page = answer ? decodeStreamPage(answer->data()) : Result<StreamPage>(Failure(answer.error()));
        if (!page)
            return finish<StreamList>(m_promise, Failure(page.error()));
        const qsizetype advance = page->streams.size() + page->missing.size();
        m_offset += advance;
        m_list.streams += std::move(page->streams);
        m_list.missing += page->missing;
        if (advance > 0 && m_offset < page->total)
            return next();
        tidy();
        finish<StreamList>(m_promise, std::move(m_list));
    }

    void tidy()
    {
        const auto byName = [](const StreamInfo &a, const StreamInfo &b) { return a.name < b.name; };
        const auto same = [](const StreamInfo &a, const StreamInfo &b) { return a.name == b.name; };
        QList<StreamInfo> &streams = m_list.streams;
        std::stable_sort(streams.begin(), streams.end(), byName);
        streams.erase(std::unique(streams.begin(), streams.end(), same), streams.end());
        m_list.missing.sort();
        m_list.missing.removeDuplicates();
    }

    nats::Requester m_requester;
    QByteArray m_subject;
    QString m_filter;
    std::stop_token m_stop;
    PromisePointer<StreamList> m_promise = startPromise<StreamList>();
    StreamList m_list;
    qint64 m_offset = 0;
};

} // namespace

struct Client::Private
{
    nats::Requester requester;
};

Client::Client(nats::Connection &connection, Scope scope)
    : m_connection(connection)
    , m_scope(std::move(scope))
    , d(new Private{connection.requester()})
{}

Client::~Client() = default;

QByteArray Client::subject(const char *api, const QString &name) const
{
    const QByteArray base = m_scope.prefix() + '.' + api;
    return name.isEmpty() ? base : base + '.' + name.toUtf8();
}

async::Future<AccountInfo> Client::accountInfo(std::stop_token stop)
{
    const auto promise = startPromise<AccountInfo>();
    d->requester.request(subject("INFO"), {}, {.deadline = usualDeadline, .stop = std::move(stop)},
                         decodeInto<AccountInfo>(promise, &decodeAccountInfo));
    return promise->future();
}

async::Future<QStringList> Client::streamNames(const QString &subjectFilter, std::stop_token stop)
{
    return std::make_shared<NamesWalk>(d->requester, subject("STREAM.NAMES"), subjectFilter, std::move(stop))->start();
}

async::Future<StreamList> Client::streams(const QString &subjectFilter, std::stop_token stop)
{
    return std::make_shared<StreamsWalk>(d->requester, subject("STREAM.LIST"), subjectFilter, std::move(stop))->start();
}

async::Future<StreamInfo> Client::streamInfo(const QString &name, std::stop_token stop)
{
    if (!nats::subjects::isName(name.toUtf8()))
        return async::failed<StreamInfo>(invalidName(name));
    const auto promise = startPromise<StreamInfo>();
    d->requester.request(subject("STREAM.INFO", name), {}, {.deadline = usualDeadline, .stop = std::move(stop)},
                         decodeInto<StreamInfo>(promise, &decodeStreamInfo));
    return promise->future();
}

async::Future<StreamInfo> Client::createStream(const guard::Permit &permit, const QJsonObject &config)
{
    const QString name = config.value("name"_L1).toString();
    if (!nats::subjects::isName(name.toUtf8()))
        return async::failed<StreamInfo>(invalidName(name));
    const auto promise = startPromise<StreamInfo>();
    d->requester.request(permit, subject("STREAM.CREATE", name), json::compact(config), {.deadline = listDeadline},
                         decodeInto<StreamInfo>(promise, &decodeStreamInfo));
    return promise->future();
}

async::Future<StreamInfo> Client::updateStream(const guard::Permit &permit, const QJsonObject &config)
{
    const QString name = config.value("name"_L1).toString();
    if (!nats::subjects::isName(name.toUtf8()))
        return async::failed<StreamInfo>(invalidName(name));
    const auto promise = startPromise<StreamInfo>();
    d->requester.request(permit, subject("STREAM.UPDATE", name), json::compact(config), {.deadline = listDeadline},
                         decodeInto<StreamInfo>(promise, &decodeStreamInfo));
    return promise->future();
}

async::Future<void> Client::deleteStream(const guard::Permit &permit, const QString &name)
{
    if (!nats::subjects::isName(name.toUtf8()))
        return async::failed<void>(invalidName(name));
    const auto promise = startPromise<void>();
    d->requester.request(permit, subject("STREAM.DELETE", name), {}, {.deadline = listDeadline}, decodeInto<void>(promise, &decodeDone));
    return promise->future();
}

async::Future<PubAck> Client::publish(const guard::Permit &permit, const QByteArray &target, const QByteArray &payload,
                                      const nats::Headers &headers, milliseconds deadline)
{
    const auto promise = startPromise<PubAck>();
    d->requester.request(permit, target, payload, {.deadline = deadline, .headers = headers}, decodeInto<PubAck>(promise, &decodePubAck));
    return promise->future();
}

async::Future<QByteArray> Client::read(const QByteArray &target, const QByteArray &payload, milliseconds deadline, std::stop_token stop)
{
    const auto promise = startPromise<QByteArray>();
    d->requester.request(target, payload, {.deadline = deadline, .stop = std::move(stop)}, decodeInto<QByteArray>(promise, &decodeRaw));
    return promise->future();
}

} // namespace natsdeck::jetstream
