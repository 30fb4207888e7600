#include "models/base/json.h"
#include "models/base/logging.h"
#include "models/base/text.h"
#include "models/base/units.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace natsdeck;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TextTest : public QObject
{
    Q_OBJECT

private slots:
    void makesControlCharactersVisible()
    {
        QCOMPARE(text::clean(u"a\u001b[31mred\nb\rc"_s), u"a␛[31mred␊b␍c"_s);
        QCOMPARE(text::clean(u"user\u202egnp.exe"_s), u"user\ufffdgnp.exe"_s);
        QCOMPARE(text::clean(QByteArray("\xff\xfe", 2)), u"\ufffd\ufffd"_s);
        QCOMPARE(text::clean(QByteArray("a\0b", 3)), u"a␀b"_s);
        QCOMPARE(text::cleanLines(u"a\n\tb\u0007"_s), u"a\n\tb␇"_s);
    }

    void saysWhenItCuts()
    {
        const QString cut = text::clean(QString(5000, u'x'), 10);
        QCOMPARE(cut, u"xxxxxxxxxx… (5,000 characters)"_s);
    }

    void quotesForAShell()
    {
        QCOMPARE(text::shellQuoted(u"plain-1.2/x"_s), u"plain-1.2/x"_s);
        QCOMPARE(text::shellQuoted(u"it's"_s), u"'it'\\''s'"_s);
        QCOMPARE(text::shellQuoted(u"$(rm)"_s), u"'$(rm)'"_s);
        QCOMPARE(text::shellQuoted(QString()), u"''"_s);
    }

    void writesNumbersAsPeopleReadThem()
    {
        QCOMPARE(shortCount(950), u"950"_s);
        QCOMPARE(shortCount(12400), u"12.4k"_s);
        QCOMPARE(shortCount(999'999), u"1M"_s);
        QCOMPARE(shortBytes(1536 * 1024), u"1.5 MiB"_s);
        QCOMPARE(exactCount(17319887), u"17,319,887"_s);
        QCOMPARE(shortDuration(850ms), u"850 ms"_s);
        QCOMPARE(shortDuration(12400ms), u"12.4 s"_s);
        QCOMPARE(shortDuration(180s), u"3 min"_s);
        QCOMPARE(clockDuration(12400ms), u"0:12"_s);
        QCOMPARE(clockDuration(3787s), u"1:03:07"_s);
        QCOMPARE(age(12700ms), u"12 s ago"_s);
    }

    void parsesQuantities_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("bytes"); // -1 = refused
        QTest::newRow("gibi") << u"10Gi"_s << qint64(10737418240);
        QTest::newRow("giga") << u"1G"_s << qint64(1000000000);
        QTest::newRow("gigabyte") << u"1GB"_s << qint64(1000000000);
        QTest::newRow("mebibyte") << u"512 MiB"_s << qint64(536870912);
        QTest::newRow("plain") << u"1048576"_s << qint64(1048576);
        QTest::newRow("fraction") << u"1.5Gi"_s << qint64(-1);
        QTest::newRow("negative") << u"-1Gi"_s << qint64(-1);
        QTest::newRow("word") << u"lots"_s << qint64(-1);
        QTest::newRow("overflow") << u"9Ei"_s << qint64(-1);
        QTest::newRow("empty") << QString() << qint64(-1);
    }
    void parsesQuantities()
    {
        QFETCH(QString, text);
        QFETCH(qint64, bytes);
        QCOMPARE(parseBytes(text).value_or(-1), bytes);
        if (bytes >= 0)
            QCOMPARE(parseBytes(quantity(bytes)).value_or(-1), bytes);
    }

    void keepsLargeIntegersOfJson()
    {
        const Result<QJsonObject> object = json::parseObject(R"({"a":{"b":9007199254740993}})", u"x"_s);
        QVERIFY(object.has_value());
        QCOMPARE(json::integer(json::at(*object, u"a.b")), qint64(9007199254740993));
        QVERIFY(json::at(*object, u"a.c").isUndefined());
        QCOMPARE(json::parseObject("[1]", u"x"_s).error().kind, ErrorKind::Invalid);
        QCOMPARE(json::parseObject("{", u"x"_s).error().kind, ErrorKind::Invalid);
    }

    void removesSecretsFromLogs_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("url") << u"connect nats://me:CANARY@host:4222 failed"_s;
        QTest::newRow("bearer") << u"Authorization: Bearer CANARY.abc"_s;
        QTest::newRow("json") << u"{\"password\": \"CANARY\"}"_s;
        QTest::newRow("yaml") << u"token: CANARY"_s;
        QTest::newRow("jwt") << u"eyJhbGciOiJub25lIn0.CANARYxx.sig"_s;
        QTest::newRow("key") << u"-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----"_s;
        QTest::newRow("registered") << u"argument CANARY seen"_s;
        QTest::newRow("registered, base64") << u"data "_s + QString::fromLatin1(QByteArray("CANARY").toBase64());
    }
    void removesSecretsFromLogs()
    {
        QFETCH(QString, line);
        const Secret secret("CANARY");
        std::optional<logging::RedactionScope> scope;
        if (QByteArray(QTest::currentDataTag()).startsWith("registered"))
            scope.emplace(secret);
        const QString redacted = logging::redacted(line);
        QVERIFY2(!redacted.contains(u"CANARY"_s), qPrintable(redacted));
        QVERIFY2(!redacted.contains(QString::fromLatin1(QByteArray("CANARY").toBase64())), qPrintable(redacted));
        QVERIFY(redacted.contains(u"••••"_s));
    }

    void theLogKeepsTheNewestLinesAndNumbersThem()
    {
        const logging::Sink sink;
        const QLoggingCategory category("natsdeck.test");
        for (int i = 0; i < 5100; ++i)
            qCInfo(category, "line %d", i);
        const std::vector<logging::Line> lines = sink.linesAfter(0);
        QCOMPARE(lines.size(), logging::Sink::ringLines);
        QCOMPARE(lines.front().number, quint64(101));
        QCOMPARE(lines.back().text, u"line 5099"_s);
        QCOMPARE(sink.linesAfter(5099).size(), std::size_t(1));
    }
};

NATSDECK_TEST(TextTest)
#include "unit_text.moc"
