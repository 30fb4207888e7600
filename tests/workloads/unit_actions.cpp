#include "models/workloads/actions_presenter.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"
#include "tests/workloads/support_stub_workload.h"

#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;

namespace {

const QByteArray setPath = "/apis/apps/v1/namespaces/n/statefulsets/nats";
const QDateTime now = QDateTime::fromString(u"2026-11-28T02:00:00Z"_s, Qt::ISODate);

struct Set
{
    int replicas = 3;
    int ready = 3;
    int updated = 3;
    int there = 3;
    int generation = 4;
    int seen = 4;
    QByteArray version = "40";
    QByteArray annotations = "{}";
    QByteArray more = "'volumeClaimTemplates':[{}]";

    [[nodiscard]] QByteArray json() const
    {
        QByteArray text =
            "{'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'nats','namespace':'n','uid':'us','resourceVersion':'VERSION',"
            "'generation':GENERATION,'annotations':ANNOTATIONS},'spec':{'replicas':REPLICAS,MORE},'status':{'observedGeneration':SEEN,"
            "'replicas':THERE,'readyReplicas':READY,'updatedReplicas':UPDATED}}";
        const auto number = [](int value) { return QByteArray::number(value); };
        text.replace("VERSION", version)
            .replace("GENERATION", number(generation))
            .replace("ANNOTATIONS", annotations)
            .replace("MORE", more);
        text.replace("REPLICAS", number(replicas))
            .replace("SEEN", number(seen))
            .replace("THERE", number(there))
            .replace("READY", number(ready));
        return text.replace("UPDATED", number(updated)).replace('\'', '"');
    }
    [[nodiscard]] QJsonObject object() const { return parsed(json()); }
};

QList<QJsonObject> pods(int count)
{
    QList<QJsonObject> list;
    for (int i = 0; i < count; ++i)
        list << parsed(podJson("nats-" + QByteArray::number(i), "u" + QByteArray::number(i)));
    return list;
}

QString effectOf(const ActionPlan &plan, const QString &label)
{
    for (const ActionEffect &effect : plan.effects) {
        if (effect.label == label)
            return effect.value;
    }
    return {};
}

} // namespace

class ActionsTest : public QObject
{
    Q_OBJECT

private slots:
    void aRestartSaysTheOrderAndWhatGoesOn()
    {
        const ActionPlan plan = planAction(ActionKind::Restart, {m_workload, Set().object(), pods(3)}, now);
        QCOMPARE(effectOf(plan, u"Order"_s), u"nats-2, nats-1, nats-0"_s);
        QCOMPARE(effectOf(plan, u"Streams"_s), u"Those with 3 replicas go on"_s);
        QCOMPARE(plan.intent.impact, guard::Impact::Configuration);
        QCOMPARE(plan.patch,
                 parsed("{'spec':{'template':{'metadata':{'annotations':{'kubectl.kubernetes.io/restartedAt':'2026-11-28T02:00:00Z'}}}}}"));
        QCOMPARE(plan.intent.command, u"kubectl --context c -n n rollout restart statefulset/nats"_s);
        Set single;
        single.replicas = single.ready = 1;
        QCOMPARE(effectOf(planAction(ActionKind::Restart, {m_workload, single.object(), pods(1)}, now), u"Clients"_s),
                 u"All disconnected"_s);
    }

    void podsWithoutVolumesAreALossOfData()
    {
        Set set;
        set.more = "'template':{'spec':{'volumes':[{'name':'data','emptyDir':{}}]}}";
        const ActionPlan plan = planAction(ActionKind::ScaleToZero, {m_workload, set.object(), pods(3)}, now);
        QCOMPARE(plan.intent.impact, guard::Impact::DataLoss);
        QCOMPARE(plan.typedName, u"nats"_s);
        QCOMPARE(planAction(ActionKind::ScaleToZero, {m_workload, set.object(), pods(3), {}, false}, now).intent.impact,
                 guard::Impact::Configuration);
        set.more = "'volumeClaimTemplates':[{}],'persistentVolumeClaimRetentionPolicy':{'whenScaled':'Delete'}";
        QCOMPARE(planAction(ActionKind::ScaleToZero, {m_workload, set.object(), pods(3)}, now).intent.impact, guard::Impact::DataLoss);
        QCOMPARE(planAction(ActionKind::Restart, {m_workload, set.object(), pods(3)}, now).intent.impact, guard::Impact::Configuration);
    }

    void stoppingRemembersHowManyThereWere()
    {
        const ActionPlan stop = planAction(ActionKind::ScaleToZero, {m_workload, Set().object(), pods(3)}, now);
        QCOMPARE(stop.patch, parsed("{'metadata':{'annotations':{'natsdeck.io/replicas':'3'}},'spec':{'replicas':0}}"));
        Set stopped;
        stopped.replicas = 0;
        QVERIFY(whyNot(ActionKind::ScaleBack, {m_workload, stopped.object(), {}}).contains(u"not known"_s));
        stopped.annotations = "{'natsdeck.io/replicas':'3'}";
        QCOMPARE(whyNot(ActionKind::ScaleBack, {m_workload, stopped.object(), {}}), QString());
        const ActionPlan start = planAction(ActionKind::ScaleBack, {m_workload, stopped.object(), {}}, now);
        QCOMPARE(start.patch, parsed("{'metadata':{'annotations':{'natsdeck.io/replicas':null}},'spec':{'replicas':3}}"));
        QVERIFY(!whyNot(ActionKind::Restart, {m_workload, stopped.object(), {}}).isEmpty());
        QVERIFY(!whyNot(ActionKind::ScaleToZero, {m_workload, stopped.object(), {}}).isEmpty());
        QVERIFY(!whyNot(ActionKind::ScaleBack, {m_workload, Set().object(), {}}).isEmpty());
        QVERIFY(!whyNot(ActionKind::DeletePod, {m_workload, Set().object(), pods(3), u"nats-9"_s}).isEmpty());
        Set onDelete;
        onDelete.more = "'updateStrategy':{'type':'OnDelete'}";
        QVERIFY(!whyNot(ActionKind::Restart, {m_workload, onDelete.object(), pods(3)}).isEmpty());
    }

    void progressIsNotFooledByAnOldStatus()
    {
        const ActionPlan plan = planAction(ActionKind::Restart, {m_workload, Set().object(), pods(3)}, now);
        QVERIFY(!progressOf(plan, 5, Set().object(), pods(3)).isDone); // all ready, of the generation before
        Set rolling;
        rolling.seen = 5;
        rolling.updated = 2;
        rolling.ready = 2;
        const ActionProgress half = progressOf(plan, 5, rolling.object(), pods(3));
        QCOMPARE(half.done, 1);
        QVERIFY(!half.isDone);
        rolling.updated = rolling.ready = 3;
        QVERIFY(progressOf(plan, 5, rolling.object(), pods(3)).isDone);
        const QList<QJsonObject> broken{parsed(podJson("nats-2", "u9", 3, false))};
        QCOMPARE(progressOf(plan, 5, rolling.object(), broken).trouble, u"nats-2: CrashLoopBackOff"_s);
        ActionPlan deletion = planAction(ActionKind::DeletePod, {m_workload, Set().object(), pods(3), u"nats-1"_s}, now);
        QCOMPARE(deletion.uid, u"u1"_s);
        QVERIFY(!progressOf(deletion, 4, Set().object(), pods(3)).isDone);
        deletion.uid = u"gone"_s;
        QVERIFY(progressOf(deletion, 4, Set().object(), pods(3)).isDone);
    }

    void aRestartIsSentOntoWhatWasLookedAtAndWatchedToItsEnd()
    {
        StubWorkload system;
        MemoryGate gate;
        system.servePods({podJson("nats-0", "u0"), podJson("nats-1", "u1"), podJson("nats-2", "u2")});
        std::atomic<int> patches = 0;
        std::atomic<int> reads = 0;
        system.stub.on("GET", setPath, [&](const StubRequest &) {
            Set set;
            set.version = QByteArray::number(40 + reads++); // its status moves all the time
            if (patches > 1) {
                set.generation = 5;
                set.seen = 5;
                set.updated = reads % 2 == 0 ? 3 : 2;
            }
            return bodyOf(set.json());
        });
        system.stub.on("PATCH", setPath, [&](const StubRequest &) {
            if (patches++ == 0)
                return bodyOf(statusJson(409, "Conflict", "the object has been modified"), 409);
            Set set;
            set.generation = 5;
            return bodyOf(set.json());
        });
        ActionsPresenter presenter(system.workload, gate.gate, *system.pods);
        presenter.setActive(true);
        QTRY_COMPARE(presenter.podNames().size(), 3);
        QVERIFY(presenter.reasonNot(ActionKind::Restart).contains(u"read-only"_s));
        gate.open(u"k8s:stub"_s);
        QTRY_COMPARE(presenter.reasonNot(ActionKind::Restart), QString());
        std::optional<ActionPlan> plan;
        connect(&presenter, &ActionsPresenter::prepared, this, [&plan](const ActionPlan &prepared) { plan = prepared; });
        presenter.prepare(ActionKind::Restart);
        QTRY_VERIFY(plan.has_value());
        QCOMPARE(patches.load(), 0); // nothing before it was confirmed
        presenter.run(*plan);
        QTRY_COMPARE_WITH_TIMEOUT(presenter.state(), ActionsPresenter::State::Done, 10'000);
        QCOMPARE(patches.load(), 2);
        QFile log(gate.log.path());
        QVERIFY(log.open(QIODevice::ReadOnly));
        const QByteArray audit = log.readAll();
        QVERIFY(audit.contains("\"restart\"") && audit.contains("\"done\""));
    }

    void aChangeBySomebodyElseStopsIt()
    {
        StubWorkload system;
        MemoryGate gate;
        gate.open(u"k8s:stub"_s);
        system.servePods({podJson("nats-0", "u0")});
        std::atomic<int> generation = 4;
        system.stub.on("GET", setPath, [&](const StubRequest &) {
            Set set;
            set.generation = generation;
            return bodyOf(set.json());
        });
        ActionsPresenter presenter(system.workload, gate.gate, *system.pods);
        presenter.setActive(true);
        QTRY_COMPARE(presenter.reasonNot(ActionKind::ScaleToZero), QString());
        std::optional<ActionPlan> plan;
        connect(&presenter, &ActionsPresenter::prepared, this, [&plan](const ActionPlan &prepared) { plan = prepared; });
        presenter.prepare(ActionKind::ScaleToZero);
        QTRY_VERIFY(plan.has_value());
        generation = 5;
        presenter.run(*plan);
        QTRY_COMPARE(presenter.state(), ActionsPresenter::State::Failed);
        QCOMPARE(presenter.error()->kind, ErrorKind::Conflict);
        QCOMPARE(system.stub.count("PATCH", setPath), 0);
    }

    void aPodIsDeletedOnlyIfItIsStillThatOne()
    {
        StubWorkload system;
        MemoryGate gate;
        gate.open(u"k8s:stub"_s);
        system.servePods({podJson("nats-0", "u0")});
        system.stub.reply("GET", setPath, bodyOf(Set().json()));
        system.stub.reply("DELETE", "/api/v1/namespaces/n/pods/nats-0", bodyOf(statusJson(409, "Conflict", "uid mismatch"), 409));
        ActionsPresenter presenter(system.workload, gate.gate, *system.pods);
        presenter.setActive(true);
        QTRY_COMPARE(presenter.reasonNot(ActionKind::DeletePod, u"nats-0"_s), QString());
        connect(&presenter, &ActionsPresenter::prepared, &presenter, &ActionsPresenter::run);
        presenter.prepare(ActionKind::DeletePod, u"nats-0"_s);
        QTRY_COMPARE(presenter.state(), ActionsPresenter::State::Failed);
        QCOMPARE(presenter.error()->kind, ErrorKind::Conflict);
        QVERIFY(system.stub.requests().last().body.contains("\"uid\":\"u0\""));
    }

private:
    Workload m_workload{u"k8s:stub"_s, u"c"_s, nullptr, {}};
};

NATSDECK_TEST(ActionsTest)
#include "unit_actions.moc"
