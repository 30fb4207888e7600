#include "models/kube/client.h"
#include "tests/gui/support_killed.h"
#include "tests/support/kube_cluster.h"
#include "tests/support/test_main.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

using deployment::WizardPage;
using deployment::WizardPresenter;

QString nameSpaceOfTest() { return qEnvironmentVariable("NATSDECK_TEST_NAMESPACE"); }

} // namespace

// What the child does: deploys to the context, or goes on where an earlier one died; and dies within its step.
class ClusterDriver final : public QObject
{
    Q_OBJECT

private slots:
    void run()
    {
        const QString at = takeHomeOfTest();
        app::Program program(*qApp, nullptr);
        program.show();
        dieWithin(program, at);
        QVERIFY(waitFor([&] { return !program.backstage().kube.config().contexts.isEmpty(); }));
        QSignalSpy deployed(&program.desk(), &app::DeploymentDesk::deployed);
        if (WizardPresenter *wizard = wizardToDrive(program)) {
            QVERIFY(waitFor([&] { return !deployed.isEmpty(); }, 120'000));
            QCOMPARE(whyNotDone(*wizard), QString());
        } else {
            QFAIL("no wizard");
        }
    }

private:
    static WizardPresenter *wizardToDrive(app::Program &program)
    {
        if (qEnvironmentVariableIsSet("NATSDECK_TEST_GOES_ON")) {
            WizardPresenter *wizard = adoptInterrupted(program);
            return wizard != nullptr && press(*program.desk().newestWindow(), u"Go on"_s) ? wizard : nullptr;
        }
        WizardPresenter *wizard = wizardOfContext(program, nameSpaceOfTest());
        const bool applies = wizard != nullptr && waitFor([&] { return wizard->canApply(); });
        return applies && press(*program.desk().newestWindow(), u"Apply"_s) ? wizard : nullptr;
    }
};

// The program dies in the middle of a deployment to Kubernetes; the next one goes on or takes it back, from the window.
class ClusterKilledTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!KubeCluster::isThere())
            QSKIP(qPrintable(KubeCluster::missingReason()));
    }

    // One deployment that is killed within each of its steps, one after the other, and comes to its end all the same.
    void goesOnAfterBeingKilledInEachStep()
    {
        const GuiHome home;
        home.write(u"kubeconfig"_s, readAll(KubeCluster::adminConfig()));
        qputenv("NATSDECK_TEST_NAMESPACE", "gui-killed");
        int deaths = 0;
        Ending ending = Ending::Died;
        while (ending == Ending::Died && deaths < 40) {
            ending = runDriver(u"ClusterDriver"_s, u"#%1"_s.arg(deaths), 180'000);
            deaths += ending == Ending::Died ? 1 : 0;
            qputenv("NATSDECK_TEST_GOES_ON", "1");
        }
        qunsetenv("NATSDECK_TEST_GOES_ON");
        QCOMPARE(ending, Ending::Ended); // deployed and verified
        QVERIFY2(deaths >= 9, qPrintable(QString::number(deaths)));

        const auto program = home.start();
        QVERIFY(!isNotified(*program, u"Unfinished"_s));
        QVERIFY(waitFor([&] { return !program->backstage().kube.config().contexts.isEmpty(); }));
        program->backstage().kube.open(contextOf(*program));
        QVERIFY(waitFor([&] { return !program->backstage().kube.records().empty(); }));
        QString id;
        for (const systems::SystemRecord &record : program->backstage().kube.records())
            id = record.nameSpace == u"gui-killed"_s ? record.id : id;
        QCOMPARE(removeDeployed(*program, id), QString());
        QVERIFY(isGone(*program, u"gui-killed"_s));
    }

    void takesBackWhatWasMade_data()
    {
        QTest::addColumn<QString>("step");
        QTest::newRow("namespace") << u"namespace"_s;
        QTest::newRow("inventory") << u"#1"_s;
        QTest::newRow("servers") << u"statefulset-nats"_s;
        QTest::newRow("ready") << u"ready"_s;
    }

    void takesBackWhatWasMade()
    {
        QFETCH(const QString, step);
        const QString nameSpace = u"gui-back-%1"_s.arg(QString::fromLatin1(QTest::currentDataTag()));
        const GuiHome home;
        home.write(u"kubeconfig"_s, readAll(KubeCluster::adminConfig()));
        qputenv("NATSDECK_TEST_NAMESPACE", nameSpace.toUtf8());
        QCOMPARE(runDriver(u"ClusterDriver"_s, step, 180'000), Ending::Died);

        const auto program = home.start();
        WizardPresenter *wizard = adoptInterrupted(*program);
        QVERIFY(wizard);
        QWidget &window = *program->desk().newestWindow();
        QVERIFY(press(window, u"Take back"_s));
        QVERIFY(confirm(window, u"Take back"_s));
        QVERIFY2(waitFor([&] { return wizard->page() == WizardPage::Plan && !wizard->isBusy(); }, 120'000),
                 qPrintable(wizard->runner().error() ? toText(*wizard->runner().error()) : QString()));
        QVERIFY(wizard->interrupted().isEmpty());
        QVERIFY(isGone(*program, nameSpace));
    }

private:
    static QString contextOf(app::Program &program) { return program.backstage().kube.config().contexts.first().name; }

    static bool isGone(app::Program &program, const QString &nameSpace)
    {
        const auto client = program.backstage().kube.client(contextOf(program));
        const auto left = async::await((*client)->get({u"v1"_s, u"Namespace"_s, {}, nameSpace}));
        return !left && left.error().kind == ErrorKind::NotFound;
    }
};

// Registered only in the child: by itself it tests nothing.
static const bool driverRegistered = [] {
    if (isDriver())
        natsdeck::test::registerTest("ClusterDriver", [] { return std::make_unique<ClusterDriver>(); });
    return true;
}();

NATSDECK_TEST(ClusterKilledTest)
#include "cluster_killed.moc"
