#include "models/kube/client.h"
#include "models/workloads/configuration_presenter.h"
#include "models/workloads/events_presenter.h"
#include "models/workloads/followed.h"
#include "models/workloads/network_presenter.h"
#include "models/workloads/pods_presenter.h"
#include "models/workloads/volumes_presenter.h"
#include "models/workloads/workload.h"
#include "tests/support/kube_cluster.h"
#include "tests/support/memory_consents.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace natsdeck;
using namespace natsdeck::workloads;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

const QString space = u"workloads-test"_s;
constexpr int patience = 60'000;

const char *manifest = R"(
apiVersion: v1
kind: Namespace
metadata: {name: workloads-test}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: nats-config, namespace: workloads-test}
data:
  nats.conf: |
    port: 4222
    http_port: 8222
    server_name: $POD_NAME
    max_payload: MAXPAYLOAD
    jetstream { store_dir: "/data", max_file_store: 512Mi, max_memory_store: 0 }
    authorization { user: app, password: "hidden-word" }
---
apiVersion: v1
kind: Service
metadata: {name: nats, namespace: workloads-test}
spec: {type: NodePort, selector: {app: nats}, ports: [{name: nats, port: 4222}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: nats, namespace: workloads-test}
spec:
  serviceName: nats
  replicas: 1
  selector: {matchLabels: {app: nats}}
  template:
    metadata: {labels: {app: nats}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: nats
        image: nats:2.12.15-alpine
        imagePullPolicy: IfNotPresent
        args: ["--config", "/etc/nats-config/nats.conf"]
        env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
        ports: [{name: nats, containerPort: 4222}, {name: monitor, containerPort: 8222}]
        readinessProbe: {httpGet: {path: /healthz, port: monitor}, periodSeconds: 1}
        volumeMounts: [{name: config, mountPath: /etc/nats-config}, {name: js, mountPath: /data}]
      volumes: [{name: config, configMap: {name: nats-config}}]
  volumeClaimTemplates:
  - metadata: {name: js}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: hungry, namespace: workloads-test}
spec:
  serviceName: hungry
  replicas: 1
  selector: {matchLabels: {app: hungry}}
  template:
    metadata: {labels: {app: hungry}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: nats
        image: nats:2.12.15-alpine
        imagePullPolicy: IfNotPresent
        command: ["sh", "-c", "tail /dev/zero"]
        resources: {limits: {memory: 24Mi}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: pods-only, namespace: workloads-test}
rules: [{apiGroups: [""], resources: [pods], verbs: [get, list, watch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: pods-only, namespace: workloads-test}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: pods-only}
subjects: [{kind: User, name: nobody, apiGroup: rbac.authorization.k8s.io}]
)";

QByteArray manifestWith(const QByteArray &maxPayload) { return QByteArray(manifest).replace("MAXPAYLOAD", maxPayload); }

// What the page is made from, for one workload as one user.
struct Side
{
    explicit Side(const QString &name, const QString &kubeconfig = KubeCluster::adminConfig())
    {
        workload.context = u"test"_s;
        workload.client = std::make_shared<kube::Client>(*kube::resolveContext(kube::readKubeconfigs({kubeconfig}), {}), consents);
        workload.found.nameSpace = space;
        workload.found.kind = u"StatefulSet"_s;
        workload.found.workload = name;
        workload.found.selector = u"app="_s + name;
        workload.found.container = u"nats"_s;
        workload.found.ports = {{u"monitor"_s, 8222}};
    }

    [[nodiscard]] kube::ObjectRef all(const QString &version, const QString &kind) const { return {version, kind, space, {}}; }

    MemoryConsents consents;
    Workload workload;
};

QString cell(RowsModel &model, int row, int column) { return model.index(row, column).data().toString(); }

} // namespace

class WorkloadsClusterTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!KubeCluster::isThere())
            QSKIP(qPrintable(KubeCluster::missingReason()));
        bool ok = false;
        const QByteArray applied = KubeCluster::kubectl({u"apply"_s, u"-f"_s, u"-"_s}, manifestWith("1MB"), &ok);
        QVERIFY2(ok, applied.constData());
        KubeCluster::kubectl({u"-n"_s, space, u"rollout"_s, u"status"_s, u"statefulset/nats"_s, u"--timeout=120s"_s}, {}, &ok);
        QVERIFY2(ok, KubeCluster::kubectl({u"-n"_s, space, u"describe"_s, u"pods"_s}).constData());
    }

    void cleanupTestCase()
    {
        if (KubeCluster::isThere())
            KubeCluster::removeNamespace(space);
    }

    void showsThatAContainerWasKilledAtItsLimit()
    {
        Side side(u"hungry"_s);
        Followed pods(side.workload.client, side.all(u"v1"_s, u"Pod"_s), side.workload.found.selector);
        PodsPresenter presenter(side.workload, pods);
        presenter.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(presenter.count(), 1, patience);
        QTRY_COMPARE_WITH_TIMEOUT(cell(presenter.model(), 0, PodsPresenter::EndColumn), u"OOMKilled"_s, patience);
        QTRY_VERIFY_WITH_TIMEOUT(restartsOf(presenter.pods().constFirst()) >= 1, patience); // followed, not asked once
        const ContainerView *container = lastEnded(presenter.pods().constFirst());
        QVERIFY(container);
        QCOMPARE(causeOf(*container), EndCause::OverLimit);
        const QString why = PodsPresenter::whyEnded(*container);
        QVERIFY2(why.contains(u"24Mi"_s) && why.contains(u"GOMEMLIMIT is not set"_s), qPrintable(why));
    }

    void namesTheNodesDiskBehindALocalVolume()
    {
        Side side(u"nats"_s);
        Followed pods(side.workload.client, side.all(u"v1"_s, u"Pod"_s), side.workload.found.selector);
        Followed claims(side.workload.client, side.all(u"v1"_s, u"PersistentVolumeClaim"_s));
        VolumesPresenter presenter(side.workload, pods, claims);
        presenter.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(presenter.count(), 1, patience);
        QCOMPARE(presenter.volumes().constFirst().claim, u"js-nats-0"_s);
        QTRY_VERIFY_WITH_TIMEOUT(presenter.use(u"js-nats-0"_s).fileSystem.has_value(), patience);
        const VolumeUse use = presenter.use(u"js-nats-0"_s);
        QCOMPARE(use.belongs, Belongs::NodeDisk);
        QCOMPARE(use.source, u"df in nats-0"_s);
        QVERIFY(use.fileSystem->total > 0 && use.fileSystem->used > 0);
        QVERIFY(!presenter.model().index(0, VolumesPresenter::UseColumn).data(CellRole::Capacity).isValid());
        QTRY_COMPARE_WITH_TIMEOUT(cell(presenter.model(), 0, VolumesPresenter::ClassColumn), u"local-path"_s, patience);
        QTRY_COMPARE_WITH_TIMEOUT(cell(presenter.model(), 0, VolumesPresenter::GrowColumn), u"no"_s, patience);
    }

    // Kubelets measure no volume that is a folder of the node: then df is all there is.
    void theKubeletGivesTheNodesDisk()
    {
        Side side(u"nats"_s);
        const auto nodes = async::await(side.workload.client->list({u"v1"_s, u"Node"_s, {}, {}}));
        QVERIFY(nodes && !nodes->items.isEmpty());
        const auto summary = async::await(side.workload.client->nodeStats(kube::nameOf(nodes->items.constFirst())));
        QVERIFY2(summary, summary ? "" : qPrintable(toText(summary.error())));
        qint64 nodeTotal = 0;
        QCOMPARE(claimInSummary(*summary, space, u"js-nats-0"_s, &nodeTotal).error().kind, ErrorKind::NotFound);
        QVERIFY(nodeTotal > 0);
    }

    void seesThatAChangeWasNotLoadedAndThatItIsAfterARestart()
    {
        Side side(u"nats"_s);
        Followed pods(side.workload.client, side.all(u"v1"_s, u"Pod"_s), side.workload.found.selector);
        ConfigurationPresenter presenter(side.workload, pods);
        presenter.setActive(true);
        const auto reaches = [&](const QString &word) {
            return QTest::qWaitFor([&] { return cell(presenter.model(), 0, ConfigurationPresenter::StateColumn) == word; }, patience);
        };
        const auto saying = [&] {
            QStringList said{QString::number(int(presenter.state())),
                             presenter.error() ? toText(*presenter.error()) : u"no error"_s,
                             presenter.title(),
                             presenter.changedText(),
                             presenter.verdict(),
                             presenter.notices().join(u' ')};
            for (const Details::Group &group : presenter.details(u"nats-0"_s).groups) {
                for (const Details::Fact &fact : group.facts)
                    said << fact.label + u": "_s + fact.value + u' ' + fact.exact;
            }
            return said.join(u'\n').toUtf8();
        };
        if (!reaches(u"Loaded"_s))
            QFAIL(saying().constData());
        QVERIFY(!presenter.shownText().contains(u"hidden-word"_s) && presenter.shownText().contains(u"max_file_store"_s));
        bool ok = false;
        QTest::qWait(1100); // times of changes have whole seconds
        KubeCluster::kubectl({u"apply"_s, u"-f"_s, u"-"_s}, manifestWith("2MB"), &ok);
        QVERIFY(ok);
        if (!reaches(u"Changed, not reloaded"_s))
            QFAIL(saying().constData());
        QCOMPARE(cell(presenter.model(), 0, ConfigurationPresenter::DifferenceColumn), u"max_payload"_s);
        KubeCluster::kubectl({u"apply"_s, u"-f"_s, u"-"_s}, manifestWith("2MB\n    max_pending: 99MB"), &ok);
        QVERIFY(ok);
        if (!reaches(u"Needs a restart"_s))
            QFAIL(saying().constData());
        KubeCluster::kubectl({u"-n"_s, space, u"delete"_s, u"pod"_s, u"nats-0"_s}, {}, &ok);
        QVERIFY(ok);
        if (!reaches(u"Loaded"_s))
            QFAIL(saying().constData());
        QCOMPARE(cell(presenter.model(), 0, ConfigurationPresenter::DifferenceColumn), u"–"_s);
    }

    void showsServicesWaysInAndEvents()
    {
        Side side(u"nats"_s);
        Followed pods(side.workload.client, side.all(u"v1"_s, u"Pod"_s), side.workload.found.selector);
        Followed services(side.workload.client, side.all(u"v1"_s, u"Service"_s));
        Followed slices(side.workload.client, side.all(u"discovery.k8s.io/v1"_s, u"EndpointSlice"_s));
        Followed events(side.workload.client, side.all(u"v1"_s, u"Event"_s));
        NetworkPresenter network(side.workload, pods, services, slices);
        EventsPresenter reported(side.workload, events, {&pods});
        network.setActive(true);
        reported.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(cell(network.services(), 0, NetworkPresenter::EndpointsColumn), u"1 of 1 ready"_s, patience);
        QTRY_COMPARE_WITH_TIMEOUT(network.ways().rowCount(), 1, patience);
        QVERIFY(cell(network.ways(), 0, NetworkPresenter::FromColumn).startsWith(u"any node, port "_s));
        QTRY_VERIFY_WITH_TIMEOUT(reported.count() >= 3, patience);
        for (const EventView &event : reported.events().events)
            QVERIFY2(!event.name.contains(u"hungry"_s), qPrintable(event.name));
        QVERIFY(!reported.ticks().isEmpty());
    }

    void worksWithTheRightToListPodsOnly()
    {
        Side side(u"nats"_s, KubeCluster::nobodyConfig());
        Followed pods(side.workload.client, side.all(u"v1"_s, u"Pod"_s), side.workload.found.selector);
        Followed claims(side.workload.client, side.all(u"v1"_s, u"PersistentVolumeClaim"_s));
        Followed services(side.workload.client, side.all(u"v1"_s, u"Service"_s));
        Followed slices(side.workload.client, side.all(u"discovery.k8s.io/v1"_s, u"EndpointSlice"_s));
        PodsPresenter present(side.workload, pods);
        VolumesPresenter volumes(side.workload, pods, claims);
        NetworkPresenter network(side.workload, pods, services, slices);
        present.setActive(true);
        volumes.setActive(true);
        network.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(present.state(), SectionPresenter::State::Ready, patience);
        QTRY_COMPARE_WITH_TIMEOUT(network.state(), SectionPresenter::State::Failed, patience);
        QCOMPARE(network.error()->kind, ErrorKind::Forbidden);
        QTRY_COMPARE_WITH_TIMEOUT(volumes.state(), SectionPresenter::State::Ready, patience); // named by the pod
        QTRY_VERIFY_WITH_TIMEOUT(volumes.use(u"js-nats-0"_s).at.isValid(), patience);
        const QString why = volumes.use(u"js-nats-0"_s).why;
        QVERIFY2(why.contains(u"pods/exec"_s) && why.contains(u"nodes/proxy"_s), qPrintable(why));
        QVERIFY2(volumes.notices().join(u'\n').contains(u"list persistentvolumeclaims"_s), qPrintable(volumes.notices().join(u'\n')));
    }
};

NATSDECK_TEST(WorkloadsClusterTest)
#include "cluster_workloads.moc"
