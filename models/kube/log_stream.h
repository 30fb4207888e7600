#pragma once

#include "models/base/result.h"
#include "models/kube/client_options.h"

#include <QObject>

#include <memory>
#include <optional>

namespace natsdeck::kube {

class LogWorker;
class NetworkThread;
class Session;

struct LogLine
{
    QString time; // RFC 3339 with nanoseconds, as the server wrote it
    QString text; // cleaned, one line
};

// The log of one container, followed. Resumes where it was after a lost connection, without repeating lines. Ends when the
// container stops. Signals come in the thread that made it; lines wait in a bounded queue and what does not fit is counted.
class LogStream final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t queueBytes = 8 * 1024 * 1024;

    LogStream(std::shared_ptr<NetworkThread> thread, Session *session, const QString &nameSpace, const QString &pod,
              const LogOptions &options);
    ~LogStream() override;

    [[nodiscard]] quint64 dropped() const { return m_dropped; }

signals:
    void lines(const QList<natsdeck::kube::LogLine> &lines);
    void ended(const std::optional<natsdeck::Error> &error); // nothing: the container stopped

private:
    std::shared_ptr<NetworkThread> m_thread;
    LogWorker *m_worker = nullptr;
    quint64 m_dropped = 0;
};

} // namespace natsdeck::kube
