#include "models/deployment/apply_set.h"
#include "models/deployment/yaml_text.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <yaml-cpp/yaml.h>

using namespace natsdeck;
using namespace natsdeck::deployment;
using namespace Qt::StringLiterals;

namespace {

QJsonObject parsed(const char *json) { return QJsonDocument::fromJson(json).object(); }

} // namespace

class YamlTextTest : public QObject
{
    Q_OBJECT

private slots:
    void whatCannotBeSeenIsWrittenAsAnEscapeAndReadsBackTheSame()
    {
        const QString hostile = u"a\u202eb\u200bc\x1b[31m\u0085d\nnext"_s;
        const QString yaml = yamlText(QJsonObject{{u"k"_s, hostile}});
        for (const QChar hidden : {QChar(u'\u202e'), QChar(u'\u200b'), QChar(0x1b), QChar(u'\u0085')})
            QVERIFY(!yaml.contains(hidden));
        QCOMPARE(QString::fromStdString(YAML::Load(yaml.toStdString())["k"].as<std::string>()), hostile);
    }

    void readsLikeKubectl()
    {
        const QJsonObject object = parsed(R"({"spec":{"replicas":3,"ports":[{"port":4222,"name":"nats"}],"empty":{},"none":[]},
            "kind":"Service","apiVersion":"v1","metadata":{"namespace":"nats","name":"nats","labels":{"app.kubernetes.io/name":"nats"}}})");
        QCOMPARE(yamlText(object), uR"(apiVersion: v1
kind: Service
metadata:
  name: nats
  namespace: nats
  labels:
    app.kubernetes.io/name: nats
spec:
  empty: {}
  none: []
  ports:
  - name: nats
    port: 4222
  replicas: 3
)"_s);
    }

    void anyTextComesBackAsItWas_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"yes",
                                 "1e3",
                                 "0x10",
                                 "433e40",
                                 "null",
                                 "~",
                                 "",
                                 " lead",
                                 "a: b",
                                 "a #b",
                                 "-",
                                 "- x",
                                 "2026-01-01",
                                 "12:30",
                                 "line\nline\n",
                                 "line\nline",
                                 "line\n\n",
                                 "tab\tin",
                                 "\"quoted\"",
                                 "'",
                                 "ünïcode",
                                 "@at",
                                 "{a}",
                                 "*x",
                                 "nats:2.12.15-alpine",
                                 "  two\nlines",
                                 "\nfirst"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void anyTextComesBackAsItWas()
    {
        QFETCH(QString, text);
        const QString yaml = yamlText(QJsonObject{{u"a"_s, QJsonArray{QJsonObject{{u"k"_s, text}, {text, u"v"_s}}}}});
        const YAML::Node node = YAML::Load(yaml.toStdString())["a"][0];
        QCOMPARE(QString::fromStdString(node["k"].Scalar()), text);
        QCOMPARE(QString::fromStdString(node[text.toStdString()].as<std::string>()), u"v"_s);
        const YAML::Node value = node["k"];
        QVERIFY2(value.Tag() == "!" || QStringList({u"ünïcode"_s, u"nats:2.12.15-alpine"_s}).contains(text) || text.contains(u'\n'),
                 qPrintable(yaml));
    }

    void secretsAreDotsInADiff()
    {
        const QJsonObject secret =
            parsed(R"({"kind":"Secret","metadata":{"name":"x","uid":"1","managedFields":[]},"data":{"password":"Q0FOQVJZ"}})");
        const QString text = yamlText(comparable(secret));
        QVERIFY(!text.contains(u"Q0FOQVJZ"_s));
        QVERIFY(text.contains(u"•••• (6 bytes)"_s));
        QVERIFY(!text.contains(u"uid"_s));
    }

    void theInventoryIsNamedAsKubectlWould()
    {
        // kubectl: "applyset-" + base64url(sha256("nats.team.Secret.")) + "-v1"
        QCOMPARE(ApplySet(u"nats"_s, u"team"_s).id().size(), 9 + 43 + 3);
        const ApplySet set(u"nats"_s, u"team"_s);
        const QJsonObject parent = set.parent({u"StatefulSet.apps"_s, u"ConfigMap"_s, u"ConfigMap"_s});
        QCOMPARE(set.recordedKinds(parent).value(), (QStringList{u"ConfigMap"_s, u"StatefulSet.apps"_s}));
        QCOMPARE(ApplySet(u"other"_s, u"team"_s).recordedKinds(parent).error().kind, ErrorKind::Conflict);
        const QJsonObject member = set.adopt(parsed(R"({"kind":"ConfigMap","metadata":{"name":"c"}})")).value();
        QVERIFY(set.adopt(member).has_value()); // twice is fine
        QCOMPARE(ApplySet(u"other"_s, u"team"_s).adopt(member).error().kind, ErrorKind::Invalid);
        QCOMPARE(ApplySet::groupKind(parsed(R"({"apiVersion":"policy/v1","kind":"PodDisruptionBudget"})")),
                 u"PodDisruptionBudget.policy"_s);
    }
};

NATSDECK_TEST(YamlTextTest)
#include "unit_yaml_text.moc"
