#include "models/workloads/pods_presenter.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;

namespace {

QJsonObject object(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonObject made = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError)
        qFatal("%s in %s", qPrintable(error.errorString()), json.constData());
    return made;
}

// A pod whose server was killed at its limit; `env` and `limits` are JSON.
PodView killedPod(const QByteArray &limits = R"({"memory":"512Mi"})", const QByteArray &env = "[]",
                  const QByteArray &end = R"({"reason":"OOMKilled","exitCode":137,"finishedAt":"2026-11-28T02:00:00Z"})")
{
    return podView(object(R"({"metadata":{"name":"nats-0","uid":"u0","creationTimestamp":"2026-11-27T02:00:00Z"},
        "spec":{"nodeName":"node-1","containers":[{"name":"nats","image":"nats:2.12","resources":{"limits":)" +
                          limits + R"(},"env":)" + env + R"(}]},
        "status":{"phase":"Running","podIP":"10.1.0.7","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[
          {"name":"nats","ready":true,"restartCount":3,"state":{"running":{"startedAt":"2026-11-28T02:00:05Z"}},
           "lastState":{"terminated":)" +
                          end + "}}]}}"));
}

const ContainerView &only(const PodView &pod) { return pod.containers.constFirst(); }

} // namespace

class PodsTest : public QObject
{
    Q_OBJECT

private slots:
    void readsQuantitiesAsKubernetesWritesThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("value"); // -1 = none
        const QList<std::pair<const char *, double>> cases{
            {"512Mi", 536870912}, {"1.5Gi", 1610612736}, {"2", 2},     {"500m", 0.5},    {"128M", 128e6}, {"129e6", 129e6}, {"1E", 1e18},
            {"1k", 1000},         {"12E3", 12000},       {"0", 0},     {".5", 0.5},      {"1Ki", 1024},   {"", -1},         {"1KiB", -1},
            {"ten", -1},          {"1 Gi", -1},          {"1Gi1", -1}, {"+1Mi", 1048576}};
        for (const auto &[text, value] : cases)
            QTest::newRow(*text ? text : "empty") << QString::fromLatin1(text) << value;
    }
    void readsQuantitiesAsKubernetesWritesThem()
    {
        QFETCH(QString, text);
        QFETCH(double, value);
        QCOMPARE(parseQuantity(text).value_or(-1), value);
    }

    void readsGoMemoryAsTheRuntimeDoes()
    {
        QCOMPARE(parseGoMemory(u"1600MiB"_s), qint64(1600) << 20);
        QCOMPARE(parseGoMemory(u"1073741824"_s), qint64(1) << 30);
        QCOMPARE(parseGoMemory(u"2GiB"_s), qint64(2) << 30);
        QCOMPARE(parseGoMemory(u"7B"_s), qint64(7));
        for (const QString &wrong : {u"1Gi"_s, u"1GB"_s, u"1.5GiB"_s, u""_s, u"off"_s, u"99999999999TiB"_s})
            QVERIFY2(!parseGoMemory(wrong), qPrintable(wrong));
    }

    void saysWhyAContainerWasKilled()
    {
        const PodView unaware = killedPod();
        QCOMPARE(causeOf(only(unaware)), EndCause::OverLimit);
        QCOMPARE(goMemoryOf(only(unaware)), GoMemory::NotSet);
        const QString why = PodsPresenter::whyEnded(only(unaware));
        QVERIFY2(why.contains(u"512Mi") && why.contains(u"GOMEMLIMIT is not set") && why.contains(u"409MiB"), qPrintable(why));

        const PodView tooHigh = killedPod(R"({"memory":"512Mi"})", R"([{"name":"GOMEMLIMIT","value":"500MiB"}])");
        QCOMPARE(goMemoryOf(only(tooHigh)), GoMemory::TooHigh);
        const PodView fits = killedPod(R"({"memory":"512Mi"})", R"([{"name":"GOMEMLIMIT","value":"400MiB"}])");
        QCOMPARE(goMemoryOf(only(fits)), GoMemory::Fits);
        QVERIFY(PodsPresenter::whyEnded(only(fits)).contains(u"raise the limit"));
        const PodView whole =
            killedPod(R"({"memory":"512Mi"})", R"([{"name":"GOMEMLIMIT","valueFrom":{"resourceFieldRef":{"resource":"limits.memory"}}}])");
        QCOMPARE(goMemoryOf(only(whole)), GoMemory::TooHigh);
        const PodView elsewhere =
            killedPod(R"({"memory":"512Mi"})", R"([{"name":"GOMEMLIMIT","valueFrom":{"configMapKeyRef":{"name":"a","key":"b"}}}])");
        QCOMPARE(goMemoryOf(only(elsewhere)), GoMemory::Fits);

        const PodView node = killedPod("{}");
        QCOMPARE(causeOf(only(node)), EndCause::NodeMemory);
        QCOMPARE(goMemoryOf(only(node)), GoMemory::NoLimit);
    }

    void tellsOtherEndsApart()
    {
        const auto causeFor = [](const QByteArray &end, const QByteArray &env = "[]") {
            return causeOf(only(killedPod(R"({"memory":"512Mi"})", env, end)));
        };
        QCOMPARE(causeFor(R"({"reason":"Completed","exitCode":0})"), EndCause::Finished);
        QCOMPARE(causeFor(R"({"reason":"Error","exitCode":137})"), EndCause::Killed);
        QCOMPARE(causeFor(R"({"reason":"Error","exitCode":143})"), EndCause::Stopped);
        QCOMPARE(causeFor(R"({"reason":"Error","exitCode":1})"), EndCause::Crashed);
        QCOMPARE(causeFor(R"({"reason":"Error","exitCode":2})", R"([{"name":"GOMEMLIMIT","value":"1Gi"}])"), EndCause::BadGoMemLimit);
        QCOMPARE(causeFor(R"({"reason":"Error","exitCode":2})", R"([{"name":"GOMEMLIMIT","value":"1GiB"}])"), EndCause::Crashed);
    }

    void readsPodsThatAreInTrouble()
    {
        const PodView pending = podView(object(R"({"metadata":{"name":"nats-1","uid":"u1"},"spec":{"containers":[{"name":"nats"}]},
            "status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable",
            "message":"0/3 nodes are available: 3 Insufficient memory."}]}})"));
        QCOMPARE(severityOf(pending), Severity::Critical);
        QCOMPARE(PodsPresenter::stateWord(pending), u"Not scheduled"_s);
        QVERIFY(pending.message.contains(u"Insufficient memory"));

        const PodView pulling = podView(object(R"({"metadata":{"name":"a","uid":"b"},"spec":{"containers":[{"name":"nats"}]},
            "status":{"phase":"Pending","containerStatuses":[{"name":"nats","state":{"waiting":{"reason":"ImagePullBackOff"}}}]}})"));
        QCOMPARE(severityOf(pulling), Severity::Critical);
        QCOMPARE(PodsPresenter::stateWord(pulling), u"ImagePullBackOff"_s);

        const PodView going = podView(object(R"({"metadata":{"name":"a","uid":"b","deletionTimestamp":"2026-01-01T00:00:00Z"},
            "spec":{"containers":[]},"status":{"phase":"Running"}})"));
        QCOMPARE(PodsPresenter::stateWord(going), u"Terminating"_s);
        const PodView evicted = podView(object(R"({"metadata":{"name":"a"},"status":{"phase":"Failed","reason":"Evicted"}})"));
        QCOMPARE(severityOf(evicted), Severity::Critical);
    }

    void endureObjectsThatSayNothing()
    {
        const PodView empty = podView({});
        QVERIFY(empty.containers.isEmpty() && lastEnded(empty) == nullptr);
        QCOMPARE(restartsOf(empty), 0);
        const PodView odd = podView(object(R"({"metadata":[],"spec":{"containers":{"a":1}},"status":"x"})"));
        QVERIFY(odd.containers.isEmpty());
        // A status without its container, and a container without its status.
        const PodView half = podView(object(R"({"metadata":{"name":"a"},"spec":{"containers":[{"name":"nats"}]},
            "status":{"containerStatuses":[{"name":"other","restartCount":-4,"ready":"yes"}]}})"));
        QCOMPARE(half.containers.size(), 1);
        QCOMPARE(only(half).state, ContainerView::State::Unknown);
    }

    void knowsInitContainersAndSidecars()
    {
        const PodView pod = podView(object(R"({"metadata":{"name":"a"},"spec":{
            "initContainers":[{"name":"prepare"},{"name":"side","restartPolicy":"Always"}],"containers":[{"name":"nats"}]},
            "status":{"initContainerStatuses":[{"name":"prepare","state":{"terminated":{"exitCode":0,"reason":"Completed",
                "finishedAt":"2026-11-28T02:00:00Z"}}}]}})"));
        QCOMPARE(pod.containers.size(), 3);
        QVERIFY(pod.containers[0].isInit && !pod.containers[1].isInit && !pod.containers[2].isInit);
        QVERIFY(lastEnded(pod) == nullptr); // an init container that did its work is no news
    }

    void cleansHostileText()
    {
        const PodView pod = podView(object("{\"metadata\":{\"name\":\"a\\u001b[31m\\u202e<b>\"},\"spec\":{\"nodeName\":\"n\\n1\","
                                           "\"containers\":[{\"name\":\"\\u0007\"}]}}"));
        QVERIFY(!pod.name.contains(QChar(0x1b)) && !pod.name.contains(QChar(0x202e)));
        QVERIFY(!pod.node.contains(u'\n'));
        QVERIFY(!only(pod).name.contains(QChar(7)));
    }
};

NATSDECK_TEST(PodsTest)
#include "unit_pods.moc"
