#include "models/base/child_process.h"

#include <QDeadlineTimer>
#include <QFileInfo>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace natsdeck {

namespace {

constexpr int slice = 50; // ms between looks at the stop token

QProcessEnvironment environmentOf(const ChildCommand &command)
{
    const QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment environment;
    if (command.inheritEnvironment) {
        environment = own;
    } else {
        for (const QString &name : own.keys()) {
            if (name == u"PATH" || name == u"HOME" || name == u"LANG" || name == u"TMPDIR" || name.startsWith(u"XDG_"))
                environment.insert(name, own.value(name));
        }
    }
    for (const QString &entry : command.environment)
        environment.insert(entry.section(u'=', 0, 0), entry.section(u'=', 1));
    return environment;
}

void stopProcess(QProcess &process)
{
    process.terminate();
    if (!process.waitForFinished(2000)) {
        process.kill();
        process.waitForFinished(2000);
    }
}

Result<ChildOutput> runToEnd(const ChildCommand &command, const std::stop_token &stop)
{
    const QString name = QFileInfo(command.program).fileName();
    QProcess process;
    process.setProcessEnvironment(environmentOf(command));
    if (!command.workingFolder.isEmpty())
        process.setWorkingDirectory(command.workingFolder);
    process.start(command.program, command.arguments);
    if (!process.waitForStarted(5000))
        return failure(process.error() == QProcess::FailedToStart ? ErrorKind::NotFound : ErrorKind::Io,
                       u"%1 could not be started"_s.arg(name), process.errorString());
    process.write(command.input);
    process.closeWriteChannel();

    ChildOutput output;
    const QDeadlineTimer deadline(command.deadline);
    const auto drain = [&] {
        output.standardOutput += process.readAllStandardOutput();
        output.standardError += process.readAllStandardError();
        return std::max(output.standardOutput.size(), output.standardError.size()) <= command.outputBudget;
    };
    while (!process.waitForFinished(slice)) {
        if (process.state() == QProcess::NotRunning)
            break;
        if (!drain()) {
            stopProcess(process);
            return failure(ErrorKind::LimitExceeded, u"%1 printed more than %2 bytes"_s.arg(name).arg(command.outputBudget));
        }
        if (stop.stop_requested()) {
            stopProcess(process);
            return failure(ErrorKind::Cancelled, u"%1 was stopped"_s.arg(name));
        }
        if (deadline.hasExpired()) {
            stopProcess(process);
            return failure(ErrorKind::Timeout, u"%1 did not finish in %2 s"_s.arg(name).arg(command.deadline.count() / 1000.0));
        }
    }
    if (!drain())
        return failure(ErrorKind::LimitExceeded, u"%1 printed more than %2 bytes"_s.arg(name).arg(command.outputBudget));
    if (process.exitStatus() == QProcess::CrashExit)
        return failure(ErrorKind::Io, u"%1 crashed"_s.arg(name), QString::fromUtf8(output.standardError.left(2000)));
    output.exitCode = process.exitCode();
    return output;
}

} // namespace

async::Future<ChildOutput> runChild(ChildCommand command, std::stop_token stop)
{
    auto promise = std::make_shared<QPromise<Result<ChildOutput>>>();
    async::Future<ChildOutput> future = promise->future();
    promise->start();
    // A thread of its own: a pool would let slow programs starve decoding.
    std::thread([promise, command = std::move(command), stop] {
        promise->addResult(runToEnd(command, stop));
        promise->finish();
    }).detach();
    return future;
}

std::optional<QString> findProgram(const QString &name)
{
    const QString path = QStandardPaths::findExecutable(name);
    return path.isEmpty() ? std::nullopt : std::optional(path);
}

} // namespace natsdeck
