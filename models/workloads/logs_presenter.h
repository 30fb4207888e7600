#pragma once

#include "models/workloads/log_model.h"
#include "models/workloads/log_sources.h"

#include <QStringList>

namespace natsdeck::workloads {

// The logs of a system's pods: which, followed or not, filtered, searched, paused, and what is said about them.
class LogsPresenter final : public QObject
{
    Q_OBJECT

public:
    enum class State { Loading, Empty, Live, Paused, Stopped, Failed };

    struct Range
    {
        QString title;
        std::optional<int> tailLines;
        std::optional<int> sinceSeconds;
    };
    struct Figure
    {
        QString label;
        QString value;
        QString exact; // tooltip
        bool warns = false;
        friend bool operator==(const Figure &, const Figure &) = default;
    };

    LogsPresenter(const Workload &workload, Followed &pods, QObject *parent = nullptr);

    [[nodiscard]] LogModel &model() { return m_model; }
    void setActive(bool active); // starts at the first time; goes on when hidden
    void refresh();              // from the beginning
    void setUtc(bool utc) { m_model.setUtc(utc); }

    [[nodiscard]] State state() const;
    [[nodiscard]] QString stateText() const; // "Live, 3 logs", "2 of 3 logs"
    [[nodiscard]] const std::optional<Error> &error() const { return m_sources.error(); }
    [[nodiscard]] QList<Figure> figures() const;
    [[nodiscard]] QString arrived() const;    // while paused: "1,204 since"
    [[nodiscard]] QString searchText() const; // "3 of 312", "none"

    [[nodiscard]] const LogScope &scope() const { return m_scope; }
    [[nodiscard]] QStringList podNames() const;
    [[nodiscard]] QStringList containerNames() const;
    [[nodiscard]] static QList<Range> ranges();
    void choosePod(const QString &pod);             // empty: all
    void chooseContainer(const QString &container); // empty: all
    void chooseRange(int range);
    void setPrevious(bool previous); // of the runs before, read once
    void setFollowing(bool following);
    [[nodiscard]] bool isFollowing() const { return m_sources.isFollowing(); }
    void setPaused(bool paused); // nothing moves; what comes waits, within the same bounds
    [[nodiscard]] bool isPaused() const { return m_paused; }
    void clear();

    QString setFilter(const QString &text); // in force at once; else why it cannot be
    void setMinimum(LogLevel level);
    [[nodiscard]] QString filterText() const; // "Valid, 2 terms"; empty without one
    void setSearch(const QString &text);
    [[nodiscard]] int nextHit(bool backwards); // a row, from the last one; -1 = none
    void setCurrentRow(int row) { m_hitRow = row; }

    // What is shown, oldest first, as text; the answer is how many bytes were written.
    [[nodiscard]] async::Future<qint64> save(const QString &path) const;
    [[nodiscard]] QString command() const; // kubectl

signals:
    void changed();
    void figuresChanged();

private:
    void start();
    void take(std::vector<LogEntry> &lines, quint64 lost);

    const Workload &m_workload;
    Followed &m_pods;
    LogSources m_sources;
    LogModel m_model;
    LogScope m_scope;
    QString m_filterText;
    int m_terms = 0;
    LogLevel m_minimum = LogLevel::None;
    bool m_isStarted = false;
    bool m_paused = false;
    std::vector<LogEntry> m_waiting;
    qint64 m_waitingBytes = 0;
    quint64 m_arrived = 0;
    int m_hitRow = -1;
};

} // namespace natsdeck::workloads
