#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <QStringView>

#include <memory>

namespace natsdeck::kube {
struct LogLine;
}

namespace natsdeck::workloads {

enum class LogLevel : quint8 {
    None, // the line does not say
    Trace,
    Debug,
    Info,
    Warning,
    Error,
    Fatal,
    Marker // our own words between the lines: a container was started again
};

// One line of a log, as it is kept. Text is clean UTF-8 without escape sequences.
struct LogEntry
{
    qint64 timeNs = 0;  // since the epoch, UTC: what lines of several pods are merged by
    quint64 serial = 0; // of arrival; decides between equal times
    QString source;     // "nats-0", with a container's name where there are several
    QByteArray text;
    quint16 shownFrom = 0; // where the words begin, after the server's own time stamp
    LogLevel level = LogLevel::None;
    // What the model found out about it, so that it is looked at once.
    enum class Answer : quint8 { Unknown, No, Yes };
    mutable Answer passes = Answer::Unknown;
    mutable Answer hit = Answer::Unknown;

    [[nodiscard]] QByteArrayView shown() const { return QByteArrayView(text).sliced(shownFrom); }
    [[nodiscard]] qint64 bytes() const { return qint64(sizeof(LogEntry)) + text.size() + 48; }
};

using SharedLine = std::shared_ptr<const LogEntry>;

// `fallbackNs` stands in for a time stamp that is missing or not one.
[[nodiscard]] LogEntry logEntry(const kube::LogLine &line, const QString &source, qint64 fallbackNs);
[[nodiscard]] LogEntry markerEntry(const QString &text, const QString &source, qint64 timeNs);

// nats-server's "[1] 2026/11/28 02:00:00.000000 [WRN] …", klog's "W1128 …" and "level=warn" of structured logs.
[[nodiscard]] LogLevel levelOf(QByteArrayView line);

[[nodiscard]] qint64 nanosecondsOf(QStringView rfc3339); // -1 for anything else
[[nodiscard]] QString rfc3339(qint64 timeNs);            // with nine digits, UTC
[[nodiscard]] qint64 nowNs();

} // namespace natsdeck::workloads
