#pragma once

#include "models/nats/connect_options.h"
#include "models/systems/link_status.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace natsdeck::nats {
class Connection;
}

namespace natsdeck::systems {

class LinkRoute;
struct LinkEnds;

// The live way into a system: a route (a direct address, or a forward through the API server) and one connection for the
// user, one for the system account where there is such a login. It mends itself without end: a lost forward is made again
// and the connection with it; only a person's answer (login, consent) is waited for.
class Link final : public QObject
{
    Q_OBJECT

public:
    explicit Link(std::unique_ptr<LinkRoute> route, QObject *parent = nullptr);
    ~Link() override;

    void open();
    void close(); // never blocks
    void retry(); // now instead of at the next attempt; also after LoginNeeded and ConsentNeeded

    [[nodiscard]] const LinkStatus &status() const { return m_status; }
    [[nodiscard]] nats::Connection &connection() { return *m_user; }
    [[nodiscard]] nats::Connection *systemConnection() const { return m_system.get(); }     // null without a system login
    [[nodiscard]] const nats::ConnectOptions &userOptions() const { return m_userOptions; } // as connected with; holds the login
    [[nodiscard]] QString serverId() const; // of the connected server; another one after each of its restarts

signals:
    void statusChanged();
    void systemConnectionChanged();
    void systemConnected(); // the system account's, each time

private:
    void tryRoute();
    void routeOpened(const LinkEnds &ends);
    void routeFailed(const Error &error);
    void follow();
    void followSystem();
    void setStage(LinkStage stage, const std::optional<Error> &reason = {}, const QDateTime &since = {});

    std::unique_ptr<LinkRoute> m_route;
    std::unique_ptr<nats::Connection> m_user;
    std::unique_ptr<nats::Connection> m_system;
    nats::ConnectOptions m_userOptions;
    LinkStatus m_status;
    LinkStatus m_announced;
    std::optional<Error> m_systemTrouble; // of its login, before anything was tried
    std::optional<Error> m_routeTrouble;  // of a route that was open and is lost
    bool m_isRouteOpen = false;
    bool m_wanted = false;
    QTimer m_again;
    std::chrono::milliseconds m_pause;
};

} // namespace natsdeck::systems
