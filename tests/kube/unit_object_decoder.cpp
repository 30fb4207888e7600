#include "models/kube/object_decoder.h"
#include "models/kube/table_list.h"
#include "tests/support/kube_stub_objects.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

QList<QJsonObject> itemsOf(QByteArray page, ManagedFields managed = ManagedFields::Drop)
{
    const auto items = readItems(page, u"v1"_s, u"Pod"_s, managed);
    QList<QJsonObject> objects;
    for (const ObjectText &text : items.value_or(QList<ObjectText>{}))
        objects << text.make().value_or(QJsonObject{});
    return objects;
}

QByteArray page(const QByteArray &items) { return R"({"kind":"PodList","metadata":{"resourceVersion":"7"},"items":)" + items + "}"; }

} // namespace

class ObjectDecoderTest : public QObject
{
    Q_OBJECT

private slots:
    void readsTheHeadOfAPage()
    {
        QByteArray whole = R"({"items":[],"metadata":{"continue":"abc","remainingItemCount":12,"resourceVersion":"9"}})";
        const auto head = readPageHead(whole);
        QVERIFY(head);
        QCOMPARE(head->resourceVersion, u"9"_s);
        QCOMPARE(head->continueToken, u"abc"_s);
        QCOMPARE(head->remaining, 12);
        QByteArray bare = "{}";
        QVERIFY(readPageHead(bare) && readPageHead(bare)->continueToken.isEmpty());
        for (QByteArray broken : {QByteArray("<html>"), QByteArray("{\"metadata\":"), QByteArray(), QByteArray("[1]")})
            QCOMPARE(readPageHead(broken).error().kind, ErrorKind::Protocol);
    }

    void leavesOutManagedFieldsWhereverTheyStand_data()
    {
        QTest::addColumn<QByteArray>("metadata");
        QTest::newRow("last") << QByteArray(R"({"name":"a","uid":"u","managedFields":[{"x":{"f:y":{}}}]})");
        QTest::newRow("first") << QByteArray(R"({"managedFields":[{"x":1}],"name":"a","uid":"u"})");
        QTest::newRow("between") << QByteArray(R"({"name":"a","managedFields":[],"uid":"u"})");
        QTest::newRow("spaced") << QByteArray("{ \"name\" : \"a\" ,\n \"managedFields\" :\n [ { \"x\" : \"]}\" } ] ,\n \"uid\" : \"u\" }");
        QTest::newRow("null") << QByteArray(R"({"name":"a","managedFields":null,"uid":"u"})");
        QTest::newRow("none") << QByteArray(R"({"name":"a","uid":"u"})");
        QTest::newRow("in a text") << QByteArray(
            "{\"name\":\"a\",\"uid\":\"u\",\"annotations\":{\"managedFields\":\"mine\",\"b\":\"\\\"managedFields\\\":[\"}}");
    }
    void leavesOutManagedFieldsWhereverTheyStand()
    {
        QFETCH(const QByteArray, metadata);
        const auto items = itemsOf(page("[{\"metadata\":" + metadata + ",\"spec\":{\"managedFields\":[1]}}]"));
        QCOMPARE(items.size(), 1);
        QJsonObject expected = QJsonDocument::fromJson("{\"metadata\":" + metadata + ",\"spec\":{\"managedFields\":[1]}}").object();
        QJsonObject meta = expected.value(u"metadata"_s).toObject();
        if (!meta.value(u"managedFields"_s).isNull())
            meta.remove(u"managedFields"_s);
        expected.insert(u"metadata"_s, meta);
        expected.insert(u"apiVersion"_s, u"v1"_s);
        expected.insert(u"kind"_s, u"Pod"_s);
        QCOMPARE(items.first(), expected);
    }

    void keepsThemWhereTheyTellWhoChangedTheData()
    {
        QCOMPARE(managedFieldsOf(u"ConfigMap"_s), ManagedFields::Keep);
        QCOMPARE(managedFieldsOf(u"Pod"_s), ManagedFields::Drop);
        const auto items = itemsOf(page(R"([{"metadata":{"name":"a","managedFields":[{"manager":"m"}]}}])"), ManagedFields::Keep);
        QCOMPARE(items.first().value(u"metadata"_s).toObject().value(u"managedFields"_s).toArray().size(), 1);
    }

    void aFatPodIsWhatItWasWithoutThem()
    {
        QVERIFY(fatPod(1).size() >= 5000);
        const auto items = itemsOf(page('[' + fatPod(1) + ',' + fatPod(2) + ']'));
        QCOMPARE(items.size(), 2);
        for (int i = 0; i < 2; ++i) {
            QJsonObject expected = QJsonDocument::fromJson(fatPod(i + 1)).object();
            QJsonObject meta = expected.value(u"metadata"_s).toObject();
            meta.remove(u"managedFields"_s);
            expected.insert(u"metadata"_s, meta);
            expected.insert(u"apiVersion"_s, u"v1"_s);
            expected.insert(u"kind"_s, u"Pod"_s);
            QCOMPARE(items.at(i), expected);
        }
    }

    void oddListsAreEmptyAndBrokenOnesRefused()
    {
        QByteArray null = page("null");
        QVERIFY(readItems(null, u"v1"_s, u"Pod"_s, ManagedFields::Drop)->isEmpty());
        QByteArray none = "{\"metadata\":{}}";
        QVERIFY(readItems(none, u"v1"_s, u"Pod"_s, ManagedFields::Drop)->isEmpty());
        for (QByteArray broken : {page("[{\"metadata\":{\"name\":}}]"), page("[1]"), page("[{\"metadata\":{}}"), QByteArray("[]")})
            QVERIFY2(!readItems(broken, u"v1"_s, u"Pod"_s, ManagedFields::Drop), broken.constData());
    }

    void readsEventsWithoutMakingTheirObjects()
    {
        QByteArray line = R"({"type":"MODIFIED","object":{"metadata":{"managedFields":[1],"uid":"u","resourceVersion":"5"},"x":1}})";
        const auto event = readEvent(line, u"v1"_s, u"Pod"_s, ManagedFields::Drop);
        QVERIFY(event);
        QCOMPARE(event->type, "MODIFIED");
        QCOMPARE(event->object.uid, u"u"_s);
        QCOMPARE(event->object.resourceVersion, u"5"_s);
        QVERIFY(!event->object.text.contains("managedFields") && !event->initialEventsEnd);
        QCOMPARE(event->object.make()->value(u"x"_s).toInt(), 1);
        QByteArray end =
            R"({"object":{"metadata":{"annotations":{"k8s.io/initial-events-end":"true"},"resourceVersion":"8"}},"type":"BOOKMARK"})";
        QVERIFY(readEvent(end, u"v1"_s, u"Pod"_s, ManagedFields::Drop)->initialEventsEnd);
        for (QByteArray broken : {QByteArray("{}"), QByteArray("{\"type\":\"ADDED\"}"), QByteArray("{\"type\":1,\"object\":{}}"),
                                  QByteArray("{\"type\":\"ADDED\",\"object\":[]}")})
            QVERIFY(!readEvent(broken, u"v1"_s, u"Pod"_s, ManagedFields::Drop));
    }

    void readsTablesInPages()
    {
        const ResourceType type{u"v1"_s, u"Pod"_s, u"pods"_s, true};
        TableList table;
        const auto json = [](QByteArray text) { return text.replace('\'', '"'); };
        const QByteArray first = json("{'kind':'Table','metadata':{'resourceVersion':'3','continue':'t'},'columnDefinitions':["
                                      "{'name':'Name','type':'string','priority':0},{'name':'IP\\u001b[1m','type':'string','priority':1}],"
                                      "'rows':[{'cells':['a',3],'object':{'metadata':{'name':'a','namespace':'n','uid':'u'}}}]}");
        const auto next = addTablePage(first, type, 10, table);
        QVERIFY(next);
        QCOMPARE(*next, u"t"_s);
        const QByteArray second =
            json("{'kind':'Table','metadata':{},'rows':[{'cells':['b\\u202e',null],'object':{'metadata':{'name':'b'}}}]}");
        QVERIFY(addTablePage(second, type, 10, table));
        QCOMPARE(table.columns.size(), 2);
        QVERIFY(table.columns[1].isWide && !table.columns[1].name.contains(QChar(0x1b)));
        QCOMPARE(table.rows.size(), 2);
        QCOMPARE(table.rows[0].cells, (QStringList{u"a"_s, u"3"_s}));
        QCOMPARE(table.rows[0].ref.nameSpace, u"n"_s);
        QVERIFY(!table.rows[1].cells[0].contains(QChar(0x202e)));
        TableList none;
        QCOMPARE(addTablePage(page("[]"), type, 10, none).error().kind, ErrorKind::Unsupported);
    }
};

NATSDECK_TEST(ObjectDecoderTest)
#include "unit_object_decoder.moc"
