#include "tests/gui/support_program.h"

#include "models/deployment/workstation_deployments.h"
#include "models/explorer/sample_data.h"
#include "models/systems/opened_system.h"
#include "tests/support/test_main.h"
#include "widgets/common/page.h"
#include "widgets/shell/workspace.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

using State = deployment::WorkstationDeployment::State;

QString sampleStream() { return explorer::sampleStreams().front().config[u"name"_s].toString(); }

bool connected(app::Program &program, const QString &systemId)
{
    return waitFor([&] {
        systems::OpenedSystem *system = program.backstage().opener.find(systemId);
        return system != nullptr && system->link().status().stage == systems::LinkStage::Connected;
    });
}

bool addSamples(app::Program &program, const QString &systemId)
{
    systems::OpenedSystem *system = program.backstage().opener.find(systemId);
    const Result<guard::Permit> permit = program.backstage().gate.authorise(systemId, explorer::sampleIntent(true));
    if (system == nullptr || !permit)
        return false;
    explorer::SampleData samples(system->parts().jetstream);
    samples.add(*permit);
    const bool ended = waitFor([&] { return samples.state() == explorer::SampleData::State::Done || samples.error().has_value(); }, 60'000);
    if (samples.error())
        qWarning("%s", qUtf8Printable(toText(*samples.error())));
    return ended && !samples.error();
}

} // namespace

// The first deployment of somebody without a cluster, in the real window.
class FirstDeploymentTest final : public QObject
{
    Q_OBJECT

private slots:
    void deploysOpensShowsRowsAndIsFoundAgain()
    {
        const GuiHome home;
        QString systemId;
        QString deploymentId;
        {
            const auto program = home.start();
            QCOMPARE(deployByWizard(*program, u"first"_s), QString());
            systemId = program->desk().newestPresenter()->facts()->systemId;
            deploymentId = program->desk().newestPresenter()->facts()->deploymentId;
            QVERIFY(!program->backstage().gate.isLocked(systemId)); // what was just made is open

            QVERIFY(press(*program->desk().newestWindow(), u"Open"_s));
            QVERIFY(connected(*program, systemId));
            QVERIFY(addSamples(*program, systemId));
            for (const QString &target : {u"overview"_s, u"streams"_s, u"explorer/"_s + sampleStream()}) {
                QVERIFY(program->window().openTarget(target));
                ui::Page *page = program->window().workspace()->page();
                QVERIFY2(waitFor([&] { return page->state() == ui::Page::State::Ready && rowsIn(*page) > 0; }), qPrintable(target));
            }
            program->desk().newestWindow()->close();
        }
        // Started again: recognised by its journal entry and process, and open to changes as before.
        const auto program = home.start();
        QVERIFY(waitFor([&] {
            const auto found = program->backstage().deployments.bySystemId(systemId);
            return found && found->state == State::Running;
        }));
        QVERIFY(!program->backstage().gate.isLocked(systemId));
        program->activate(systemId);
        QVERIFY(connected(*program, systemId));
        QVERIFY(program->window().openTarget(u"streams"_s));
        QVERIFY(waitFor([&] { return rowsIn(*program->window().workspace()->page()) > 0; }));

        // And gone without a trace.
        const QString folder = program->backstage().deployments.byId(deploymentId)->folder;
        QCOMPARE(removeDeployed(*program, systemId), QString());
        QVERIFY(!QFileInfo::exists(folder));
        QVERIFY(program->backstage().opener.find(systemId) == nullptr);
        QVERIFY(waitFor([&] { return !program->backstage().deployments.byId(deploymentId).has_value(); }));
    }

    // The work outlives its window.
    void closingTheWizardDoesNotStopTheWork()
    {
        const GuiHome home;
        const auto program = home.start();
        QSignalSpy deployed(&program->desk(), &app::DeploymentDesk::deployed);
        program->deploy();
        deployment::WizardPresenter *wizard = program->desk().newestPresenter();
        wizard->setTargetIndex(0);
        QVERIFY(waitFor([&] {
            if (wizard->page() == deployment::WizardPage::Plan)
                return true;
            if (wizard->page() == deployment::WizardPage::Server)
                wizard->setText(deployment::Field::Name, u"second"_s);
            if (wizard->canGoNext())
                wizard->next();
            return false;
        }));
        QVERIFY(waitFor([&] {
            for (const Finding &finding : wizard->preflight()) {
                if (finding.severity == Severity::Critical && wizard->runAction(finding.action))
                    return false;
            }
            return wizard->canApply();
        }));
        wizard->apply();
        program->desk().newestWindow()->close();
        QVERIFY(waitFor([&] { return !deployed.isEmpty(); }, 120'000));
        const QString systemId = deployed.first().first().toString();
        QVERIFY(waitFor([&] { return program->backstage().deployments.bySystemId(systemId).has_value(); }));
        QVERIFY(waitFor([&] { return program->activity().running() == 0; }, 120'000));

        QCOMPARE(removeDeployed(*program, systemId), QString());
    }
};

NATSDECK_TEST(FirstDeploymentTest)
#include "gui_first_deployment.moc"
