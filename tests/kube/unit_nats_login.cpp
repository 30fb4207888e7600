#include "models/kube/nats_login.h"
#include "tests/kube/support_workloads.h"
#include "tests/support/test_main.h"

#include <QRandomGenerator>
#include <QTest>

using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

// Whether strangers get in, from a server's configuration and command line.
class NatsLoginTest : public QObject
{
    Q_OBJECT

private slots:
    void configurationsSayWhetherALoginIsAskedFor_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("login");
        const auto row = [](const char *name, LoginForce login, const char *text) {
            QTest::newRow(name) << QString::fromLatin1(text) << int(login);
        };
        row("empty", LoginForce::Open, "");
        row("ports", LoginForce::Open, "port: 4222\nhttp: 8222 # authorization { user: a }\n// accounts { }\n");
        row("quoted words", LoginForce::Open,
            "server_name: \"authorization { user: x }\"\ncluster { authorization { user: r, password: p } }");
        row("user", LoginForce::Asked, "authorization {\n  user: a\n  password: \"p # q\"\n}");
        row("token", LoginForce::Asked, "authorization: { token = $TOKEN }");
        row("users", LoginForce::Asked, "authorization { users = [ {user: a, password: b} ] }");
        row("no users in the list", LoginForce::Open, "authorization { users = [], timeout: 2 }");
        row("timeout only", LoginForce::Open, "authorization { timeout: 2 }");
        row("callout", LoginForce::Asked, "authorization { auth_callout { issuer: A } }");
        row("accounts", LoginForce::Asked, "accounts { APP { users: [{user: a, password: b}] } }");
        row("nkeys", LoginForce::Asked, "accounts { APP: { users [ { nkey: UABC } ] } }");
        row("account without users", LoginForce::Open, "accounts { APP { jetstream: enabled } }");
        row("system account alone", LoginForce::Open, "accounts { $SYS { users: [{user: sys, password: p}] } }");
        row("named system account alone", LoginForce::Open, "system_account: SYS\naccounts { SYS { users: [{user: sys, password: p}] } }");
        row("no_auth_user", LoginForce::Open, "accounts { A { users: [{user: a, password: b}] } }\nno_auth_user: a");
        row("operator", LoginForce::Asked, "operator: eyJ0\nresolver: MEMORY");
        row("resolver", LoginForce::Asked, "resolver { type: full, dir: '/data' }");
        row("json", LoginForce::Asked, "{\"authorization\": {\"token\": \"t\"}, \"port\": 4222}");
        row("json, open", LoginForce::Open, "{\"port\": 4222, \"http_port\": 8222}");
        row("include", LoginForce::Unknown, "port: 4222\ninclude ./auth.conf");
        row("include beside a login", LoginForce::Asked, "include 'a.conf'\nauthorization { user: a, password: b }");
        row("variable for the block", LoginForce::Unknown, "authorization: $AUTH");
        row("address with colons", LoginForce::Open, "listen: 0.0.0.0:4222\nhttp: localhost:8222");
    }

    void configurationsSayWhetherALoginIsAskedFor()
    {
        QFETCH(const QString, text);
        QTEST(int(loginIn(text)), "login");
    }

    void damagedAndDeepTextsAreNotTrusted()
    {
        QCOMPARE(int(loginIn(QString(500'000, u'['))), int(LoginForce::Unknown));
        QCOMPARE(int(loginIn(u"a {"_s.repeated(10'000))), int(LoginForce::Unknown));
        QCOMPARE(int(loginIn(QString(2'000'000, u'a'))), int(LoginForce::Unknown));
        QRandomGenerator random(4);
        const QString letters = u"{}[]=:,;\"'#\\ \nauthorizationusers$"_s;
        for (int round = 0; round < 2000; ++round) {
            QString text;
            for (int i = random.bounded(60); i > 0; --i)
                text += letters[random.bounded(int(letters.size()))];
            (void)loginIn(text); // it ends
        }
    }

    void theConfigurationIsFoundThroughTheMounts_data()
    {
        QTest::addColumn<QByteArray>("container");
        QTest::addColumn<QByteArray>("volumes");
        QTest::addColumn<QString>("place");
        const QByteArray volumes = "[{'name':'v','configMap':{'name':'cm'}},{'name':'s','secret':{'secretName':'x'}}]";
        QTest::newRow("chart") << QByteArray(
                                      "{'args':['--config','/etc/nats/a.conf'],'volumeMounts':[{'name':'v','mountPath':'/etc/nats'}]}")
                               << volumes << u"cm/a.conf"_s;
        QTest::newRow("equals sign")
            << QByteArray("{'command':['nats-server','--config=/c/a.conf'],'volumeMounts':[{'name':'v','mountPath':'/c/'}]}") << volumes
            << u"cm/a.conf"_s;
        QTest::newRow("one file")
            << QByteArray("{'args':['-c','/nats.conf'],'volumeMounts':[{'name':'v','mountPath':'/nats.conf','subPath':'k.conf'}]}")
            << volumes << u"cm/k.conf"_s;
        QTest::newRow("renamed") << QByteArray("{'args':['-c','/c/a.conf'],'volumeMounts':[{'name':'v','mountPath':'/c'}]}")
                                 << QByteArray("[{'name':'v','configMap':{'name':'cm','items':[{'key':'k','path':'a.conf'}]}}]")
                                 << u"cm/k"_s;
        QTest::newRow("secret") << QByteArray("{'args':['-c','/c/a.conf'],'volumeMounts':[{'name':'s','mountPath':'/c'}]}") << volumes
                                << u"/"_s;
        QTest::newRow("image") << QByteArray("{'args':['-c','/c/a.conf']}") << volumes << u"/"_s;
        QTest::newRow("a neighbour's folder") << QByteArray("{'args':['-c','/c2/a.conf'],'volumeMounts':[{'name':'v','mountPath':'/c'}]}")
                                              << volumes << u"/"_s;
    }

    void theConfigurationIsFoundThroughTheMounts()
    {
        QFETCH(const QByteArray, container);
        QFETCH(const QByteArray, volumes);
        const ConfigPlace place = configPlaceOf(object("{'volumes':" + volumes + "}"), object(container));
        QTEST(place.configMap + u'/' + place.key, "place");
    }

    void argumentsMayAskForALogin()
    {
        QVERIFY(asksByArguments({u"nats-server"_s, u"--user"_s, u"a"_s, u"--pass=b"_s}));
        QVERIFY(asksByArguments({u"--auth=t"_s}));
        QVERIFY(!asksByArguments({u"-js"_s, u"-m"_s, u"8222"_s, u"user"_s}));
    }
};

NATSDECK_TEST(NatsLoginTest)
#include "unit_nats_login.moc"
