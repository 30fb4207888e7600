#include "models/nats/connection.h"

#include "tests/support/memory_gate.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QTest>

#include <atomic>
#include <random>
#include <thread>

using namespace natsdeck;
using namespace natsdeck::nats;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

class SubscriptionsTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = NatsServer::start();
        QVERIFY(m_server);
        m_permit.emplace(m_gate.permit(u"test"_s));
        m_connection = std::make_unique<Connection>();
        m_connection->open({.urls = {m_server->url()}});
        QTRY_VERIFY(m_connection->status().isConnected());
    }

    void cleanup()
    {
        m_connection.reset();
        m_server.reset();
    }

    // Nothing runs after the destructor has returned, whatever is arriving just then.
    void canBeDestroyedThousandTimesWhileReceiving()
    {
        std::atomic<bool> stop = false;
        Connection publisher;
        publisher.open({.urls = {m_server->url()}});
        QTRY_VERIFY(publisher.status().isConnected());
        std::thread flood([&] {
            while (!stop) {
                QList<async::Future<void>> sent;
                for (int i = 0; i < 200; ++i)
                    sent << publisher.publish(*m_permit, "flood", "payload");
                for (auto &one : sent)
                    one.waitForFinished();
            }
        });
        std::mt19937 random(1);
        quint64 received = 0;
        for (int round = 0; round < 1000; ++round) {
            auto alive = std::make_unique<std::atomic<bool>>(true);
            std::atomic<bool> late = false;
            auto subscription = m_connection->subscribe("flood", [guard = alive.get(), &late](Message &&) {
                if (!*guard)
                    late = true;
            });
            if (round % 20 == 0)
                QTRY_VERIFY(subscription->delivered() > 0);
            else if (random() % 2 == 0)
                std::this_thread::yield();
            received += subscription->delivered();
            subscription.reset();
            *alive = false;
            QVERIFY(!late);
        }
        stop = true;
        flood.join();
        QVERIFY(received > 0);
        QCOMPARE(waited(m_connection->request("nobody", "")).error().reason, u"no-responders"_s);
    }

    void canDestroyItselfInItsHandler()
    {
        std::unique_ptr<Subscription> subscription;
        std::atomic<int> calls = 0;
        auto &pointer = subscription;
        subscription = m_connection->subscribe("once", [&](Message &&) {
            if (++calls == 1)
                pointer.reset();
        });
        QTRY_VERIFY(subscription->isActive());
        for (int i = 0; i < 10; ++i)
            QVERIFY(waited(m_connection->publish(*m_permit, "once", "x")));
        QCOMPARE(calls.load(), 1);
        QVERIFY(!subscription);
    }

    // While one connection lives: sent = delivered + dropped, exactly, also when the handler is far too slow.
    void countsEveryMessageUnderFlood()
    {
        constexpr quint64 count = 200'000;
        std::atomic<bool> slow = true;
        const auto subscription = m_connection->subscribe("flood",
                                                          [&](Message &&) {
                                                              if (slow)
                                                                  std::this_thread::sleep_for(std::chrono::microseconds(20));
                                                          },
                                                          {{}, 1000, 1024 * 1024, {}});
        QTRY_VERIFY(subscription->isActive());
        Connection publisher;
        publisher.open({.urls = {m_server->url()}});
        QTRY_VERIFY(publisher.status().isConnected());
        for (quint64 sent = 0; sent < count; sent += 20'000) {
            async::Future<void> last;
            for (int i = 0; i < 20'000; ++i)
                last = publisher.publish(*m_permit, "flood", "payload of some bytes");
            QVERIFY(waited(last));
        }
        slow = false;
        QTRY_COMPARE_WITH_TIMEOUT(subscription->delivered() + subscription->dropped(), count, 30'000);
        QVERIFY(subscription->dropped() > 0);
        QCOMPARE(subscription->interruptions(), quint64(0));
    }

    void survivesTheConnection()
    {
        std::atomic<int> received = 0;
        auto subscription = m_connection->subscribe("x", [&](Message &&) { ++received; });
        QTRY_VERIFY(subscription->isActive());
        m_connection.reset();
        QTRY_VERIFY(!subscription->isActive());
        subscription.reset();
        QVERIFY(waitForThreads(std::chrono::seconds(10)));
    }

    void endsItsThreadsWithManyConnections()
    {
        std::vector<std::unique_ptr<Connection>> many;
        for (int i = 0; i < 30; ++i) {
            many.push_back(std::make_unique<Connection>());
            many.back()->open({.urls = {m_server->url()}});
        }
        QTRY_VERIFY(std::all_of(many.begin(), many.end(), [](const auto &one) { return one->status().isConnected(); }));
        QList<async::Future<Reply>> pending;
        const auto silent = m_connection->subscribe("silent", [](Message &&) {});
        QTRY_VERIFY(silent->isActive());
        // An answer on the same connection: now the server knows the subscription, and the others find somebody there.
        QCOMPARE(waited(m_connection->request("nobody", "x")).error().kind, ErrorKind::Unreachable);
        for (const auto &one : many)
            pending << one->request("silent", "x");
        many.clear();
        for (const auto &one : std::as_const(pending))
            QCOMPARE(waited(one).error().kind, ErrorKind::Cancelled);
        m_connection.reset();
        QVERIFY(waitForThreads(std::chrono::seconds(10)));
    }

private:
    MemoryGate m_gate;
    std::optional<guard::Permit> m_permit;
    std::unique_ptr<NatsServer> m_server;
    std::unique_ptr<Connection> m_connection;
};

NATSDECK_TEST(SubscriptionsTest)
#include "server_subscriptions.moc"
