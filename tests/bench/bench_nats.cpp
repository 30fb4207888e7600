#include "tests/bench/bare_reader.h"
#include "tests/bench/bench.h"
#include "tests/bench/flood.h"

#include "models/jetstream/client.h"
#include "models/jetstream/stored_messages.h"
#include "models/nats/connection.h"
#include "tests/support/memory_gate.h"
#include "tests/support/nats_server.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <cmath>
#include <random>

using namespace natsdeck;
using namespace natsdeck::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 floodCount = 1'000'000;
constexpr quint64 streamLength = 1'000'000;
constexpr int pageSize = 500;

// For programs without an event loop of their own just now.
bool waitUntil(const std::function<bool()> &done, int limitMs)
{
    const Stopwatch watch;
    while (!done()) {
        if (watch.milliseconds() > limitMs)
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 5);
        std::this_thread::yield();
    }
    return true;
}

std::unique_ptr<nats::Connection> connectTo(const test::NatsServer &server)
{
    auto connection = std::make_unique<nats::Connection>();
    connection->open({.urls = {server.url()}});
    return waitUntil([&] { return connection->status().isConnected(); }, 10'000) ? std::move(connection) : nullptr;
}

// From the first message to the last one, as seen by the receiver.
struct Arrival
{
    std::atomic<qint64> count = 0;
    std::chrono::steady_clock::time_point first;
    std::chrono::steady_clock::time_point last;
    std::promise<void> complete;

    void operator()()
    {
        const qint64 number = count.fetch_add(1, std::memory_order_relaxed) + 1;
        if (number == 1)
            first = std::chrono::steady_clock::now();
        if (number == floodCount) {
            last = std::chrono::steady_clock::now();
            complete.set_value();
        }
    }
    double rate()
    {
        if (complete.get_future().wait_for(std::chrono::seconds(60)) != std::future_status::ready)
            return std::nan("");
        return double(floodCount) / std::chrono::duration<double>(last - first).count();
    }
};

double receiveOurs(const test::NatsServer &server)
{
    const auto connection = connectTo(server);
    if (!connection)
        return std::nan("");
    Arrival arrival;
    const auto subscription = connection->subscribe("flood", [&](nats::Message &&) { arrival(); }, {{}, INT_MAX, INT_MAX, {}});
    if (!waitUntil([&] { return subscription->isActive(); }, 5'000))
        return std::nan("");
    Flood flood({server.url(), "flood", floodCount});
    const double rate = arrival.rate();
    return flood.wait() == floodCount ? rate : std::nan("");
}

double receiveBare(const test::NatsServer &server)
{
    Arrival arrival;
    BareSubscriber subscriber(server.url(), "flood", [&] { arrival(); });
    Flood flood({server.url(), "flood", floodCount});
    const double rate = arrival.rate();
    return flood.wait() == floodCount ? rate : std::nan("");
}

// A server with one file stream of a million messages of 128 bytes.
struct Filled
{
    std::unique_ptr<test::NatsServer> server;
    std::unique_ptr<nats::Connection> connection;
    std::unique_ptr<jetstream::Client> client;
    std::unique_ptr<jetstream::StoredMessages> stored;

    static std::unique_ptr<Filled> make(QString *why)
    {
        auto filled = std::make_unique<Filled>();
        filled->server = test::NatsServer::start({.jetstream = true}, why);
        if (!filled->server)
            return nullptr;
        filled->connection = connectTo(*filled->server);
        filled->client = std::make_unique<jetstream::Client>(*filled->connection, jetstream::Scope{});
        filled->stored = std::make_unique<jetstream::StoredMessages>(*filled->client);
        test::MemoryGate gate;
        const auto permit = gate.permit(u"bench"_s);
        for (const bool direct : {true, false}) {
            const QString name = direct ? u"DIRECT"_s : u"PLAIN"_s;
            const auto created = async::await(filled->client->createStream(
                permit, {{u"name"_s, name}, {u"subjects"_s, QJsonArray{name.toLower()}}, {u"allow_direct"_s, direct}}));
            Flood flood({filled->server->url(), name.toLower().toUtf8(), qint64(streamLength), 128, 0, true});
            if (!created || flood.wait(300'000) < 0) {
                *why = u"the stream could not be filled"_s;
                return nullptr;
            }
        }
        return filled;
    }
};

class Positions final
{
public:
    quint64 next(int rows) { return std::uniform_int_distribution<quint64>(1, streamLength - quint64(rows) + 1)(m_engine); }

private:
    std::mt19937_64 m_engine{20260917};
};

constexpr int pagesPerRun = 20;

double pagesOurs(Filled &filled, const QString &stream, Positions &positions)
{
    std::vector<double> times;
    for (int i = 0; i < pagesPerRun; ++i) {
        const Stopwatch watch;
        const auto page = async::await(filled.stored->read(stream, positions.next(pageSize), pageSize));
        times.push_back(watch.milliseconds());
        if (!page || page->messages.size() != pageSize)
            return std::nan("");
    }
    return median(times);
}

double pagesBare(BareReader &reader, Positions &positions)
{
    std::vector<double> times;
    for (int i = 0; i < pagesPerRun; ++i) {
        const Stopwatch watch;
        if (!reader.read(positions.next(pageSize), pageSize))
            return std::nan("");
        times.push_back(watch.milliseconds());
    }
    return median(times);
}

} // namespace

NATSDECK_BENCHMARK(receive)
{
    const auto server = test::NatsServer::start();
    if (!server)
        return report.skip(u"receive-128B"_s, u"no nats-server"_s);
    report.compare({u"receive-128B"_s, u"msg/s"_s, u"bare cnats subscriber"_s, Better::Higher, 0.9, [&] { return receiveOurs(*server); },
                    [&] { return receiveBare(*server); }});
}

NATSDECK_BENCHMARK(stored)
{
    QString why;
    const std::unique_ptr<Filled> filled = Filled::make(&why);
    if (!filled)
        return report.skip(u"page-500"_s, why);
    for (const bool direct : {true, false}) {
        const QString stream = direct ? u"DIRECT"_s : u"PLAIN"_s;
        const QByteArray subject = (direct ? u"$JS.API.DIRECT.GET."_s : u"$JS.API.STREAM.MSG.GET."_s).toUtf8() + stream.toUtf8();
        BareReader reader(filled->server->url(), subject);
        Positions ourPositions;
        Positions theirPositions;
        report.compare({direct ? u"page-500-direct"_s : u"page-500-msg-get"_s, u"ms"_s, u"bare pipelined reader"_s, Better::Lower, 1.5,
                        [&] { return pagesOurs(*filled, stream, ourPositions); }, [&] { return pagesBare(reader, theirPositions); }});
        report.measure({direct ? u"jump-p99-direct"_s : u"jump-p99-msg-get"_s, u"ms"_s, Better::Lower, 20, [&] {
                            std::vector<double> times;
                            for (int i = 0; i < 1000; ++i) { // what a screen of rows needs
                                const Stopwatch watch;
                                const auto page = async::await(filled->stored->read(stream, ourPositions.next(50), 50));
                                times.push_back(page && page->messages.size() == 50 ? watch.milliseconds() : 1e9);
                            }
                            return percentile(times, 99);
                        }});
    }
}
