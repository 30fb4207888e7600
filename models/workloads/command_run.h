#pragma once

#include "models/base/async.h"
#include "models/base/bounded_queue.h"
#include "models/kube/client.h"

#include <QElapsedTimer>
#include <QTimer>

#include <atomic>
#include <deque>

namespace natsdeck::workloads {

struct RunLine
{
    bool isError = false; // from standard error
    QDateTime time;       // of arrival, UTC
    QString text;         // clean

    friend bool operator==(const RunLine &, const RunLine &) = default;
};

// One command in a container, as it runs: output as it comes, bounded, then exit code and duration.
class CommandRun final : public QObject
{
    Q_OBJECT

public:
    enum class State { Running, Ended, Cancelled, Failed };

    static constexpr std::size_t lineLimit = 20'000;
    static constexpr qint64 byteLimit = 8 * 1024 * 1024;
    static constexpr std::chrono::minutes deadline{60};

    CommandRun(QString pod, QString container, QStringList words, QObject *parent = nullptr);
    ~CommandRun() override; // cancels

    void start(kube::Client &client, const guard::Permit &permit, const QString &nameSpace);
    void cancel();

    [[nodiscard]] const QString &pod() const { return m_pod; }
    [[nodiscard]] const QString &container() const { return m_container; }
    [[nodiscard]] const QStringList &words() const { return m_words; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] int exitCode() const { return m_exitCode; } // when it has ended
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] std::chrono::milliseconds duration() const;
    [[nodiscard]] const std::deque<RunLine> &lines() const { return m_lines; } // the newest
    [[nodiscard]] quint64 linesNotKept() const { return m_linesNotKept; }
    [[nodiscard]] quint64 bytesNotKept() const { return m_bytesNotKept + m_refused->load(); } // came faster than they were taken
    [[nodiscard]] QString text() const;

signals:
    void printed(const QList<natsdeck::workloads::RunLine> &lines);
    void changed(); // state, and the time while it runs
    void finished();

private:
    using Piece = std::pair<bool, QByteArray>;

    void takeOutput();
    void takeText(bool isError, const QByteArray &bytes, QList<RunLine> &into);
    void keep(const QList<RunLine> &lines);
    void end(const Result<kube::ExecOutput> &output);

    QString m_pod;
    QString m_container;
    QStringList m_words;
    State m_state = State::Running;
    int m_exitCode = 0;
    std::optional<Error> m_error;
    std::stop_source m_stop;
    std::shared_ptr<BoundedQueue<Piece>> m_queue;
    std::shared_ptr<std::atomic<quint64>> m_refused;
    QByteArray m_partial[2];
    std::deque<RunLine> m_lines;
    qint64 m_bytes = 0;
    quint64 m_linesNotKept = 0;
    quint64 m_bytesNotKept = 0;
    QElapsedTimer m_clock;
    std::chrono::milliseconds m_duration{0};
    QTimer m_tick;
};

} // namespace natsdeck::workloads
