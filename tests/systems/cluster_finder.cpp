#include "models/base/finding.h"
#include "models/systems/catalogue.h"
#include "tests/support/kube_cluster.h"
#include "tests/support/test_main.h"
#include "tests/systems/support_contexts.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

const QString helmSpace = u"finder-helm"_s;
const QString plainSpace = u"finder-plain"_s;

const char *plainDeployment = R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: bus, namespace: finder-plain}
spec:
  selector: {matchLabels: {app: bus}}
  template:
    metadata: {labels: {app: bus}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: anything
        image: nats:2.14.2
        imagePullPolicy: IfNotPresent
        args: ["-p", "4222", "-m", "8222", "--user", "u", "--pass", "p"]
        ports: [{containerPort: 4222}]
---
apiVersion: v1
kind: Service
metadata: {name: bus, namespace: finder-plain}
spec: {type: NodePort, selector: {app: bus}, ports: [{port: 4222}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: decoy, namespace: finder-plain, labels: {app.kubernetes.io/name: nats}}
spec:
  selector: {matchLabels: {app: decoy}}
  template:
    metadata: {labels: {app: decoy}}
    spec: {containers: [{name: nats-box, image: "natsio/nats-box:0.19.7", imagePullPolicy: IfNotPresent, command: [sleep, "9999"]}]}
)";

const char *viewerRole = R"(
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: viewer, namespace: finder-plain}
rules:
- {apiGroups: [apps], resources: [statefulsets, deployments], verbs: [get, list]}
- {apiGroups: [""], resources: [pods, services], verbs: [get, list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: viewer, namespace: finder-plain}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: viewer}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: nobody}]
)";

// The official chart's objects as a chart of our own, with images that this cluster has and probes that do not take their time.
bool writeChart(const QString &folder)
{
    QFile file(QFINDTESTDATA("../kube/data/chart-1.3.16.json"));
    if (!file.open(QFile::ReadOnly) || !QDir().mkpath(folder + u"/templates"_s))
        return false;
    QByteArray objects;
    const QJsonArray all = QJsonDocument::fromJson(file.readAll()).array();
    for (const QJsonValue &value : all)
        objects += "---\n" + QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact) + '\n';
    objects.replace("\"namespace\":\"nats\"", "\"namespace\":\"{{ .Release.Namespace }}\"");
    objects.replace("nats:2.11.10-alpine", "nats:2.12.15-alpine").replace("nats-box:0.19.2", "nats-box:0.19.7");
    objects.replace("reloader:0.20.1", "reloader:0.23.0").replace("\"initialDelaySeconds\":10", "\"initialDelaySeconds\":1");
    objects.replace("\"periodSeconds\":10", "\"periodSeconds\":1");
    return files::writeAtomically(folder + u"/templates/all.yaml"_s, objects) &&
           files::writeAtomically(folder + u"/Chart.yaml"_s, "apiVersion: v2\nname: nats\nversion: 1.3.16\nappVersion: 2.11.10\n");
}

bool helm(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(KubeCluster::program(program), QStringList{u"--kubeconfig"_s, KubeCluster::adminConfig()} + arguments);
    const bool ended = process.waitForFinished(180'000) && process.exitCode() == 0;
    if (!ended)
        qWarning("%s", process.readAll().constData());
    return ended;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

QString firstContext(const ContextsFixture &fixture)
{
    return fixture.kube.config().contexts.isEmpty() ? QString() : fixture.kube.config().contexts.first().name;
}

const KubeSystem *systemIn(const KubeContextState &state, const QString &nameSpace)
{
    for (const KubeSystem &system : state.systems) {
        if (system.found.nameSpace == nameSpace)
            return &system;
    }
    return nullptr;
}

} // namespace

// The tree over a real cluster: what real Helm installed, a plain Deployment, a user with few rights, and an API server that goes away.
class ClusterFinderTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!KubeCluster::isThere())
            QSKIP(qPrintable(KubeCluster::missingReason()));
        QVERIFY(writeChart(m_chart.path()));
        bool ok = false;
        KubeCluster::kubectl({u"create"_s, u"namespace"_s, plainSpace}, {}, &ok);
        // Without --wait: nats-box of this cluster has no entry point, and is only to be there.
        QVERIFY(helm(u"helm"_s, {u"install"_s, u"events"_s, m_chart.path(), u"-n"_s, helmSpace, u"--create-namespace"_s}));
        KubeCluster::kubectl({u"-n"_s, helmSpace, u"rollout"_s, u"status"_s, u"statefulset/nats"_s, u"--timeout=60s"_s}, {}, &ok);
        QVERIFY(ok);
        const QByteArray applied = KubeCluster::kubectl({u"apply"_s, u"-f"_s, u"-"_s}, plainDeployment, &ok);
        QVERIFY2(ok, applied.constData());
        KubeCluster::kubectl({u"-n"_s, plainSpace, u"rollout"_s, u"status"_s, u"deployment/bus"_s, u"--timeout=120s"_s}, {}, &ok);
        QVERIFY(ok);
    }

    void cleanupTestCase()
    {
        if (!KubeCluster::isThere())
            return;
        KubeCluster::removeNamespace(helmSpace);
        KubeCluster::removeNamespace(plainSpace);
    }

    void whatHelmInstalledAndAPlainDeploymentAreFound()
    {
        ContextsFixture fixture;
        QVERIFY(fixture.load(contentOf(KubeCluster::adminConfig())));
        const QString name = firstContext(fixture);
        fixture.kube.open(name);
        QTRY_COMPARE_WITH_TIMEOUT(int(fixture.kube.context(name)->stage), int(KubeContextState::Stage::Open), 20'000);
        const KubeContextState state = *fixture.kube.context(name);
        QVERIFY2(state.found.missing.isEmpty(), qPrintable(state.found.notAllowed.join(u'|')));
        const KubeSystem *events = systemIn(state, helmSpace);
        QVERIFY(events);
        QCOMPARE(events->found.releaseName, u"events"_s);
        QVERIFY2(events->found.release, "Helm's record was not read");
        QCOMPARE(events->found.release->status, u"deployed"_s);
        QCOMPARE(events->found.chartVersion, u"1.3.16"_s);
        QCOMPARE(events->found.appVersion, u"2.11.10"_s);
        QCOMPARE(events->found.serverVersion, u"2.12.15"_s);
        QCOMPARE(int(events->found.login), int(kube::LoginForce::Open));
        QCOMPARE(events->found.exposure, kube::Exposure::Inside);
        QCOMPARE(events->found.service, u"nats"_s);
        const KubeSystem *bus = systemIn(state, plainSpace);
        QVERIFY(bus);
        QCOMPARE(bus->found.kind, u"Deployment"_s);
        QCOMPARE(bus->found.serverVersion, u"2.14.2"_s);
        QCOMPARE(int(bus->found.login), int(kube::LoginForce::Asked));
        QCOMPARE(bus->found.exposure, kube::Exposure::NodePort);
        QCOMPARE(
            std::count_if(state.systems.begin(), state.systems.end(), [](const KubeSystem &s) { return s.found.nameSpace == plainSpace; }),
            1);
    }

    void helm4WritesARecordThatIsReadAsWell()
    {
        QVERIFY(helm(u"helm4"_s, {u"upgrade"_s, u"events"_s, m_chart.path(), u"-n"_s, helmSpace}));
        ContextsFixture fixture;
        QVERIFY(fixture.load(contentOf(KubeCluster::adminConfig())));
        const QString name = firstContext(fixture);
        fixture.kube.open(name);
        QTRY_COMPARE_WITH_TIMEOUT(int(fixture.kube.context(name)->stage), int(KubeContextState::Stage::Open), 20'000);
        const KubeContextState state = *fixture.kube.context(name);
        const KubeSystem *events = systemIn(state, helmSpace);
        QVERIFY(events && events->found.release);
        QCOMPARE(events->found.release->revision, 2);
        QCOMPARE(events->found.release->status, u"deployed"_s);
    }

    void changesShowWithinSecondsAndTheApiServerMayGoAway()
    {
        ContextsFixture fixture;
        QVERIFY(fixture.load(contentOf(KubeCluster::adminConfig())));
        const QString name = firstContext(fixture);
        fixture.kube.open(name);
        const auto word = [&](const QString &nameSpace) {
            for (const CatalogueNode &row : fixture.row(name).children) {
                if (row.detail == nameSpace)
                    return row.statusWord;
            }
            return QString();
        };
        QTRY_COMPARE_WITH_TIMEOUT(word(helmSpace), u"Ready"_s, 30'000);
        QElapsedTimer timer;
        const auto scale = [&](int replicas) {
            KubeCluster::kubectl({u"-n"_s, helmSpace, u"scale"_s, u"statefulset/nats"_s, u"--replicas=%1"_s.arg(replicas)});
            timer.start();
        };
        scale(0);
        QTRY_COMPARE_WITH_TIMEOUT(word(helmSpace), u"Scaled to 0"_s, 5000);
        qInfo("scaled to 0: shown after %lld ms", timer.elapsed());
        QVERIFY(KubeCluster::apiServer({u"restart"_s, u"5"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(fixture.row(name).status == int(Severity::Ok), 60'000);
        scale(1);
        QTRY_COMPARE_WITH_TIMEOUT(word(helmSpace), u"Ready"_s, 60'000); // told by the watch that was made anew
        KubeCluster::kubectl({u"-n"_s, plainSpace, u"delete"_s, u"deployment/bus"_s, u"--wait=false"_s});
        timer.start();
        QTRY_COMPARE_WITH_TIMEOUT(word(plainSpace), u"Deleted"_s, 5000);
        qInfo("deleted: shown after %lld ms", timer.elapsed());
        bool ok = false;
        KubeCluster::kubectl({u"apply"_s, u"-f"_s, u"-"_s}, plainDeployment, &ok);
        QVERIFY(ok);
        QTRY_COMPARE_WITH_TIMEOUT(word(plainSpace), u"Ready"_s, 60'000);
    }

    void oneClusterByTwoContextsIsOneSystem()
    {
        ContextsFixture fixture;
        QVERIFY(fixture.load(contentOf(KubeCluster::adminConfig())));
        const kube::ContextEntry entry = fixture.kube.config().contexts.first();
        fixture.write("contexts: [{name: again, context: {cluster: '" + entry.cluster.toUtf8() + "', user: '" + entry.user.toUtf8() +
                          "'}}]",
                      u"second"_s);
        qputenv("KUBECONFIG", (fixture.home.filePath(u"config"_s) + u':' + fixture.home.filePath(u"second"_s)).toUtf8());
        fixture.kube.reload();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.kube.context(u"again"_s), 5000);
        fixture.kube.open(entry.name);
        fixture.kube.open(u"again"_s);
        for (const QString &name : {entry.name, u"again"_s})
            QTRY_COMPARE_WITH_TIMEOUT(int(fixture.kube.context(name)->stage), int(KubeContextState::Stage::Open), 20'000);
        const KubeContextState one = *fixture.kube.context(entry.name);
        const KubeContextState two = *fixture.kube.context(u"again"_s);
        QVERIFY(systemIn(one, helmSpace) && systemIn(two, helmSpace));
        QCOMPARE(systemIn(one, helmSpace)->record.id, systemIn(two, helmSpace)->record.id);
        QVERIFY(systemIn(one, helmSpace)->record.id.startsWith(u"k8s:"_s));
    }

    void aUserWithFewRightsSeesWhatHeMayAndWhatIsMissing()
    {
        bool ok = false;
        KubeCluster::kubectl({u"apply"_s, u"-f"_s, u"-"_s}, viewerRole, &ok);
        QVERIFY(ok);
        ContextsFixture fixture;
        QVERIFY(fixture.load(contentOf(KubeCluster::nobodyConfig())));
        const QString name = firstContext(fixture);
        fixture.kube.open(name);
        QTRY_COMPARE_WITH_TIMEOUT(int(fixture.kube.context(name)->stage), int(KubeContextState::Stage::Open), 20'000);
        QVERIFY(fixture.kube.context(name)->systems.isEmpty());
        for (const char *right : {"list statefulsets in all namespaces", "list deployments in all namespaces", "list namespaces"})
            QVERIFY2(fixture.hints(name).contains(QLatin1StringView(right)), qPrintable(fixture.hints(name)));
        fixture.kube.setNamespaces(name, {plainSpace});
        const auto bus = [&]() -> std::optional<KubeSystem> {
            const KubeContextState state = *fixture.kube.context(name);
            const KubeSystem *system = systemIn(state, plainSpace);
            return system == nullptr ? std::nullopt : std::optional(*system);
        };
        QTRY_VERIFY_WITH_TIMEOUT(bus(), 20'000);
        QVERIFY(!systemIn(*fixture.kube.context(name), helmSpace));
        QCOMPARE(bus()->found.exposure, kube::Exposure::NodePort);
        // He may list, not watch: it is current all the same, at a slower pace.
        KubeCluster::kubectl({u"-n"_s, plainSpace, u"scale"_s, u"deployment/bus"_s, u"--replicas=0"_s});
        QTRY_COMPARE_WITH_TIMEOUT(bus()->found.replicas, 0, 45'000);
        KubeCluster::kubectl({u"-n"_s, plainSpace, u"scale"_s, u"deployment/bus"_s, u"--replicas=1"_s});
    }

private:
    QTemporaryDir m_chart;
};

NATSDECK_TEST(ClusterFinderTest)
#include "cluster_finder.moc"
