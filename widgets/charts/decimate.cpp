#include "widgets/charts/decimate.h"

#include <algorithm>
#include <cmath>

namespace natsdeck::ui {

namespace {

// Collects one pixel column and puts out its extremes.
class Column
{
public:
    explicit Column(std::vector<ChartSample> &out)
        : m_out(out)
    {}

    void add(const ChartSample &sample)
    {
        if (m_count == 0) {
            m_low = m_high = sample;
        } else {
            if (sample.value < m_low.value)
                m_low = sample;
            if (sample.value > m_high.value)
                m_high = sample;
        }
        m_last = sample;
        ++m_count;
    }

    void flush(bool keepLast = false)
    {
        if (m_count == 0)
            return;
        const auto [first, second] = m_low.time <= m_high.time ? std::pair(m_low, m_high) : std::pair(m_high, m_low);
        m_out.push_back(first);
        if (second.time != first.time)
            m_out.push_back(second);
        if (keepLast && m_last.time != m_out.back().time)
            m_out.push_back(m_last);
        m_count = 0;
    }

private:
    std::vector<ChartSample> &m_out;
    ChartSample m_low{};
    ChartSample m_high{};
    ChartSample m_last{};
    std::size_t m_count = 0;
};

} // namespace

std::vector<ChartSample> decimated(const std::vector<ChartSample> &samples, TimeSpan span, int pixels)
{
    const auto before = [](const ChartSample &sample, qint64 time) { return sample.time < time; };
    auto from = std::lower_bound(samples.begin(), samples.end(), span.from, before);
    auto to = std::lower_bound(from, samples.end(), span.to + 1, before);
    if (from != samples.begin())
        --from;
    if (to != samples.end())
        ++to;
    const auto whole = static_cast<double>(std::max<qint64>(1, span.to - span.from));
    const double scale = std::max(1, pixels) / whole;

    std::vector<ChartSample> out;
    out.reserve(std::min<std::size_t>(static_cast<std::size_t>(to - from), static_cast<std::size_t>(std::max(1, pixels)) * 2 + 8));
    Column column(out);
    qint64 current = 0;
    bool started = false; // the first sample of a stretch is kept as it is
    for (auto it = from; it != to; ++it) {
        if (!std::isfinite(it->value)) {
            column.flush(true);
            if (out.empty() || std::isfinite(out.back().value))
                out.push_back(*it);
            started = false;
            continue;
        }
        const auto pixel = static_cast<qint64>(std::floor(static_cast<double>(it->time - span.from) * scale));
        if (!started) {
            out.push_back(*it);
            started = true;
            current = pixel;
            continue;
        }
        if (pixel != current)
            column.flush();
        current = pixel;
        column.add(*it);
    }
    column.flush(true);
    return out;
}

std::vector<TimeSpan> gapsOf(const std::vector<ChartSample> &samples)
{
    std::vector<TimeSpan> gaps;
    bool inside = false;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const bool missing = !std::isfinite(samples[i].value);
        if (missing && !inside)
            gaps.push_back({i > 0 ? samples[i - 1].time : samples[i].time, samples[i].time});
        if (inside)
            gaps.back().to = samples[i].time;
        inside = missing;
    }
    return gaps;
}

} // namespace natsdeck::ui
