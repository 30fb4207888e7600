#include "models/monitoring/series.h"

#include <algorithm>

namespace natsdeck::monitoring {

Series::Series(std::chrono::milliseconds span, std::size_t limit)
    : m_span(span.count())
    , m_limit(limit)
{}

void Series::append(qint64 time, double value)
{
    const bool isGap = value != value;
    if (!m_samples.empty()) {
        const Sample &last = m_samples.back();
        if (time <= last.time || (isGap && last.isGap()))
            return;
        if (m_broken && !isGap && !last.isGap() && time - last.time > 1)
            m_samples.push_back({last.time + (time - last.time) / 2, notMeasured});
    } else if (isGap) {
        return;
    }
    m_broken = false;
    m_samples.push_back({time, value});
    // One sample before the span stays: the line reaches the left edge.
    while (m_samples.size() > m_limit || (m_samples.size() > 2 && m_samples[1].time < time - m_span))
        m_samples.pop_front();
}

void Series::breakLine() { m_broken = true; }

QList<Sample> Series::since(qint64 time) const
{
    const auto before = [](const Sample &sample, qint64 when) { return sample.time < when; };
    auto first = std::lower_bound(m_samples.begin(), m_samples.end(), time, before);
    if (first != m_samples.begin())
        --first;
    return {first, m_samples.end()};
}

Sample Series::newest() const { return m_samples.empty() ? Sample{0, notMeasured} : m_samples.back(); }

void Series::clear()
{
    m_samples.clear();
    m_broken = false;
}

} // namespace natsdeck::monitoring
