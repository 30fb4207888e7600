#include "models/nats/connection.h"
#include "models/nats/creds.h"

#include "tests/nats/support_jwt.h"
#include "tests/support/certificates.h"
#include "tests/support/memory_gate.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>

using namespace natsdeck;
using namespace natsdeck::nats;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;
using State = ConnectionStatus::State;

namespace {

// Connected, or the kind of the reason why not.
QString outcome(const ConnectOptions &options)
{
    Connection connection;
    connection.open(options);
    const auto decided = [&] { return connection.status().isConnected() || connection.status().state == State::Failed; };
    if (!QTest::qWaitFor(decided, 15'000))
        return u"undecided"_s;
    const ConnectionStatus status = connection.status();
    return status.isConnected() ? u"connected"_s : errorKindName(status.reason->kind);
}

QString outcome(const NatsServer &server, const Login &login)
{
    ConnectOptions options;
    options.urls = QStringList{server.url()};
    options.login = login;
    return outcome(options);
}

QString writeFile(const QTemporaryDir &folder, const QString &name, const QByteArray &content)
{
    QFile file(folder.filePath(name));
    if (file.open(QIODevice::WriteOnly))
        file.write(content);
    return file.fileName();
}

// A greeter that is no NATS server: sends this and stays.
class FalseServer final : public QTcpServer
{
public:
    explicit FalseServer(std::function<void(QTcpSocket *)> onConnected)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, onConnected = std::move(onConnected)] {
            while (QTcpSocket *socket = nextPendingConnection())
                onConnected(socket);
        });
    }
    QString url() const { return u"nats://127.0.0.1:%1"_s.arg(serverPort()); }
};

} // namespace

class LoginTest final : public QObject
{
    Q_OBJECT

private slots:
    void none()
    {
        const auto server = NatsServer::start();
        QCOMPARE(outcome(*server, Login::none()), u"connected"_s);
    }

    void token()
    {
        const auto server = NatsServer::start({.token = "s3cr3t"});
        QCOMPARE(outcome(*server, Login::token(Secret("s3cr3t"))), u"connected"_s);
        QCOMPARE(outcome(*server, Login::token(Secret("wrong"))), u"Unauthenticated"_s);
        QCOMPARE(outcome(*server, Login::none()), u"Unauthenticated"_s);
        QCOMPARE(outcome({.urls = {u"nats://s3cr3t@127.0.0.1:%1"_s.arg(server->port())}}), u"connected"_s);
    }

    void userAndPassword()
    {
        const auto server = NatsServer::start({.user = "alice", .password = "p@ss:w/rd#1%"});
        QCOMPARE(outcome(*server, Login::userPassword(u"alice"_s, Secret("p@ss:w/rd#1%"))), u"connected"_s);
        QCOMPARE(outcome(*server, Login::userPassword(u"alice"_s, Secret("wrong"))), u"Unauthenticated"_s);
        QCOMPARE(outcome({.urls = {u"nats://alice:p%40ss%3Aw%2Frd%231%25@127.0.0.1:%1"_s.arg(server->port())}}), u"connected"_s);
    }

    void nkey()
    {
        const QTemporaryDir folder;
        const QByteArray seed = makeSeed('U', 'n');
        const auto server = NatsServer::start({.nkey = keyOf(seed).publicKey()});
        QVERIFY(server);
        QCOMPARE(outcome(*server, Login::nkeySeed(Secret(seed))), u"connected"_s);
        QCOMPARE(outcome(*server, Login::nkeySeedFile(writeFile(folder, u"u.nk"_s, seed + "\r\n"))), u"connected"_s);
        QCOMPARE(outcome(*server, Login::nkeySeed(Secret(makeSeed('U', 'x')))), u"Unauthenticated"_s);
        QCOMPARE(outcome(*server, Login::nkeySeedFile(folder.filePath(u"none"_s))), u"NotFound"_s);
        QCOMPARE(outcome(*server, Login::nkeySeed(Secret("SUdamaged"))), u"Invalid"_s);
    }

    void creds()
    {
        const QTemporaryDir folder;
        const QByteArray account = makeSeed('A', 'a');
        const QByteArray user = makeSeed('U', 'u');
        const auto server = NatsServer::start({.config = operatorConfig(makeSeed('O', 'o'), account)});
        QVERIFY(server);
        const QByteArray good = credsText(makeJwt(account, keyOf(user).publicKey(), "alice", userClaims()), user);
        const QByteArray stranger = credsText(makeJwt(makeSeed('A', 'z'), keyOf(user).publicKey(), "alice", userClaims()), user);
        const QByteArray expired = credsText(makeJwt(account, keyOf(user).publicKey(), "alice", userClaims(), 1'700'000'001), user);
        QCOMPARE(outcome(*server, Login::credsFile(writeFile(folder, u"good.creds"_s, good))), u"connected"_s);
        QCOMPARE(outcome(*server, Login::creds(Secret(QByteArray(good).replace("\n", "\r\n")))), u"connected"_s);
        QCOMPARE(outcome(*server, Login::creds(Secret(stranger))), u"Unauthenticated"_s);
        QCOMPARE(outcome(*server, Login::creds(Secret(expired))), u"Unauthenticated"_s);
        QCOMPARE(outcome(*server, Login::credsFile(writeFile(folder, u"cut.creds"_s, good.first(good.size() / 2)))), u"Invalid"_s);
    }

    void userJwtAndSeed()
    {
        const QTemporaryDir folder;
        const QByteArray account = makeSeed('A', 'a');
        const QByteArray user = makeSeed('U', 'u');
        const auto server = NatsServer::start({.config = operatorConfig(makeSeed('O', 'o'), account)});
        QVERIFY(server);
        const QByteArray jwt = makeJwt(account, keyOf(user).publicKey(), "alice", userClaims());
        const QString jwtFile = writeFile(folder, u"user.jwt"_s, jwt + "\r\n");
        const QString seedFile = writeFile(folder, u"user.nk"_s, "\n " + user + "\n");
        QCOMPARE(outcome(*server, Login::jwtFiles(jwtFile, seedFile)), u"connected"_s);
        QCOMPARE(outcome(*server, Login::creds(nats::credsText(Secret(jwt), Secret(user)))), u"connected"_s);
        QCOMPARE(outcome(*server, Login::jwtFiles(seedFile, jwtFile)), u"Invalid"_s);
        QCOMPARE(outcome(*server, Login::jwtFiles(jwtFile, folder.filePath(u"none"_s))), u"NotFound"_s);
        QCOMPARE(outcome(*server, Login::jwtFiles(jwtFile, writeFile(folder, u"x.nk"_s, makeSeed('U', 'x')))), u"Unauthenticated"_s);
    }

    // verify_and_map: the certificate is the login.
    void aClientCertificate()
    {
        const QTemporaryDir folder;
        const TestCertificate authority = makeCertificate({.commonName = "CA", .names = {}, .authority = true});
        const TestCertificate serverCertificate = makeCertificate({}, &authority);
        const TestCertificate client = makeCertificate({.commonName = "app", .names = "email:app@example.test"}, &authority);
        const TestCertificate stranger = makeCertificate({.commonName = "x", .names = "email:x@example.test"}, &authority);
        const QString ca = writeFile(folder, u"ca.pem"_s, authority.pem);
        (void)writeFile(folder, u"cert.pem"_s, serverCertificate.pem);
        (void)writeFile(folder, u"key.pem"_s, serverCertificate.key);
        const QByteArray path = QFile::encodeName(folder.path());
        const auto server = NatsServer::start({.config = "listen: \"127.0.0.1:%PORT%\"\ntls { cert_file: \"" + path +
                                                         "/cert.pem\", key_file: \"" + path + "/key.pem\", ca_file: \"" + path +
                                                         "/ca.pem\", verify_and_map: true }\n"
                                                         "authorization { users: [ { user: \"app@example.test\" } ] }\n"});
        QVERIFY(server);
        ConnectOptions options{.urls = {server->url()}};
        options.tls.caFile = ca;
        QVERIFY(outcome(options) != u"connected"_s);
        options.tls.certificateFile = writeFile(folder, u"client.pem"_s, client.pem);
        options.tls.keyFile = writeFile(folder, u"client.key"_s, client.key);
        QCOMPARE(outcome(options), u"connected"_s);
        ConnectOptions fromMemory{.urls = {server->url()}}; // as it lies in a Secret
        fromMemory.tls.caPem = authority.pem;
        fromMemory.tls.certificatePem = client.pem;
        fromMemory.tls.keyPem = Secret(client.key);
        QCOMPARE(outcome(fromMemory), u"connected"_s);
        fromMemory.tls.certificatePem = stranger.pem;
        fromMemory.tls.keyPem = Secret(stranger.key);
        QCOMPARE(outcome(fromMemory), u"Unauthenticated"_s);
        fromMemory.tls.keyPem = Secret(client.key);
        QCOMPARE(outcome(fromMemory), u"Tls"_s); // a key of another certificate
    }

    // Everybody's answers, and none that comes later.
    void gathersManyAnswers()
    {
        const auto server = NatsServer::start({.systemUser = true});
        Connection connection;
        connection.open({.urls = {server->url()}, .login = Login::userPassword(u"sys"_s, Secret("sys-secret"))});
        QTRY_VERIFY(connection.status().isConnected());
        RequestOptions options;
        options.deadline = std::chrono::milliseconds(400);
        const auto one = [](const QList<Reply> &replies) { return !replies.isEmpty(); };
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(waited(connection.requester().gather("$SYS.REQ.SERVER.PING", {}, options, one))->size(), 1);
        QVERIFY(timer.elapsed() < 350);                                                                  // enough is enough
        QCOMPARE(waited(connection.requester().gather("$SYS.REQ.SERVER.PING", {}, options))->size(), 1); // until the deadline
        QVERIFY(timer.elapsed() >= 390);
        QCOMPARE(waited(connection.requester().gather("nobody", {}, options)).error().reason, u"no-responders"_s);
        QVERIFY(waited(connection.request("$SYS.REQ.SERVER.PING")));
    }

    // A creds file that was replaced is read at the next attempt, without anybody opening the connection again.
    void rotatedCreds()
    {
        const QTemporaryDir folder;
        const QByteArray account = makeSeed('A', 'a');
        const QByteArray user = makeSeed('U', 'u');
        const auto server = NatsServer::start({.config = operatorConfig(makeSeed('O', 'o'), account)});
        const QString path = writeFile(folder, u"user.creds"_s, "not there yet");
        Connection connection;
        connection.open({.urls = {server->url()}, .login = Login::credsFile(path)});
        QTRY_COMPARE(connection.status().state, State::Failed);
        writeFile(folder, u"user.creds"_s, credsText(makeJwt(account, keyOf(user).publicKey(), "alice", userClaims()), user));
        connection.retryNow();
        QTRY_VERIFY_WITH_TIMEOUT(connection.status().isConnected(), 10'000);
    }

    void permissionsAreSaid()
    {
        MemoryGate gate;
        const auto permit = gate.permit(u"test"_s);
        const auto server =
            NatsServer::start({.user = "u", .password = "p", .permissions = R"({ publish: "ok.>", subscribe: ["ok.>", "_INBOX.>"] })"});
        Connection connection;
        QSignalSpy problems(&connection, &Connection::problem);
        connection.open({.urls = {server->url()}, .login = Login::userPassword(u"u"_s, Secret("p"))});
        QTRY_VERIFY(connection.status().isConnected());
        QVERIFY(waited(connection.publish(permit, "ok.a", "x")));
        QCOMPARE(waited(connection.publish(permit, "no.a", "x")).error().kind, ErrorKind::Forbidden);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(waited(connection.request("$JS.API.INFO", "")).error().kind, ErrorKind::Forbidden);
        QVERIFY(timer.elapsed() < 2000); // told, not timed out
        const auto refused = connection.subscribe("no.>", [](Message &&) {});
        QTRY_VERIFY(refused->error());
        QCOMPARE(refused->error()->kind, ErrorKind::Forbidden);
        QVERIFY(!refused->isActive());
        QVERIFY(connection.status().isConnected());
        QTRY_VERIFY(problems.size() >= 3);
    }

    void anInboxPrefixThatIsPermitted()
    {
        const auto server = NatsServer::start({.user = "u", .password = "p", .permissions = R"({ publish: ">", subscribe: ["_MINE.>"] })"});
        Connection connection;
        ConnectOptions options{.urls = {server->url()}, .login = Login::userPassword(u"u"_s, Secret("p"))};
        connection.open(options);
        QTRY_VERIFY(connection.status().isConnected());
        QCOMPARE(waited(connection.request("nobody", "")).error().kind, ErrorKind::Forbidden);
        options.inboxPrefix = "_MINE";
        connection.open(options);
        QTRY_VERIFY(connection.status().isConnected());
        QCOMPARE(waited(connection.request("nobody", "")).error().reason, u"no-responders"_s);
    }

    void tlsIsVerifiedWithTheHostName()
    {
        const QTemporaryDir folder;
        const auto openssl = [&](const QStringList &arguments) {
            QProcess process;
            process.setWorkingDirectory(folder.path());
            process.start(u"openssl"_s, arguments);
            return process.waitForFinished(30'000) && process.exitCode() == 0;
        };
        QVERIFY(openssl({u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s,
                         u"-keyout"_s, u"key.pem"_s, u"-out"_s, u"cert.pem"_s, u"-days"_s, u"2"_s, u"-subj"_s, u"/CN=nats.test"_s,
                         u"-addext"_s, u"subjectAltName=DNS:nats.test,DNS:localhost,IP:127.0.0.1"_s}));
        const QByteArray path = QFile::encodeName(folder.path());
        const auto server =
            NatsServer::start({.extra = "tls { cert_file: \"" + path + "/cert.pem\", key_file: \"" + path + "/key.pem\" }"});
        QVERIFY(server);
        ConnectOptions options{.urls = {u"tls://localhost:%1"_s.arg(server->port())}};
        QCOMPARE(outcome(options), u"Tls"_s); // an unknown authority
        options.tls.caFile = folder.filePath(u"cert.pem"_s);
        QCOMPARE(outcome(options), u"connected"_s);
        options.urls = QStringList{u"nats://localhost:%1"_s.arg(server->port())}; // the server asks for TLS
        QCOMPARE(outcome(options), u"connected"_s);
        options.expectedHost = u"somebody.else"_s;
        QCOMPARE(outcome(options), u"Tls"_s);
        options.expectedHost = u"nats.test"_s; // as through a forward
        QCOMPARE(outcome(options), u"connected"_s);
        options.expectedHost.clear();
        options.urls = QStringList{u"tls://127.0.0.1:%1"_s.arg(server->port())};
        QCOMPARE(outcome(options), u"connected"_s);
        options.tls.caFile.clear();
        options.tls.skipVerification = true;
        QCOMPARE(outcome(options), u"connected"_s);
        const auto plain = NatsServer::start();
        QCOMPARE(outcome({.urls = {u"tls://127.0.0.1:%1"_s.arg(plain->port())}}), u"Tls"_s); // never falls back to plain text
    }

    void strangersThatAreNoNatsServer()
    {
        FalseServer endless([](QTcpSocket *socket) {
            connect(socket, &QTcpSocket::bytesWritten, socket, [socket] { socket->write(QByteArray(16 * 1024, 'x')); });
            socket->write("INFO {\"x\":\"");
        });
        QCOMPARE(outcome({.urls = {endless.url()}}), u"LimitExceeded"_s);
        FalseServer ssh([](QTcpSocket *socket) { socket->write("SSH-2.0-OpenSSH_9.2\r\n"); });
        QCOMPARE(outcome({.urls = {ssh.url()}}), u"Protocol"_s);
        FalseServer broken([](QTcpSocket *socket) { socket->write("INFO {broken\r\n"); });
        QCOMPARE(outcome({.urls = {broken.url()}}), u"Protocol"_s);
        FalseServer silent([](QTcpSocket *) {});
        QCOMPARE(outcome({.urls = {silent.url()}, .connectTimeout = std::chrono::milliseconds(300)}), u"Timeout"_s);
        FalseServer hangingUp([](QTcpSocket *socket) { socket->disconnectFromHost(); });
        QCOMPARE(outcome({.urls = {hangingUp.url()}}), u"Unreachable"_s);
    }

    void movesAwayFromALameDuck()
    {
        const auto one = NatsServer::start();
        const auto two = NatsServer::start();
        Connection connection;
        connection.open({.urls = {one->url(), two->url()}});
        QTRY_VERIFY(connection.status().isConnected());
        QCOMPARE(connection.status().url, one->url());
        one->signalProcess(SIGUSR2);
        QTRY_COMPARE_WITH_TIMEOUT(connection.status().url, two->url(), 15'000);
        QTRY_VERIFY(connection.status().isConnected());
        QVERIFY(waited(connection.request("nobody", "")).error().reason == u"no-responders"_s);
    }
};

NATSDECK_TEST(LoginTest)
#include "server_login.moc"
