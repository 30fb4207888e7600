#include "models/base/cell_roles.h"
#include "models/explorer/tap_model.h"
#include "models/explorer/tap_ring.h"
#include "tests/support/test_main.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace natsdeck;
using namespace natsdeck::explorer;
using namespace Qt::StringLiterals;

class TapTest : public QObject
{
    Q_OBJECT

private slots:
    void receivedIsKeptPlusNotKept();
    void memoryStaysInTheBudget();
    void budgetIsSharedByAllRings();
    void oneMessageLargerThanTheBudgetIsShown();
    void pausedNothingIsGivenUp();
    void snapshotsStayReadable();
    void manyThreadsLoseNothing();
    void modelShowsTheNewestWindow();
    void selectionStaysWithTheMessage();
    void pausedNothingMoves();
    void gapsAreRows();
    void filterShowsWhatMatchesNewestFirst();
    void filterSaysWhatItCouldNotLookAt();
    void clearingEmptiesTheView();
    void hostileMessagesAreShownSafely();
    void randomOperations();

private:
    static nats::Message message(int number, qsizetype size = 100)
    {
        QByteArray data = "m" + QByteArray::number(number) + " ";
        data.append(std::max<qsizetype>(0, size - data.size()), 'x');
        return nats::Message("s." + QByteArray::number(number % 3), data);
    }
    static std::shared_ptr<TapBudget> budget(qint64 ringBytes)
    {
        return std::make_shared<TapBudget>(2 * ringBytes);
    } // half is for the ring
    static QString preview(const TapModel &model, int row)
    {
        return model.index(row, MessageColumn::Preview).data().toString().section(u' ', 0, 0);
    }
};

void TapTest::receivedIsKeptPlusNotKept()
{
    TapRing ring(budget(2'000'000));
    for (int i = 0; i < 50'000; ++i) {
        ring.receive(message(i));
        if (i % 997 == 0) {
            const TapCounts counts = ring.counts();
            QCOMPARE(counts.received, counts.kept + counts.notKept());
        }
    }
    const TapCounts counts = ring.counts();
    QCOMPARE(counts.received, quint64(50'000));
    QCOMPARE(counts.received, counts.kept + counts.evicted);
    QVERIFY(counts.evicted > 10'000);
    const TapSnapshot snapshot = ring.snapshot();
    QCOMPARE(snapshot.end() - snapshot.first(), counts.kept);
    QVERIFY(snapshot.at(snapshot.end() - 1)->message.data().startsWith(QByteArrayView("m49999 ")));
}

void TapTest::memoryStaysInTheBudget()
{
    auto shared = budget(4'000'000);
    TapRing ring(shared);
    QRandomGenerator random(1);
    for (int i = 0; i < 3000; ++i) {
        ring.receive(message(i, static_cast<qsizetype>(random.bounded(60'000u))));
        QVERIFY(shared->used() <= shared->ringLimit());
        QCOMPARE(shared->used(), ring.counts().bytes);
    }
}

void TapTest::budgetIsSharedByAllRings()
{
    auto shared = budget(3'000'000);
    {
        TapRing one(shared);
        TapRing two(shared);
        for (int i = 0; i < 40'000; ++i)
            (i % 2 ? one : two).receive(message(i));
        QVERIFY(shared->used() <= shared->ringLimit() + 2 * TapChunk::byteLimit);
        QVERIFY(one.counts().kept > 0);
        QVERIFY(two.counts().kept > 0);
    }
    QCOMPARE(shared->used(), qint64(0));
}

void TapTest::oneMessageLargerThanTheBudgetIsShown()
{
    TapRing ring(budget(10'000));
    ring.receive(message(1, 1'200'000));
    QCOMPARE(ring.counts().kept, quint64(1));
    ring.receive(message(2, 1'200'000));
    QCOMPARE(ring.counts().kept, quint64(1));
    QCOMPARE(ring.counts().evicted, quint64(1));
}

void TapTest::pausedNothingIsGivenUp()
{
    TapRing ring(budget(1'000'000));
    for (int i = 0; i < 1000; ++i)
        ring.receive(message(i));
    ring.setPaused(true);
    const quint64 first = ring.snapshot().first();
    for (int i = 0; i < 20'000; ++i)
        ring.receive(message(i));
    const TapCounts counts = ring.counts();
    QCOMPARE(ring.snapshot().first(), first);
    QCOMPARE(counts.evicted, quint64(0));
    QVERIFY(counts.refused > 0);
    QCOMPARE(counts.received, counts.kept + counts.refused);
    ring.setPaused(false);
    for (int i = 0; i < 20'000; ++i)
        ring.receive(message(i));
    QVERIFY(ring.counts().evicted > 0);
    QCOMPARE(ring.counts().received, ring.counts().kept + ring.counts().notKept());
}

void TapTest::snapshotsStayReadable()
{
    TapRing ring(budget(500'000));
    for (int i = 0; i < 500; ++i)
        ring.receive(message(i));
    const TapSnapshot old = ring.snapshot();
    for (int i = 500; i < 20'000; ++i)
        ring.receive(message(i));
    QVERIFY(ring.snapshot().first() > old.end());
    for (quint64 position = old.first(); position < old.end(); ++position)
        QVERIFY(old.at(position)->message.data().startsWith("m" + QByteArray::number(static_cast<qulonglong>(position)) + " "));
    QVERIFY(!old.at(old.end()));
    const TapSnapshot part = ring.snapshot(ring.snapshot().end() - 10);
    QVERIFY(part.at(part.end() - 10));
    QVERIFY(part.first() < part.end() - 10);
}

void TapTest::manyThreadsLoseNothing()
{
    TapRing ring(budget(1'000'000));
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&ring] {
            for (int i = 0; i < 20'000; ++i)
                ring.receive(message(i));
        });
    }
    TapModel model;
    model.setRing(&ring);
    for (int i = 0; i < 200; ++i) {
        model.update();
        for (int row = 0; row < std::min(20, model.rowCount()); ++row)
            QVERIFY(preview(model, row).startsWith(u'm'));
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(ring.counts().received, quint64(80'000));
    QCOMPARE(ring.counts().received, ring.counts().kept + ring.counts().notKept());
    quint64 counted = 0;
    for (const auto &change : ring.takeSubjects(100))
        counted += change.count;
    QCOMPARE(counted, quint64(80'000));
}

void TapTest::modelShowsTheNewestWindow()
{
    TapRing ring(budget(50'000'000));
    TapModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setRing(&ring);
    for (int i = 0; i < 10; ++i)
        ring.receive(message(i));
    model.update();
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(preview(model, 0), u"m9"_s);
    QCOMPARE(preview(model, 9), u"m0"_s);
    for (int i = 10; i < 5000; ++i)
        ring.receive(message(i));
    model.update();
    QCOMPARE(model.rowCount(), static_cast<int>(TapModel::windowRows));
    QCOMPARE(preview(model, 0), u"m4999"_s);
    QCOMPARE(preview(model, 999), u"m4000"_s);
    QCOMPARE(resets.size(), 0);
}

void TapTest::selectionStaysWithTheMessage()
{
    TapRing ring(budget(50'000'000));
    TapModel model;
    model.setRing(&ring);
    for (int i = 0; i < 100; ++i)
        ring.receive(message(i));
    model.update();
    const QPersistentModelIndex kept = model.index(10, 0);
    const quint64 position = model.positionAt(10);
    for (int i = 100; i < 700; ++i) {
        ring.receive(message(i));
        model.update();
        QVERIFY(kept.isValid());
        QCOMPARE(model.positionAt(kept.row()), position);
        QCOMPARE(model.rowOf(position), kept.row());
    }
    for (int i = 700; i < 3000; ++i)
        ring.receive(message(i));
    model.update();
    QVERIFY(!kept.isValid()); // it left the window: no other message takes its place
    QCOMPARE(model.rowOf(position), -1);
}

void TapTest::pausedNothingMoves()
{
    TapRing ring(budget(2'000'000));
    TapModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRing(&ring);
    for (int i = 0; i < 3000; ++i)
        ring.receive(message(i));
    model.update();
    ring.setPaused(true);
    model.setPaused(true);
    QCOMPARE(model.rowCount(), 3000); // all that is kept
    QCOMPARE(preview(model, 2999), u"m0"_s);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    for (int i = 3000; i < 30'000; ++i) {
        ring.receive(message(i));
        if (i % 1000 == 0)
            model.update();
    }
    QCOMPARE(inserted.size() + removed.size() + changed.size(), 0);
    QCOMPARE(preview(model, 0), u"m2999"_s);
    QCOMPARE(preview(model, 2999), u"m0"_s);
    ring.setPaused(false);
    model.setPaused(false);
    QCOMPARE(model.rowCount(), static_cast<int>(TapModel::windowRows));
    QVERIFY(preview(model, 0) != u"m2999"_s);
}

void TapTest::gapsAreRows()
{
    TapRing ring(budget(1'000'000));
    TapModel model;
    model.setRing(&ring);
    ring.receive(message(1));
    ring.addGap();
    ring.receive(message(2));
    model.update();
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.kindAt(1), RowKind::Gap);
    QCOMPARE(model.kindAt(0), RowKind::Message);
    QVERIFY(model.index(1, MessageColumn::Preview).data().toString().contains(u"unknown"));
    QVERIFY(!model.messageAt(1));
    QCOMPARE(ring.counts().gaps, quint64(1));
    QCOMPARE(ring.counts().received, quint64(2));
    model.setFilter(*std::move(parseFilter(u"nothing-like-it"_s).filter));
    QCOMPARE(model.rowCount(), 1); // a gap is never filtered away
}

void TapTest::filterShowsWhatMatchesNewestFirst()
{
    TapRing ring(budget(50'000'000));
    TapModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRing(&ring);
    for (int i = 0; i < 5000; ++i)
        ring.receive(message(i));
    model.update();
    model.setFilter(*std::move(parseFilter(u"subject:s.1 m4"_s).filter)); // m4, m4x, m4xx, m4xxx of every third
    while (model.isExamining())
        model.update();
    int expected = 0;
    for (int i = 0; i < 5000; ++i)
        expected += i % 3 == 1 && QByteArray("m" + QByteArray::number(i)).contains("m4") ? 1 : 0;
    QCOMPARE(model.rowCount(), expected);
    QCOMPARE(preview(model, 0), u"m4999"_s);
    QCOMPARE(preview(model, expected - 1), u"m4"_s);
    for (int i = 5000; i < 5100; ++i)
        ring.receive(message(40'000 + i));
    model.update();
    QVERIFY(model.rowCount() > expected);
    QCOMPARE(model.examined(), quint64(5100));
    model.setFilter(MessageFilter());
    QCOMPARE(model.rowCount(), static_cast<int>(TapModel::windowRows));
}

void TapTest::filterSaysWhatItCouldNotLookAt()
{
    TapRing ring(budget(300'000));
    TapModel model;
    model.setRing(&ring);
    model.setFilter(*std::move(parseFilter(u"m"_s).filter));
    for (int i = 0; i < 50'000; ++i) // far more than the ring holds between two looks
        ring.receive(message(i));
    model.update();
    while (model.isExamining())
        model.update();
    QVERIFY(model.notExamined() > 0);
    QCOMPARE(model.examined() + model.notExamined(), quint64(50'000));
    QCOMPARE(static_cast<quint64>(model.rowCount()), ring.counts().kept);
}

void TapTest::clearingEmptiesTheView()
{
    TapRing ring(budget(1'000'000));
    TapModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRing(&ring);
    for (int i = 0; i < 50; ++i)
        ring.receive(message(i));
    model.update();
    ring.clear();
    model.update();
    QCOMPARE(model.rowCount(), 0);
    ring.receive(message(7));
    model.update();
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(preview(model, 0), u"m7"_s);
    QCOMPARE(ring.counts().received, quint64(1));
}

void TapTest::hostileMessagesAreShownSafely()
{
    TapRing ring(budget(10'000'000));
    TapModel model;
    model.setRing(&ring);
    ring.receive(nats::Message("a\xe2\x80\xae.<b>", QByteArray("\0\x1b[31m\xff", 7)));
    ring.receive(nats::Message("big", QByteArray(1024 * 1024, 'z'), {{"X", "1"}, {"X", "2"}}, "_INBOX.1"));
    ring.receive(nats::Message("empty", {}));
    model.update();
    const QString subject = model.index(2, MessageColumn::Subject).data().toString();
    QVERIFY(!subject.contains(QChar(u'\u202e')));
    QVERIFY(!model.index(2, MessageColumn::Subject).data(Qt::ToolTipRole).toString().contains(u"<b>"));
    QVERIFY(!model.index(2, MessageColumn::Preview).data().toString().contains(QChar(u'\x1b')));
    QVERIFY(model.index(1, MessageColumn::Preview).data().toString().size() < 400);
    const auto detail = model.messageAt(1);
    QVERIFY(detail);
    QCOMPARE(detail->data.size(), 1024 * 1024);
    QCOMPARE(detail->headers.size(), 2);
    QCOMPARE(detail->reply, QByteArray("_INBOX.1"));
    QCOMPARE(model.index(0, MessageColumn::Size).data().toString(), u"0 B"_s);
}

void TapTest::randomOperations()
{
    QRandomGenerator random(29);
    auto shared = budget(400'000);
    TapRing ring(shared);
    TapModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRing(&ring);
    bool paused = false;
    for (int round = 0; round < 600; ++round) {
        switch (random.bounded(9u)) {
        case 0:
            paused = !paused;
            ring.setPaused(paused);
            model.setPaused(paused);
            break;
        case 1:
            model.setFilter(random.bounded(2u) ? MessageFilter() : *std::move(parseFilter(u"subject:s.2"_s).filter));
            break;
        case 2:
            ring.addGap();
            break;
        case 3:
            if (random.bounded(8u) == 0)
                ring.clear();
            break;
        default:
            for (quint32 i = random.bounded(random.bounded(10u) == 0 ? 3000u : 40u); i > 0; --i)
                ring.receive(message(static_cast<int>(random.bounded(1000u))));
        }
        model.update();
        const TapCounts counts = ring.counts();
        QCOMPARE(counts.received, counts.kept + counts.notKept());
        for (int row = 1; row < model.rowCount(); row += 50)
            QVERIFY(model.positionAt(row - 1) > model.positionAt(row));
    }
}

NATSDECK_TEST(TapTest)
#include "unit_tap.moc"
