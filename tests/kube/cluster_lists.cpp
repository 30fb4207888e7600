#include "models/kube/client.h"
#include "models/kube/watch.h"
#include "tests/support/kube_cluster.h"
#include "tests/support/memory_consents.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

const QString space = u"kube-lists"_s;
const ObjectRef configMaps{u"v1"_s, u"ConfigMap"_s, space, {}};

template <typename T> QByteArray why(const Result<T> &result) { return result ? QByteArray() : toText(result.error()).toUtf8(); }

#define VERIFY_OK(result) QVERIFY2(result, why(result).constData())

} // namespace

// Lists in all their forms, and watches over HTTP/2, on a real API server; no node is needed.
class KubeListsClusterTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!KubeCluster::isThere())
            QSKIP(qPrintable(KubeCluster::missingReason()));
        KubeCluster::kubectl({u"create"_s, u"namespace"_s, space});
        QByteArray many;
        for (int i = 0; i < 30; ++i)
            many += "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c-" + QByteArray::number(i) + ", namespace: " + space.toUtf8() +
                    ", labels: {part: lists}}\ndata: {number: \"" + QByteArray::number(i) + "\"}\n";
        bool ok = false;
        KubeCluster::kubectl({u"apply"_s, u"-f"_s, u"-"_s}, many, &ok);
        QVERIFY(ok);
        m_client = makeClient({});
        VERIFY_OK(async::await(m_client->version()));
    }

    void cleanupTestCase()
    {
        m_client.reset();
        if (KubeCluster::isThere())
            KubeCluster::removeNamespace(space);
    }

    void discoversWhatIsServedWithTwoQuestions()
    {
        const quint64 before = m_client->requestCounters().sent;
        const auto found = async::await(m_client->discover());
        VERIFY_OK(found);
        QVERIFY(found->aggregated);
        QCOMPARE(m_client->requestCounters().sent - before, quint64(2));
        QCOMPARE(found->preferredVersion(u"apps"_s), u"apps/v1"_s);
        const auto set = found->find(u"apps/v1"_s, u"StatefulSet"_s);
        QVERIFY(set && set->namespaced && set->plural == u"statefulsets" && set->verbs.contains(u"watch"_s));
        QVERIFY(!found->find(u"v1"_s, u"Node"_s)->namespaced);
    }

    void listsMetadataAlone()
    {
        ListOptions options;
        options.form = ListForm::Metadata;
        options.pageSize = 7;
        options.labelSelector = u"part=lists"_s;
        const auto list = async::await(m_client->list(configMaps, options));
        VERIFY_OK(list);
        QCOMPARE(list->items.size(), 30);
        for (const QJsonObject &item : list->items)
            QVERIFY(!item.contains(u"data"_s) && item.value(u"kind"_s).toString() == u"ConfigMap");
    }

    void showsTheServersTableInPages()
    {
        ListOptions options;
        options.pageSize = 7;
        options.labelSelector = u"part=lists"_s;
        const auto table = async::await(m_client->table(configMaps, options));
        VERIFY_OK(table);
        QCOMPARE(table->rows.size(), 30);
        QCOMPARE(table->columns.first().name, u"Name"_s);
        QVERIFY(table->rows.first().cells.first().startsWith(u"c-"));
        QCOMPARE(table->rows.first().ref.nameSpace, space);
    }

    // As one stream where the server's storage can; it says so or not, and either way the list is whole.
    void listsHoweverTheServerCanAndGoesOnWatching()
    {
        const quint64 before = m_client->requestCounters().sent;
        const auto watch = m_client->watch(configMaps, u"part=lists"_s);
        qsizetype listed = 0;
        QStringList changed;
        connect(watch.get(), &Watch::listed, this, [&](const QList<QJsonObject> &objects) { listed = objects.size(); });
        connect(watch.get(), &Watch::events, this, [&](const QList<WatchEvent> &events) {
            for (const WatchEvent &event : events)
                changed << nameOf(event.object);
        });
        QTRY_COMPARE_WITH_TIMEOUT(listed, 30, 10'000);
        QTRY_COMPARE(watch->state(), WatchState::Live);
        QVERIFY(m_client->requestCounters().sent - before <= 1); // at most one list beside the stream
        VERIFY_OK(async::await(m_client->mergePatch(m_gate.permit(u"k8s:test"_s), {u"v1"_s, u"ConfigMap"_s, space, u"c-3"_s},
                                                    {{u"data"_s, QJsonObject{{u"number"_s, u"changed"_s}}}})));
        QTRY_COMPARE(changed, QStringList{u"c-3"_s});
    }

    void aPausedServerIsNoticedByThePulseInTime()
    {
        ClientTuning tuning; // a tenth of what people get
        tuning.pulse = std::chrono::milliseconds(1500);
        tuning.answer = std::chrono::milliseconds(1000);
        const auto client = makeClient(tuning);
        VERIFY_OK(async::await(client->version()));
        const auto watch = client->watch(configMaps);
        QTRY_COMPARE_WITH_TIMEOUT(watch->state(), WatchState::Live, 10'000);
        QTest::qWait(4000); // some pulses: they are answered, and nothing is lost
        QCOMPARE(watch->state(), WatchState::Live);
        QVERIFY(KubeCluster::apiServer({u"pause"_s}));
        QElapsedTimer timer;
        timer.start();
        const bool noticed = QTest::qWaitFor([&] { return watch->state() == WatchState::Stale; }, 10'000);
        const qint64 after = timer.elapsed();
        QVERIFY(KubeCluster::apiServer({u"resume"_s}));
        QVERIFY(noticed);
        QVERIFY2(after <= 3000, qPrintable(QString::number(after)));
        QTRY_COMPARE_WITH_TIMEOUT(watch->state(), WatchState::Live, 40'000);
        QCOMPARE(watch->relists(), quint64(0));
    }

private:
    std::unique_ptr<Client> makeClient(const ClientTuning &tuning)
    {
        return std::make_unique<Client>(*resolveContext(readKubeconfigs({KubeCluster::adminConfig()}), {}), m_consents, nullptr, tuning);
    }

    MemoryConsents m_consents;
    MemoryGate m_gate;
    std::unique_ptr<Client> m_client;
};

NATSDECK_TEST(KubeListsClusterTest)
#include "cluster_lists.moc"
