#include "models/explorer/explorer_input.h"
#include "models/explorer/filter_terms.h"
#include "models/explorer/message_filter.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace natsdeck::explorer;
using namespace Qt::StringLiterals;

class MessageFilterTest : public QObject
{
    Q_OBJECT

private slots:
    void matches_data();
    void matches();
    void problemsNameTheColumn_data();
    void problemsNameTheColumn();
    void finderAgreesWithQt();
    void budgetsHold();
    void expressionsAreLinear();
    void subjectInput_data();
    void subjectInput();
    void jumpInput_data();
    void jumpInput();
};

namespace {

bool passes(const QString &filter, const QByteArray &subject, const QByteArray &data, const HeaderList &headers = {})
{
    const ParsedFilter parsed = parseFilter(filter);
    if (!parsed.filter)
        qFatal("filter refused: %s", qPrintable(parsed.reason));
    const std::function<HeaderList()> get = [&headers] { return headers; };
    return parsed.filter->matches({subject, data, get});
}

} // namespace

void MessageFilterTest::matches_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *filter, bool expected) { QTest::newRow(filter) << QString::fromUtf8(filter) << expected; };
    row("", true);
    row("gold", true);
    row("GOLD", true);
    row("silver", false);
    row("orders.eu", true); // also in the subject
    row("gold paid", true);
    row("gold silver", false);
    row("\"tier\\\":\\\"gold\"", true);
    row("\"two words\"", true);
    row("\"words two\"", false);
    row("subject:orders.*.paid", true);
    row("subject:orders.>", true);
    row("subject:orders.*", false);
    row("header:nats-msg-id", true);
    row("header:Nats-Msg-Id=2043", true);
    row("header:Nats-Msg-Id=9999", false);
    row("header:X-None", false);
    row("/tier\":\"g.ld/", true);
    row("/TIER/", false);
    row("/TIER/i", true);
    row("/a\\/b/", true);
    row("subject:orders.> /total\":6\\d+/ gold", true);
}

void MessageFilterTest::matches()
{
    QFETCH(QString, filter);
    QFETCH(bool, expected);
    QCOMPARE(passes(filter, "orders.eu.paid", R"({"total":662,"tier":"gold","note":"two words a/b"})", {{"Nats-Msg-Id", "A-2043915:4"}}),
             expected);
}

void MessageFilterTest::problemsNameTheColumn_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<int>("column");
    QTest::newRow("quote") << u"gold \"open"_s << 6;
    QTest::newRow("slash") << u"/abc"_s << 1;
    QTest::newRow("after expression") << u"/a/x"_s << 4;
    QTest::newRow("subject") << u"a subject:b..c"_s << 11;
    QTest::newRow("empty subject") << u"subject:"_s << 9;
    QTest::newRow("header") << u"header:=x"_s << 8;
    QTest::newRow("expression") << u"a /(b/"_s << 3;
}

void MessageFilterTest::problemsNameTheColumn()
{
    QFETCH(QString, filter);
    QFETCH(int, column);
    const ParsedFilter parsed = parseFilter(filter);
    QVERIFY(!parsed.filter);
    QVERIFY(!parsed.reason.isEmpty());
    QCOMPARE(parsed.column, column);
}

void MessageFilterTest::finderAgreesWithQt()
{
    QRandomGenerator random(5);
    const auto bytes = [&](int limit) {
        QByteArray text;
        for (int i = static_cast<int>(random.bounded(static_cast<quint32>(limit))); i > 0; --i)
            text += "aAbB.\xff"[random.bounded(6u)];
        return text;
    };
    for (int round = 0; round < 20'000; ++round) {
        const QByteArray needle = bytes(5) + "a";
        const QByteArray text = bytes(40);
        QByteArray lowerNeedle = needle;
        QByteArray lowerText = text;
        for (QByteArray *each : {&lowerNeedle, &lowerText}) {
            for (char &c : *each)
                c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
        }
        QCOMPARE(TextFinder(needle).isIn(text), lowerText.contains(lowerNeedle));
    }
}

void MessageFilterTest::budgetsHold()
{
    QVERIFY(parseFilter(QString(MessageFilter::lengthLimit, u'x')).filter);
    QVERIFY(!parseFilter(QString(MessageFilter::lengthLimit + 1, u'x')).filter);
    QVERIFY(parseFilter(u"a "_s.repeated(MessageFilter::termLimit)).filter);
    const ParsedFilter many = parseFilter(u"a "_s.repeated(MessageFilter::termLimit + 1));
    QVERIFY(!many.filter);
    QCOMPARE(many.column, 2 * MessageFilter::termLimit + 1);
}

void MessageFilterTest::expressionsAreLinear()
{
    const ParsedFilter parsed = parseFilter(u"/(a+)+$x/"_s);
    if (!parsed.filter)
        QSKIP("built without RE2");
    const std::function<HeaderList()> none = [] { return HeaderList(); };
    QElapsedTimer timer;
    timer.start();
    QVERIFY(!parsed.filter->matches({"s", QByteArray(100'000, 'a'), none}));
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
}

void MessageFilterTest::subjectInput_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("subjects");
    QTest::addColumn<int>("validity");
    const auto row = [](const char *text, int subjects, FieldState::Validity validity) {
        QTest::newRow(text) << QString::fromUtf8(text) << subjects << static_cast<int>(validity);
    };
    row("", 0, FieldState::Validity::Empty);
    row("orders.>", 1, FieldState::Validity::Valid);
    row("a b,c  a", 3, FieldState::Validity::Valid);
    row(">", 1, FieldState::Validity::Warning);
    row("a..b", 0, FieldState::Validity::Invalid);
    row("ok a.>.b", 0, FieldState::Validity::Invalid);
    row("a\\,b c", 2, FieldState::Validity::Valid); // a comma within a subject
    row("grüße.*", 1, FieldState::Validity::Valid);
}

void MessageFilterTest::subjectInput()
{
    QFETCH(QString, text);
    QFETCH(int, subjects);
    QFETCH(int, validity);
    const SubjectInput input = parseSubjects(text);
    QCOMPARE(input.subjects.size(), subjects);
    QCOMPARE(static_cast<int>(input.state.validity), validity);
}

void MessageFilterTest::jumpInput_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("sequence"); // -1: none
    QTest::addColumn<QString>("time");    // empty: none
    QTest::newRow("sequence") << u"17,319,887"_s << qint64(17'319'887) << QString();
    QTest::newRow("hash") << u" #5 "_s << qint64(5) << QString();
    QTest::newRow("day") << u"2026-09-17"_s << qint64(-1) << u"2026-09-17T00:00:00.000Z"_s;
    QTest::newRow("minute") << u"2026-09-17 14:31"_s << qint64(-1) << u"2026-09-17T14:31:00.000Z"_s;
    QTest::newRow("exact") << u"2026-09-17T14:31:43.214Z"_s << qint64(-1) << u"2026-09-17T14:31:43.214Z"_s;
    QTest::newRow("today") << u"14:31:43"_s << qint64(-1) << u"2026-09-18T14:31:43.000Z"_s;
    QTest::newRow("ago") << u"10 min"_s << qint64(-1) << u"2026-09-18T14:50:00.000Z"_s;
    QTest::newRow("hours ago") << u"2h ago"_s << qint64(-1) << u"2026-09-18T13:00:00.000Z"_s;
    QTest::newRow("nonsense") << u"tomorrow"_s << qint64(-1) << QString();
}

void MessageFilterTest::jumpInput()
{
    QFETCH(QString, text);
    QFETCH(qint64, sequence);
    QFETCH(QString, time);
    const qint64 now = QDateTime::fromString(u"2026-09-18T15:00:00Z"_s, Qt::ISODate).toMSecsSinceEpoch() * 1'000'000;
    const JumpInput input = parseJump(text, now, true);
    QCOMPARE(input.sequence ? static_cast<qint64>(*input.sequence) : qint64(-1), sequence);
    QCOMPARE(input.timeNs ? QDateTime::fromMSecsSinceEpoch(*input.timeNs / 1'000'000, Qt::UTC).toString(Qt::ISODateWithMs) : QString(),
             time);
    QCOMPARE(input.state.isUsable(), sequence >= 0 || !time.isEmpty());
}

NATSDECK_TEST(MessageFilterTest)
#include "unit_filter.moc"
