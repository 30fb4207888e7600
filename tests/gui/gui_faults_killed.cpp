#include "tests/gui/support_killed.h"
#include "tests/support/test_main.h"

#include <QApplication>
#include <QDir>
#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

using deployment::WizardPage;
using deployment::WizardPresenter;

const QStringList stepIds{u"folder"_s, u"store"_s, u"credentials"_s, u"configuration"_s, u"start"_s, u"ready"_s};

} // namespace

// What the child does: deploys through the window and dies; on the Plan page for step "plan".
class ProgramDriver final : public QObject
{
    Q_OBJECT

private slots:
    void run()
    {
        const QString step = takeHomeOfTest();
        app::Program program(*qApp, nullptr);
        program.show();
        dieWithin(program, step);
        WizardPresenter *wizard = wizardAtPlan(program, u"killed"_s);
        QVERIFY(wizard && waitFor([&] { return wizard->canApply(); }));
        if (step == "plan"_L1)
            ::kill(::getpid(), SIGKILL);
        QVERIFY(press(*program.desk().newestWindow(), u"Apply"_s));
        QVERIFY(!waitFor([&] { return !wizard->isBusy(); }, 60'000));
    }
};

// The program dies in the middle of a deployment; the next one offers to go on and to take back, and both work.
class ProgramKilledTest final : public QObject
{
    Q_OBJECT

private slots:
    void theNextRunGoesOn_data()
    {
        QTest::addColumn<QString>("step");
        for (const QString &step : stepIds)
            QTest::newRow(qPrintable(step)) << step;
    }

    void theNextRunGoesOn()
    {
        QFETCH(const QString, step);
        const GuiHome home;
        const DeployedServers servers;
        QVERIFY(diesAt(step));
        const auto program = home.start();
        WizardPresenter *wizard = adoptInterrupted(*program);
        QVERIFY(wizard);
        QWidget &window = *program->desk().newestWindow();
        QSignalSpy deployed(&program->desk(), &app::DeploymentDesk::deployed);
        QVERIFY(press(window, u"Go on"_s));
        QVERIFY(waitFor([&] { return !deployed.isEmpty(); }, 60'000));
        QCOMPARE(whyNotDone(*wizard), QString());
        QVERIFY(wizard->interrupted().isEmpty());
        QVERIFY(!program->backstage().gate.isLocked(deployed.first().first().toString()));
        QVERIFY(press(window, u"Open"_s));
        QVERIFY(openConnected(*program, deployed.first().first().toString()));
    }

    void theNextRunTakesBack_data() { theNextRunGoesOn_data(); }

    void theNextRunTakesBack()
    {
        QFETCH(const QString, step);
        const GuiHome home;
        const DeployedServers servers;
        QVERIFY(diesAt(step));
        const auto program = home.start();
        WizardPresenter *wizard = adoptInterrupted(*program);
        QVERIFY(wizard);
        QWidget &window = *program->desk().newestWindow();
        QVERIFY(press(window, u"Take back"_s));
        QVERIFY(confirm(window, u"Take back"_s));
        const bool undone = waitFor([&] { return wizard->page() == WizardPage::Plan && !wizard->isBusy(); }, 60'000);
        QVERIFY2(undone, qPrintable(u"page %1, runner %2, %3"_s.arg(int(wizard->page()))
                                        .arg(int(wizard->runner().state()))
                                        .arg(wizard->runner().error() ? toText(*wizard->runner().error()) : QString())));
        QVERIFY(wizard->interrupted().isEmpty());
        QCOMPARE(QDir(home.path(u"xdg_data_home/natsdeck/workstation"_s)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden),
                 QStringList());
        // And the same answers can be applied anew.
        QVERIFY(checked(*wizard));
        QVERIFY(waitFor([&] { return wizard->canApply(); }));
    }

    void killedBeforeApplyingLeavesNothing()
    {
        const GuiHome home;
        QVERIFY(diesAt(u"plan"_s));
        const auto program = home.start();
        program->deploy();
        QVERIFY(program->desk().newestPresenter()->interrupted().isEmpty());
        QVERIFY(!isShown(*program->desk().newestWindow(), u"Unfinished"_s));
        QVERIFY(!isNotified(*program, u"Unfinished"_s));
        QVERIFY(program->backstage().deployments.deployments().isEmpty());
    }

private:
    static bool diesAt(const QString &step) { return runDriver(u"ProgramDriver"_s, step, 90'000) == Ending::Died; }
};

// Registered only in the child: by itself it tests nothing.
static const bool driverRegistered = [] {
    if (isDriver())
        natsdeck::test::registerTest("ProgramDriver", [] { return std::make_unique<ProgramDriver>(); });
    return true;
}();

NATSDECK_TEST(ProgramKilledTest)
#include "gui_faults_killed.moc"
