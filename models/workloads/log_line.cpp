#include "models/workloads/log_line.h"

#include "models/kube/log_stream.h"

#include <QDateTime>
#include <QTimeZone>

#include <array>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr QChar escape = u'\u241b'; // what text::clean() makes of ESC
constexpr QChar tab = u'\u2409';
constexpr qsizetype headBytes = 160; // a level stands near the beginning, or it is a word of the message
constexpr qint64 second = 1'000'000'000;

// Colours and cursor movements: ESC [ parameters letter.
QString withoutEscapes(QString text)
{
    if (text.contains(tab))
        text.replace(tab, u"    "_s);
    for (qsizetype at = text.indexOf(escape); at >= 0; at = text.indexOf(escape, at)) {
        qsizetype end = at + 1;
        if (end < text.size() && text[end] == u'[') {
            ++end;
            while (end < text.size() && text[end] >= u' ' && text[end] < u'@')
                ++end;
            if (end < text.size() && text[end] <= u'~')
                ++end;
        }
        text.remove(at, end - at);
    }
    return text;
}

struct Word
{
    QByteArrayView text;
    LogLevel level;
};

constexpr std::array bracketed{Word{"[INF]", LogLevel::Info},  Word{"[WRN]", LogLevel::Warning}, Word{"[ERR]", LogLevel::Error},
                               Word{"[DBG]", LogLevel::Debug}, Word{"[TRC]", LogLevel::Trace},   Word{"[FTL]", LogLevel::Fatal}};
constexpr std::array named{Word{"trace", LogLevel::Trace},  Word{"debug", LogLevel::Debug},   Word{"info", LogLevel::Info},
                           Word{"warn", LogLevel::Warning}, Word{"error", LogLevel::Error},   Word{"fatal", LogLevel::Fatal},
                           Word{"panic", LogLevel::Fatal},  Word{"critical", LogLevel::Fatal}};

LogLevel namedLevel(QByteArrayView after)
{
    if (!after.isEmpty() && after.front() == '"')
        after = after.sliced(1);
    for (const Word &word : named) {
        if (after.size() >= word.text.size() && after.first(word.text.size()).compare(word.text, Qt::CaseInsensitive) == 0)
            return word.level;
    }
    return LogLevel::None;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// "[1] 2026/11/28 02:00:00.000000 ": its own column says the time already.
quint16 afterServerStamp(QByteArrayView line)
{
    if (line.isEmpty() || line.front() != '[')
        return 0;
    const qsizetype close = line.first(std::min<qsizetype>(line.size(), 14)).indexOf(']');
    if (close < 2)
        return 0;
    constexpr qsizetype stamp = 26; // "2026/11/28 02:00:00.000000"
    const qsizetype from = close + 2;
    if (line.size() < from + stamp + 1 || !isDigit(line[from]) || line[from + 4] != '/' || line[from + 13] != ':' || line[from + 19] != '.')
        return 0;
    return static_cast<quint16>(from + stamp + 1);
}

} // namespace

LogLevel levelOf(QByteArrayView line)
{
    const QByteArrayView head = line.first(std::min(line.size(), headBytes));
    for (const Word &word : bracketed) {
        if (head.first(std::min<qsizetype>(head.size(), 64)).contains(word.text))
            return word.level;
    }
    for (const QByteArrayView key : {QByteArrayView("level="), QByteArrayView("\"level\":"), QByteArrayView("lvl=")}) {
        if (const qsizetype at = head.indexOf(key); at >= 0)
            return namedLevel(head.sliced(at + key.size()).trimmed());
    }
    if (head.size() > 6 && isDigit(head[1]) && isDigit(head[2]) && isDigit(head[3]) && isDigit(head[4]) && head[5] == ' ') {
        switch (head[0]) {
        case 'I':
            return LogLevel::Info;
        case 'W':
            return LogLevel::Warning;
        case 'E':
            return LogLevel::Error;
        case 'F':
            return LogLevel::Fatal;
        default:
            break;
        }
    }
    return head.startsWith("panic:") || head.startsWith("fatal error:") ? LogLevel::Fatal : LogLevel::None;
}

LogEntry logEntry(const kube::LogLine &line, const QString &source, qint64 fallbackNs)
{
    LogEntry entry;
    entry.timeNs = nanosecondsOf(line.time);
    if (entry.timeNs < 0)
        entry.timeNs = fallbackNs;
    entry.source = source;
    entry.text = withoutEscapes(line.text).toUtf8();
    entry.level = levelOf(entry.text);
    entry.shownFrom = afterServerStamp(entry.text);
    return entry;
}

LogEntry markerEntry(const QString &text, const QString &source, qint64 timeNs)
{
    LogEntry entry;
    entry.timeNs = timeNs;
    entry.source = source;
    entry.text = text.toUtf8();
    entry.level = LogLevel::Marker;
    return entry;
}

qint64 nanosecondsOf(QStringView text)
{
    constexpr qsizetype whole = 19; // "2026-11-28T02:00:00"
    if (text.size() < whole + 1)
        return -1;
    qsizetype end = whole;
    qint64 fraction = 0;
    if (text[end] == u'.') {
        qint64 weight = second / 10;
        for (++end; end < text.size() && text[end] >= u'0' && text[end] <= u'9'; ++end, weight /= 10)
            fraction += weight * (text[end].unicode() - u'0');
    }
    const QDateTime time = QDateTime::fromString(text.first(whole).toString() + text.sliced(end).toString(), Qt::ISODate);
    return time.isValid() ? time.toSecsSinceEpoch() * second + fraction : -1;
}

QString rfc3339(qint64 timeNs)
{
    const QDateTime time = QDateTime::fromSecsSinceEpoch(timeNs / second, Qt::UTC);
    return time.toString(u"yyyy-MM-ddTHH:mm:ss"_s) + u".%1Z"_s.arg(timeNs % second, 9, 10, QChar(u'0'));
}

qint64 nowNs() { return QDateTime::currentMSecsSinceEpoch() * 1'000'000; }

} // namespace natsdeck::workloads
