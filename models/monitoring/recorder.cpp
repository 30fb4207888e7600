#include "models/monitoring/recorder.h"

#include "models/monitoring/decode.h"
#include "models/monitoring/server_rates.h"
#include "models/monitoring/stream_rates.h"

#include <QCoreApplication>
#include <QHash>
#include <QThreadPool>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::monitoring {

namespace {

using TimePoint = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

milliseconds since(TimePoint then, TimePoint now) { return std::chrono::duration_cast<milliseconds>(now - then); }

QString pathOf(int ask)
{
    static constexpr std::array paths{"varz"_L1, "healthz"_L1, "jsz"_L1, "jsz?accounts=true&streams=true&config=true"_L1};
    return paths[std::size_t(ask)];
}

} // namespace

struct Recorder::Server
{
    std::shared_ptr<ReadingSource> source;
    ServerState state;
    ServerRates rates;
    std::optional<Rates> rate;
    std::optional<Jsz> streams; // the last reply with streams, until it is joined
    std::array<TimePoint, askCount> due{};
    std::array<milliseconds, askCount> latencies{};
    int failures = 0;
    quint64 request = 0; // in flight; 0 = none
    Ask asked = Ask::Varz;
    TimePoint askedAt;
    QFuture<Result<QByteArray>> reply;
    bool awaited = false; // the open round waits for its varz
    bool renewed = false; // read in the open round
};

Recorder::Recorder(const Clock &clock, QObject *parent)
    : Recorder(clock, Options(), parent)
{}

Recorder::Recorder(const Clock &clock, Options options, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_options(options)
    , m_pool(std::make_unique<QThreadPool>())
    , m_timer(new QTimer(this))
    , m_streamRates(std::make_unique<StreamRates>())
    , m_anchor(clock.now())
    , m_anchorWall(clock.wall().toMSecsSinceEpoch())
{
    m_pool->setMaxThreadCount(1);
    m_timer->setInterval(std::max(milliseconds(50), options.period / 4));
    connect(m_timer, &QTimer::timeout, this, &Recorder::tick);
}

Recorder::~Recorder()
{
    for (const ServerPointer &server : m_servers)
        server->reply.cancel();
    m_pool->clear();
}

void Recorder::setSources(std::vector<std::shared_ptr<ReadingSource>> sources)
{
    std::vector<ServerPointer> servers;
    for (std::shared_ptr<ReadingSource> &source : sources) {
        const QString name = source->name();
        const auto known = std::find_if(m_servers.begin(), m_servers.end(),
                                        [&](const ServerPointer &server) { return server && server->source->name() == name; });
        ServerPointer server = known != m_servers.end() ? std::exchange(*known, nullptr) : std::make_shared<Server>();
        if (server->source != source) {
            server->reply.cancel();
            server->request = 0;
            server->failures = 0;
            server->due = {};
        }
        server->state.via = source->via();
        server->source = std::move(source);
        if (server->state.name.isEmpty())
            server->state.name = name;
        servers.push_back(std::move(server));
    }
    for (const ServerPointer &gone : m_servers) {
        if (gone) {
            gone->request = 0;
            gone->reply.cancel();
        }
    }
    m_servers = std::move(servers);
    emit updated();
    if (m_running)
        tick();
}

void Recorder::start()
{
    if (m_running)
        return;
    m_running = true;
    m_timer->start();
    readNow();
}

void Recorder::stop()
{
    m_running = false;
    m_timer->stop();
    for (const ServerPointer &server : m_servers) {
        server->reply.cancel();
        server->request = 0;
        server->awaited = false;
        server->rates.forget();
        server->rate.reset();
    }
    m_roundOpen = false;
    addGap();
}

void Recorder::readNow()
{
    for (const ServerPointer &server : m_servers) {
        server->failures = 0;
        server->due.fill(m_clock.now());
    }
    if (m_running)
        tick();
}

void Recorder::setStreamsWanted(bool wanted)
{
    if (wanted == m_streamsWanted)
        return;
    m_streamsWanted = wanted;
    if (wanted && m_running)
        tick();
}

async::Future<Connz> Recorder::readConnections(std::size_t server, int limit, int offset)
{
    if (server >= m_servers.size())
        return async::failed<Connz>({ErrorKind::NotFound, tr("There is no such server"), {}, {}, 0, {}});
    auto promise = std::make_shared<QPromise<Result<Connz>>>();
    promise->start();
    const QString path = u"connz?auth=true&limit=%1&offset=%2"_s.arg(limit).arg(offset);
    async::deliver(m_servers[server]->source->read(path), this, [this, promise](const Result<QByteArray> &reply) {
        m_pool->start([promise, reply] {
            promise->addResult(reply ? decodeConnz(*reply) : Result<Connz>(Failure(reply.error())));
            promise->finish();
        });
    });
    return promise->future();
}

std::size_t Recorder::serverCount() const { return m_servers.size(); }

const ServerState &Recorder::server(std::size_t index) const { return m_servers[index]->state; }

bool Recorder::isFresh(std::size_t index) const
{
    const std::vector<const Server *> fresh = contributors();
    return std::find(fresh.begin(), fresh.end(), m_servers[index].get()) != fresh.end();
}

qint64 Recorder::timeNow() const { return m_anchorWall + since(m_anchor, m_clock.now()).count(); }

milliseconds Recorder::ageOf(TimePoint time) const { return since(time, m_clock.now()); }

std::optional<milliseconds> Recorder::age() const
{
    std::optional<milliseconds> newest;
    for (const ServerPointer &server : m_servers) {
        if (!server->state.varz)
            continue;
        const milliseconds age = since(server->state.read, m_clock.now());
        newest = newest ? std::min(*newest, age) : age;
    }
    return newest;
}

void Recorder::tick()
{
    const TimePoint now = m_clock.now();
    // After a suspend the monotonic clock is behind. Forward only: series never go back.
    if (const qint64 wall = m_clock.wall().toMSecsSinceEpoch(); wall > timeNow() + 2000) {
        m_anchor = now;
        m_anchorWall = wall;
    }
    if (m_roundOpen && now - m_roundStarted >= m_options.period)
        closeRound();
    else if (contributors().empty())
        addGap();
    const std::vector<ServerPointer> servers = m_servers;
    for (const ServerPointer &server : servers)
        serve(server);
}

void Recorder::serve(const ServerPointer &server)
{
    const TimePoint now = m_clock.now();
    if (!m_running)
        return;
    if (server->request != 0) {
        if (now - server->askedAt < m_options.deadline)
            return;
        server->reply.cancel();
        server->request = 0;
        settle(*server, server->asked,
               Error{ErrorKind::Timeout,
                     tr("%1 did not answer in time").arg(server->state.name),
                     tr("/%1, %n s", nullptr, int(m_options.deadline.count() / 1000)).arg(pathOf(int(server->asked))),
                     tr("The server may be stopped or overloaded; readings go on by themselves when it answers"),
                     0,
                     {}});
    }
    // Due is what is nearer to this tick than to the next: a timer that comes a millisecond early must not cost a quarter of a period.
    const TimePoint horizon = now + m_timer->intervalAsDuration() / 2;
    // The most overdue first, so that a slow server still gets to everything.
    std::optional<Ask> next;
    for (std::size_t i = 0; i < askCount; ++i) {
        const Ask what = Ask(i);
        if (server->due[i] > horizon || (what == Ask::Streams && (!m_streamsWanted || m_streams.tooMany)))
            continue;
        if (what != Ask::Varz && (server->failures > 0 || !server->state.varz || (what != Ask::Health && !server->state.varz->jetStream)))
            continue;
        if (!next || server->due[i] < server->due[std::size_t(*next)])
            next = what;
    }
    if (next)
        ask(server, *next);
}

void Recorder::ask(const ServerPointer &server, Ask what)
{
    server->request = ++m_request;
    server->asked = what;
    server->askedAt = m_clock.now();
    if (what == Ask::Varz) {
        if (!m_roundOpen) {
            m_roundOpen = true;
            m_roundStarted = server->askedAt;
        }
        server->awaited = true;
    }
    server->reply = server->source->read(pathOf(int(what)));
    async::deliver(server->reply, this, [this, server, what, request = server->request](const Result<QByteArray> &reply) {
        replied(server, what, request, reply);
    });
}

void Recorder::replied(const ServerPointer &server, Ask what, quint64 request, const Result<QByteArray> &reply)
{
    if (server->request != request)
        return;
    if (!reply) {
        server->request = 0;
        settle(*server, what, reply.error());
        return;
    }
    switch (what) {
    case Ask::Varz:
        return decode(server, what, request, *reply, &decodeVarz);
    case Ask::Health:
        return decode(server, what, request, *reply, &decodeHealthz);
    case Ask::Jsz:
    case Ask::Streams:
        return decode(server, what, request, *reply, &decodeJsz);
    }
}

template <typename T>
void Recorder::decode(const ServerPointer &server, Ask what, quint64 request, const QByteArray &reply,
                      Result<T> (*decoder)(const QByteArray &))
{
    auto decoded = async::run(*m_pool, [decoder, reply] { return decoder(reply); });
    async::deliver(decoded, this, [this, server, what, request](const Result<T> &reading) {
        if (server->request != request)
            return;
        server->request = 0;
        if (reading) {
            if constexpr (std::is_same_v<T, Varz>)
                take(*server, *reading);
            else if constexpr (std::is_same_v<T, Jsz>)
                take(*server, *reading, what);
            else
                server->state.health = *reading;
        }
        settle(*server, what, reading ? std::optional<Error>() : reading.error());
        serve(server); // what else is due
    });
}

void Recorder::take(Server &server, const Varz &reading)
{
    if (since(server.state.read, m_clock.now()) > hold(server))
        server.rates.forget(); // an average over an outage would be drawn as if it were now
    server.rate = server.rates.add(reading);
    if (server.rates.justRestarted()) {
        server.state.restarted = timeNow();
        server.state.jsz.reset();
        server.state.health.reset();
        server.due[std::size_t(Ask::Health)] = m_clock.now();
    }
    if (server.rate)
        m_slowConsumers += double(server.rate->slowConsumers);
    server.state.varz = reading;
    server.state.name = reading.serverName;
    server.state.read = m_clock.now();
    server.renewed = true;
}

void Recorder::take(Server &server, Jsz reading, Ask what)
{
    if (what == Ask::Streams) {
        server.streams = std::move(reading);
        return;
    }
    m_streams.tooMany = reading.streams > streamLimit;
    m_streams.total = reading.streams;
    server.state.jsz = std::move(reading);
}

milliseconds Recorder::periodOf(const Server &server, Ask what) const
{
    const milliseconds latency = server.latencies[std::size_t(what)];
    switch (what) {
    case Ask::Varz:
        return std::max(m_options.period, 2 * latency);
    case Ask::Health:
        return std::max(m_options.slowPeriod, 2 * latency);
    case Ask::Jsz:
    case Ask::Streams:
        return std::max(m_options.slowPeriod, 20 * latency); // walks every stream of the server
    }
    return m_options.period;
}

void Recorder::settle(Server &server, Ask what, const std::optional<Error> &error)
{
    const TimePoint now = m_clock.now();
    const std::size_t index = std::size_t(what);
    server.latencies[index] = since(server.askedAt, now);
    milliseconds pause = periodOf(server, what);
    if (what == Ask::Varz) {
        server.state.latency = server.latencies[index];
        server.state.error = error;
        server.failures = error ? server.failures + 1 : 0;
        if (error) {
            server.rate.reset();
            pause =
                std::min(m_options.period * (1 << std::min(server.failures - 1, 6)), std::max(m_options.longestBackOff, m_options.period));
            server.latencies[index] = milliseconds(0);
        }
        server.awaited = false;
    } else if (what == Ask::Streams) {
        m_streams.error = error;
        if (error)
            server.streams.reset();
        gatherStreams();
    } else if (what == Ask::Health && error) {
        server.state.health.reset(); // not told is not healthy
    }
    // From the time of asking, so that the period does not grow by the latency.
    server.due[index] = std::max(server.askedAt + pause, now);
    if (what == Ask::Varz)
        closeRoundIfComplete();
    else
        emit updated();
}

// How long a reading stands for now.
milliseconds Recorder::hold(const Server &server) const { return periodOf(server, Ask::Varz) * 5 / 2; }

std::vector<const Recorder::Server *> Recorder::contributors() const
{
    std::vector<const Server *> fresh;
    for (const ServerPointer &server : m_servers) {
        if (server->state.varz && !server->state.error && since(server->state.read, m_clock.now()) <= hold(*server))
            fresh.push_back(server.get());
    }
    return fresh;
}

void Recorder::closeRoundIfComplete()
{
    const bool waiting = std::any_of(m_servers.begin(), m_servers.end(), [](const ServerPointer &server) { return server->awaited; });
    if (!waiting || !m_roundOpen) // not open: this one was too late for its round
        closeRound();
}

void Recorder::closeRound()
{
    m_roundOpen = false;
    const std::vector<const Server *> fresh = contributors();
    bool renewed = false;
    for (const ServerPointer &server : m_servers) {
        renewed |= server->renewed;
        server->renewed = false;
        server->awaited = false;
    }
    if (fresh.empty()) {
        addGap();
    } else if (renewed) {
        if (fresh != m_contributors) {
            for (Series &series : m_totals)
                series.breakLine();
        }
        addSums(timeNow(), fresh);
    }
    m_contributors = fresh;
    emit updated();
}

// Begins where the next sample was expected, however late that is noticed.
void Recorder::addGap()
{
    for (Series &series : m_totals) {
        const Sample last = series.newest();
        if (!last.isGap())
            series.append(std::min(timeNow(), last.time + m_options.period.count()), notMeasured);
    }
}

void Recorder::addSums(qint64 time, const std::vector<const Server *> &servers)
{
    std::array<double, metricCount> sums{};
    const auto add = [&sums](Metric metric, double value) { sums[std::size_t(metric)] += value; };
    for (const Server *server : servers) {
        const Rates rates = server->rate.value_or(Rates{notMeasured, notMeasured, notMeasured, notMeasured, 0});
        const Varz &varz = *server->state.varz;
        const JetStreamUse use = varz.jetStream.value_or(JetStreamUse());
        add(Metric::InMsgs, rates.inMsgs);
        add(Metric::OutMsgs, rates.outMsgs);
        add(Metric::InBytes, rates.inBytes);
        add(Metric::OutBytes, rates.outBytes);
        add(Metric::Connections, double(varz.connections));
        add(Metric::Subscriptions, double(varz.subscriptions));
        add(Metric::Cpu, varz.cpu);
        add(Metric::Memory, double(varz.mem));
        add(Metric::StorageUsed, double(use.storage));
        add(Metric::StorageReserved, double(use.reservedStorage));
        add(Metric::StorageLimit, double(use.maxStorage));
    }
    add(Metric::SlowConsumers, m_slowConsumers);
    for (std::size_t i = 0; i < metricCount; ++i) {
        // A sample that came much later than expected had nothing before it.
        const Sample last = m_totals[i].newest();
        milliseconds usual = m_options.period;
        for (const Server *server : servers)
            usual = std::max(usual, 2 * server->latencies[0]);
        if (!last.isGap() && last.time > 0 && time - last.time > 5 * usual.count() / 2)
            m_totals[i].append(last.time + usual.count(), notMeasured);
        m_totals[i].append(time, sums[i]);
    }
}

void Recorder::gatherStreams()
{
    QHash<QString, const Jsz *> replies;
    for (const ServerPointer &server : m_servers) {
        const bool expected = server->state.varz && server->state.varz->jetStream && !server->state.error;
        if (!expected)
            continue;
        if (!server->streams) {
            if (!m_streams.error)
                return; // the others are still to answer
            continue;
        }
        replies.insert(server->state.name, &*server->streams);
    }
    if (!replies.isEmpty()) {
        m_streams.streams = m_streamRates->join(replies);
        m_streams.total = qint64(m_streams.streams.size());
        m_streams.read = m_clock.now();
        for (const ServerPointer &server : m_servers)
            server->streams.reset();
    }
    emit streamsUpdated();
}

} // namespace natsdeck::monitoring
