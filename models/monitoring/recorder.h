#pragma once

#include "models/base/async.h"
#include "models/base/clock.h"
#include "models/monitoring/reading_source.h"
#include "models/monitoring/readings.h"
#include "models/monitoring/series.h"

#include <QObject>

#include <array>
#include <memory>
#include <optional>
#include <vector>

class QThreadPool;
class QTimer;

namespace natsdeck::monitoring {

class StreamRates;

// What is kept over time. Rates per second; sizes in bytes; Cpu in percent of one core.
enum class Metric {
    InMsgs,
    OutMsgs,
    InBytes,
    OutBytes,
    Connections,
    Subscriptions,
    Cpu,
    Memory,
    StorageUsed,
    StorageReserved,
    StorageLimit,
    SlowConsumers // counted from zero since the recording began
};
inline constexpr std::size_t metricCount = 12;

// One server as it was last seen. Ages by the monotonic clock.
struct ServerState
{
    QString name; // of the source until /varz names it
    QString via;  // which way it is read, for people
    std::optional<Varz> varz;
    std::optional<Jsz> jsz; // without streams
    std::optional<Healthz> health;
    std::optional<Error> error; // why there is no newer reading; nothing when the last attempt succeeded
    std::chrono::steady_clock::time_point read;
    qint64 restarted = 0; // milliseconds since the epoch, 0 = not since the recording began
    std::chrono::milliseconds latency{0};
};

// The streams of all servers, each once: of a replicated stream the leader's entry.
struct StreamsState
{
    struct Stream
    {
        StreamReading reading;
        QList<double> rates; // messages per second, newest last, at most rateLimit; NaN = not measured
    };
    static constexpr qsizetype rateLimit = 60;

    std::vector<Stream> streams;
    std::optional<std::chrono::steady_clock::time_point> read;
    qint64 total = 0;     // how many there are
    bool tooMany = false; // more than streamLimit: not asked for
    std::optional<Error> error;
};

// Asks every server of one system and keeps the last hour: /varz every period, /healthz and /jsz every ten seconds, the
// streams only while someone looks. One request in flight per server; twice as slow as a slow server answers; backs off
// from one that fails, to 5 s at most. Decodes on a thread of its own. Sums count the servers that answer: when those are
// others than before, or one has restarted, the lines break.
class Recorder final : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        std::chrono::milliseconds period{1000};
        std::chrono::milliseconds slowPeriod{10000}; // healthz, jsz, streams
        std::chrono::milliseconds deadline{10000};
        std::chrono::milliseconds longestBackOff{5000};
    };

    explicit Recorder(const Clock &clock, QObject *parent = nullptr);
    Recorder(const Clock &clock, Options options, QObject *parent = nullptr);
    ~Recorder() override;

    // Servers keep their state and the sums their history where the names stay.
    void setSources(std::vector<std::shared_ptr<ReadingSource>> sources);
    void start();
    void stop(); // keeps what was recorded; the time until start() is a gap
    [[nodiscard]] bool isRunning() const { return m_running; }
    void readNow(); // F5 and Try again: everything is due, back-off forgotten

    // /jsz with streams, while a page shows them.
    void setStreamsWanted(bool wanted);

    // On demand, of one server: one page of connections, sorted by the server. Io thread decodes it.
    [[nodiscard]] async::Future<Connz> readConnections(std::size_t server, int limit = 1024, int offset = 0);

    [[nodiscard]] const Options &options() const { return m_options; }
    [[nodiscard]] std::size_t serverCount() const;
    [[nodiscard]] const ServerState &server(std::size_t index) const;
    [[nodiscard]] bool isFresh(std::size_t index) const; // it counts in the sums now
    [[nodiscard]] const Series &total(Metric metric) const { return m_totals[static_cast<std::size_t>(metric)]; }
    [[nodiscard]] const StreamsState &streams() const { return m_streams; }
    [[nodiscard]] std::chrono::milliseconds ageOf(std::chrono::steady_clock::time_point time) const;
    [[nodiscard]] qint64 timeNow() const; // of the series' axis: never goes back
    // Of the newest reading of any server; nothing before the first.
    [[nodiscard]] std::optional<std::chrono::milliseconds> age() const;

    void tick(); // called by the timer; by tests with a clock of their own

    static constexpr qint64 streamLimit = 2000;

signals:
    void updated();        // a round of readings, or a failure, is in
    void streamsUpdated(); // also when they could not be read

private:
    struct Server;
    enum class Ask { Varz, Health, Jsz, Streams };
    static constexpr std::size_t askCount = 4;

    using ServerPointer = std::shared_ptr<Server>;

    void serve(const ServerPointer &server);
    void ask(const ServerPointer &server, Ask what);
    void replied(const ServerPointer &server, Ask what, quint64 request, const Result<QByteArray> &reply);
    template <typename T>
    void decode(const ServerPointer &server, Ask what, quint64 request, const QByteArray &reply, Result<T> (*decoder)(const QByteArray &));
    void take(Server &server, const Varz &reading);
    void take(Server &server, Jsz reading, Ask what);
    void settle(Server &server, Ask what, const std::optional<Error> &error);
    [[nodiscard]] std::chrono::milliseconds periodOf(const Server &server, Ask what) const;
    [[nodiscard]] std::chrono::milliseconds hold(const Server &server) const;
    [[nodiscard]] std::vector<const Server *> contributors() const;
    void closeRoundIfComplete();
    void closeRound();
    void addGap();
    void addSums(qint64 time, const std::vector<const Server *> &servers);
    void gatherStreams();

    const Clock &m_clock;
    Options m_options;
    std::unique_ptr<QThreadPool> m_pool;
    QTimer *m_timer;
    std::vector<ServerPointer> m_servers;
    std::array<Series, metricCount> m_totals;
    StreamsState m_streams;
    std::unique_ptr<StreamRates> m_streamRates;
    std::vector<const Server *> m_contributors; // of the last round; compared only
    quint64 m_request = 0;
    bool m_running = false;
    bool m_streamsWanted = false;
    bool m_roundOpen = false;
    std::chrono::steady_clock::time_point m_roundStarted;
    std::chrono::steady_clock::time_point m_anchor;
    qint64 m_anchorWall = 0;
    double m_slowConsumers = 0;
};

} // namespace natsdeck::monitoring
