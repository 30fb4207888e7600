#pragma once

#include "models/base/result.h"
#include "models/deployment/workstation_deployments.h"
#include "models/guard/permit.h"

#include <QByteArrayList>

#include <chrono>
#include <optional>
#include <stop_token>

// Processes of this machine, told apart by number, start time and boot: a number alone is used again, a name says nothing.
namespace natsdeck::deployment {

// The process that has this number now; nothing when there is none, or only its remains (a zombie).
std::optional<ProcessMark> markOf(qint64 pid);
bool isAlive(const ProcessMark &mark);
QByteArrayList argumentsOf(qint64 pid);

// The living server that was started with this configuration: by the mark remembered, else by the number in its pid file. Either
// way its command line must name the configuration.
std::optional<ProcessMark> findServer(const ProcessMark &remembered, const QString &pidFile, const QString &configPath);

// Starts a program that outlives us, in a session of its own, with a minimal environment; what it prints is added to `outputPath`.
// NotFound, Io.
Result<ProcessMark> startDetached(const guard::Permit &permit, const QString &program, const QStringList &arguments,
                                  const QString &workingFolder, const QString &outputPath);

// SIGTERM, and after `patience` SIGKILL; done when it is gone. A process that is gone already is fine. Forbidden when it
// belongs to someone else, Timeout when even SIGKILL did not end it, Cancelled (it may still end).
Result<void> stopProcess(const guard::Permit &permit, const ProcessMark &mark, std::chrono::milliseconds patience,
                         const std::stop_token &stop);

} // namespace natsdeck::deployment
