#include "tests/systems/support_backstage.h"

#include "tests/nats/support_jwt.h"
#include "tests/support/certificates.h"
#include "tests/support/test_main.h"

#include <QTcpServer>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray account = makeSeed('A', 'a');
const QByteArray user = makeSeed('U', 'u');

std::unique_ptr<NatsServer> operatorServer() { return NatsServer::start({.config = operatorConfig(makeSeed('O', 'o'), account)}); }

QByteArray credsUntil(qint64 expires) { return credsText(makeJwt(account, keyOf(user).publicKey(), "alice", userClaims(), expires), user); }

} // namespace

class RecoveryTest final : public QObject
{
    Q_OBJECT

private slots:
    // The login ends while the link is up. Somebody put a new file in its place before: nobody is asked anything.
    void aReplacedCredsFileIsUsedAtTheNextAttempt()
    {
        const auto server = operatorServer();
        QVERIFY(server);
        Backstage backstage;
        const QString file = backstage.home.filePath(u"user.creds"_s);
        const SystemRecord record = backstage.add(u"1"_s, server->url());
        (void)backstage.logins.save(record.id, {settings::LoginKind::CredsFile, {}, file, {}});
        QVERIFY(files::writeAtomically(file, credsUntil(QDateTime::currentSecsSinceEpoch() + 3)));
        OpenedSystem *system = backstage.open(record);
        QVERIFY(reaches(*system, LinkStage::Connected));
        QVERIFY(files::writeAtomically(file, credsUntil(0)));
        QList<int> stages;
        connect(&system->link(), &Link::statusChanged, this, [&] { stages << int(system->link().status().stage); });
        QTRY_VERIFY_WITH_TIMEOUT(system->link().status().reconnects == 1, 20'000);
        QVERIFY(reaches(*system, LinkStage::Connected));
        QVERIFY(!stages.contains(int(LinkStage::LoginNeeded)));
    }

    void anExpiredLoginSaysWhenAndComesBackWithANewFile()
    {
        const auto server = operatorServer();
        QVERIFY(server);
        Backstage backstage;
        const QString file = backstage.home.filePath(u"user.creds"_s);
        const SystemRecord record = backstage.add(u"1"_s, server->url());
        (void)backstage.logins.save(record.id, {settings::LoginKind::CredsFile, {}, file, {}});
        const qint64 expires = QDateTime::currentSecsSinceEpoch() + 3;
        QVERIFY(files::writeAtomically(file, credsUntil(expires)));
        OpenedSystem *system = backstage.open(record);
        QVERIFY(reaches(*system, LinkStage::Connected));
        QVERIFY(reaches(*system, LinkStage::LoginNeeded, 30'000));
        const Error reason = *system->link().status().reason;
        QCOMPARE(reason.kind, ErrorKind::Unauthenticated);
        QVERIFY2(reason.summary.contains(QDateTime::fromSecsSinceEpoch(expires, Qt::UTC).toString(Qt::ISODate)),
                 qPrintable(reason.summary));
        QVERIFY(files::writeAtomically(file, credsUntil(0)));
        QVERIFY(reaches(*system, LinkStage::Connected, 30'000)); // by itself
    }

    // A server that is stopped as a whole answers no PING: noticed, and taken up again where it was.
    void aFrozenServerIsNoticedAndComesBack()
    {
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        Backstage backstage;
        const SystemRecord record = backstage.add(u"1"_s, server->url());
        (void)backstage.logins.save(record.id, {settings::LoginKind::UserPassword, u"app"_s, {}, Secret("right-password")});
        OpenedSystem *system = backstage.open(record);
        QVERIFY(reaches(*system, LinkStage::Connected));
        server->pause();
        QVERIFY(reaches(*system, LinkStage::Reconnecting, 45'000));
        QVERIFY(system->link().status().reason.has_value());
        server->resume();
        QVERIFY(reaches(*system, LinkStage::Connected, 30'000));
    }

    // Servers in a cluster tell addresses that only lead somewhere inside it.
    void addressesThatLeadNowhereDoNotHoldItUp()
    {
        QTcpServer held;
        QVERIFY(held.listen(QHostAddress::LocalHost));
        const QByteArray route = "127.0.0.1:" + QByteArray::number(held.serverPort());
        held.close();
        const QByteArray head = "listen: \"127.0.0.1:%PORT%\"\n";
        const auto server = NatsServer::start({.config = head + "server_name: one\ncluster { name: C, listen: \"" + route + "\" }\n"});
        QVERIFY(server);
        const auto other = NatsServer::start({.config = head +
                                                        "server_name: two\nclient_advertise: \"10.255.255.1:4222\"\n"
                                                        "cluster { name: C, listen: \"127.0.0.1:-1\", routes: [ \"nats://" +
                                                        route + "\" ] }\n"});
        QVERIFY(other);
        const auto knowsIt = [&] {
            return nats::readGreeting(u"127.0.0.1"_s, server->port())->connectUrls.contains(u"10.255.255.1:4222"_s);
        };
        QTRY_VERIFY_WITH_TIMEOUT(knowsIt(), 10'000);
        Backstage backstage;
        backstage.addCliContext(u"orders"_s, "{\"url\":\"" + server->url().toUtf8() + "\"}");
        QVERIFY(backstage.reload());
        OpenedSystem *system = backstage.open(backstage.nats.records().front());
        QVERIFY(reaches(*system, LinkStage::Connected));
        server->kill();
        QVERIFY(reaches(*system, LinkStage::Reconnecting));
        QVERIFY(server->restart());
        QVERIFY(reaches(*system, LinkStage::Connected, 15'000));
        QCOMPARE(system->link().status().url, server->url());
    }

    // The context is read anew at each attempt: another password in the file counts without opening the system again.
    void aChangedCliContextCountsAtTheNextAttempt()
    {
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        Backstage backstage;
        const QByteArray url = server->url().toUtf8();
        backstage.addCliContext(u"orders"_s, "{\"url\":\"" + url + "\",\"user\":\"app\",\"password\":\"wrong\"}");
        QVERIFY(backstage.reload());
        OpenedSystem *system = backstage.open(backstage.nats.records().front());
        QVERIFY(reaches(*system, LinkStage::LoginNeeded));
        backstage.addCliContext(u"orders"_s, "{\"url\":\"" + url + "\",\"user\":\"app\",\"password\":\"right-password\"}");
        system->link().retry();
        QVERIFY(reaches(*system, LinkStage::Connected));
    }

    // A login that is taken from a CLI context, also for the system account.
    void anotherContextsLoginCanBeUsed()
    {
        const auto server = NatsServer::start({.jetstream = true, .systemUser = true});
        QVERIFY(server);
        Backstage backstage;
        backstage.addCliContext(u"sys-login"_s, R"({"url":"elsewhere","user":"sys","password":"sys-secret"})");
        const SystemRecord record = backstage.add(u"1"_s, server->url());
        settings::StoredLogin login;
        login.kind = settings::LoginKind::CliContext;
        login.reference = u"sys-login"_s;
        (void)backstage.logins.save(settings::LoginBook::systemAccount(record.id), login);
        OpenedSystem *system = backstage.open(record);
        QVERIFY(reaches(*system, LinkStage::Connected));
        QVERIFY(system->link().systemConnection() != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(system->link().systemConnection()->status().isConnected(), 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(system->parts().recorder.serverCount(), 1u, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(system->parts().recorder.server(0).via, u"system account"_s, 10'000);
        login.reference = u"gone"_s; // the user's works without it
        (void)backstage.logins.save(settings::LoginBook::systemAccount(record.id), login);
        system->link().retry();
        QTRY_VERIFY_WITH_TIMEOUT(system->link().status().systemTrouble.has_value(), 10'000);
        QVERIFY(reaches(*system, LinkStage::Connected));
    }

    // Certificates that are not checked: only after a decision for this system, and visible all the time.
    void anExceptionFromTlsHoldsForOneSystemAndIsSeen()
    {
        const TestCertificate own = makeCertificate({});
        const QTemporaryDir folder;
        QVERIFY(files::writeAtomically(folder.filePath(u"cert.pem"_s), own.pem));
        QVERIFY(files::writeAtomically(folder.filePath(u"key.pem"_s), own.key));
        const QByteArray path = QFile::encodeName(folder.path());
        const auto server =
            NatsServer::start({.extra = "tls { cert_file: \"" + path + "/cert.pem\", key_file: \"" + path + "/key.pem\" }"});
        QVERIFY(server);
        Backstage backstage;
        const SystemRecord record = backstage.add(u"1"_s, server->url());
        const SystemRecord other = backstage.add(u"2"_s, server->url());
        OpenedSystem *system = backstage.open(record);
        QVERIFY(reaches(*system, LinkStage::Failed));
        QCOMPARE(system->link().status().reason->kind, ErrorKind::Tls);
        backstage.logins.saveTls(record.id, {true, false});
        system->link().retry();
        QVERIFY(reaches(*system, LinkStage::Connected));
        QVERIFY(system->link().status().unverified);
        QVERIFY(reaches(*backstage.open(other), LinkStage::Failed));
        backstage.logins.saveTls(record.id, {});
        system->link().retry();
        QVERIFY(reaches(*system, LinkStage::Failed));
        QVERIFY(!system->link().status().unverified);
    }
};

NATSDECK_TEST(RecoveryTest)
#include "server_recovery.moc"
