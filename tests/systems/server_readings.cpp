#include "tests/systems/support_backstage.h"

#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QTcpServer>

#include <cmath>
#include <set>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

// Three servers of one cluster with a system account.
struct Cluster
{
    Cluster()
    {
        QList<quint16> ports;
        std::vector<std::unique_ptr<QTcpServer>> held;
        for (int i = 0; i < 3; ++i) {
            held.push_back(std::make_unique<QTcpServer>());
            held.back()->listen(QHostAddress::LocalHost);
            ports << held.back()->serverPort();
        }
        held.clear();
        QByteArray routes;
        for (const quint16 port : ports)
            routes += "\"nats://127.0.0.1:" + QByteArray::number(port) + "\", ";
        for (int i = 0; i < 3; ++i) {
            NatsServerOptions options;
            options.config =
                "server_name: n" + QByteArray::number(i) +
                "\nlisten: \"127.0.0.1:%PORT%\"\nhttp: \"127.0.0.1:%HTTP%\"\njetstream { store_dir: \"%DIR%/js\" }\n"
                "cluster { name: C, listen: \"127.0.0.1:" +
                QByteArray::number(ports[i]) + "\", routes: [ " + routes +
                "] }\naccounts { APP { jetstream: enabled, users: [ { user: app, password: app } ] }, SYS { users: [ { user: sys, "
                "password: sys } ] } }\nsystem_account: SYS\n";
            servers.push_back(NatsServer::start(options));
        }
    }
    [[nodiscard]] bool isRunning() const
    {
        return std::all_of(servers.begin(), servers.end(), [](const auto &server) { return server != nullptr; });
    }

    std::vector<std::unique_ptr<NatsServer>> servers;
};

settings::StoredLogin as(const QString &user, const QByteArray &password)
{
    return {settings::LoginKind::UserPassword, user, {}, Secret(password)};
}

int fresh(const monitoring::Recorder &recorder)
{
    int count = 0;
    for (std::size_t i = 0; i < recorder.serverCount(); ++i)
        count += recorder.isFresh(i) ? 1 : 0;
    return count;
}

} // namespace

class ReadingsTest final : public QObject
{
    Q_OBJECT

private slots:
    void allServersAreReadOverTheSystemAccount()
    {
        const Cluster cluster;
        QVERIFY(cluster.isRunning());
        Backstage backstage;
        const SystemRecord record = backstage.add(u"1"_s, cluster.servers[0]->url());
        (void)backstage.logins.save(record.id, as(u"app"_s, "app"));
        (void)backstage.logins.save(settings::LoginBook::systemAccount(record.id), as(u"sys"_s, "sys"));
        OpenedSystem *system = backstage.open(record);
        const monitoring::Recorder &recorder = system->parts().recorder;
        QTRY_COMPARE_WITH_TIMEOUT(fresh(recorder), 3, 20'000);
        std::set<QString> ids;
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(recorder.server(i).name, u"n%1"_s.arg(i));
            QCOMPARE(recorder.server(i).via, u"system account"_s); // the source is told
            ids.insert(recorder.server(i).varz->serverId);
        }
        QCOMPARE(int(ids.size()), 3);
        QTRY_VERIFY_WITH_TIMEOUT(recorder.server(2).jsz.has_value() && recorder.server(2).health.has_value(), 20'000);
        QVERIFY(!system->link().status().systemTrouble);

        // One of them goes and comes back under another id: found again without anybody opening anything.
        cluster.servers[2]->kill();
        QTRY_COMPARE_WITH_TIMEOUT(fresh(recorder), 2, 30'000);
        QVERIFY(cluster.servers[2]->restart());
        QTRY_COMPARE_WITH_TIMEOUT(fresh(recorder), 3, 40'000);
        QVERIFY(ids.count(recorder.server(2).varz->serverId) == 0);
        QCOMPARE(system->link().status().stage, LinkStage::Connected);
    }

    void withoutASystemLoginTheGivenPortIsRead()
    {
        const Cluster cluster;
        QVERIFY(cluster.isRunning());
        Backstage backstage;
        const SystemRecord record = backstage.add(u"1"_s, cluster.servers[0]->url(), cluster.servers[0]->monitoringUrl());
        (void)backstage.logins.save(record.id, as(u"app"_s, "app"));
        OpenedSystem *system = backstage.open(record);
        const monitoring::Recorder &recorder = system->parts().recorder;
        QTRY_COMPARE_WITH_TIMEOUT(fresh(recorder), 1, 20'000);
        QCOMPARE(recorder.server(0).via, cluster.servers[0]->monitoringUrl());
        QVERIFY(system->link().systemConnection() == nullptr);
    }

    // The rest of the link does not depend on it, and it is said.
    void aRefusedSystemLoginIsSaidAndNotWaitedFor()
    {
        const Cluster cluster;
        QVERIFY(cluster.isRunning());
        Backstage backstage;
        const SystemRecord record = backstage.add(u"1"_s, cluster.servers[0]->url(), cluster.servers[0]->monitoringUrl());
        (void)backstage.logins.save(record.id, as(u"app"_s, "app"));
        (void)backstage.logins.save(settings::LoginBook::systemAccount(record.id), as(u"sys"_s, "wrong"));
        OpenedSystem *system = backstage.open(record);
        QVERIFY(reaches(*system, LinkStage::Connected));
        QTRY_VERIFY_WITH_TIMEOUT(system->link().status().systemTrouble.has_value(), 20'000);
        QCOMPARE(system->link().status().systemTrouble->kind, ErrorKind::Unauthenticated);
        QCOMPARE(system->link().status().stage, LinkStage::Connected);
        QTRY_COMPARE_WITH_TIMEOUT(fresh(system->parts().recorder), 1, 20'000);
    }

    // As the design asks: gauges 1.5 s, rates 3.5 s after the click.
    void gaugesAndRatesComeSoonAfterTheClick()
    {
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        Backstage backstage;
        const SystemRecord record = backstage.add(u"1"_s, server->url(), server->monitoringUrl());
        (void)backstage.logins.save(record.id, as(u"app"_s, "right-password"));
        QElapsedTimer sinceClick;
        sinceClick.start();
        const monitoring::Recorder &recorder = backstage.open(record)->parts().recorder;
        QTRY_VERIFY_WITH_TIMEOUT(recorder.serverCount() == 1 && recorder.server(0).varz.has_value(), 10'000);
        const qint64 gauges = sinceClick.elapsed();
        const auto hasRate = [&] { return !std::isnan(recorder.total(monitoring::Metric::InMsgs).newest().value); };
        QTRY_VERIFY_WITH_TIMEOUT(hasRate(), 10'000);
        const qint64 rates = sinceClick.elapsed();
        qInfo("gauges after %lld ms, rates after %lld ms", gauges, rates);
        QVERIFY(gauges <= 1'500);
        QVERIFY(rates <= 3'500);
    }
};

NATSDECK_TEST(ReadingsTest)
#include "server_readings.moc"
