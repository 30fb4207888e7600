#include "tests/systems/support_backstage.h"

#include "models/kube/client.h"
#include "models/kube/nats_finder.h"
#include "models/kube/port_forward.h"
#include "models/systems/http_fetcher.h"
#include "models/systems/link_diagnosis.h"
#include "models/systems/monitoring_ways.h"
#include "tests/support/kube_cluster.h"
#include "tests/support/memory_consents.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QElapsedTimer>

#include <cmath>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

const QString space = u"link-test"_s;

// A NATS in the cluster, seen by a user of the cluster.
struct Seen
{
    explicit Seen(const QString &kubeconfig)
        : consents(true)
        , client(std::make_shared<kube::Client>(*kube::resolveContext(kube::readKubeconfigs({kubeconfig}), {}), consents))
    {}

    [[nodiscard]] std::unique_ptr<ForwardRoute> route(const kube::FoundSystem &found) const
    {
        return std::make_unique<ForwardRoute>(
            client, kube::readyPodResolver(*client, found.nameSpace, found.selector, 4222),
            [] { return async::ready<LinkEnds>(LinkEnds()); }, u"nats.%1.svc"_s.arg(found.nameSpace));
    }
    [[nodiscard]] std::unique_ptr<OpenedSystem> open(Backstage &backstage, const kube::FoundSystem &found) const
    {
        SystemRecord record;
        record.id = u"k8s:test"_s;
        record.origin = Origin::Kubernetes;
        record.name = found.workload;
        return std::make_unique<OpenedSystem>(record, route(found), jetstream::Scope(),
                                              systemAccountFirst(podPorts(http, client, found, 8222)), std::nullopt, backstage.gate,
                                              backstage.settings, backstage.clock);
    }

    MemoryConsents consents;
    std::shared_ptr<kube::Client> client;
    std::shared_ptr<HttpFetcher> http = std::make_shared<HttpFetcher>();
};

} // namespace

// The link through a real API server.
class ClusterLinkTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!KubeCluster::isThere())
            QSKIP(qPrintable(KubeCluster::missingReason()));
        QString why;
        QVERIFY2(KubeCluster::deployNats(space, &why), qPrintable(why));
        const Seen admin(KubeCluster::adminConfig());
        const Result<kube::FoundSystems> found = waited(kube::findNats(*admin.client), 60'000);
        QVERIFY(found);
        for (const kube::FoundSystem &system : found->systems) {
            if (system.nameSpace == space)
                m_found = system;
        }
        QCOMPARE(m_found.workload, u"nats"_s);
    }
    void cleanupTestCase()
    {
        if (KubeCluster::isThere())
            KubeCluster::removeNamespace(space);
    }

    void gaugesAndRatesComeSoonAfterTheClick()
    {
        Backstage backstage;
        const Seen admin(KubeCluster::adminConfig());
        QElapsedTimer sinceClick;
        sinceClick.start();
        const auto system = admin.open(backstage, m_found);
        system->link().open();
        const monitoring::Recorder &recorder = system->parts().recorder;
        QTRY_VERIFY_WITH_TIMEOUT(recorder.serverCount() == 1 && recorder.server(0).varz.has_value(), 20'000);
        const qint64 gauges = sinceClick.elapsed();
        const auto hasRate = [&] { return !std::isnan(recorder.total(monitoring::Metric::InMsgs).newest().value); };
        QTRY_VERIFY_WITH_TIMEOUT(hasRate(), 20'000);
        const qint64 rates = sinceClick.elapsed();
        qInfo("on the test cluster: gauges after %lld ms, rates after %lld ms", gauges, rates);
        QCOMPARE(recorder.server(0).via, u"pod proxy"_s);
        QVERIFY(gauges <= 1'500);
        QVERIFY(rates <= 3'500);
    }

    void theLinkMovesToTheNextPodByItself()
    {
        Backstage backstage;
        const Seen admin(KubeCluster::adminConfig());
        const auto system = admin.open(backstage, m_found);
        system->link().open();
        QVERIFY(reaches(*system, LinkStage::Connected, 30'000));
        const QString before = system->link().serverId();
        KubeCluster::kubectl({u"-n"_s, space, u"delete"_s, u"pod"_s, u"nats-0"_s, u"--grace-period=1"_s, u"--wait=true"_s});
        const auto isBack = [&] { return system->link().status().stage == LinkStage::Connected && system->link().serverId() != before; };
        QTRY_VERIFY_WITH_TIMEOUT(isBack(), 120'000);
        QTRY_VERIFY_WITH_TIMEOUT(system->parts().recorder.isFresh(0), 30'000);
    }

    void aDiagnosisGoesThroughTheApiServerAndThePod()
    {
        const Seen admin(KubeCluster::adminConfig());
        QTRY_VERIFY_WITH_TIMEOUT(diagnose(admin, m_found) == QString(), 60'000); // a pod may still be starting
        QCOMPARE(m_last.first(3), (QStringList{u"api-server"_s, u"pod"_s, u"way"_s}));
        kube::FoundSystem gone = m_found;
        gone.selector = u"app=nobody-has-this"_s;
        QCOMPARE(diagnose(admin, gone), u"pod"_s);
        const Seen nobody(KubeCluster::nobodyConfig());
        QCOMPARE(diagnose(nobody, m_found), u"pod"_s); // may log in and see nothing
        QVERIFY(!m_remedy.isEmpty());
    }

    void anApiServerThatIsAwayIsTheFirstObstacle()
    {
        const Seen admin(KubeCluster::adminConfig());
        QVERIFY(KubeCluster::apiServer({u"stop"_s}));
        const QString obstacle = diagnose(admin, m_found);
        QVERIFY(KubeCluster::apiServer({u"start"_s}));
        QCOMPARE(obstacle, u"api-server"_s);
    }

    // Who may forward but not use the pod proxy reads through a forward to each pod, and sees so.
    void withoutThePodProxyAForwardIsUsed()
    {
        const QByteArray rights = R"({"apiVersion":"v1","kind":"List","items":[
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"forward","namespace":"link-test"},"rules":[
              {"apiGroups":[""],"resources":["pods"],"verbs":["get","list","watch"]},
              {"apiGroups":[""],"resources":["pods/portforward"],"verbs":["get","create"]}]},
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"forward","namespace":"link-test"},
              "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"forward"},
              "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"nobody"}]}]})";
        bool ok = false;
        KubeCluster::kubectl({u"apply"_s, u"-f"_s, u"-"_s}, rights, &ok);
        QVERIFY(ok);
        Backstage backstage;
        const Seen nobody(KubeCluster::nobodyConfig());
        const auto system = nobody.open(backstage, m_found);
        system->link().open();
        QVERIFY(reaches(*system, LinkStage::Connected, 60'000));
        const monitoring::Recorder &recorder = system->parts().recorder;
        QTRY_VERIFY_WITH_TIMEOUT(recorder.serverCount() == 1 && recorder.server(0).varz.has_value(), 30'000);
        QCOMPARE(recorder.server(0).via, u"port-forward"_s);
        QCOMPARE(recorder.server(0).varz->serverId, system->link().serverId());
    }

private:
    // What stands in the way; "" when nothing does.
    QString diagnose(const Seen &seen, const kube::FoundSystem &found)
    {
        LinkDiagnosis diagnosis(seen.route(found), {});
        QSignalSpy finished(&diagnosis, &LinkDiagnosis::finished);
        diagnosis.start();
        if (!finished.wait(60'000))
            return u"never finished"_s;
        qInfo().noquote() << diagnosis.toText();
        m_last.clear();
        for (const DiagnosisStage &stage : diagnosis.stages())
            m_last << stage.id;
        m_remedy = diagnosis.obstacle() ? diagnosis.obstacle()->finding.remedy : QString();
        return diagnosis.obstacle() ? diagnosis.obstacle()->id : QString();
    }

    kube::FoundSystem m_found;
    QStringList m_last;
    QString m_remedy;
};

NATSDECK_TEST(ClusterLinkTest)
#include "cluster_link.moc"
