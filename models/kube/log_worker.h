#pragma once

#include "models/kube/http_stream.h"
#include "models/kube/log_stream.h"

#include <atomic>

namespace natsdeck::kube {

// The network side of a LogStream. Asks for time stamps always: after a lost connection it goes on from the last one and
// leaves out the lines that were shown already (facts/kubernetes-client.md §3.3).
class LogWorker final : public QObject
{
    Q_OBJECT

public:
    LogWorker(Session &session, QString nameSpace, QString pod, LogOptions options);

    void start();

    std::atomic<qint64> waitingBytes = 0; // sent and not yet taken by the receiver

signals:
    void lines(const QList<natsdeck::kube::LogLine> &lines, qint64 bytes);
    void droppedLines(quint64 count);
    void ended(const std::optional<natsdeck::Error> &error);

private:
    void openStream();
    void take(const QByteArray &chunk);
    void takeLine(const QByteArray &line, QList<LogLine> &into);
    void streamEnded(const std::optional<Error> &error);

    Session &m_session;
    QString m_nameSpace;
    QString m_pod;
    LogOptions m_options;
    HttpStream *m_stream = nullptr;
    QByteArray m_partial;
    QByteArray m_lastTime;
    bool m_resumed = false; // this stream began at a line that was given out already
    bool m_cut = false;     // the rest of the line is left out
    int m_failures = 0;
};

[[nodiscard]] QByteArray logPath(const QString &nameSpace, const QString &pod);
[[nodiscard]] QByteArray logQuery(const LogOptions &options);

} // namespace natsdeck::kube
