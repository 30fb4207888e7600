#include "models/deployment/verification.h"
#include "models/kube/client.h"
#include "tests/gui/support_faults.h"
#include "tests/support/kube_cluster.h"
#include "tests/support/test_main.h"
#include "widgets/shell/workspace.h"

#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

using deployment::WizardPage;
using deployment::WizardPresenter;
using systems::LinkStage;

QString blockersOf(const WizardPresenter &wizard)
{
    QStringList all;
    for (const Finding &finding : wizard.preflight()) {
        if (finding.severity == Severity::Critical)
            all << finding.id + u": "_s + finding.what;
    }
    return all.join(u"; "_s);
}

// Each critical finding is in the window with what to try.
bool blockersAreExplained(const QWidget &window, const WizardPresenter &wizard)
{
    int count = 0;
    for (const Finding &finding : wizard.preflight()) {
        if (finding.severity != Severity::Critical)
            continue;
        ++count;
        if (finding.remedy.isEmpty() || !isShown(window, finding.what) || !isShown(window, finding.remedy))
            return false;
    }
    return count > 0;
}

} // namespace

// Kubernetes going wrong under the wizard and under an open system, in the real window.
class ClusterFaultsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!KubeCluster::isThere())
            QSKIP(qPrintable(KubeCluster::missingReason()));
    }

    // The first deployment, with the API server away in the middle of it; then the pod goes under the open system.
    void theWizardSurvivesARestartOfTheApiServerAndTheLinkTheLossOfItsPod()
    {
        const GuiHome home;
        home.write(u"kubeconfig"_s, readAll(KubeCluster::adminConfig()));
        const auto program = home.start();
        WizardPresenter *wizard = wizardOfContext(*program, u"gui-first"_s);
        QVERIFY(wizard);
        QVERIFY2(waitFor([&] { return wizard->canApply(); }), qPrintable(blockersOf(*wizard)));
        QWidget &window = *program->desk().newestWindow();
        QSignalSpy deployed(&program->desk(), &app::DeploymentDesk::deployed);
        QVERIFY(press(window, u"Apply"_s));
        QVERIFY(waitFor([&] { return wizard->runner().currentStep() >= 2; }));
        QVERIFY(KubeCluster::apiServer({u"restart"_s, u"3"_s}));
        // Either the plan waits the gap out, or it fails with a word about it and "Try again" ends it.
        QVERIFY(waitFor([&] { return !deployed.isEmpty() || wizard->runner().outcome() == plan::Outcome::Failed; }, 180'000));
        if (deployed.isEmpty()) {
            const Error error = *wizard->runner().error();
            QVERIFY2(error.kind == ErrorKind::Unreachable || error.kind == ErrorKind::Timeout, qPrintable(toText(error)));
            QVERIFY2(waitFor([&] { return isExplained(window, error); }), qPrintable(toText(error)));
            QVERIFY(press(window, u"Try again"_s));
            QVERIFY2(waitFor([&] { return !deployed.isEmpty(); }, 180'000),
                     qPrintable(wizard->runner().error() ? toText(*wizard->runner().error()) : QString()));
        }
        QCOMPARE(whyNotDone(*wizard), QString());

        const QString id = deployed.first().first().toString();
        QVERIFY(press(window, u"Open"_s));
        const auto stage = [&] {
            systems::OpenedSystem *system = program->backstage().opener.find(id);
            return system == nullptr ? LinkStage::Idle : system->link().status().stage;
        };
        QVERIFY(waitFor([&] { return stage() == LinkStage::Connected; }, 60'000));
        QVERIFY(program->window().openTarget(u"streams"_s));
        systems::OpenedSystem *system = program->backstage().opener.find(id);
        QSignalSpy changes(&system->link(), &systems::Link::statusChanged);
        KubeCluster::kubectl({u"delete"_s, u"pod"_s, u"nats-0"_s, u"-n"_s, u"gui-first"_s, u"--grace-period=1"_s, u"--wait=false"_s});
        QVERIFY(waitFor([&] { return stage() != LinkStage::Connected; }, 60'000));
        QVERIFY(system->link().status().reason.has_value());
        QVERIFY2(!system->link().status().reason->remedy.isEmpty(), qPrintable(toText(*system->link().status().reason)));
        QVERIFY(isNotified(*program, u"Reconnecting"_s));
        QVERIFY(waitFor([&] { return stage() == LinkStage::Connected; }, 120'000));
        ui::Page *streams = program->window().workspace()->page();
        streams->refresh();
        QVERIFY(waitFor([&] { return streams->state() == ui::Page::State::Ready || streams->state() == ui::Page::State::Empty; }));

        // And gone from the cluster and from the tree, the namespace with it.
        QCOMPARE(removeDeployed(*program, id), QString());
        QVERIFY(program->backstage().opener.find(id) == nullptr);
        QVERIFY(waitFor([&] { return program->backstage().catalogue.keyOf(id).isEmpty(); }, 60'000));
        const auto left = async::await(
            (*program->backstage().kube.client(wizard->answers().target.context))->get({u"v1"_s, u"Namespace"_s, {}, u"gui-first"_s}));
        QCOMPARE(left.error().kind, ErrorKind::NotFound);
    }

    void missingRightsAreNamedAndRightsGivenMeanwhileCount()
    {
        const GuiHome home;
        home.write(u"kubeconfig"_s, readAll(KubeCluster::nobodyConfig()));
        const auto program = home.start();
        WizardPresenter *wizard = wizardOfContext(*program, u"gui-rights"_s);
        QVERIFY(wizard);
        QWidget &window = *program->desk().newestWindow();
        QVERIFY(!wizard->canApply());
        QVERIFY2(waitFor([&] { return blockersAreExplained(window, *wizard); }), qPrintable(blockersOf(*wizard)));
        bool ok = false;
        KubeCluster::kubectl({u"create"_s, u"clusterrolebinding"_s, u"gui-rights"_s, u"--clusterrole=cluster-admin"_s, u"--user=nobody"_s},
                             {}, &ok);
        QVERIFY(ok);
        QVERIFY(press(window, u"Run again"_s));
        QVERIFY2(waitFor([&] { return wizard->canApply(); }), qPrintable(blockersOf(*wizard)));
        KubeCluster::kubectl({u"delete"_s, u"clusterrolebinding"_s, u"gui-rights"_s});
    }

    void aNamespaceBeingDeletedBlocksUntilItIsGone()
    {
        KubeCluster::kubectl({u"create"_s, u"namespace"_s, u"gui-going"_s});
        // A finalizer that nobody answers keeps it there.
        const QByteArray held = R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"held","namespace":"gui-going",
            "finalizers":["natsdeck.test/held"]}})";
        bool ok = false;
        KubeCluster::kubectl({u"apply"_s, u"-f"_s, u"-"_s}, held, &ok);
        QVERIFY(ok);
        KubeCluster::kubectl({u"delete"_s, u"namespace"_s, u"gui-going"_s, u"--wait=false"_s});
        const GuiHome home;
        home.write(u"kubeconfig"_s, readAll(KubeCluster::adminConfig()));
        const auto program = home.start();
        WizardPresenter *wizard = wizardOfContext(*program, u"gui-going"_s);
        QVERIFY(wizard);
        QWidget &window = *program->desk().newestWindow();
        QVERIFY(!wizard->canApply());
        QVERIFY2(waitFor([&] { return blockersAreExplained(window, *wizard); }), qPrintable(blockersOf(*wizard)));
        KubeCluster::kubectl({u"patch"_s, u"configmap"_s, u"held"_s, u"-n"_s, u"gui-going"_s, u"--type=merge"_s, u"-p"_s,
                              u"{\"metadata\":{\"finalizers\":null}}"_s});
        KubeCluster::kubectl({u"wait"_s, u"--for=delete"_s, u"namespace/gui-going"_s, u"--timeout=60s"_s});
        QVERIFY(press(window, u"Run again"_s));
        QVERIFY2(waitFor([&] { return wizard->canApply(); }), qPrintable(blockersOf(*wizard)));
    }
};

NATSDECK_TEST(ClusterFaultsTest)
#include "cluster_faults.moc"
