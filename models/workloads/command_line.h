#pragma once

#include "models/base/result.h"

#include <QStringList>

namespace natsdeck::workloads {

struct CommandLine
{
    QStringList words;
    QString note; // about characters that only a shell would understand; empty mostly
};

// A line as a person types it, split as a POSIX shell would: spaces, '…', "…", backslash. Nothing is expanded and no shell runs it:
// who wants pipes or variables types sh -c '…'. Invalid when a quote is not closed; an empty line has no words.
[[nodiscard]] Result<CommandLine> splitCommandLine(const QString &line);

// For the audit log, histories and previews of others: values after --password, --token, --creds … and in nats://user:password@ become
// ••••.
[[nodiscard]] QStringList withoutSecrets(const QStringList &words);

[[nodiscard]] QString quotedCommand(const QStringList &words); // as it would be typed

} // namespace natsdeck::workloads
