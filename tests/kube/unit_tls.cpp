#include "models/kube/tls_material.h"
#include "tests/kube/support_client.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QTcpServer>
#include <QTcpSocket>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

StubReply object()
{
    StubReply reply;
    reply.body = "{\"metadata\":{\"name\":\"p\"}}";
    return reply;
}

// What a client that trusts `by` makes of a server with this certificate.
Result<QJsonObject> tryServer(const TestCertificate &server, const QByteArray &cluster, const QByteArray &chain = {},
                              const QByteArray &user = field("token", "t"))
{
    KubeStub stub(server.pem + chain, server.key);
    stub.reply("GET", podsPath + "/p", object());
    const MemoryConsents consents;
    Client client(contextOf(stub.kubeconfig(cluster, user)), consents);
    return async::await(client.get(pods(u"p"_s)));
}

ErrorKind kindOf(const Result<QJsonObject> &result) { return result ? ErrorKind::Internal : result.error().kind; }

} // namespace

class KubeTlsTest : public QObject
{
    Q_OBJECT

private slots:
    // Kind, cause, subject and fingerprint of each: a wrong cause sends people the wrong way.
    void refusesBadCertificatesAndSaysWhy()
    {
        const TestCertificate wrongName = makeCertificate({.names = "DNS:other.example"}, &authority());
        const TestCertificate expired = makeCertificate({.fromDays = -10, .toDays = -1}, &authority());
        const TestCertificate early = makeCertificate({.fromDays = 1}, &authority());
        const TestCertificate selfSigned = makeCertificate({});
        const TestCertificate nameless = makeCertificate({.names = {}}, &authority()); // the address as common name only
        const TestCertificate otherAuthority = makeCertificate({.commonName = "test-ca", .names = {}, .authority = true});
        const TestCertificate foreign = makeCertificate({}, &otherAuthority);
        const TestCertificate between = makeCertificate({.commonName = "between", .names = {}, .authority = true}, &authority());
        const TestCertificate orphan = makeCertificate({}, &between); // sent without the one between
        const TestCertificate forClients = makeCertificate({.usage = "clientAuth"}, &authority());
        const TestCertificate leaf = makeCertificate({.commonName = "a leaf"}, &authority());
        const TestCertificate belowLeaf = makeCertificate({}, &leaf); // signed by what is no authority
        const TestCertificate narrow =
            makeCertificate({.commonName = "narrow", .names = {}, .authority = true, .pathLength = 0}, &authority());
        const TestCertificate tooDeep = makeCertificate({.commonName = "too deep", .names = {}, .authority = true}, &narrow);
        const TestCertificate belowDeep = makeCertificate({}, &tooDeep);
        const TestCertificate worn =
            makeCertificate({.commonName = "worn", .names = {}, .authority = true, .fromDays = -10, .toDays = -1}, &authority());
        const TestCertificate belowWorn = makeCertificate({}, &worn);
        struct Bad
        {
            const char *name;
            TestCertificate certificate;
            QByteArray chain;
            const char *cause;
        };
        const Bad all[] = {{"wrong name", wrongName, {}, "another server"},
                           {"expired", expired, {}, "expired"},
                           {"not yet valid", early, {}, "not yet valid"},
                           {"self-signed", selfSigned, {}, "self-signed"},
                           {"nameless", nameless, {}, "another server"},
                           {"foreign", foreign, {}, "signature"},
                           {"missing intermediate", orphan, {}, "issuer"},
                           {"below an expired authority", belowWorn, worn.pem, "expired"},
                           {"for clients only", forClients, {}, "purpose"},
                           {"signed by a leaf", belowLeaf, leaf.pem, "CA certificate"},
                           {"below too many authorities", belowDeep, tooDeep.pem + narrow.pem, "path length"}};
        for (const Bad &bad : all) {
            const auto result = tryServer(bad.certificate, trusted(), bad.chain);
            QVERIFY2(kindOf(result) == ErrorKind::Tls, bad.name);
            const QByteArray said = result.error().detail.toUtf8();
            QVERIFY2(said.contains(bad.cause), (bad.name + QByteArray(": ") + said).constData());
            QVERIFY2(said.contains("127.0.0.1"), said.constData());
            QVERIFY2(said.contains(QSslCertificate(bad.certificate.pem).digest(QCryptographicHash::Sha256).toHex(':')), said.constData());
        }
        QVERIFY(tryServer(serverCertificate(), trusted()));
        QVERIFY(tryServer(orphan, trusted(), between.pem)); // it was only that one which was missing
    }

    void saysThatTheServerSpeaksNoTls()
    {
        QTcpServer plain;
        QVERIFY(plain.listen(QHostAddress::LocalHost));
        QByteArray heard;
        connect(&plain, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = plain.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [&heard, socket] {
                heard += socket->readAll();
                socket->write("HTTP/1.0 400 Bad Request\r\n\r\nClient sent no HTTP request to an HTTP server.\n");
                socket->disconnectFromHost();
            });
        });
        const KubeStub stub; // for its kubeconfig
        QByteArray config = stub.kubeconfig(trusted(), field("token", "t0ken"));
        config.replace(stub.url().toUtf8(), "https://127.0.0.1:" + QByteArray::number(plain.serverPort()));
        const MemoryConsents consents;
        Client client(contextOf(config), consents);
        const auto result = waited(client.get(pods(u"p"_s)));
        QVERIFY2(kindOf(result) == ErrorKind::Tls, qPrintable(result ? QString() : toText(result.error())));
        QVERIFY(!heard.isEmpty() && !heard.contains("t0ken")); // the login stayed here
    }

    void takesAnotherNameOnlyWhereItIsConfigured()
    {
        const TestCertificate other = makeCertificate({.names = "DNS:other.example"}, &authority());
        QVERIFY(tryServer(other, trusted() + field("tls-server-name", "other.example")));
        QCOMPARE(kindOf(tryServer(other, trusted() + field("tls-server-name", "third.example"))), ErrorKind::Tls);
    }

    void verificationCanBeSwitchedOffForOneContextOnly()
    {
        const TestCertificate selfSigned = makeCertificate({});
        QVERIFY(tryServer(selfSigned, field("insecure-skip-tls-verify", "true")));
        QCOMPARE(kindOf(tryServer(selfSigned, trusted())), ErrorKind::Tls);
    }

    void anIntermediateMayBeTheAuthority()
    {
        const TestCertificate intermediate = makeCertificate({.commonName = "between", .names = {}, .authority = true}, &authority());
        const TestCertificate leaf = makeCertificate({}, &intermediate);
        QVERIFY(tryServer(leaf, trusted(intermediate)));
        QVERIFY(tryServer(leaf, trusted(intermediate), intermediate.pem));
        // Partial chains are checked in full all the same: name and time count.
        const TestCertificate wrongName = makeCertificate({.names = "DNS:other.example"}, &intermediate);
        const TestCertificate expired = makeCertificate({.fromDays = -10, .toDays = -1}, &intermediate);
        QCOMPARE(kindOf(tryServer(wrongName, trusted(intermediate))), ErrorKind::Tls);
        QCOMPARE(kindOf(tryServer(expired, trusted(intermediate))), ErrorKind::Tls);
        QVERIFY(tryServer(wrongName, trusted(intermediate) + field("tls-server-name", "other.example")));
    }

    void aSelfSignedServerMayBeItsOwnAuthority()
    {
        const TestCertificate selfSigned = makeCertificate({});
        QVERIFY(tryServer(selfSigned, trusted(selfSigned)));
    }

    void presentsEcAndEd25519ClientCertificates()
    {
        for (const bool ed25519 : {false, true}) {
            const TestCertificate alice = makeCertificate({.commonName = "alice", .names = {}, .ed25519 = ed25519}, &authority());
            StubAndClient both(dataField("client-certificate-data", alice.pem) + dataField("client-key-data", alice.key));
            both.stub.reply("GET", podsPath + "/p", object());
            QVERIFY(async::await(both.client.get(pods(u"p"_s))));
            QCOMPARE(both.stub.requests().first().clientName, u"alice"_s);
        }
    }

    void twoUsersOfOneServerKeepTheirOwnConnections()
    {
        const TestCertificate alice = makeCertificate({.commonName = "alice", .names = {}}, &authority());
        const TestCertificate bob = makeCertificate({.commonName = "bob", .names = {}}, &authority());
        StubAndClient first(dataField("client-certificate-data", alice.pem) + dataField("client-key-data", alice.key));
        first.stub.reply("GET", podsPath + "/p", object());
        const MemoryConsents consents;
        Client second(contextOf(first.stub.kubeconfig(trusted(), dataField("client-certificate-data", bob.pem) +
                                                                     dataField("client-key-data", bob.key))),
                      consents);
        Client nobody(contextOf(first.stub.kubeconfig(trusted(), {})), consents);
        QVERIFY(async::await(first.client.get(pods(u"p"_s))));
        QVERIFY(async::await(second.get(pods(u"p"_s))));
        QVERIFY(async::await(nobody.get(pods(u"p"_s))));
        QStringList names;
        for (const StubRequest &request : first.stub.requests())
            names << request.clientName;
        QCOMPARE(names, (QStringList{u"alice"_s, u"bob"_s, QString()}));
    }

    void noticesRotatedCertificateFiles()
    {
        const QTemporaryDir folder;
        const auto put = [&](const QString &name, const QByteArray &content) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
        };
        const auto become = [&](const QByteArray &name) {
            const TestCertificate made = makeCertificate({.commonName = name, .names = {}}, &authority());
            return put(u"c.pem"_s, made.pem) && put(u"k.pem"_s, made.key);
        };
        QVERIFY(become("first"));
        StubAndClient both(field("client-certificate", folder.filePath(u"c.pem"_s).toUtf8()) +
                           field("client-key", folder.filePath(u"k.pem"_s).toUtf8()));
        both.stub.reply("GET", podsPath + "/p", object());
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QVERIFY(become("second"));
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QCOMPARE(both.stub.requests().last().clientName, u"second"_s);
    }

    void findsOutAboutDamagedMaterialBeforeItConnects()
    {
        const TestCertificate alice = makeCertificate({.commonName = "alice"}, &authority());
        const TestCertificate other = makeCertificate({.commonName = "other", .ed25519 = true}, &authority());
        const auto configured = [](const QByteArray &certificate, const QByteArray &key) {
            return tlsConfiguration({}, certificate, Secret(key));
        };
        QVERIFY(configured(alice.pem, alice.key));
        QVERIFY(configured(other.pem, other.key));
        QCOMPARE(configured(alice.pem, other.key).error().kind, ErrorKind::Invalid);
        QCOMPARE(configured(other.pem, alice.key).error().kind, ErrorKind::Invalid);
        QCOMPARE(configured("nonsense", alice.key).error().kind, ErrorKind::Invalid);
        QCOMPARE(configured(alice.pem, "nonsense").error().kind, ErrorKind::Invalid);
        QCOMPARE(privateKey(Secret("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")).error().kind, ErrorKind::Invalid);
        ClusterEntry cluster;
        cluster.certificateAuthorityData = "nonsense";
        QCOMPARE(tlsConfiguration(cluster, {}, {}).error().kind, ErrorKind::Invalid); // trusting nothing, not everything
    }
};

NATSDECK_TEST(KubeTlsTest)
#include "unit_tls.moc"
