#include "models/monitoring/server_rates.h"

namespace natsdeck::monitoring {

bool ServerRates::isRestart(const Varz &reading) const
{
    return reading.serverId != m_last->serverId || reading.start != m_last->start || reading.now < m_last->now ||
           reading.inMsgs < m_last->inMsgs || reading.outMsgs < m_last->outMsgs || reading.inBytes < m_last->inBytes ||
           reading.outBytes < m_last->outBytes || reading.slowConsumers < m_last->slowConsumers ||
           reading.totalConnections < m_last->totalConnections;
}

std::optional<Rates> ServerRates::add(const Varz &reading)
{
    m_justRestarted = m_last && isRestart(reading);
    if (m_justRestarted)
        ++m_restarts;
    if (!m_last || m_justRestarted || m_forgotten) {
        m_forgotten = false;
        m_last = reading;
        return {};
    }
    const double seconds = double(reading.now - m_last->now) / 1e9;
    if (seconds <= 0)
        return {};
    const auto rate = [seconds](qint64 now, qint64 before) { return double(now - before) / seconds; };
    const Rates rates{rate(reading.inMsgs, m_last->inMsgs), rate(reading.outMsgs, m_last->outMsgs), rate(reading.inBytes, m_last->inBytes),
                      rate(reading.outBytes, m_last->outBytes), reading.slowConsumers - m_last->slowConsumers};
    m_last = reading;
    return rates;
}

void ServerRates::forget() { m_forgotten = true; }

} // namespace natsdeck::monitoring
