#include "models/deployment/workstation_deployments.h"

#include "models/base/files.h"
#include "models/base/json.h"
#include "models/base/text.h"
#include "models/deployment/local_ports.h"
#include "models/deployment/local_process.h"
#include "models/deployment/texts.h"
#include "models/nats/server_info.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

constexpr int firstProbedPort = 4222;
constexpr int lastProbedPort = 4299;

WorkstationDeployment::State stateOf(const WorkstationDeployment &deployment, bool complete)
{
    if (deployment.process.pid > 0)
        return WorkstationDeployment::State::Running;
    return complete ? WorkstationDeployment::State::Stopped : WorkstationDeployment::State::Incomplete;
}

QList<ForeignServer> probeServers(const QString &folder)
{
    QList<int> own;
    for (const WorkstationDeployment &deployment : readWorkstationDeployments(folder)) {
        if (deployment.state == WorkstationDeployment::State::Running)
            own << deployment.desired.ports.client << deployment.desired.ports.monitoring;
    }
    QList<ForeignServer> found;
    for (const int port : listeningPorts(firstProbedPort, lastProbedPort)) {
        if (own.contains(port))
            continue;
        const auto greeting = nats::readGreeting(u"127.0.0.1"_s, quint16(port), std::chrono::milliseconds(1500));
        if (!greeting)
            continue;
        found << ForeignServer{u"nats://127.0.0.1:%1"_s.arg(port), text::clean(greeting->serverName), text::clean(greeting->version),
                               greeting->authRequired, greeting->jetstream};
    }
    return found;
}

QString readTail(const QString &path, qint64 bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max<qint64>(0, file.size() - bytes));
    QByteArray content = file.read(bytes);
    if (file.size() > bytes)
        content = content.mid(content.indexOf('\n') + 1); // begin with a whole line
    return text::cleanLines(QString::fromUtf8(content), bytes);
}

} // namespace

QString WorkstationDeployment::clientUrl() const
{
    const bool everywhere = desired.bindAddress == u"0.0.0.0" || desired.bindAddress.isEmpty();
    return u"nats://%1:%2"_s.arg(everywhere ? u"127.0.0.1"_s : desired.bindAddress).arg(desired.ports.client);
}

QString WorkstationDeployment::monitoringUrl() const { return u"http://127.0.0.1:%1"_s.arg(desired.ports.monitoring); }

QString defaultWorkstationFolder() { return files::dataFolder() + u"/workstation"_s; }

Result<WorkstationDeployment> readWorkstationDeployment(const QString &folder)
{
    const Result<QByteArray> content = files::read(folder + u"/deployment.json"_s, 1024 * 1024);
    if (!content)
        return failure(content.error());
    const auto object = json::parseObject(*content, u"deployment.json"_s);
    if (!object)
        return failure(object.error());
    const auto desired = desiredSystemFromJson(object->value("desired"_L1).toObject());
    if (!desired)
        return failure(desired.error());
    WorkstationDeployment deployment;
    deployment.desired = *desired;
    deployment.folder = folder;
    deployment.storeFolder = object->value("storeFolder"_L1).toString();
    deployment.program = object->value("program"_L1).toString();
    deployment.programVersion = object->value("programVersion"_L1).toString();
    deployment.created = QDateTime::fromString(object->value("created"_L1).toString(), Qt::ISODateWithMs);
    deployment.complete = object->value("complete"_L1).toBool();
    deployment.configDigest = object->value("configDigest"_L1).toString();
    const QJsonObject process = object->value("process"_L1).toObject();
    const ProcessMark remembered{json::integer(process.value("pid"_L1)), quint64(json::integer(process.value("startTicks"_L1))),
                                 process.value("bootId"_L1).toString()};
    deployment.process = findServer(remembered, deployment.pidPath(), deployment.configPath()).value_or(ProcessMark{});
    deployment.state = stateOf(deployment, deployment.complete);
    return deployment;
}

Result<void> writeWorkstationDeployment(const WorkstationDeployment &deployment)
{
    const QJsonObject process{{u"pid"_s, deployment.process.pid},
                              {u"startTicks"_s, qint64(deployment.process.startTicks)},
                              {u"bootId"_s, deployment.process.bootId}};
    const QJsonObject object{{u"desired"_s, toJson(deployment.desired)},
                             {u"storeFolder"_s, deployment.storeFolder},
                             {u"program"_s, deployment.program},
                             {u"programVersion"_s, deployment.programVersion},
                             {u"created"_s, deployment.created.toUTC().toString(Qt::ISODateWithMs)},
                             {u"complete"_s, deployment.complete},
                             {u"configDigest"_s, deployment.configDigest},
                             {u"process"_s, process}};
    return files::writeAtomically(deployment.folder + u"/deployment.json"_s, json::compact(object));
}

QList<WorkstationDeployment> readWorkstationDeployments(const QString &folder)
{
    QList<WorkstationDeployment> found;
    const QFileInfoList entries = QDir(folder).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDir::Name);
    for (const QFileInfo &entry : entries) {
        auto deployment = readWorkstationDeployment(entry.absoluteFilePath());
        if (deployment && deployment->id() == entry.fileName())
            found << std::move(*deployment);
    }
    return found;
}

WorkstationDeployments::WorkstationDeployments(const QString &folder, QObject *parent)
    : QObject(parent)
    , m_folder(folder.isEmpty() ? defaultWorkstationFolder() : folder)
{
    m_timer.setInterval(watchInterval);
    connect(&m_timer, &QTimer::timeout, this, &WorkstationDeployments::refresh);
}

std::optional<WorkstationDeployment> WorkstationDeployments::byId(const QString &deploymentId) const
{
    for (const WorkstationDeployment &deployment : m_deployments) {
        if (deployment.id() == deploymentId)
            return deployment;
    }
    return std::nullopt;
}

std::optional<WorkstationDeployment> WorkstationDeployments::bySystemId(const QString &systemId) const
{
    return systemId.startsWith(u"local:") ? byId(systemId.mid(6)) : std::nullopt;
}

void WorkstationDeployments::refresh()
{
    if (m_looking) { // what is asked for now may be newer than what is being looked at
        m_again = true;
        return;
    }
    m_looking = true;
    const auto look = async::run(*QThreadPool::globalInstance(), [folder = m_folder]() -> Result<QList<WorkstationDeployment>> {
        return readWorkstationDeployments(folder);
    });
    async::deliver(look, this, [this](const Result<QList<WorkstationDeployment>> &found) {
        m_looking = false;
        if (found && *found != m_deployments) {
            m_deployments = *found;
            emit changed();
        }
        if (std::exchange(m_again, false))
            refresh();
    });
}

void WorkstationDeployments::setWatching(bool watching)
{
    if (watching && !m_timer.isActive()) {
        m_timer.start();
        refresh();
    } else if (!watching) {
        m_timer.stop();
    }
}

Result<LoginChoice> WorkstationDeployments::loginOf(const WorkstationDeployment &deployment)
{
    const Result<QByteArray> content = files::read(deployment.credentialsPath(), 64 * 1024);
    if (!content)
        return failure(content.error());
    const auto object = json::parseObject(*content, u"credentials.json"_s);
    if (!object)
        return failure(object.error());
    LoginChoice login;
    const std::optional<LoginKind> kind = loginKindOf(object->value("kind"_L1).toString());
    if (!kind)
        return failure(ErrorKind::Invalid, Texts::tr("%1 does not say which login it holds").arg(deployment.credentialsPath()));
    login.kind = *kind;
    login.user = object->value("user"_L1).toString();
    login.secret = Secret(object->value("secret"_L1).toString().toUtf8());
    login.systemUser = object->value("systemUser"_L1).toBool();
    login.systemUserName = object->value("systemUserName"_L1).toString();
    login.systemSecret = Secret(object->value("systemSecret"_L1).toString().toUtf8());
    return login;
}

async::Future<QString> WorkstationDeployments::logTail(const WorkstationDeployment &deployment, qint64 bytes)
{
    return async::run(*QThreadPool::globalInstance(),
                      [path = deployment.logPath(), bytes]() -> Result<QString> { return readTail(path, bytes); });
}

async::Future<QList<ForeignServer>> WorkstationDeployments::probe() const
{
    return async::run(*QThreadPool::globalInstance(),
                      [folder = m_folder]() -> Result<QList<ForeignServer>> { return probeServers(folder); });
}

} // namespace natsdeck::deployment
