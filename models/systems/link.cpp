#include "models/systems/link.h"

#include "models/nats/connection.h"
#include "models/systems/link_route.h"

#include <QLoggingCategory>

#include <algorithm>
#include <array>

namespace natsdeck::systems {

namespace {

Q_LOGGING_CATEGORY(logLink, "natsdeck.link")

constexpr std::chrono::seconds firstPause(1);
constexpr std::chrono::seconds longestPause(30);

bool waitsForPerson(LinkStage stage) { return stage == LinkStage::LoginNeeded || stage == LinkStage::ConsentNeeded; }

const char *nameOf(LinkStage stage)
{
    static constexpr std::array<const char *, 9> names{"idle",      "login needed", "consent needed", "forwarding", "connecting",
                                                       "connected", "reconnecting", "failed",         "closed"};
    return names.at(static_cast<std::size_t>(stage));
}

LinkStage stageOf(const Error &error)
{
    if (error.reason == consentRequired)
        return LinkStage::ConsentNeeded;
    return error.kind == ErrorKind::Unauthenticated ? LinkStage::LoginNeeded : LinkStage::Failed;
}

} // namespace

Link::Link(std::unique_ptr<LinkRoute> route, QObject *parent)
    : QObject(parent)
    , m_route(std::move(route))
    , m_user(std::make_unique<nats::Connection>(nullptr))
    , m_pause(firstPause)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &Link::tryRoute);
    connect(m_route.get(), &LinkRoute::opened, this, &Link::routeOpened);
    connect(m_route.get(), &LinkRoute::failed, this, &Link::routeFailed);
    connect(m_route.get(), &LinkRoute::lost, this, [this](const Error &error) {
        m_routeTrouble = error;
        follow();
    });
    connect(m_route.get(), &LinkRoute::restored, this, [this] {
        m_routeTrouble.reset();
        follow();
    });
    connect(m_user.get(), &nats::Connection::statusChanged, this, &Link::follow);
}

Link::~Link() = default;

void Link::open()
{
    if (m_wanted)
        return;
    m_wanted = true;
    tryRoute();
}

void Link::close()
{
    m_wanted = false;
    m_again.stop();
    m_route->close();
    m_isRouteOpen = false;
    m_user->close();
    if (m_system)
        m_system->close();
    setStage(LinkStage::Closed);
}

void Link::retry()
{
    m_pause = firstPause;
    m_wanted = true;
    tryRoute();
}

QString Link::serverId() const { return m_user->status().serverId; }

void Link::tryRoute()
{
    m_again.stop();
    m_isRouteOpen = false;
    m_routeTrouble.reset();
    setStage(LinkStage::Forwarding);
    m_route->open();
}

void Link::routeOpened(const LinkEnds &ends)
{
    m_isRouteOpen = true;
    m_pause = firstPause;
    m_status.via = ends.via;
    m_status.unverified = ends.user.tls.skipVerification;
    m_systemTrouble = ends.systemTrouble;
    m_userOptions = ends.user;
    m_user->open(ends.user);
    if (ends.system.has_value() != (m_system != nullptr)) {
        m_system = ends.system ? std::make_unique<nats::Connection>(nullptr) : nullptr;
        if (m_system) {
            connect(m_system.get(), &nats::Connection::statusChanged, this, &Link::followSystem);
            connect(m_system.get(), &nats::Connection::connected, this, &Link::systemConnected);
            connect(m_system.get(), &nats::Connection::reconnected, this, &Link::systemConnected);
        }
        emit systemConnectionChanged();
    }
    if (m_system)
        m_system->open(*ends.system);
    follow();
}

void Link::routeFailed(const Error &error)
{
    m_isRouteOpen = false;
    const LinkStage stage = stageOf(error);
    setStage(stage, error);
    if (waitsForPerson(stage) || !m_wanted)
        return;
    m_again.start(m_pause);
    m_pause = std::min<std::chrono::milliseconds>(m_pause * 2, longestPause);
}

void Link::followSystem()
{
    if (m_status.stage == LinkStage::Connected)
        follow();
}

// The stage that the connection's own state means for the whole way.
void Link::follow()
{
    if (!m_isRouteOpen || !m_wanted)
        return;
    const nats::ConnectionStatus now = m_user->status();
    m_status.url = now.url;
    m_status.serverName = now.serverName;
    m_status.serverVersion = now.serverVersion;
    m_status.reconnects = now.reconnects;
    using State = nats::ConnectionStatus::State;
    m_status.roundTrip = now.isConnected() ? now.roundTrip : std::nullopt;
    m_status.systemTrouble = m_system ? m_system->status().reason : m_systemTrouble;
    const std::optional<Error> why = m_routeTrouble ? m_routeTrouble : now.reason;
    switch (now.state) {
    case State::Connected:
        setStage(LinkStage::Connected, {}, now.since);
        break;
    case State::Reconnecting: {
        // What ends a connection may be over at the next attempt (a replaced creds file); what refuses attempts waits for a person.
        const bool refused = why && why->kind == ErrorKind::Unauthenticated && now.failedAttempts > 1;
        setStage(refused ? LinkStage::LoginNeeded : LinkStage::Reconnecting, why, now.since);
        break;
    }
    case State::Failed:
        setStage(why ? stageOf(*why) : LinkStage::Failed, why, now.since);
        break;
    case State::Idle:
    case State::Connecting:
    case State::Closed:
        setStage(LinkStage::Connecting, why);
        break;
    }
}

void Link::setStage(LinkStage stage, const std::optional<Error> &reason, const QDateTime &since)
{
    if (stage != m_status.stage) {
        m_status.since = since.isValid() ? since : QDateTime::currentDateTimeUtc();
        qCInfo(logLink, "%s %s", nameOf(stage), reason ? qUtf8Printable(toText(*reason)) : "");
    }
    m_status.stage = stage;
    m_status.reason = reason;
    if (m_status == m_announced)
        return;
    m_announced = m_status;
    emit statusChanged();
}

} // namespace natsdeck::systems
