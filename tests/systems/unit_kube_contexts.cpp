#include "models/base/finding.h"
#include "models/systems/catalogue.h"
#include "models/systems/live_workloads.h"
#include "models/systems/missing_rights.h"
#include "models/systems/navigation_model.h"
#include "tests/support/test_main.h"
#include "tests/systems/support_contexts.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <atomic>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

int threads() { return int(QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size()); }

int sockets()
{
    int count = 0;
    for (const QFileInfo &each : QDir(u"/proc/self/fd"_s).entryInfoList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot))
        count += each.symLinkTarget().contains(u"socket:"_s) ? 1 : 0;
    return count;
}

} // namespace

// Opened contexts are followed, others cost nothing, and no context changes where it leads by itself.
class KubeContextsTest final : public QObject
{
    Q_OBJECT

private slots:
    void whatBecomesReadyIsScaledOrGoesShowsInItsRow()
    {
        ContextsFixture fixture;
        KubeStub stub;
        const QJsonObject first = natsSet(u"bus"_s, 1, 0);
        serve(stub, {first});
        serveWatch(stub, {first},
                   {eventOf("MODIFIED", natsSet(u"bus"_s, 1, 1)), eventOf("MODIFIED", natsSet(u"bus"_s, 0, 0)), eventOf("DELETED", first)},
                   500);
        QVERIFY(fixture.load(kubeconfigOf({{"live", stub.url()}})));
        NavigationModel model;
        connect(&fixture.kube, &KubeContexts::changed, &model, [&] { model.setTree(fixture.kube.nodes()); });
        fixture.kube.open(u"live"_s);
        const auto word = [&] { return fixture.below(u"live"_s, u"bus"_s).statusWord; };
        QTRY_COMPARE_WITH_TIMEOUT(word(), u"0 of 1 ready"_s, 5000);
        const QPersistentModelIndex selected(model.indexOf(fixture.below(u"live"_s, u"bus"_s).key));
        QVERIFY(selected.isValid());
        QTRY_COMPARE_WITH_TIMEOUT(word(), u"Ready"_s, 5000);
        QTRY_COMPARE_WITH_TIMEOUT(word(), u"Scaled to 0"_s, 5000);
        QVERIFY(fixture.kube.systemById(fixture.kube.records().front().id));
        QTRY_COMPARE_WITH_TIMEOUT(word(), u"Deleted"_s, 5000);
        QVERIFY(selected.isValid()); // the same row all the time
        QVERIFY(fixture.kube.records().empty());
    }

    void whatIsDeployedLaterAppearsWithItsService()
    {
        ContextsFixture fixture;
        KubeStub stub;
        serve(stub, {});
        serveWatch(stub, {}, {eventOf("ADDED", natsSet(u"late"_s, 1, 1))}, 300);
        QJsonObject service{{u"metadata"_s, QJsonObject{{u"name"_s, u"front"_s}, {u"namespace"_s, u"q"_s}}}};
        service.insert(u"spec"_s, QJsonObject{{u"selector"_s, QJsonObject{{u"app"_s, u"late"_s}}},
                                              {u"ports"_s, QJsonArray{QJsonObject{{u"port"_s, 4222}}}}});
        stub.reply("GET", "/api/v1/namespaces/q/services", listOf({service}));
        QVERIFY(fixture.load(kubeconfigOf({{"live", stub.url()}})));
        fixture.kube.open(u"live"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.hints(u"live"_s).contains(u"No NATS found here"), 5000);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.below(u"live"_s, u"late"_s).statusWord, u"Ready"_s, 5000);
        QVERIFY(!fixture.hints(u"live"_s).contains(u"No NATS found here"));
        QTRY_COMPARE_WITH_TIMEOUT(fixture.kube.system(fixture.below(u"live"_s, u"late"_s).key)->found.service, u"front"_s, 8000);
    }

    void whatIsDeletedAndMadeAgainHasOneRow()
    {
        ContextsFixture fixture;
        KubeStub stub;
        const QJsonObject first = natsSet(u"bus"_s, 1, 1);
        QJsonObject second = first;
        QJsonObject metadata = first.value("metadata"_L1).toObject();
        metadata.insert(u"uid"_s, u"uid-2"_s);
        second.insert(u"metadata"_s, metadata);
        serve(stub, {first});
        serveWatch(stub, {first}, {eventOf("DELETED", first), eventOf("ADDED", second)}, 400);
        QVERIFY(fixture.load(kubeconfigOf({{"live", stub.url()}})));
        fixture.kube.open(u"live"_s);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.below(u"live"_s, u"bus"_s).statusWord, u"Deleted"_s, 5000);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.below(u"live"_s, u"bus"_s).statusWord, u"Ready"_s, 5000);
        QCOMPARE(fixture.row(u"live"_s).children.size(), 1u);
        QVERIFY(fixture.kube.records().front().id.endsWith(u"uid-2"_s));
    }

    void aLostApiServerMakesItStaleAndItComesBack()
    {
        ContextsFixture fixture;
        KubeStub stub;
        const QJsonObject bus = natsSet(u"bus"_s, 1, 1);
        std::atomic<bool> isAway = false;
        serve(stub, {bus});
        stub.on("GET", "/apis/apps/v1/statefulsets", [&isAway, bus](const StubRequest &request) {
            StubReply reply;
            if (isAway) {
                reply.status = 502;
                return reply;
            }
            if (!request.query.contains("watch=true"))
                return listOf({bus});
            reply.chunks = {eventOf("BOOKMARK", {})};
            reply.end = StubReply::End::Hold;
            return reply;
        });
        QVERIFY(fixture.load(kubeconfigOf({{"live", stub.url()}})));
        fixture.kube.open(u"live"_s);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.row(u"live"_s).status, int(Severity::Ok), 5000);
        QTRY_VERIFY_WITH_TIMEOUT(stub.requests().size() > 8, 5000); // the watches are up
        isAway = true;
        stub.cutConnections();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.row(u"live"_s).statusWord.startsWith(u"As of"), 10'000);
        QCOMPARE(fixture.row(u"live"_s).status, int(Severity::Warning));
        QCOMPARE(fixture.below(u"live"_s, u"bus"_s).statusWord, u"Ready"_s); // what was known stays in sight
        QCOMPARE(fixture.below(u"live"_s, u"bus"_s).status, -1);
        isAway = false;
        QTRY_COMPARE_WITH_TIMEOUT(fixture.row(u"live"_s).status, int(Severity::Ok), 20'000);
        QVERIFY(!fixture.hints(u"live"_s).contains(u"stale"));
    }

    void whereWatchingIsNotAllowedItIsListedAgain()
    {
        KubeStub stub;
        std::atomic<int> ready = 0;
        stub.on("GET", "/apis/apps/v1/namespaces/q/statefulsets", [&ready](const StubRequest &request) {
            return request.query.contains("watch=true") ? refused() : listOf({natsSet(u"bus"_s, 1, ready)});
        });
        ContextsFixture fixture;
        QVERIFY(fixture.load(kubeconfigOf({{"x", stub.url()}})));
        LiveWorkloads live(*fixture.kube.client(u"x"_s), {{u"StatefulSet"_s, u"q"_s}}, std::chrono::milliseconds(200));
        const auto readyNow = [&] {
            return live.workloads().value(u"uid-bus"_s).value("status"_L1).toObject().value("readyReplicas"_L1).toInt(-1);
        };
        QTRY_COMPARE_WITH_TIMEOUT(readyNow(), 0, 5000);
        ready = 1;
        QTRY_COMPARE_WITH_TIMEOUT(readyNow(), 1, 8000);
        QVERIFY(!live.staleSince());
        QVERIFY(live.covers(u"StatefulSet"_s, u"q"_s) && !live.covers(u"Deployment"_s, u"q"_s));
        // A right that is taken away is no deletion: nothing is known any more, and that is said.
        stub.reply("GET", "/apis/apps/v1/namespaces/q/statefulsets", refused());
        QTRY_VERIFY_WITH_TIMEOUT(live.staleSince(), 8000);
        QVERIFY(!live.covers(u"StatefulSet"_s, u"q"_s));
        QCOMPARE(live.reason()->kind, ErrorKind::Forbidden);
    }

    void oneClusterByTwoContextsIsOneSystem()
    {
        ContextsFixture fixture;
        KubeStub stub;
        serve(stub, {natsSet(u"bus"_s, 1, 1)});
        QVERIFY(fixture.load(kubeconfigOf({{"one", stub.url()}, {"two", stub.url()}})));
        fixture.kube.open(u"one"_s);
        fixture.kube.open(u"two"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.kube.records().size() == 2, 5000);
        QCOMPARE(fixture.kube.records().front().id, fixture.kube.records().back().id);
        const QString id = fixture.kube.records().front().id;
        const CatalogueNode one = fixture.below(u"one"_s, u"bus"_s);
        const CatalogueNode two = fixture.below(u"two"_s, u"bus"_s);
        QVERIFY(one.key != two.key); // two rows, each with its own key
        QCOMPARE(fixture.kube.system(one.key)->record.id, fixture.kube.system(two.key)->record.id);
        settings::SavedLinks links;
        NatsContexts nats(links);
        deployment::WorkstationDeployments deployments(fixture.home.filePath(u"d"_s));
        WorkstationServers workstation(deployments);
        Catalogue catalogue(fixture.kube, nats, workstation, fixture.settings);
        catalogue.setLive(id, int(Severity::Ok), u"Connected"_s, false);
        for (const CatalogueNode &context : catalogue.tree().front().children)
            QCOMPARE(context.children.front().statusWord, u"Connected"_s); // one link, said in both
    }

    void anOpenContextNeverLeadsElsewhereByItself()
    {
        ContextsFixture fixture;
        KubeStub old;
        KubeStub other;
        serve(old, {natsSet(u"bus"_s, 1, 1)});
        serve(other, {natsSet(u"elsewhere"_s, 1, 1)}, "cluster-2");
        QVERIFY(fixture.load(kubeconfigOf({{"ctx", old.url()}})));
        fixture.kube.open(u"ctx"_s);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.below(u"ctx"_s, u"bus"_s).statusWord, u"Ready"_s, 5000);
        const std::shared_ptr<kube::Client> before = *fixture.kube.client(u"ctx"_s);

        QVERIFY(fixture.load(kubeconfigOf({{"ctx", other.url()}})));
        QCOMPARE(fixture.row(u"ctx"_s).statusWord, u"Changed"_s);
        QVERIFY2(fixture.hints(u"ctx"_s).contains(u"Changed: open again") && fixture.hints(u"ctx"_s).contains(other.url()),
                 qPrintable(fixture.hints(u"ctx"_s)));
        QCOMPARE(fixture.kube.client(u"ctx"_s)->get(), before.get()); // for links and wizards, too
        fixture.kube.open(u"ctx"_s);                                  // looking again is no agreement
        QTRY_COMPARE_WITH_TIMEOUT(int(fixture.kube.context(u"ctx"_s)->stage), int(KubeContextState::Stage::Open), 5000);
        QVERIFY(other.requests().isEmpty());

        QVERIFY(fixture.load(kubeconfigOf({{"ctx", old.url()}}))); // back again: nothing was ever wrong
        QCOMPARE(fixture.row(u"ctx"_s).statusWord, QString());
        QVERIFY(fixture.load(kubeconfigOf({{"ctx", other.url()}})));
        fixture.kube.openAnew(u"ctx"_s);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.below(u"ctx"_s, u"elsewhere"_s).statusWord, u"Ready"_s, 5000);
        QVERIFY(fixture.below(u"ctx"_s, u"bus"_s).key.isEmpty());
        QVERIFY(fixture.row(u"ctx"_s).statusWord != u"Changed");
        QCOMPARE(before->config().cluster.server, old.url()); // what is linked to it stays linked
    }

    void anotherUserIsAnotherTargetAndARenewedTokenIsNot()
    {
        ContextsFixture fixture;
        KubeStub stub;
        serve(stub, {natsSet(u"bus"_s, 1, 1)});
        QVERIFY(fixture.load(kubeconfigOf({{"ctx", stub.url(), "anna", "t1"}})));
        fixture.kube.open(u"ctx"_s);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.below(u"ctx"_s, u"bus"_s).statusWord, u"Ready"_s, 5000);
        const std::shared_ptr<kube::Client> before = *fixture.kube.client(u"ctx"_s);
        QVERIFY(fixture.load(kubeconfigOf({{"ctx", stub.url(), "anna", "t2"}})));
        QVERIFY(fixture.row(u"ctx"_s).statusWord != u"Changed");
        QVERIFY(fixture.kube.client(u"ctx"_s)->get() != before.get()); // what is made from now on logs in anew
        QTRY_COMPARE_WITH_TIMEOUT(fixture.below(u"ctx"_s, u"bus"_s).statusWord, u"Ready"_s, 5000);
        QVERIFY(fixture.load(kubeconfigOf({{"ctx", stub.url(), "bob", "t2"}})));
        QCOMPARE(fixture.row(u"ctx"_s).statusWord, u"Changed"_s);
        QVERIFY(fixture.load(kubeconfigOf({{"other", stub.url()}}))); // and out of the file altogether
        QCOMPARE(fixture.row(u"ctx"_s).statusWord, u"Changed"_s);
        fixture.kube.openAnew(u"ctx"_s);
        QVERIFY(fixture.row(u"ctx"_s).key.isEmpty());
    }

    void aHundredContextsCostNothingUntilTheyAreOpened()
    {
        ContextsFixture fixture;
        KubeStub stub;
        QList<ContextLine> lines;
        for (int i = 0; i < 100; ++i)
            lines << ContextLine{"ctx-" + QByteArray::number(i), stub.url()};
        QVERIFY(fixture.load(kubeconfigOf({lines.first()})));
        QTRY_VERIFY(threads() > 0);
        const int threadsBefore = threads();
        const int socketsBefore = sockets();
        QVERIFY(fixture.load(kubeconfigOf(lines)));
        QCOMPARE(fixture.kube.nodes().size(), 100u);
        QCOMPARE(fixture.kube.clientCount(), 0);
        QVERIFY2(threads() <= threadsBefore, qPrintable(QString::number(threads()))); // idle ones of a pool may end
        QVERIFY(sockets() <= socketsBefore);
        QVERIFY(stub.requests().isEmpty());
    }

    void contextsThatDoNotAnswerHoldNobodyUp()
    {
        ContextsFixture fixture;
        QTcpServer blackHole; // accepts, and says nothing
        QVERIFY(blackHole.listen(QHostAddress::LocalHost));
        KubeStub stub;
        serve(stub, {natsSet(u"bus"_s, 1, 1)});
        QList<ContextLine> lines;
        for (int i = 0; i < 20; ++i)
            lines << ContextLine{"hole-" + QByteArray::number(i), u"http://127.0.0.1:%1"_s.arg(blackHole.serverPort())};
        lines << ContextLine{"good", stub.url()};
        QVERIFY(fixture.load(kubeconfigOf(lines)));
        for (int i = 0; i < 20; ++i)
            fixture.kube.open(u"hole-%1"_s.arg(i));
        QElapsedTimer timer;
        timer.start();
        fixture.kube.open(u"good"_s);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.below(u"good"_s, u"bus"_s).statusWord, u"Ready"_s, 3000);
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(fixture.row(u"hole-3"_s).busy);
    }

    void missingRightsAreNamedWithARoleThatMendsThem()
    {
        ContextsFixture fixture;
        KubeStub stub;
        serve(stub, {});
        for (const char *path : {"/api/v1/namespaces/kube-system", "/apis/apps/v1/statefulsets", "/api/v1/namespaces"})
            stub.reply("GET", path, refused());
        stub.reply("GET", "/apis/apps/v1/namespaces/default/statefulsets", listOf({}));
        stub.reply("GET", "/apis/apps/v1/namespaces/q/statefulsets", listOf({natsSet(u"bus"_s, 1, 1)}));
        QVERIFY(fixture.load(kubeconfigOf({{"ctx", stub.url()}})));
        fixture.kube.open(u"ctx"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.hints(u"ctx"_s).contains(u"list statefulsets in all namespaces"), 5000);
        QVERIFY(fixture.below(u"ctx"_s, u"bus"_s).key.isEmpty());
        fixture.kube.setNamespaces(u"ctx"_s, {u"q"_s}); // someone knows better
        QTRY_COMPARE_WITH_TIMEOUT(fixture.below(u"ctx"_s, u"bus"_s).statusWord, u"Ready"_s, 5000);
        QCOMPARE(fixture.kube.namespaces(u"ctx"_s), QStringList{u"q"_s});
        const QString role = roleFor(fixture.kube.context(u"ctx"_s)->found.missing, u"anna"_s);
        QVERIFY2(role.contains(u"apiGroups: [\"apps\"], resources: [statefulsets], verbs: [get, list, watch]"), qPrintable(role));
        QVERIFY2(role.contains(u"resources: [namespaces], verbs: [get, list]"), qPrintable(role));
        QVERIFY(role.contains(u"--user=anna"));
    }

    void manyRightsAreCounted()
    {
        QList<kube::AccessQuestion> missing{{u"list"_s, u"apps"_s, u"statefulsets"_s, {}, {}, {}}};
        for (int i = 0; i < 40; ++i)
            missing << kube::AccessQuestion{u"list"_s, {}, u"pods"_s, {}, u"n%1"_s.arg(i), {}};
        missing << kube::AccessQuestion{u"list"_s, {}, u"services"_s, {}, u"a"_s, {}};
        QCOMPARE(rightsInWords(missing),
                 (QStringList{u"list statefulsets in all namespaces"_s, u"list pods in 40 namespaces"_s, u"list services in a"_s}));
    }
};

NATSDECK_TEST(KubeContextsTest)
#include "unit_kube_contexts.moc"
