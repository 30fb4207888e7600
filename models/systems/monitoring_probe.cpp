#include "models/systems/monitoring_probe.h"

#include "models/base/json.h"
#include "models/systems/apart.h"
#include "models/systems/http_fetcher.h"
#include "models/systems/reading_sources.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

using Sources = std::vector<std::shared_ptr<monitoring::ReadingSource>>;

constexpr std::chrono::seconds deadline(3);
constexpr qint64 varzLimit = 1024 * 1024;

struct Answer
{
    QUrl url;
    QString serverId;
    QString cluster;
};

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Text)
};

std::shared_ptr<monitoring::ReadingSource> none(const QString &name, const QStringList &tried, bool strangers)
{
    Error why{ErrorKind::NotFound, Text::tr("The monitoring port of this system is not known"), {}, {}, 0, {}};
    if (!tried.isEmpty())
        why.detail = (strangers ? Text::tr("Another server answers at %1") : Text::tr("Nothing answers at %1")).arg(tried.join(u", "_s));
    why.remedy = Text::tr("Add the monitoring address to the system, or open it "
                          "through Kubernetes");
    return std::make_shared<NoReadingSource>(name, why);
}

Result<Sources> probe(const std::shared_ptr<HttpFetcher> &http, const QList<QUrl> &candidates, const QString &serverId,
                      const QString &serverName)
{
    QList<Answer> answers;
    QStringList tried;
    QList<async::Future<HttpFetcher::Reply>> asked;
    for (const QUrl &candidate : candidates) {
        QUrl url = candidate;
        url.setPath(u"/varz"_s);
        asked << http->get(url, varzLimit, deadline);
        tried << u"%1:%2"_s.arg(candidate.host()).arg(candidate.port());
    }
    for (qsizetype i = 0; i < asked.size(); ++i) {
        const Result<HttpFetcher::Reply> reply = async::await<HttpFetcher::Reply>(asked[i]);
        if (!reply || reply->status != 200)
            continue;
        if (const Result<QJsonObject> varz = json::parseObject(reply->body, u"/varz"_s))
            answers.append({candidates[i], varz->value(u"server_id"_s).toString(), json::at(*varz, u"cluster.name").toString()});
    }
    QString cluster;
    for (const Answer &answer : std::as_const(answers)) {
        if (!serverId.isEmpty() && answer.serverId == serverId)
            cluster = answer.cluster;
    }
    Sources sources;
    for (const Answer &answer : std::as_const(answers)) {
        if ((!serverId.isEmpty() && answer.serverId == serverId) || (!cluster.isEmpty() && answer.cluster == cluster))
            sources.push_back(std::make_shared<HttpReadingSource>(http, answer.url));
    }
    if (sources.empty())
        sources.push_back(none(serverName, tried, !answers.isEmpty()));
    return sources;
}

} // namespace

async::Future<Sources> probeMonitoring(std::shared_ptr<HttpFetcher> http, const QList<QUrl> &candidates, const QString &serverId,
                                       const QString &serverName)
{
    return runApart([http = std::move(http), candidates, serverId, serverName] { return probe(http, candidates, serverId, serverName); });
}

QList<QUrl> monitoringCandidates(const QStringList &clientUrls)
{
    QList<QUrl> candidates;
    for (const QString &text : clientUrls) {
        const QUrl client(text.contains("://"_L1) ? text : u"nats://"_s + text);
        if (client.host().isEmpty())
            continue;
        QUrl candidate;
        candidate.setScheme(u"http"_s);
        candidate.setHost(client.host());
        candidate.setPort(8222);
        if (!candidates.contains(candidate))
            candidates << candidate;
    }
    return candidates;
}

} // namespace natsdeck::systems
