#pragma once

#include <QByteArray>
#include <QString>

// Text from outside (names, events, payloads, error texts) is hostile. It is cleaned here, once, where it enters a model.
namespace natsdeck::text {

inline constexpr qsizetype cleanLimit = 64 * 1024; // characters; longer text is cut and says so

// One line: C0, C1, DEL, line separators, bidi controls and zero-width characters become visible symbols (␛, ␊, �);
// cut at `limit` with "… (n characters)" so that nothing is cut silently.
QString clean(const QString &text, qsizetype limit = 1024);
QString clean(const QByteArray &utf8, qsizetype limit = 1024); // invalid UTF-8 becomes �

// The same, but keeps \n and \t: logs, YAML, payloads shown as text.
QString cleanLines(const QString &text, qsizetype limit = cleanLimit);

// For a POSIX shell, as one word: copyable commands only, nothing is ever run through a shell.
QString shellQuoted(const QString &word);

// "…" in the middle, whole tokens kept at both ends where possible: subjects and paths.
QString elideMiddle(const QString &text, qsizetype limit, QChar separator = u'.');

} // namespace natsdeck::text
