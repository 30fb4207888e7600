#include "models/workloads/configuration_presenter.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/base/units.h"
#include "models/kube/client.h"
#include "models/workloads/followed.h"
#include "models/workloads/workload.h"

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr int askEvery = 15; // s
constexpr int usualMonitorPort = 8222;

QString passed(const QDateTime &time)
{
    return natsdeck::age(std::chrono::milliseconds(std::max<qint64>(0, time.msecsTo(QDateTime::currentDateTimeUtc()))));
}

QString absolute(const QDateTime &time) { return time.isValid() ? time.toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s) : QString(); }

std::optional<int> severityOf(LoadState state)
{
    switch (state) {
    case LoadState::Loaded:
        return static_cast<int>(Severity::Ok);
    case LoadState::Pending:
        return static_cast<int>(Severity::Info);
    case LoadState::NotReloaded:
    case LoadState::NeedsRestart:
        return static_cast<int>(Severity::Warning);
    case LoadState::Unknown:
        break;
    }
    return -1;
}

} // namespace

ConfigurationPresenter::ConfigurationPresenter(const Workload &workload, Followed &pods, QObject *parent)
    : SectionPresenter(workload, parent)
    , m_pods(pods)
    , m_model({tr("Pod"), tr("Configuration"), tr("Differs in"), tr("Loaded"), tr("Started"), tr("Version")})
{
    follow(pods);
}

ConfigurationPresenter::~ConfigurationPresenter() = default;

void ConfigurationPresenter::update()
{
    const QList<QJsonObject> pods = m_pods.objects();
    QMap<QString, Server> servers;
    for (const QJsonObject &pod : pods) {
        const QString name = kube::nameOf(pod);
        servers.insert(name, m_servers.value(name, Server{name, std::nullopt, {}, LoadState::Unknown}));
    }
    const bool isNew = servers.keys() != m_servers.keys();
    m_servers = servers;
    if (!pods.isEmpty())
        setSource(configSourceOf(pods.constLast().value("spec"_L1).toObject(), workload().found.container));
    else if (m_pods.isKnown())
        askTemplate();
    takeText();
    if (isNew)
        askServers();
    for (Server &server : m_servers)
        judge(server);
    tick();
}

// Scaled to nothing: the workload itself says what its pods would run with.
void ConfigurationPresenter::askTemplate()
{
    if (std::exchange(m_askedTemplate, true))
        return;
    const auto &found = workload().found;
    async::deliver<QJsonObject>(workload().client->get({u"apps/v1"_s, found.kind, found.nameSpace, found.workload}), this,
                                [this](const Result<QJsonObject> &object) {
                                    if (!object || !m_servers.isEmpty())
                                        return;
                                    setSource(
                                        configSourceOf(json::at(*object, u"spec.template.spec").toObject(), workload().found.container));
                                    emit changed();
                                });
}

void ConfigurationPresenter::setSource(const ConfigSource &source)
{
    if (source == m_source)
        return;
    const bool isOther = source.object != m_source.object || source.kind != m_source.kind;
    m_source = source;
    if (!isOther)
        return;
    decideBy(m_pods);
    m_configMap.reset();
    if (source.kind != ConfigSource::Kind::ConfigMap)
        return;
    m_configMap = std::make_unique<Followed>(workload().client, kube::ObjectRef{u"v1"_s, u"ConfigMap"_s, workload().found.nameSpace, {}},
                                             QString(), u"metadata.name="_s + source.object);
    decideBy(*m_configMap);
    connect(m_configMap.get(), &Followed::changed, this, [this] {
        const QString before = m_text;
        takeText();
        if (m_text != before)
            askServers();
        for (Server &server : m_servers)
            judge(server);
        tick();
        emit changed();
    });
    m_configMap->start();
}

void ConfigurationPresenter::takeText()
{
    if (!m_configMap || !m_configMap->isKnown())
        return;
    const std::optional<QJsonObject> object = m_configMap->find(m_source.object);
    const QJsonObject data = object ? object->value("data"_L1).toObject() : QJsonObject();
    m_isMissing = !data.contains(m_source.key);
    m_change = object ? lastChangeOf(*object) : ConfigChange();
    const QString text = data.value(m_source.key).toString();
    if (text == m_text && !m_shown.isEmpty())
        return;
    m_text = text;
    m_shown = maskedConf(text);
    const Result<NatsConf> conf = parseNatsConf(text, {});
    m_wrong = conf || m_isMissing ? QString() : text::clean(conf.error().summary);
}

void ConfigurationPresenter::refresh()
{
    SectionPresenter::refresh();
    if (m_configMap)
        m_configMap->refresh();
    askServers();
}

void ConfigurationPresenter::tick()
{
    if (isActive() && m_asked.isValid() && m_asked.secsTo(QDateTime::currentDateTimeUtc()) >= askEvery)
        askServers();
    QList<TableRow> rows;
    for (const Server &server : std::as_const(m_servers))
        rows << rowOf(server);
    m_model.setRows(rows);
}

void ConfigurationPresenter::askServers()
{
    m_asked = QDateTime::currentDateTimeUtc();
    const auto port = static_cast<quint16>(workload().found.ports.value(u"monitor"_s, usualMonitorPort));
    const quint64 round = m_round.next();
    for (const Server &server : std::as_const(m_servers)) {
        const QString pod = server.pod;
        async::deliver<QByteArray>(workload().client->podProxyGet(workload().found.nameSpace, pod, port, u"varz"_s), this,
                                   [this, pod, round](const Result<QByteArray> &answer) {
                                       const auto at = m_servers.find(pod);
                                       if (at == m_servers.end() || !m_round.isCurrent(round))
                                           return;
                                       at->running = answer ? runningConfigOf(*answer) : Result<RunningConfig>(Failure(answer.error()));
                                       judge(*at);
                                       tick();
                                       emit changed();
                                   });
    }
}

void ConfigurationPresenter::judge(Server &server) const
{
    server.state = LoadState::Unknown;
    server.differences.clear();
    const std::optional<QJsonObject> pod = m_pods.find(server.pod);
    if (!server.running || !*server.running || !pod || m_text.isEmpty())
        return;
    const Result<NatsConf> conf = parseNatsConf(m_text, environmentOf(*pod, workload().found.container));
    if (conf)
        server.differences = differencesOf(*conf, **server.running);
    server.state = loadStateOf(m_source, m_change, **server.running, conf ? digestOf(*conf) : std::nullopt, server.differences,
                               QDateTime::currentDateTimeUtc());
}

QString ConfigurationPresenter::stateWord(const Server &server) const
{
    switch (server.state) {
    case LoadState::Loaded:
        return tr("Loaded");
    case LoadState::Pending:
        return tr("Changed, not reloaded yet");
    case LoadState::NotReloaded:
        return tr("Changed, not reloaded");
    case LoadState::NeedsRestart:
        return tr("Needs a restart");
    case LoadState::Unknown:
        break;
    }
    return server.running ? tr("Unknown") : tr("Being asked");
}

QString ConfigurationPresenter::advice(const Server &server) const
{
    switch (server.state) {
    case LoadState::Loaded:
        return tr("The server runs with what the ConfigMap says.");
    case LoadState::Pending:
        return tr("The node hands the file out within about a minute, then the reloader tells the server.");
    case LoadState::NotReloaded:
        return m_source.hasReloader ? tr("The server refused the change or was not told of it: its log says which. A restart loads it.")
                                    : tr("No reloader runs in this pod, so nothing tells the server. A restart loads it.");
    case LoadState::NeedsRestart:
        return tr("A reload does not bring this change, and the server then refuses all the others with it. Restart it.");
    case LoadState::Unknown:
        break;
    }
    if (server.running && !*server.running)
        return toText(server.running->error());
    return server.running ? tr("The times of the change and of loading cannot be compared.") : tr("No answer yet.");
}

TableRow ConfigurationPresenter::rowOf(const Server &server) const
{
    const RunningConfig running = server.running && *server.running ? **server.running : RunningConfig();
    QStringList fields;
    QStringList exact;
    for (const ConfigDifference &one : server.differences) {
        fields << one.field;
        exact << tr("%1: %2 in the ConfigMap, %3 running").arg(one.field, one.wanted, one.running);
    }
    const auto time = [](const QDateTime &at) {
        return TableCell{
            at.isValid() ? passed(at) : u"–"_s, CellKind::Text, {}, {}, absolute(at), at.toMSecsSinceEpoch(), {}, {}, !at.isValid()};
    };
    return {server.pod,
            {TableCell{text::clean(server.pod), CellKind::Strong, {}, {}, {}, {}, {}, u"deck-server"_s},
             TableCell{stateWord(server), CellKind::Status, {}, severityOf(server.state), advice(server)},
             TableCell{
                 fields.isEmpty() ? u"–"_s : fields.join(u", "_s), CellKind::Text, {}, {}, exact.join(u'\n'), {}, {}, {}, fields.isEmpty()},
             time(running.loaded), time(running.started), TableCell{running.version.isEmpty() ? u"–"_s : running.version}}};
}

QString ConfigurationPresenter::title() const
{
    return tr("ConfigMap %1, %2").arg(text::clean(m_source.object), text::clean(m_source.key));
}

QString ConfigurationPresenter::changedText() const
{
    if (!m_change.at.isValid())
        return {};
    return m_change.by.isEmpty() ? tr("changed %1").arg(passed(m_change.at)) : tr("changed %1 by %2").arg(passed(m_change.at), m_change.by);
}

QString ConfigurationPresenter::sourceText() const
{
    switch (m_source.kind) {
    case ConfigSource::Kind::Arguments:
        return tr("The server is started without a configuration file. Its command line: %1").arg(m_source.arguments.join(u' '));
    case ConfigSource::Kind::Secret:
        return tr("The configuration is in Secret %1. NatsDeck does not read it.").arg(text::clean(m_source.object));
    case ConfigSource::Kind::Elsewhere:
        return tr("The configuration %1 is a file of the image or of a volume that is no ConfigMap.").arg(text::clean(m_source.path));
    default:
        return tr("There is no pod to see it from.");
    }
}

Severity ConfigurationPresenter::severity() const
{
    Severity worst = m_wrong.isEmpty() && !m_isMissing ? Severity::Ok : Severity::Warning;
    for (const Server &server : m_servers)
        worst = std::max(worst, static_cast<Severity>(std::max(0, severityOf(server.state).value_or(0))));
    return worst;
}

QString ConfigurationPresenter::verdict() const
{
    if (m_isMissing)
        return tr("%1 is not in ConfigMap %2: a server that starts again fails")
            .arg(text::clean(m_source.key), text::clean(m_source.object));
    if (!m_wrong.isEmpty())
        return tr("A server that starts again may refuse this file. %1").arg(m_wrong);
    int unknown = 0;
    const Server *worst = nullptr;
    for (const Server &server : m_servers) {
        unknown += server.state == LoadState::Unknown ? 1 : 0;
        if (!worst || server.state > worst->state)
            worst = &server;
    }
    if (!worst)
        return tr("No server runs.");
    if (unknown > 0 && worst->state <= LoadState::Loaded)
        return worst->state == LoadState::Unknown ? advice(*worst) : tr("Loaded, but %n server(s) did not say", nullptr, unknown);
    if (worst->state == LoadState::Loaded)
        return tr("Every server runs with this configuration.");
    return stateWord(*worst) + u": "_s + advice(*worst);
}

QString ConfigurationPresenter::totals() const
{
    return m_shown.isEmpty() ? QString() : tr("%n line(s), secrets hidden", nullptr, int(m_shown.trimmed().count(u'\n')) + 1);
}

QStringList ConfigurationPresenter::notices() const
{
    QStringList notices = SectionPresenter::notices();
    if (!m_pods.isKnown() && m_pods.error())
        notices << notice(m_pods.error(), tr("what the servers run with is not known"));
    for (const Server &server : m_servers) {
        if (server.running && !*server.running && server.running->error().kind == ErrorKind::Forbidden) {
            notices << notice(server.running->error(), tr("what the server runs with is not known"));
            break;
        }
    }
    return notices;
}

Details ConfigurationPresenter::details(const QString &key) const
{
    using Fact = Details::Fact;
    const auto at = m_servers.constFind(key);
    if (at == m_servers.constEnd())
        return {};
    const int severity = severityOf(at->state).value_or(-1);
    Details details{u"deck-server"_s, text::clean(at->pod)};
    details.word = stateWord(*at);
    if (severity >= 0)
        details.severity = static_cast<Severity>(severity);
    Details::Group group{{}, {Fact{tr("What to do"), advice(*at)}}};
    if (at->running && *at->running) {
        const RunningConfig &running = **at->running;
        group.facts << Fact{tr("Loaded"), running.loaded.isValid() ? passed(running.loaded) : u"–"_s, false, std::nullopt,
                            absolute(running.loaded)}
                    << Fact{tr("Started"), running.started.isValid() ? passed(running.started) : u"–"_s, false, std::nullopt,
                            absolute(running.started)}
                    << Fact{tr("Version"), running.version}
                    << Fact{tr("Digest"), running.digest.isEmpty() ? tr("not given before 2.11") : running.digest,
                            !running.digest.isEmpty()};
    }
    details.groups << group;
    if (!at->differences.isEmpty()) {
        Details::Group differences{tr("In the ConfigMap, and running"), {}};
        for (const ConfigDifference &one : at->differences)
            differences.facts << Fact{one.field,
                                      (one.needsRestart ? tr("%1 in the file, %2 running; needs a restart")
                                                        : tr("%1 in the file, %2 running; a reload brings it"))
                                          .arg(one.wanted, one.running),
                                      false, one.needsRestart ? std::optional(Severity::Warning) : std::nullopt};
        details.groups << differences;
    }
    details.command = kubectl(u"get configmap %1 -o yaml"_s.arg(text::shellQuoted(m_source.object)));
    return details;
}

} // namespace natsdeck::workloads
