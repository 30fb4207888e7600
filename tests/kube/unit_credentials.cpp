#include "models/kube/exec_plugin.h"
#include "tests/kube/support_client.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QJsonDocument>
#include <QTemporaryDir>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *version1 = "client.authentication.k8s.io/v1";

// A credential plugin: a script that counts its runs, keeps what it was told, and prints what it is given.
struct Plugin
{
    Plugin() { QDir(folder.path()).mkdir(u"bin"_s); }

    void prints(const QByteArray &status, const QByteArray &version = version1, const QByteArray &before = {})
    {
        script("printf x >> " + path("runs") + "; printf '%s' \"$KUBERNETES_EXEC_INFO\" > " + path("info") + "; cat > " + path("stdin") +
               "; env > " + path("env") + "\n" + before + "cat <<'END'\n{\"kind\":\"ExecCredential\",\"apiVersion\":\"" + version +
               "\",\"status\":" + status + "}\nEND\n");
    }
    void script(const QByteArray &lines)
    {
        QFile file(folder.filePath(u"bin/login"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write("#!/bin/sh\n" + lines) <= 0)
            qFatal("cannot write the plugin");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QByteArray path(const QByteArray &name) const { return folder.path().toUtf8() + '/' + name; }
    QByteArray content(const QByteArray &name) const
    {
        QFile file(QString::fromUtf8(path(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    qsizetype runs() const { return content("runs").size(); }
    QByteArray user(const QByteArray &more = {}, const QByteArray &version = version1, const QByteArray &mode = "Never") const
    {
        return "      exec:\n        command: " + path("bin/login") + "\n        apiVersion: " + version + "\n" +
               (mode.isEmpty() ? QByteArray() : "        interactiveMode: " + mode + "\n") + more;
    }

    QTemporaryDir folder;
};

void acceptOnly(KubeStub &stub, const std::function<QByteArray()> &token)
{
    stub.on("GET", podsPath + "/p", [token](const StubRequest &request) {
        StubReply reply;
        if (request.headers.value("authorization") == "Bearer " + token()) {
            reply.body = "{\"metadata\":{\"name\":\"p\"}}";
        } else {
            reply.status = 401;
            reply.body = statusJson(401, "Unauthorized", "who are you");
        }
        return reply;
    });
}

Error errorOf(const Result<QJsonObject> &result) { return result ? Error{} : result.error(); }

} // namespace

class CredentialsTest : public QObject
{
    Q_OBJECT

private slots:
    void runsNothingWithoutConsent()
    {
        Plugin plugin;
        plugin.prints("{\"token\":\"t\"}");
        StubAndClient both(plugin.user("        args: [--cluster, c]\n        env: [{name: A, value: b}]\n"), {}, false);
        acceptOnly(both.stub, [] { return QByteArray("t"); });
        const Error error = errorOf(async::await(both.client.get(pods(u"p"_s))));
        QCOMPARE(error.kind, ErrorKind::Forbidden);
        QCOMPARE(error.reason, u"consent-required"_s);
        QCOMPARE(plugin.runs(), 0);
        QVERIFY(both.stub.requests().isEmpty());

        const auto wanted = both.client.pendingConsent();
        QVERIFY(wanted);
        QCOMPARE(wanted->kind, u"exec-credential"_s);
        QCOMPARE(wanted->program, QString::fromUtf8(plugin.path("bin/login")));
        QCOMPARE(wanted->arguments, (QStringList{u"--cluster"_s, u"c"_s}));
        QCOMPARE(wanted->environment, QStringList{u"A=b"_s});
        both.consents.grant(*wanted);
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QVERIFY(!both.client.pendingConsent());
        QCOMPARE(plugin.runs(), 1);

        // Any change asks again.
        Client changed(contextOf(both.stub.kubeconfig(trusted(), plugin.user("        args: [--cluster, other]\n"))), both.consents);
        QCOMPARE(errorOf(async::await(changed.get(pods(u"p"_s)))).reason, u"consent-required"_s);
        QCOMPARE(plugin.runs(), 1);
    }

    void proxiesAndTokenFilesNeedConsentToo()
    {
        StubAndClient proxied(field("token", "t"), field("proxy-url", "http://127.0.0.1:1"), false);
        QCOMPARE(errorOf(async::await(proxied.client.get(pods(u"p"_s)))).reason, u"consent-required"_s);
        QCOMPARE(proxied.client.pendingConsent()->kind, u"proxy"_s);
        StubAndClient file(field("tokenFile", "/home/me/.ssh/id_rsa"), {}, false);
        QCOMPARE(errorOf(async::await(file.client.get(pods(u"p"_s)))).reason, u"consent-required"_s);
        QCOMPARE(file.client.pendingConsent()->program, u"/home/me/.ssh/id_rsa"_s);
        QVERIFY(file.stub.requests().isEmpty());
    }

    void tellsThePluginWhatItMayKnow()
    {
        Plugin plugin;
        plugin.prints("{\"token\":\"t\"}");
        StubAndClient both(plugin.user("        provideClusterInfo: true\n        env: [{name: WANTED, value: \"a=b\"}]\n"),
                           "      extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]\n");
        acceptOnly(both.stub, [] { return QByteArray("t"); });
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        const QJsonObject info = QJsonDocument::fromJson(plugin.content("info")).object();
        QCOMPARE(info.value(u"kind"_s).toString(), u"ExecCredential"_s);
        QCOMPARE(info.value(u"apiVersion"_s).toString(), QString::fromLatin1(version1));
        const QJsonObject spec = info.value(u"spec"_s).toObject();
        QVERIFY(!spec.value(u"interactive"_s).toBool(true));
        const QJsonObject cluster = spec.value(u"cluster"_s).toObject();
        QCOMPARE(cluster.value(u"server"_s).toString(), both.stub.url());
        QCOMPARE(QByteArray::fromBase64(cluster.value(u"certificate-authority-data"_s).toString().toLatin1()), authority().pem);
        QCOMPARE(cluster.value(u"config"_s).toObject().value(u"audience"_s).toString(), u"x"_s);
        QVERIFY(plugin.content("env").contains("WANTED=a=b\n"));
        QVERIFY(plugin.content("stdin").isEmpty());
    }

    void keepsWhatThePluginSaidUntilItExpires()
    {
        Plugin plugin;
        StubAndClient both(plugin.user());
        acceptOnly(both.stub, [] { return QByteArray("t"); });
        plugin.prints("{\"token\":\"t\",\"expirationTimestamp\":\"2999-01-01T00:00:00Z\"}");
        for (int i = 0; i < 3; ++i)
            QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QCOMPARE(plugin.runs(), 1);

        Plugin shortLived;
        StubAndClient other(shortLived.user());
        acceptOnly(other.stub, [] { return QByteArray("t"); });
        shortLived.prints("{\"token\":\"t\",\"expirationTimestamp\":\"2001-01-01T00:00:00Z\"}");
        for (int i = 0; i < 3; ++i)
            QVERIFY(async::await(other.client.get(pods(u"p"_s))));
        QCOMPARE(shortLived.runs(), 3);
    }

    void logsInAgainOnceAfter401()
    {
        Plugin plugin;
        plugin.script(
            "printf x >> " + plugin.path("runs") + "\nn=$(wc -c < " + plugin.path("runs") +
            ")\necho "
            "'{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"t'$n'\"}}'\n");
        StubAndClient both(plugin.user());
        QByteArray valid = "t1";
        acceptOnly(both.stub, [&] { return valid; });
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        valid = "t2";
        QVERIFY(async::await(both.client.get(pods(u"p"_s)))); // one silent refresh
        QCOMPARE(plugin.runs(), 2);
        QCOMPARE(both.stub.requests().size(), 3);
        valid = "never";
        QCOMPARE(errorOf(async::await(both.client.get(pods(u"p"_s)))).kind, ErrorKind::Unauthenticated);
        QCOMPARE(both.stub.requests().size(), 5); // two calls, no storm
    }

    void runsOnceForManyCallsAtATime()
    {
        Plugin plugin;
        plugin.prints("{\"token\":\"t\"}", version1, "sleep 0.2\n");
        StubAndClient both(plugin.user());
        acceptOnly(both.stub, [] { return QByteArray("t"); });
        QList<async::Future<QJsonObject>> calls;
        for (int i = 0; i < 12; ++i)
            calls << both.client.get(pods(u"p"_s));
        for (const auto &call : calls)
            QVERIFY(async::await(call));
        QCOMPARE(plugin.runs(), 1);
    }

    void logsInWithACertificateOfThePlugin()
    {
        const TestCertificate alice = makeCertificate({.commonName = "alice", .names = {}}, &authority());
        Plugin plugin;
        const auto quoted = [](const QByteArray &pem) { return QByteArray(pem).replace("\n", "\\n"); };
        plugin.prints("{\"clientCertificateData\":\"" + quoted(alice.pem) + "\",\"clientKeyData\":\"" + quoted(alice.key) + "\"}",
                      "client.authentication.k8s.io/v1beta1");
        StubAndClient both(plugin.user({}, "client.authentication.k8s.io/v1beta1", {}));
        StubReply reply;
        reply.body = "{}";
        both.stub.reply("GET", podsPath + "/p", reply);
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QCOMPARE(both.stub.requests().first().clientName, u"alice"_s);
    }

    void saysWhatIsWrongWithThePlugin()
    {
        const auto outcome = [](const std::function<void(Plugin &)> &prepare, const QByteArray &mode = "IfAvailable") {
            Plugin plugin;
            prepare(plugin);
            StubAndClient both(plugin.user("        installHint: \"get\\e[1m it\"\n", version1, mode));
            return errorOf(async::await(both.client.get(pods(u"p"_s))));
        };
        const Error missing = outcome([](Plugin &) {});
        QCOMPARE(missing.kind, ErrorKind::NotFound);
        QVERIFY(missing.remedy.contains(u"it") && !missing.remedy.contains(QChar(0x1b)));
        const Error failed = outcome([](Plugin &plugin) { plugin.script("echo please log in >&2; exit 3\n"); });
        QCOMPARE(failed.kind, ErrorKind::Unauthenticated);
        QVERIFY(failed.detail.contains(u"please log in"));
        QCOMPARE(failed.code, 3);
        for (const QByteArray &status : {QByteArray("null"), QByteArray("{}"), QByteArray("{\"clientCertificateData\":\"x\"}"),
                                         QByteArray("{\"token\":\"t\",\"expirationTimestamp\":\"soon\"}")})
            QCOMPARE(outcome([&](Plugin &plugin) { plugin.prints(status); }).kind, ErrorKind::Unauthenticated);
        QCOMPARE(outcome([](Plugin &plugin) { plugin.prints("{\"token\":\"t\"}", "client.authentication.k8s.io/v1beta1"); }).kind,
                 ErrorKind::Unauthenticated);
        const Error noise = outcome([](Plugin &plugin) { plugin.script("echo secret-token-in-the-wrong-place\n"); });
        QCOMPARE(noise.kind, ErrorKind::Unauthenticated);
        QVERIFY(!toText(noise).contains(u"secret-token")); // what it prints is never quoted
        QCOMPARE(outcome([](Plugin &plugin) { plugin.prints("{\"token\":\"t\"}"); }, "Always").kind, ErrorKind::Unsupported);
    }

    void anyOtherLoginGoesBeforeThePlugin()
    {
        Plugin plugin;
        plugin.prints("{\"token\":\"plugin\"}");
        StubAndClient both(field("token", "static") + plugin.user(), {}, false);
        acceptOnly(both.stub, [] { return QByteArray("static"); });
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QCOMPARE(plugin.runs(), 0);
    }

    void aTokenFileIsReadAgainAfterARefusal()
    {
        const QTemporaryDir folder;
        const auto put = [&](const QByteArray &content) {
            QFile file(folder.filePath(u"token"_s));
            return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
        };
        QVERIFY(put("  first\n"));
        StubAndClient both(field("tokenFile", folder.filePath(u"token"_s).toUtf8()) + field("token", "fallback"));
        QByteArray valid = "first";
        acceptOnly(both.stub, [&] { return valid; });
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QVERIFY(put("second"));
        valid = "second";
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QFile::remove(folder.filePath(u"token"_s));
        QVERIFY(async::await(both.client.get(pods(u"p"_s)))); // the last good one stays
    }

    void logsInWithNameAndPassword()
    {
        StubAndClient both(field("username", "u") + field("password", "p:w"));
        StubReply reply;
        reply.body = "{}";
        both.stub.reply("GET", podsPath + "/p", reply);
        QVERIFY(async::await(both.client.get(pods(u"p"_s))));
        QCOMPARE(both.stub.requests().first().headers.value("authorization"), "Basic " + QByteArray("u:p:w").toBase64());
    }

    void anOldProviderIsExplained()
    {
        StubAndClient both("      auth-provider: {name: gcp}\n");
        const Error error = errorOf(async::await(both.client.get(pods(u"p"_s))));
        QCOMPARE(error.kind, ErrorKind::Unsupported);
        QVERIFY(error.detail.contains(u"gcp"));
    }

    void refusesAPluginFromAFolderThatEverybodyMayWriteTo()
    {
        Plugin plugin;
        plugin.prints("{\"token\":\"t\"}");
        QFile::setPermissions(plugin.folder.filePath(u"bin"_s), QFile::Permissions(0x7777));
        ExecConfig exec;
        exec.command = QString::fromUtf8(plugin.path("bin/login"));
        QCOMPARE(resolvePlugin(exec, plugin.folder.filePath(u"config"_s)).error().kind, ErrorKind::Forbidden);
    }
};

NATSDECK_TEST(CredentialsTest)
#include "unit_credentials.moc"
