#include "models/deployment/server_programs.h"

#include "models/base/child_process.h"
#include "models/base/text.h"
#include "models/deployment/texts.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

QVersionNumber oldestServerVersion() { return {oldestServer[0], oldestServer[1], oldestServer[2]}; }

Result<ServerProgram> inspectServer(const QString &path, const std::stop_token &stop)
{
    if (!QFileInfo(path).isExecutable() || !QFileInfo(path).isFile())
        return failure(ErrorKind::NotFound, Texts::tr("%1 is not a program").arg(path), {}, howToGetServer());
    ChildCommand command;
    command.program = path;
    command.arguments = {u"--version"_s};
    command.deadline = std::chrono::seconds(10);
    command.outputBudget = 64 * 1024;
    const auto output = async::await(runChild(command, stop));
    if (!output)
        return failure(output.error());
    static const QRegularExpression pattern(u"nats-server:? v?(\\d+\\.\\d+\\.\\d+)"_s);
    const QString printed = QString::fromUtf8(output->standardOutput + output->standardError);
    const QRegularExpressionMatch match = pattern.match(printed);
    if (!match.hasMatch())
        return failure(ErrorKind::Protocol, Texts::tr("%1 is not a nats-server").arg(path), text::clean(printed.left(200)));
    return ServerProgram{path, QVersionNumber::fromString(match.captured(1))};
}

QList<ServerProgram> findServers(const QString &configured, const std::stop_token &stop)
{
    QStringList paths;
    if (!configured.isEmpty())
        paths << configured;
    if (const std::optional<QString> inPath = findProgram(u"nats-server"_s))
        paths << *inPath;
    for (const QString &folder : {u"/usr/sbin"_s, u"/usr/local/sbin"_s, u"/usr/local/bin"_s, QDir::homePath() + u"/go/bin"_s})
        paths << folder + u"/nats-server"_s;
    QList<ServerProgram> found;
    QStringList seen;
    for (const QString &path : std::as_const(paths)) {
        const QString real = QFileInfo(path).canonicalFilePath();
        if (real.isEmpty() || seen.contains(real))
            continue;
        seen << real;
        if (const auto program = inspectServer(path, stop))
            found << *program;
    }
    const auto newest = found.begin() + (!found.isEmpty() && found.first().path == configured ? 1 : 0); // a chosen one stays first
    std::stable_sort(newest, found.end(), [](const auto &a, const auto &b) { return a.version > b.version; });
    return found;
}

QString howToGetServer()
{
    return Texts::tr("Install nats-server %1 or newer: “sudo apt install nats-server” on Debian and Ubuntu, or a release from "
                     "github.com/nats-io/nats-server put into a folder of PATH")
        .arg(oldestServerVersion().toString());
}

} // namespace natsdeck::deployment
