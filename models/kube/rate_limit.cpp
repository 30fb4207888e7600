#include "models/kube/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace natsdeck::kube {

RateLimit::RateLimit(double perSecond, int burst, QObject *parent)
    : QObject(parent)
    , m_perSecond(perSecond)
    , m_burst(burst)
    , m_tokens(burst)
    , m_next(this)
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &RateLimit::serve);
    m_clock.start();
}

void RateLimit::refill()
{
    const double seconds = double(m_clock.nsecsElapsed()) / 1e9;
    m_clock.start();
    m_tokens = std::min(m_burst, m_tokens + seconds * m_perSecond);
}

void RateLimit::pass(const QObject *who, Lane lane, std::function<void()> go)
{
    refill();
    const bool isNext = m_asked.empty() && (lane == Lane::Asked || m_polled.empty());
    if (isNext && m_tokens >= 1) {
        m_tokens -= 1;
        ++m_sent;
        return go();
    }
    Waiting waiting{who, std::move(go), {}};
    waiting.since.start();
    (lane == Lane::Asked ? m_asked : m_polled).push_back(std::move(waiting));
    ++m_waiting;
    if (!m_next.isActive())
        m_next.start(0);
}

void RateLimit::serve()
{
    refill();
    while (!m_asked.empty() || !m_polled.empty()) {
        std::deque<Waiting> &lane = m_asked.empty() ? m_polled : m_asked;
        if (lane.front().who && m_tokens < 1) {
            m_next.start(int(std::ceil((1 - m_tokens) / m_perSecond * 1000)));
            return;
        }
        const Waiting turn = std::move(lane.front());
        lane.pop_front();
        --m_waiting;
        if (!turn.who)
            continue; // given up meanwhile: costs nothing
        m_tokens -= 1;
        ++m_sent;
        ++m_delayed;
        m_waited += turn.since.elapsed();
        turn.go();
    }
}

RequestCounters RateLimit::counters() const { return {m_sent, m_delayed, std::chrono::milliseconds(m_waited), m_waiting}; }

} // namespace natsdeck::kube
