#pragma once

#include <QtGlobal>

#include <optional>
#include <string_view>

// Times and durations as Go writes them into JSON, in nanoseconds.
namespace natsdeck::monitoring {

// "2026-11-24T10:39:18.33050854Z", also with "+02:00". Go's zero time (year 1) and anything else is nothing.
std::optional<qint64> parseGoTime(std::string_view text);

// "1h2m3.5s", "643µs", "-1.5ms".
std::optional<qint64> parseGoDuration(std::string_view text);

} // namespace natsdeck::monitoring
