#include "models/workloads/run_presenter.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/workloads/followed.h"
#include "models/workloads/log_sources.h"
#include "models/workloads/workload.h"

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

const QString instanceLabel = u"app.kubernetes.io/instance"_s;

} // namespace

RunPresenter::RunPresenter(const Workload &workload, guard::Gate &gate, Followed &pods, QObject *parent)
    : QObject(parent)
    , m_workload(workload)
    , m_gate(gate)
    , m_pods(pods)
{
    connect(&m_pods, &Followed::changed, this, &RunPresenter::makeTargets);
    connect(&m_gate, &guard::Gate::lockChanged, this, &RunPresenter::changed);
}

RunPresenter::~RunPresenter()
{
    if (m_permit)
        m_gate.finish(*m_permit, failure(ErrorKind::Cancelled, tr("The page was closed while the command ran")));
}

void RunPresenter::setActive(bool active)
{
    if (!active || std::exchange(m_isActive, true))
        return;
    m_pods.start();
    refresh();
}

void RunPresenter::refresh()
{
    if (!m_isActive)
        return;
    findBoxes();
    makeTargets();
}

// The chart since 1.x and this program name the component; older charts call the app after the release.
void RunPresenter::findBoxes()
{
    m_boxes.clear();
    m_notice.clear();
    for (const QString &selector : {u"app.kubernetes.io/component=nats-box"_s, u"app.kubernetes.io/name=nats-box"_s,
                                    u"app in (nats-box,%1-box)"_s.arg(m_workload.found.workload)}) {
        kube::ListOptions options;
        options.labelSelector = selector;
        async::deliver<kube::ObjectList>(m_workload.client->list({u"v1"_s, u"Pod"_s, m_workload.found.nameSpace, {}}, options), this,
                                         [this](const Result<kube::ObjectList> &list) {
                                             if (!list)
                                                 m_notice = text::clean(list.error().summary);
                                             for (const QJsonObject &pod : list ? list->items : QList<QJsonObject>())
                                                 m_boxes.insert(kube::nameOf(pod), pod);
                                             makeTargets();
                                         });
    }
}

void RunPresenter::makeTargets()
{
    if (!m_isActive)
        return;
    const std::optional<RunTarget> before = m_target >= 0 ? std::optional(m_targets[m_target]) : std::nullopt;
    m_targets.clear();
    const QString instance = m_workload.found.labels.value(instanceLabel);
    const auto add = [this](const QJsonObject &pod, bool isBox) {
        for (const ContainerRun &run : runsOf(pod))
            m_targets << RunTarget{run.pod, run.container, isBox, run.isRunning};
    };
    for (const QJsonObject &box : std::as_const(m_boxes)) {
        const QString other = kube::labelsOf(box).value(instanceLabel).toString();
        if (instance.isEmpty() || other.isEmpty() || other == instance)
            add(box, true);
    }
    for (const QJsonObject &pod : m_pods.objects()) {
        if (!m_boxes.contains(kube::nameOf(pod)))
            add(pod, false);
    }
    m_target = m_targets.isEmpty() ? -1 : 0;
    for (int i = 0; i < m_targets.size(); ++i) {
        const bool same = before && m_targets[i].pod == before->pod && m_targets[i].container == before->container;
        if (same)
            m_target = i;
    }
    emit changed();
}

void RunPresenter::chooseTarget(int index)
{
    m_target = index >= 0 && index < m_targets.size() ? index : -1;
    emit changed();
}

QString RunPresenter::title(const RunTarget &target)
{
    const QString name = text::clean(target.pod + u" / "_s + target.container);
    return target.isReady ? name : tr("%1 (not running)").arg(name);
}

void RunPresenter::setLine(const QString &line)
{
    m_line = line;
    Result<CommandLine> split = splitCommandLine(line);
    m_problem = split ? QString() : split.error().summary;
    m_command = split ? std::move(*split) : CommandLine();
    emit changed();
}

QString RunPresenter::cannotRun() const
{
    if (isRunning())
        return tr("A command is running");
    if (m_gate.isLocked(m_workload.systemId))
        return tr("This system is read-only: a command may change things. Allow changes with the lock in the top bar");
    if (m_target < 0)
        return tr("There is no container to run it in");
    if (!m_targets[m_target].isReady)
        return tr("This container is not running");
    if (!m_problem.isEmpty())
        return m_problem;
    return m_command.words.isEmpty() ? tr("Type a command") : QString();
}

QString RunPresenter::preview() const
{
    if (m_target < 0 || m_command.words.isEmpty())
        return {};
    const RunTarget &target = m_targets[m_target];
    return tr("Runs %1 with %n argument(s) in container %2 of pod %3, namespace %4", nullptr, static_cast<int>(m_command.words.size()) - 1)
        .arg(text::clean(m_command.words.first(), 100), text::clean(target.container), text::clean(target.pod),
             text::clean(m_workload.found.nameSpace));
}

QString RunPresenter::command() const
{
    if (m_target < 0)
        return {};
    const RunTarget &target = m_targets[m_target];
    return u"kubectl --context %1 -n %2 exec %3 -c %4 -- %5"_s.arg(
        text::shellQuoted(m_workload.context), text::shellQuoted(m_workload.found.nameSpace), text::shellQuoted(target.pod),
        text::shellQuoted(target.container), quotedCommand(m_command.words));
}

guard::Intent RunPresenter::intent() const
{
    const RunTarget target = m_targets.value(m_target);
    guard::Intent intent;
    intent.verb = u"exec"_s;
    intent.object = u"Pod %1/%2"_s.arg(m_workload.found.nameSpace, target.pod);
    intent.summary = tr("Run “%1” in container %2").arg(text::clean(quotedCommand(withoutSecrets(m_command.words)), 500), target.container);
    intent.impact = guard::Impact::Configuration;
    intent.command = command();
    intent.detail = {{u"container"_s, target.container}};
    return intent;
}

void RunPresenter::run()
{
    if (!cannotRun().isEmpty())
        return;
    m_error.reset();
    m_asking = true;
    remember();
    const RunTarget &target = m_targets[m_target];
    m_run = std::make_unique<CommandRun>(target.pod, target.container, m_command.words);
    connect(m_run.get(), &CommandRun::changed, this, &RunPresenter::changed);
    emit started();
    emit changed();
    async::deliver<guard::Permit>(m_gate.request(m_workload.systemId, intent()), this, [this](const Result<guard::Permit> &permit) {
        m_asking = false;
        if (permit)
            return begin(*permit);
        m_error = permit.error();
        m_run.reset();
        emit started();
        emit changed();
    });
}

void RunPresenter::begin(const guard::Permit &permit)
{
    m_permit = permit;
    connect(m_run.get(), &CommandRun::finished, this, [this, permit, run = m_run.get()] {
        m_permit.reset();
        const bool failed = run->state() == CommandRun::State::Ended && run->exitCode() != 0;
        m_gate.finish(permit, run->error() ? Result<void>(Failure(*run->error()))
                              : failed     ? Result<void>(failure(ErrorKind::Rejected, u"exit code %1"_s.arg(run->exitCode())))
                                           : Result<void>());
        emit changed();
    });
    m_run->start(*m_workload.client, permit, m_workload.found.nameSpace);
    emit changed();
}

void RunPresenter::cancel()
{
    if (m_run)
        m_run->cancel();
}

QString RunPresenter::result() const
{
    if (!m_run)
        return {};
    const QString time = shortDuration(m_run->duration());
    switch (m_run->state()) {
    case CommandRun::State::Running:
        return tr("Running for %1").arg(clockDuration(m_run->duration()));
    case CommandRun::State::Ended:
        return tr("Exit code %1 after %2").arg(m_run->exitCode()).arg(time);
    case CommandRun::State::Cancelled:
        return tr("Cancelled after %1; in the container it may still be running").arg(time);
    case CommandRun::State::Failed:
        return m_run->error() ? text::clean(m_run->error()->summary) : QString();
    }
    return {};
}

void RunPresenter::setHistory(const QStringList &lines)
{
    m_history = lines.mid(std::max<qsizetype>(0, lines.size() - historyLimit));
    emit historyChanged();
}

void RunPresenter::remember()
{
    m_history.removeAll(m_line);
    m_history << m_line;
    if (m_history.size() > historyLimit)
        m_history.removeFirst();
    emit historyChanged();
}

QStringList RunPresenter::historyToKeep() const
{
    QStringList kept;
    for (const QString &line : m_history) {
        const Result<CommandLine> split = splitCommandLine(line);
        if (split && !line.startsWith(u' ') && withoutSecrets(split->words) == split->words)
            kept << line;
    }
    return kept;
}

} // namespace natsdeck::workloads
