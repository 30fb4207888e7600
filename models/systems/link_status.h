#pragma once

#include "models/base/error.h"

#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>

namespace natsdeck::systems {

// Where the way into a system stands.
enum class LinkStage {
    Idle,          // never opened
    LoginNeeded,   // a password or token is needed from a person (no keyring, or refused)
    ConsentNeeded, // the kubeconfig would run a program
    Forwarding,    // the way through the API server is being made
    Connecting,
    Connected,
    Reconnecting, // was connected; tries without end
    Failed,       // the last attempt failed; the next one is under way or waits for a person, `reason` says why
    Closed
};

struct LinkStatus
{
    LinkStage stage = LinkStage::Idle;
    QString url; // where to, without credentials
    QString via; // "prod-eu-1, pod nats/nats-0" for a forwarded link, empty for a direct one
    QString serverName;
    QString serverVersion; // may be empty
    std::optional<std::chrono::microseconds> roundTrip;
    std::optional<Error> reason; // with its remedy
    quint64 reconnects = 0;
    bool unverified = false;            // someone decided not to check this system's certificates
    std::optional<Error> systemTrouble; // there is a login for the system account, and it does not work
    QDateTime since;                    // UTC

    friend bool operator==(const LinkStatus &, const LinkStatus &) = default;
};

} // namespace natsdeck::systems
