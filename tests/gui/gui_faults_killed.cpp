#include "models/deployment/workstation_engine.h"
#include "tests/gui/support_faults.h"
#include "tests/support/test_main.h"

#include <QApplication>
#include <QDir>
#include <QProcess>
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

// The real engine, but its program dies within one step: when that has done its work, before the journal knows.
class DyingEngine final : public deployment::Engine
{
public:
    DyingEngine(std::shared_ptr<deployment::Engine> real, QString stepId)
        : m_real(std::move(real))
        , m_stepId(std::move(stepId))
    {}
    QString id() const override { return m_real->id(); }
    bool handles(const deployment::Target &target) const override { return m_real->handles(target); }
    async::Future<deployment::Offers> offers(const deployment::Target &target) override { return m_real->offers(target); }
    async::Future<Findings> preflight(const deployment::DesiredSystem &desired, std::stop_token stop) override
    {
        return m_real->preflight(desired, stop);
    }
    async::Future<plan::Plan> plan(const deployment::DesiredSystem &desired) override
    {
        Result<plan::Plan> plan = async::await(m_real->plan(desired));
        if (!plan)
            return async::ready<plan::Plan>(failure(plan.error()));
        for (plan::Step &step : plan->steps) {
            if (step.id == m_stepId)
                step.run = [run = step.run](plan::StepContext &context) -> Result<QJsonObject> {
                    (void)run(context);
                    ::kill(::getpid(), SIGKILL);
                    return failure(ErrorKind::Internal, u"still alive"_s);
                };
        }
        return async::ready<plan::Plan>(std::move(*plan));
    }
    async::Future<plan::Plan> rebuild(const QString &kind, const QJsonObject &memo) override { return m_real->rebuild(kind, memo); }
    async::Future<deployment::ConnectFacts> facts(const deployment::DesiredSystem &desired) override { return m_real->facts(desired); }
    std::shared_ptr<deployment::TargetAccess> access(const deployment::DesiredSystem &desired,
                                                     const deployment::ConnectFacts &facts) override
    {
        return m_real->access(desired, facts);
    }
    Result<void> restart(const guard::Permit &permit, const deployment::DesiredSystem &desired, std::stop_token stop) override
    {
        return m_real->restart(permit, desired, stop);
    }
    async::Future<deployment::RemovalImpact> removalImpact(const QString &id) override { return m_real->removalImpact(id); }
    async::Future<plan::Plan> removal(const QString &id, const deployment::RemovalOptions &options) override
    {
        return m_real->removal(id, options);
    }

private:
    std::shared_ptr<deployment::Engine> m_real;
    QString m_stepId;
};

} // namespace

// What the child does: deploys through the window and dies; on the Plan page for step "plan".
class ProgramDriver final : public QObject
{
    Q_OBJECT

private slots:
    void run()
    {
        const QString step = qEnvironmentVariable("NATSDECK_TEST_DIE_AT");
        for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "KUBECONFIG"})
            qputenv(name, qgetenv(QByteArray("NATSDECK_TEST_").append(name).constData())); // that of the test
        app::Program program(*qApp, nullptr);
        program.show();
        program.backstage().engines[0] = std::make_shared<DyingEngine>(program.backstage().engines[0], step);
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
        WizardPresenter *wizard = adopted(*program);
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
        WizardPresenter *wizard = adopted(*program);
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
    static bool diesAt(const QString &step)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"NATSDECK_TEST_DIE_AT"_s, step);
        for (const QString &name :
             {u"HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s, u"XDG_STATE_HOME"_s, u"XDG_CACHE_HOME"_s, u"KUBECONFIG"_s})
            environment.insert(u"NATSDECK_TEST_"_s + name, environment.value(name));
        process.setProcessEnvironment(environment);
        process.start(QCoreApplication::applicationFilePath(), {u"ProgramDriver"_s});
        const bool ended = process.waitForFinished(90'000);
        if (ended && process.exitStatus() == QProcess::CrashExit) {
            // Whether the decision about the lock came to the disk is a matter of luck: here it never did.
            QFile::remove(qEnvironmentVariable("XDG_CONFIG_HOME") + u"/natsdeck/locks.json"_s);
            return true;
        }
        qWarning("%s", process.readAllStandardOutput().constData());
        return false;
    }

    // The wizard of a new run, with the interrupted deployment chosen from its first page.
    static WizardPresenter *adopted(app::Program &program)
    {
        if (!waitFor([&] { return isNotified(program, u"Unfinished"_s); }))
            return nullptr;
        program.deploy();
        QWidget &window = *program.desk().newestWindow();
        WizardPresenter *wizard = program.desk().newestPresenter();
        if (!waitFor([&] { return isShown(window, u"Unfinished"_s) && press(window, u"Go on or take back"_s); }))
            return nullptr;
        return waitFor([&] { return wizard->page() == WizardPage::Progress; }) ? wizard : nullptr;
    }
};

// Registered only in the child: by itself it tests nothing.
static const bool driverRegistered = [] {
    if (qEnvironmentVariableIsSet("NATSDECK_TEST_DIE_AT"))
        natsdeck::test::registerTest("ProgramDriver", [] { return std::make_unique<ProgramDriver>(); });
    return true;
}();

NATSDECK_TEST(ProgramKilledTest)
#include "gui_faults_killed.moc"
