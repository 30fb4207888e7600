#include "models/systems/link_diagnosis.h"

#include "models/nats/live_threads.h"
#include "models/systems/link_probe.h"

#include <QHash>
#include <QTimer>

#include <array>
#include <mutex>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

constexpr std::chrono::seconds routeLimit(25);

struct ProbeStage
{
    const char *id;
    StageOutcome (*run)(LinkProbe &probe);
};

constexpr std::array<ProbeStage, 7> probeStages{{{"name", &probeName},
                                                 {"tcp", &probeTcp},
                                                 {"greeting", &probeGreeting},
                                                 {"tls", &probeTls},
                                                 {"login", &probeLogin},
                                                 {"permissions", &probePermissions},
                                                 {"jetstream", &probeJetStream}}};

Severity severityOf(StageState state)
{
    switch (state) {
    case StageState::Failed:
        return Severity::Critical;
    case StageState::Warning:
        return Severity::Warning;
    case StageState::Passed:
        return Severity::Ok;
    default:
        return Severity::Info;
    }
}

} // namespace

// The only thing that the worker knows of the diagnosis: as long as `target` stands, it may be told.
struct LinkDiagnosis::Channel
{
    std::mutex mutex;
    LinkDiagnosis *target = nullptr;

    void tell(std::function<void(LinkDiagnosis &)> what)
    {
        const std::scoped_lock lock(mutex);
        if (target)
            QMetaObject::invokeMethod(
                target, [target = target, what = std::move(what)] { what(*target); }, Qt::QueuedConnection);
    }
};

LinkDiagnosis::LinkDiagnosis(std::unique_ptr<LinkRoute> route, jetstream::Scope scope, QObject *parent)
    : QObject(parent)
    , m_route(std::move(route))
    , m_scope(std::move(scope))
    , m_checks(m_route->checks())
    , m_channel(std::make_shared<Channel>())
{
    m_channel->target = this;
    for (const RouteCheck &check : m_checks)
        m_stages.push_back({check.id});
    m_stages.push_back({u"way"_s});
    m_firstProbe = m_stages.size();
    for (const ProbeStage &stage : probeStages) {
        if (m_checks.empty() || stage.run != &probeName) // a forward ends on this workstation
            m_stages.push_back({QString::fromLatin1(stage.id)});
    }
    connect(m_route.get(), &LinkRoute::opened, this, &LinkDiagnosis::probe);
    connect(m_route.get(), &LinkRoute::failed, this, [this](const Error &error) {
        if (m_state == State::Running)
            end(m_firstProbe - 1, StageOutcome::failed(error), std::chrono::milliseconds(m_timer.elapsed()));
    });
}

LinkDiagnosis::~LinkDiagnosis()
{
    m_stop.request_stop();
    const std::scoped_lock lock(m_channel->mutex);
    m_channel->target = nullptr;
}

void LinkDiagnosis::start()
{
    if (m_state != State::Idle)
        return;
    m_state = State::Running;
    askRoute(0);
}

void LinkDiagnosis::cancel()
{
    if (m_state == State::Running)
        finish(State::Cancelled);
}

void LinkDiagnosis::askRoute(std::size_t check)
{
    if (check == m_checks.size())
        return openRoute();
    begin(check);
    async::deliver<QString>(m_checks[check].ask(), this, [this, check](const Result<QString> &evidence) {
        if (m_state != State::Running)
            return;
        const StageOutcome outcome = evidence ? StageOutcome{StageState::Passed, *evidence} : StageOutcome::failed(evidence.error());
        if (end(check, outcome, std::chrono::milliseconds(m_timer.elapsed())))
            askRoute(check + 1);
    });
}

void LinkDiagnosis::openRoute()
{
    const std::size_t stage = m_firstProbe - 1;
    begin(stage);
    QTimer::singleShot(routeLimit, this, [this, stage] {
        if (m_state == State::Running && m_stages[stage].state == StageState::Running)
            end(stage,
                {StageState::Failed,
                 tr("The way to the server did not open in time"),
                 {},
                 tr("Try again; look at the API server's answers")},
                routeLimit);
    });
    m_route->open();
}

void LinkDiagnosis::probe(const LinkEnds &ends)
{
    const std::size_t way = m_firstProbe - 1;
    if (m_state != State::Running || m_stages[way].state != StageState::Running)
        return;
    auto probe = std::make_shared<LinkProbe>(LinkProbe{ends.user, m_scope, !m_checks.empty(), m_stop.get_token()});
    QStringList unusable;
    QStringList targets;
    for (const QString &text : ends.user.urls) {
        const Result<nats::ServerUrl> url = nats::parseServerUrl(text);
        if (url) {
            probe->candidates.push_back({*url, nats::hostAndPort(url->host, url->port)});
            targets << url->toText();
        } else {
            unusable << url.error().summary;
        }
    }
    StageOutcome outcome{
        unusable.isEmpty() ? StageState::Passed : StageState::Warning, tr("%1, %2").arg(targets.join(u", "_s), describeLogin(ends.user)),
        (ends.via.isEmpty() ? QStringList() : QStringList{tr("through %1").arg(ends.via)}).join(u' ') + unusable.join(u'\n'),
        unusable.isEmpty() ? QString() : tr("Write addresses like nats://host:4222")};
    if (probe->candidates.empty())
        outcome = {StageState::Failed, tr("No server address is given"), unusable.join(u'\n'), tr("Write it like nats://host:4222")};
    if (!end(way, outcome, std::chrono::milliseconds(m_timer.elapsed())))
        return;
    nats::startThread([channel = m_channel, probe, first = m_firstProbe, count = m_stages.size()] {
        const std::size_t offset = probeStages.size() - (count - first);
        for (std::size_t i = first; i < count && !probe->stop.stop_requested(); ++i) {
            channel->tell([i](LinkDiagnosis &diagnosis) { diagnosis.begin(i); });
            QElapsedTimer timer;
            timer.start();
            const StageOutcome said = probeStages[i - first + offset].run(*probe);
            if (probe->stop.stop_requested())
                break;
            channel->tell(
                [i, said, took = std::chrono::milliseconds(timer.elapsed())](LinkDiagnosis &diagnosis) { diagnosis.end(i, said, took); });
            if (said.state == StageState::Failed)
                break;
        }
        probe->trial.reset();
    });
}

void LinkDiagnosis::begin(std::size_t stage)
{
    if (m_state != State::Running)
        return;
    m_stages[stage].state = StageState::Running;
    m_timer.start();
    emit changed();
}

bool LinkDiagnosis::end(std::size_t stage, const StageOutcome &outcome, std::chrono::milliseconds took)
{
    if (m_state != State::Running)
        return false;
    DiagnosisStage &ended = m_stages[stage];
    ended.state = outcome.state;
    ended.took = took;
    ended.finding = {ended.id, severityOf(outcome.state), outcome.what, outcome.evidence, outcome.remedy, {}, {}};
    if (outcome.state == StageState::Failed || stage + 1 == m_stages.size()) {
        finish(State::Done);
        return false;
    }
    emit changed();
    return true;
}

void LinkDiagnosis::finish(State state)
{
    m_state = state;
    m_stop.request_stop();
    for (DiagnosisStage &stage : m_stages) {
        if (stage.state == StageState::Waiting || stage.state == StageState::Running)
            stage.state = StageState::Skipped;
    }
    m_route->close();
    emit changed();
    emit finished();
}

Findings LinkDiagnosis::findings() const
{
    Findings findings;
    for (const DiagnosisStage &stage : m_stages) {
        if (!stage.finding.id.isEmpty())
            findings << stage.finding;
    }
    return findings;
}

const DiagnosisStage *LinkDiagnosis::obstacle() const
{
    for (const DiagnosisStage &stage : m_stages) {
        if (stage.state == StageState::Failed)
            return &stage;
    }
    return nullptr;
}

QString LinkDiagnosis::titleOf(const QString &stage)
{
    if (stage == u"api-server")
        return tr("API server");
    if (stage == u"pod")
        return tr("Pod");
    if (stage == u"way")
        return tr("Way");
    if (stage == u"name")
        return tr("Name");
    if (stage == u"tcp")
        return tr("Connection");
    if (stage == u"greeting")
        return tr("Greeting");
    if (stage == u"tls")
        return tr("TLS");
    if (stage == u"login")
        return tr("Login");
    if (stage == u"permissions")
        return tr("Permissions");
    return tr("JetStream");
}

QString LinkDiagnosis::toText() const
{
    static const QHash<StageState, QString> words{{StageState::Waiting, tr("waiting")}, {StageState::Running, tr("running")},
                                                  {StageState::Passed, tr("passed")},   {StageState::Warning, tr("warning")},
                                                  {StageState::Failed, tr("failed")},   {StageState::Skipped, tr("not reached")}};
    QStringList lines;
    for (const DiagnosisStage &stage : m_stages) {
        lines << tr("%1: %2").arg(titleOf(stage.id), words.value(stage.state)) +
                     (stage.finding.what.isEmpty() ? QString() : u", "_s + stage.finding.what) +
                     (stage.took.count() > 0 ? tr(" (%1 ms)").arg(stage.took.count()) : QString());
        for (const QString &line : stage.finding.evidence.split(u'\n', Qt::SkipEmptyParts))
            lines << u"    "_s + line;
        if (!stage.finding.remedy.isEmpty())
            lines << u"    → "_s + stage.finding.remedy;
    }
    return lines.join(u'\n');
}

} // namespace natsdeck::systems
