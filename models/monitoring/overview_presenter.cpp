#include "models/monitoring/overview_presenter.h"

#include "models/base/units.h"
#include "models/monitoring/health_rules.h"

#include <QTimer>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::monitoring {

namespace {

using std::chrono::milliseconds;

qint64 lengthOf(TimeRange range)
{
    switch (range) {
    case TimeRange::FiveMinutes:
        return 5 * 60'000;
    case TimeRange::FifteenMinutes:
        return 15 * 60'000;
    case TimeRange::Hour:
        return 60 * 60'000;
    }
    return 0;
}

const QString dash = u"–"_s;

} // namespace

OverviewPresenter::OverviewPresenter(Recorder &recorder, QObject *parent)
    : QObject(parent)
    , m_recorder(recorder)
    , m_timer(new QTimer(this))
{
    connect(&m_recorder, &Recorder::updated, this, &OverviewPresenter::update);
    connect(&m_recorder, &Recorder::streamsUpdated, this, &OverviewPresenter::updateStreams);
    m_timer->setInterval(1000); // ages grow while nothing is read
    connect(m_timer, &QTimer::timeout, this, &OverviewPresenter::update);
    updateStreams();
    update();
}

OverviewPresenter::State OverviewPresenter::state() const
{
    if (m_recorder.serverCount() == 0)
        return m_recorder.isRunning() ? State::NoSource : State::Loading;
    const std::optional<milliseconds> newest = m_recorder.age();
    if (!newest)
        return error() ? State::Failed : State::Loading;
    const milliseconds limit = std::max<milliseconds>(milliseconds(5000), 3 * m_recorder.options().period);
    return *newest > limit && freshServers() == 0 ? State::Stale : State::Ready;
}

std::optional<Error> OverviewPresenter::error() const
{
    for (std::size_t i = 0; i < m_recorder.serverCount(); ++i) {
        if (m_recorder.server(i).error)
            return m_recorder.server(i).error;
    }
    return {};
}

milliseconds OverviewPresenter::age() const { return m_recorder.age().value_or(milliseconds(0)); }

QString OverviewPresenter::ageText() const
{
    if (m_pausedAt)
        return tr("charts paused");
    return m_recorder.age() ? tr("updated %1").arg(natsdeck::age(age())) : QString();
}

std::size_t OverviewPresenter::freshServers() const
{
    std::size_t fresh = 0;
    for (std::size_t i = 0; i < m_recorder.serverCount(); ++i)
        fresh += m_recorder.isFresh(i) ? 1 : 0;
    return fresh;
}

CardText OverviewPresenter::servers() const
{
    const int count = int(m_recorder.serverCount());
    const int fresh = int(freshServers());
    CardText card{tr("%1 of %2").arg(fresh).arg(count), tr("answering", nullptr, fresh), {}, {}, Severity::Ok};
    QString leader;
    QString version;
    QStringList ways;
    for (int i = 0; i < count; ++i) {
        const ServerState &server = m_recorder.server(std::size_t(i));
        if (!server.via.isEmpty() && !ways.contains(server.via))
            ways << server.via;
        if (server.varz && version.isEmpty())
            version = server.varz->version;
        if (server.varz && server.varz->jetStream && leader.isEmpty())
            leader = server.varz->jetStream->metaLeader;
        if (server.health && !server.health->healthy) {
            card.severity = Severity::Critical;
            card.state = tr("%1: %2").arg(server.name, server.health->error);
        }
    }
    if (!ways.isEmpty())
        card.exact = tr("Read through: %1").arg(ways.join(u", "_s));
    if (fresh < count) {
        card.severity = Severity::Critical;
        card.state = tr("%n server(s) do not answer", nullptr, count - fresh);
    } else if (card.severity == Severity::Ok) {
        const QString name = count == 1 ? m_recorder.server(0).name : QString();
        card.state = !leader.isEmpty() ? tr("Meta leader %1, version %2").arg(leader, version)
                     : name.isEmpty()  ? tr("Version %1").arg(version)
                                       : tr("%1, version %2").arg(name, version);
    }
    return card;
}

CardText OverviewPresenter::connections() const
{
    const double clients = m_recorder.total(Metric::Connections).newestValue();
    const double slow = m_recorder.total(Metric::SlowConsumers).newestValue();
    const double subscriptions = m_recorder.total(Metric::Subscriptions).newestValue();
    if (std::isnan(clients))
        return {dash, tr("clients"), {}, tr("not measured now"), {}};
    CardText card{exactCount(qint64(clients)), tr("clients"), {}, {}, {}};
    if (slow > 0) {
        card.severity = Severity::Warning;
        card.state = tr("%n slow consumer(s) since opened", nullptr, int(slow));
    } else {
        card.state = tr("%1 subscriptions").arg(exactCount(qint64(subscriptions)));
    }
    return card;
}

CardText OverviewPresenter::messages() const
{
    const double in = m_recorder.total(Metric::InMsgs).newestValue();
    const double out = m_recorder.total(Metric::OutMsgs).newestValue();
    const double bytes = m_recorder.total(Metric::InBytes).newestValue() + m_recorder.total(Metric::OutBytes).newestValue();
    if (std::isnan(in))
        return {dash, tr("per second"), {}, {}, {}};
    return {shortCount(in + out),
            tr("per second, %1/s").arg(shortBytes(bytes)),
            tr("%1 in, %2 out per second").arg(exactCount(qint64(in)), exactCount(qint64(out))),
            {},
            {}};
}

StorageCard OverviewPresenter::storage() const
{
    StorageCard card;
    double worst = 0;
    bool anyJetStream = false;
    for (std::size_t i = 0; i < m_recorder.serverCount(); ++i) {
        const ServerState &server = m_recorder.server(i);
        if (!server.varz || !server.varz->jetStream)
            continue;
        anyJetStream = true;
        const JetStreamUse &use = *server.varz->jetStream;
        card.used += double(use.storage);
        card.reserved += double(use.reservedStorage);
        card.limit += double(use.maxStorage);
        if (use.maxStorage > 0)
            worst = std::max(worst, double(use.storage) / double(use.maxStorage));
    }
    card.measured = anyJetStream;
    if (!anyJetStream) {
        const bool known = m_recorder.age().has_value();
        card.text = {dash, {}, {}, known ? tr("JetStream is off on this system") : tr("not measured yet"), {}};
        return card;
    }
    card.text.figure = shortBytes(card.used);
    card.text.exact = exactBytes(qint64(card.used));
    if (card.limit > 0)
        card.text.unit = tr("of %1").arg(shortBytes(card.limit));
    if (worst >= warningShare) {
        card.pillSeverity = worst >= criticalShare ? Severity::Critical : Severity::Warning;
        card.pill = (worst >= criticalShare ? tr("%1 %, almost full") : tr("%1 %, near the limit")).arg(int(worst * 100));
    }
    return card;
}

void OverviewPresenter::setRange(TimeRange range)
{
    m_range = range;
    emit chartsChanged();
}

void OverviewPresenter::setPaused(bool paused)
{
    if (paused == isPaused())
        return;
    m_pausedAt = paused ? std::optional<qint64>(m_recorder.timeNow()) : std::nullopt;
    emit changed();
    emit chartsChanged();
}

ChartData::Line OverviewPresenter::line(const QString &name, int color, Metric metric, const ChartData &data) const
{
    ChartData::Line line{name, color, m_recorder.total(metric).since(data.from)};
    while (!line.samples.isEmpty() && line.samples.last().time > data.to)
        line.samples.removeLast();
    // A gap at the end reaches to now, so that it is seen as one.
    if (!line.samples.isEmpty() && line.samples.last().isGap() && line.samples.last().time < data.to)
        line.samples.append({data.to, notMeasured});
    return line;
}

ChartData OverviewPresenter::chart(OverviewChart chart) const
{
    ChartData data;
    data.to = m_pausedAt.value_or(m_recorder.timeNow());
    data.from = data.to - lengthOf(m_range);
    const QString all = m_recorder.serverCount() > 1 ? tr("all servers") : QString();
    switch (chart) {
    case OverviewChart::Throughput:
        data.unit = tr("messages per second");
        data.lines = {line(tr("In"), 0, Metric::InMsgs, data), line(tr("Out"), 1, Metric::OutMsgs, data)};
        break;
    case OverviewChart::Bytes:
        data.unit = tr("per second");
        data.lines = {line(tr("In"), 0, Metric::InBytes, data), line(tr("Out"), 1, Metric::OutBytes, data)};
        break;
    case OverviewChart::Storage:
        data.unit = all;
        data.lines = {line(tr("Used"), 0, Metric::StorageUsed, data), line(tr("Reserved"), 2, Metric::StorageReserved, data)};
        data.limit = m_recorder.total(Metric::StorageLimit).newestValue();
        if (std::isnan(data.limit))
            data.limit = storage().limit;
        break;
    case OverviewChart::Connections:
        data.unit = tr("clients");
        data.lines = {line(tr("Clients"), 0, Metric::Connections, data)};
        break;
    case OverviewChart::Cpu:
        data.unit = tr("% of one core");
        data.lines = {line(tr("CPU"), 0, Metric::Cpu, data)};
        break;
    case OverviewChart::Memory:
        data.unit = tr("resident");
        data.lines = {line(tr("Memory"), 0, Metric::Memory, data)};
        break;
    }
    return data;
}

QString OverviewPresenter::streamsText() const
{
    const StreamsState &streams = m_recorder.streams();
    if (!streams.read)
        return {};
    return tr("by messages per second, read %1").arg(natsdeck::age(m_recorder.ageOf(*streams.read)));
}

QString OverviewPresenter::streamsLink() const
{
    const qint64 total = m_recorder.streams().total;
    return total > 0 ? tr("All %1 streams").arg(exactCount(total)) : tr("Streams");
}

QString OverviewPresenter::streamsEmpty() const
{
    const StreamsState &streams = m_recorder.streams();
    if (m_streams.rowCount() > 0)
        return {};
    if (streams.tooMany)
        return tr("%1 streams are too many to be read again and again").arg(exactCount(streams.total));
    if (streams.error)
        return tr("Streams could not be read: %1").arg(streams.error->detail.isEmpty() ? streams.error->summary : streams.error->detail);
    if (m_recorder.age() && !storage().measured)
        return tr("JetStream is off on this system");
    return streams.read ? tr("There are no streams yet") : QString();
}

void OverviewPresenter::setWatching(bool watching)
{
    m_recorder.setStreamsWanted(watching);
    if (!watching) {
        m_timer->stop();
        return;
    }
    m_timer->start();
    updateStreams();
    update();
}

void OverviewPresenter::update()
{
    Findings findings = healthFindings(m_recorder);
    if (findings != m_findings) {
        m_findings = std::move(findings);
        emit findingsChanged();
    }
    emit changed();
    if (!m_pausedAt)
        emit chartsChanged();
}

void OverviewPresenter::updateStreams()
{
    m_streams.setStreams(m_recorder.streams().streams);
    emit streamsChanged();
}

} // namespace natsdeck::monitoring
