#include "models/jetstream/stream_info.h"

#include <chrono>
#include <cstdio>

namespace natsdeck::jetstream {

namespace {

using Days = std::chrono::sys_days;

// Reads exactly `count` digits; -1 otherwise.
int digits(QByteArrayView text, qsizetype at, int count)
{
    if (at + count > text.size())
        return -1;
    int value = 0;
    for (int i = 0; i < count; ++i) {
        const char c = text[at + i];
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

} // namespace

qint64 parseTime(QByteArrayView text)
{
    const int year = digits(text, 0, 4);
    const int month = digits(text, 5, 2);
    const int day = digits(text, 8, 2);
    const int hour = digits(text, 11, 2);
    const int minute = digits(text, 14, 2);
    const int second = digits(text, 17, 2);
    // int64 ns reach from 1678 to 2262; the zero time 0001-01-01 stands for "never".
    if (year < 1678 || year > 2261 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0 || second > 60 || (text[10] != 'T' && text[10] != 't'))
        return noTime;
    qsizetype at = 19;
    qint64 nanoseconds = 0;
    if (at < text.size() && text[at] == '.') {
        qint64 unit = 100'000'000;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
            nanoseconds += (text[at] - '0') * unit;
    }
    qint64 offset = 0;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
        const int hours = digits(text, at + 1, 2);
        const int minutes = digits(text, at + 4, 2);
        if (hours < 0 || minutes < 0)
            return noTime;
        offset = (hours * 3600 + minutes * 60) * (text[at] == '-' ? -1 : 1);
    } else if (at >= text.size() || (text[at] != 'Z' && text[at] != 'z')) {
        return noTime;
    }
    const Days days = std::chrono::year(year) / std::chrono::month(unsigned(month)) / std::chrono::day(unsigned(day));
    const qint64 seconds = qint64(days.time_since_epoch().count()) * 86400 + hour * 3600 + minute * 60 + second - offset;
    return seconds * 1'000'000'000 + nanoseconds;
}

QByteArray formatTime(qint64 ns)
{
    if (ns == noTime)
        return QByteArray("0001-01-01T00:00:00Z");
    qint64 seconds = ns / 1'000'000'000;
    qint64 rest = ns % 1'000'000'000;
    if (rest < 0) {
        rest += 1'000'000'000;
        --seconds;
    }
    const Days days = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
    const std::chrono::year_month_day date(days);
    const qint64 inDay = seconds - qint64(days.time_since_epoch().count()) * 86400;
    char buffer[64];
    const int length = std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02uT%02d:%02d:%02d.%09dZ", int(date.year()), unsigned(date.month()),
                                     unsigned(date.day()), int(inDay / 3600), int(inDay / 60 % 60), int(inDay % 60), int(rest));
    return QByteArray(buffer, length);
}

} // namespace natsdeck::jetstream
