#include "models/systems/link_diagnosis.h"

#include "models/base/files.h"
#include "models/nats/server_url.h"
#include "tests/nats/support_jwt.h"
#include "tests/support/certificates.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

std::unique_ptr<LinkDiagnosis> diagnosisOf(const nats::ConnectOptions &options, const jetstream::Scope &scope = {})
{
    return std::make_unique<LinkDiagnosis>(std::make_unique<DirectRoute>([options] {
                                               LinkEnds ends;
                                               ends.user = options;
                                               return async::ready<LinkEnds>(ends);
                                           }),
                                           scope);
}

nats::ConnectOptions to(const QString &url, const nats::Login &login = {})
{
    nats::ConnectOptions options;
    options.urls = {url};
    options.login = login;
    return options;
}

nats::ConnectOptions to(const NatsServer &server, const nats::Login &login = {}) { return to(server.url(), login); }

const DiagnosisStage &stageOf(const LinkDiagnosis &diagnosis, const QString &id)
{
    return *std::find_if(diagnosis.stages().begin(), diagnosis.stages().end(), [&](const DiagnosisStage &stage) { return stage.id == id; });
}

// Runs to its end; what stood in the way, "" when nothing did.
QString obstacleOf(LinkDiagnosis &diagnosis)
{
    QSignalSpy finished(&diagnosis, &LinkDiagnosis::finished);
    diagnosis.start();
    if (!finished.wait(40'000))
        return u"never finished: "_s + diagnosis.toText();
    qInfo().noquote() << diagnosis.toText();
    return diagnosis.obstacle() ? diagnosis.obstacle()->id : QString();
}

// Failed at `stage`, said why and what to do, and went no further.
bool failsAt(LinkDiagnosis &diagnosis, const QString &stage)
{
    if (obstacleOf(diagnosis) != stage || diagnosis.obstacle()->finding.remedy.isEmpty() || diagnosis.obstacle()->finding.what.isEmpty())
        return false;
    bool isBehind = false;
    for (const DiagnosisStage &one : diagnosis.stages()) {
        const bool asExpected = one.id == stage ? one.state == StageState::Failed
                                : isBehind      ? one.state == StageState::Skipped
                                                : one.state != StageState::Failed;
        if (!asExpected)
            return false;
        isBehind |= one.id == stage;
    }
    return diagnosis.state() == LinkDiagnosis::State::Done && worstOf(diagnosis.findings()) == Severity::Critical;
}

// A server with this certificate, and the authority that signed it.
struct TlsSetup
{
    explicit TlsSetup(const CertificateSpec &spec, const QByteArray &more = {}, const QString &binary = {})
        : authority(makeCertificate({.commonName = "Test CA", .names = {}, .authority = true}))
        , certificate(makeCertificate(spec, &authority))
    {
        (void)files::writeAtomically(path(u"cert.pem"_s), certificate.pem);
        (void)files::writeAtomically(path(u"key.pem"_s), certificate.key);
        (void)files::writeAtomically(path(u"ca.pem"_s), authority.pem);
        const QByteArray dir = QFile::encodeName(folder.path());
        NatsServerOptions options;
        options.binary = binary;
        options.jetstream = true;
        options.extra = "tls { cert_file: \"" + dir + "/cert.pem\", key_file: \"" + dir + "/key.pem\"\n" + more + "\n}";
        server = NatsServer::start(options, &why);
    }
    [[nodiscard]] QString path(const QString &name) const { return folder.filePath(name); }
    [[nodiscard]] nats::ConnectOptions options(const QString &host = u"127.0.0.1"_s) const
    {
        nats::ConnectOptions result = to(u"tls://%1:%2"_s.arg(host).arg(server->port()));
        result.tls.caFile = path(u"ca.pem"_s);
        return result;
    }

    QTemporaryDir folder;
    TestCertificate authority;
    TestCertificate certificate;
    QString why;
    std::unique_ptr<NatsServer> server;
};

} // namespace

class DiagnosisTest final : public QObject
{
    Q_OBJECT

private slots:
    void aWorkingLinkPassesEveryStageWithEvidence()
    {
        const auto server = NatsServer::start({.jetstream = true, .user = "app", .password = "s3cret-word"});
        QVERIFY(server);
        const auto diagnosis = diagnosisOf(to(*server, nats::Login::userPassword(u"app"_s, Secret("s3cret-word"))));
        QCOMPARE(obstacleOf(*diagnosis), QString());
        QCOMPARE(int(diagnosis->stages().size()), 8);
        for (const DiagnosisStage &stage : diagnosis->stages()) {
            QCOMPARE(stage.state, StageState::Passed);
            QVERIFY2(!stage.finding.what.isEmpty(), qPrintable(stage.id));
        }
        QVERIFY(stageOf(*diagnosis, u"greeting"_s).finding.evidence.contains(server->version()));
        QVERIFY(stageOf(*diagnosis, u"login"_s).finding.evidence.contains(u"app"_s));
        QVERIFY(!diagnosis->toText().contains(u"s3cret-word"_s)); // what is copied holds no secret
    }

    void aNameThatNobodyKnows()
    {
        const auto diagnosis = diagnosisOf(to(u"nats://nobody.invalid:4222"_s));
        QVERIFY(failsAt(*diagnosis, u"name"_s));
        QVERIFY(diagnosis->obstacle()->finding.what.contains(u"nobody.invalid"_s));
    }

    void aClosedPort()
    {
        QTcpServer once;
        QVERIFY(once.listen(QHostAddress::LocalHost));
        const quint16 port = once.serverPort();
        once.close();
        const auto diagnosis = diagnosisOf(to(u"nats://127.0.0.1:%1"_s.arg(port)));
        QVERIFY(failsAt(*diagnosis, u"tcp"_s));
        QVERIFY(diagnosis->obstacle()->finding.evidence.contains(u"127.0.0.1"_s));
    }

    void aPortThatSaysSomethingElse()
    {
        QTcpServer stranger;
        QVERIFY(stranger.listen(QHostAddress::LocalHost));
        connect(&stranger, &QTcpServer::newConnection, &stranger, [&] {
            while (QTcpSocket *socket = stranger.nextPendingConnection())
                socket->write("SSH-2.0-OpenSSH_9.2\r\n");
        });
        const auto diagnosis = diagnosisOf(to(u"nats://127.0.0.1:%1"_s.arg(stranger.serverPort())));
        QVERIFY(failsAt(*diagnosis, u"greeting"_s));
        QVERIFY(diagnosis->obstacle()->finding.evidence.contains(u"SSH-2.0"_s));
    }

    void aCertificateOfAnAuthorityThatIsNotKnown()
    {
        const TlsSetup tls({});
        QVERIFY2(tls.server, qPrintable(tls.why));
        nats::ConnectOptions options = tls.options();
        options.tls.caFile.clear();
        const auto unknown = diagnosisOf(options);
        QVERIFY(failsAt(*unknown, u"tls"_s));
        QVERIFY(unknown->obstacle()->finding.what.contains(u"authority"_s));
        QVERIFY(unknown->obstacle()->finding.evidence.contains(u"SHA-256"_s)); // what a person compares
        const auto good = diagnosisOf(tls.options());
        QCOMPARE(obstacleOf(*good), QString());
        QVERIFY(stageOf(*good, u"tls"_s).finding.evidence.contains(u"Test CA"_s));
        options.tls.skipVerification = true;
        const auto unchecked = diagnosisOf(options);
        QCOMPARE(obstacleOf(*unchecked), QString());
        QCOMPARE(stageOf(*unchecked, u"tls"_s).state, StageState::Warning);
    }

    void aCertificateForAnotherName()
    {
        const TlsSetup tls({.commonName = "elsewhere", .names = "DNS:elsewhere.test"});
        QVERIFY2(tls.server, qPrintable(tls.why));
        const auto diagnosis = diagnosisOf(tls.options());
        QVERIFY(failsAt(*diagnosis, u"tls"_s));
        QVERIFY(diagnosis->obstacle()->finding.what.contains(u"elsewhere.test"_s));
        nats::ConnectOptions expected = tls.options(); // as through a forward
        expected.expectedHost = u"elsewhere.test"_s;
        const auto good = diagnosisOf(expected);
        QCOMPARE(obstacleOf(*good), QString());
    }

    void aCertificateThatHasExpired()
    {
        const TlsSetup tls({.fromDays = -30, .toDays = -2});
        QVERIFY2(tls.server, qPrintable(tls.why));
        const auto diagnosis = diagnosisOf(tls.options());
        QVERIFY(failsAt(*diagnosis, u"tls"_s));
        QVERIFY(diagnosis->obstacle()->finding.what.contains(u"expired"_s));
        const TlsSetup soon({.toDays = 3});
        const auto ends = diagnosisOf(soon.options());
        QCOMPARE(obstacleOf(*ends), QString());
        QCOMPARE(stageOf(*ends, u"tls"_s).state, StageState::Warning);
    }

    void tlsWhereTheServerHasNone()
    {
        const auto server = NatsServer::start();
        const auto diagnosis = diagnosisOf(to(u"tls://127.0.0.1:%1"_s.arg(server->port())));
        QVERIFY(failsAt(*diagnosis, u"tls"_s));
    }

    void aServerThatWantsTlsBeforeItGreets()
    {
        const QString binary = NatsServer::newestBinary();
        if (binary.isEmpty())
            QSKIP("needs a nats-server of 2.10.4 or newer in NATSDECK_TEST_BIN");
        const TlsSetup tls({}, "handshake_first: true", binary);
        QVERIFY2(tls.server, qPrintable(tls.why));
        const auto diagnosis = diagnosisOf(tls.options());
        QVERIFY(failsAt(*diagnosis, u"greeting"_s));
        QVERIFY(diagnosis->obstacle()->finding.what.contains(u"TLS"_s));
    }

    void aClientCertificateThatIsMissingOrGood()
    {
        const TestCertificate clients = makeCertificate({.commonName = "Clients CA", .names = {}, .authority = true});
        const TestCertificate own = makeCertificate({.commonName = "app", .names = "email:app@example.test"}, &clients);
        QTemporaryDir folder;
        QVERIFY(files::writeAtomically(folder.filePath(u"clients.pem"_s), clients.pem));
        QVERIFY(files::writeAtomically(folder.filePath(u"own.pem"_s), own.pem));
        QVERIFY(files::writeAtomically(folder.filePath(u"own.key"_s), own.key));
        const TlsSetup tls({}, "ca_file: \"" + QFile::encodeName(folder.path()) + "/clients.pem\"\nverify: true");
        QVERIFY2(tls.server, qPrintable(tls.why));
        const auto without = diagnosisOf(tls.options());
        const QString obstacle = obstacleOf(*without); // TLS 1.3 refuses only after the handshake
        QVERIFY2(obstacle == u"tls" || obstacle == u"login", qPrintable(obstacle));
        QVERIFY(without->obstacle()->finding.remedy.contains(u"certificate"_s));
        nats::ConnectOptions options = tls.options();
        options.tls.certificateFile = folder.filePath(u"own.pem"_s);
        options.tls.keyFile = folder.filePath(u"own.key"_s);
        const auto with = diagnosisOf(options);
        QCOMPARE(obstacleOf(*with), QString());
    }

    void aWrongPassword()
    {
        const auto server = NatsServer::start({.user = "app", .password = "right"});
        const auto diagnosis = diagnosisOf(to(*server, nats::Login::userPassword(u"app"_s, Secret("wrong"))));
        QVERIFY(failsAt(*diagnosis, u"login"_s));
        QVERIFY(diagnosis->obstacle()->finding.evidence.contains(u"Authorization Violation"_s, Qt::CaseInsensitive));
    }

    void aLoginThatHasExpiredSaysWhen()
    {
        const QByteArray account = makeSeed('A', 'a');
        const QByteArray user = makeSeed('U', 'u');
        const auto server = NatsServer::start({.config = operatorConfig(makeSeed('O', 'o'), account)});
        QVERIFY(server);
        const QByteArray expired = credsText(makeJwt(account, keyOf(user).publicKey(), "alice", userClaims(), 1'700'000'001), user);
        const auto diagnosis = diagnosisOf(to(*server, nats::Login::creds(Secret(expired))));
        QVERIFY(failsAt(*diagnosis, u"login"_s));
        QVERIFY(diagnosis->obstacle()->finding.what.contains(u"2023-11-14T22:13:21"_s));
        const qint64 soon = QDateTime::currentSecsSinceEpoch() + 3600;
        const QByteArray ending = credsText(makeJwt(account, keyOf(user).publicKey(), "alice", userClaims(), soon), user);
        const auto still = diagnosisOf(to(*server, nats::Login::creds(Secret(ending))));
        QCOMPARE(obstacleOf(*still), QString());
        QCOMPARE(stageOf(*still, u"login"_s).state, StageState::Warning);
    }

    void aUserWithoutPermissionToAskJetStream()
    {
        const auto server = NatsServer::start(
            {.jetstream = true, .user = "u", .password = "p", .permissions = R"({ publish: "orders.>", subscribe: ">" })"});
        const auto diagnosis = diagnosisOf(to(*server, nats::Login::userPassword(u"u"_s, Secret("p"))));
        QVERIFY(failsAt(*diagnosis, u"permissions"_s));
        QVERIFY(diagnosis->obstacle()->finding.remedy.contains(u"$JS.API"_s));
    }

    void aUserWithoutAnInbox()
    {
        const auto server = NatsServer::start(
            {.jetstream = true, .user = "u", .password = "p", .permissions = R"({ publish: ">", subscribe: "_MINE.>" })"});
        nats::ConnectOptions options = to(*server, nats::Login::userPassword(u"u"_s, Secret("p")));
        const auto diagnosis = diagnosisOf(options);
        QVERIFY(failsAt(*diagnosis, u"permissions"_s));
        QVERIFY(diagnosis->obstacle()->finding.evidence.contains(u"_INBOX"_s));
        options.inboxPrefix = "_MINE";
        const auto mended = diagnosisOf(options);
        QCOMPARE(obstacleOf(*mended), QString());
    }

    void jetStreamThatIsOff()
    {
        const auto server = NatsServer::start();
        const auto diagnosis = diagnosisOf(to(*server));
        QCOMPARE(obstacleOf(*diagnosis), QString()); // the link itself works
        QCOMPARE(stageOf(*diagnosis, u"jetstream"_s).state, StageState::Warning);
        QVERIFY(!stageOf(*diagnosis, u"jetstream"_s).finding.remedy.isEmpty());
        const auto on = NatsServer::start({.jetstream = true});
        const auto elsewhere = diagnosisOf(to(*on), {{}, u"nowhere"_s, {}});
        QCOMPARE(obstacleOf(*elsewhere), QString());
        QCOMPARE(stageOf(*elsewhere, u"jetstream"_s).state, StageState::Warning); // a domain that does not exist
    }

    // Of several addresses one is enough; what is wrong with the others is said.
    void oneOfSeveralAddressesIsEnough()
    {
        const auto server = NatsServer::start({.jetstream = true});
        nats::ConnectOptions options = to(u"nats://nobody.invalid:4222"_s);
        options.urls << u"nats://127.0.0.1:1"_s << server->url();
        const auto diagnosis = diagnosisOf(options);
        QCOMPARE(obstacleOf(*diagnosis), QString());
        QCOMPARE(stageOf(*diagnosis, u"name"_s).state, StageState::Warning);
        QCOMPARE(stageOf(*diagnosis, u"tcp"_s).state, StageState::Warning);
        QCOMPARE(stageOf(*diagnosis, u"login"_s).state, StageState::Passed);
    }

    void aLoginThatIsNotKnownEndsItBeforeAnythingIsContacted()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QSignalSpy connected(&server, &QTcpServer::newConnection);
        LinkDiagnosis diagnosis(std::make_unique<DirectRoute>([] {
                                    return async::failed<LinkEnds>(
                                        {ErrorKind::Unauthenticated, u"The login has to be given"_s, {}, u"Log in"_s, 0, loginNeeded});
                                }),
                                {});
        QVERIFY(failsAt(diagnosis, u"way"_s));
        QVERIFY(!connected.wait(200));
    }

    // A server that takes connections and is silent: the wait is given up at once, and nobody waits for the thread.
    void itCanBeCancelled()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        auto diagnosis = diagnosisOf(to(u"nats://127.0.0.1:%1"_s.arg(silent.serverPort())));
        diagnosis->start();
        QTRY_COMPARE(stageOf(*diagnosis, u"greeting"_s).state, StageState::Running);
        QElapsedTimer timer;
        timer.start();
        diagnosis->cancel();
        QCOMPARE(diagnosis->state(), LinkDiagnosis::State::Cancelled);
        diagnosis.reset();
        QVERIFY(timer.elapsed() < 200);
        QTest::qWait(300); // what the worker still says reaches nobody
    }
};

NATSDECK_TEST(DiagnosisTest)
#include "server_diagnosis.moc"
