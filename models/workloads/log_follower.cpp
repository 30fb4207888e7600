#include "models/workloads/log_follower.h"

#include "models/kube/client.h"

namespace natsdeck::workloads {

LogFollower::LogFollower(std::shared_ptr<kube::Client> client, QString nameSpace, QString pod, QString container, QObject *parent)
    : QObject(parent)
    , m_client(std::move(client))
    , m_nameSpace(std::move(nameSpace))
    , m_pod(std::move(pod))
    , m_container(std::move(container))
{}

LogFollower::~LogFollower() = default;

void LogFollower::attach(kube::LogOptions options)
{
    detach();
    options.container = m_container;
    options.sinceTime = m_lastTime;
    m_stream = m_client->followLogs(m_nameSpace, m_pod, options);
    connect(m_stream.get(), &kube::LogStream::lines, this, [this](const QList<kube::LogLine> &lines) {
        for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
            if (line->time.size() > 0) {
                m_lastTime = line->time;
                break;
            }
        }
        emit this->lines(lines);
    });
    connect(m_stream.get(), &kube::LogStream::ended, this, [this](const std::optional<Error> &error) {
        m_lost += m_stream->dropped() - std::exchange(m_counted, 0);
        m_stream.release()->deleteLater(); // it is speaking
        emit ended(error);
    });
}

void LogFollower::detach()
{
    if (!m_stream)
        return;
    m_lost += m_stream->dropped() - std::exchange(m_counted, 0);
    m_stream.reset();
}

quint64 LogFollower::takeLost() { return std::exchange(m_lost, 0); }

} // namespace natsdeck::workloads
