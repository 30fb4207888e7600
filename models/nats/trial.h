#pragma once

#include "models/nats/connection.h"

#include <memory>

namespace natsdeck::nats {

// One attempt to log in to one address, for diagnosis: blocking, on a worker thread, closed with the object.
class Trial final
{
public:
    // The server's own words are in the error. Gives up at the deadline (Timeout) and when asked to stop (Cancelled).
    [[nodiscard]] static Result<std::unique_ptr<Trial>> connect(ConnectOptions options, std::chrono::milliseconds limit,
                                                                const std::stop_token &stop);
    ~Trial();

    [[nodiscard]] ConnectionStatus status() const;
    [[nodiscard]] ServerInfo serverInfo() const;
    // Waits for the answer.
    [[nodiscard]] Result<Reply> request(const QByteArray &subject, const QByteArray &payload, std::chrono::milliseconds limit,
                                        const std::stop_token &stop);

private:
    explicit Trial(std::shared_ptr<ConnectionCore> core);
    std::shared_ptr<ConnectionCore> m_core;
};

} // namespace natsdeck::nats
