#pragma once

#include "models/base/clock.h"

namespace natsdeck::test {

// Time that moves only when a test says so.
class FakeClock final : public Clock
{
public:
    std::chrono::steady_clock::time_point now() const override { return m_now; }
    QDateTime wall() const override { return m_wall; }

    void advance(std::chrono::milliseconds by)
    {
        m_now += by;
        m_wall = m_wall.addMSecs(by.count());
    }
    void setWall(const QDateTime &wall) { m_wall = wall; }

private:
    std::chrono::steady_clock::time_point m_now{std::chrono::hours(1)};
    QDateTime m_wall{QDate(2026, 9, 17), QTime(14, 31), Qt::UTC};
};

} // namespace natsdeck::test
