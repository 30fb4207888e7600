#include "models/deployment/workstation_work.h"
#include "tests/deployment/support_workstation.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>

#include <csignal>
#include <unistd.h>

using namespace natsdeck;
using namespace natsdeck::deployment;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

const QStringList stepIds{u"folder"_s, u"store"_s, u"credentials"_s, u"configuration"_s, u"start"_s, u"ready"_s};

// Lets the process die right before or after what a step does.
void dieAt(plan::Plan &plan, const QString &stepId, bool after)
{
    for (plan::Step &step : plan.steps) {
        if (step.id != stepId)
            continue;
        const auto run = step.run;
        step.run = [run, after](plan::StepContext &context) -> Result<QJsonObject> {
            if (after)
                (void)run(context);
            ::kill(::getpid(), SIGKILL);
            return failure(ErrorKind::Internal, u"still alive"_s);
        };
    }
}

// How many processes of this machine were started with this configuration.
int serversOf(const QString &configPath)
{
    int count = 0;
    for (const QString &entry : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        const qint64 pid = entry.toLongLong();
        if (pid > 0 && markOf(pid) && argumentsOf(pid).contains(configPath.toUtf8()))
            ++count;
    }
    return count;
}

} // namespace

// What the child does: deploys and dies; or finds the journal and goes on, or takes back.
class WorkstationDriver : public QObject
{
    Q_OBJECT

private slots:
    void run()
    {
        // Never destroyed, so that the server outlives this process; static, so that it is no leak.
        static auto *const world = new WorkstationWorld(qEnvironmentVariable("WS_WORLD"));
        const QStringList at = qEnvironmentVariable("WS_AT").split(u':');
        const auto left = plan::Journal::unfinished(world->journals());
        const auto runner = world->makeRunner();
        if (!left.isEmpty()) {
            world->gate.open(left.first().systemId);
            const auto plan = async::await(world->engine.rebuild(left.first().kind, left.first().memo));
            QVERIFY(plan);
            if (qEnvironmentVariableIsSet("WS_UNDO"))
                runner->undo(*plan, left.first());
            else
                runner->resume(*plan, left.first());
        } else {
            DesiredSystem desired = smallSystem();
            desired.id = qEnvironmentVariable("WS_ID");
            auto plan = async::await(world->engine.plan(desired));
            QVERIFY(plan);
            dieAt(*plan, at.value(0), at.value(1) == u"after");
            runner->start(*plan);
        }
        QVERIFY(WorkstationWorld::finish(*runner));
        QCOMPARE(runner->outcome(), std::optional(qEnvironmentVariableIsSet("WS_UNDO") ? plan::Outcome::Undone : plan::Outcome::Done));
    }
};

class WorkstationKilledTest : public QObject
{
    Q_OBJECT

private slots:
    void goesOnAfterBeingKilledInEachStep_data()
    {
        QTest::addColumn<QString>("at");
        for (const QString &step : stepIds) {
            QTest::addRow("before %s", qPrintable(step)) << step + u":before"_s;
            QTest::addRow("after %s", qPrintable(step)) << step + u":after"_s;
        }
    }

    void goesOnAfterBeingKilledInEachStep()
    {
        QFETCH(const QString, at);
        WorkstationWorld world;
        const QString id = DesiredSystem::makeId();
        QVERIFY(drive(world, id, at, false) == Killed);
        QCOMPARE(plan::Journal::unfinished(world.journals()).size(), 1);
        QVERIFY(drive(world, id, {}, false) == Succeeded);
        const auto deployment = world.read(id);
        QVERIFY(deployment && deployment->complete);
        QCOMPARE(deployment->state, WorkstationDeployment::State::Running);
        QCOMPARE(serversOf(deployment->configPath()), 1);
        QVERIFY(plan::Journal::unfinished(world.journals()).isEmpty());
        world.gate.open(deployment->systemId());
        QCOMPARE(world.deploy(withSecretsForgotten(deployment->desired)), u"Done"_s); // and once more is a no-op
        QCOMPARE(world.read(id)->process, deployment->process);
    }

    void isTakenBackAfterBeingKilledInEachStep_data() { goesOnAfterBeingKilledInEachStep_data(); }

    void isTakenBackAfterBeingKilledInEachStep()
    {
        QFETCH(const QString, at);
        WorkstationWorld world;
        const QString id = DesiredSystem::makeId();
        QVERIFY(drive(world, id, at, false) == Killed);
        QVERIFY(drive(world, id, {}, true) == Succeeded);
        QCOMPARE(QDir(world.folder()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden), QStringList());
        QCOMPARE(serversOf(world.folderOf(id) + u"/nats.conf"_s), 0);
        QVERIFY(plan::Journal::unfinished(world.journals()).isEmpty());
    }

    void aServerOutlivesTheProgramAndIsRecognisedAgain()
    {
        WorkstationWorld world;
        const QString id = DesiredSystem::makeId();
        QVERIFY(drive(world, id, {}, false) == Succeeded); // deployed by a process that is gone now
        const auto deployment = world.read(id);
        QVERIFY(deployment);
        QCOMPARE(deployment->state, WorkstationDeployment::State::Running);
        QVERIFY(isAlive(deployment->process));
        // Its entry may have lost the process (killed while writing): the pid file and the configuration still tell.
        WorkstationDeployment forgotten = *deployment;
        forgotten.process = {};
        QVERIFY(writeWorkstationDeployment(forgotten));
        QCOMPARE(world.read(id)->process, deployment->process);
    }

private:
    enum Ending { Succeeded, FailedToEnd, Killed };

    static DesiredSystem withSecretsForgotten(DesiredSystem desired)
    {
        desired.login.secret = {};
        desired.login.systemSecret = {};
        return desired;
    }

    static Ending drive(const WorkstationWorld &world, const QString &id, const QString &at, bool undo)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"WS_WORLD"_s, world.path());
        environment.insert(u"WS_ID"_s, id);
        environment.insert(u"WS_AT"_s, at);
        if (undo)
            environment.insert(u"WS_UNDO"_s, u"1"_s);
        process.setProcessEnvironment(environment);
        process.start(QCoreApplication::applicationFilePath(), {u"WorkstationDriver"_s});
        if (!process.waitForFinished(60'000))
            return FailedToEnd;
        if (process.exitStatus() == QProcess::CrashExit)
            return Killed;
        if (process.exitCode() != 0)
            qWarning("%s", process.readAllStandardOutput().constData());
        return process.exitCode() == 0 ? Succeeded : FailedToEnd;
    }
};

// Registered only in the child: by itself it tests nothing.
static const bool driverRegistered = [] {
    if (qEnvironmentVariableIsSet("WS_WORLD"))
        natsdeck::test::registerTest("WorkstationDriver", [] { return std::make_unique<WorkstationDriver>(); });
    return true;
}();

NATSDECK_TEST(WorkstationKilledTest)
#include "server_workstation_killed.moc"
