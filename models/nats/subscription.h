#pragma once

#include "models/base/error.h"
#include "models/nats/message.h"

#include <functional>
#include <memory>
#include <optional>

namespace natsdeck::nats {

class ConnectionCore;
class SubscriptionState;

// Called on a thread of the C client, never twice at a time; must be short (move the message into a bounded queue).
using MessageHandler = std::function<void(Message &&)>;

struct SubscribeOptions
{
    QByteArray queueGroup;
    int pendingMessages = 65'536;                    // between the socket and the handler; the newest beyond that are dropped and counted
    int pendingBytes = 64 * 1024 * 1024;             // the same in bytes
    std::function<void(const Error &)> onError = {}; // Forbidden (permissions); on a thread of the C client
    // The connection was lost for the n-th time, on a thread of the connection, before the next one is made: the place of a gap.
    std::function<void(quint64 interruptions)> onInterrupted = {};
};

// A subscription that survives reconnects. Destroying it is safe at any time, also inside its own handler; afterwards the handler
// does not run any more.
class Subscription final
{
public:
    Subscription(std::shared_ptr<ConnectionCore> core, std::shared_ptr<SubscriptionState> state);
    ~Subscription();
    Subscription(const Subscription &) = delete;
    Subscription &operator=(const Subscription &) = delete;

    [[nodiscard]] QByteArray subject() const;
    [[nodiscard]] quint64 delivered() const;     // given to the handler
    [[nodiscard]] quint64 dropped() const;       // received, but not given to the handler because it was too slow
    [[nodiscard]] quint64 interruptions() const; // times the connection was lost: each a gap of unknown size
    [[nodiscard]] bool isActive() const;         // the server has it now
    [[nodiscard]] std::optional<Error> error() const;

private:
    std::shared_ptr<ConnectionCore> m_core;
    std::shared_ptr<SubscriptionState> m_state;
};

} // namespace natsdeck::nats
