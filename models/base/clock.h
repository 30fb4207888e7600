#pragma once

#include <QDateTime>

#include <chrono>

namespace natsdeck {

// Time as the program sees it. Monotonic for deadlines and ages, wall only for display and records; rates use the
// server's own time. Injected, so that tests decide what time it is (tests/support/fake_clock.h).
class Clock
{
public:
    virtual ~Clock() = default;
    virtual std::chrono::steady_clock::time_point now() const = 0;
    virtual QDateTime wall() const = 0; // UTC
};

class SystemClock final : public Clock
{
public:
    std::chrono::steady_clock::time_point now() const override { return std::chrono::steady_clock::now(); }
    QDateTime wall() const override { return QDateTime::currentDateTimeUtc(); }
};

} // namespace natsdeck
