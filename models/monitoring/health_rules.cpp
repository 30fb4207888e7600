#include "models/monitoring/health_rules.h"

#include "models/base/units.h"
#include "models/monitoring/recorder.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSet>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::monitoring {

namespace {

QString tr(const char *text, int n = -1) { return QCoreApplication::translate("monitoring", text, nullptr, n); }

// Stays the same while time goes by, so that a finding is equal to itself.
QString clockTime(qint64 milliseconds) { return QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC).toString(u"HH:mm:ss 'UTC'"_s); }

QString percent(double share) { return QString::number(std::floor(share * 100)); }

QString fillsUp(const Series &series, double limit)
{
    const std::optional<std::chrono::seconds> left = timeUntil(series, limit);
    return left ? tr("; full in about %1 at the rate of the last hour").arg(shortDuration(*left)) : QString();
}

void addServer(const Recorder &recorder, std::size_t index, Findings &findings)
{
    const ServerState &server = recorder.server(index);
    if (server.error && !recorder.isFresh(index)) {
        QString evidence = server.error->detail.isEmpty() ? server.error->summary : server.error->detail;
        if (server.varz)
            evidence += tr("; last reading at %1").arg(clockTime(recorder.timeNow() - recorder.ageOf(server.read).count()));
        findings.append(
            {u"server-unreachable"_s, Severity::Critical, tr("A server does not answer"), evidence, server.error->remedy, server.name, {}});
    }
    if (server.health && !server.health->healthy) {
        findings.append({u"server-unhealthy"_s,
                         Severity::Critical,
                         tr("A server reports that it is not healthy"),
                         server.health->error.isEmpty() ? server.health->status : server.health->error,
                         {},
                         server.name,
                         {}});
    }
    if (!server.varz)
        return;
    if (!server.varz->loginRequired) {
        findings.append({u"no-login"_s,
                         Severity::Warning,
                         tr("Anyone who reaches the port can read, publish and delete"),
                         tr("the server asks for no login"),
                         tr("Configure users, or deploy with a login"),
                         server.name,
                         {}});
    }
    if (server.restarted > 0 && recorder.timeNow() - server.restarted < 3'600'000) {
        findings.append({u"server-restarted"_s,
                         Severity::Info,
                         tr("A server was restarted"),
                         tr("at %1").arg(clockTime(server.restarted)),
                         {},
                         server.name,
                         {}});
    }
}

void addJetStream(const Recorder &recorder, std::size_t index, Findings &findings)
{
    const ServerState &server = recorder.server(index);
    if (!server.varz || !server.varz->jetStream || !recorder.isFresh(index))
        return;
    const JetStreamUse &use = *server.varz->jetStream;
    const auto near = [&](const QString &id, const QString &what, qint64 used, qint64 limit, const QString &more) {
        const double share = limit > 0 ? double(used) / double(limit) : 0;
        if (share < warningShare)
            return;
        findings.append({id,
                         share >= criticalShare ? Severity::Critical : Severity::Warning,
                         what.arg(percent(share)),
                         tr("%1 of %2").arg(shortBytes(double(used)), shortBytes(double(limit))) + more,
                         tr("Raise the limit, or let streams discard earlier"),
                         server.name,
                         {}});
    };
    const QString more = recorder.serverCount() == 1 ? fillsUp(recorder.total(Metric::StorageUsed), double(use.maxStorage)) : QString();
    near(u"storage-near-limit"_s, tr("JetStream storage is %1 % full"), use.storage, use.maxStorage, more);
    near(u"memory-near-limit"_s, tr("JetStream memory is %1 % full"), use.memory, use.maxMemory, {});
    if (use.maxStorage > 0 && use.reservedStorage > use.maxStorage) {
        findings.append({u"storage-promised-above-limit"_s,
                         Severity::Warning,
                         tr("Storage promised is larger than the limit allows"),
                         tr("reserved %1 of %2").arg(shortBytes(double(use.reservedStorage)), shortBytes(double(use.maxStorage))),
                         {},
                         server.name,
                         {}});
    }
    if (server.jsz && server.jsz->use.clusterSize > 1 && server.jsz->use.metaLeader.isEmpty()) {
        findings.append({u"no-meta-leader"_s,
                         Severity::Critical,
                         tr("JetStream has no meta leader"),
                         tr("streams and consumers can be neither made nor changed"),
                         {},
                         server.name,
                         {}});
    }
}

void addStream(const StreamReading &stream, Findings &findings)
{
    if (stream.maxBytes) {
        const double share = double(stream.bytes) / double(*stream.maxBytes);
        if (share >= criticalShare) {
            findings.append({u"stream-near-limit"_s,
                             stream.discardsNew ? Severity::Critical : Severity::Warning,
                             (stream.discardsNew ? tr("A stream is %1 % full and then refuses messages")
                                                 : tr("A stream is %1 % full and discards old messages"))
                                 .arg(percent(share)),
                             tr("%1 of %2").arg(shortBytes(double(stream.bytes)), shortBytes(double(*stream.maxBytes))),
                             {},
                             stream.name,
                             u"open-stream"_s});
        }
    }
    for (const ReplicaState &replica : stream.replicas) {
        if (replica.current && !replica.offline)
            continue;
        findings.append(
            {u"replica-behind"_s,
             Severity::Warning,
             replica.offline ? tr("A replica is offline") : tr("A replica is behind its leader"),
             replica.lag > 0 ? tr("on %1, %2 operations behind").arg(replica.name, exactCount(replica.lag)) : tr("on %1").arg(replica.name),
             {},
             stream.name,
             u"open-stream"_s});
    }
}

void addStreams(const Recorder &recorder, Findings &findings)
{
    QStringList unlimited;
    for (const StreamsState::Stream &stream : recorder.streams().streams) {
        addStream(stream.reading, findings);
        if (stream.reading.hasConfig && !stream.reading.maxBytes && !stream.reading.maxMsgs && !stream.reading.maxAge)
            unlimited << stream.reading.name;
    }
    if (unlimited.isEmpty())
        return;
    unlimited.sort();
    QString subject = unlimited.mid(0, 2).join(u", "_s);
    if (unlimited.size() > 2)
        subject += tr(" and %n more", int(unlimited.size() - 2));
    findings.append({u"streams-without-limit"_s,
                     Severity::Info,
                     tr("%n stream(s) have no size, count or age limit", int(unlimited.size())),
                     tr("they grow until the server's limit is reached"),
                     {},
                     subject,
                     {}});
}

void addVersions(const Recorder &recorder, Findings &findings)
{
    QSet<QString> versions;
    for (std::size_t i = 0; i < recorder.serverCount(); ++i) {
        if (recorder.server(i).varz)
            versions.insert(recorder.server(i).varz->version);
    }
    if (versions.size() < 2)
        return;
    QStringList sorted(versions.begin(), versions.end());
    sorted.sort();
    findings.append({u"different-versions"_s, Severity::Info, tr("The servers run different versions"), sorted.join(u", "_s), {}, {}, {}});
}

} // namespace

Findings healthFindings(const Recorder &recorder)
{
    Findings findings;
    for (std::size_t i = 0; i < recorder.serverCount(); ++i) {
        addServer(recorder, i, findings);
        addJetStream(recorder, i, findings);
    }
    const double slow = recorder.total(Metric::SlowConsumers).newestValue();
    if (slow > 0) {
        findings.append({u"slow-consumers"_s,
                         Severity::Warning,
                         tr("%n client(s) were too slow and lost messages", int(slow)),
                         tr("slow consumers since this program looks on"),
                         {},
                         {},
                         {}});
    }
    addVersions(recorder, findings);
    addStreams(recorder, findings);
    std::stable_sort(findings.begin(), findings.end(), [](const Finding &a, const Finding &b) { return a.severity > b.severity; });
    return findings;
}

std::optional<std::chrono::seconds> timeUntil(const Series &series, double limit)
{
    double n = 0, sumT = 0, sumV = 0, sumTT = 0, sumTV = 0;
    qint64 first = 0;
    qint64 last = 0;
    for (const Sample &sample : series.samples()) {
        if (sample.isGap())
            continue;
        if (n == 0)
            first = sample.time;
        last = sample.time;
        const double t = double(sample.time - first) / 1000;
        n += 1;
        sumT += t;
        sumV += sample.value;
        sumTT += t * t;
        sumTV += t * sample.value;
    }
    const double spread = n * sumTT - sumT * sumT;
    if (n < 10 || last - first < 600'000 || spread <= 0 || limit <= 0)
        return {};
    const double perSecond = (n * sumTV - sumT * sumV) / spread;
    const double left = (limit - series.newestValue()) / perSecond;
    constexpr double longest = 90.0 * 86400;
    if (perSecond <= 0 || !(left >= 0) || left > longest)
        return {};
    return std::chrono::seconds(qint64(left));
}

} // namespace natsdeck::monitoring
