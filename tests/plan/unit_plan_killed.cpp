#include "models/plan/plan_runner.h"
#include "tests/plan/support_file_plan.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace natsdeck;
using namespace natsdeck::plan;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int stepCount = 3;

// "step:moment", and what the process is to do there: die at once, or wait to be killed or to be looked at.
Interrupt interruptFrom(const QString &wanted, bool hang)
{
    return [wanted, hang](int step, Moment moment, StepContext &context) {
        if (wanted != u"%1:%2"_s.arg(step).arg(int(moment)))
            return;
        if (!hang)
            ::kill(::getpid(), SIGKILL);
        while (context.pause(1000)) {
        }
    };
}

void runToItsEnd(PlanRunner &runner)
{
    QVERIFY(QTest::qWaitFor([&] { return runner.state() == PlanRunner::State::Finished; }, 10'000));
}

} // namespace

// What the child process does: one run over the world of the environment, interrupted where it says.
class PlanDriver : public QObject
{
    Q_OBJECT

private slots:
    void run()
    {
        const QString world = qEnvironmentVariable("DRIVER_WORLD");
        const Interrupt interrupt = interruptFrom(qEnvironmentVariable("DRIVER_AT"), qEnvironmentVariableIsSet("DRIVER_HANG"));
        MemoryGate gate;
        gate.open(u"local:files"_s);
        PlanRunner runner(gate.gate, gate.clock, world + u"/journals"_s);
        const QList<JournalState> left = Journal::unfinished(world + u"/journals"_s);
        const bool undo = qEnvironmentVariableIsSet("DRIVER_UNDO");
        if (undo && !left.isEmpty())
            runner.undo(filePlan(world, stepCount, interrupt), left.first());
        else if (!left.isEmpty())
            runner.resume(filePlan(world, stepCount, interrupt), left.first());
        else
            runner.start(filePlan(world, stepCount, interrupt));
        runToItsEnd(runner);
        QCOMPARE(runner.outcome(), std::optional(undo ? Outcome::Undone : Outcome::Done));
    }
};

class PlanKilledTest : public QObject
{
    Q_OBJECT

private slots:
    void goesOnAfterBeingKilled_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("moment");
        for (int step = 0; step < stepCount; ++step) {
            QTest::addRow("step %d before", step) << step << int(Moment::BeforeEffect);
            QTest::addRow("step %d after", step) << step << int(Moment::AfterEffect);
        }
    }

    void goesOnAfterBeingKilled()
    {
        QFETCH(const int, step);
        QFETCH(const int, moment);
        const QTemporaryDir world;
        QVERIFY(drive(world.path(), u"%1:%2"_s.arg(step).arg(moment)) == Killed);
        const QList<JournalState> left = Journal::unfinished(world.filePath(u"journals"_s));
        QCOMPARE(left.size(), 1);
        QCOMPARE(left.first().records.value(u"step-%1"_s.arg(step)), StepRecord::Begun);
        QVERIFY(drive(world.path(), {}) == Succeeded);
        QCOMPARE(history(world.path()), (QStringList{u"do 0"_s, u"do 1"_s, u"do 2"_s}));
        QVERIFY(Journal::unfinished(world.filePath(u"journals"_s)).isEmpty());
    }

    void isTakenBackAfterBeingKilled_data() { goesOnAfterBeingKilled_data(); }

    void isTakenBackAfterBeingKilled()
    {
        QFETCH(const int, step);
        QFETCH(const int, moment);
        const QTemporaryDir world;
        QVERIFY(drive(world.path(), u"%1:%2"_s.arg(step).arg(moment)) == Killed);
        QVERIFY(drive(world.path(), {}, true) == Succeeded);
        QVERIFY(filesIn(world.path()).isEmpty());
        QVERIFY(Journal::unfinished(world.filePath(u"journals"_s)).isEmpty());
    }

    void takingBackIsKilledAndGoesOn_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("moment");
        for (int step = 0; step < stepCount - 1; ++step) {
            QTest::addRow("step %d before", step) << step << int(Moment::BeforeUndo);
            QTest::addRow("step %d after", step) << step << int(Moment::AfterUndo);
        }
    }

    void takingBackIsKilledAndGoesOn()
    {
        QFETCH(const int, step);
        QFETCH(const int, moment);
        const QTemporaryDir world;
        QVERIFY(drive(world.path(), u"2:%1"_s.arg(int(Moment::BeforeEffect))) == Killed);
        QVERIFY(drive(world.path(), u"%1:%2"_s.arg(step).arg(moment), true) == Killed);
        QVERIFY(drive(world.path(), {}, true) == Succeeded);
        QCOMPARE(history(world.path()), (QStringList{u"do 0"_s, u"do 1"_s, u"undo 1"_s, u"undo 0"_s}));
        QVERIFY(filesIn(world.path()).isEmpty());
        QVERIFY(Journal::unfinished(world.filePath(u"journals"_s)).isEmpty());
    }

    void aJournalThatAnotherProgramHoldsIsNotTouched()
    {
        const QTemporaryDir world;
        QProcess other;
        prepare(other, world.path(), u"1:%1"_s.arg(int(Moment::BeforeEffect)), false);
        QProcessEnvironment environment = other.processEnvironment();
        environment.insert(u"DRIVER_HANG"_s, u"1"_s);
        other.setProcessEnvironment(environment);
        other.start();
        QTRY_VERIFY_WITH_TIMEOUT(filesIn(world.path()).size() == 1, 10'000);
        QVERIFY(Journal::unfinished(world.filePath(u"journals"_s)).isEmpty());

        MemoryGate gate;
        gate.open(u"local:files"_s);
        PlanRunner runner(gate.gate, gate.clock, world.filePath(u"journals"_s));
        runner.start(filePlan(world.path(), stepCount));
        runToItsEnd(runner);
        QCOMPARE(runner.error()->kind, ErrorKind::Conflict);
        QCOMPARE(filesIn(world.path()).size(), 1);

        other.kill();
        QVERIFY(other.waitForFinished());
        QCOMPARE(Journal::unfinished(world.filePath(u"journals"_s)).size(), 1);
        runner.start(filePlan(world.path(), stepCount)); // and now it is ours
        runToItsEnd(runner);
        QCOMPARE(runner.outcome(), std::optional(Outcome::Done));
        QCOMPARE(history(world.path()).size(), stepCount);
    }

private:
    enum Ending { Succeeded, FailedToEnd, Killed };

    static void prepare(QProcess &process, const QString &world, const QString &at, bool undo)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"DRIVER_WORLD"_s, world);
        environment.insert(u"DRIVER_AT"_s, at);
        if (undo)
            environment.insert(u"DRIVER_UNDO"_s, u"1"_s);
        process.setProcessEnvironment(environment);
        process.setProgram(QCoreApplication::applicationFilePath());
        process.setArguments({u"PlanDriver"_s});
    }

    static Ending drive(const QString &world, const QString &at, bool undo = false)
    {
        QProcess process;
        prepare(process, world, at, undo);
        process.start();
        if (!process.waitForFinished(20'000))
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
    if (qEnvironmentVariableIsSet("DRIVER_WORLD"))
        natsdeck::test::registerTest("PlanDriver", [] { return std::make_unique<PlanDriver>(); });
    return true;
}();

NATSDECK_TEST(PlanKilledTest)
#include "unit_plan_killed.moc"
