#include "tests/bench/bare_reader.h"
#include "tests/bench/bench.h"
#include "tests/bench/flood.h"

#include "models/explorer/explorer_presenter.h"
#include "models/explorer/stream_source.h"
#include "models/jetstream/client.h"
#include "models/nats/connection.h"
#include "tests/support/memory_gate.h"
#include "tests/support/nats_server.h"
#include "widgets/common/table_view.h"
#include "widgets/common/theme.h"
#include "widgets/explorer/explorer_page.h"

#include <QApplication>
#include <QFile>
#include <QJsonArray>
#include <QTimer>

#include <cmath>
#include <random>

#include <sys/syscall.h>
#include <unistd.h>

using namespace natsdeck;
using namespace natsdeck::bench;
using namespace natsdeck::explorer;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 receiveCount = 3'000'000;
constexpr qint64 floodCount = 36'000'000; // half a minute and more at what two cores can carry
constexpr quint64 streamLength = 1'000'000;
constexpr int pageRows = 500;
constexpr std::chrono::milliseconds frame{16};

// Runs the event loop until it is done: these objects live in the GUI thread.
bool turnUntil(const std::function<bool()> &done, int limitMs)
{
    const Stopwatch watch;
    QTimer wake; // so that the loop looks at `done` now and then
    wake.start(std::chrono::milliseconds(1));
    while (!done()) {
        if (watch.milliseconds() > limitMs)
            return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }
    return true;
}

struct System
{
    std::unique_ptr<test::NatsServer> server;
    std::unique_ptr<nats::Connection> connection;
    std::unique_ptr<jetstream::Client> client;

    static std::unique_ptr<System> make(bool jetstream)
    {
        auto system = std::make_unique<System>();
        system->server = test::NatsServer::start({.jetstream = jetstream});
        if (!system->server)
            return nullptr;
        system->connection = std::make_unique<nats::Connection>();
        system->connection->open({.urls = {system->server->url()}});
        if (!turnUntil([&] { return system->connection->status().isConnected(); }, 10'000))
            return nullptr;
        system->client = std::make_unique<jetstream::Client>(*system->connection, jetstream::Scope{});
        return system;
    }
};

// --- receiving -------------------------------------------------------------------------------------------------------------

// Tap, ring, subjects and model as the open page has them, ticking in its event loop.
double receiveOurs(System &system)
{
    SubjectTreeModel tree;
    LivePresenter live(*system.connection, std::make_shared<TapBudget>(), tree);
    live.setSubjects(u"flood"_s);
    live.start();
    turnUntil([&] { return !live.tap().error(); }, 100);
    turnUntil([watch = Stopwatch()] { return watch.milliseconds() > 300; }, 400); // the server has the subscription
    Flood flood({system.server->url(), "flood", receiveCount});
    const auto sent = [&] { return static_cast<qint64>(live.tap().measure().sent()); };
    if (!turnUntil([&] { return sent() > 0; }, 20'000))
        return std::nan("");
    const qint64 before = sent();
    const Stopwatch watch;
    if (!turnUntil([&] { return sent() >= receiveCount; }, 60'000))
        return std::nan("");
    const double seconds = watch.milliseconds() / 1000;
    const TapFigures figures = live.tap().measure();
    const double received = static_cast<double>(figures.counts.received) - static_cast<double>(before);
    return flood.wait() == receiveCount && figures.counts.received == figures.counts.kept + figures.counts.notKept() ? received / seconds
                                                                                                                     : std::nan("");
}

double receiveBare(System &system)
{
    std::atomic<qint64> count = 0;
    BareSubscriber subscriber(system.server->url(), "flood", [&count] { count.fetch_add(1, std::memory_order_relaxed); });
    Flood flood({system.server->url(), "flood", receiveCount});
    if (!turnUntil([&] { return count.load() > 0; }, 20'000))
        return std::nan("");
    const qint64 before = count.load();
    const Stopwatch watch;
    if (!turnUntil([&] { return count.load() >= receiveCount; }, 60'000))
        return std::nan("");
    const double seconds = watch.milliseconds() / 1000;
    return flood.wait() == receiveCount ? static_cast<double>(receiveCount - before) / seconds : std::nan("");
}

// --- flood -----------------------------------------------------------------------------------------------------------------

qint64 residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE) : 0;
}

// How long this thread was ready to run but had no processor, in ms.
double runDelay()
{
    QFile file(u"/proc/self/task/%1/schedstat"_s.arg(syscall(SYS_gettid)));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toDouble() / 1e6 : 0;
}

// The beat of the GUI thread: how late it was, with and without the time spent waiting for a processor.
class Heartbeat final
{
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { beat(); });
        m_delay = runDelay();
        m_timer.start(frame);
    }
    std::vector<double> intervals; // as they were
    std::vector<double> own;       // without the time spent waiting for a processor
    double longestOwn = 0;         // beyond the frame itself and the waiting

private:
    void beat()
    {
        const double interval = m_watch.milliseconds();
        m_watch = Stopwatch();
        const double delay = runDelay();
        intervals.push_back(interval);
        own.push_back(interval - (delay - m_delay));
        longestOwn = std::max(longestOwn, interval - static_cast<double>(frame.count()) - (delay - m_delay));
        m_delay = delay;
    }
    QTimer m_timer;
    Stopwatch m_watch;
    double m_delay = 0;
};

struct FloodResult
{
    bool exact = false;
    double seconds = 0;
    double grownMiB = 0;
    double frameP99 = 0;
    double longestGap = 0;
};

FloodResult floodPage(System &system)
{
    FloodResult result;
    ui::Theme theme(*qApp, ui::Scheme::Light);
    auto budget = std::make_shared<TapBudget>();
    ui::ExplorerPage page(theme, *system.connection, *system.client, {budget});
    page.resize(1190, 780);
    page.show();
    page.openItem(u"live/flood.>"_s);
    turnUntil([watch = Stopwatch()] { return watch.milliseconds() > 500; }, 1'000);
    const qint64 before = residentBytes();
    qint64 highest = before;
    Heartbeat heart;
    QTimer memory;
    QObject::connect(&memory, &QTimer::timeout, &memory, [&highest] { highest = std::max(highest, residentBytes()); });
    memory.start(std::chrono::milliseconds(50));
    const Stopwatch watch;
    Flood flood({system.server->url(), "flood.one", floodCount});
    const auto figures = [&] { return page.presenter().live().tap().measure(); };
    turnUntil([&] { return static_cast<qint64>(figures().sent()) >= floodCount; }, 180'000);
    result.seconds = watch.milliseconds() / 1000;
    const TapFigures end = figures();
    result.exact = flood.wait() == floodCount && static_cast<qint64>(end.sent()) == floodCount &&
                   static_cast<qint64>(end.counts.kept + end.notKept()) == floodCount && system.connection->status().reconnects == 0;
    result.grownMiB = static_cast<double>(highest - before) / (1024 * 1024);
    result.frameP99 = percentile(heart.intervals, 99);
    result.longestGap = heart.longestOwn;
    std::fprintf(stderr,
                 "flood: %.1f s, %llu kept, %llu not kept (%llu of them dropped by the client), %zu frames, p50 %.1f ms, p99 %.1f ms, p99 "
                 "without waiting for a processor %.1f ms\n",
                 result.seconds, static_cast<unsigned long long>(end.counts.kept), static_cast<unsigned long long>(end.notKept()),
                 static_cast<unsigned long long>(end.lostInClient), heart.intervals.size(), percentile(heart.intervals, 50),
                 percentile(heart.intervals, 99), percentile(heart.own, 99));
    return result;
}

// --- stored ----------------------------------------------------------------------------------------------------------------

// From the wish to see these rows until all of them are messages; NaN when they do not come.
double show(StoredModel &model, quint64 newest, int rows)
{
    const Stopwatch watch;
    const int first = model.showSequence(newest);
    model.setVisibleRows(first, first + rows - 1);
    const auto complete = [&] {
        for (int row = first + rows - 1; row >= first; row -= 16) {
            if (model.kindAt(row) != RowKind::Message)
                return false;
        }
        return model.kindAt(first) == RowKind::Message;
    };
    if (!turnUntil(complete, 5'000))
        return std::nan("");
    const double shown = watch.milliseconds();
    turnUntil([&] { return model.pending() == 0; }, 5'000); // what is read ahead is nobody's wait
    return shown;
}

} // namespace

NATSDECK_BENCHMARK(tap_receive)
{
    const auto system = System::make(false);
    if (!system)
        return report.skip(u"tap-receive-128B"_s, u"no nats-server"_s);
    report.compare({u"tap-receive-128B"_s, u"msg/s"_s, u"bare cnats subscriber"_s, Better::Higher, 0.9,
                    [&] { return receiveOurs(*system); }, [&] { return receiveBare(*system); }});
}

NATSDECK_BENCHMARK(tap_flood)
{
    const auto system = System::make(false);
    if (!system)
        return report.skip(u"tap-flood"_s, u"no nats-server"_s);
    const FloodResult result = floodPage(*system);
    report.measure({u"tap-flood-miscounted"_s, u"runs"_s, Better::Lower, 0, [&] { return result.exact ? 0.0 : 1.0; }});
    report.measure({u"tap-flood-seconds"_s, u"s"_s, Better::Higher, 25, [&] { return result.seconds; }});
    report.measure({u"tap-flood-memory"_s, u"MiB"_s, Better::Lower, 512 + 64, [&] { return result.grownMiB; }});
    report.measure({u"tap-flood-frame-p99"_s, u"ms"_s, Better::Lower, 33, [&] { return result.frameP99; }});
    report.measure({u"tap-flood-longest-gap"_s, u"ms"_s, Better::Lower, 50, [&] { return result.longestGap; }});
}

NATSDECK_BENCHMARK(explorer_stored)
{
    const auto system = System::make(true);
    if (!system)
        return report.skip(u"explorer-page-500"_s, u"no nats-server"_s);
    test::MemoryGate gate;
    const auto created = async::await(system->client->createStream(
        gate.permit(u"bench"_s), {{u"name"_s, u"S"_s}, {u"subjects"_s, QJsonArray{u"s"_s}}, {u"allow_direct"_s, true}}));
    if (!created)
        return report.skip(u"explorer-page-500"_s, toText(created.error()));
    Flood flood({system->server->url(), "s", qint64(streamLength), 128, 0, true});
    if (flood.wait(300'000) < 0)
        return report.skip(u"explorer-page-500"_s, u"the stream could not be filled"_s);
    StoredModel model;
    model.setSource(std::make_shared<StreamSource>(*system->client, u"S"_s));
    if (!turnUntil([&] { return model.isOpen(); }, 10'000))
        return report.skip(u"explorer-page-500"_s, u"the stream could not be opened"_s);
    std::mt19937_64 engine{20260917};
    const auto somewhere = [&engine] { return std::uniform_int_distribution<quint64>(2000, streamLength - 2000)(engine); };
    BareReader reader(system->server->url(), "$JS.API.DIRECT.GET.S");
    report.compare({u"explorer-page-500"_s, u"ms"_s, u"bare pipelined reader"_s, Better::Lower, 1.5,
                    [&] {
                        std::vector<double> times;
                        for (int i = 0; i < 20; ++i)
                            times.push_back(show(model, somewhere(), pageRows));
                        return median(times);
                    },
                    [&] {
                        std::vector<double> times;
                        for (int i = 0; i < 20; ++i) {
                            const Stopwatch watch;
                            times.push_back(reader.read(somewhere(), pageRows) ? watch.milliseconds() : std::nan(""));
                        }
                        return median(times);
                    }});
    report.measure({u"explorer-jump-p99"_s, u"ms"_s, Better::Lower, 20, [&] {
                        std::vector<double> times;
                        for (int i = 0; i < 1000; ++i)
                            times.push_back(show(model, somewhere(), 30));
                        return percentile(times, 99);
                    }});
}
