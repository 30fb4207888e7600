#pragma once

#include <QList>

#include <chrono>
#include <deque>
#include <limits>

namespace natsdeck::monitoring {

struct Sample
{
    qint64 time = 0; // milliseconds since the epoch
    double value = 0;

    [[nodiscard]] bool isGap() const { return value != value; }
};

inline constexpr double notMeasured = std::numeric_limits<double>::quiet_NaN();

// What is kept of one measured thing: the newest `span` at most, `limit` samples at most. A missing reading is a gap and
// never a zero; gaps next to each other are one.
class Series
{
public:
    explicit Series(std::chrono::milliseconds span = std::chrono::hours(1), std::size_t limit = 8192);

    void append(qint64 time, double value); // NaN is a gap; a time not after the last one is not taken
    void breakLine();                       // the next value begins a new line: restart, other servers in a sum

    [[nodiscard]] const std::deque<Sample> &samples() const { return m_samples; }
    [[nodiscard]] QList<Sample> since(qint64 time) const; // with the one before, so that a line reaches the edge
    [[nodiscard]] Sample newest() const;                  // a gap when there is none
    [[nodiscard]] double newestValue() const { return newest().value; }
    void clear();

private:
    std::deque<Sample> m_samples;
    qint64 m_span;
    std::size_t m_limit;
    bool m_broken = false;
};

} // namespace natsdeck::monitoring
