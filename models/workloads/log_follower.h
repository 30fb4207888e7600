#pragma once

#include "models/base/error.h"
#include "models/kube/client_options.h"
#include "models/kube/log_stream.h"

#include <QObject>

#include <memory>
#include <optional>

namespace natsdeck::kube {
class Client;
}

namespace natsdeck::workloads {

// The log of one container of a pod by name, whoever runs under that name: each attaching goes on after the last line seen, so that
// no line comes twice through restarts of the container, a new pod of the same name, and lost connections.
class LogFollower final : public QObject
{
    Q_OBJECT

public:
    LogFollower(std::shared_ptr<kube::Client> client, QString nameSpace, QString pod, QString container, QObject *parent = nullptr);
    ~LogFollower() override;

    void attach(kube::LogOptions options); // tail and since count at the first attaching only
    void detach();
    [[nodiscard]] bool isAttached() const { return m_stream != nullptr; }
    [[nodiscard]] const QString &lastTime() const { return m_lastTime; } // empty: nothing came yet
    [[nodiscard]] quint64 takeLost();                                    // lines that found no room on the way, since the last call

signals:
    void lines(const QList<natsdeck::kube::LogLine> &lines);
    void ended(const std::optional<natsdeck::Error> &error); // detached; nothing: the container stopped, or the log was rotated

private:
    std::shared_ptr<kube::Client> m_client;
    QString m_nameSpace;
    QString m_pod;
    QString m_container;
    std::unique_ptr<kube::LogStream> m_stream;
    QString m_lastTime;
    quint64 m_lost = 0;
    quint64 m_counted = 0; // of the stream's own counter, in m_lost already
};

} // namespace natsdeck::workloads
