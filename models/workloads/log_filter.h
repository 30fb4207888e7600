#pragma once

#include "models/workloads/log_line.h"

#include <QList>

#include <optional>
#include <vector>

namespace natsdeck::workloads {

// Finds a text whatever the case of its ASCII letters.
class LogFinder final
{
public:
    explicit LogFinder(const QByteArray &text);
    [[nodiscard]] bool isIn(QByteArrayView text) const { return indexIn(text, 0) >= 0; }
    [[nodiscard]] qsizetype indexIn(QByteArrayView text, qsizetype from) const;
    [[nodiscard]] bool isEmpty() const { return m_needle.isEmpty(); }

private:
    QByteArray m_needle; // lower case
};

// Which lines are shown. Terms are separated by spaces and must all hold:
//   word, "some words"            in the line or the name of its pod, whatever the case
//   !word                         not in it
//   /expression/, /expression/i   RE2 in the line, of linear time (where this build has it)
// Markers always pass: what they say is about all lines.
class LogFilter final
{
public:
    static constexpr qsizetype lengthLimit = 5000;
    static constexpr int termLimit = 16;

    LogFilter();
    LogFilter(LogFilter &&) noexcept;
    LogFilter &operator=(LogFilter &&) noexcept;
    ~LogFilter();

    void setMinimum(LogLevel level) { m_minimum = level; } // None: all; else lines that do not say their level do not pass
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] bool passes(const LogEntry &line) const;
    [[nodiscard]] int terms() const { return static_cast<int>(m_terms.size()); }

    struct Term;

private:
    friend struct LogFilterParser;
    std::vector<std::unique_ptr<Term>> m_terms;
    LogLevel m_minimum = LogLevel::None;
};

struct ParsedLogFilter
{
    std::optional<LogFilter> filter; // nothing: `reason`
    QString reason;
};

[[nodiscard]] ParsedLogFilter parseLogFilter(const QString &text);

} // namespace natsdeck::workloads
