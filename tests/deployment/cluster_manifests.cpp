#include "models/base/json.h"
#include "models/deployment/manifest_cluster.h"
#include "models/deployment/manifest_engine.h"
#include "models/deployment/manifest_objects.h"
#include "models/deployment/manifest_plan.h"
#include "models/guard/consent.h"
#include "models/kube/client.h"
#include "models/kube/kubeconfig.h"
#include "models/plan/plan_runner.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"

#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::deployment;
using namespace Qt::StringLiterals;

namespace {

class NoConsents final : public guard::ConsentStore
{
public:
    bool isGranted(const guard::ConsentRequest &) const override { return false; }
    void grant(const guard::ConsentRequest &) override {}
    void revoke(const guard::ConsentRequest &) override {}
};

const Finding *find(const Findings &findings, const QString &id)
{
    const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding &finding) { return finding.id == id; });
    return found == findings.end() ? nullptr : &*found;
}

QString criticals(const Findings &findings)
{
    QStringList all;
    for (const Finding &finding : findings) {
        if (finding.severity == Severity::Critical)
            all << finding.id + u": "_s + finding.what + u" ("_s + finding.evidence + u')';
    }
    return all.join(u"; "_s);
}

} // namespace

// The manifest engine on a real Kubernetes: from preflight to nothing left behind.
class ManifestEngineTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (qEnvironmentVariableIsEmpty("NATSDECK_TEST_KUBECONFIG"))
            QSKIP("needs a Kubernetes: run it with tests/cluster/with");
        m_config = kube::readKubeconfigs({qEnvironmentVariable("NATSDECK_TEST_KUBECONFIG")});
        m_context = m_config.currentContext;
        m_client = clientOf(qEnvironmentVariable("NATSDECK_TEST_KUBECONFIG"));
        m_engine = std::make_unique<ManifestEngine>([this](const QString &) { return Result<std::shared_ptr<kube::Client>>(m_client); });
    }

    void deploysChangesAndRemovesWithoutATrace()
    {
        DesiredSystem desired = small(u"natsdeck-a"_s);
        const Findings before = async::await(m_engine->preflight(desired, {})).value();
        QVERIFY2(!blocks(before), qPrintable(criticals(before)));

        plan::Plan plan = async::await(m_engine->plan(desired)).value();
        QVERIFY(plan.makesSystem);
        QVERIFY(plan.count(plan::ChangeKind::Create) >= 9);
        run(plan);

        const ConnectFacts facts = async::await(m_engine->facts(desired)).value();
        QVERIFY(facts.systemId.startsWith(u"k8s:"_s));
        QVERIFY(!facts.login.secret.isEmpty());
        QVERIFY(!facts.login.systemSecret.isEmpty());
        const QByteArray jsz =
            async::await(m_client->podProxyGet(desired.target.nameSpace, desired.name + u"-0"_s, 8222, u"jsz"_s)).value();
        const QJsonObject reading = json::parseObject(jsz, u"jsz"_s).value();
        QCOMPARE(json::integer(json::at(reading, u"config.max_storage")), desired.jetStream.storageBytes);
        QCOMPARE(json::integer(json::at(reading, u"config.max_memory")), desired.jetStream.memoryBytes);

        againIsANoOp(desired, facts);
        changesOnlyWhatWasAsked(desired, facts);
        restartsTheServer(desired, facts);
        removes(desired);
    }

    void aFailedRolloutSaysWhyAndCanBeTakenBack()
    {
        DesiredSystem desired = small(u"natsdeck-b"_s);
        desired.images.server = u"docker.io/library/nats:no-such-version"_s;
        plan::Plan plan = async::await(m_engine->plan(desired)).value();
        plan::PlanRunner runner(m_gate.gate, m_gate.clock, m_gate.folder.path());
        runner.start(plan);
        QTRY_COMPARE_WITH_TIMEOUT(runner.state(), plan::PlanRunner::State::Finished, 120'000);
        QCOMPARE(runner.outcome(), plan::Outcome::Failed);
        QCOMPARE(runner.error()->kind, ErrorKind::Rejected);
        QVERIFY2(runner.error()->detail.contains(u"Image"_s) || runner.error()->detail.contains(u"Pull"_s),
                 qPrintable(toText(*runner.error())));
        runner.undo();
        QTRY_COMPARE_WITH_TIMEOUT(runner.state(), plan::PlanRunner::State::Finished, 120'000);
        QCOMPARE(runner.outcome(), plan::Outcome::Undone);
        const auto ns = async::await(m_client->get({u"v1"_s, u"Namespace"_s, {}, u"natsdeck-b"_s}));
        QVERIFY(!ns || ns->value(u"status"_s).toObject().value(u"phase"_s).toString() == u"Terminating");
    }

    void preflightFindsWhatStandsInTheWay()
    {
        DesiredSystem desired = small(u"natsdeck-c"_s);
        const guard::Permit permit = m_gate.permit(u"test"_s);
        QVERIFY(async::await(m_client->create(permit, namespaceObject(desired))).has_value());

        desired.resources.cpuRequest = u"64"_s;
        desired.resources.cpuLimit = u"64"_s;
        desired.jetStream.storageClass = u"no-such-class"_s;
        desired.replicas = 3;
        const Findings findings = async::await(m_engine->preflight(desired, {})).value();
        for (const QString &id : {u"node-room"_s, u"storage-class"_s, u"replicas"_s}) {
            QVERIFY2(find(findings, id) != nullptr, qPrintable(id));
            QCOMPARE(find(findings, id)->severity, Severity::Critical);
            QVERIFY(!find(findings, id)->remedy.isEmpty());
        }

        desired = small(u"natsdeck-c"_s);
        desired.id = u"somebodyelse"_s;
        QVERIFY(async::await(m_client->apply(permit, statefulSetOf(desired))).has_value());
        desired.id = u"oursisanother"_s;
        QCOMPARE(find(async::await(m_engine->preflight(desired, {})).value(), u"name-free"_s)->severity, Severity::Critical);
        QVERIFY(async::await(m_client->remove(permit, {u"v1"_s, u"Namespace"_s, {}, u"natsdeck-c"_s})).has_value());
    }

    void missingRightsAreNamed()
    {
        const QString nobody = qEnvironmentVariable("NATSDECK_TEST_KUBECONFIG_NOBODY");
        if (nobody.isEmpty())
            QSKIP("needs the kubeconfig of a user without rights");
        ManifestEngine engine([&](const QString &) { return Result<std::shared_ptr<kube::Client>>(clientOf(nobody)); });
        const Findings findings = async::await(engine.preflight(small(u"natsdeck-d"_s), {})).value();
        const Finding *rights = find(findings, u"rights"_s);
        QVERIFY(rights != nullptr);
        QCOMPARE(rights->severity, Severity::Critical);
        QVERIFY2(rights->evidence.contains(u"create"_s) && rights->evidence.contains(u"statefulsets"_s), qPrintable(rights->evidence));
    }

    void aNamespaceThatIsBeingDeletedBlocks()
    {
        DesiredSystem desired = small(u"natsdeck-e"_s);
        const guard::Permit permit = m_gate.permit(u"test"_s);
        QVERIFY(async::await(m_client->create(permit, namespaceObject(desired))).has_value());
        QJsonObject held{{u"apiVersion"_s, u"v1"_s},
                         {u"kind"_s, u"ConfigMap"_s},
                         {u"metadata"_s, QJsonObject{{u"name"_s, u"held"_s},
                                                     {u"namespace"_s, desired.target.nameSpace},
                                                     {u"finalizers"_s, QJsonArray{u"natsdeck.io/test"_s}}}}};
        QVERIFY(async::await(m_client->create(permit, held)).has_value());
        QVERIFY(async::await(m_client->remove(permit, {u"v1"_s, u"Namespace"_s, {}, desired.target.nameSpace})).has_value());
        const Findings findings = async::await(m_engine->preflight(desired, {})).value();
        QCOMPARE(find(findings, u"namespace"_s)->severity, Severity::Critical);
        const QJsonObject patch{{u"metadata"_s, QJsonObject{{u"finalizers"_s, QJsonValue::Null}}}};
        QVERIFY(async::await(m_client->mergePatch(permit, kube::refOf(held), patch)).has_value());
    }

private:
    std::shared_ptr<kube::Client> clientOf(const QString &path) const
    {
        const kube::Kubeconfig config = kube::readKubeconfigs({path});
        return std::make_shared<kube::Client>(kube::resolveContext(config, config.currentContext).value(), m_consents);
    }

    // Requests that fit a test machine; everything else as the Homelab profile has it.
    DesiredSystem small(const QString &nameSpace) const
    {
        DesiredSystem desired;
        desired.id = DesiredSystem::makeId();
        desired.name = u"nats"_s;
        desired.profile = u"homelab"_s;
        desired.target = {TargetKind::Kubernetes, m_context, nameSpace};
        desired.version = u"2.12.15"_s;
        desired.jetStream.storageBytes = 1024LL * 1024 * 1024;
        desired.jetStream.memoryBytes = 64LL * 1024 * 1024;
        desired.resources = {u"100m"_s, u"64Mi"_s, u"1"_s, u"512Mi"_s};
        desired.natsBox = true;
        return desired;
    }

    static QJsonObject statefulSetOf(DesiredSystem desired)
    {
        desired.login.kind = LoginKind::None;
        desired.natsBox = false;
        for (const QJsonObject &object : manifests(desired)) {
            if (object.value(u"kind"_s).toString() == u"StatefulSet")
                return object;
        }
        return {};
    }

    void run(const plan::Plan &plan)
    {
        plan::PlanRunner runner(m_gate.gate, m_gate.clock, m_gate.folder.path());
        m_gate.open(plan.systemId);
        runner.start(plan);
        QTRY_COMPARE_WITH_TIMEOUT(runner.state(), plan::PlanRunner::State::Finished, 240'000);
        QVERIFY2(runner.outcome() == plan::Outcome::Done, qPrintable(runner.error() ? toText(*runner.error()) : QString()));
    }

    void againIsANoOp(const DesiredSystem &desired, const ConnectFacts &facts)
    {
        const kube::ObjectRef ref{u"apps/v1"_s, u"StatefulSet"_s, desired.target.nameSpace, desired.name};
        const QString revision =
            async::await(m_client->get(ref)).value().value(u"status"_s).toObject().value(u"updateRevision"_s).toString();
        const plan::Plan plan = async::await(m_engine->plan(desired)).value();
        QCOMPARE(plan.count(plan::ChangeKind::Create) + plan.count(plan::ChangeKind::Change), 0);
        QVERIFY(!plan.makesSystem);
        run(plan);
        const QJsonObject after = async::await(m_client->get(ref)).value();
        QCOMPARE(after.value(u"status"_s).toObject().value(u"updateRevision"_s).toString(), revision);
        QCOMPARE(async::await(m_engine->facts(desired)).value().login.secret, facts.login.secret); // not made anew
    }

    void changesOnlyWhatWasAsked(DesiredSystem &desired, const ConnectFacts &)
    {
        desired.resources.memoryLimit = u"640Mi"_s;
        const plan::Plan plan = async::await(m_engine->plan(desired)).value();
        QStringList changed;
        for (const plan::Step &step : plan.steps) {
            for (const plan::Preview &preview : step.previews)
                changed << preview.objectKind;
        }
        changed.sort();
        QCOMPARE(changed, (QStringList{u"Secret"_s, u"StatefulSet"_s})); // the inventory records the answers
        run(plan);
    }

    void restartsTheServer(const DesiredSystem &desired, const ConnectFacts &facts)
    {
        const kube::ObjectRef pod{u"v1"_s, u"Pod"_s, desired.target.nameSpace, desired.name + u"-0"_s};
        const QString before = kube::uidOf(async::await(m_client->get(pod)).value());
        const Result<void> restarted = m_engine->restart(m_gate.permit(facts.systemId), desired, {});
        QVERIFY2(restarted.has_value(), qPrintable(restarted ? QString() : toText(restarted.error())));
        QVERIFY(kube::uidOf(async::await(m_client->get(pod)).value()) != before);
    }

    void removes(const DesiredSystem &desired)
    {
        const QString key = ManifestEngine::removalKey(m_context, desired.target.nameSpace, desired.name);
        const RemovalImpact impact = async::await(m_engine->removalImpact(key)).value();
        QVERIFY(impact.running);
        QVERIFY(impact.objects.join(u' ').contains(u"PersistentVolumeClaim"_s));
        run(async::await(m_engine->removal(key, {})).value());
        QCOMPARE(async::await(m_client->get({u"v1"_s, u"Namespace"_s, {}, desired.target.nameSpace})).error().kind, ErrorKind::NotFound);
        QCOMPARE(async::await(m_engine->removal(key, {})).error().kind, ErrorKind::NotFound);
    }

    NoConsents m_consents;
    test::MemoryGate m_gate;
    kube::Kubeconfig m_config;
    QString m_context;
    std::shared_ptr<kube::Client> m_client;
    std::unique_ptr<ManifestEngine> m_engine;
};

NATSDECK_TEST(ManifestEngineTest)
#include "cluster_manifests.moc"
