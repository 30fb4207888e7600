#include "models/plan/plan_runner.h"
#include "tests/plan/support_file_plan.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <stdexcept>

using namespace natsdeck;
using namespace natsdeck::plan;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

class PlanRunnerTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_world = std::make_unique<QTemporaryDir>();
        m_gate = std::make_unique<MemoryGate>();
        m_runner = makeRunner();
    }

    void runsTheStepsInOrderAndSaysSo()
    {
        m_runner->start(filePlan(world(), 3, [](int step, Moment moment, StepContext &context) {
            if (moment == Moment::AfterEffect)
                context.log(u"made %1\u202e"_s.arg(step));
        }));
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Done));
        QCOMPARE(history(world()), (QStringList{u"do 0"_s, u"do 1"_s, u"do 2"_s}));
        QCOMPARE(m_runner->progress(), 1.0);
        QCOMPARE(m_runner->log().size(), 3);
        QCOMPARE(m_runner->log().at(1).stepId, u"step-1"_s);
        QVERIFY(!m_runner->log().at(1).text.contains(QChar(0x202e))); // cleaned
        QCOMPARE(m_runner->resultOf(u"step-2"_s).value(u"path"_s).toString(), world() + u"/step-2"_s);
        QVERIFY(auditEvents().contains("authorised") && auditEvents().contains("done"));
    }

    void runningTwiceIsANoOp()
    {
        m_runner->start(filePlan(world(), 3));
        QVERIFY(wait());
        m_runner = makeRunner();
        m_runner->start(filePlan(world(), 3));
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Done));
        QCOMPARE(history(world()).size(), 3);
        for (const StepStatus &status : m_runner->steps())
            QCOMPARE(status.state, StepState::Skipped);
    }

    void aFailureStopsThereAndUndoTakesBackInReverse()
    {
        m_runner->start(filePlan(world(), 4, failAt(2)));
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Failed));
        QCOMPARE(m_runner->error()->kind, ErrorKind::Internal);
        QCOMPARE(m_runner->steps().at(2).state, StepState::Failed);
        QCOMPARE(m_runner->steps().at(3).state, StepState::Waiting);
        QVERIFY(m_runner->canUndo());
        m_runner->undo();
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Undone));
        QCOMPARE(history(world()), (QStringList{u"do 0"_s, u"do 1"_s, u"undo 1"_s, u"undo 0"_s}));
        QVERIFY(filesIn(world()).isEmpty());
        QVERIFY(!m_runner->canUndo());
        QVERIFY(Journal::unfinished(journals()).isEmpty());
    }

    void whatWasThereBeforeIsNotTakenBack()
    {
        appendLine(world() + u"/step-0"_s, u"made by someone else"_s);
        m_runner->start(filePlan(world(), 2));
        QVERIFY(wait());
        m_runner->undo();
        QVERIFY(wait());
        QCOMPARE(filesIn(world()), QStringList{u"step-0"_s});
    }

    void cancelsWithinEachStepAndGoesOnLater_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<bool>("afterEffect");
        for (int step = 0; step < 4; ++step) {
            QTest::addRow("before %d", step) << step << false;
            QTest::addRow("after %d", step) << step << true;
        }
    }

    void cancelsWithinEachStepAndGoesOnLater()
    {
        QFETCH(const int, step);
        QFETCH(const bool, afterEffect);
        PlanRunner *runner = m_runner.get();
        m_runner->start(filePlan(world(), 4, [=](int n, Moment moment, StepContext &context) {
            if (n != step || moment != (afterEffect ? Moment::AfterEffect : Moment::BeforeEffect))
                return;
            QMetaObject::invokeMethod(runner, &PlanRunner::cancel, Qt::QueuedConnection);
            while (context.pause(1000)) {
            }
        }));
        QVERIFY(wait());
        const bool wasLast = afterEffect && step == 3;
        QCOMPARE(m_runner->outcome(), std::optional(wasLast ? Outcome::Done : Outcome::Cancelled));
        QCOMPARE(filesIn(world()).size(), afterEffect ? step + 1 : step);
        if (wasLast)
            return;
        QCOMPARE(Journal::unfinished(journals()).size(), 1);

        const JournalState left = Journal::unfinished(journals()).first();
        m_runner = makeRunner();
        m_runner->resume(filePlan(world(), 4), left);
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Done));
        QCOMPARE(history(world()), (QStringList{u"do 0"_s, u"do 1"_s, u"do 2"_s, u"do 3"_s}));
    }

    void anExceptionIsAnErrorOfOurs()
    {
        plan::Plan plan = filePlan(world(), 1);
        plan.steps[0].run = [](StepContext &) -> Result<QJsonObject> { throw std::runtime_error("boom"); };
        m_runner->start(plan);
        QVERIFY(wait());
        QCOMPARE(m_runner->error()->kind, ErrorKind::Internal);
        QVERIFY(m_runner->error()->detail.contains(u"boom"_s));
    }

    void aLockedSystemIsLeftAlone()
    {
        plan::Plan plan = filePlan(world(), 2);
        plan.makesSystem = false;
        m_runner->start(plan);
        QVERIFY(wait());
        QCOMPARE(m_runner->error()->kind, ErrorKind::Forbidden);
        QCOMPARE(m_runner->error()->reason, u"locked"_s);
        QVERIFY(history(world()).isEmpty());
    }

    void aSystemThatIsMadeIsOpenForWhoMadeIt()
    {
        m_runner->start(filePlan(world(), 1));
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Done));
        QVERIFY(!m_gate->gate.isLocked(u"local:files"_s));
    }

    // The journal is on the disk before the lock's file is.
    void whoDiedBeforeTheLockWasKeptMayStillTakeBack()
    {
        m_runner->start(filePlan(world(), 2, failAt(1)));
        QVERIFY(wait());
        const JournalState left = Journal::unfinished(journals()).first();
        m_gate = std::make_unique<MemoryGate>(); // knows nothing of that system
        m_runner = makeRunner();
        m_runner->undo(filePlan(world(), 2), left);
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Undone));
    }

    void aLockPutOnMeanwhileHoldsWhoWouldGoOn()
    {
        m_runner->start(filePlan(world(), 2, failAt(1)));
        QVERIFY(wait());
        m_gate->gate.setLocked(u"local:files"_s, true);
        m_runner = makeRunner();
        m_runner->resume(filePlan(world(), 2), Journal::unfinished(journals()).first());
        QVERIFY(wait());
        QCOMPARE(m_runner->error()->kind, ErrorKind::Forbidden);
    }

    void withoutAJournalNothingIsDone()
    {
        m_runner = std::make_unique<PlanRunner>(m_gate->gate, m_clock, u"/sys"_s);
        m_runner->start(filePlan(world(), 2));
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Failed));
        QVERIFY(history(world()).isEmpty());
        m_runner = makeRunner(); // the next one works
        m_runner->start(filePlan(world(), 2));
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Done));
    }

    void twoRunnersOnOneSystemAreOneTooMany()
    {
        std::atomic<bool> go = false;
        m_runner->start(filePlan(world(), 1, [&](int, Moment moment, StepContext &context) {
            while (moment == Moment::BeforeEffect && !go && context.pause(5)) {
            }
        }));
        QTRY_COMPARE(m_runner->currentStep(), 0);
        const auto second = makeRunner();
        second->start(filePlan(world(), 1));
        QTRY_COMPARE(second->state(), PlanRunner::State::Finished);
        QCOMPARE(second->error()->kind, ErrorKind::Conflict);
        QVERIFY(!second->error()->remedy.isEmpty());
        go = true;
        QTRY_COMPARE(m_runner->outcome(), std::optional(Outcome::Done));
        QCOMPARE(history(world()).size(), 1);
    }

    void aRunnerThatGoesAwayLeavesAJournalToGoOnWith()
    {
        m_runner->start(filePlan(world(), 3, [](int n, Moment moment, StepContext &context) {
            while (n == 1 && moment == Moment::BeforeEffect && context.pause(1000)) {
            }
        }));
        QTRY_COMPARE(m_runner->currentStep(), 1);
        m_runner.reset();
        const QList<JournalState> left = Journal::unfinished(journals());
        QCOMPARE(left.size(), 1);
        m_runner = makeRunner();
        m_runner->undo(filePlan(world(), 3), left.first());
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Undone));
        QVERIFY(filesIn(world()).isEmpty());
    }

    void aStepThatCannotTellIsTrustedToTheJournal()
    {
        m_runner->start(filePlan(world(), 3, failAt(2), false));
        QVERIFY(wait());
        m_runner->start(filePlan(world(), 3, {}, false)); // again, mended: takes the old journal over
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Done));
        QCOMPARE(history(world()), (QStringList{u"do 0"_s, u"do 1"_s, u"do 2"_s}));
        QVERIFY(Journal::unfinished(journals()).isEmpty());
    }

    void anUndoThatFailsCanBeTriedAgain()
    {
        std::atomic<bool> broken = true;
        plan::Plan plan = filePlan(world(), 3);
        const auto undo = plan.steps[1].undo;
        plan.steps[1].undo = [&broken, undo](StepContext &context, const QJsonObject &result) -> Result<void> {
            if (broken)
                return failure(ErrorKind::Io, u"Cannot"_s);
            return undo(context, result);
        };
        m_runner->start(plan);
        QVERIFY(wait());
        m_runner->undo();
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Failed));
        QCOMPARE(filesIn(world()), (QStringList{u"step-0"_s, u"step-1"_s}));
        QCOMPARE(Journal::unfinished(journals()).size(), 1);
        broken = false;
        m_runner->undo();
        QVERIFY(wait());
        QCOMPARE(m_runner->outcome(), std::optional(Outcome::Undone));
        QVERIFY(filesIn(world()).isEmpty());
    }

private:
    [[nodiscard]] QString world() const { return m_world->path(); }
    [[nodiscard]] QString journals() const { return m_world->filePath(u"journals"_s); }
    std::unique_ptr<PlanRunner> makeRunner() { return std::make_unique<PlanRunner>(m_gate->gate, m_clock, journals()); }
    bool wait()
    {
        return QTest::qWaitFor([this] { return m_runner->state() == PlanRunner::State::Finished; }, 10'000);
    }
    QByteArray auditEvents() const
    {
        QFile file(m_gate->log.path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static Interrupt failAt(int step)
    {
        return [step](int n, Moment moment, StepContext &) {
            if (n == step && moment == Moment::BeforeEffect)
                throw std::runtime_error("as asked");
        };
    }

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_world;
    std::unique_ptr<MemoryGate> m_gate;
    std::unique_ptr<PlanRunner> m_runner;
};

NATSDECK_TEST(PlanRunnerTest)
#include "unit_plan_runner.moc"
