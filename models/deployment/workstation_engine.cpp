#include "models/deployment/workstation_engine.h"

#include "models/base/files.h"
#include "models/base/text.h"
#include "models/deployment/local_ports.h"
#include "models/deployment/local_process.h"
#include "models/deployment/nkey_pair.h"
#include "models/deployment/server_programs.h"
#include "models/deployment/texts.h"
#include "models/deployment/workstation_access.h"
#include "models/deployment/workstation_preflight.h"
#include "models/deployment/workstation_removal.h"
#include "models/deployment/workstation_store.h"
#include "models/deployment/workstation_work.h"

#include <QThreadPool>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

Result<ServerProgram> programFor(const DesiredSystem &desired, const QString &configured)
{
    if (!desired.program.isEmpty())
        return inspectServer(desired.program);
    const QList<ServerProgram> found = findServers(configured);
    if (found.isEmpty())
        return failure(ErrorKind::NotFound, Texts::tr("No nats-server was found"), {}, howToGetServer());
    return found.first();
}

Result<SharedWork> makeWork(const DesiredSystem &desired, const QString &folder, const QString &configured)
{
    const auto program = programFor(desired, configured);
    if (!program)
        return failure(program.error());
    if (!program->isNewEnough())
        return failure(ErrorKind::Unsupported, Texts::tr("nats-server %1 is too old").arg(program->version.toString()), program->path,
                       howToGetServer());
    auto work = std::make_shared<WorkstationWork>();
    work->desired = desired;
    work->desired.program = program->path;
    work->desired.version = program->version.toString();
    work->folder = folder;
    work->storeFolder = storeFolderOf(desired, folder);
    work->program = program->path;
    work->programVersion = program->version.toString();
    const auto existing = readWorkstationDeployment(folder);
    work->isChange = existing && existing->complete;
    return SharedWork(work);
}

plan::Plan planOf(const SharedWork &work, const QString &kind)
{
    const DesiredSystem &desired = work->desired;
    plan::Plan plan;
    plan.id = plan::Plan::makeId();
    plan.kind = kind;
    plan.title = work->isChange ? Texts::tr("Change %1 on this workstation").arg(desired.name)
                                : Texts::tr("Deploy %1 on this workstation").arg(desired.name);
    plan.systemId = desired.localSystemId();
    plan.engine = u"workstation"_s;
    plan.memo = {{u"desired"_s, toJson(desired)}};
    plan.makesSystem = !work->isChange;
    plan.intent = {kind,
                   u"nats-server %1"_s.arg(desired.name),
                   plan.title,
                   work->isChange ? guard::Impact::Configuration : guard::Impact::Undoable,
                   text::shellQuoted(work->program) + u" -c "_s + text::shellQuoted(work->entry().configPath()),
                   plan.memo};
    plan.steps.push_back(folderStep(work));
    if (desired.jetStream.enabled)
        plan.steps.push_back(storeStep(work));
    plan.steps.push_back(credentialsStep(work));
    plan.steps.push_back(configurationStep(work));
    plan.steps.push_back(startStep(work));
    plan.steps.push_back(readyStep(work));
    return plan;
}

Result<plan::Plan> operationPlan(const QString &folder, WorkstationEngine::Operation operation)
{
    const auto deployment = readWorkstationDeployment(folder);
    if (!deployment)
        return failure(deployment.error());
    auto work = std::make_shared<WorkstationWork>();
    work->desired = deployment->desired;
    work->folder = folder;
    work->storeFolder = deployment->storeFolder;
    work->program = deployment->program;
    work->programVersion = deployment->programVersion;
    work->isChange = true;
    using Operation = WorkstationEngine::Operation;
    const QString name = deployment->desired.name;
    plan::Plan plan;
    plan.id = plan::Plan::makeId();
    plan.systemId = deployment->systemId();
    plan.engine = u"workstation"_s;
    plan.memo = {{u"id"_s, deployment->id()}};
    plan.momentary = true;
    switch (operation) {
    case Operation::Start:
        plan.kind = u"start"_s;
        plan.title = Texts::tr("Start %1").arg(name);
        break;
    case Operation::Stop:
        plan.kind = u"stop"_s;
        plan.title = Texts::tr("Stop %1").arg(name);
        break;
    case Operation::Restart:
        plan.kind = u"restart"_s;
        plan.title = Texts::tr("Restart %1").arg(name);
        break;
    }
    plan.intent = {plan.kind, u"nats-server %1"_s.arg(name), plan.title, guard::Impact::Undoable, {}, plan.memo};
    if (operation == Operation::Stop) {
        plan.steps.push_back(stopStep(folder, true));
    } else {
        plan.steps.push_back(startStep(work, operation == Operation::Restart));
        plan.steps.push_back(readyStep(work));
    }
    return plan;
}

} // namespace

struct WorkstationEngine::Pool
{
    QThreadPool threads;
};

WorkstationEngine::WorkstationEngine(QString folder, QString serverProgram)
    : m_folder(folder.isEmpty() ? defaultWorkstationFolder() : std::move(folder))
    , m_serverProgram(std::move(serverProgram))
    , m_pool(std::make_unique<Pool>())
{
    m_pool->threads.setMaxThreadCount(4); // they wait for programs and sockets, not for the processor
}

WorkstationEngine::~WorkstationEngine() = default;

QString WorkstationEngine::folderOf(const QString &deploymentId) const { return m_folder + u'/' + deploymentId; }

async::Future<Offers> WorkstationEngine::offers(const Target &)
{
    return async::run(m_pool->threads, [folder = m_folder, configured = m_serverProgram]() -> Result<Offers> {
        Offers offers;
        for (const ServerProgram &program : findServers(configured)) {
            Choice choice;
            choice.value = program.path;
            choice.title = u"nats-server %1"_s.arg(program.version.toString());
            choice.detail = program.path;
            choice.isDefault = offers.servers.isEmpty();
            choice.usable = program.isNewEnough();
            if (!choice.usable)
                choice.reason = Texts::tr("older than %1").arg(oldestServerVersion().toString());
            offers.servers << choice;
        }
        if (std::none_of(offers.servers.begin(), offers.servers.end(), [](const Choice &c) { return c.usable; }))
            offers.findings << Finding{
                u"server-program"_s, Severity::Critical, Texts::tr("No nats-server was found"), {}, howToGetServer(), {}, {}};
        for (const WorkstationDeployment &deployment : readWorkstationDeployments(folder))
            offers.takenNames << deployment.desired.name;
        Ports ports;
        ports.client = nextFreePort(u"127.0.0.1"_s, ports.client).value_or(ports.client);
        ports.monitoring = nextFreePort(u"127.0.0.1"_s, ports.monitoring, {ports.client}).value_or(ports.monitoring);
        offers.ports = ports;
        offers.defaultFolder = folder;
        offers.freeBytes = stateOfFolder(folder).freeBytes;
        return offers;
    });
}

async::Future<Findings> WorkstationEngine::preflight(const DesiredSystem &desired, std::stop_token stop)
{
    return async::run(m_pool->threads, [desired, folder = m_folder, configured = m_serverProgram, stop]() -> Result<Findings> {
        Findings findings = workstationPreflight(desired, folder, configured, stop);
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, Texts::tr("Cancelled"));
        return findings;
    });
}

async::Future<plan::Plan> WorkstationEngine::plan(const DesiredSystem &desired)
{
    return async::run(m_pool->threads, [desired, folder = folderOf(desired.id), configured = m_serverProgram]() -> Result<plan::Plan> {
        const auto work = makeWork(desired, folder, configured);
        if (!work)
            return failure(work.error());
        return planOf(*work, (*work)->isChange ? u"change"_s : u"deploy"_s);
    });
}

async::Future<plan::Plan> WorkstationEngine::rebuild(const QString &kind, const QJsonObject &memo)
{
    const QString folder = folderOf(memo.value("id"_L1).toString());
    if (kind == u"remove")
        return async::run(m_pool->threads, [folder, memo] { return rebuiltWorkstationRemoval(folder, memo); });
    if (kind == u"start" || kind == u"stop" || kind == u"restart") {
        const Operation operation = kind == u"start" ? Operation::Start : kind == u"stop" ? Operation::Stop : Operation::Restart;
        return async::run(m_pool->threads, [folder, operation] { return operationPlan(folder, operation); });
    }
    const auto desired = desiredSystemFromJson(memo.value("desired"_L1).toObject());
    if (!desired)
        return async::failed<plan::Plan>(desired.error());
    return async::run(m_pool->threads,
                      [desired = *desired, home = folderOf(desired->id), configured = m_serverProgram, kind]() -> Result<plan::Plan> {
                          const auto work = makeWork(desired, home, configured);
                          if (!work)
                              return failure(work.error());
                          // It may have come to answer before the program died: what the journal began as is what is taken back.
                          auto same = std::make_shared<WorkstationWork>(**work);
                          same->isChange = kind == u"change";
                          return planOf(same, kind);
                      });
}

async::Future<plan::Plan> WorkstationEngine::operation(const QString &deploymentId, Operation operation)
{
    return async::run(m_pool->threads, [folder = folderOf(deploymentId), operation] { return operationPlan(folder, operation); });
}

async::Future<ConnectFacts> WorkstationEngine::facts(const DesiredSystem &desired)
{
    return async::run(m_pool->threads, [folder = folderOf(desired.id)]() -> Result<ConnectFacts> {
        const auto deployment = readWorkstationDeployment(folder);
        if (!deployment)
            return failure(deployment.error());
        ConnectFacts facts;
        facts.systemId = deployment->systemId();
        facts.deploymentId = deployment->id();
        facts.urls = {deployment->clientUrl()};
        facts.monitoringUrl = deployment->monitoringUrl();
        const auto login = WorkstationDeployments::loginOf(*deployment);
        if (!login)
            return failure(login.error());
        facts.login = *login;
        if (login->kind == LoginKind::Nkey) {
            facts.seedFile = deployment->seedPath();
            const auto seed = files::read(facts.seedFile, 4096);
            const auto pair = seed ? nkeyOfSeed(Secret(seed->trimmed())) : Result<NkeyPair>(failure(seed.error()));
            if (!pair)
                return failure(pair.error());
            facts.publicKey = QString::fromLatin1(pair->publicKey);
        }
        return facts;
    });
}

std::shared_ptr<TargetAccess> WorkstationEngine::access(const DesiredSystem &desired, const ConnectFacts &facts)
{
    return std::make_shared<WorkstationAccess>(facts.urls.value(0), desired.ports.monitoring);
}

Result<void> WorkstationEngine::restart(const guard::Permit &permit, const DesiredSystem &desired, std::stop_token stop)
{
    const QString folder = folderOf(desired.id);
    const auto running = readWorkstationDeployment(folder);
    if (!running)
        return failure(running.error());
    if (const auto stopped = stopServer(permit, *running, stop); !stopped)
        return stopped;
    const auto deployment = readWorkstationDeployment(folder);
    if (!deployment)
        return failure(deployment.error());
    if (const auto started = startServer(permit, *deployment); !started)
        return started;
    return waitUntilReady(folder, stop, {});
}

async::Future<RemovalImpact> WorkstationEngine::removalImpact(const QString &deploymentId)
{
    return async::run(m_pool->threads, [folder = folderOf(deploymentId)]() -> Result<RemovalImpact> {
        const auto deployment = readWorkstationDeployment(folder);
        if (!deployment)
            return failure(deployment.error());
        return workstationRemovalImpact(*deployment, {});
    });
}

async::Future<plan::Plan> WorkstationEngine::removal(const QString &deploymentId, const RemovalOptions &options)
{
    return async::run(m_pool->threads, [folder = folderOf(deploymentId), options]() -> Result<plan::Plan> {
        const auto deployment = readWorkstationDeployment(folder);
        if (!deployment)
            return failure(deployment.error());
        return workstationRemoval(*deployment, options);
    });
}

} // namespace natsdeck::deployment
