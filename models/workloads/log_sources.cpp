#include "models/workloads/log_sources.h"

#include "models/base/text.h"
#include "models/kube/client.h"
#include "models/workloads/followed.h"
#include "models/workloads/workload.h"

#include <QDeadlineTimer>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr std::chrono::milliseconds batchEvery{50};
constexpr std::chrono::seconds checkEvery{1};
constexpr std::chrono::seconds lastWords{4}; // for the end of a log whose container is another one already
constexpr std::chrono::seconds retryEvery{5};
constexpr std::chrono::seconds rotationPause{1};
constexpr qint64 previousBytes = 8LL * 1024 * 1024;

QString endOf(const QJsonObject &terminated)
{
    if (terminated.isEmpty())
        return {};
    const QString reason = text::clean(terminated.value("reason"_L1).toString(), 100);
    const QString code = LogSources::tr("exit code %1").arg(terminated.value("exitCode"_L1).toInt());
    return reason.isEmpty() ? code : reason + u", "_s + code;
}

ContainerRun runOf(const QJsonObject &pod, const QString &container, const QJsonObject &status)
{
    ContainerRun run;
    run.pod = kube::nameOf(pod);
    run.podUid = kube::uidOf(pod);
    run.container = container;
    const QJsonObject state = status.value("state"_L1).toObject();
    const QJsonObject running = state.value("running"_L1).toObject();
    const QJsonObject terminated = state.value("terminated"_L1).toObject();
    run.isRunning = state.contains("running"_L1);
    run.hasStarted = run.isRunning || state.contains("terminated"_L1);
    run.restarts = status.value("restartCount"_L1).toInt();
    run.startedAt = (run.isRunning ? running : terminated).value("startedAt"_L1).toString();
    run.identity = run.podUid + u' ' + status.value("containerID"_L1).toString() + u' ' + QString::number(run.restarts);
    run.lastEnd = endOf(run.isRunning ? status.value("lastState"_L1).toObject().value("terminated"_L1).toObject() : terminated);
    return run;
}

} // namespace

QList<ContainerRun> runsOf(const QJsonObject &pod)
{
    QMap<QString, QJsonObject> statuses;
    for (const QJsonValue status : pod.value("status"_L1).toObject().value("containerStatuses"_L1).toArray())
        statuses.insert(status.toObject().value("name"_L1).toString(), status.toObject());
    QList<ContainerRun> runs;
    for (const QJsonValue container : pod.value("spec"_L1).toObject().value("containers"_L1).toArray()) {
        const QString name = container.toObject().value("name"_L1).toString();
        runs << runOf(pod, name, statuses.value(name));
    }
    return runs;
}

struct LogSources::Source
{
    QString label;
    QString identity;
    QString podUid;
    std::unique_ptr<LogFollower> follower;
    qint64 lastNs = 0;
    bool isGone = false;
    QDeadlineTimer grace{QDeadlineTimer::Forever}; // for the last words of a run that is over
    QDeadlineTimer retry{0};
};

LogSources::LogSources(const Workload &workload, Followed &pods, QObject *parent)
    : QObject(parent)
    , m_workload(workload)
    , m_pods(pods)
{
    m_flush.setSingleShot(true);
    m_flush.setInterval(batchEvery);
    m_check.setInterval(checkEvery);
    connect(&m_flush, &QTimer::timeout, this, &LogSources::flush);
    connect(&m_check, &QTimer::timeout, this, &LogSources::update);
    connect(&m_pods, &Followed::changed, this, &LogSources::update);
}

LogSources::~LogSources() = default;

void LogSources::start(const LogScope &scope)
{
    stop();
    m_scope = scope;
    m_started = true;
    m_following = !scope.previous;
    m_pods.start();
    m_check.start();
    update();
}

void LogSources::stop()
{
    m_readings.next();
    m_sources.clear();
    m_waiting.clear();
    m_lost = 0;
    m_started = m_following = m_begun = m_answered = false;
    m_error.reset();
    m_check.stop();
    m_flush.stop();
}

void LogSources::setFollowing(bool following)
{
    if (!m_started || m_scope.previous || following == m_following)
        return;
    m_following = following;
    if (!following) {
        for (const auto &[key, source] : m_sources)
            source->follower->detach();
    }
    update();
    emit changed();
}

int LogSources::attached() const
{
    return static_cast<int>(
        std::count_if(m_sources.begin(), m_sources.end(), [](const auto &entry) { return entry.second->follower->isAttached(); }));
}

int LogSources::expected() const { return static_cast<int>(wanted().size()); }

QList<ContainerRun> LogSources::wanted() const
{
    QList<ContainerRun> runs;
    for (const QJsonObject &pod : m_pods.objects()) {
        if (!m_scope.pod.isEmpty() && kube::nameOf(pod) != m_scope.pod)
            continue;
        for (const ContainerRun &run : runsOf(pod)) {
            if (m_scope.container.isEmpty() || run.container == m_scope.container)
                runs << run;
        }
    }
    return runs;
}

QString LogSources::labelOf(const ContainerRun &run) const
{
    return text::clean(m_scope.container.isEmpty() ? run.pod + u'/' + run.container : run.pod);
}

void LogSources::update()
{
    if (!m_started || !m_pods.isKnown())
        return;
    if (m_scope.previous) {
        if (!std::exchange(m_begun, true))
            readPrevious();
        return;
    }
    QStringList seen;
    for (const ContainerRun &run : wanted()) {
        const QString key = run.pod + u'/' + run.container;
        seen << key;
        auto &source = m_sources[key];
        if (!source) {
            source = std::make_unique<Source>();
            source->label = labelOf(run);
            source->follower = std::make_unique<LogFollower>(m_workload.client, m_workload.found.nameSpace, run.pod, run.container);
            connect(source->follower.get(), &LogFollower::lines, this,
                    [this, s = source.get()](const QList<kube::LogLine> &lines) { take(*s, lines); });
            connect(source->follower.get(), &LogFollower::ended, this,
                    [this, s = source.get()](const std::optional<Error> &error) { ended(*s, error); });
        }
        settle(*source, run);
    }
    for (const auto &[key, source] : m_sources) {
        if (seen.contains(key) || source->isGone)
            continue;
        source->isGone = true;
        source->grace.setRemainingTime(lastWords);
        mark(*source, tr("the pod is gone"), source->lastNs > 0 ? source->lastNs + 1 : nowNs());
    }
    for (const auto &[key, source] : m_sources) {
        if (source->isGone && source->grace.hasExpired())
            source->follower->detach();
    }
    m_begun = true;
    emit changed();
}

// What this run of a container asks for: attach, attach again, or nothing.
void LogSources::settle(Source &source, const ContainerRun &run)
{
    const bool isNewRun = !source.identity.isEmpty() && source.identity != run.identity;
    source.isGone = false;
    if (!m_following || !run.hasStarted)
        return;
    if (source.identity.isEmpty()) {
        if (m_begun)
            mark(source, tr("the pod has come"), std::max<qint64>(nanosecondsOf(run.startedAt), 0));
        return attach(source, run);
    }
    if (isNewRun) {
        // The end of the old log may still be on its way.
        if (source.follower->isAttached()) {
            if (source.grace.isForever())
                source.grace.setRemainingTime(lastWords);
            if (!source.grace.hasExpired())
                return;
        }
        const QString what = source.podUid != run.podUid ? tr("a new pod has taken this place") : tr("the container was started again");
        mark(source, run.lastEnd.isEmpty() || source.podUid != run.podUid ? what : tr("%1; before: %2").arg(what, run.lastEnd),
             std::max({nanosecondsOf(run.startedAt), source.lastNs + 1}));
        return attach(source, run);
    }
    if (!source.follower->isAttached() && run.isRunning && source.retry.hasExpired())
        attach(source, run);
}

void LogSources::attach(Source &source, const ContainerRun &run)
{
    kube::LogOptions options;
    if (source.identity.isEmpty() && !m_begun) {
        options.tailLines = m_scope.tailLines;
        options.sinceSeconds = m_scope.sinceSeconds;
    }
    source.identity = run.identity;
    source.podUid = run.podUid;
    source.grace = QDeadlineTimer(QDeadlineTimer::Forever);
    source.follower->attach(options);
}

void LogSources::take(Source &source, const QList<kube::LogLine> &lines)
{
    m_answered = true;
    m_error.reset();
    for (const kube::LogLine &line : lines) {
        m_waiting.push_back(logEntry(line, source.label, source.lastNs));
        source.lastNs = std::max(source.lastNs, m_waiting.back().timeNs);
    }
    if (!m_flush.isActive())
        m_flush.start();
}

void LogSources::mark(const Source &source, const QString &text, qint64 timeNs)
{
    m_waiting.push_back(markerEntry(text, source.label, timeNs > 0 ? timeNs : nowNs()));
    if (!m_flush.isActive())
        m_flush.start();
}

void LogSources::ended(Source &source, const std::optional<Error> &error)
{
    m_answered = true;
    m_lost += source.follower->takeLost();
    source.retry.setRemainingTime(error ? retryEvery : rotationPause);
    // A pod that is going, or a container that waits for its next start, is no fault: the pods say how it goes on.
    if (error && error->kind != ErrorKind::NotFound && error->kind != ErrorKind::Invalid)
        m_error = error;
    emit changed();
    QMetaObject::invokeMethod(this, &LogSources::update, Qt::QueuedConnection);
}

void LogSources::readPrevious()
{
    const quint64 generation = m_readings.next();
    const QList<ContainerRun> runs = wanted();
    m_answered = runs.isEmpty();
    for (const ContainerRun &run : runs) {
        kube::LogOptions options;
        options.container = run.container;
        options.previous = true;
        options.timestamps = true;
        options.tailLines = m_scope.tailLines;
        options.sinceSeconds = m_scope.sinceSeconds;
        options.limitBytes = previousBytes;
        async::deliver<QByteArray>(m_workload.client->logs(m_workload.found.nameSpace, run.pod, options), this,
                                   [this, run, generation](const Result<QByteArray> &log) {
                                       if (m_readings.isCurrent(generation))
                                           takePrevious(run, log);
                                   });
    }
    emit changed();
}

void LogSources::takePrevious(const ContainerRun &run, const Result<QByteArray> &log)
{
    m_answered = true;
    Source source;
    source.label = labelOf(run);
    if (!log) {
        if (log.error().kind == ErrorKind::Invalid || log.error().kind == ErrorKind::NotFound)
            mark(source, tr("there is no log of a run before"), nowNs());
        else
            m_error = log.error();
    } else {
        QList<kube::LogLine> lines;
        for (const QByteArray &line : log->split('\n')) {
            const qsizetype space = line.indexOf(' ');
            if (space > 0)
                lines.append({QString::fromLatin1(line.left(space)), text::clean(line.mid(space + 1), text::cleanLimit)});
        }
        take(source, lines);
        if (log->size() >= previousBytes)
            mark(source, tr("the server sent the first 8 MiB only"), source.lastNs + 1);
        mark(source, run.lastEnd.isEmpty() ? tr("the run before ended here") : tr("the run before ended here: %1").arg(run.lastEnd),
             source.lastNs + 1);
    }
    emit changed();
}

void LogSources::flush()
{
    for (const auto &[key, source] : m_sources)
        m_lost += source->follower->takeLost();
    std::vector<LogEntry> lines = std::move(m_waiting);
    m_waiting.clear();
    emit batch(lines, std::exchange(m_lost, 0));
}

} // namespace natsdeck::workloads
