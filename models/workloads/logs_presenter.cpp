#include "models/workloads/logs_presenter.h"

#include "models/base/files.h"
#include "models/base/text.h"
#include "models/base/units.h"
#include "models/workloads/followed.h"
#include "models/workloads/workload.h"

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

QString count(quint64 value) { return exactCount(static_cast<qint64>(value)); }

} // namespace

LogsPresenter::LogsPresenter(const Workload &workload, Followed &pods, QObject *parent)
    : QObject(parent)
    , m_workload(workload)
    , m_pods(pods)
    , m_sources(workload, pods)
{
    m_scope.container = workload.found.container;
    connect(&m_sources, &LogSources::batch, this, &LogsPresenter::take);
    connect(&m_sources, &LogSources::changed, this, &LogsPresenter::changed);
    connect(&m_model, &LogModel::workedOn, this, &LogsPresenter::figuresChanged);
}

void LogsPresenter::setActive(bool active)
{
    if (active && !std::exchange(m_isStarted, true))
        start();
}

void LogsPresenter::refresh()
{
    if (m_isStarted)
        start();
}

void LogsPresenter::start()
{
    clear();
    if (m_isStarted)
        m_sources.start(m_scope);
    emit changed();
}

void LogsPresenter::clear()
{
    m_paused = false;
    m_waiting.clear();
    m_waitingBytes = 0;
    m_arrived = 0;
    m_hitRow = -1;
    m_model.clear();
    emit changed();
    emit figuresChanged();
}

void LogsPresenter::take(std::vector<LogEntry> &lines, quint64 lost)
{
    m_model.addLost(lost);
    if (!m_paused) {
        m_model.append(std::move(lines));
    } else {
        const LogLimits limits;
        m_arrived += lines.size();
        for (LogEntry &line : lines) {
            if (m_waiting.size() >= limits.lines || m_waitingBytes + line.bytes() > limits.bytes) {
                m_model.addLost(1);
                continue;
            }
            m_waitingBytes += line.bytes();
            m_waiting.push_back(std::move(line));
        }
    }
    emit figuresChanged();
}

LogsPresenter::State LogsPresenter::state() const
{
    const bool isEmpty = m_model.counts().kept == 0;
    if (!m_isStarted || (!m_pods.isKnown() && !m_pods.error()))
        return State::Loading;
    if (isEmpty && (m_sources.error() || (!m_pods.isKnown() && m_pods.error())))
        return State::Failed;
    if (m_paused)
        return State::Paused;
    if (isEmpty && !m_sources.hasAnswered() && m_sources.expected() > 0)
        return m_sources.attached() > 0 ? State::Empty : State::Loading;
    if (isEmpty)
        return State::Empty;
    return m_sources.isFollowing() ? State::Live : State::Stopped;
}

QString LogsPresenter::stateText() const
{
    const int attached = m_sources.attached();
    switch (state()) {
    case State::Loading:
        return tr("Reading");
    case State::Paused:
        return tr("Paused");
    case State::Stopped:
        return m_scope.previous ? tr("Run before, read once") : tr("Not followed");
    case State::Failed:
        return tr("Cannot be read");
    case State::Live:
    case State::Empty:
        break;
    }
    if (attached < m_sources.expected())
        return tr("%1 of %n log(s) followed", nullptr, m_sources.expected()).arg(attached);
    return tr("Live, %n log(s)", nullptr, attached);
}

QList<LogsPresenter::Figure> LogsPresenter::figures() const
{
    const LogCounts now = m_model.counts();
    const LogLimits limits;
    QList<Figure> list;
    if (m_model.isFiltered())
        list << Figure{tr("Shown"), tr("%1 of %2").arg(count(now.shown), count(now.kept)), tr("Markers are always shown"), false};
    else
        list << Figure{tr("Lines"), count(now.kept), {}, false};
    if (now.notKept > 0)
        list << Figure{tr("Not kept"), count(now.notKept),
                       tr("At most %1 lines and %2 are kept; these gave way to newer ones or came faster than they could be taken")
                           .arg(count(limits.lines), shortBytes(static_cast<double>(limits.bytes))),
                       true};
    list << Figure{tr("Memory"), shortBytes(static_cast<double>(now.bytes)), exactBytes(now.bytes), false};
    return list;
}

QString LogsPresenter::arrived() const { return m_paused && m_arrived > 0 ? tr("%1 since").arg(count(m_arrived)) : QString(); }

QString LogsPresenter::searchText() const
{
    if (m_model.search().isEmpty())
        return {};
    const QString all = count(m_model.hits()) + (m_model.isWorking() ? u"+"_s : QString());
    if (m_model.hits() == 0)
        return m_model.isWorking() ? tr("searching") : tr("not found");
    const int number = m_model.hitNumber(m_hitRow);
    return number > 0 ? tr("%1 of %2").arg(exactCount(number), all) : tr("%1 found").arg(all);
}

QStringList LogsPresenter::podNames() const
{
    QStringList names;
    for (const QJsonObject &pod : m_pods.objects())
        names << kube::nameOf(pod);
    return names;
}

QStringList LogsPresenter::containerNames() const
{
    QStringList names{m_workload.found.container};
    for (const QJsonObject &pod : m_pods.objects()) {
        for (const ContainerRun &run : runsOf(pod)) {
            if (!names.contains(run.container))
                names << run.container;
        }
    }
    names.removeAll(QString());
    return names;
}

QList<LogsPresenter::Range> LogsPresenter::ranges()
{
    return {{tr("Last 1,000 lines"), 1000, {}},
            {tr("Last 15 minutes"), {}, 15 * 60},
            {tr("Last hour"), {}, 60 * 60},
            {tr("Last 24 hours"), {}, 24 * 60 * 60},
            {tr("All that the nodes keep"), {}, {}}};
}

void LogsPresenter::choosePod(const QString &pod)
{
    if (std::exchange(m_scope.pod, pod) != pod)
        refresh();
}

void LogsPresenter::chooseContainer(const QString &container)
{
    if (std::exchange(m_scope.container, container) != container)
        refresh();
}

void LogsPresenter::chooseRange(int index)
{
    const Range range = ranges().value(index);
    if (m_scope.tailLines == range.tailLines && m_scope.sinceSeconds == range.sinceSeconds)
        return;
    m_scope.tailLines = range.tailLines;
    m_scope.sinceSeconds = range.sinceSeconds;
    refresh();
}

void LogsPresenter::setPrevious(bool previous)
{
    if (std::exchange(m_scope.previous, previous) != previous)
        refresh();
}

void LogsPresenter::setFollowing(bool following)
{
    m_sources.setFollowing(following);
    emit changed();
}

void LogsPresenter::setPaused(bool paused)
{
    if (std::exchange(m_paused, paused) == paused)
        return;
    m_arrived = 0;
    if (!paused) {
        m_waitingBytes = 0;
        m_model.append(std::exchange(m_waiting, {}));
    }
    emit changed();
    emit figuresChanged();
}

QString LogsPresenter::setFilter(const QString &text)
{
    ParsedLogFilter parsed = parseLogFilter(text);
    if (!parsed.filter)
        return parsed.reason;
    m_filterText = text;
    m_terms = parsed.filter->terms();
    parsed.filter->setMinimum(m_minimum);
    m_hitRow = -1;
    m_model.setFilter(std::move(*parsed.filter));
    emit figuresChanged();
    return {};
}

void LogsPresenter::setMinimum(LogLevel level)
{
    m_minimum = level;
    (void)setFilter(m_filterText);
}

QString LogsPresenter::filterText() const { return m_terms == 0 ? QString() : tr("Valid, %n term(s)", nullptr, m_terms); }

void LogsPresenter::setSearch(const QString &text)
{
    m_hitRow = -1;
    m_model.setSearch(text);
    emit figuresChanged();
}

int LogsPresenter::nextHit(bool backwards)
{
    m_hitRow = m_model.findHit(m_hitRow, backwards);
    emit figuresChanged();
    return m_hitRow;
}

async::Future<qint64> LogsPresenter::save(const QString &path) const
{
    return async::run(*QThreadPool::globalInstance(), [path, lines = m_model.shownLines()]() -> Result<qint64> {
        const QByteArray text = LogModel::toText(lines);
        if (const Result<void> written = files::writeAtomically(path, text); !written)
            return Failure(written.error());
        return text.size();
    });
}

QString LogsPresenter::command() const
{
    QStringList words{
        u"kubectl"_s, u"--context"_s, text::shellQuoted(m_workload.context), u"-n"_s, text::shellQuoted(m_workload.found.nameSpace),
        u"logs"_s};
    if (m_scope.pod.isEmpty())
        words << u"-l"_s << text::shellQuoted(m_workload.found.selector) << u"--prefix"_s << u"--max-log-requests=50"_s;
    else
        words << text::shellQuoted(m_scope.pod);
    words << (m_scope.container.isEmpty() ? u"--all-containers"_s : u"-c "_s + text::shellQuoted(m_scope.container));
    words << (m_scope.tailLines ? u"--tail=%1"_s.arg(*m_scope.tailLines) : u"--tail=-1"_s);
    if (m_scope.sinceSeconds)
        words << u"--since=%1s"_s.arg(*m_scope.sinceSeconds);
    words << u"--timestamps"_s << (m_scope.previous ? u"--previous"_s : u"-f"_s);
    return words.join(u' ');
}

} // namespace natsdeck::workloads
