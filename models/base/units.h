#pragma once

#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>

// Numbers as people read them: the short form on screen, the exact one in the tooltip.
namespace natsdeck {

QString shortCount(double value);                       // 950  12.4k  3.1M  (one decimal below 100)
QString shortBytes(double value);                       // 148 GiB  1.5 MiB  800 B
QString shortRate(double perSecond);                    // 12.4k/s
QString exactCount(qint64 value);                       // 17,319,887
QString exactBytes(qint64 value);                       // 1,887,436 B
QString shortDuration(std::chrono::milliseconds value); // 850 ms  12.4 s  3 min  2 h  6 d
QString clockDuration(std::chrono::milliseconds value); // 0:12  1:03:07, for running work
QString age(std::chrono::milliseconds value);           // "just now"  "12 s ago"  "3 min ago"

// "512Mi", "10Gi", "1G", "1048576": quantities as Kubernetes and NATS write them, whole numbers only (a fraction is a
// parse error in nats.conf). Nothing for anything else, and for what does not fit 63 bits.
std::optional<qint64> parseBytes(const QString &text);
QString quantity(qint64 bytes); // the shortest exact binary quantity: 10Gi, 1536Mi, 1000

struct AxisScale
{
    double step;
    double top;
};

// Round steps (1, 2, 2.5, 5 times a power of ten) counted in units of `base` to a power: 1000, or 1024 for bytes.
AxisScale axisScale(double highest, int lines, int base);

} // namespace natsdeck
