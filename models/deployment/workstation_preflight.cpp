#include "models/deployment/workstation_preflight.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/deployment/local_ports.h"
#include "models/deployment/server_conf.h"
#include "models/deployment/server_programs.h"
#include "models/deployment/texts.h"
#include "models/deployment/workstation_store.h"
#include "models/deployment/workstation_work.h"
#include "models/nats/server_info.h"

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

constexpr qint64 leastSpace = 64LL * 1024 * 1024; // below this a server hardly starts

Finding found(const QString &id, Severity severity, const QString &what, const QString &evidence = {}, const QString &remedy = {},
              const QString &action = {})
{
    return Finding{id, severity, what, evidence, remedy, {}, action};
}

Finding programFinding(const DesiredSystem &desired, const QString &configured, QVersionNumber &version, const std::stop_token &stop)
{
    const QString id = u"server-program"_s;
    Result<ServerProgram> program = failure(ErrorKind::NotFound, QString());
    if (!desired.program.isEmpty()) {
        program = inspectServer(desired.program, stop);
    } else if (const QList<ServerProgram> all = findServers(configured, stop); !all.isEmpty()) {
        program = all.first();
    }
    if (!program)
        return found(id, Severity::Critical, Texts::tr("No nats-server was found"),
                     desired.program.isEmpty() ? Texts::tr("Looked in PATH, /usr/sbin, /usr/local and ~/go/bin") : program.error().summary,
                     howToGetServer());
    version = program->version;
    if (!program->isNewEnough())
        return found(id, Severity::Critical, Texts::tr("nats-server %1 is too old").arg(version.toString()), program->path,
                     howToGetServer());
    return found(id, Severity::Ok, Texts::tr("nats-server %1").arg(version.toString()), program->path);
}

Finding portFinding(const QString &which, const QString &address, int port, bool heldByOwnServer, int otherOwn)
{
    const QString id = which + u"-port"_s;
    if (heldByOwnServer)
        return found(id, Severity::Ok, Texts::tr("Port %1 is this server's own").arg(port));
    if (port != otherOwn && isPortFree(address, port))
        return found(id, Severity::Ok, Texts::tr("Port %1 is free").arg(port), u"bind %1:%2"_s.arg(address).arg(port));
    const std::optional<int> other = nextFreePort(address, port + 1, {otherOwn});
    QString evidence = Texts::tr("Another program listens there");
    if (port == otherOwn)
        evidence = Texts::tr("Clients and monitoring need two ports");
    else if (const auto greeting = nats::readGreeting(u"127.0.0.1"_s, quint16(port), std::chrono::milliseconds(500)))
        evidence =
            Texts::tr("A NATS server “%1” (%2) answers there").arg(text::clean(greeting->serverName), text::clean(greeting->version));
    return found(id, Severity::Critical, Texts::tr("Port %1 is in use").arg(port), evidence,
                 other ? Texts::tr("Use port %1 instead").arg(*other) : Texts::tr("Choose another port"),
                 other ? u"choose-free-port:%1:%2"_s.arg(which).arg(*other) : QString());
}

Findings storeFindings(const DesiredSystem &desired, const QString &storeFolder, bool ours)
{
    const FolderState state = stateOfFolder(storeFolder);
    const qint64 wanted = desired.jetStream.storageBytes;
    Findings findings;
    if (!state.isFolder)
        findings << found(u"store-folder"_s, Severity::Critical, Texts::tr("%1 is not a folder").arg(state.existing), {},
                          Texts::tr("Choose another folder"));
    else if (state.readOnlyFileSystem || !state.writable)
        findings << found(u"store-folder"_s, Severity::Critical, Texts::tr("%1 cannot be written to").arg(state.existing),
                          state.readOnlyFileSystem ? Texts::tr("Its file system is read-only") : Texts::tr("This user has no right to"),
                          Texts::tr("Choose another folder"));
    else if (state.hasContent && !ours)
        findings << found(u"store-folder"_s, Severity::Warning, Texts::tr("%1 already holds files").arg(storeFolder), {},
                          Texts::tr("What an earlier server stored there will be served again"));
    else
        findings << found(u"store-folder"_s, Severity::Ok, Texts::tr("The store's folder can be written"), state.existing);

    const QString free = Texts::tr("%1 free at %2").arg(shortBytes(double(state.freeBytes)), state.existing);
    if (state.freeBytes >= 0 && state.freeBytes < leastSpace)
        findings << found(u"store-space"_s, Severity::Critical, Texts::tr("The disk is full"), free,
                          Texts::tr("Free some space, or choose another folder"));
    else if (state.freeBytes >= 0 && state.freeBytes < wanted)
        findings << found(u"store-space"_s, Severity::Warning, Texts::tr("The store may grow to %1").arg(shortBytes(double(wanted))), free,
                          Texts::tr("Choose a smaller size: a full disk stops every stream"));
    else
        findings << found(u"store-space"_s, Severity::Ok, Texts::tr("There is room for %1").arg(shortBytes(double(wanted))), free);
    return findings;
}

Finding loginFinding(const DesiredSystem &desired, bool everywhere)
{
    const LoginChoice &login = desired.login;
    const QString id = u"login"_s;
    const QString typed = QString::fromUtf8(login.secret.reveal());
    if (login.kind == LoginKind::None)
        return found(id, everywhere ? Severity::Critical : Severity::Warning,
                     everywhere ? Texts::tr("Everybody in the network could use this server")
                                : Texts::tr("Every program on this machine could use this server"),
                     Texts::tr("No login was chosen"), Texts::tr("Choose a login"), u"go-to:security"_s);
    if (login.kind != LoginKind::Nkey && looksLikeHash(typed))
        return found(id, Severity::Critical, Texts::tr("This password cannot be used"),
                     Texts::tr("nats-server takes what begins with $2a$ for a hash"), Texts::tr("Choose another password"),
                     u"go-to:security"_s);
    if (login.kind == LoginKind::UserPassword && login.systemUser && login.user == login.systemUserName)
        return found(id, Severity::Critical, Texts::tr("Both users have the same name"), login.user, Texts::tr("Choose another user name"),
                     u"go-to:security"_s);
    return found(id, Severity::Ok, Texts::tr("Strangers are refused"));
}

Finding durabilityFinding(const DesiredSystem &desired, const QVersionNumber &version)
{
    const QString id = u"durability"_s;
    if (!desired.jetStream.syncAlways)
        return found(id, Severity::Info, Texts::tr("Stored messages reach the disk within two minutes"),
                     Texts::tr("A power failure may lose what was confirmed before (sync_interval 2m)"));
    if (!version.isNull() && version < QVersionNumber(2, 10, 0))
        return found(id, Severity::Critical, Texts::tr("nats-server %1 cannot write every message through").arg(version.toString()),
                     Texts::tr("sync_interval exists from 2.10 on"),
                     Texts::tr("Turn “write every message through” off, or use a newer server"), u"go-to:storage"_s);
    return found(id, Severity::Ok, Texts::tr("Every message is written through to the disk"));
}

} // namespace

Findings workstationPreflight(const DesiredSystem &desired, const QString &folder, const QString &configuredProgram,
                              const std::stop_token &stop)
{
    Findings findings;
    QVersionNumber version;
    findings << programFinding(desired, configuredProgram, version, stop);

    std::optional<WorkstationDeployment> own;
    const WorkstationDeployment *sameName = nullptr;
    const QList<WorkstationDeployment> all = readWorkstationDeployments(folder);
    for (const WorkstationDeployment &deployment : all) {
        if (deployment.id() == desired.id)
            own = deployment;
        else if (deployment.desired.name == desired.name)
            sameName = &deployment;
    }
    findings << (sameName ? found(u"name"_s, Severity::Critical, Texts::tr("There is a server “%1” already").arg(desired.name),
                                  sameName->folder, Texts::tr("Choose another name"), u"go-to:server"_s)
                          : found(u"name"_s, Severity::Ok, Texts::tr("The name is free")));

    const bool running = own && own->state == WorkstationDeployment::State::Running;
    const Ports held = running ? own->desired.ports : Ports{0, 0, 0};
    findings << portFinding(u"client"_s, desired.bindAddress, desired.ports.client, held.client == desired.ports.client,
                            desired.ports.monitoring);
    findings << portFinding(u"monitoring"_s, u"127.0.0.1"_s, desired.ports.monitoring, held.monitoring == desired.ports.monitoring,
                            desired.ports.client);

    const bool everywhere = !desired.bindAddress.startsWith(u"127.");
    findings << (everywhere ? found(u"bind-address"_s, Severity::Warning, Texts::tr("Other machines can connect"), desired.bindAddress,
                                    Texts::tr("Choose 127.0.0.1 unless that is wanted: there is no TLS"), u"go-to:access"_s)
                            : found(u"bind-address"_s, Severity::Ok, Texts::tr("Only this machine can connect"), desired.bindAddress));
    findings << loginFinding(desired, everywhere);
    if (desired.login.kind == LoginKind::Token && desired.login.systemUser)
        findings << found(u"system-user"_s, Severity::Info, Texts::tr("There will be no system user"),
                          Texts::tr("nats-server allows none beside a token"));
    if (desired.jetStream.enabled) {
        findings << storeFindings(desired, storeFolderOf(desired, folder + u'/' + desired.id), own.has_value());
        findings << durabilityFinding(desired, version);
    }
    findings << found(u"redundancy"_s, Severity::Info, Texts::tr("One server is not redundant"), Texts::tr("It is away while it restarts"));

    if (!stop.stop_requested()) {
        WorkstationDeployments registry(folder);
        for (const ForeignServer &server : async::await(registry.probe()).value_or(QList<ForeignServer>())) {
            if (!server.loginRequired)
                findings << Finding{u"other-servers"_s,
                                    Severity::Info,
                                    Texts::tr("Another NATS server runs here without a login"),
                                    Texts::tr("%1, nats-server %2").arg(server.url, server.version),
                                    Texts::tr("It can be opened from the tree; it stays as it is"),
                                    server.url,
                                    {}};
        }
    }
    return findings;
}

} // namespace natsdeck::deployment
