#pragma once

#include "models/base/async.h"
#include "models/workloads/log_follower.h"
#include "models/workloads/log_line.h"

#include <QJsonObject>
#include <QMap>
#include <QTimer>

#include <map>
#include <vector>

namespace natsdeck::workloads {

class Followed;
struct Workload;

// Which logs, and how much of what was before.
struct LogScope
{
    QString pod;                         // empty: all pods
    QString container;                   // empty: all containers
    bool previous = false;               // of the run before, read once
    std::optional<int> tailLines = 1000; // of each container
    std::optional<int> sinceSeconds = {};

    friend bool operator==(const LogScope &, const LogScope &) = default;
};

// One run of one container, as its pod says.
struct ContainerRun
{
    QString pod;
    QString container;
    QString identity; // of pod and container: another one is another run
    QString podUid;
    bool hasStarted = false; // there is something to read
    bool isRunning = false;
    int restarts = 0;
    QString startedAt;
    QString lastEnd; // "OOMKilled, exit code 137"; empty when nothing ended
};

[[nodiscard]] QList<ContainerRun> runsOf(const QJsonObject &pod); // init containers are not among them

// Follows the logs of a scope while pods come, go and restart, and says so by markers between the lines. Lines come in batches, at most
// 20 a second; those of several pods in one batch are in no order.
class LogSources final : public QObject
{
    Q_OBJECT

public:
    LogSources(const Workload &workload, Followed &pods, QObject *parent = nullptr);
    ~LogSources() override;

    void start(const LogScope &scope); // from the beginning
    void stop();                       // lets go of everything
    void setFollowing(bool following); // off: nothing more comes; on: goes on after the last lines
    [[nodiscard]] bool isFollowing() const { return m_following; }
    [[nodiscard]] const LogScope &scope() const { return m_scope; }
    [[nodiscard]] int attached() const;                           // streams that are open
    [[nodiscard]] int expected() const;                           // containers that are in the scope
    [[nodiscard]] bool hasAnswered() const { return m_answered; } // something has come, or has been said not to be there
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

signals:
    void batch(std::vector<natsdeck::workloads::LogEntry> &lines, quint64 lost);
    void changed();

private:
    struct Source;

    void update();
    void settle(Source &source, const ContainerRun &run);
    void attach(Source &source, const ContainerRun &run);
    void take(Source &source, const QList<kube::LogLine> &lines);
    void mark(const Source &source, const QString &text, qint64 timeNs);
    void ended(Source &source, const std::optional<Error> &error);
    void readPrevious();
    void takePrevious(const ContainerRun &run, const Result<QByteArray> &log);
    void flush();
    [[nodiscard]] QList<ContainerRun> wanted() const;
    [[nodiscard]] QString labelOf(const ContainerRun &run) const;

    const Workload &m_workload;
    Followed &m_pods;
    LogScope m_scope;
    std::map<QString, std::unique_ptr<Source>> m_sources; // by pod and container
    std::vector<LogEntry> m_waiting;
    quint64 m_lost = 0;
    bool m_started = false;
    bool m_following = false;
    bool m_begun = false; // the first pods are known: others are new ones
    bool m_answered = false;
    std::optional<Error> m_error;
    QTimer m_flush;
    QTimer m_check;
    async::Generation m_readings;
};

} // namespace natsdeck::workloads
