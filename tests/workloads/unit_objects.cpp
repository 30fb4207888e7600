#include "models/kube/object_yaml.h"
#include "models/kube/yaml_tree.h"
#include "models/workloads/objects_presenter.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"
#include "tests/workloads/support_stub_workload.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;

namespace {

const QByteArray configPath = "/api/v1/namespaces/n/configmaps/nats-config";
const QByteArray setPath = "/apis/apps/v1/namespaces/n/statefulsets/nats";

QByteArray configMap(const QByteArray &version, const QByteArray &value, const QByteArray &other = "1")
{
    QByteArray json =
        "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'nats-config','namespace':'n','uid':'u1','resourceVersion':'VERSION',"
        "'labels':{'app.kubernetes.io/managed-by':'Helm'},'managedFields':[{'manager':'kubectl-edit','time':'2026-11-28T02:00:00Z'}]},"
        "'data':{'nats.conf':'VALUE','other':'OTHER'}}";
    return json.replace("VERSION", version).replace("VALUE", value).replace("OTHER", other).replace('\'', '"');
}

QByteArray statefulSet()
{
    QByteArray json =
        "{'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'nats','namespace':'n','uid':'us','resourceVersion':'3'},"
        "'spec':{'replicas':1,'template':{'metadata':{'labels':{'app':'nats','x':'y'}},'spec':{'serviceAccountName':'nats-sa',"
        "'containers':[{'name':'nats','envFrom':[{'secretRef':{'name':'env'}}],'env':[{'name':'T','valueFrom':{'secretKeyRef':{'name':'"
        "login'}}}]}],"
        "'volumes':[{'name':'config-volume','configMap':{'name':'nats-config'}},{'name':'tls','secret':{'secretName':'nats-tls'}},"
        "{'name':'p','projected':{'sources':[{'configMap':{'name':'extra'}}]}}]}}}}";
    return json.replace('\'', '"');
}

QByteArray service(const QByteArray &name, const QByteArray &selector)
{
    QByteArray json = "{'apiVersion':'v1','kind':'Service','metadata':{'name':'NAME','namespace':'n'},'spec':{'selector':SELECTOR}}";
    return json.replace("NAME", name).replace("SELECTOR", selector).replace('\'', '"');
}

const QJsonObject secret = parsed("{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s','annotations':{'kubectl.kubernetes.io/"
                                  "last-applied-configuration':'aHVudGVyMg=='}},'data':{'password':'aHVudGVyMg==','user':'YWRtaW4='}}");

// Whatever JSON could be in an object.
QJsonValue randomValue(QRandomGenerator &random, int depth)
{
    static const QStringList texts{
        u"plain"_s,     u"yes"_s,    u"1e3"_s,  u""_s,     u"two\nlines\n"_s, u" lead"_s, u"a: b"_s, u"# no"_s,  u"\u202ehidden"_s,
        u"tab\there"_s, u"'q\"\\"_s, u"null"_s, u"0x10"_s, u"2026-11-28"_s,   u"~"_s,     u"- x"_s,  u"a\n\n"_s, u"\u00e4\u4f60"_s};
    switch (random.bounded(depth > 0 ? 8 : 6)) {
    case 0:
        return random.bounded(2) == 0;
    case 1:
        return random.bounded(100000) - 50000;
    case 2:
        return qint64(random.generate64() >> 12);
    case 3:
        return random.bounded(1000) / 8.0;
    case 6: {
        QJsonArray array;
        for (int i = random.bounded(4); i > 0; --i)
            array.append(randomValue(random, depth - 1));
        return array;
    }
    case 7: {
        QJsonObject object;
        for (int i = random.bounded(5); i > 0; --i)
            object.insert(texts[random.bounded(texts.size())], randomValue(random, depth - 1));
        return object;
    }
    default:
        return texts[random.bounded(texts.size())];
    }
}

QJsonObject randomObject(QRandomGenerator &random)
{
    QJsonObject object;
    for (int i = 0; i < 6; ++i)
        object.insert(u"k%1"_s.arg(i), randomValue(random, 3));
    return object;
}

} // namespace

class ObjectsTest : public QObject
{
    Q_OBJECT

private slots:
    void textReadsBackAsTheSameObject()
    {
        QRandomGenerator random(11);
        for (int round = 0; round < 500; ++round) {
            const QJsonObject object = randomObject(random);
            const QString text = kube::yamlText(object);
            const auto again = objectFromText(text);
            QVERIFY2(again, again ? "" : qPrintable(toText(again.error()) + u'\n' + text));
            QVERIFY2(*again == object, qPrintable(text));
        }
    }

    void refusesWhatIsNoSingleObject()
    {
        QCOMPARE(objectFromText(u"a: 1\n---\nb: 2\n"_s).error().kind, ErrorKind::Invalid);
        QCOMPARE(objectFromText(u"- a\n- b\n"_s).error().kind, ErrorKind::Invalid);
        QCOMPARE(objectFromText(u"a: [\n"_s).error().kind, ErrorKind::Invalid);
        QVERIFY(objectFromText(u"---\na: 1\n"_s));
    }

    void thePatchTurnsOneIntoTheOther()
    {
        QRandomGenerator random(5);
        for (int round = 0; round < 500; ++round) {
            const QJsonObject from = randomObject(random);
            QJsonObject to = from;
            to.insert(u"k%1"_s.arg(random.bounded(8)), randomValue(random, 3));
            to.remove(u"k%1"_s.arg(random.bounded(6)));
            const QJsonObject patch = mergePatchOf(from, to);
            QCOMPARE(mergePatched(from, patch), to);
            QCOMPARE(patch.isEmpty(), from == to);
        }
        QCOMPARE(pathsOf(parsed("{'spec':{'replicas':3,'a.b/c':null},'x':{}}")),
                 (QStringList{u".spec[\"a.b/c\"]"_s, u".spec.replicas"_s, u".x"_s}));
    }

    void secretsAreMaskedUntilRevealedOneByOne()
    {
        const QString hidden = kube::yamlText(masked(secret));
        QVERIFY(!hidden.contains(u"aHVudGVyMg"_s) && hidden.contains(u"•••• (7 bytes)"_s));
        const QString one = kube::yamlText(masked(secret, {u"user"_s}));
        QVERIFY(one.contains(u"YWRtaW4="_s) && !one.contains(u"aHVudGVyMg"_s));
        const QList<SecretValue> values = secretValues(secret, {u"user"_s});
        QCOMPARE(values.size(), 2);
        QCOMPARE(values[0].text, QString());
        QCOMPARE(values[1].text, u"admin"_s);
    }

    void anEditNeverWritesAMask()
    {
        QJsonObject edited = masked(secret);
        QJsonObject data = edited.value(u"data"_s).toObject();
        data.insert(u"user"_s, u"cm9vdA=="_s);
        edited.insert(u"data"_s, data);
        const QJsonObject patch = mergePatchOf(secret, unmasked(edited, secret));
        QCOMPARE(patch, parsed("{'data':{'user':'cm9vdA=='}}"));
        const QJsonObject after = mergePatched(secret, patch);
        const QString before = reviewText(secret, after, false);
        const QString later = reviewText(after, secret, true);
        QVERIFY(before != later);
        QVERIFY(!later.contains(u"cm9vdA"_s) && !before.contains(u"YWRtaW4"_s));
    }

    void findsWhatBelongsToTheSystem()
    {
        const QList<SystemObject> objects = objectsOf(
            parsed(statefulSet()), {parsed(podJson("nats-0", "u0"))},
            {parsed(service("nats", "{'app':'nats'}")), parsed(service("other", "{'app':'web'}")), parsed(service("all", "{}"))}, {});
        QStringList names;
        for (const SystemObject &object : objects)
            names << object.ref.kind + u'/' + object.ref.name;
        QCOMPARE(names,
                 (QStringList{u"StatefulSet/nats"_s, u"Pod/nats-0"_s, u"Service/nats"_s, u"ConfigMap/extra"_s, u"ConfigMap/nats-config"_s,
                              u"Secret/env"_s, u"Secret/login"_s, u"Secret/nats-tls"_s, u"ServiceAccount/nats-sa"_s}));
    }

    void listsChoosesAndShows()
    {
        StubWorkload system;
        MemoryGate gate;
        serveAll(system);
        system.stub.reply("GET", configPath, bodyOf(configMap("4", "port: 4222")));
        ObjectsPresenter presenter(system.workload, gate.gate, *system.pods);
        presenter.setActive(true);
        QTRY_COMPARE(presenter.state(), ObjectsPresenter::State::Ready);
        QTRY_VERIFY(presenter.model().rowOf(u"v1 ConfigMap nats-config"_s) >= 0);
        presenter.choose(u"v1 ConfigMap nats-config"_s);
        QTRY_COMPARE(presenter.objectState(), ObjectsPresenter::State::Ready);
        QVERIFY(presenter.text().contains(u"port: 4222"_s) && !presenter.text().contains(u"managedFields"_s));
        presenter.setManagedFieldsShown(true);
        QVERIFY(presenter.text().contains(u"kubectl-edit"_s));
        QCOMPARE(presenter.notices().size(), 1); // budgets: the stub has none
        QVERIFY(!presenter.lockedReason().isEmpty());
        gate.open(u"k8s:stub"_s);
        QVERIFY(presenter.lockedReason().isEmpty());
    }

    void anEditIsTriedThenAppliedWithTheVersionItWasMadeFrom()
    {
        StubWorkload system;
        MemoryGate gate;
        gate.open(u"k8s:stub"_s);
        system.stub.on("PATCH", configPath, [](const StubRequest &) { return bodyOf(configMap("5", "port: 4333")); });
        ObjectEditor editor(system.workload, gate.gate, parsed(configMap("4", "port: 4222")));
        QSignalSpy applied(&editor, &ObjectEditor::applied);
        editor.check(editor.text().replace(u"4222"_s, u"4333"_s));
        QTRY_COMPARE(editor.stage(), ObjectEditor::Stage::Review);
        QCOMPARE(editor.changes(), QStringList{u".data[\"nats.conf\"]"_s});
        QVERIFY(editor.newText().contains(u"4333"_s) && editor.oldText().contains(u"4222"_s));
        QVERIFY(editor.notes().join(u' ').contains(u"Helm"_s));
        QVERIFY2(editor.intent().command.contains(u"--type=merge"_s), qPrintable(editor.intent().command));
        StubRequest request = system.stub.requests().last();
        QVERIFY2(request.query.contains("dryRun=All"), request.query.constData());
        editor.apply();
        QTRY_COMPARE(applied.size(), 1);
        request = system.stub.requests().last();
        QVERIFY(!request.query.contains("dryRun"));
        QCOMPARE(request.headers.value("content-type"), "application/merge-patch+json");
        QCOMPARE(QJsonDocument::fromJson(request.body).object(),
                 parsed("{'data':{'nats.conf':'port: 4333'},'metadata':{'resourceVersion':'4'}}"));
    }

    void aChangeMeanwhileIsAConflictThatNamesWhoAndWhat()
    {
        StubWorkload system;
        MemoryGate gate;
        gate.open(u"k8s:stub"_s);
        system.stub.reply("GET", configPath, bodyOf(configMap("9", "port: 4222", "theirs")));
        system.stub.on("PATCH", configPath, [](const StubRequest &request) {
            return request.body.contains("\"9\"") ? bodyOf(configMap("10", "port: 4333", "theirs"))
                                                  : bodyOf(statusJson(409, "Conflict", "the object has been modified"), 409);
        });
        ObjectEditor editor(system.workload, gate.gate, parsed(configMap("4", "port: 4222")));
        editor.check(editor.text().replace(u"4222"_s, u"4333"_s));
        QTRY_VERIFY(editor.conflict().has_value());
        QCOMPARE(editor.error()->kind, ErrorKind::Conflict);
        QCOMPARE(editor.conflict()->theirs, QStringList{u".data.other"_s});
        QVERIFY(editor.conflict()->both.isEmpty());
        QVERIFY(editor.conflict()->manager.startsWith(u"kubectl-edit"_s));
        editor.rebase();
        QVERIFY(editor.text().contains(u"4333"_s) && editor.text().contains(u"theirs"_s));
        editor.check(editor.text());
        QTRY_COMPARE(editor.stage(), ObjectEditor::Stage::Review);
    }

    void refusesAnEditThatIsNoneOrAnotherObject()
    {
        StubWorkload system;
        MemoryGate gate;
        ObjectEditor editor(system.workload, gate.gate, parsed(configMap("4", "port: 4222")));
        editor.check(editor.text());
        QTRY_VERIFY(editor.error().has_value());
        QCOMPARE(editor.error()->kind, ErrorKind::Invalid);
        editor.check(editor.text().replace(u"name: nats-config"_s, u"name: other"_s));
        QTRY_COMPARE(editor.stage(), ObjectEditor::Stage::Editing);
        QCOMPARE(editor.error()->kind, ErrorKind::Invalid);
        QVERIFY(system.stub.requests().isEmpty());
    }

    void aLockedSystemIsNotChanged()
    {
        StubWorkload system;
        MemoryGate gate;
        system.stub.on("PATCH", configPath, [](const StubRequest &) { return bodyOf(configMap("5", "port: 4333")); });
        ObjectEditor editor(system.workload, gate.gate, parsed(configMap("4", "port: 4222")));
        editor.check(editor.text().replace(u"4222"_s, u"4333"_s));
        QTRY_COMPARE(editor.stage(), ObjectEditor::Stage::Review); // a dry run changes nothing
        editor.apply();
        QTRY_COMPARE(editor.stage(), ObjectEditor::Stage::Editing);
        QCOMPARE(editor.error()->kind, ErrorKind::Forbidden);
        QCOMPARE(system.stub.count("PATCH", configPath), 1);
    }

private:
    static void serveAll(StubWorkload &system)
    {
        system.servePods({podJson("nats-0", "u0")});
        system.stub.reply("GET", setPath, bodyOf(statefulSet()));
        system.serve("/api/v1/namespaces/n/services", "Service", {service("nats", "{'app':'nats'}")});
    }
};

NATSDECK_TEST(ObjectsTest)
#include "unit_objects.moc"
