#pragma once

#include "models/base/finding.h"
#include "models/monitoring/busiest_streams_model.h"
#include "models/monitoring/recorder.h"

#include <QObject>

#include <optional>

class QTimer;

namespace natsdeck::monitoring {

// A number of the cards row.
struct CardText
{
    QString figure; // "–" when it is not measured
    QString unit;
    QString exact; // for the tooltip
    QString state; // one line below, with a glyph when there is a severity
    std::optional<Severity> severity;
};

struct StorageCard
{
    CardText text;
    double used = 0;
    double reserved = 0;
    double limit = 0;
    bool measured = false;
    QString pill; // "77 %, near the limit"; empty below 75 %
    Severity pillSeverity = Severity::Ok;
};

enum class OverviewChart { Throughput, Storage, Bytes, Connections, Cpu, Memory };
inline constexpr int overviewCharts = 6;

struct ChartData
{
    struct Line
    {
        QString name;
        int color = 0; // fixed meanings: In, Used 0; Out 1; Reserved 2
        QList<Sample> samples;
    };
    QString unit;
    QList<Line> lines;
    double limit = 0; // 0 = none
    qint64 from = 0;
    qint64 to = 0;
};

enum class TimeRange { FiveMinutes, FifteenMinutes, Hour };

// What the Overview page shows, in words and numbers. Follows a recorder; no widget.
class OverviewPresenter final : public QObject
{
    Q_OBJECT

public:
    enum class State { Loading, NoSource, Ready, Stale, Failed };

    explicit OverviewPresenter(Recorder &recorder, QObject *parent = nullptr);

    [[nodiscard]] State state() const;
    [[nodiscard]] std::optional<Error> error() const; // of the first server that does not answer
    [[nodiscard]] std::chrono::milliseconds age() const;
    [[nodiscard]] QString ageText() const; // "updated 2 s ago"; "paused"

    [[nodiscard]] CardText servers() const;
    [[nodiscard]] CardText connections() const;
    [[nodiscard]] CardText messages() const;
    [[nodiscard]] StorageCard storage() const;

    [[nodiscard]] TimeRange range() const { return m_range; }
    void setRange(TimeRange range);
    [[nodiscard]] bool isPaused() const { return m_pausedAt.has_value(); }
    void setPaused(bool paused); // the picture stands still; recording goes on
    [[nodiscard]] ChartData chart(OverviewChart chart) const;

    [[nodiscard]] BusiestStreamsModel &streams() { return m_streams; }
    [[nodiscard]] QString streamsText() const;  // "by messages per second"
    [[nodiscard]] QString streamsLink() const;  // "All 21 streams"
    [[nodiscard]] QString streamsEmpty() const; // why there are no rows; empty when there are
    [[nodiscard]] const Findings &findings() const { return m_findings; }

    // While the page is on screen: streams are read, ages tick.
    void setWatching(bool watching);
    void refresh() { m_recorder.readNow(); }

signals:
    void changed();       // cards, state, ages
    void chartsChanged(); // samples, range
    void streamsChanged();
    void findingsChanged();

private:
    void update();
    void updateStreams();
    [[nodiscard]] std::size_t freshServers() const;
    [[nodiscard]] ChartData::Line line(const QString &name, int color, Metric metric, const ChartData &data) const;

    Recorder &m_recorder;
    QTimer *m_timer;
    BusiestStreamsModel m_streams;
    Findings m_findings;
    TimeRange m_range = TimeRange::FifteenMinutes;
    std::optional<qint64> m_pausedAt;
};

} // namespace natsdeck::monitoring
