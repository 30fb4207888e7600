#include "models/kube/port_forward.h"
#include "models/kube/ready_pod.h"
#include "tests/kube/support_client.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray forwardPath = podsPath + "/nats-0/portforward";
constexpr const char *reviewPath = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

StubReply json(const QByteArray &body)
{
    StubReply reply;
    reply.body = body;
    return reply;
}

// An API server with one ready pod that echoes, where everything is allowed.
struct Cluster : StubAndClient
{
    Cluster()
    {
        stub.reply("POST", reviewPath, json("{\"status\":{\"allowed\":true}}"));
        stub.reply("GET", "/version", json("{\"major\":\"1\",\"minor\":\"35+\",\"gitVersion\":\"v1.35.0\"}"));
        podIs("nats-0", true);
        StubReply echo;
        echo.portForwardEcho = true;
        stub.reply("GET", forwardPath, echo);
    }
    void podIs(const QByteArray &name, bool ready)
    {
        stub.reply("GET", podsPath,
                   json("{\"metadata\":{},\"items\":[{\"metadata\":{\"name\":\"" + name +
                        "\",\"namespace\":\"n\"},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"" +
                        (ready ? "True" : "False") + "\"}]}}]}"));
    }
    ForwardResolver resolver() { return readyPodResolver(client, u"n"_s, u"app=nats"_s, 4222); }
};

QByteArray exchange(quint16 port, const QByteArray &message, int timeout = 5000)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    QByteArray answer;
    const bool came = QTest::qWaitFor(
        [&] { return socket.state() != QAbstractSocket::ConnectingState && socket.state() != QAbstractSocket::HostLookupState; }, timeout);
    if (!came || socket.state() != QAbstractSocket::ConnectedState)
        return {};
    socket.write(message);
    (void)QTest::qWaitFor(
        [&] {
            answer += socket.readAll();
            return answer.size() >= message.size() || socket.state() != QAbstractSocket::ConnectedState;
        },
        timeout);
    return answer;
}

} // namespace

class PortForwardTest : public QObject
{
    Q_OBJECT

private slots:
    void carriesBytesBothWays()
    {
        Cluster cluster;
        PortForward forward(cluster.client, cluster.resolver());
        QSignalSpy ready(&forward, &PortForward::ready);
        forward.open();
        QTRY_COMPARE(ready.size(), 1);
        QVERIFY(forward.port() != 0);
        QCOMPARE(forward.target().pod, u"nats-0"_s);
        QByteArray large(3'000'000, 'x');
        for (qsizetype i = 0; i < large.size(); ++i)
            large[i] = char(i * 31 >> 3);
        QCOMPARE(exchange(forward.port(), "hello"), "hello");
        QCOMPARE(exchange(forward.port(), large, 20'000), large);
        QCOMPARE(forward.counters().accepted, quint64(2));
        QCOMPARE(forward.counters().bytesOut, quint64(large.size() + 5));
        QCOMPARE(forward.counters().bytesIn, quint64(large.size() + 5));
        QCOMPARE(cluster.stub.requests().last().query, "ports=4222");
        QCOMPARE(cluster.stub.requests().last().headers.value("sec-websocket-protocol"), "v4.channel.k8s.io");
        QCOMPARE(cluster.stub.requests().last().headers.value("authorization"), "Bearer t1");
    }

    void admitsOnlyThisProcess()
    {
        Cluster cluster;
        PortForward forward(cluster.client, cluster.resolver());
        forward.open();
        QSignalSpy refused(&forward, &PortForward::refused);
        QTRY_VERIFY(forward.port() != 0);
        QProcess stranger;
        stranger.start(u"bash"_s, {u"-c"_s, u"exec 3<>/dev/tcp/127.0.0.1/%1; echo hello >&3; head -c 5 <&3"_s.arg(forward.port())});
        QTRY_COMPARE_WITH_TIMEOUT(stranger.state(), QProcess::NotRunning, 10'000);
        QVERIFY(!stranger.readAllStandardOutput().contains("hello"));
        QTRY_COMPARE(refused.size(), 1);
        QVERIFY(refused.first().first().toString().contains(u"uid"));
        QCOMPARE(forward.counters().accepted, quint64(0));
        QCOMPARE(cluster.stub.count("GET", forwardPath), 0); // nothing was opened for it
        QCOMPARE(exchange(forward.port(), "ours"), "ours");
    }

    void namesTheMissingRight()
    {
        for (const QByteArray &missing : {QByteArray("get"), QByteArray("create")}) {
            Cluster cluster;
            cluster.stub.on("POST", reviewPath, [missing](const StubRequest &request) {
                return json(request.body.contains("\"verb\":\"" + missing + "\"") ? "{\"status\":{\"allowed\":false}}"
                                                                                  : "{\"status\":{\"allowed\":true}}");
            });
            PortForward forward(cluster.client, cluster.resolver());
            QSignalSpy failed(&forward, &PortForward::failed);
            forward.open();
            QTRY_COMPARE(failed.size(), 1);
            QCOMPARE(forward.reason()->kind, ErrorKind::Forbidden);
            QVERIFY(forward.reason()->summary.contains(QString::fromLatin1(missing + " pods/portforward in n")));
        }
    }

    void olderServersAreNotAskedForTheNewRight()
    {
        Cluster cluster;
        cluster.stub.reply("GET", "/version", json("{\"major\":\"1\",\"minor\":\"34\",\"gitVersion\":\"v1.34.2\"}"));
        PortForward forward(cluster.client, cluster.resolver());
        forward.open();
        QTRY_VERIFY(forward.port() != 0);
        QCOMPARE(cluster.stub.count("POST", reviewPath), 1);
    }

    void saysWhyNoPodIsReady()
    {
        Cluster cluster;
        cluster.podIs("nats-0", false);
        PortForward forward(cluster.client, cluster.resolver());
        QSignalSpy failed(&forward, &PortForward::failed);
        forward.open();
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(forward.reason()->kind, ErrorKind::Unreachable);
        cluster.podIs("nats-0", true);
        forward.open();
        QTRY_VERIFY(forward.port() != 0);
    }

    void findsTheNextPodWhenThisOneHasGone()
    {
        Cluster cluster;
        PortForward forward(cluster.client, cluster.resolver());
        QSignalSpy lost(&forward, &PortForward::lost);
        QSignalSpy restored(&forward, &PortForward::restored);
        forward.open();
        QTRY_VERIFY(forward.port() != 0);
        const quint16 port = forward.port();
        QCOMPARE(exchange(port, "one"), "one");
        StubReply gone;
        gone.status = 404;
        gone.body = statusJson(404, "NotFound", "pods nats-0 not found");
        cluster.stub.reply("GET", forwardPath, gone);
        cluster.podIs("nats-1", false);
        QCOMPARE(exchange(port, "two"), QByteArray());
        QTRY_VERIFY(!lost.isEmpty());
        QCOMPARE(forward.reason()->kind, ErrorKind::NotFound);
        StubReply echo;
        echo.portForwardEcho = true;
        cluster.stub.reply("GET", podsPath + "/nats-1/portforward", echo);
        cluster.podIs("nats-1", true);
        QTRY_COMPARE_WITH_TIMEOUT(exchange(port, "three"), "three", 10'000);
        QTRY_COMPARE(restored.size(), 1);
        QCOMPARE(forward.target().pod, u"nats-1"_s);
        QCOMPARE(forward.port(), port);
        QVERIFY(!forward.reason());
    }

    void tellsWhatTheErrorChannelSaysAndTriesAgain()
    {
        Cluster cluster;
        PortForward forward(cluster.client, cluster.resolver());
        QSignalSpy lost(&forward, &PortForward::lost);
        forward.open();
        QTRY_VERIFY(forward.port() != 0);
        StubReply dead;
        dead.portForwardError = "failed to connect to localhost:4222 inside namespace: \x1b[31mconnection refused";
        cluster.stub.reply("GET", forwardPath, dead);
        QCOMPARE(exchange(forward.port(), "one"), QByteArray());
        QTRY_VERIFY(!lost.isEmpty());
        QCOMPARE(forward.reason()->kind, ErrorKind::Unreachable);
        QVERIFY(forward.reason()->detail.contains(u"connection refused") && !forward.reason()->detail.contains(QChar(0x1b)));
        StubReply echo;
        echo.portForwardEcho = true;
        cluster.stub.reply("GET", forwardPath, echo);
        QTRY_COMPARE_WITH_TIMEOUT(exchange(forward.port(), "two"), "two", 10'000);
        QVERIFY(!forward.reason());
    }

    void aBrokenConnectionResetsTheLocalOne()
    {
        Cluster cluster;
        PortForward forward(cluster.client, cluster.resolver());
        forward.open();
        QTRY_VERIFY(forward.port() != 0);
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, forward.port());
        socket.write("x");
        QTRY_COMPARE(socket.bytesAvailable(), 1);
        cluster.stub.cutConnections();
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        QTRY_VERIFY(forward.reason().has_value());
        QCOMPARE(exchange(forward.port(), "again"), "again");
    }

    void aSlowReaderHoldsThePodBackAndLosesNothing()
    {
        constexpr qint64 all = 64 * 1024 * 1024;
        Cluster cluster;
        PortForward forward(cluster.client, cluster.resolver());
        forward.open();
        QTRY_VERIFY(forward.port() != 0);
        QTcpSocket socket;
        socket.setReadBufferSize(4096);
        socket.connectToHost(QHostAddress::LocalHost, forward.port());
        socket.write("burst:" + QByteArray::number(all));
        QTRY_VERIFY(forward.counters().bytesIn > 0);
        quint64 before = 0;
        QTRY_VERIFY_WITH_TIMEOUT(forward.counters().bytesIn == std::exchange(before, forward.counters().bytesIn), 10'000);
        QVERIFY2(before < quint64(all) / 2, qPrintable(QString::number(before))); // the rest waits at its source
        socket.setReadBufferSize(0);
        qint64 received = 0;
        QVERIFY(QTest::qWaitFor(
            [&] {
                received += socket.readAll().size();
                return received >= all;
            },
            30'000));
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(received, all);
    }

    void choosesTheReadyPod()
    {
        const auto podNamed = [](const QString &name, const QString &created, bool ready, bool deleting = false) {
            QJsonObject metadata{{u"name"_s, name}, {u"namespace"_s, u"n"_s}, {u"creationTimestamp"_s, created}};
            if (deleting)
                metadata.insert(u"deletionTimestamp"_s, created);
            return QJsonObject{
                {u"metadata"_s, metadata},
                {u"status"_s, QJsonObject{{u"conditions"_s, QJsonArray{QJsonObject{{u"type"_s, u"Ready"_s},
                                                                                   {u"status"_s, ready ? u"True"_s : u"False"_s}}}}}}};
        };
        const QList<QJsonObject> all{podNamed(u"new"_s, u"2026-01-02"_s, true), podNamed(u"old"_s, u"2026-01-01"_s, true),
                                     podNamed(u"sick"_s, u"2025-01-01"_s, false), podNamed(u"going"_s, u"2025-01-01"_s, true, true)};
        QCOMPARE(chooseReadyPod(all, {}, 1)->pod, u"old"_s);
        QCOMPARE(chooseReadyPod(all, u"new"_s, 1)->pod, u"new"_s);
        QCOMPARE(chooseReadyPod(all, u"sick"_s, 1)->pod, u"old"_s);
        const auto none = chooseReadyPod(all.mid(2), {}, 1);
        QCOMPARE(none.error().kind, ErrorKind::Unreachable);
        QVERIFY(none.error().detail.contains(u"going: being deleted"));
    }
};

NATSDECK_TEST(PortForwardTest)
#include "unit_forward.moc"
