#include "models/base/units.h"

#include <QLocale>
#include <QStringList>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck {

namespace {

QString shortened(double value, double base, const QStringList &units, const QString &separator)
{
    qsizetype unit = 0;
    while (std::abs(value) >= base * 0.9995 && unit + 1 < units.size()) {
        value /= base;
        ++unit;
    }
    const int decimals = unit == 0 || std::abs(value) >= 99.95 ? 0 : 1;
    QString number = QString::number(value, 'f', decimals);
    if (number.endsWith(u".0"_s))
        number.chop(2);
    return units[unit].isEmpty() ? number : number + separator + units[unit];
}

} // namespace

QString shortCount(double value) { return shortened(value, 1000, {u""_s, u"k"_s, u"M"_s, u"G"_s, u"T"_s}, u""_s); }

QString shortBytes(double value)
{
    return shortened(value, 1024, {u"B"_s, u"KiB"_s, u"MiB"_s, u"GiB"_s, u"TiB"_s, u"PiB"_s, u"EiB"_s}, u" "_s);
}

QString shortRate(double perSecond) { return shortCount(perSecond) + u"/s"_s; }

QString exactCount(qint64 value) { return QLocale(QLocale::English, QLocale::UnitedStates).toString(value); }

QString exactBytes(qint64 value) { return exactCount(value) + u" B"_s; }

QString shortDuration(std::chrono::milliseconds value)
{
    const double ms = static_cast<double>(value.count());
    if (std::abs(ms) < 1000)
        return u"%1 ms"_s.arg(value.count());
    if (std::abs(ms) < 60'000) {
        QString seconds = QString::number(std::trunc(ms / 100) / 10, 'f', 1);
        if (seconds.endsWith(u".0"_s))
            seconds.chop(2);
        return seconds + u" s"_s;
    }
    if (std::abs(ms) < 3'600'000)
        return u"%1 min"_s.arg(value.count() / 60'000);
    if (std::abs(ms) < 2 * 86'400'000.0)
        return u"%1 h"_s.arg(value.count() / 3'600'000);
    return u"%1 d"_s.arg(value.count() / 86'400'000);
}

QString clockDuration(std::chrono::milliseconds value)
{
    const qint64 seconds = std::max<qint64>(0, value.count() / 1000);
    const QString tail = u"%1:%2"_s.arg(seconds / 60 % 60, seconds < 3600 ? 1 : 2, 10, QChar(u'0')).arg(seconds % 60, 2, 10, QChar(u'0'));
    return seconds < 3600 ? tail : u"%1:%2"_s.arg(seconds / 3600).arg(tail);
}

QString age(std::chrono::milliseconds value)
{
    if (value.count() < 1000)
        return u"just now"_s;
    return shortDuration(std::chrono::floor<std::chrono::seconds>(value)) + u" ago"_s;
}

std::optional<qint64> parseBytes(const QString &text)
{
    qsizetype digits = 0;
    while (digits < text.size() && text[digits] >= u'0' && text[digits] <= u'9')
        ++digits;
    bool ok = false;
    const qint64 number = text.left(digits).toLongLong(&ok);
    if (!ok)
        return std::nullopt;
    const QString unit = text.mid(digits).trimmed().toLower();
    if (unit.isEmpty() || unit == u"b")
        return number;
    static constexpr QStringView letters = u"kmgtpe";
    const qsizetype power = letters.indexOf(unit[0]);
    const QStringView rest = QStringView(unit).mid(1);
    const bool binary = rest == u"i" || rest == u"ib";
    if (power < 0 || !(binary || rest.isEmpty() || rest == u"b"))
        return std::nullopt;
    qint64 value = number;
    for (qsizetype i = 0; i <= power; ++i) {
        if (__builtin_mul_overflow(value, binary ? 1024 : 1000, &value))
            return std::nullopt;
    }
    return value;
}

QString quantity(qint64 bytes)
{
    static constexpr std::array<const char16_t *, 7> units{u"", u"Ki", u"Mi", u"Gi", u"Ti", u"Pi", u"Ei"};
    std::size_t unit = 0;
    while (bytes != 0 && bytes % 1024 == 0 && unit + 1 < units.size()) {
        bytes /= 1024;
        ++unit;
    }
    return QString::number(bytes) + QString::fromUtf16(units.at(unit));
}

AxisScale axisScale(double highest, int lines, int base)
{
    if (highest <= 0)
        return {1, static_cast<double>(lines)};
    double unit = 1;
    while (highest / unit >= base)
        unit *= base;
    const double rough = highest / unit / lines;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    double step = 10 * power;
    for (const double candidate : {1.0, 2.0, 2.5, 5.0}) {
        if (candidate * power >= rough) {
            step = candidate * power;
            break;
        }
    }
    step *= unit;
    return {step, std::ceil(highest / step - 1e-9) * step};
}

} // namespace natsdeck
