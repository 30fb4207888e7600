#include "models/systems/cluster_logins.h"

#include "models/base/files.h"
#include "models/kube/nats_finder.h"
#include "models/nats/cli_contexts.h"
#include "models/systems/sys_readings.h"
#include "tests/kube/support_client.h"
#include "tests/nats/support_jwt.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

QJsonObject objectOf(QByteArray text) { return QJsonDocument::fromJson(text.replace('\'', '"')).object(); }

// nats-box as charts 1.x and 2.x render it with a login (facts: charts/*/everything.rendered.yaml).
QByteArray natsBox()
{
    QByteArray text =
        "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'nats-box','namespace':'n','labels':{'app.kubernetes.io/component':"
        "'nats-box','app.kubernetes.io/name':'nats'}},'spec':{'template':{'spec':{'containers':[{'name':'nats-box','image':"
        "'natsio/nats-box:0.19.7','command':['sh','-ec','if ! [ -f context.txt ]; then\\n  echo -n \\\"app\\\" > context.txt\\nfi','--'],"
        "'volumeMounts':[{'mountPath':'/etc/nats-contexts','name':'contexts'},{'mountPath':'/etc/nats-contents','name':'contents'}]}],"
        "'volumes':[{'name':'contexts','secret':{'secretName':'nats-box-contexts'}},{'name':'contents','secret':{'secretName':"
        "'nats-box-contents'}}]}}}}";
    return text.replace('\'', '"');
}

QByteArray secret(const QByteArray &name, const QMap<QByteArray, QByteArray> &data)
{
    QJsonObject encoded;
    for (auto it = data.begin(); it != data.end(); ++it)
        encoded.insert(QString::fromLatin1(it.key()), QString::fromLatin1(it.value().toBase64()));
    return QJsonDocument(QJsonObject{{u"apiVersion"_s, u"v1"_s},
                                     {u"kind"_s, u"Secret"_s},
                                     {u"metadata"_s, QJsonObject{{u"name"_s, QString::fromLatin1(name)}, {u"namespace"_s, u"n"_s}}},
                                     {u"data"_s, encoded}})
        .toJson();
}

const QByteArray secretsPath = "/api/v1/namespaces/n/secrets/";
const QByteArray deploymentsPath = "/apis/apps/v1/namespaces/n/deployments";

} // namespace

class ClusterLoginsTest final : public QObject
{
    Q_OBJECT

private slots:
    void aNatsBoxIsRecognised()
    {
        QVERIFY(isNatsBox(QJsonDocument::fromJson(natsBox()).object()));
        QVERIFY(isNatsBox(objectOf("{'metadata':{'labels':{'app':'nats-box'}}}"))); // chart 0.x
        QVERIFY(isNatsBox(objectOf("{'spec':{'template':{'spec':{'containers':[{'image':'reg.test/mirror/nats-box:0.18.1'}]}}}}")));
        QVERIFY(!isNatsBox(objectOf("{'spec':{'template':{'spec':{'containers':[{'image':'nats:2.12'}]}}}}")));
    }

    void mountsOfEveryKind()
    {
        const QJsonObject workload = objectOf(
            "{'spec':{'template':{'spec':{'containers':[{'volumeMounts':[{'mountPath':'/a','name':'one'},{'mountPath':'/b','name':'many'},"
            "{'mountPath':'/c','name':'map'}],'env':[{'name':'P','valueFrom':{'secretKeyRef':{'name':'env-secret','key':'p'}}}],"
            "'envFrom':[{'secretRef':{'name':'all-of-it'}}]}],'volumes':[{'name':'one','secret':{'secretName':'s1','items':[{'key':'k','"
            "path':"
            "'context/"
            "k.json'}]}},{'name':'many','projected':{'sources':[{'secret':{'name':'s2'}},{'configMap':{'name':'x'}}]}},{'name':'map',"
            "'configMap':{'name':'y'}}]}}}}");
        const QList<SecretMount> mounts = secretMountsOf(workload);
        QCOMPARE(mounts.size(), 2);
        QCOMPARE(mounts[0], (SecretMount{u"/a"_s, u"s1"_s, {{u"context/k.json"_s, u"k"_s}}}));
        QCOMPARE(mounts[1].secret, u"s2"_s);
        QCOMPARE(secretsInEnvironment(workload), (QStringList{u"env-secret"_s, u"all-of-it"_s}));
    }

    void aLoginIsFoundInASecret_data()
    {
        QTest::addColumn<QStringList>("keys");
        QTest::addColumn<QList<QByteArray>>("values");
        QTest::addColumn<int>("kind"); // of the login; -1 = none, -2 = a certificate
        using Kind = nats::Login::Kind;
        const QByteArray seed = makeSeed('U', 'u');
        QTest::newRow("creds") << QStringList{u"app.creds"_s} << QList{credsText("eyJ.a.b", seed)} << int(Kind::Creds);
        QTest::newRow("seed") << QStringList{u"app.nk"_s} << QList{seed + "\n"} << int(Kind::NkeySeed);
        QTest::newRow("basic-auth") << QStringList{u"username"_s, u"password"_s} << QList<QByteArray>{"app", "p"}
                                    << int(Kind::UserPassword);
        QTest::newRow("environment") << QStringList{u"NATS_USER"_s, u"NATS_PASS"_s} << QList<QByteArray>{"app", "p"}
                                     << int(Kind::UserPassword);
        QTest::newRow("token") << QStringList{u"NATS_TOKEN"_s} << QList<QByteArray>{"t"} << int(Kind::Token);
        QTest::newRow("certificate") << QStringList{u"tls.crt"_s, u"tls.key"_s} << QList<QByteArray>{"c", "k"} << -2;
        QTest::newRow("nothing") << QStringList{u"config"_s} << QList<QByteArray>{"x"} << -1;
        QTest::newRow("a user without a password") << QStringList{u"username"_s} << QList<QByteArray>{"app"} << -1;
        QTest::newRow("empty") << QStringList{} << QList<QByteArray>{} << -1;
    }
    void aLoginIsFoundInASecret()
    {
        QFETCH(QStringList, keys);
        QFETCH(QList<QByteArray>, values);
        QFETCH(int, kind);
        QMap<QString, QByteArray> data;
        for (qsizetype i = 0; i < keys.size(); ++i)
            data.insert(keys[i], values[i]);
        const Result<nats::ConnectOptions> options = loginInSecret(u"s"_s, data);
        QCOMPARE(options.has_value(), kind != -1);
        if (kind >= 0)
            QCOMPARE(int(options->login.kind), kind);
        if (kind == -2)
            QCOMPARE(options->tls.certificatePem, QByteArray("c"));
        if (!options)
            QCOMPARE(options.error().kind, ErrorKind::NotFound);
    }

    // The candidates are found without reading a Secret; choosing one reads those that were named, and no other.
    void natsBoxIsOfferedAndReadOnlyAfterItWasChosen()
    {
        StubAndClient cluster;
        cluster.stub.reply(
            "GET", deploymentsPath,
            {.body = "{\"apiVersion\":\"apps/v1\",\"kind\":\"DeploymentList\",\"metadata\":{},\"items\":[" + natsBox() + "]}"});
        cluster.stub.reply("GET", deploymentsPath + "/nats-box", {.body = natsBox()});
        const QByteArray seed = makeSeed('U', 'u');
        cluster.stub.reply(
            "GET", secretsPath + "nats-box-contexts",
            {.body = secret("nats-box-contexts",
                            {{"other.json", "{\"user\":\"other\",\"password\":\"x\"}"},
                             {"app.json", "{\"nkey\":\"/etc/nats-contents/app.nk\",\"url\":\"nats://nats\",\"user\":\"\"}"}})});
        cluster.stub.reply("GET", secretsPath + "nats-box-contents", {.body = secret("nats-box-contents", {{"app.nk", seed}})});
        const std::shared_ptr<kube::Client> client(&cluster.client, [](kube::Client *) {});
        kube::FoundSystem found;
        found.nameSpace = u"n"_s;
        found.kind = u"StatefulSet"_s;
        found.workload = u"nats"_s;
        const Result<FoundLogins> logins = waited(findClusterLogins(client, found));
        QVERIFY(logins);
        QCOMPARE(logins->logins.size(), 1);
        const FoundLogin box = logins->logins.first();
        QVERIFY(box.reads.contains(u"nats-box-contexts"_s) && box.reads.contains(u"nats-box-contents"_s));
        QCOMPARE(cluster.stub.count("GET", secretsPath + "nats-box-contexts"), 0);
        QCOMPARE(logins->notAllowed.size(), 1); // the workload is not there: said

        const auto read =
            waited(async::run(*QThreadPool::globalInstance(), [&] { return readClusterLogin(cluster.client, box.login.reference); }));
        QVERIFY2(read, read ? "" : qPrintable(toText(read.error())));
        QCOMPARE(read->login, nats::Login::nkeySeed(Secret(seed))); // of the selected context
        QCOMPARE(cluster.stub.count("GET", secretsPath + "nats-box-contexts"), 1);
        QCOMPARE(cluster.stub.count("GET", secretsPath + "nats-box-contents"), 1);
    }

    void aSecretThatIsGoneOrNotAllowedSaysSo()
    {
        StubAndClient cluster;
        const auto read = [&](const QString &reference) {
            return waited(
                async::run(*QThreadPool::globalInstance(), [&, reference] { return readClusterLogin(cluster.client, reference); }));
        };
        QCOMPARE(read(u"secret:n/gone"_s).error().kind, ErrorKind::NotFound);
        cluster.stub.reply(
            "GET", secretsPath + "theirs",
            {.status = 403, .body = "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"Forbidden\",\"message\":\"no\"}"});
        QCOMPARE(read(u"secret:n/theirs"_s).error().kind, ErrorKind::Forbidden);
        QCOMPARE(read(u"nonsense"_s).error().kind, ErrorKind::Invalid);
    }

    void contextsOfThisWorkstationThatLeadThere()
    {
        const QString folder = nats::cliFolder();
        QDir().mkpath(folder + u"/context"_s);
        const auto write = [&](const QString &name, const QByteArray &text) {
            QVERIFY(files::writeAtomically(folder + u"/context/%1.json"_s.arg(name), text));
        };
        write(u"right"_s, "{\"url\":\"nats://NATS.n.svc:4222\",\"creds\":\"/home/a/x.creds\"}");
        write(u"elsewhere"_s, "{\"url\":\"nats://other.test:4222\",\"user\":\"a\",\"password\":\"b\"}");
        write(u"other-port"_s, "{\"url\":\"nats://nats.n.svc:4333\"}");
        write(u"unusable"_s, "{\"url\":\"nats://nats.n.svc:4222\",\"nsc\":\"nsc://a/b/c\"}");
        const QList<FoundLogin> found = cliContextsFor({u"nats.n.svc"_s, u"nats.n"_s});
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().login.reference, u"right"_s);
        QCOMPARE(found.first().user, u"creds /home/a/x.creds"_s);
    }

    void systemRequestsMeanTheSameAsThePaths()
    {
        QCOMPARE(sysRequestOf(u"varz"_s).verb, QByteArray("VARZ"));
        QVERIFY(sysRequestOf(u"varz"_s).body.isEmpty());
        const SysRequest jsz = sysRequestOf(u"jsz?accounts=true&streams=true&consumers=true&leader-only=true&limit=10"_s);
        QCOMPARE(jsz.verb, QByteArray("JSZ"));
        const QJsonObject body = QJsonDocument::fromJson(jsz.body).object();
        QCOMPARE(body, objectOf("{'accounts':true,'streams':true,'consumer':true,'leader_only':true,'limit':10}"));
        QCOMPARE(QJsonDocument::fromJson(sysRequestOf(u"healthz?js-server-only=true"_s).body).object(),
                 objectOf("{'js-server-only':true}"));
    }

    void systemAnswersAreUnpacked()
    {
        const Result<QByteArray> body = bodyOfSysReply("{\"server\":{\"id\":\"x\"},\"data\":{\"a\":[1,{\"data\":2}],\"b\":\"}\"},\"z\":1}");
        QVERIFY(body);
        QCOMPARE(*body, QByteArray("{\"a\":[1,{\"data\":2}],\"b\":\"}\"}"));
        QVERIFY(body->capacity() >= body->size() + 64);
        const Result<QByteArray> refused = bodyOfSysReply("{\"server\":{},\"error\":{\"code\":404,\"description\":\"no such account\"}}");
        QCOMPARE(refused.error().kind, ErrorKind::NotFound);
        QCOMPARE(refused.error().code, 404);
        for (const QByteArray &nonsense :
             {QByteArray(), QByteArray("{}"), QByteArray("{\"data\":"), QByteArray("[1]"), QByteArray("{\"data\":1}")})
            QCOMPARE(bodyOfSysReply(nonsense).error().kind, ErrorKind::Protocol);
    }

    // Cut and damaged in every way: refused or read, never a crash.
    void damagedSystemAnswersAreSurvived()
    {
        const QByteArray good =
            "{\"server\":{\"id\":\"x\",\"tags\":[1,null,\"\\u0041\"]},\"data\":{\"a\":[1,{\"data\":2}],\"b\":\"}\"},\"z\":1.5e3}";
        for (qsizetype length = 0; length < good.size(); ++length)
            (void)bodyOfSysReply(good.first(length));
        QRandomGenerator random(1);
        for (int round = 0; round < 20'000; ++round) {
            QByteArray text = good;
            for (int change = 0; change < 1 + int(random.bounded(4U)); ++change)
                text[qsizetype(random.bounded(quint32(text.size())))] = "{}[]\",:\\0a \xff"[random.bounded(12U)];
            if (const Result<QByteArray> body = bodyOfSysReply(text))
                QVERIFY2(body->startsWith('{'), body->constData()); // what is inside is for its decoder to judge
        }
    }

    void serversWithStrangeIdsAreNotAsked()
    {
        const auto ping = [](const QByteArray &id) {
            return nats::Reply{{}, {}, "{\"server\":{\"name\":\"n\",\"id\":\"" + id + "\"},\"statsz\":{}}", 0};
        };
        QVERIFY(serversIn({ping("a.b.>"), ping(""), ping("short"), nats::Reply{{}, {}, "no json", 0}}).isEmpty());
    }
};

NATSDECK_TEST(ClusterLoginsTest)
#include "unit_cluster_logins.moc"
