#include "models/base/files.h"
#include "models/base/json.h"
#include "models/base/text.h"
#include "models/deployment/local_http.h"
#include "models/deployment/local_ports.h"
#include "models/deployment/local_process.h"
#include "models/deployment/texts.h"
#include "models/deployment/workstation_work.h"
#include "models/nats/server_info.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QThread>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

constexpr std::chrono::seconds startPatience(30); // until it answers: recovery of big stores is slower, and then says so
constexpr std::chrono::seconds stopPatience(15);

QString outputPath(const WorkstationDeployment &deployment) { return deployment.folder + u"/nats-server.out"_s; }

// What answers at a port that should be free, in words.
QString occupantOf(int port)
{
    const auto greeting = nats::readGreeting(u"127.0.0.1"_s, quint16(port), std::chrono::milliseconds(500));
    if (!greeting)
        return Texts::tr("Another program listens at port %1").arg(port);
    return Texts::tr("A NATS server “%1” (%2) answers at port %3")
        .arg(text::clean(greeting->serverName), text::clean(greeting->version))
        .arg(port);
}

Result<void> checkPort(const QString &which, const QString &address, int port, int otherOwn)
{
    if (isPortFree(address, port))
        return {};
    const std::optional<int> other = nextFreePort(address, port + 1, {otherOwn});
    Error error{ErrorKind::Conflict, Texts::tr("Port %1 is in use").arg(port), occupantOf(port), {}, EADDRINUSE, {}};
    if (other) {
        error.remedy = Texts::tr("Use port %1 instead").arg(*other);
        error.reason = u"choose-free-port:%1:%2"_s.arg(which).arg(*other);
    }
    return failure(std::move(error));
}

QByteArray tailOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max<qint64>(0, file.size() - 4096));
    return file.readAll();
}

// Why a server ended by itself, from what it wrote last.
Failure endedByItself(const WorkstationDeployment &deployment)
{
    const QByteArray written = tailOf(outputPath(deployment)) + tailOf(deployment.logPath());
    QStringList lines;
    for (const QByteArray &line : written.split('\n')) {
        if (line.contains("[FTL]") || line.contains("[ERR]") || line.startsWith("nats-server:"))
            lines << text::clean(line);
    }
    const QString said = lines.mid(std::max<qsizetype>(0, lines.size() - 3)).join(u'\n');
    const auto mentions = [&](QLatin1StringView words) { return said.contains(words, Qt::CaseInsensitive); };
    ErrorKind kind = ErrorKind::Rejected;
    QString remedy = Texts::tr("The log of the server says more");
    if (mentions("address already in use"_L1)) {
        kind = ErrorKind::Conflict;
        remedy = Texts::tr("Choose another port");
    } else if (mentions("no space left"_L1) || mentions("disk quota"_L1)) {
        kind = ErrorKind::Io;
        remedy = Texts::tr("Free some space, or choose another folder for the store");
    } else if (mentions("permission denied"_L1) || mentions("read-only file system"_L1)) {
        kind = ErrorKind::Forbidden;
        remedy = Texts::tr("Choose a folder that this user may write to");
    }
    return failure(kind, Texts::tr("The server ended by itself"), said, remedy);
}

// True when the server at these ports is the one of this deployment and can be used.
bool answers(const WorkstationDeployment &deployment, const std::stop_token &stop)
{
    const std::chrono::seconds patience(2);
    if (!readHttp(deployment.desired.ports.monitoring, u"healthz"_s, patience, stop))
        return false;
    const auto varz = readHttp(deployment.desired.ports.monitoring, u"varz"_s, patience, stop);
    const auto greeting = nats::readGreeting(QUrl(deployment.clientUrl()).host(), quint16(deployment.desired.ports.client), patience);
    if (!varz || !greeting)
        return false;
    const auto object = json::parseObject(*varz, u"varz"_s);
    return object && object->value("server_id"_L1).toString() == greeting->serverId;
}

} // namespace

Result<void> startServer(const guard::Permit &permit, const WorkstationDeployment &deployment)
{
    const Ports &ports = deployment.desired.ports;
    if (const auto free = checkPort(u"client"_s, deployment.desired.bindAddress, ports.client, ports.monitoring); !free)
        return free;
    if (const auto free = checkPort(u"monitoring"_s, u"127.0.0.1"_s, ports.monitoring, ports.client); !free)
        return free;
    const auto conf = files::read(deployment.configPath());
    if (!conf)
        return failure(conf.error());
    QFile::remove(outputPath(deployment));
    const auto mark =
        startDetached(permit, deployment.program, {u"-c"_s, deployment.configPath()}, deployment.folder, outputPath(deployment));
    if (!mark)
        return failure(mark.error());
    WorkstationDeployment started = deployment;
    started.process = *mark;
    started.configDigest = digestOf(*conf);
    return writeWorkstationDeployment(started);
}

Result<void> waitUntilReady(const QString &folder, const std::stop_token &stop, const std::function<void(const QString &)> &log)
{
    const QDeadlineTimer deadline(startPatience);
    bool told = false;
    while (true) {
        const auto deployment = readWorkstationDeployment(folder);
        if (!deployment)
            return failure(deployment.error());
        if (deployment->state != WorkstationDeployment::State::Running)
            return endedByItself(*deployment);
        if (answers(*deployment, stop)) {
            WorkstationDeployment complete = *deployment;
            complete.complete = true;
            return complete == *deployment ? Result<void>() : writeWorkstationDeployment(complete);
        }
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, Texts::tr("Cancelled"));
        if (deadline.hasExpired())
            return failure(ErrorKind::Timeout, Texts::tr("The server runs but does not answer"),
                           text::clean(tailOf(deployment->logPath()).right(400)), Texts::tr("The log of the server says more"));
        if (!told && log)
            log(Texts::tr("Process %1 runs; waiting for its greeting").arg(deployment->process.pid));
        told = true;
        QThread::msleep(40); // the server has no way to tell us: poll, on the plan's own thread
    }
}

Result<void> stopServer(const guard::Permit &permit, const WorkstationDeployment &deployment, const std::stop_token &stop)
{
    const auto mark = findServer(deployment.process, deployment.pidPath(), deployment.configPath());
    if (!mark)
        return {};
    return stopProcess(permit, *mark, stopPatience, stop);
}

plan::Step startStep(const SharedWork &work, bool always)
{
    plan::Step step;
    step.id = u"start"_s;
    step.title = always ? Texts::tr("Restart the server") : Texts::tr("Start the server");
    step.detail = work->program;
    step.previews = {{plan::ChangeKind::Run,
                      u"nats-server"_s,
                      Texts::tr("Process"),
                      {},
                      text::shellQuoted(work->program) + u" -c "_s + text::shellQuoted(work->entry().configPath()),
                      {}}};
    if (!always) {
        step.isDone = [work](plan::StepContext &) -> Result<bool> {
            const auto deployment = readWorkstationDeployment(work->folder);
            const auto conf = files::read(work->entry().configPath());
            return deployment && conf && deployment->state == WorkstationDeployment::State::Running &&
                   deployment->configDigest == digestOf(*conf);
        };
    }
    step.run = [work](plan::StepContext &context) -> Result<QJsonObject> {
        const auto deployment = readWorkstationDeployment(work->folder);
        if (!deployment)
            return failure(deployment.error());
        const bool wasRunning = deployment->state == WorkstationDeployment::State::Running;
        if (wasRunning) {
            context.log(Texts::tr("Stopping process %1").arg(deployment->process.pid));
            if (const auto stopped = stopServer(context.permit(), *deployment, context.stop()); !stopped)
                return failure(stopped.error());
        }
        if (const auto started = startServer(context.permit(), *deployment); !started)
            return failure(started.error());
        const auto now = readWorkstationDeployment(work->folder);
        const qint64 pid = now ? now->process.pid : 0;
        context.log(Texts::tr("Started as process %1").arg(pid));
        return QJsonObject{{u"pid"_s, pid}, {u"wasRunning"_s, wasRunning}};
    };
    step.undo = [work](plan::StepContext &context, const QJsonObject &) -> Result<void> {
        const auto deployment = readWorkstationDeployment(work->folder);
        return deployment ? stopServer(context.permit(), *deployment, context.stop()) : Result<void>();
    };
    return step;
}

plan::Step readyStep(const SharedWork &work)
{
    plan::Step step;
    step.id = u"ready"_s;
    step.title = Texts::tr("Wait until it answers");
    step.detail = work->entry().clientUrl();
    step.isDone = [work](plan::StepContext &context) -> Result<bool> {
        const auto deployment = readWorkstationDeployment(work->folder);
        return deployment && deployment->complete && deployment->state == WorkstationDeployment::State::Running &&
               answers(*deployment, context.stop());
    };
    step.run = [work](plan::StepContext &context) -> Result<QJsonObject> {
        const auto ready = waitUntilReady(work->folder, context.stop(), [&](const QString &line) { context.log(line); });
        if (!ready)
            return failure(ready.error());
        context.log(Texts::tr("The server answers at %1").arg(work->entry().clientUrl()));
        return QJsonObject();
    };
    return step;
}

plan::Step stopStep(const QString &folder, bool canStartAgain)
{
    plan::Step step;
    step.id = u"stop"_s;
    step.title = Texts::tr("Stop the server");
    step.previews = {{plan::ChangeKind::Run, u"nats-server"_s, Texts::tr("Process"), {}, u"kill -TERM"_s, {}}};
    step.isDone = [folder](plan::StepContext &) -> Result<bool> {
        const auto deployment = readWorkstationDeployment(folder);
        return !deployment || deployment->state != WorkstationDeployment::State::Running;
    };
    step.run = [folder](plan::StepContext &context) -> Result<QJsonObject> {
        const auto deployment = readWorkstationDeployment(folder);
        if (!deployment)
            return failure(deployment.error());
        if (const auto stopped = stopServer(context.permit(), *deployment, context.stop()); !stopped)
            return failure(stopped.error());
        context.log(Texts::tr("Process %1 has ended").arg(deployment->process.pid));
        return QJsonObject();
    };
    if (canStartAgain) {
        step.undo = [folder](plan::StepContext &context, const QJsonObject &) -> Result<void> {
            const auto deployment = readWorkstationDeployment(folder);
            if (!deployment || deployment->state == WorkstationDeployment::State::Running)
                return deployment ? Result<void>() : failure(deployment.error());
            return startServer(context.permit(), *deployment);
        };
    }
    return step;
}

} // namespace natsdeck::deployment
