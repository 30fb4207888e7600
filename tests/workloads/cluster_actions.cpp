#include "models/kube/client.h"
#include "models/workloads/actions_presenter.h"
#include "models/workloads/followed.h"
#include "models/workloads/logs_presenter.h"
#include "models/workloads/objects_presenter.h"
#include "models/workloads/run_presenter.h"
#include "models/workloads/workload.h"
#include "tests/support/kube_cluster.h"
#include "tests/support/memory_consents.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;

namespace {

const QString space = u"actions-test"_s;

// Writes a numbered line twenty times a second, so that a line that is missing or comes twice is seen.
const char talker[] = R"(apiVersion: v1
kind: Pod
metadata: {name: talker, namespace: actions-test, labels: {app: talker}}
spec:
  terminationGracePeriodSeconds: 1
  restartPolicy: Always
  containers:
  - name: nats
    image: natsio/nats-box:0.19.7
    imagePullPolicy: IfNotPresent
    command: [sh, -c, "i=0; while [ $i -lt 120 ]; do echo run $(hostname) $(cat /proc/uptime | cut -d' ' -f1) line $i; i=$((i+1)); sleep 0.05; done"]
---
apiVersion: v1
kind: Pod
metadata: {name: nats-box, namespace: actions-test, labels: {app.kubernetes.io/component: nats-box}}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: nats-box
    image: natsio/nats-box:0.19.7
    imagePullPolicy: IfNotPresent
    command: [sh, -c, "sleep 100000"]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: edited, namespace: actions-test}
data: {first: "1", second: "1"}
)";

QStringList textsOf(LogModel &model)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (model.lineAt(row).level != LogLevel::Marker)
            list << QString::fromUtf8(model.lineAt(row).text);
    }
    return list;
}

} // namespace

class WorkloadActionsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!KubeCluster::isThere())
            QSKIP(qPrintable(KubeCluster::missingReason()));
        QString reason;
        QVERIFY2(KubeCluster::deployNats(space, &reason), qPrintable(reason));
        KubeCluster::kubectl({u"apply"_s, u"-f"_s, u"-"_s}, talker);
        m_workload.systemId = u"k8s:actions"_s;
        m_workload.context = u"test"_s;
        m_workload.client =
            std::make_shared<kube::Client>(*kube::resolveContext(kube::readKubeconfigs({KubeCluster::adminConfig()}), {}), m_consents);
        m_workload.found.nameSpace = space;
        m_workload.found.kind = u"StatefulSet"_s;
        m_workload.found.workload = u"nats"_s;
        m_workload.found.container = u"nats"_s;
        m_workload.found.selector = u"app.kubernetes.io/name=nats"_s;
        m_pods = std::make_unique<Followed>(m_workload.client, kube::ObjectRef{u"v1"_s, u"Pod"_s, space, {}}, m_workload.found.selector);
        m_gate.open(m_workload.systemId);
    }

    void cleanupTestCase()
    {
        m_pods.reset();
        m_workload.client.reset();
        if (KubeCluster::isThere())
            KubeCluster::removeNamespace(space);
    }

    // The container ends by itself every six seconds and is started again: lines of several runs, each once, in order.
    void followsRestartsWithoutDoublesOrGaps()
    {
        Followed pods(m_workload.client, {u"v1"_s, u"Pod"_s, space, {}}, u"app=talker"_s);
        LogsPresenter logs(m_workload, pods);
        logs.setActive(true);
        const auto runs = [&] {
            QStringList seen;
            for (const QString &text : textsOf(logs.model()))
                seen << text.section(u" line"_s, 1);
            return seen.filter(QRegularExpression(u"^ 119$"_s)).size();
        };
        QTRY_VERIFY_WITH_TIMEOUT(runs() >= 2, 90'000);
        const QStringList texts = textsOf(logs.model());
        QCOMPARE(QSet<QString>(texts.begin(), texts.end()).size(), texts.size()); // the up-time makes every line its own
        int expected = -1;
        for (const QString &text : texts) {
            const int number = text.section(u' ', -1).toInt();
            QVERIFY2(expected < 0 || number == expected, qPrintable(text));
            expected = (number + 1) % 120;
        }
        QCOMPARE(logs.model().counts().notKept, 0u);
    }

    void followsThroughAPodDeletion()
    {
        LogsPresenter logs(m_workload, *m_pods);
        logs.setActive(true);
        const auto ready = [&] { return textsOf(logs.model()).filter(u"Server is ready"_s).size(); };
        (void)QTest::qWaitFor([this] { return !m_pods->objects().isEmpty(); }, 10'000);
        QVERIFY2(!m_pods->objects().isEmpty(), m_pods->error() ? qPrintable(toText(*m_pods->error())) : "");
        QTRY_COMPARE_WITH_TIMEOUT(ready(), 1, 30'000);
        ActionsPresenter actions(m_workload, m_gate.gate, *m_pods);
        actions.setActive(true);
        connect(&actions, &ActionsPresenter::prepared, &actions, &ActionsPresenter::run);
        QTRY_COMPARE_WITH_TIMEOUT(actions.reasonNot(ActionKind::DeletePod, u"nats-0"_s), QString(), 10'000);
        actions.prepare(ActionKind::DeletePod, u"nats-0"_s);
        QTRY_VERIFY_WITH_TIMEOUT(actions.state() == ActionsPresenter::State::Done || actions.state() == ActionsPresenter::State::Failed,
                                 120'000);
        QVERIFY2(actions.state() == ActionsPresenter::State::Done, why(actions));
        QTRY_COMPARE_WITH_TIMEOUT(ready(), 2, 30'000);
        const QStringList texts = textsOf(logs.model());
        QVERIFY(texts.filter(u"Initiating Shutdown"_s).size() <= 1); // the last words of the old pod, once
        QStringList stamped;
        for (int row = 0; row < logs.model().rowCount(); ++row)
            stamped << logs.model().fullText(row);
        QCOMPARE(QSet<QString>(stamped.begin(), stamped.end()).size(), stamped.size());
        QVERIFY(!stamped.filter(u"--- a new pod has taken this place"_s).isEmpty());
    }

    void aRestartIsSeenToItsEnd()
    {
        const QString before = uidOfPod();
        ActionsPresenter actions(m_workload, m_gate.gate, *m_pods);
        perform(actions, ActionKind::Restart);
        QVERIFY2(actions.state() == ActionsPresenter::State::Done, why(actions));
        QVERIFY(uidOfPod() != before);
        QCOMPARE(field(u"{.status.readyReplicas}"_s), "1");
        QVERIFY(!field(u"{.spec.template.metadata.annotations.kubectl\\.kubernetes\\.io/restartedAt}"_s).isEmpty());
    }

    void stopsAndStartsAgainWithAsManyServers()
    {
        ActionsPresenter stop(m_workload, m_gate.gate, *m_pods);
        perform(stop, ActionKind::ScaleToZero);
        QVERIFY2(stop.state() == ActionsPresenter::State::Done, why(stop));
        QCOMPARE(field(u"{.spec.replicas}"_s), "0");
        QCOMPARE(field(u"{.metadata.annotations.natsdeck\\.io/replicas}"_s), "1");
        ActionsPresenter start(m_workload, m_gate.gate, *m_pods);
        perform(start, ActionKind::ScaleBack);
        QVERIFY2(start.state() == ActionsPresenter::State::Done, why(start));
        QCOMPARE(field(u"{.spec.replicas}"_s), "1");
        QCOMPARE(field(u"{.metadata.annotations.natsdeck\\.io/replicas}"_s), "");
    }

    void anEditMeetsAConflictAndIsPutOnTop()
    {
        const auto object = m_workload.client->get({u"v1"_s, u"ConfigMap"_s, space, u"edited"_s});
        const auto read = async::await(object);
        QVERIFY(read);
        ObjectEditor editor(m_workload, m_gate.gate, *read);
        editor.check(editor.text().replace(u"first: \"1\""_s, u"first: \"ours\""_s));
        QTRY_COMPARE_WITH_TIMEOUT(editor.stage(), ObjectEditor::Stage::Review, 15'000);
        KubeCluster::kubectl(
            {u"-n"_s, space, u"patch"_s, u"configmap"_s, u"edited"_s, u"--type=merge"_s, u"-p"_s, uR"({"data":{"second":"theirs"}})"_s});
        editor.apply();
        QTRY_VERIFY_WITH_TIMEOUT(editor.conflict().has_value(), 15'000);
        QCOMPARE(editor.conflict()->theirs, QStringList{u".data.second"_s});
        QVERIFY2(editor.conflict()->manager.startsWith(u"kubectl"_s), qPrintable(editor.conflict()->manager));
        editor.rebase();
        editor.check(editor.text());
        QTRY_COMPARE_WITH_TIMEOUT(editor.stage(), ObjectEditor::Stage::Review, 15'000);
        editor.apply();
        QTRY_COMPARE_WITH_TIMEOUT(editor.stage(), ObjectEditor::Stage::Applied, 15'000);
        QCOMPARE(KubeCluster::kubectl(
                     {u"-n"_s, space, u"get"_s, u"configmap"_s, u"edited"_s, u"-o"_s, u"jsonpath={.data.first} {.data.second}"_s}),
                 "ours theirs");
    }

    void theServerRefusesInTheDryRun()
    {
        const auto read = async::await(m_workload.client->get({u"apps/v1"_s, u"StatefulSet"_s, space, u"nats"_s}));
        QVERIFY(read);
        ObjectEditor editor(m_workload, m_gate.gate, *read);
        editor.check(editor.text().replace(u"serviceName: "_s, u"serviceName: other-"_s));
        QTRY_COMPARE_WITH_TIMEOUT(editor.stage(), ObjectEditor::Stage::Editing, 15'000);
        QVERIFY(editor.error().has_value());
        QCOMPARE(editor.error()->kind, ErrorKind::Invalid);
    }

    void listsTheObjectsOfTheSystem()
    {
        ObjectsPresenter objects(m_workload, m_gate.gate, *m_pods);
        objects.setActive(true);
        QTRY_VERIFY_WITH_TIMEOUT(objects.model().rowOf(u"v1 Service nats"_s) >= 0, 15'000);
        QVERIFY(objects.model().rowOf(u"apps/v1 StatefulSet nats"_s) >= 0);
        QVERIFY(objects.model().rowOf(u"v1 Pod nats-0"_s) >= 0);
        QVERIFY(objects.notices().isEmpty());
        objects.choose(u"apps/v1 StatefulSet nats"_s);
        QTRY_COMPARE_WITH_TIMEOUT(objects.objectState(), ObjectsPresenter::State::Ready, 10'000);
        QVERIFY(objects.text().startsWith(u"apiVersion: apps/v1\nkind: StatefulSet\n"_s));
    }

    void runsACommandInTheBoxWithOutputAndExitCode()
    {
        RunPresenter run(m_workload, m_gate.gate, *m_pods);
        run.setActive(true);
        QTRY_VERIFY_WITH_TIMEOUT(!run.targets().isEmpty() && run.targets().first().isBox && run.targets().first().isReady, 30'000);
        run.chooseTarget(0);
        run.setLine(u"sh -c 'echo \"a b\"; echo problem >&2; exit 7'"_s);
        run.run();
        QTRY_VERIFY_WITH_TIMEOUT(run.current() && run.current()->state() != CommandRun::State::Running, 30'000);
        QVERIFY2(run.current()->state() == CommandRun::State::Ended, qPrintable(run.result()));
        QCOMPARE(run.current()->exitCode(), 7);
        QStringList out;
        QStringList err;
        for (const RunLine &line : run.current()->lines())
            (line.isError ? err : out) << line.text;
        QCOMPARE(out, QStringList{u"a b"_s});
        QCOMPARE(err, QStringList{u"problem"_s});
        QVERIFY(run.current()->duration().count() > 0);
        run.setLine(u"echo $HOME | wc"_s); // no shell: an echo of its own arguments
        run.run();
        QTRY_VERIFY_WITH_TIMEOUT(run.current()->state() == CommandRun::State::Ended, 30'000);
        QCOMPARE(run.current()->lines().front().text, u"$HOME | wc"_s);
    }

    void outputComesAsItIsPrintedAndIsBounded()
    {
        RunPresenter run(m_workload, m_gate.gate, *m_pods);
        run.setActive(true);
        QTRY_VERIFY_WITH_TIMEOUT(!run.targets().isEmpty() && run.targets().first().isReady, 30'000);
        run.setLine(u"sh -c 'echo early; sleep 60'"_s);
        run.run();
        QTRY_VERIFY_WITH_TIMEOUT(run.current() && run.current()->lines().size() == 1, 20'000);
        QVERIFY(run.isRunning());
        run.cancel();
        QTRY_COMPARE_WITH_TIMEOUT(run.current()->state(), CommandRun::State::Cancelled, 10'000);
        run.setLine(u"seq 1 100000"_s);
        run.run();
        QTRY_COMPARE_WITH_TIMEOUT(run.current()->state(), CommandRun::State::Ended, 60'000);
        QCOMPARE(run.current()->lines().size() + run.current()->linesNotKept(), 100'000u);
        QCOMPARE(run.current()->lines().back().text, u"100000"_s);
    }

private:
    static QByteArray field(const QString &path)
    {
        return KubeCluster::kubectl({u"-n"_s, space, u"get"_s, u"statefulset"_s, u"nats"_s, u"-o"_s, u"jsonpath="_s + path});
    }
    static QString uidOfPod()
    {
        return QString::fromUtf8(
            KubeCluster::kubectl({u"-n"_s, space, u"get"_s, u"pod"_s, u"nats-0"_s, u"-o"_s, u"jsonpath={.metadata.uid}"_s}));
    }
    static const char *why(const ActionsPresenter &actions)
    {
        static QByteArray text;
        text = (actions.error() ? toText(*actions.error()) : actions.progress().text).toUtf8();
        return text.constData();
    }

    static void perform(ActionsPresenter &actions, ActionKind kind)
    {
        QObject::connect(&actions, &ActionsPresenter::prepared, &actions, &ActionsPresenter::run);
        actions.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(actions.reasonNot(kind), QString(), 15'000);
        actions.prepare(kind);
        QTRY_VERIFY_WITH_TIMEOUT(actions.state() == ActionsPresenter::State::Done || actions.state() == ActionsPresenter::State::Failed,
                                 180'000);
    }

    MemoryConsents m_consents;
    MemoryGate m_gate;
    Workload m_workload;
    std::unique_ptr<Followed> m_pods;
};

NATSDECK_TEST(WorkloadActionsTest)
#include "cluster_actions.moc"
