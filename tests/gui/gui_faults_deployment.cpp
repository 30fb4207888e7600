#include "models/deployment/verification.h"
#include "tests/gui/support_faults.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QTcpServer>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

using deployment::Field;
using deployment::WizardPage;
using deployment::WizardPresenter;
using plan::PlanRunner;

bool failed(WizardPresenter &wizard)
{
    return waitFor([&] { return wizard.runner().state() == PlanRunner::State::Finished && !wizard.isBusy(); }, 60'000) &&
           wizard.runner().outcome() == plan::Outcome::Failed;
}

} // namespace

// What is wrong with the machine, met by the wizard: said with its remedy, and the next action works.
class DeploymentFaultsTest final : public QObject
{
    Q_OBJECT

private slots:
    void aPortTakenAfterTheChecksIsSaidAndAnotherIsOffered()
    {
        const GuiHome home;
        const DeployedServers servers;
        const auto program = home.start();
        WizardPresenter *wizard = wizardAtPlan(*program, u"ports"_s);
        QVERIFY(wizard && waitFor([&] { return wizard->canApply(); }));
        QWidget &window = *program->desk().newestWindow();
        const int port = wizard->answers().ports.client;
        QTcpServer intruder;
        QVERIFY(intruder.listen(QHostAddress::LocalHost, quint16(port)));
        QVERIFY(press(window, u"Apply"_s));
        QVERIFY(failed(*wizard));
        const Error error = *wizard->runner().error();
        QCOMPARE(error.kind, ErrorKind::Conflict);
        QVERIFY(waitFor([&] { return isExplained(window, error); }));

        // Taken back, the checks see the intruder, and what they offer works.
        QVERIFY(press(window, u"Take back"_s));
        QVERIFY(confirm(window, u"Take back"_s));
        QVERIFY(waitFor([&] { return wizard->page() == WizardPage::Plan && !wizard->isBusy(); }));
        wizard->runPreflight();
        QVERIFY(waitFor([&] { return blockerOf(*wizard, u"client-port"_s).has_value(); }));
        const Finding blocker = *blockerOf(*wizard, u"client-port"_s);
        QVERIFY(waitFor([&] { return isShown(window, blocker.remedy); }));
        QVERIFY(wizard->runAction(blocker.action));
        QVERIFY(checked(*wizard) && waitFor([&] { return wizard->canApply(); }));
        QVERIFY(wizard->answers().ports.client != port);
        QVERIFY(press(window, u"Apply"_s));
        QCOMPARE(whyNotDone(*wizard), QString());
    }

    void aPortFreedAgainLetsTheSamePlanGoOn()
    {
        const GuiHome home;
        const DeployedServers servers;
        const auto program = home.start();
        WizardPresenter *wizard = wizardAtPlan(*program, u"again"_s);
        QVERIFY(wizard && waitFor([&] { return wizard->canApply(); }));
        QWidget &window = *program->desk().newestWindow();
        QTcpServer intruder;
        QVERIFY(intruder.listen(QHostAddress::LocalHost, quint16(wizard->answers().ports.monitoring)));
        QVERIFY(press(window, u"Apply"_s));
        QVERIFY(failed(*wizard));
        QCOMPARE(wizard->runner().error()->kind, ErrorKind::Conflict);
        intruder.close();
        QVERIFY(press(window, u"Try again"_s));
        QCOMPARE(whyNotDone(*wizard), QString());
    }

    void noUsableServerProgramBlocksAndSaysHowToGetOne_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::newRow("too old") << QByteArray("#!/bin/sh\necho 'nats-server: v2.1.9'\n");
        QTest::newRow("not a nats-server") << QByteArray("#!/bin/sh\necho 'hello'\n");
        QTest::newRow("fails") << QByteArray("#!/bin/sh\nexit 7\n");
    }

    void noUsableServerProgramBlocksAndSaysHowToGetOne()
    {
        QFETCH(const QByteArray, script);
        const GuiHome home;
        home.write(u"old/nats-server"_s, script);
        QVERIFY(QFile::setPermissions(home.path(u"old/nats-server"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        const auto program = home.start();
        WizardPresenter *wizard = wizardAtPlan(
            *program, u"old"_s, [&](WizardPresenter &answers) { answers.setText(Field::Program, home.path(u"old/nats-server"_s)); });
        QVERIFY(wizard);
        QWidget &window = *program->desk().newestWindow();
        const auto blocker = blockerOf(*wizard, u"server-program"_s);
        QVERIFY(blocker && !blocker->remedy.isEmpty());
        QVERIFY(waitFor([&] { return isShown(window, blocker->what) && isShown(window, blocker->remedy); }));
        QVERIFY(!wizard->canApply());
        QVERIFY(!press(window, u"Apply"_s));
        wizard->goTo(WizardPage::Server);
        wizard->setText(Field::Program, QString());
        wizard->goTo(WizardPage::Plan);
        QVERIFY(checked(*wizard));
        QVERIFY(!blockerOf(*wizard, u"server-program"_s));
        QVERIFY(waitFor([&] { return wizard->canApply(); }));
    }

    void aStoreThatCannotHoldAnythingBlocks_data()
    {
        QTest::addColumn<QString>("id");
        QTest::newRow("below a file") << u"store-folder"_s;
        QTest::newRow("read-only") << u"store-folder"_s;
        QTest::newRow("full") << u"store-space"_s;
    }

    void aStoreThatCannotHoldAnythingBlocks()
    {
        QFETCH(const QString, id);
        const QByteArray row = QTest::currentDataTag();
        const GuiHome home;
        home.write(u"file"_s, "x");
        const SmallDisk disk(home.path(u"disk"_s), 4);
        if (row != "below a file" && !disk.isThere())
            QSKIP("mounting a small file system needs the right to");
        if (row == "read-only")
            QVERIFY(disk.remount(u"ro"_s));
        const QString folder = row == "below a file" ? home.path(u"file/store"_s) : disk.path() + u"/store"_s;
        const auto program = home.start();
        WizardPresenter *wizard =
            wizardAtPlan(*program, u"store"_s, [&](WizardPresenter &answers) { answers.setText(Field::StorageFolder, folder); });
        QVERIFY(wizard);
        QWidget &window = *program->desk().newestWindow();
        const auto blocker = blockerOf(*wizard, id);
        QVERIFY(blocker && !blocker->remedy.isEmpty());
        QVERIFY(waitFor([&] { return isShown(window, blocker->what) && isShown(window, blocker->remedy); }));
        QVERIFY(!wizard->canApply());
        wizard->goTo(WizardPage::Storage);
        wizard->setText(Field::StorageFolder, home.path(u"store"_s));
        wizard->goTo(WizardPage::Plan);
        QVERIFY(checked(*wizard));
        QVERIFY(!blockerOf(*wizard, id));
        QVERIFY(waitFor([&] { return wizard->canApply(); }));
    }

    void aStoreThatBecomesReadOnlyAfterTheChecksFailsAndGoesOn()
    {
        const GuiHome home;
        const DeployedServers servers;
        const SmallDisk disk(home.path(u"disk"_s), 256);
        if (!disk.isThere())
            QSKIP("mounting a small file system needs the right to");
        const auto program = home.start();
        WizardPresenter *wizard = wizardAtPlan(*program, u"readonly"_s, [&](WizardPresenter &answers) {
            answers.setText(Field::StorageFolder, disk.path() + u"/store"_s);
            answers.setText(Field::StorageSize, u"64 MiB"_s);
        });
        QVERIFY(wizard && waitFor([&] { return wizard->canApply(); }));
        QWidget &window = *program->desk().newestWindow();
        QVERIFY(disk.remount(u"ro"_s));
        QVERIFY(press(window, u"Apply"_s));
        QVERIFY(failed(*wizard));
        const Error error = *wizard->runner().error();
        QVERIFY2(error.kind == ErrorKind::Io || error.kind == ErrorKind::Forbidden, qPrintable(toText(error)));
        QVERIFY2(!error.remedy.isEmpty(), qPrintable(toText(error)));
        QVERIFY(waitFor([&] { return isExplained(window, error); }));
        QVERIFY(disk.remount(u"rw"_s));
        QVERIFY(press(window, u"Try again"_s));
        QCOMPARE(whyNotDone(*wizard), QString());
    }

    // The server may start on a full disk; then the check of its store is the one that fails.
    void aDiskThatFillsUpAfterTheChecksIsSaidAndCheckedAgain()
    {
        const GuiHome home;
        const DeployedServers servers;
        const SmallDisk disk(home.path(u"disk"_s), 128);
        if (!disk.isThere())
            QSKIP("mounting a small file system needs the right to");
        const auto program = home.start();
        WizardPresenter *wizard = wizardAtPlan(*program, u"full"_s, [&](WizardPresenter &answers) {
            answers.setText(Field::StorageFolder, disk.path() + u"/store"_s);
            answers.setText(Field::StorageSize, u"64 MiB"_s);
        });
        QVERIFY(wizard && waitFor([&] { return wizard->canApply(); }));
        QWidget &window = *program->desk().newestWindow();
        QFile filler(disk.path() + u"/filler"_s);
        QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        const QByteArray block(64 * 1024, 'x');
        while (filler.write(block) == block.size()) {
        }
        while (filler.write("x", 1) == 1) {
        }
        filler.close();
        QVERIFY(press(window, u"Apply"_s));
        QVERIFY(waitFor(
            [&] {
                return !wizard->isBusy() && (wizard->runner().outcome() == plan::Outcome::Failed ||
                                             (wizard->page() == WizardPage::Result && !wizard->verification().findings().isEmpty()));
            },
            120'000));
        const bool started = wizard->page() == WizardPage::Result;
        if (started) {
            const auto said = [&] {
                for (const Finding &finding : wizard->verification().findings()) {
                    if (finding.severity == Severity::Critical && !finding.remedy.isEmpty() && isShown(window, finding.what) &&
                        isShown(window, finding.remedy))
                        return true;
                }
                return false;
            };
            QVERIFY(waitFor(said));
        } else {
            QCOMPARE(wizard->runner().error()->kind, ErrorKind::Io);
            QVERIFY(waitFor([&] { return isExplained(window, *wizard->runner().error()); }));
        }
        QVERIFY(filler.remove());
        if (started)
            wizard->verify();
        else
            QVERIFY(press(window, u"Try again"_s));
        QVERIFY(waitFor([&] { return wizard->isBusy(); }));
        QCOMPARE(whyNotDone(*wizard), QString());
    }
};

NATSDECK_TEST(DeploymentFaultsTest)
#include "gui_faults_deployment.moc"
