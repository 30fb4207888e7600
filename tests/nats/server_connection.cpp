#include "models/nats/connection.h"

#include "tests/support/memory_gate.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>

using namespace natsdeck;
using namespace natsdeck::nats;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;
using State = ConnectionStatus::State;

namespace {

ConnectOptions optionsFor(const NatsServer &server)
{
    ConnectOptions options;
    options.urls = QStringList{server.url()};
    options.firstDelay = std::chrono::milliseconds(10);
    options.longestDelay = std::chrono::milliseconds(100);
    return options;
}

bool waitForState(const Connection &connection, State state, int limitMs = 15'000)
{
    return QTest::qWaitFor([&] { return connection.status().state == state; }, limitMs);
}

// Answers every message with its own payload.
std::unique_ptr<Subscription> echo(Connection &connection, const guard::Permit &permit, const QByteArray &subject)
{
    return connection.subscribe(subject, [&connection, permit](Message &&message) {
        if (!message.reply().isEmpty())
            Q_UNUSED(connection.publish(permit, message.reply().toByteArray(), message.data().toByteArray(), message.headers()));
    });
}

} // namespace

class ConnectionTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_permit.emplace(m_gate.permit(u"test"_s)); }

    void saysWhoItIsConnectedTo()
    {
        const auto server = NatsServer::start();
        QVERIFY(server);
        Connection connection;
        QSignalSpy first(&connection, &Connection::connected);
        connection.open(optionsFor(*server));
        QCOMPARE(connection.status().state, State::Connecting);
        QVERIFY(waitForState(connection, State::Connected));
        QTRY_COMPARE(first.size(), 1);
        const ConnectionStatus status = connection.status();
        QCOMPARE(status.serverName, u"test"_s);
        QCOMPARE(status.serverVersion, server->version());
        QCOMPARE(status.maxPayload, 1024 * 1024);
        QCOMPARE(status.url, server->url());
        QVERIFY(status.roundTrip && status.roundTrip->count() > 0);
        QVERIFY(!status.reason);
        QVERIFY(connection.serverInfo().headers);
    }

    void publishesAndReceivesEveryByte()
    {
        const auto server = NatsServer::start();
        Connection connection;
        connection.open(optionsFor(*server));
        QVERIFY(waitForState(connection, State::Connected));
        std::mutex mutex;
        std::vector<Message> received;
        const auto subscription = connection.subscribe("bytes.>", [&](Message &&message) {
            const std::scoped_lock lock(mutex);
            received.push_back(std::move(message));
        });
        QTRY_VERIFY(subscription->isActive());
        QByteArray all;
        for (int i = 0; i < 256; ++i)
            all.append(char(i));
        const QByteArray large(1024 * 1024, 'x');
        const Headers headers{{"Plain", "value"}, {"Odd", QByteArray("\xff\xfe not utf-8")}, {"Twice", "1"}, {"Twice", "2"}};
        QVERIFY(waited(connection.publish(*m_permit, "bytes.all", all)));
        QVERIFY(waited(connection.publish(*m_permit, "bytes.large", large)));
        QVERIFY(waited(connection.publish(*m_permit, "bytes.none", {})));
        QVERIFY(waited(connection.publish(*m_permit, "bytes.headers", "with", headers)));
        QTRY_COMPARE(subscription->delivered(), quint64(4));
        const std::scoped_lock lock(mutex);
        QCOMPARE(received.at(0).data(), QByteArrayView(all));
        QCOMPARE(received.at(0).subject(), QByteArrayView("bytes.all"));
        QCOMPARE(received.at(1).data().size(), large.size());
        QVERIFY(received.at(2).data().isEmpty());
        QCOMPARE(valueOf(received.at(3).headers(), "Odd"), QByteArray("\xff\xfe not utf-8"));
        QCOMPARE(received.at(3).headers().size(), 4);
        QCOMPARE(received.at(3).header("Plain"), QByteArrayView("value"));
        QCOMPARE(subscription->dropped(), quint64(0));
    }

    void refusesWhatTheServerWould()
    {
        const auto server = NatsServer::start();
        Connection connection;
        connection.open(optionsFor(*server));
        QVERIFY(waitForState(connection, State::Connected));
        QCOMPARE(waited(connection.publish(*m_permit, "too.large", QByteArray(1024 * 1024 + 1, 'x'))).error().kind,
                 ErrorKind::LimitExceeded);
        QCOMPARE(waited(connection.publish(*m_permit, "has space", "x")).error().kind, ErrorKind::Invalid);
        QCOMPARE(waited(connection.publish(*m_permit, "wild.*", "x")).error().kind, ErrorKind::Invalid);
        QCOMPARE(waited(connection.publish(*m_permit, "a", "x", {{"Bad", "one\r\ntwo"}})).error().kind, ErrorKind::Invalid);
        QCOMPARE(waited(connection.request("", "x")).error().kind, ErrorKind::Invalid);
        QVERIFY(connection.subscribe("a..b", [](Message &&) {})->error());
    }

    void carriesEveryLegalSubject()
    {
        const auto server = NatsServer::start();
        Connection connection;
        connection.open(optionsFor(*server));
        QVERIFY(waitForState(connection, State::Connected));
        std::mutex mutex;
        QSet<QByteArray> seen;
        const auto subscription = connection.subscribe("legal.>", [&](Message &&message) {
            const std::scoped_lock lock(mutex);
            seen.insert(message.subject().toByteArray());
        });
        QTRY_VERIFY(subscription->isActive());
        QSet<QByteArray> sent;
        for (int c = 0x21; c < 0x7f; ++c) {
            if (c != '.' && c != '*' && c != '>')
                sent.insert(QByteArray("legal.x") + char(c) + 'y');
        }
        sent.insert("legal.a*b");
        sent.insert("legal.größe.日本語.😀");
        sent.insert("legal." + QByteArray(3000, 'l'));
        QList<async::Future<void>> pending;
        for (const QByteArray &subject : std::as_const(sent))
            pending << connection.publish(*m_permit, subject, "x");
        for (const auto &one : std::as_const(pending))
            QVERIFY(waited(one));
        QTRY_COMPARE(subscription->delivered(), quint64(sent.size()));
        const std::scoped_lock lock(mutex);
        QCOMPARE(seen, sent);
    }

    void requestsAnswerTimeOutCancelAndMissResponders()
    {
        const auto server = NatsServer::start();
        Connection connection;
        connection.open(optionsFor(*server));
        QVERIFY(waitForState(connection, State::Connected));
        const auto responder = echo(connection, *m_permit, "echo");
        const auto silent = connection.subscribe("silent", [](Message &&) {});
        QTRY_VERIFY(responder->isActive() && silent->isActive());

        const Result<Reply> answer = waited(connection.request("echo", "hello", {.headers = {{"K", "v"}}}));
        QVERIFY2(answer, answer ? "" : qPrintable(toText(answer.error())));
        QCOMPARE(answer->data, QByteArray("hello"));
        QCOMPARE(valueOf(answer->headers, "K"), QByteArray("v"));

        const Result<Reply> nobody = waited(connection.request("nobody.there", "x"));
        QCOMPARE(nobody.error().kind, ErrorKind::Unreachable);
        QCOMPARE(nobody.error().reason, u"no-responders"_s);

        QElapsedTimer timer;
        timer.start();
        QCOMPARE(waited(connection.request("silent", "x", {.deadline = std::chrono::milliseconds(150)})).error().kind, ErrorKind::Timeout);
        QVERIFY(timer.elapsed() >= 150 && timer.elapsed() < 2000);

        std::stop_source stop;
        const async::Future<Reply> pending = connection.request("silent", "x", {.stop = stop.get_token()});
        stop.request_stop();
        QCOMPARE(waited(pending).error().kind, ErrorKind::Cancelled);
        QCOMPARE(waited(connection.request("silent", "x", {.stop = stop.get_token()})).error().kind, ErrorKind::Cancelled);
        QVERIFY(waited(connection.request("echo", "still works")));
    }

    void answersThousandRequestsAtOnceToTheRightAskers()
    {
        const auto server = NatsServer::start();
        Connection connection;
        connection.open(optionsFor(*server));
        QVERIFY(waitForState(connection, State::Connected));
        const auto responder = echo(connection, *m_permit, "echo");
        QTRY_VERIFY(responder->isActive());
        QList<async::Future<Reply>> pending;
        for (int i = 0; i < 1000; ++i)
            pending << connection.request("echo", QByteArray::number(i));
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(waited(pending.at(i))->data, QByteArray::number(i));
    }

    void survivesHundredKillsWithSubscriptionsAndRequests()
    {
        const auto server = NatsServer::start();
        Connection connection;
        std::atomic<int> received = 0;
        const auto subscription = connection.subscribe("news", [&](Message &&) { ++received; });
        const auto responder = echo(connection, *m_permit, "echo");
        connection.open(optionsFor(*server));
        QVERIFY(waitForState(connection, State::Connected));
        QSignalSpy again(&connection, &Connection::reconnected);
        for (int round = 1; round <= 100; ++round) {
            server->kill();
            QVERIFY2(waitForState(connection, State::Reconnecting), qPrintable(u"round %1"_s.arg(round)));
            QVERIFY(connection.status().reason);
            QCOMPARE(waited(connection.request("echo", "x")).error().kind, ErrorKind::Unreachable);
            QVERIFY(server->restart());
            QVERIFY2(waitForState(connection, State::Connected), qPrintable(u"round %1"_s.arg(round)));
            QVERIFY(waited(connection.publish(*m_permit, "news", "x")));
            QTRY_COMPARE(received.load(), round);
            QVERIFY(waited(connection.request("echo", "x")));
        }
        QCOMPARE(connection.status().reconnects, quint64(100));
        QCOMPARE(subscription->interruptions(), quint64(100));
        QTRY_COMPARE(again.size(), 100);
    }

    void seesAPeerThatStoppedAndComesBack()
    {
        const auto server = NatsServer::start();
        Connection connection;
        ConnectOptions options = optionsFor(*server);
        options.pingInterval = std::chrono::milliseconds(300);
        options.connectTimeout = std::chrono::milliseconds(500);
        connection.open(options);
        QVERIFY(waitForState(connection, State::Connected));
        server->pause();
        QElapsedTimer timer;
        timer.start();
        QVERIFY(waitForState(connection, State::Reconnecting));
        QVERIFY2(timer.elapsed() < 3 * 300 + 400, qPrintable(QString::number(timer.elapsed())));
        server->resume();
        QVERIFY(waitForState(connection, State::Connected));
    }

    // The real figures: ping 10 s, 2 unanswered: a peer that hangs is seen within 35 s.
    void seesADeadPeerWithin35SecondsByDefault()
    {
        const auto server = NatsServer::start();
        Connection connection;
        connection.open({.urls = {server->url()}});
        QVERIFY(waitForState(connection, State::Connected));
        server->pause();
        QElapsedTimer timer;
        timer.start();
        QVERIFY(waitForState(connection, State::Reconnecting, 60'000));
        QVERIFY2(timer.elapsed() <= 35'000, qPrintable(QString::number(timer.elapsed())));
        server->resume();
        QVERIFY(waitForState(connection, State::Connected, 30'000));
    }

    void movesToOtherOptionsAndKeepsSubscriptions()
    {
        const auto one = NatsServer::start();
        const auto two = NatsServer::start();
        Connection connection;
        std::atomic<int> received = 0;
        const auto subscription = connection.subscribe("news", [&](Message &&) { ++received; });
        connection.open(optionsFor(*one));
        QVERIFY(waitForState(connection, State::Connected));
        connection.open(optionsFor(*two));
        QTRY_COMPARE(connection.status().url, two->url());
        QVERIFY(waitForState(connection, State::Connected));
        QVERIFY(waited(connection.publish(*m_permit, "news", "x")));
        QTRY_COMPARE(received.load(), 1);
        connection.close();
        QCOMPARE(connection.status().state, State::Closed);
        QCOMPARE(waited(connection.request("news", "x")).error().kind, ErrorKind::Unreachable);
    }

    void saysWhyItCannotConnect()
    {
        Connection connection;
        connection.open({.urls = {u"nats://127.0.0.1:1"_s}});
        QVERIFY(waitForState(connection, State::Failed));
        QCOMPARE(connection.status().reason->kind, ErrorKind::Unreachable);
        connection.open({.urls = {u"nats://no-such-host.invalid"_s}});
        QTRY_VERIFY(connection.status().reason && connection.status().reason->summary.contains(u"no-such-host"_s));
        QCOMPARE(connection.status().reason->kind, ErrorKind::Unreachable);
        connection.open({.urls = {u"ws://127.0.0.1:8080"_s}});
        QTRY_VERIFY(connection.status().reason && connection.status().reason->kind == ErrorKind::Unsupported);
    }

    void neverBlocksTheCallersThread()
    {
        const auto server = NatsServer::start();
        server->pause();
        auto connection = std::make_unique<Connection>();
        QElapsedTimer timer;
        timer.start();
        connection->open(optionsFor(*server));
        auto subscription = connection->subscribe("x", [](Message &&) {});
        const async::Future<Reply> pending = connection->request("x", "y");
        connection->close();
        connection->open(optionsFor(*server));
        subscription.reset();
        connection.reset();
        QVERIFY2(timer.elapsed() < 50, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(!waited(pending));
        server->resume();
        QVERIFY(waitForThreads(std::chrono::seconds(20)));
    }

private:
    MemoryGate m_gate;
    std::optional<guard::Permit> m_permit;
};

NATSDECK_TEST(ConnectionTest)
#include "server_connection.moc"
