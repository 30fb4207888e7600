#pragma once

#include "models/monitoring/reading_source.h"
#include "models/nats/connection.h"

#include <QJsonObject>

#include <memory>
#include <mutex>

namespace natsdeck::systems {

// One server as it says of itself over the system account.
struct SysServer
{
    QString name;
    QString id; // another one after each restart
    QString cluster;

    friend bool operator==(const SysServer &, const SysServer &) = default;
};

// The servers that answer to $SYS.REQ.SERVER.PING, by name. Any thread.
class SysDirectory final : public std::enable_shared_from_this<SysDirectory>
{
public:
    explicit SysDirectory(nats::Requester requester);

    // All servers: as soon as as many answered as one of them says there are, at the latest after 1 s.
    [[nodiscard]] async::Future<QList<SysServer>> ask();
    [[nodiscard]] QString idOf(const QString &name) const;
    void askAgain(); // a server did not answer under its id; at most every 2 s
    [[nodiscard]] const nats::Requester &requester() const { return m_requester; }

private:
    void take(const QList<SysServer> &servers);

    nats::Requester m_requester;
    mutable std::mutex m_mutex;
    QList<SysServer> m_servers;
    std::chrono::steady_clock::time_point m_asked;
};

// The monitoring of a server over the system account: $SYS.REQ.SERVER.<id>.VARZ and the like. Finds it again after a restart.
class SysReadingSource final : public monitoring::ReadingSource
{
public:
    SysReadingSource(std::shared_ptr<SysDirectory> directory, QString server);
    QString name() const override { return m_server; }
    QString via() const override;
    async::Future<QByteArray> read(const QString &path) override;

private:
    std::shared_ptr<SysDirectory> m_directory;
    QString m_server;
};

// Pure parts, for tests: the request that means the same as GET of `path`, and the body out of its answer.
struct SysRequest
{
    QByteArray verb; // "VARZ"
    QByteArray body; // options as JSON
};
[[nodiscard]] SysRequest sysRequestOf(const QString &path);
[[nodiscard]] Result<QByteArray> bodyOfSysReply(const QByteArray &reply);
[[nodiscard]] QList<SysServer> serversIn(const QList<nats::Reply> &pings);

} // namespace natsdeck::systems
