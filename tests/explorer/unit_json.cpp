#include "models/base/cell_roles.h"
#include "models/explorer/json_nodes.h"
#include "models/explorer/json_tree_model.h"
#include "models/explorer/payload_kind.h"
#include "models/explorer/payload_lines_model.h"
#include "tests/support/test_main.h"

#include <QAbstractItemModelTester>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::explorer;
using namespace Qt::StringLiterals;

class JsonPayloadTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsEveryToken_data();
    void keepsEveryToken();
    void agreesWithQtOnWhatIsJson_data();
    void agreesWithQtOnWhatIsJson();
    void twoHundredLevelsAreShown();
    void tooDeepIsRefusedAtTheBudget();
    void cutTextKeepsWhatStands();
    void everyPrefixOfAPayloadIsSafe();
    void randomBytesNeverHoldTheReader();
    void treeModelShowsKeysValuesAndCounts();
    void nodesBeyondTheBudgetAreMarkedCut();
    void kinds_data();
    void kinds();
    void previewIsOneCleanLine();
    void linesAreSplitWithoutLoss();
    void hexShowsOffsetsBytesAndLetters();
};

namespace {

// Everything but white space outside of strings: what must be the same before and after formatting.
QByteArray tokens(const QByteArray &text)
{
    QByteArray out;
    bool inString = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            out += c;
            if (c == '\\' && i + 1 < text.size())
                out += text[++i];
            else if (c == '"')
                inString = false;
        } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
            inString = c == '"';
            out += c;
        }
    }
    return out;
}

} // namespace

void JsonPayloadTest::keepsEveryToken_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("order and duplicates") << QByteArray(R"({"b":1,"a":2,"b":3})");
    QTest::newRow("numbers as written") << QByteArray(R"([1.0,1e400,-0,12345678901234567890123,0.10000000000000000001,1E+2])");
    QTest::newRow("escapes as written") << QByteArray(R"({"\u0061":"\u0000\ud800\/ \"x\""})");
    QTest::newRow("empty containers") << QByteArray(R"({"a":{},"b":[],"c":[[],{}]})");
    QTest::newRow("spaces") << QByteArray(" \r\n{ \"a\" :\t[ 1 , 2 ] }\n ");
}

void JsonPayloadTest::keepsEveryToken()
{
    QFETCH(QByteArray, text);
    const JsonDocument document = parseJson(text);
    QVERIFY2(document.isValid(), qPrintable(document.error));
    QCOMPARE(tokens(formatJson(document)), tokens(text));
    QCOMPARE(formatJson(parseJson(formatJson(document))), formatJson(document));
}

void JsonPayloadTest::agreesWithQtOnWhatIsJson_data()
{
    QTest::addColumn<QByteArray>("text");
    const QList<QByteArray> samples = {"{}",        "[]",          "[1,]",       "{\"a\"}",
                                       "{\"a\":}",  "{,}",         "[1 2]",      "{\"a\":1,}",
                                       "[01]",      "[+1]",        "[.5]",       "[5.]",
                                       "[1e]",      "[-]",         "[tru]",      "[nul]",
                                       "[\"\\x\"]", "[\"\\u12\"]", "[\"a\nb\"]", "[]]",
                                       "{}{}",      "[",           "{\"a\":[1}", "[true,false,null]",
                                       "[-0.5e-3]", "[\"\"]",      "{\"\":{}}",  "[1,[2,[3,[4]]]]"};
    for (const QByteArray &sample : samples)
        QTest::newRow(sample.constData()) << sample;
}

void JsonPayloadTest::agreesWithQtOnWhatIsJson()
{
    QFETCH(QByteArray, text);
    QJsonParseError error;
    const bool valid = !QJsonDocument::fromJson(text, &error).isNull() && error.error == QJsonParseError::NoError;
    const bool strictOnly =
        text == "[01]" || text == "[.5]" || text == "[5.]" || text == "[\"a\nb\"]" || text == "[\"\\x\"]"; // Qt is lenient
    QCOMPARE(parseJson(text).isValid(), valid && !strictOnly);
}

void JsonPayloadTest::twoHundredLevelsAreShown()
{
    const QByteArray deep = QByteArray("{\"k\":[").repeated(100) + "7" + QByteArray("]}").repeated(100);
    JsonTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setDocument(parseJson(deep));
    QModelIndex at = model.index(0, 0);
    int levels = 0;
    while (model.rowCount(at) > 0) {
        at = model.index(0, 0, at);
        ++levels;
    }
    QCOMPARE(levels, 200);
    QCOMPARE(at.data(JsonTreeModel::ValueRole).toString(), u"7"_s);
    QCOMPARE(tokens(formatJson(model.document())), deep);
}

void JsonPayloadTest::tooDeepIsRefusedAtTheBudget()
{
    const auto nested = [](int depth) { return QByteArray(depth, '[') + QByteArray(depth, ']'); };
    QVERIFY(parseJson(nested(jsonDepthLimit)).isValid());
    const JsonDocument over = parseJson(nested(jsonDepthLimit + 1));
    QVERIFY(!over.isValid());
    QCOMPARE(over.errorOffset, qsizetype(jsonDepthLimit));
    QVERIFY(!parseJson(QByteArray(10'000'000, '[')).isValid());
}

void JsonPayloadTest::cutTextKeepsWhatStands()
{
    const JsonDocument document = parseJson(R"({"a":1,"list":[10,20,3)", true);
    QVERIFY(document.isValid());
    QVERIFY(document.cut);
    JsonTreeModel model;
    model.setDocument(document);
    const QModelIndex list = model.index(1, 0, model.index(0, 0));
    QCOMPARE(model.rowCount(list), 3);
    QVERIFY(list.data(JsonTreeModel::ValueRole).toString().startsWith(u"[ 3 item"_s));
    QVERIFY(list.data(JsonTreeModel::ValueRole).toString().endsWith(u'…'));
    QCOMPARE(model.index(2, 0, list).data(JsonTreeModel::ValueRole).toString(), u"3 …"_s);
    QVERIFY(!parseJson(R"({"a":1,"list":[10,20,3)", false).isValid());
}

void JsonPayloadTest::everyPrefixOfAPayloadIsSafe()
{
    const QByteArray whole = R"({"orderId":"A-1","total":-6.5e2,"lines":[{"x":"\u00e9\n"},[],true,null],"é":{}})";
    for (qsizetype length = 1; length < whole.size(); ++length) {
        const JsonDocument document = parseJson(whole.first(length), true);
        QVERIFY2(document.isValid(), whole.first(length).constData());
        QVERIFY(document.cut);
        QVERIFY(!formatJson(document).isEmpty());
        QVERIFY(!parseJson(whole.first(length), false).isValid());
    }
    QVERIFY(!parseJson(whole, true).cut);
}

void JsonPayloadTest::randomBytesNeverHoldTheReader()
{
    QRandomGenerator random(7);
    const QByteArray letters = "{}[]\",:0123456789.eE+-truefalsn \\u\x80\xff\n";
    for (int round = 0; round < 20'000; ++round) {
        QByteArray text;
        for (int i = static_cast<int>(random.bounded(60)); i >= 0; --i)
            text += letters[static_cast<qsizetype>(random.bounded(static_cast<quint32>(letters.size())))];
        const JsonDocument document = parseJson(text, random.bounded(2) == 0);
        if (!document.isValid())
            QVERIFY(document.errorOffset <= text.size());
        else if (!document.cut)
            QCOMPARE(tokens(formatJson(document)), tokens(text));
    }
}

void JsonPayloadTest::treeModelShowsKeysValuesAndCounts()
{
    JsonTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setDocument(parseJson(R"({"orderId":"A-1","total":662.07,"customer":{"id":"c"},"createdAt":1789655503.173,"b\u0007":false})"));
    const QModelIndex root = model.index(0, 0);
    QVERIFY(root.data(JsonTreeModel::ValueRole).toString().startsWith(u"{ 5 key"_s));
    QCOMPARE(model.index(0, 0, root).data(JsonTreeModel::KeyRole).toString(), u"orderId"_s);
    QCOMPARE(model.index(0, 0, root).data(JsonTreeModel::ValueRole).toString(), u"\"A-1\""_s);
    QCOMPARE(model.index(1, 0, root).data(JsonTreeModel::TypeRole).toInt(), static_cast<int>(JsonNode::Type::Number));
    QVERIFY(model.index(2, 0, root).data(JsonTreeModel::ValueRole).toString().startsWith(u"{ 1 key"_s));
    QCOMPARE(model.index(3, 0, root).data(JsonTreeModel::NoteRole).toString(), u"2026-09-17 14:31:43 UTC"_s);
    QCOMPARE(model.index(1, 0, root).data(JsonTreeModel::NoteRole).toString(), QString());
    QCOMPARE(model.index(2, 0, root).data(CellRole::Copy).toString(), u"{\"id\":\"c\"}"_s);
    model.setDocument({});
    QCOMPARE(model.rowCount(), 0);
}

void JsonPayloadTest::nodesBeyondTheBudgetAreMarkedCut()
{
    QByteArray many = "[0";
    for (int i = 0; i < jsonNodeLimit + 10; ++i)
        many += ",1";
    many += ']';
    const JsonDocument document = parseJson(many);
    QVERIFY(document.isValid());
    QVERIFY(document.cut);
    QCOMPARE(static_cast<int>(document.nodes.size()), jsonNodeLimit);
    QVERIFY(document.nodes.front().cut);
}

void JsonPayloadTest::kinds_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, const QByteArray &data, PayloadKind kind) {
        QTest::newRow(name) << data << static_cast<int>(kind);
    };
    row("empty", {}, PayloadKind::Empty);
    row("object", "  {\"a\":1}\n", PayloadKind::Json);
    row("array", "[1,2]", PayloadKind::Json);
    row("number is text", "42", PayloadKind::Text);
    row("broken json is text", "{\"a\":", PayloadKind::Text);
    row("utf8", "grüße, 世界", PayloadKind::Text);
    row("nul", QByteArray("ab\0cd", 5), PayloadKind::Binary);
    row("invalid utf8", QByteArray("\xff\xfe\x80\x81\xc0"), PayloadKind::Binary);
    row("one bad byte in much text", QByteArray(400, 'x') + '\xff', PayloadKind::Text);
    row("surrogate in utf8", QByteArray("\xed\xa0\x80\xed\xa0\x80"), PayloadKind::Binary);
    row("nul in json string", QByteArray("{\"a\":\"\0\"}", 9), PayloadKind::Binary);
}

void JsonPayloadTest::kinds()
{
    QFETCH(QByteArray, data);
    QFETCH(int, kind);
    QCOMPARE(static_cast<int>(detectKind(data)), kind);
}

void JsonPayloadTest::previewIsOneCleanLine()
{
    QCOMPARE(previewLine("{\n  \"a\": 1,\r\n\t\"b\": 2 }"), u"{ \"a\": 1, \"b\": 2 }"_s);
    QVERIFY(!previewLine(QByteArray("tell \xe2\x80\xaetxt")).contains(QChar(u'\u202e')));
    QCOMPARE(previewLine(QByteArray("\0\1\2", 3)), u"00 01 02"_s);
    const QString cut = previewLine(QByteArray(1000, 'a'), 300);
    QCOMPARE(cut.size(), 301);
    QVERIFY(cut.endsWith(u'…'));
    const QString half = previewLine(QByteArray(299, 'a') + QByteArray("\xc3\xa9") + "tail", 300);
    QVERIFY(!half.contains(QChar(QChar::ReplacementCharacter)));
}

void JsonPayloadTest::linesAreSplitWithoutLoss()
{
    PayloadLinesModel model(PayloadLinesModel::Mode::Text);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QString text = u"short\n\n"_s + QString(500, u'x') + u"\n"_s + u"😀"_s.repeated(200) + u"\nend"_s;
    model.setPayload(text.toUtf8());
    QString joined;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row);
        const QString line = index.data(CellRole::Copy).toString();
        QVERIFY(line.size() <= PayloadLinesModel::lineLimit);
        QVERIFY(!line.endsWith(u'\xd83d'));
        joined += line;
        if (!index.data(PayloadLinesModel::ContinuesRole).toBool() && row + 1 < model.rowCount())
            joined += u'\n';
    }
    QCOMPARE(joined, text);
    model.setPayload(QByteArray("a\0b\x1b", 4));
    QCOMPARE(model.index(0).data().toString(), u"a␀b␛"_s);
}

void JsonPayloadTest::hexShowsOffsetsBytesAndLetters()
{
    PayloadLinesModel model(PayloadLinesModel::Mode::Hex);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPayload(QByteArray("ABC\0\xff", 5).repeated(4));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0).data().toString(), u"00000000  41 42 43 00 ff 41 42 43  00 ff 41 42 43 00 ff 41  ABC··ABC··ABC··A"_s);
    QCOMPARE(model.index(1).data().toString().left(22), u"00000010  42 43 00 ff "_s);
    model.setPayload({});
    QCOMPARE(model.rowCount(), 0);
}

NATSDECK_TEST(JsonPayloadTest)
#include "unit_json.moc"
