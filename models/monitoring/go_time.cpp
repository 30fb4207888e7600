#include "models/monitoring/go_time.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace natsdeck::monitoring {

namespace {

constexpr qint64 nanosPerSecond = 1'000'000'000;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// The two digits at `at`, or a large number.
int twoDigits(std::string_view text, std::size_t at)
{
    const unsigned tens = unsigned(text[at]) - '0';
    const unsigned ones = unsigned(text[at + 1]) - '0';
    return tens > 9 || ones > 9 ? 10'000 : int(tens * 10 + ones);
}

// Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
qint64 daysFromCivil(int year, int month, int day)
{
    const int y = month <= 2 ? year - 1 : year;
    const int era = y / 400;
    const int yearOfEra = y - era * 400;
    const int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return qint64(era) * 146097 + dayOfEra - 719468;
}

// "2026-11-24"; most times of a reply are of one day, which is remembered.
std::optional<qint64> daysOf(std::string_view date)
{
    thread_local std::array<char, 10> lastDate{};
    thread_local qint64 lastDays = 0;
    if (std::memcmp(date.data(), lastDate.data(), lastDate.size()) == 0)
        return lastDays;
    const int year = twoDigits(date, 0) * 100 + twoDigits(date, 2);
    const int month = twoDigits(date, 5);
    const int day = twoDigits(date, 8);
    if (year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31)
        return {};
    lastDays = daysFromCivil(year, month, day);
    std::copy_n(date.data(), lastDate.size(), lastDate.data());
    return lastDays;
}

// ".33050854" at `at`: nanoseconds, and `at` behind it.
qint64 fraction(std::string_view text, std::size_t &at)
{
    if (at >= text.size() || text[at] != '.')
        return 0;
    static constexpr qint64 units[] = {100'000'000, 10'000'000, 1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};
    qint64 value = 0;
    std::size_t digit = 0;
    for (++at; at < text.size() && isDigit(text[at]); ++at, ++digit) {
        if (digit < std::size(units))
            value += (text[at] - '0') * units[digit];
    }
    return value;
}

// "Z" or "+02:00" as the whole rest: seconds east.
std::optional<int> offset(std::string_view text, std::size_t at)
{
    if (at + 1 == text.size() && text[at] == 'Z')
        return 0;
    if (at + 6 != text.size() || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':')
        return {};
    const int hours = twoDigits(text, at + 1);
    const int minutes = twoDigits(text, at + 4);
    if (hours > 23 || minutes > 59)
        return {};
    const int seconds = hours * 3600 + minutes * 60;
    return text[at] == '-' ? -seconds : seconds;
}

// The unit at the start of `text`: its nanoseconds and its length.
struct Unit
{
    qint64 nanos;
    std::size_t length;
};

std::optional<Unit> unitOf(std::string_view text)
{
    static constexpr std::pair<std::string_view, qint64> units[] = {
        {"ns", 1},         {"us", 1'000},         {"\xC2\xB5s", 1'000},       {"\xCE\xBCs", 1'000},
        {"ms", 1'000'000}, {"s", nanosPerSecond}, {"m", 60 * nanosPerSecond}, {"h", 3600 * nanosPerSecond},
    };
    for (const auto &[name, nanos] : units) {
        if (text.substr(0, name.size()) == name)
            return Unit{nanos, name.size()};
    }
    return {};
}

} // namespace

std::optional<qint64> parseGoTime(std::string_view text)
{
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
        return {};
    const std::optional<qint64> days = daysOf(text.substr(0, 10));
    const int hour = twoDigits(text, 11);
    const int minute = twoDigits(text, 14);
    const int second = twoDigits(text, 17);
    if (!days || hour > 23 || minute > 59 || second > 60)
        return {};
    std::size_t at = 19;
    const qint64 nanos = fraction(text, at);
    const std::optional<int> east = offset(text, at);
    if (!east)
        return {};
    const qint64 seconds = *days * 86400 + hour * 3600 + minute * 60 + second - *east;
    return seconds * nanosPerSecond + nanos;
}

std::optional<qint64> parseGoDuration(std::string_view text)
{
    const bool negative = !text.empty() && text.front() == '-';
    if (negative)
        text.remove_prefix(1);
    if (text.empty())
        return {};
    if (text == "0")
        return 0;
    double total = 0;
    while (!text.empty()) {
        std::size_t digits = 0;
        double value = 0;
        double scale = 0; // 0 before the point
        while (digits < text.size() && (isDigit(text[digits]) || (text[digits] == '.' && scale == 0))) {
            if (text[digits] == '.') {
                scale = 1;
            } else {
                value = value * 10 + (text[digits] - '0');
                scale *= 10;
            }
            ++digits;
        }
        const std::optional<Unit> unit = unitOf(text.substr(digits));
        if (digits == 0 || !unit)
            return {};
        total += value / (scale > 0 ? scale : 1) * double(unit->nanos);
        text.remove_prefix(digits + unit->length);
    }
    if (total > 9.2e18)
        return {};
    const qint64 nanos = qint64(total + 0.5);
    return negative ? -nanos : nanos;
}

} // namespace natsdeck::monitoring
