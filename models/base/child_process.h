#pragma once

#include "models/base/async.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <stop_token>
#include <thread>

namespace natsdeck {

// A program to run to its end. Arguments are an array, never a shell line; secrets go through `input` or a private file.
struct ChildCommand
{
    QString program; // absolute, or found in PATH
    QStringList arguments;
    QByteArray input;                // written to standard input, which is then closed
    QStringList environment;         // "NAME=value" added to a minimal environment (PATH, HOME, LANG, XDG_*)
    bool inheritEnvironment = false; // the user's own environment instead: only exec credential plugins and helm
    QString workingFolder;
    std::chrono::milliseconds deadline{30'000}; // then SIGTERM, and SIGKILL 2 s later
    qint64 outputBudget = 4 * 1024 * 1024;      // bytes per channel; more is LimitExceeded and ends the program
};

struct ChildOutput
{
    int exitCode = 0;
    QByteArray standardOutput;
    QByteArray standardError;
};

// Runs it on a thread of its own. NotFound (no such program), Timeout, Cancelled, LimitExceeded, Io. A non-zero exit code is
// not an error here: the caller knows what it means. Whether it may be run at all is decided before (guard::Permit, consent).
[[nodiscard]] async::Future<ChildOutput> runChild(ChildCommand command, std::stop_token stop = {});

// The program's absolute path in PATH, or nothing.
std::optional<QString> findProgram(const QString &name);

} // namespace natsdeck
