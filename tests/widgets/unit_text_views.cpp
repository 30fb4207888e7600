#include "tests/support/test_main.h"
#include "tests/widgets/support_samples.h"

#include "widgets/common/code_view.h"
#include "widgets/common/diff_view.h"
#include "widgets/common/log_view.h"
#include "widgets/common/syntax.h"

#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>

#include <random>

using namespace Qt::StringLiterals;
using namespace natsdeck;
using namespace natsdeck::ui;

namespace {

// What `diff` says the old and the new text were.
std::pair<QStringList, QStringList> sides(const LineDiff &diff)
{
    std::pair<QStringList, QStringList> both;
    for (const DiffLine &line : diff.lines) {
        if (line.kind != DiffKind::Added)
            both.first << line.text;
        if (line.kind != DiffKind::Removed)
            both.second << line.text;
    }
    return both;
}

} // namespace

class TextViewsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Scheme::Light); }
    void cleanupTestCase() { m_theme.reset(); }

    void diffOfRandomTextsIsTrue();
    void diffIsShortest();
    void diffBeyondItsBudgetIsStillTrue();
    void diffFoldsUnchangedLines();
    void diffViewUnfoldsAndWalks();
    void logIsBoundedAndCounts();
    void logStopsFollowingWhenScrolledUp();
    void codeIsCutVisibly();
    void colourOfYamlAndConf();

private:
    std::unique_ptr<Theme> m_theme;
};

void TextViewsTest::diffOfRandomTextsIsTrue()
{
    std::mt19937 random(11);
    for (int round = 0; round < 400; ++round) {
        QStringList before;
        const int lines = static_cast<int>(random() % 60);
        for (int i = 0; i < lines; ++i)
            before << QString::number(random() % 8);
        QStringList after = before;
        for (int i = static_cast<int>(random() % 12); i > 0; --i) {
            const auto at = after.isEmpty() ? 0 : static_cast<qsizetype>(random() % static_cast<unsigned>(after.size()));
            if (random() % 2 == 0 || after.isEmpty())
                after.insert(at, u"new %1"_s.arg(random() % 5));
            else
                after.removeAt(at);
        }
        const LineDiff diff = diffLines(before.join(u'\n'), after.join(u'\n'));
        QCOMPARE(sides(diff), std::pair(before, after));
        int shown = 0;
        for (const DiffLine &line : folded(diff))
            shown += line.kind == DiffKind::Fold ? line.hidden : 1;
        QCOMPARE(shown, static_cast<int>(diff.lines.size()));
    }
}

void TextViewsTest::diffIsShortest()
{
    const LineDiff diff = diffLines(u"a\nb\nc\na\nb\nb\na\n"_s, u"c\nb\na\nb\na\nc\n"_s);
    QCOMPARE(diff.added + diff.removed, 5); // Myers' own example
    const LineDiff same = diffLines(u"a\nb\n"_s, u"a\nb\n"_s);
    QVERIFY(same.isEmpty());
    const LineDiff created = diffLines({}, u"a\nb\n"_s);
    QCOMPARE(created.added, 2);
    QCOMPARE(created.lines.front().newNumber, 1);
}

void TextViewsTest::diffBeyondItsBudgetIsStillTrue()
{
    QStringList before, after;
    for (int i = 0; i < 3000; ++i) {
        before << u"old %1"_s.arg(i);
        after << u"new %1"_s.arg(i);
    }
    const LineDiff diff = diffLines(before.join(u'\n'), after.join(u'\n'), 10'000);
    QVERIFY(!diff.minimal);
    QCOMPARE(diff.removed, 3000);
    QCOMPARE(sides(diff), std::pair(before, after));
}

void TextViewsTest::diffFoldsUnchangedLines()
{
    QStringList before;
    for (int i = 1; i <= 40; ++i)
        before << QString::number(i);
    QStringList after = before;
    after[19] = u"changed"_s;
    const std::vector<DiffLine> rows = folded(diffLines(before.join(u'\n'), after.join(u'\n')), 3);
    QCOMPARE(rows.size(), std::size_t(1 + 3 + 2 + 3 + 1));
    QCOMPARE(rows.front().kind, DiffKind::Fold);
    QCOMPARE(rows.front().hidden, 16);
    QCOMPARE(rows[4].kind, DiffKind::Removed);
    QCOMPARE(rows[5].newNumber, 20);
    QCOMPARE(rows.back().hidden, 17);
}

void TextViewsTest::diffViewUnfoldsAndWalks()
{
    DiffView view(*m_theme, u"Difference"_s);
    view.setTexts(samples::oldManifest(), samples::newManifest());
    QCOMPARE(view.summary(), u"+4 −2"_s);
    const int folds = view.model()->rowCount();
    emit view.clicked(view.model()->index(0, 0)); // the first row is a fold
    QVERIFY(view.model()->rowCount() > folds);
    QCOMPARE(view.model()->index(0, 0).data().toString(), u"apiVersion: apps/v1"_s);
    view.nextChange();
    QVERIFY(view.currentIndex().data(Qt::AccessibleTextRole).toString().startsWith(u"added, line 9"));
    view.nextChange();
    QVERIFY(view.currentIndex().data(Qt::AccessibleTextRole).toString().contains(u"nats:2.11.8"));
    view.previousChange();
    QVERIFY(view.currentIndex().data(Qt::AccessibleTextRole).toString().startsWith(u"added, line 9"));
}

void TextViewsTest::logIsBoundedAndCounts()
{
    LogView log(*m_theme, u"Log"_s);
    for (int batch = 0; batch < 6; ++batch)
        log.append(std::vector<LogLine>(1000, LogLine{QDateTime::currentDateTimeUtc(), u"test"_s, {}, u"line %1"_s.arg(batch)}));
    QCOMPARE(log.lineCount(), LogView::lines);
    QCOMPARE(log.dropped(), quint64(1000));
    log.append(std::vector<LogLine>(7000, LogLine{QDateTime::currentDateTimeUtc(), u"test"_s, {}, u"flood"_s}));
    QCOMPARE(log.lineCount(), LogView::lines);
    QCOMPARE(log.dropped(), quint64(1000 + 7000));
}

void TextViewsTest::logStopsFollowingWhenScrolledUp()
{
    LogView log(*m_theme, u"Log"_s);
    log.resize(400, 200);
    log.show();
    QVERIFY(QTest::qWaitForWindowExposed(&log));
    const std::vector<LogLine> lines(100, LogLine{QDateTime::currentDateTimeUtc(), u"test"_s, {}, u"line"_s});
    log.append(lines);
    QVERIFY(log.isFollowing());
    QSignalSpy changed(&log, &LogView::followingChanged);
    log.scrollToTop();
    QVERIFY(!log.isFollowing());
    log.append(lines);
    QVERIFY(!log.isFollowing());
    log.setFollowing(true);
    QCOMPARE(changed.count(), 2);
}

void TextViewsTest::codeIsCutVisibly()
{
    CodeView view(*m_theme, u"Code"_s);
    QString line = QString(99, u'x') + u'\n';
    view.setCode(line.repeated(CodeView::characters / 100 + 1000), Language::Plain);
    QVERIFY(view.toPlainText().size() <= CodeView::characters + 100);
    QVERIFY2(view.document()->lastBlock().text().contains(u"more characters"), qPrintable(view.document()->lastBlock().text()));
    view.setCode(u"port: 4222\n"_s, Language::NatsConf);
    QVERIFY(view.isReadOnly());
    QCOMPARE(view.toPlainText(), u"port: 4222\n"_s);
}

void TextViewsTest::colourOfYamlAndConf()
{
    const auto kinds = [](const QString &text, Language language) {
        QStringList found;
        for (const SyntaxSpan &span : syntaxSpans(text, language))
            found << text.mid(span.start, span.length).trimmed() + u'=' + QString::number(static_cast<int>(span.kind));
        return found;
    };
    QCOMPARE(kinds(u"  - image: nats:2.14-alpine # pinned"_s, Language::Yaml),
             (QStringList{u"image=0"_s, u"nats:2.14-alpine=1"_s, u"# pinned=4"_s}));
    QCOMPARE(kinds(u"replicas: 3"_s, Language::Yaml), (QStringList{u"replicas=0"_s, u"3=2"_s}));
    QCOMPARE(kinds(u"enabled: true"_s, Language::Yaml), (QStringList{u"enabled=0"_s, u"true=3"_s}));
    QCOMPARE(kinds(u"max_file_store: 10GB"_s, Language::NatsConf), (QStringList{u"max_file_store=0"_s, u"10GB=2"_s}));
    QCOMPARE(kinds(u"{\"a\": [1, \"b\", null]}"_s, Language::Json), (QStringList{u"\"a\"=0"_s, u"1=2"_s, u"\"b\"=1"_s, u"null=3"_s}));
    for (const Language language : {Language::Yaml, Language::Json, Language::NatsConf}) { // never beyond the line
        for (const QString &text : {QString(), u"\""_s, u"'"_s, u"\"\\"_s, u": : :"_s, u"- - -"_s, u"#"_s, QString(20'000, u'"')}) {
            for (const SyntaxSpan &span : syntaxSpans(text, language))
                QVERIFY(span.start >= 0 && span.length > 0 && span.start + span.length <= text.size());
        }
    }
}

NATSDECK_TEST(TextViewsTest)
#include "unit_text_views.moc"
