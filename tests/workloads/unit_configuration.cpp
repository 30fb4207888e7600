#include "models/workloads/configuration.h"
#include "tests/support/test_main.h"

#include <QJsonDocument>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;

namespace {

QJsonObject object(const QByteArray &json) { return QJsonDocument::fromJson(json).object(); }

NatsConf conf(const QString &text, const QMap<QString, QString> &environment = {})
{
    const Result<NatsConf> made = parseNatsConf(text, environment);
    if (!made)
        qFatal("%s", qPrintable(toText(made.error())));
    return *made;
}

RunningConfig running(const QByteArray &more = {})
{
    return *runningConfigOf(
        R"({"server_id":"N","server_name":"nats-0","version":"2.12.15","port":4222,"http_port":8222,"max_payload":1048576,
        "start":"2026-11-28T01:00:00.123456789Z","config_load_time":"2026-11-28T02:00:00.5Z","config_digest":"sha256:aa",
        "cluster":{"name":"c","cluster_port":6222},"jetstream":{"config":{"max_memory":0,"max_storage":10737418240,
        "store_dir":"/data/jetstream"}})" +
        more + "}");
}

const QString chartConf = uR"({
  "http_port": 8222,
  "jetstream": {
    "max_file_store": 10Gi,
    "max_memory_store": 0,
    "store_dir": "/data"
  },
  "lame_duck_duration": "30s",
  "port": 4222,
  "server_name": $SERVER_NAME
})"_s;

QJsonObject podSpec(const QByteArray &args, const QByteArray &mount, const QByteArray &volume, const QByteArray &more = {})
{
    return object(R"({"containers":[{"name":"nats","args":)" + args + R"(,"volumeMounts":[)" + mount + "]}" + more + R"(],"volumes":[)" +
                  volume + "]}");
}

} // namespace

class ConfigurationTest : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatTheServerReads()
    {
        const NatsConf made = conf(u"# comment\nport = 4222 // more\nserver_name nats-1\nmax_payload: 8MB; debug: yes, ratio: 1.5\n"
                                   "cluster { name: \"a \\\"b\\\" \\x41\", routes = [\n nats://a:6222, nats://b:6222\n ]\n}\n"
                                   "raw: 'x\\n'\nlisten: 127.0.0.1:4222\nneg: -5\nsize: 1k\nlong: 2m30\nempty {}\n'quoted key': on\n"_s);
        QCOMPARE(made.at(u"port")->integer, 4222);
        QCOMPARE(made.at(u"server_name")->text, u"nats-1"_s);
        QCOMPARE(made.at(u"max_payload")->integer, 8 * 1024 * 1024);
        QVERIFY(made.at(u"debug")->isTrue);
        QCOMPARE(made.at(u"ratio")->real, 1.5);
        QCOMPARE(made.at(u"cluster.name")->text, u"a \"b\" A"_s);
        QCOMPARE(made.at(u"cluster.routes")->items.size(), 2);
        QCOMPARE(made.at(u"raw")->text, u"x\\n"_s);
        QCOMPARE(made.at(u"listen")->text, u"127.0.0.1:4222"_s);
        QCOMPARE(made.at(u"neg")->integer, -5);
        QCOMPARE(made.at(u"size")->integer, 1000);
        QCOMPARE(made.at(u"long")->text, u"2m30"_s);
        QCOMPARE(made.at(u"empty")->kind, ConfValue::Kind::Map);
        QVERIFY(made.at(u"quoted key")->isTrue);
        QVERIFY(!made.at(u"cluster.nothing") && !made.at(u"port.x"));
    }

    void resolvesVariables()
    {
        const NatsConf made = conf(u"SIZE: 5Gi\njetstream { max_file_store: $SIZE }\nname: $NAME\nwhere: $NOWHERE\nhash: $2a$11$abc\n"_s,
                                   {{u"NAME"_s, u"true"_s}});
        QCOMPARE(made.at(u"jetstream.max_file_store")->integer, qint64(5) << 30);
        QCOMPARE(made.at(u"name")->kind, ConfValue::Kind::Bool); // text of the environment is read as a value
        QCOMPARE(made.unresolved, QStringList{u"NOWHERE"_s});
        QCOMPARE(made.at(u"hash")->text, u"$2a$11$abc"_s);
    }

    void refusesWhatTheServerRefuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("open brace") << u"a {\n b: 1\n"_s;
        QTest::newRow("open list") << u"a: [1, 2\n"_s;
        QTest::newRow("open quote") << u"a: \"b\n"_s;
        QTest::newRow("no value") << u"a:\nb: 1\n"_s;
        QTest::newRow("brace too many") << u"a: 1\n}\n"_s;
        QTest::newRow("deep") << u"a "_s + QString(300, u'{');
        QTest::newRow("deep lists") << u"a: "_s + QString(300, u'[');
    }
    void refusesWhatTheServerRefuses()
    {
        QFETCH(QString, text);
        const Result<NatsConf> made = parseNatsConf(text, {});
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorKind::Invalid);
        QVERIFY(!maskedConf(text).isEmpty()); // and it is still shown
    }

    void digestsAreThoseOfTheServer()
    {
        // From `nats-server -t -c FILE` of 2.12.15 and 2.14.2, with SN=nats-0 in the environment.
        const QString text =
            u"port: 4222\nserver_name: $SN\njetstream { max_file_store: 10GB, store_dir: \"/tmp/x\", max_memory_store: 0 }\n"
            "authorization { users: [ {user: a, password: \"x<y\"} ] }\n lame_duck_duration: \"30s\"\n"_s;
        QCOMPARE(digestOf(conf(text, {{u"SN"_s, u"nats-0"_s}})),
                 u"sha256:b294268f805409569ebf18a5aab2c2dc295bb51a894e0cb2ee25d327877c3775"_s);
        QVERIFY(!digestOf(conf(text))); // a variable from elsewhere
        QVERIFY(!digestOf(conf(u"include ./users.conf\n"_s)));
        QCOMPARE(conf(u"include \"a.conf\";\nport: 1\n"_s).includes, QStringList{u"a.conf"_s});
    }

    void showsNoSecret()
    {
        const QString shown = maskedConf(
            u"authorization { users: [{user: alice, password: \"s3cr3t-a\"}, {\"user\": bob, \"password\": s3cr3t-b}], token = 's3cr3t-c' "
            u"}\n"
            "jetstream { key: s3cr3t-d, store_dir: \"/data\" }\ncluster { routes: [nats://ruser:s3cr3t-e@nats-1:6222] }\n"
            "# password: s3cr3t-f\nkey_file: \"/etc/tls.key\"\nnkey: SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY\n"_s);
        QVERIFY2(!shown.contains(u"s3cr3t"), qPrintable(shown));
        QVERIFY2(!shown.contains(u"SUACSSL3"), qPrintable(shown));
        for (const QString &kept : {u"alice"_s, u"bob"_s, u"/data"_s, u"/etc/tls.key"_s, u"nats-1:6222"_s})
            QVERIFY2(shown.contains(kept), qPrintable(shown));
        QVERIFY(!maskedConf(u"a { password: s3cr3t\n b: \""_s).contains(u"s3cr3t")); // broken later on
        QVERIFY(!maskedConf(u"x: \"\u202e\"\n"_s).contains(QChar(0x202e)));
    }

    void findsTheFileOfTheServer()
    {
        ConfigSource source =
            configSourceOf(podSpec(R"(["--config","/etc/nats-config/nats.conf"])", R"({"name":"config","mountPath":"/etc/nats-config/"})",
                                   R"({"name":"config","configMap":{"name":"nats-config"}})", R"(,{"name":"reloader"})"),
                           u"nats"_s);
        QCOMPARE(source.kind, ConfigSource::Kind::ConfigMap);
        QCOMPARE(source.object, u"nats-config"_s);
        QCOMPARE(source.key, u"nats.conf"_s);
        QVERIFY(source.hasReloader);
        source = configSourceOf(podSpec(R"(["-c=/etc/n.conf"])", R"({"name":"config","mountPath":"/etc/n.conf","subPath":"x.conf"})",
                                        R"({"name":"config","configMap":{"name":"m","items":[{"key":"real","path":"x.conf"}]}})"),
                                u"nats"_s);
        QCOMPARE(source.key, u"real"_s);
        QVERIFY(!source.hasReloader);
        source = configSourceOf(
            podSpec(R"(["-c","/etc/s/a.conf"])", R"({"name":"c","mountPath":"/etc/s"})", R"({"name":"c","secret":{"secretName":"s"}})"),
            u"nats"_s);
        QCOMPARE(source.kind, ConfigSource::Kind::Secret);
        QCOMPARE(configSourceOf(podSpec(R"(["-js"])", "", ""), u"nats"_s).kind, ConfigSource::Kind::Arguments);
        QCOMPARE(configSourceOf(podSpec(R"(["-c","/image/a.conf"])", "", ""), u"nats"_s).kind, ConfigSource::Kind::Elsewhere);
        QCOMPARE(configSourceOf({}, u"nats"_s).kind, ConfigSource::Kind::None);
    }

    void takesTheEnvironmentOfAPod()
    {
        const QMap<QString, QString> environment =
            environmentOf(object(R"json({"metadata":{"name":"nats-2","namespace":"n"},"spec":{"containers":[{"name":"nats","env":[
              {"name":"POD_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},{"name":"SERVER_NAME","value":"x-$(POD_NAME)-$(NO)"},
              {"name":"HIDDEN","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}]}]}})json"),
                          u"nats"_s);
        QCOMPARE(environment.value(u"SERVER_NAME"_s), u"x-nats-2-$(NO)"_s);
        QVERIFY(!environment.contains(u"HIDDEN"_s));
    }

    void knowsWhenTheDataChanged()
    {
        const ConfigChange change = lastChangeOf(object(R"({"metadata":{"creationTimestamp":"2026-11-01T00:00:00Z","managedFields":[
            {"manager":"helm","time":"2026-11-02T00:00:00Z","fieldsV1":{"f:data":{}}},
            {"manager":"kubectl-edit","time":"2026-11-03T00:00:00Z","fieldsV1":{"f:data":{"f:nats.conf":{}}}},
            {"manager":"labeller","time":"2026-11-04T00:00:00Z","fieldsV1":{"f:metadata":{"f:labels":{}}}}]}})"));
        QCOMPARE(change.by, u"kubectl-edit"_s);
        QCOMPARE(change.at.date(), QDate(2026, 11, 3));
        QCOMPARE(lastChangeOf(object(R"({"metadata":{"creationTimestamp":"2026-11-01T00:00:00Z"}})")).at.date(), QDate(2026, 11, 1));
        QVERIFY(!lastChangeOf({}).at.isValid());
    }

    void saysWhatDiffersAndWhatAReloadBrings()
    {
        const QMap<QString, QString> environment{{u"SERVER_NAME"_s, u"nats-0"_s}};
        QVERIFY(differencesOf(conf(chartConf, environment), running()).isEmpty());
        const auto fieldsOf = [&](const QString &text, const RunningConfig &server) {
            QStringList fields;
            for (const ConfigDifference &one : differencesOf(conf(text, environment), server))
                fields << one.field + (one.needsRestart ? u"!"_s : QString());
            return fields;
        };
        QCOMPARE(fieldsOf(u"max_payload: 2MB\nport: 5222\nserver_name: other"_s, running()),
                 (QStringList{u"port!"_s, u"server_name!"_s, u"max_payload"_s}));
        QCOMPARE(fieldsOf(u"jetstream { max_file_store: 20Gi, store_dir: /other }"_s, running()),
                 (QStringList{u"jetstream.max_file_store"_s, u"jetstream.store_dir!"_s})); // 2.12.7 and newer grow by a reload
        QCOMPARE(fieldsOf(u"jetstream { max_file_store: \"5GB\" }"_s, running()), QStringList{u"jetstream.max_file_store!"_s});
        RunningConfig old = running();
        old.version = u"2.10.29"_s;
        QCOMPARE(fieldsOf(u"jetstream { max_file_store: 20Gi }"_s, old), QStringList{u"jetstream.max_file_store!"_s});
        QCOMPARE(fieldsOf(u"server_name: $UNKNOWN"_s, running()), QStringList());
    }

    void judgesByDigestAndTime()
    {
        ConfigSource source;
        source.hasReloader = true;
        RunningConfig server = running(); // loaded 02:00:00.5, by a reload
        const auto at = [](int hour, int minute, int second = 0) {
            return QDateTime(QDate(2026, 11, 28), QTime(hour, minute, second), Qt::UTC);
        };
        const auto judge = [&](const QDateTime &changed, const QDateTime &now, const std::optional<QString> &digest = std::nullopt,
                               const QList<ConfigDifference> &differences = {}) {
            return loadStateOf(source, {changed, {}}, server, digest, differences, now);
        };
        const QList<ConfigDifference> restart{{u"port"_s, u"1"_s, u"2"_s, true}};
        QCOMPARE(judge(at(1, 0), at(9, 0)), LoadState::Loaded);
        QCOMPARE(judge(at(3, 0), at(3, 1)), LoadState::Pending);
        QCOMPARE(judge(at(3, 0), at(4, 0)), LoadState::NotReloaded);
        QCOMPARE(judge(at(3, 0), at(3, 1), std::nullopt, restart), LoadState::NeedsRestart);
        QCOMPARE(judge(at(3, 0), at(4, 0), u"sha256:aa"_s), LoadState::Loaded);  // changed there and back
        QCOMPARE(judge(at(1, 59), at(4, 0), u"sha256:bb"_s), LoadState::Loaded); // the reloader saw the new file
        QCOMPARE(judge({}, at(4, 0)), LoadState::Unknown);
        source.hasReloader = false;
        QCOMPARE(judge(at(3, 0), at(3, 1)), LoadState::NotReloaded); // nothing will tell it
        server.started = server.loaded;
        // Started again a minute after the change, but with the file of before.
        QCOMPARE(judge(at(1, 59), at(4, 0), u"sha256:bb"_s), LoadState::NotReloaded);
        QCOMPARE(judge(at(1, 0), at(4, 0), u"sha256:bb"_s), LoadState::Loaded); // long after: our reading of the file is what is wrong
    }

    void refusesAnswersThatAreNoVarz()
    {
        QCOMPARE(runningConfigOf("<html>").error().kind, ErrorKind::Invalid);
        QCOMPARE(runningConfigOf("{}").error().kind, ErrorKind::Protocol);
        QVERIFY(runningConfigOf(R"({"server_id":"x"})")->loaded.isNull());
        QCOMPARE(running().loaded.time(), QTime(2, 0, 0, 500));
    }
};

NATSDECK_TEST(ConfigurationTest)
#include "unit_configuration.moc"
