#include "models/systems/sys_readings.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/nats/nkey.h"
#include "models/systems/apart.h"

#include <QCoreApplication>
#include <QUrlQuery>

#include <simdjson.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

constexpr std::chrono::milliseconds pingWindow(1'000);
constexpr std::chrono::seconds askPause(2);
constexpr std::chrono::seconds deadline(10); // as the recorder's

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Text)
};

QJsonObject parsed(const nats::Reply &reply) { return json::parseObject(reply.data, u"$SYS"_s).value_or(QJsonObject()); }

bool isEverybody(const QList<nats::Reply> &replies)
{
    qint64 active = 0;
    for (const nats::Reply &reply : replies)
        active = std::max(active, json::integer(json::at(parsed(reply), u"statsz.active_servers")));
    return active > 0 && replies.size() >= active;
}

// Options that are called otherwise in requests than in queries (server/monitor.go).
QString optionName(const QString &verb, const QString &query)
{
    if (verb == u"JSZ" && query == u"consumers")
        return u"consumer"_s;
    if (verb == u"JSZ" && query == u"acc")
        return u"account"_s;
    if (verb == u"CONNZ" && query == u"subs")
        return u"subscriptions"_s;
    return verb == u"HEALTHZ" ? query : QString(query).replace(u'-', u'_');
}

Failure refusal(const QByteArray &error)
{
    const QJsonObject said = json::parseObject(error, u"error"_s).value_or(QJsonObject());
    const auto code = int(json::integer(said[u"code"_s]));
    return failure(code == 404 ? ErrorKind::NotFound : ErrorKind::Rejected, Text::tr("The server refuses the reading"),
                   text::clean(said[u"description"_s].toString(), 300), {}, code);
}

} // namespace

SysDirectory::SysDirectory(nats::Requester requester)
    : m_requester(std::move(requester))
{}

async::Future<QList<SysServer>> SysDirectory::ask()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_asked = std::chrono::steady_clock::now();
    }
    nats::RequestOptions options;
    options.deadline = pingWindow;
    const auto pings = m_requester.gather("$SYS.REQ.SERVER.PING", {}, options, isEverybody);
    return runApart([self = shared_from_this(), pings]() -> Result<QList<SysServer>> {
        const Result<QList<nats::Reply>> replies = async::await<QList<nats::Reply>>(pings);
        if (!replies)
            return failure(replies.error());
        const QList<SysServer> servers = serversIn(*replies);
        self->take(servers);
        return servers;
    });
}

void SysDirectory::askAgain()
{
    {
        const std::scoped_lock lock(m_mutex);
        if (std::chrono::steady_clock::now() - m_asked < askPause)
            return;
    }
    (void)ask();
}

void SysDirectory::take(const QList<SysServer> &servers)
{
    const std::scoped_lock lock(m_mutex);
    for (const SysServer &server : servers) {
        const auto known =
            std::find_if(m_servers.begin(), m_servers.end(), [&](const SysServer &other) { return other.name == server.name; });
        if (known == m_servers.end())
            m_servers << server;
        else
            *known = server;
    }
}

QString SysDirectory::idOf(const QString &name) const
{
    const std::scoped_lock lock(m_mutex);
    for (const SysServer &server : m_servers) {
        if (server.name == name)
            return server.id;
    }
    return {};
}

SysReadingSource::SysReadingSource(std::shared_ptr<SysDirectory> directory, QString server)
    : m_directory(std::move(directory))
    , m_server(std::move(server))
{}

QString SysReadingSource::via() const { return Text::tr("system account"); }

async::Future<QByteArray> SysReadingSource::read(const QString &path)
{
    const SysRequest request = sysRequestOf(path);
    const QString id = m_directory->idOf(m_server);
    if (id.isEmpty()) {
        m_directory->askAgain();
        return async::failed<QByteArray>(
            {ErrorKind::Unreachable, Text::tr("%1 does not answer over the system account").arg(m_server), {}, {}, 0, {}});
    }
    auto promise = std::make_shared<QPromise<Result<QByteArray>>>();
    promise->start();
    nats::RequestOptions options;
    options.deadline = deadline;
    m_directory->requester().request("$SYS.REQ.SERVER." + id.toUtf8() + '.' + request.verb, request.body, options,
                                     [promise, directory = m_directory](Result<nats::Message> &&reply) {
                                         if (!reply && reply.error().reason == u"no-responders")
                                             directory->askAgain(); // restarted: it has another id now
                                         promise->addResult(reply ? bodyOfSysReply(reply->data().toByteArray())
                                                                  : Result<QByteArray>(Failure(reply.error())));
                                         promise->finish();
                                     });
    return promise->future();
}

SysRequest sysRequestOf(const QString &path)
{
    const QString verb = path.section(u'?', 0, 0).toUpper();
    QJsonObject body;
    for (const auto &[key, value] : QUrlQuery(path.section(u'?', 1)).queryItems(QUrl::FullyDecoded)) {
        bool isNumber = false;
        const qint64 number = value.toLongLong(&isNumber);
        const QString name = optionName(verb, key);
        if (value == u"true" || value == u"false")
            body.insert(name, value == u"true");
        else if (isNumber)
            body.insert(name, number);
        else
            body.insert(name, value);
    }
    return {verb.toLatin1(), body.isEmpty() ? QByteArray() : json::compact(body)};
}

// One pass, and every step is asked whether it worked: a document that broke must not be touched again.
Result<QByteArray> bodyOfSysReply(const QByteArray &reply)
{
    if (reply.size() > monitoring::ReadingSource::replyLimit)
        return failure(ErrorKind::LimitExceeded, Text::tr("The answer of the server is too large"));
    const auto nonsense = [](simdjson::error_code code) {
        return failure(ErrorKind::Protocol, Text::tr("The server's answer makes no sense"),
                       QString::fromLatin1(simdjson::error_message(code)));
    };
    simdjson::ondemand::parser parser;
    const simdjson::padded_string padded(reply.constData(), std::size_t(reply.size()));
    simdjson::ondemand::document document;
    if (const auto code = parser.iterate(padded).get(document); code != simdjson::SUCCESS)
        return nonsense(code);
    simdjson::ondemand::object root;
    if (const auto code = document.get_object().get(root); code != simdjson::SUCCESS)
        return nonsense(code);
    QByteArray body;
    for (auto next : root) {
        simdjson::ondemand::field field;
        std::string_view key;
        std::string_view raw;
        if (const auto code = std::move(next).get(field); code != simdjson::SUCCESS)
            return nonsense(code);
        if (const auto code = field.unescaped_key().get(key); code != simdjson::SUCCESS)
            return nonsense(code);
        if (key != "data" && key != "error")
            continue;
        simdjson::ondemand::object object;
        if (const auto code = field.value().get_object().get(object); code != simdjson::SUCCESS)
            return nonsense(code);
        if (const auto code = object.raw_json().get(raw); code != simdjson::SUCCESS)
            return nonsense(code);
        const bool isError = key == "error";
        body = {}; // with room behind it: decoders that read ahead need no copy
        body.reserve(qsizetype(raw.size()) + 64);
        body.append(raw.data(), qsizetype(raw.size()));
        if (isError)
            return refusal(body);
    }
    if (body.isEmpty())
        return nonsense(simdjson::NO_SUCH_FIELD);
    return body;
}

QList<SysServer> serversIn(const QList<nats::Reply> &pings)
{
    QList<SysServer> servers;
    for (const nats::Reply &ping : pings) {
        const QJsonObject server = parsed(ping)[u"server"_s].toObject();
        const SysServer one{text::clean(server[u"name"_s].toString(), 256), server[u"id"_s].toString(),
                            text::clean(server[u"cluster"_s].toString(), 256)};
        const bool isUsable = !one.name.isEmpty() && !one.id.isEmpty() && nats::isPublicKey(one.id.toLatin1(), 'N');
        if (isUsable && !servers.contains(one) && servers.size() < 1024)
            servers << one;
    }
    std::sort(servers.begin(), servers.end(), [](const SysServer &a, const SysServer &b) { return a.name < b.name; });
    return servers;
}

} // namespace natsdeck::systems
