#include "models/base/text.h"
#include "models/workloads/logs_presenter.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"
#include "tests/workloads/support_stub_workload.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;

namespace {

LogEntry line(qint64 time, const QString &text, const QString &source = u"nats-0"_s) { return logEntry({rfc3339(time), text}, source, 0); }

QStringList texts(const LogModel &model)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list << model.index(row, LogColumn::Text).data().toString();
    return list;
}

LogFilter filter(const QString &text)
{
    ParsedLogFilter parsed = parseLogFilter(text);
    return parsed.filter ? std::move(*parsed.filter) : LogFilter();
}

const QByteArray podsPath = "/api/v1/namespaces/n/pods";

QByteArray stamped(int second, const QByteArray &text)
{
    return "2026-11-28T02:00:" + QByteArray::number(second).rightJustified(2, '0') + ".5Z " + text + "\n";
}

StubReply stream(const QList<QByteArray> &chunks, StubReply::End end)
{
    StubReply reply;
    reply.chunks = chunks;
    reply.end = end;
    return reply;
}

} // namespace

class LogsTest : public QObject
{
    Q_OBJECT

private slots:
    void recognisesLevels_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("level");
        const auto row = [](const char *text, LogLevel level) { QTest::newRow(text) << QByteArray(text) << int(level); };
        row("[1] 2026/11/28 02:00:00.000000 [INF] Server is ready", LogLevel::Info);
        row("[7] 2026/11/28 02:00:00.000000 [WRN] JetStream is low", LogLevel::Warning);
        row("[7] 2026/11/28 02:00:00.000000 [ERR] [FTL] in the words", LogLevel::Error);
        row("[7] 2026/11/28 02:00:00.000000 [FTL] cannot go on", LogLevel::Fatal);
        row("[7] 2026/11/28 02:00:00.000000 [TRC] 10.0.0.1 - <<- [PING]", LogLevel::Trace);
        row("time=2026 level=error msg=x", LogLevel::Error);
        row("{\"level\":\"warning\",\"m\":1}", LogLevel::Warning);
        row("E1128 02:00:00.000000       1 main.go:7] no", LogLevel::Error);
        row("panic: runtime error", LogLevel::Fatal);
        row("the word [nats] and an error in it", LogLevel::None);
        row("", LogLevel::None);
    }
    void recognisesLevels()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, level);
        QCOMPARE(int(levelOf(text)), level);
    }

    void takesEscapesAndTheServersOwnTimeAway()
    {
        const LogEntry entry = logEntry(
            {u"2026-11-28T02:00:00.123456789Z"_s, text::clean(u"[1] 2026/11/28 02:00:00.000000 \x1b[31m[ERR]\x1b[0m no\x07 room"_s)},
            u"nats-0"_s, 0);
        QCOMPARE(entry.timeNs, 1795831200'123456789);
        QCOMPARE(rfc3339(entry.timeNs), u"2026-11-28T02:00:00.123456789Z"_s);
        QCOMPARE(QString::fromUtf8(entry.text), u"[1] 2026/11/28 02:00:00.000000 [ERR] no\u2407 room"_s);
        QCOMPARE(QString::fromUtf8(entry.shown()), u"[ERR] no\u2407 room"_s);
        QCOMPARE(logEntry({u"nonsense"_s, u"x"_s}, {}, 42).timeNs, 42);
        QCOMPARE(nanosecondsOf(u"2026-11-28T02:00:00Z"), nanosecondsOf(u"2026-11-28T03:00:00+01:00"));
    }

    void filtersByWordsNegationsAndExpressions()
    {
        const LogEntry entry = line(1, u"[1] 2026/11/28 02:00:00.000000 [WRN] Slow Consumer Detected on /data/js"_s);
        for (const QString &yes :
             {u"slow"_s, u"consumer detected"_s, u"\"slow consumer\""_s, u"nats-0 slow"_s, u"!fast"_s, u"/data/js"_s, u""_s})
            QVERIFY2(filter(yes).passes(entry), qPrintable(yes));
        for (const QString &no : {u"\"consumer slow\""_s, u"!slow"_s, u"slow nats-1"_s, u"2026"_s})
            QVERIFY2(!filter(no).passes(entry), qPrintable(no));
        QVERIFY(!parseLogFilter(u"\"open"_s).filter);
        QVERIFY(!parseLogFilter(QString(6000, u'x')).filter);
#ifdef NATSDECK_RE2
        QVERIFY(filter(u"/slow.*detected/i"_s).passes(entry));
#endif
        LogFilter minimum;
        minimum.setMinimum(LogLevel::Error);
        QVERIFY(!minimum.passes(entry));
        QVERIFY(minimum.passes(markerEntry(u"m"_s, {}, 1)));
    }

    void mergesLinesOfSeveralPodsByTheirTimes()
    {
        LogModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.append({line(30, u"c"_s), line(10, u"a"_s)});
        const QPersistentModelIndex kept = model.index(1, LogColumn::Text);
        model.append({line(20, u"b"_s, u"nats-1"_s), line(40, u"d"_s, u"nats-1"_s)});
        model.append({line(5, u"first"_s)});
        model.append({line(20, u"b, later"_s)});
        QCOMPARE(texts(model), (QStringList{u"first"_s, u"a"_s, u"b"_s, u"b, later"_s, u"c"_s, u"d"_s}));
        QCOMPARE(kept.data().toString(), u"c"_s);
        QCOMPARE(kept.row(), 4);
    }

    void keepsTheNewestAndCountsTheRest()
    {
        LogModel model({100, 1 << 20});
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int i = 0; i < 250; ++i)
            model.append({line(i, QString::number(i))});
        model.addLost(7);
        QCOMPARE(model.rowCount(), 100);
        QCOMPARE(texts(model).first(), u"150"_s);
        const LogCounts counts = model.counts();
        QCOMPARE(counts.received, 257u);
        QCOMPARE(counts.kept, 100u);
        QCOMPARE(counts.notKept, 157u);
        LogModel small({1000, 4096});
        for (int i = 0; i < 50; ++i)
            small.append({line(i, QString(500, u'x'))});
        QVERIFY(small.counts().bytes <= 4096 && small.rowCount() > 0);
        QCOMPARE(small.counts().kept + small.counts().notKept, 50u);
    }

    // Whatever comes in whatever order: rows are what a plain sorted, filtered list would be.
    void randomOperationsGiveWhatAPlainListWouldGive()
    {
        QRandomGenerator random(7);
        LogModel model({300, 1 << 22});
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSearch(u"1"_s);
        std::vector<std::pair<qint64, QString>> plain;
        QString terms;
        for (int step = 0; step < 400; ++step) {
            std::vector<LogEntry> batch;
            for (int i = random.bounded(6); i >= 0; --i) {
                const qint64 time = 1000 * step + random.bounded(9000);
                plain.emplace_back(time, QString::number(time));
                batch.push_back(line(time, QString::number(time)));
            }
            model.append(std::move(batch));
            std::stable_sort(plain.begin(), plain.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
            if (plain.size() > 300)
                plain.erase(plain.begin(), plain.end() - 300);
            if (random.bounded(20) == 0)
                model.setFilter(filter(terms = terms.isEmpty() ? u"7"_s : QString()));
        }
        QTRY_VERIFY(!model.isWorking());
        QStringList wanted;
        for (const auto &[time, text] : plain) {
            if (text.contains(terms))
                wanted << text;
        }
        QCOMPARE(texts(model), wanted);
        QCOMPARE(model.hits(), quint64(wanted.filter(u"1"_s).size()));
        QVERIFY(wanted.size() > 10);
    }

    void findsForwardsAndBackwardsAroundTheEnds()
    {
        LogModel model;
        model.append({line(1, u"one Match"_s), line(2, u"none"_s), line(3, u"two match"_s), line(4, u"none"_s)});
        model.setSearch(u"MATCH"_s);
        QCOMPARE(model.hits(), 2u);
        QCOMPARE(model.findHit(-1, false), 0);
        QCOMPARE(model.findHit(0, false), 2);
        QCOMPARE(model.findHit(2, false), 0);
        QCOMPARE(model.findHit(-1, true), 2);
        QCOMPARE(model.findHit(0, true), 2);
        QCOMPARE(model.hitNumber(2), 2);
        model.append({line(5, u"match three"_s)});
        QCOMPARE(model.hits(), 3u);
        model.setFilter(filter(u"three"_s));
        QCOMPARE(model.hits(), 1u);
        model.setSearch(u"absent"_s);
        QCOMPARE(model.findHit(-1, false), -1);
    }

    void twoHundredThousandLinesAreFilteredInSlices()
    {
        LogModel model;
        for (int batch = 0; batch < 200; ++batch) {
            std::vector<LogEntry> lines;
            for (int i = 0; i < 1000; ++i)
                lines.push_back(
                    line(batch * 1000 + i, u"[1] 2026/11/28 02:00:00.000000 [INF] 10.0.0.1:4222 - cid:%1 - Client connection"_s.arg(i)));
            model.append(std::move(lines));
        }
        QCOMPARE(model.rowCount(), 200'000);
        QElapsedTimer timer;
        timer.start();
        model.setFilter(filter(u"cid:777"_s));
        QVERIFY2(timer.elapsed() < 200, qPrintable(QString::number(timer.elapsed()))); // resetting flags, then one slice
        QVERIFY(model.isWorking());
        QTRY_VERIFY_WITH_TIMEOUT(!model.isWorking(), 20'000);
        QCOMPARE(model.rowCount(), 200);
    }

    void followsAllPodsMergedAndSaysWhatItDoes()
    {
        StubWorkload logs;
        logs.servePods({podJson("nats-0", "u0"), podJson("nats-1", "u1")});
        logs.stub.reply("GET", podsPath + "/nats-0/log", stream({stamped(1, "a"), stamped(3, "c")}, StubReply::End::Hold));
        logs.stub.reply("GET", podsPath + "/nats-1/log", stream({stamped(2, "b") + stamped(4, "d")}, StubReply::End::Hold));
        LogsPresenter presenter(logs.workload, *logs.pods);
        QCOMPARE(presenter.state(), LogsPresenter::State::Loading);
        presenter.setActive(true);
        QTRY_COMPARE(texts(presenter.model()), (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
        QCOMPARE(presenter.state(), LogsPresenter::State::Live);
        QCOMPARE(presenter.podNames(), (QStringList{u"nats-0"_s, u"nats-1"_s}));
        for (const StubRequest &request : logs.stub.requests()) {
            if (request.path.endsWith("/log"))
                QVERIFY2(request.query.contains("tailLines=1000") && request.query.contains("timestamps=true"), request.query.constData());
        }
        QVERIFY(presenter.command().contains(u"logs -l app=nats"_s));
        QTemporaryDir folder;
        const auto saved = waited(presenter.save(folder.filePath(u"log.txt"_s)));
        QVERIFY(saved && *saved > 0);
        QFile file(folder.filePath(u"log.txt"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith("2026-11-28T02:00:01.500000000Z nats-0 a\n2026-11-28T02:00:02.500000000Z nats-1 b\n"));
    }

    void goesOnAfterARestartWithoutDoubles()
    {
        StubWorkload logs;
        logs.servePods({podJson("nats-0", "u0")}, {watchEvent("MODIFIED", podJson("nats-0", "u0", 0, false, "8")),
                                                   watchEvent("MODIFIED", podJson("nats-0", "u0", 1, true, "9"))});
        std::atomic<int> asked = 0;
        logs.stub.on("GET", podsPath + "/nats-0/log", [&asked](const StubRequest &) {
            // The second run's answer repeats what was there: the server only knows whole seconds.
            return asked++ == 0 ? stream({stamped(1, "a") + stamped(2, "b")}, StubReply::End::Finish)
                                : stream({stamped(1, "a") + stamped(2, "b") + stamped(9, "c")}, StubReply::End::Hold);
        });
        LogsPresenter presenter(logs.workload, *logs.pods);
        presenter.setActive(true);
        QTRY_VERIFY_WITH_TIMEOUT(texts(presenter.model()).contains(u"c"_s), 10'000);
        const QStringList shown = texts(presenter.model());
        QCOMPARE(shown.size(), 4);
        QCOMPARE(shown.filter(u"OOMKilled, exit code 137"_s).size(), 1);
        QCOMPARE((QStringList{shown[0], shown[1], shown[3]}), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        QCOMPARE(presenter.model().counts().received, 3u);
        bool resumed = false;
        for (const StubRequest &request : logs.stub.requests())
            resumed = resumed || request.query.contains("sinceTime=2026-11-28T02%3A00%3A02.5Z");
        QVERIFY(resumed);
    }

    void pausedNothingMovesAndNothingIsLost()
    {
        StubWorkload logs;
        logs.servePods({podJson("nats-0", "u0")});
        StubReply slow = stream({stamped(1, "a"), stamped(2, "b"), stamped(3, "c")}, StubReply::End::Hold);
        slow.chunkDelay = 300;
        logs.stub.reply("GET", podsPath + "/nats-0/log", slow);
        LogsPresenter presenter(logs.workload, *logs.pods);
        presenter.setActive(true);
        QTRY_COMPARE(presenter.model().rowCount(), 1);
        presenter.setPaused(true);
        QTRY_COMPARE(presenter.arrived(), u"2 since"_s);
        QCOMPARE(presenter.model().rowCount(), 1);
        presenter.setPaused(false);
        QCOMPARE(presenter.model().rowCount(), 3);
    }

    void aMissingRightIsSaid()
    {
        StubWorkload logs;
        logs.servePods({podJson("nats-0", "u0")});
        StubReply refused;
        refused.status = 403;
        refused.body = statusJson(403, "Forbidden", "pods/log is forbidden");
        logs.stub.reply("GET", podsPath + "/nats-0/log", refused);
        LogsPresenter presenter(logs.workload, *logs.pods);
        presenter.setActive(true);
        QTRY_COMPARE(presenter.state(), LogsPresenter::State::Failed);
        QCOMPARE(presenter.error()->kind, ErrorKind::Forbidden);
    }

    void readsTheRunBeforeOnce()
    {
        StubWorkload logs;
        logs.servePods({podJson("nats-0", "u0", 2)});
        logs.stub.on("GET", podsPath + "/nats-0/log", [](const StubRequest &request) {
            StubReply reply;
            reply.body = request.query.contains("previous=true") ? stamped(1, "before") : QByteArray();
            return reply;
        });
        LogsPresenter presenter(logs.workload, *logs.pods);
        presenter.setPrevious(true);
        presenter.setActive(true);
        QTRY_COMPARE(presenter.model().counts().received, 1u);
        QCOMPARE(texts(presenter.model()).first(), u"before"_s);
        QVERIFY(texts(presenter.model()).last().contains(u"OOMKilled"_s));
        QCOMPARE(presenter.state(), LogsPresenter::State::Stopped);
    }
};

NATSDECK_TEST(LogsTest)
#include "unit_logs.moc"
