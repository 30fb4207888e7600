#pragma once

#include "models/monitoring/readings.h"

#include <optional>

namespace natsdeck::monitoring {

// Per second, over the time between two readings of the same process by that server's own clock.
struct Rates
{
    double inMsgs = 0;
    double outMsgs = 0;
    double inBytes = 0;
    double outBytes = 0;
    qint64 slowConsumers = 0; // how many were added between the two readings
};

// Turns the counters of one server into rates. Another server_id or start, a counter or a clock that went backwards is a
// restart: there is no rate then, and never a negative one.
class ServerRates
{
public:
    // Nothing after the first reading, after a restart, and for a repeated reading (same `now`).
    std::optional<Rates> add(const Varz &reading);
    void forget(); // no rate from the next reading: too much time went by

    [[nodiscard]] int restarts() const { return m_restarts; }
    [[nodiscard]] bool justRestarted() const { return m_justRestarted; } // by the last reading

private:
    [[nodiscard]] bool isRestart(const Varz &reading) const;

    std::optional<Varz> m_last;
    int m_restarts = 0;
    bool m_justRestarted = false;
    bool m_forgotten = false;
};

} // namespace natsdeck::monitoring
