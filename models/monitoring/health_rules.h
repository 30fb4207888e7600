#pragma once

#include "models/base/finding.h"

#include <chrono>
#include <optional>

namespace natsdeck::monitoring {

class Recorder;
class Series;

// What the readings say about a system's health; only what was measured, the worst first. Ids: "server-unreachable",
// "server-unhealthy", "no-meta-leader", "storage-near-limit", "storage-promised-above-limit", "memory-near-limit",
// "stream-near-limit", "replica-behind", "slow-consumers", "no-login", "server-restarted", "different-versions",
// "streams-without-limit".
Findings healthFindings(const Recorder &recorder);

inline constexpr double warningShare = 0.75; // of a limit
inline constexpr double criticalShare = 0.90;

// When a line through the last hour's samples reaches `limit`; nothing while it does not grow, when fewer than ten minutes
// are known, or when it is further than 90 days away.
std::optional<std::chrono::seconds> timeUntil(const Series &series, double limit);

} // namespace natsdeck::monitoring
