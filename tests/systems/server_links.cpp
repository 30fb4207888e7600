#include "tests/systems/support_backstage.h"

#include "tests/support/test_main.h"

#include <QTcpServer>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

class LinksTest final : public QObject
{
    Q_OBJECT

private slots:
    void aCliContextIsUsedInPlace()
    {
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        Backstage backstage;
        backstage.addCliContext(u"orders"_s,
                                "{\"url\":\"" + server->url().toUtf8() + "\",\"user\":\"app\",\"password\":\"right-password\"}");
        QVERIFY(backstage.reload());
        OpenedSystem *system = backstage.open(backstage.nats.records().front());
        QVERIFY(system);
        QVERIFY(reaches(*system, LinkStage::Connected));
        QVERIFY(!system->link().serverId().isEmpty());
        QTRY_VERIFY(system->link().status().roundTrip.has_value());
        QVERIFY(system->link().status().via.isEmpty());
        QVERIFY(backstage.gate.isLocked(system->record().id)); // newly added: read-only
    }

    void itComesBackAfterTheServerWasKilled()
    {
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        Backstage backstage;
        backstage.addCliContext(u"orders"_s,
                                "{\"url\":\"" + server->url().toUtf8() + "\",\"user\":\"app\",\"password\":\"right-password\"}");
        QVERIFY(backstage.reload());
        OpenedSystem *system = backstage.open(backstage.nats.records().front());
        QVERIFY(reaches(*system, LinkStage::Connected));
        for (int round = 0; round < 5; ++round) {
            server->kill();
            QVERIFY(reaches(*system, LinkStage::Reconnecting));
            QVERIFY(system->link().status().reason.has_value());
            QVERIFY(server->restart());
            QVERIFY(reaches(*system, LinkStage::Connected));
            QVERIFY(!system->link().status().reason.has_value());
        }
        QVERIFY(system->link().status().reconnects >= 5);
    }

    void aServerThatIsNotThereYetIsWaitedFor()
    {
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        server->kill();
        Backstage backstage;
        backstage.addCliContext(u"orders"_s,
                                "{\"url\":\"" + server->url().toUtf8() + "\",\"user\":\"app\",\"password\":\"right-password\"}");
        QVERIFY(backstage.reload());
        OpenedSystem *system = backstage.open(backstage.nats.records().front());
        QVERIFY(reaches(*system, LinkStage::Failed));
        QCOMPARE(system->link().status().reason->kind, ErrorKind::Unreachable);
        QVERIFY(server->restart());
        QVERIFY(reaches(*system, LinkStage::Connected));
    }

    void aWrongPasswordAsksAPersonAndTheRightOneConnects()
    {
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        Backstage backstage;
        const SystemRecord record = backstage.add(u"1"_s, server->url());
        (void)backstage.logins.save(record.id, {settings::LoginKind::UserPassword, u"app"_s, {}, Secret("wrong")});
        OpenedSystem *system = backstage.open(record);
        QVERIFY(reaches(*system, LinkStage::LoginNeeded));
        QCOMPARE(system->link().status().reason->kind, ErrorKind::Unauthenticated);
        (void)backstage.logins.save(record.id, {settings::LoginKind::UserPassword, u"app"_s, {}, Secret("right-password")});
        system->link().retry();
        QVERIFY(reaches(*system, LinkStage::Connected));
    }

    void aMissingSecretIsAskedForBeforeAnythingIsSent()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QSignalSpy connected(&server, &QTcpServer::newConnection);
        Backstage backstage;
        const SystemRecord record = backstage.add(u"1"_s, u"nats://127.0.0.1:%1"_s.arg(server.serverPort()));
        (void)backstage.logins.save(record.id, {settings::LoginKind::UserPassword, u"app"_s, {}, Secret("s3cret")});
        (void)backstage.secrets.forget(u"login/"_s + record.id); // the next run, without a keyring
        OpenedSystem *system = backstage.open(record);
        QVERIFY(reaches(*system, LinkStage::LoginNeeded));
        QCOMPARE(system->link().status().reason->reason, loginNeeded);
        QVERIFY(!connected.wait(300));
    }

    void aDamagedCredsFileSaysWhatToDo()
    {
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        Backstage backstage;
        const QString file = backstage.home.filePath(u"damaged.creds"_s);
        QVERIFY(files::writeAtomically(file, "-----BEGIN NATS USER JWT-----\nnot a jwt\n"));
        const SystemRecord record = backstage.add(u"1"_s, server->url());
        (void)backstage.logins.save(record.id, {settings::LoginKind::CredsFile, {}, file, {}});
        OpenedSystem *system = backstage.open(record);
        QVERIFY(QTest::qWaitFor([&] { return system->link().status().reason.has_value(); }, 20'000));
        const Error reason = *system->link().status().reason;
        QVERIFY2(reason.kind == ErrorKind::Invalid || reason.kind == ErrorKind::Unauthenticated, qPrintable(errorKindName(reason.kind)));
        QVERIFY(!reason.remedy.isEmpty());
        (void)backstage.logins.save(record.id, {settings::LoginKind::UserPassword, u"app"_s, {}, Secret("right-password")});
        system->link().retry(); // the next action works
        QVERIFY(reaches(*system, LinkStage::Connected));
    }

    void twoSystemsOnOneServerLiveSideBySide()
    {
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        Backstage backstage;
        std::vector<OpenedSystem *> systems;
        for (const QString &id : {u"1"_s, u"2"_s}) {
            const SystemRecord record = backstage.add(id, server->url());
            (void)backstage.logins.save(record.id, {settings::LoginKind::UserPassword, u"app"_s, {}, Secret("right-password")});
            systems.push_back(backstage.open(record));
        }
        for (OpenedSystem *system : systems)
            QVERIFY(reaches(*system, LinkStage::Connected));
        QCOMPARE(systems[0]->link().serverId(), systems[1]->link().serverId());
        backstage.opener.close(systems[0]->record().id);
        QCOMPARE(backstage.opener.all().size(), 1u);
        QTest::qWait(200);
        QCOMPARE(systems[1]->link().status().stage, LinkStage::Connected);
    }

    void openingTwiceGivesTheSameSystem()
    {
        const auto server = NatsServer::start();
        QVERIFY(server);
        Backstage backstage;
        const SystemRecord record = backstage.add(u"1"_s, server->url());
        QCOMPARE(backstage.open(record), backstage.open(record));
    }

    void chartsComeFromAKnownMonitoringPort()
    {
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        Backstage backstage;
        const SystemRecord record = backstage.add(u"1"_s, server->url(), server->monitoringUrl());
        (void)backstage.logins.save(record.id, {settings::LoginKind::UserPassword, u"app"_s, {}, Secret("right-password")});
        OpenedSystem *system = backstage.open(record);
        monitoring::Recorder &recorder = system->parts().recorder;
        QTRY_VERIFY_WITH_TIMEOUT(recorder.serverCount() == 1 && recorder.server(0).varz.has_value(), 20'000);
        QCOMPARE(recorder.server(0).varz->serverId, system->link().serverId());
    }

    // A stranger's monitoring on the port that would be tried: its figures are never shown as ours.
    void aStrangersMonitoringIsNotBelieved()
    {
        NatsServerOptions stranger;
        stranger.config = "listen: 127.0.0.1:%PORT%\nhttp: 127.0.0.1:8222\n";
        const auto other = NatsServer::start(stranger);
        if (!other)
            QSKIP("port 8222 is taken on this machine");
        const auto server = NatsServer::start();
        QVERIFY(server);
        Backstage backstage;
        OpenedSystem *system = backstage.open(backstage.add(u"1"_s, server->url()));
        QVERIFY(reaches(*system, LinkStage::Connected));
        monitoring::Recorder &recorder = system->parts().recorder;
        QTRY_VERIFY_WITH_TIMEOUT(recorder.serverCount() == 1 && recorder.server(0).error.has_value(), 20'000);
        QCOMPARE(recorder.server(0).error->kind, ErrorKind::NotFound);
        QVERIFY(!recorder.server(0).error->remedy.isEmpty());
        QVERIFY(!recorder.server(0).varz.has_value());
    }

    // A server without login that was here already is offered as a system, and never taken for ours.
    void aStrangerServerIsRecognised()
    {
        NatsServerOptions options;
        options.config = "listen: 127.0.0.1:4222\n";
        const auto server = NatsServer::start(options);
        if (!server)
            QSKIP("port 4222 is taken on this machine");
        Backstage backstage;
        QSignalSpy changed(&backstage.workstation, &WorkstationServers::changed);
        backstage.workstation.findOthers();
        QTRY_VERIFY_WITH_TIMEOUT(!backstage.workstation.records().empty(), 20'000);
        const SystemRecord record = backstage.workstation.records().front();
        QCOMPARE(record.origin, Origin::Url);
        QVERIFY(record.id.startsWith(u"link:"_s));
        QVERIFY(backstage.deployments.deployments().isEmpty());
        OpenedSystem *system = backstage.open(record);
        QVERIFY(reaches(*system, LinkStage::Connected));
        QVERIFY(backstage.gate.isLocked(record.id));
    }
};

NATSDECK_TEST(LinksTest)
#include "server_links.moc"
