#include "models/kube/client.h"
#include "models/kube/log_stream.h"
#include "models/kube/nats_finder.h"
#include "models/kube/port_forward.h"
#include "models/kube/watch.h"
#include "tests/support/kube_cluster.h"
#include "tests/support/memory_consents.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

const QString space = u"kube-test"_s;

ContextConfig contextIn(const QString &file) { return *resolveContext(readKubeconfigs({file}), {}); }

QJsonObject configMap(const QString &name, const QJsonObject &data)
{
    return {{u"apiVersion"_s, u"v1"_s},
            {u"kind"_s, u"ConfigMap"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, name}, {u"namespace"_s, space}}},
            {u"data"_s, data}};
}

template <typename T> QByteArray why(const Result<T> &result) { return result ? QByteArray() : toText(result.error()).toUtf8(); }

#define VERIFY_OK(result) QVERIFY2(result, why(result).constData())

// Speaks just enough of NATS: INFO, PING, PONG, and a publication of a given size that comes back.
struct NatsTalk
{
    explicit NatsTalk(quint16 port) { socket.connectToHost(QHostAddress::LocalHost, port); }

    bool greet()
    {
        if (!QTest::qWaitFor([&] { return socket.canReadLine() || socket.state() == QAbstractSocket::UnconnectedState; }, 20'000) ||
            !socket.canReadLine())
            return false;
        info = socket.readLine();
        socket.write("CONNECT {\"verbose\":false}\r\nPING\r\n");
        return QTest::qWaitFor([&] { return socket.canReadLine(); }, 10'000) && socket.readLine() == "PONG\r\n";
    }

    QTcpSocket socket;
    QByteArray info;
};

} // namespace

class KubeClusterTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!KubeCluster::isThere())
            QSKIP(qPrintable(KubeCluster::missingReason()));
        QString reason;
        QVERIFY2(KubeCluster::deployNats(space, &reason), qPrintable(reason));
        m_client = std::make_unique<Client>(contextIn(KubeCluster::adminConfig()), m_consents);
    }

    void cleanupTestCase()
    {
        m_client.reset();
        if (KubeCluster::isThere())
            KubeCluster::removeNamespace(space);
    }

    void knowsTheServer()
    {
        const auto version = async::await(m_client->version());
        VERIFY_OK(version);
        QCOMPARE(version->major, 1);
        QVERIFY(version->minor >= 30);
        const auto groups = async::await(m_client->apiVersions());
        VERIFY_OK(groups);
        QVERIFY(groups->contains(u"apps/v1"_s) && groups->contains(u"v1"_s));
    }

    void listsInPages()
    {
        for (int i = 0; i < 12; ++i)
            VERIFY_OK(async::await(m_client->apply(permit(), configMap(u"page-%1"_s.arg(i), {}))));
        ListOptions options;
        options.pageSize = 5;
        const auto list = async::await(m_client->list({u"v1"_s, u"ConfigMap"_s, space, {}}, options));
        VERIFY_OK(list);
        QVERIFY(list->items.size() >= 12);
        options.fieldSelector = u"metadata.name=page-3"_s;
        const auto one = async::await(m_client->list({u"v1"_s, u"ConfigMap"_s, space, {}}, options));
        VERIFY_OK(one);
        QCOMPARE(one->items.size(), 1);
    }

    void appliesAndSaysWhoHoldsAField()
    {
        const QJsonObject ours = configMap(u"applied"_s, {{u"a"_s, u"1"_s}});
        const auto dry = async::await(m_client->applyDryRun(ours));
        VERIFY_OK(dry);
        QCOMPARE(async::await(m_client->get(refOf(ours))).error().kind, ErrorKind::NotFound);
        VERIFY_OK(async::await(m_client->apply(permit(), ours)));

        ApplyOptions other;
        other.fieldManager = u"someone-else"_s;
        const QJsonObject theirs = configMap(u"applied"_s, {{u"a"_s, u"2"_s}});
        const auto conflict = async::await(m_client->apply(permit(), theirs, other));
        QCOMPARE(conflict.error().kind, ErrorKind::Conflict);
        QCOMPARE(conflict.error().reason, u"FieldManagerConflict"_s);
        QCOMPARE(conflict.error().detail, u"held by natsdeck: .data.a"_s);
        other.force = true;
        VERIFY_OK(async::await(m_client->apply(permit(), theirs, other)));

        const QJsonObject wrong{{u"apiVersion"_s, u"v1"_s},
                                {u"kind"_s, u"Service"_s},
                                {u"metadata"_s, QJsonObject{{u"name"_s, u"wrong"_s}, {u"namespace"_s, space}}},
                                {u"spec"_s, QJsonObject{{u"ports"_s, QJsonArray{QJsonObject{{u"port"_s, 70000}}}}}}};
        const auto invalid = async::await(m_client->applyDryRun(wrong));
        QCOMPARE(invalid.error().kind, ErrorKind::Invalid);
        QVERIFY2(invalid.error().detail.contains(u"spec.ports[0].port"), qPrintable(invalid.error().detail));
    }

    void createsOnceAndDeletesOnlyWhatWasSeen()
    {
        const QJsonObject object = configMap(u"created"_s, {});
        const auto created = async::await(m_client->create(permit(), object));
        VERIFY_OK(created);
        const auto twice = async::await(m_client->create(permit(), object));
        QCOMPARE(twice.error().kind, ErrorKind::Conflict);
        QCOMPARE(twice.error().reason, u"AlreadyExists"_s);

        RemoveOptions stranger;
        stranger.uid = u"00000000-0000-0000-0000-000000000000"_s;
        QCOMPARE(async::await(m_client->remove(permit(), refOf(object), stranger)).error().kind, ErrorKind::Conflict);
        RemoveOptions seen;
        seen.uid = uidOf(*created);
        VERIFY_OK(async::await(m_client->removeDryRun(refOf(object), seen)));
        VERIFY_OK(async::await(m_client->get(refOf(object))));
        VERIFY_OK(async::await(m_client->remove(permit(), refOf(object), seen)));
        VERIFY_OK(async::await(m_client->awaitGone(refOf(object), seen.uid)));
        QCOMPARE(async::await(m_client->get(refOf(object))).error().kind, ErrorKind::NotFound);
    }

    void patchesASubresource()
    {
        const ObjectRef set{u"apps/v1"_s, u"StatefulSet"_s, space, u"nats"_s};
        VERIFY_OK(async::await(
            m_client->mergePatch(permit(), set, {{u"metadata"_s, QJsonObject{{u"annotations"_s, QJsonObject{{u"x"_s, u"y"_s}}}}}})));
        VERIFY_OK(async::await(m_client->mergePatch(permit(), set, {{u"spec"_s, QJsonObject{{u"replicas"_s, 1}}}}, u"scale"_s)));
    }

    void watchesRealChanges()
    {
        const auto watch = m_client->watch({u"v1"_s, u"ConfigMap"_s, space, {}}, u"watched=yes"_s);
        QStringList seen;
        connect(watch.get(), &Watch::events, this, [&](const QList<WatchEvent> &events) {
            for (const WatchEvent &event : events)
                seen << QString::number(int(event.kind)) + nameOf(event.object);
        });
        QTRY_COMPARE_WITH_TIMEOUT(watch->state(), WatchState::Live, 10'000);
        QJsonObject object = configMap(u"w"_s, {});
        QJsonObject metadata = object.value(u"metadata"_s).toObject();
        metadata.insert(u"labels"_s, QJsonObject{{u"watched"_s, u"yes"_s}});
        object.insert(u"metadata"_s, metadata);
        VERIFY_OK(async::await(m_client->apply(permit(), object)));
        QTRY_COMPARE(seen, QStringList{u"0w"_s});
        VERIFY_OK(async::await(m_client->remove(permit(), refOf(object))));
        QTRY_COMPARE(seen, (QStringList{u"0w"_s, u"2w"_s}));
    }

    void runsDfInTheContainer()
    {
        const auto df = async::await(m_client->execDf(space, u"nats-0"_s, u"nats"_s, {u"/data"_s}));
        VERIFY_OK(df);
        QCOMPARE(df->exitCode, 0);
        QVERIFY(df->standardOutput.contains("/data"));
        const auto missing = async::await(m_client->execDf(space, u"nats-0"_s, u"nats"_s, {u"/nowhere"_s}));
        VERIFY_OK(missing);
        QVERIFY(missing->exitCode != 0 && !missing->standardError.isEmpty());
        QCOMPARE(async::await(m_client->execDf(space, u"nats-7"_s, {}, {u"/data"_s})).error().kind, ErrorKind::NotFound);
    }

    void runsACommandWithInputAndKeepsItsExitCode()
    {
        ExecCommand command{
            space,   u"nats-0"_s, u"nats"_s, {u"sh"_s, u"-c"_s, u"wc -c; echo problem >&2; exit 7"_s}, {}, std::chrono::seconds(30),
            1 << 20, {}};
        command.input = QByteArray(100'000, 'x');
        const auto ended = async::await(m_client->exec(permit(), command));
        VERIFY_OK(ended);
        QCOMPARE(ended->exitCode, 7);
        QCOMPARE(ended->standardOutput.trimmed(), "100000");
        QCOMPARE(ended->standardError.trimmed(), "problem");
        command.command = {u"no-such-program"_s};
        command.input.clear();
        const auto none = async::await(m_client->exec(permit(), command));
        QVERIFY(!none || none->exitCode != 0);
        command.command = {u"sleep"_s, u"60"_s};
        command.deadline = std::chrono::seconds(1);
        QCOMPARE(async::await(m_client->exec(permit(), command)).error().kind, ErrorKind::Timeout);
        command.command = {u"yes"_s};
        command.deadline = std::chrono::seconds(30);
        QCOMPARE(async::await(m_client->exec(permit(), command)).error().kind, ErrorKind::LimitExceeded);
    }

    void readsAndFollowsLogs()
    {
        const auto log = async::await(m_client->logs(space, u"nats-0"_s));
        VERIFY_OK(log);
        QVERIFY(log->contains("Server is ready"));
        const auto stream = m_client->followLogs(space, u"nats-0"_s);
        QStringList texts;
        connect(stream.get(), &LogStream::lines, this, [&](const QList<LogLine> &lines) {
            for (const LogLine &line : lines)
                texts << line.text;
        });
        QTRY_VERIFY_WITH_TIMEOUT(texts.filter(u"Server is ready"_s).size() == 1, 10'000);
    }

    void readsMonitoringThroughThePodProxy()
    {
        const auto health = async::await(m_client->podProxyGet(space, u"nats-0"_s, 8222, u"healthz"_s));
        VERIFY_OK(health);
        QVERIFY(health->contains("ok"));
        const auto jsz = async::await(m_client->podProxyGet(space, u"nats-0"_s, 8222, u"jsz?streams=1&config=true"_s));
        VERIFY_OK(jsz);
        QVERIFY(jsz->contains("\"max_storage\""));
    }

    void findsNats()
    {
        const auto found = async::await(findNats(*m_client));
        VERIFY_OK(found);
        QVERIFY(!found->clusterUid.isEmpty());
        QVERIFY(found->searched.isEmpty() && found->notAllowed.isEmpty());
        const auto ours =
            std::find_if(found->systems.begin(), found->systems.end(), [](const FoundSystem &s) { return s.nameSpace == space; });
        QVERIFY(ours != found->systems.end());
        QCOMPARE(ours->workload, u"nats"_s);
        QCOMPARE(ours->ready, 1);
        QCOMPARE(ours->service, u"nats"_s);
        QCOMPARE(ours->pods.size(), 1);
        QCOMPARE(ours->ports.value(u"client"_s), 4222);
    }

    void forwardsNatsAndTenMegabytes()
    {
        PortForward forward(*m_client, readyPodResolver(*m_client, space, u"app.kubernetes.io/name=nats"_s, 4222));
        QSignalSpy failed(&forward, &PortForward::failed);
        forward.open();
        QTRY_VERIFY_WITH_TIMEOUT(forward.port() != 0 || !failed.isEmpty(), 15000);
        QVERIFY2(forward.port() != 0, forward.reason() ? qPrintable(toText(*forward.reason())) : "");
        NatsTalk talk(forward.port());
        QVERIFY(talk.greet());
        QVERIFY(talk.info.startsWith("INFO {") && talk.info.contains("2.12.15"));
        talk.socket.write("SUB x 1\r\n");
        const QByteArray payload(1000 * 1000, 'm');
        for (int i = 0; i < 10; ++i)
            talk.socket.write("PUB x 1000000\r\n" + payload + "\r\n");
        qint64 received = 0;
        QVERIFY(QTest::qWaitFor(
            [&] {
                received += talk.socket.readAll().size();
                return received >= 10 * (1'000'000 + 4);
            },
            60'000));
        QVERIFY(forward.counters().bytesIn >= 10'000'000 && forward.counters().bytesOut >= 10'000'000);
    }

    void theForwardSurvivesItsPod()
    {
        PortForward forward(*m_client, readyPodResolver(*m_client, space, u"app.kubernetes.io/name=nats"_s, 4222));
        forward.open();
        QTRY_VERIFY_WITH_TIMEOUT(forward.port() != 0, 15'000);
        NatsTalk before(forward.port());
        QVERIFY(before.greet());
        KubeCluster::kubectl({u"-n"_s, space, u"delete"_s, u"pod"_s, u"nats-0"_s, u"--wait=false"_s});
        QTRY_COMPARE_WITH_TIMEOUT(before.socket.state(), QAbstractSocket::UnconnectedState, 40'000);
        QElapsedTimer timer;
        timer.start();
        bool again = false;
        while (!again && timer.elapsed() < 60'000) {
            NatsTalk after(forward.port());
            again = after.greet() && after.info != before.info;
            if (!again)
                QTest::qWait(200);
        }
        QVERIFY(again);
        QVERIFY(!forward.reason());
    }

    void aRestrictedUserIsToldWhichRightIsMissing()
    {
        Client nobody(contextIn(KubeCluster::nobodyConfig()), m_consents);
        const auto list = async::await(nobody.list({u"apps/v1"_s, u"StatefulSet"_s, space, {}}));
        QCOMPARE(list.error().kind, ErrorKind::Forbidden);
        QVERIFY2(list.error().summary.contains(u"list statefulsets in kube-test"), qPrintable(list.error().summary));
        const auto found = async::await(findNats(nobody));
        VERIFY_OK(found);
        QVERIFY(found->systems.isEmpty());
        QVERIFY(!found->notAllowed.isEmpty());
        const auto review = async::await(nobody.accessReview({u"list"_s, u"apps"_s, u"statefulsets"_s, {}, space, {}}));
        VERIFY_OK(review);
        QVERIFY(!review->allowed);
        PortForward forward(nobody, [] { return async::ready<ForwardTarget>(ForwardTarget{space, u"nats-0"_s, 4222}); });
        QSignalSpy failed(&forward, &PortForward::failed);
        forward.open();
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 15'000);
        QCOMPARE(forward.reason()->kind, ErrorKind::Forbidden);
        QVERIFY(forward.reason()->summary.contains(u"get pods/portforward"));
        QCOMPARE(async::await(nobody.execDf(space, u"nats-0"_s, u"nats"_s, {u"/data"_s})).error().kind, ErrorKind::Forbidden);
        QCOMPARE(async::await(nobody.podProxyGet(space, u"nats-0"_s, 8222, u"varz"_s)).error().kind, ErrorKind::Forbidden);
    }

    void aTokenLogsInAsWell()
    {
        const QByteArray token = KubeCluster::kubectl({u"-n"_s, space, u"create"_s, u"token"_s, u"default"_s}).trimmed();
        ContextConfig config = contextIn(KubeCluster::adminConfig());
        config.user = {};
        config.user.token = Secret(token);
        Client client(config, m_consents);
        const auto refused = async::await(client.list({u"v1"_s, u"Pod"_s, space, {}}));
        QCOMPARE(refused.error().kind, ErrorKind::Forbidden); // known, but without rights
        config.user.token = Secret("nonsense");
        Client stranger(config, m_consents);
        QCOMPARE(async::await(stranger.list({u"v1"_s, u"Pod"_s, space, {}})).error().kind, ErrorKind::Unauthenticated);
    }

    void aNamespaceThatIsBeingDeletedTakesNothingNew()
    {
        const QString going = u"kube-test-going"_s;
        KubeCluster::kubectl({u"create"_s, u"namespace"_s, going});
        QJsonObject held = configMap(u"held"_s, {});
        held.insert(u"metadata"_s,
                    QJsonObject{{u"name"_s, u"held"_s}, {u"namespace"_s, going}, {u"finalizers"_s, QJsonArray{u"example.com/held"_s}}});
        VERIFY_OK(async::await(m_client->apply(permit(), held)));
        KubeCluster::removeNamespace(going);
        QJsonObject late = held;
        late.insert(u"metadata"_s, QJsonObject{{u"name"_s, u"late"_s}, {u"namespace"_s, going}});
        const auto refusal = [&] {
            const auto result = async::await(m_client->applyDryRun(late));
            return result ? 0 : result.error().code;
        };
        QTRY_COMPARE_WITH_TIMEOUT(refusal(), 403, 10'000);
        const Error error = async::await(m_client->apply(permit(), late)).error();
        QVERIFY2(error.detail.contains(u"being terminated"), qPrintable(toText(error)));
        const ObjectRef ref = refOf(held);
        QCOMPARE(async::await(m_client->awaitGone(ref, {}, {std::chrono::seconds(2), {}})).error().kind, ErrorKind::Timeout);
        VERIFY_OK(async::await(m_client->mergePatch(permit(), ref, {{u"metadata"_s, QJsonObject{{u"finalizers"_s, QJsonArray{}}}}})));
        VERIFY_OK(async::await(m_client->awaitGone(ref, {}, {std::chrono::seconds(30), {}})));
    }

    void theWatchSurvivesTheApiServer()
    {
        const auto watch = m_client->watch({u"v1"_s, u"ConfigMap"_s, space, {}});
        QSet<QString> known;
        connect(watch.get(), &Watch::listed, this, [&](const QList<QJsonObject> &objects) {
            known.clear();
            for (const QJsonObject &object : objects)
                known.insert(nameOf(object));
        });
        connect(watch.get(), &Watch::events, this, [&](const QList<WatchEvent> &events) {
            for (const WatchEvent &event : events)
                known.insert(nameOf(event.object));
        });
        QTRY_COMPARE_WITH_TIMEOUT(watch->state(), WatchState::Live, 10'000);
        const qsizetype before = known.size();
        QVERIFY(before > 0);
        QVERIFY(KubeCluster::apiServer({u"kill"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(watch->state(), WatchState::Stale, 10'000);
        QVERIFY(watch->reason().has_value());
        QCOMPARE(known.size(), before); // the view does not empty
        QCOMPARE(async::await(m_client->version({std::chrono::seconds(5), {}})).error().kind, ErrorKind::Unreachable);
        QVERIFY(KubeCluster::apiServer({u"start"_s}));
        VERIFY_OK(async::await(m_client->apply(permit(), configMap(u"after-restart"_s, {}))));
        QTRY_VERIFY_WITH_TIMEOUT(known.contains(u"after-restart"_s), 40'000);
        QCOMPARE(watch->state(), WatchState::Live);
        QVERIFY(known.size() > before);
    }

    void aSilentApiServerIsNoticedAndForgiven()
    {
        const auto watch = m_client->watch({u"v1"_s, u"ConfigMap"_s, space, {}});
        QTRY_COMPARE_WITH_TIMEOUT(watch->state(), WatchState::Live, 20'000);
        QVERIFY(KubeCluster::apiServer({u"pause"_s})); // connections stay open and say nothing
        const auto get = async::await(m_client->version({std::chrono::seconds(2), {}}));
        const bool noticed = QTest::qWaitFor([&] { return watch->state() == WatchState::Stale; }, 50'000);
        QVERIFY(KubeCluster::apiServer({u"resume"_s}));
        QCOMPARE(get.error().kind, ErrorKind::Timeout);
        QVERIFY(noticed);
        QTRY_COMPARE_WITH_TIMEOUT(watch->state(), WatchState::Live, 40'000);
        VERIFY_OK(async::await(m_client->version()));
    }

private:
    guard::Permit permit() { return m_gate.permit(u"k8s:test"_s); }

    MemoryConsents m_consents;
    MemoryGate m_gate;
    std::unique_ptr<Client> m_client;
};

NATSDECK_TEST(KubeClusterTest)
#include "cluster_client.moc"
