#include "models/explorer/sequence_rows.h"
#include "models/explorer/stored_model.h"
#include "tests/explorer/support_fake_stream.h"
#include "tests/support/test_main.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::explorer;
using namespace Qt::StringLiterals;
using natsdeck::test::FakeStream;

class StoredModelTest : public QObject
{
    Q_OBJECT

private slots:
    void rowsAgreeWithAPlainList();
    void showsNewestFirstAndFetchesWhatIsVisible();
    void placeholdersUntilThePageIsThere();
    void pagesNobodyWantsAreNotAskedFor();
    void answersOfAnotherStreamAreDropped();
    void singleDeletedAndRunsAreRows();
    void runsAcrossPagesBecomeOneRow();
    void aMeasuredGapIsOneRowAtOnce();
    void newMessagesMoveNothing();
    void refreshKeepsPlaceAndRows();
    void purgeShrinksFromBelow();
    void longStreamsShowAPartThatMoves();
    void unreadPagesSayItAndAreReadAgain();
    void emptyStreamHasNoRows();
    void cacheIsBounded();
    void bigMessagesMakeSmallPages();
    void randomOperations();

private:
    static void settle(StoredModel &model) { QTRY_COMPARE(model.pending(), 0); }
    static QString cell(const StoredModel &model, int row, int column) { return model.index(row, column).data().toString(); }
};

void StoredModelTest::rowsAgreeWithAPlainList()
{
    QRandomGenerator random(17);
    for (int round = 0; round < 200; ++round) {
        SequenceRows rows;
        quint64 first = 1 + random.bounded(50u);
        quint64 last = first + random.bounded(120u);
        rows.setRange(first, last);
        std::set<quint64> gone; // in known runs
        for (int step = 0; step < 25; ++step) {
            const quint32 what = random.bounded(12u);
            if (what < 8) {
                const quint64 from = first + random.bounded(static_cast<quint32>(last - first + 1));
                const quint64 to = from + random.bounded(10u);
                if (const auto change = rows.plan(from, to)) {
                    const int before = rows.count();
                    rows.apply(*change);
                    QCOMPARE(rows.count(), before - change->count);
                    for (quint64 each = change->run.from; each <= change->run.to; ++each)
                        gone.insert(each);
                    QCOMPARE(rows.rowOf(change->run.from), change->row - 1);
                }
            } else if (what == 8) {
                last += random.bounded(5u);
                rows.extendTo(last);
            } else if (what == 9 && first > 3) {
                first -= 1 + random.bounded(2u);
                rows.extendBefore(first);
            } else if (what == 10 && last > first + 10) {
                first += random.bounded(5u);
                rows.cutBefore(first);
            } else if (what == 11 && last > first + 10) {
                last -= random.bounded(5u);
                rows.cutAfter(last);
            }
            gone.erase(gone.begin(), gone.lower_bound(first)); // runs end where the range does
            gone.erase(gone.upper_bound(last), gone.end());
            std::vector<std::pair<quint64, quint64>> expected; // newest first: [from, to] of each row
            for (quint64 sequence = last; sequence >= first; --sequence) {
                const bool joins = !expected.empty() && gone.contains(sequence) && gone.contains(sequence + 1) && sequence + 1 <= last;
                if (joins)
                    expected.back().first = sequence;
                else
                    expected.push_back({sequence, sequence});
            }
            QCOMPARE(rows.count(), static_cast<int>(expected.size()));
            for (int row = 0; row < rows.count(); ++row) {
                const auto [from, to] = expected[static_cast<std::size_t>(row)];
                QCOMPARE(rows.sequenceAt(row), to);
                QCOMPARE(rows.rowOf(from), row);
                QCOMPARE(rows.rowOf(to), row);
                if (to > from)
                    QCOMPARE(*rows.runAt(row), (SequenceRows::Run{from, to}));
            }
            QCOMPARE(rows.rowOf(first - 1), -1);
            QCOMPARE(rows.rowOf(last + 1), -1);
        }
    }
}

void StoredModelTest::showsNewestFirstAndFetchesWhatIsVisible()
{
    auto source = std::make_shared<FakeStream>();
    source->last = 10'000;
    StoredModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy opened(&model, &StoredModel::opened);
    model.setSource(source);
    QVERIFY(opened.wait());
    QCOMPARE(model.rowCount(), 10'000);
    QCOMPARE(cell(model, 0, MessageColumn::Sequence), u"10,000"_s);
    model.setVisibleRows(0, 30);
    settle(model);
    QCOMPARE(cell(model, 0, MessageColumn::Subject), u"s.even"_s);
    QCOMPARE(cell(model, 1, MessageColumn::Preview), u"payload 9999"_s);
    QVERIFY(source->reads.size() <= 2);
    for (const auto &[from, to] : source->reads)
        QVERIFY(to <= 10'000 && from >= 9'700);
}

void StoredModelTest::placeholdersUntilThePageIsThere()
{
    auto source = std::make_shared<FakeStream>();
    source->last = 500;
    StoredModel model;
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    source->immediate = false;
    model.setVisibleRows(0, 20);
    QCOMPARE(cell(model, 3, MessageColumn::Sequence), u"497"_s);
    QCOMPARE(cell(model, 3, MessageColumn::Subject), u"…"_s);
    QCOMPARE(model.kindAt(3), RowKind::Loading);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    source->answerAll();
    QVERIFY(changed.wait());
    QCOMPARE(model.kindAt(3), RowKind::Message);
}

void StoredModelTest::pagesNobodyWantsAreNotAskedFor()
{
    auto source = std::make_shared<FakeStream>();
    source->last = 900'000;
    StoredModel model;
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    source->immediate = false;
    for (int row = 0; row < 800'000; row += 10'000) // dragging the scroll bar
        model.setVisibleRows(row, row + 30);
    QVERIFY(model.pending() <= StoredModel::maximumInFlight);
    source->immediate = true;
    source->answerAll();
    settle(model);
    QCOMPARE(model.kindAt(790'005), RowKind::Message);
    QVERIFY(model.cache().pages() <= 10); // the stopped ones left nothing behind
}

void StoredModelTest::answersOfAnotherStreamAreDropped()
{
    auto one = std::make_shared<FakeStream>();
    one->last = 300;
    StoredModel model;
    model.setSource(one);
    QTRY_VERIFY(model.isOpen());
    one->immediate = false;
    model.setVisibleRows(0, 10);
    auto two = std::make_shared<FakeStream>();
    two->first = 1000;
    two->last = 1005;
    model.setSource(two);
    one->answerAll();
    QTRY_VERIFY(model.isOpen());
    QCOMPARE(model.rowCount(), 6);
    QCOMPARE(model.kindAt(0), RowKind::Loading);
    model.setVisibleRows(0, 5);
    settle(model);
    QCOMPARE(cell(model, 0, MessageColumn::Preview), u"payload 1005"_s);
}

void StoredModelTest::singleDeletedAndRunsAreRows()
{
    auto source = std::make_shared<FakeStream>();
    source->last = 100;
    source->deleted = {95, 80, 81, 82, 83};
    StoredModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    model.setVisibleRows(0, 40);
    settle(model);
    QCOMPARE(model.rowCount(), 97);
    const int single = model.rowOf(95);
    QCOMPARE(model.kindAt(single), RowKind::Deleted);
    QCOMPARE(cell(model, single, MessageColumn::Subject), u"1 deleted"_s);
    const int run = model.rowOf(81);
    QCOMPARE(run, model.rowOf(83));
    QCOMPARE(cell(model, run, MessageColumn::Subject), u"4 deleted"_s);
    QCOMPARE(cell(model, run - 1, MessageColumn::Preview), u"payload 84"_s);
    QCOMPARE(cell(model, run + 1, MessageColumn::Preview), u"payload 79"_s);
    QCOMPARE(model.deletedSeen(), quint64(5));
}

void StoredModelTest::runsAcrossPagesBecomeOneRow()
{
    auto source = std::make_shared<FakeStream>();
    source->last = 3000;
    for (quint64 sequence = 1000; sequence <= 2000; ++sequence)
        source->deleted.insert(sequence);
    StoredModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    for (int step = 0; step < 60; ++step) {
        const int row = model.showSequence(1500);
        model.setVisibleRows(row - 10, row + 20);
        settle(model);
    }
    QCOMPARE(model.rowCount(), 3000 - 1000);
    QCOMPARE(cell(model, model.rowOf(1500), MessageColumn::Subject), u"1,001 deleted"_s);
    QCOMPARE(model.rowOf(2001), model.rowOf(1500) - 1);
    QCOMPARE(model.rowOf(999), model.rowOf(1500) + 1);
}

void StoredModelTest::aMeasuredGapIsOneRowAtOnce()
{
    class Measuring final : public StoredSource
    {
    public:
        FakeStream inner;
        async::Future<StreamBounds> bounds() override { return inner.bounds(); }
        async::Future<StoredPage> read(quint64 from, quint64 to, std::stop_token stop) override
        {
            StoredPage page = *inner.read(from, to, stop).result();
            if (page.rows.empty()) {
                page.gapFrom = 11;
                page.gapTo = 49'990;
            }
            return async::ready<StoredPage>(page);
        }
        async::Future<MessageDetail> message(quint64 sequence) override { return inner.message(sequence); }
        async::Future<quint64> sequenceAtTime(qint64 timeNs) override { return inner.sequenceAtTime(timeNs); }
        async::Future<quint64> newestOf(const QByteArray &filter) override { return inner.newestOf(filter); }
        async::Future<QList<std::pair<QByteArray, quint64>>> subjects() override { return inner.subjects(); }
    };
    auto source = std::make_shared<Measuring>();
    source->inner.last = 50'000;
    for (quint64 sequence = 11; sequence <= 49'990; ++sequence)
        source->inner.deleted.insert(source->inner.deleted.end(), sequence);
    StoredModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    for (int i = 0; i < 6; ++i) {
        model.setVisibleRows(0, 30);
        settle(model);
    }
    QCOMPARE(model.rowCount(), 10 + 1 + 10);
    QCOMPARE(cell(model, 10, MessageColumn::Subject), u"49,980 deleted"_s);
    QVERIFY2(source->inner.reads.size() < 10, qPrintable(QString::number(source->inner.reads.size())));
}

void StoredModelTest::newMessagesMoveNothing()
{
    auto source = std::make_shared<FakeStream>();
    source->last = 100;
    StoredModel model;
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    source->last = 150;
    QSignalSpy newer(&model, &StoredModel::newerChanged);
    model.checkNewer();
    QVERIFY(newer.wait());
    QCOMPARE(model.newer(), quint64(50));
    QCOMPARE(model.rowCount(), 100);
}

void StoredModelTest::refreshKeepsPlaceAndRows()
{
    auto source = std::make_shared<FakeStream>();
    source->last = 1000;
    StoredModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    model.setVisibleRows(100, 130);
    settle(model);
    const QPersistentModelIndex kept = model.index(model.rowOf(880), 0);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    source->last = 1200;
    source->first = 200;
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 1001);
    QCOMPARE(resets.size(), 0);
    QVERIFY(kept.isValid());
    QCOMPARE(kept.data(MessageRole::Sequence).toULongLong(), quint64(880));
    settle(model);
    QCOMPARE(model.kindAt(kept.row()), RowKind::Message);
}

void StoredModelTest::purgeShrinksFromBelow()
{
    auto source = std::make_shared<FakeStream>();
    source->last = 1000;
    StoredModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    model.setVisibleRows(0, 20);
    settle(model);
    source->first = 1001; // purged whole
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 0);
    source->last = 1003;
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 3);
}

void StoredModelTest::longStreamsShowAPartThatMoves()
{
    auto source = std::make_shared<FakeStream>();
    source->first = 5;
    source->last = 3'000'000'000;
    StoredModel model;
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    QCOMPARE(model.rowCount(), StoredModel::rowLimit);
    QVERIFY(model.isPart());
    QCOMPARE(model.sequenceAt(0), source->last);
    const int row = model.showSequence(1'234'567'890);
    QVERIFY(row > 1000);
    QCOMPARE(model.sequenceAt(row), quint64(1'234'567'890));
    QCOMPARE(model.showSequence(1), model.rowCount() - 1); // the nearest one
    QCOMPARE(model.sequenceAt(model.rowCount() - 1), quint64(5));

    model.showSequence(1'500'000'000);
    const int bottom = model.rowCount() - 1;
    const quint64 there = model.sequenceAt(bottom - 20);
    const QPersistentModelIndex kept = model.index(bottom - 20, 0);
    model.setVisibleRows(bottom - 30, bottom);
    QVERIFY(model.sequenceAt(model.rowCount() - 1) < model.sequenceAt(kept.row()));
    QCOMPARE(model.rowCount(), StoredModel::rowLimit);
    QVERIFY(kept.isValid());
    QCOMPARE(model.sequenceAt(kept.row()), there);
    model.setVisibleRows(0, 30); // and back at the other end
    QCOMPARE(model.rowCount(), StoredModel::rowLimit);
    QCOMPARE(model.sequenceAt(kept.row()), there);
}

void StoredModelTest::unreadPagesSayItAndAreReadAgain()
{
    auto source = std::make_shared<FakeStream>();
    source->last = 100;
    StoredModel model;
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    source->error = Error{ErrorKind::Timeout, u"no answer"_s};
    QSignalSpy failed(&model, &StoredModel::failed);
    model.setVisibleRows(0, 20);
    QVERIFY(failed.wait());
    QCOMPARE(failed.first().first().value<Error>().kind, ErrorKind::Timeout);
    QCOMPARE(model.kindAt(5), RowKind::Unread);
    const auto asked = source->reads.size();
    model.setVisibleRows(1, 19); // does not hammer
    QCOMPARE(source->reads.size(), asked);
    source->error.reset();
    model.refresh();
    QTRY_COMPARE(model.kindAt(5), RowKind::Message);
}

void StoredModelTest::emptyStreamHasNoRows()
{
    auto source = std::make_shared<FakeStream>();
    StoredModel model;
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.showSequence(1), -1);
    model.setVisibleRows(0, 10);
    QCOMPARE(model.pending(), 0);
    model.setSource({});
    QCOMPARE(model.rowCount(), 0);
}

void StoredModelTest::cacheIsBounded()
{
    PageCache cache(100'000);
    for (quint64 page = 0; page < 200; ++page) {
        PageCache::Page rows(20);
        for (MessageRow &row : rows)
            row.preview = QString(200, u'x');
        cache.insert(page, std::move(rows));
        QVERIFY(cache.bytes() <= 100'000);
    }
    QVERIFY(cache.evicted() > 150);
    QVERIFY(cache.peek(199));
    QVERIFY(!cache.peek(0));
    cache.clear();
    QCOMPARE(cache.bytes(), qsizetype(0));
}

void StoredModelTest::bigMessagesMakeSmallPages()
{
    auto source = std::make_shared<FakeStream>();
    source->last = 1000;
    source->messageSize = 1024 * 1024;
    StoredModel model;
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    QCOMPARE(model.pageSize(), 4);
    model.setVisibleRows(0, 20);
    settle(model);
    QCOMPARE(model.kindAt(20), RowKind::Message);
}

void StoredModelTest::randomOperations()
{
    QRandomGenerator random(23);
    auto source = std::make_shared<FakeStream>();
    source->last = 2000;
    StoredModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(source);
    QTRY_VERIFY(model.isOpen());
    for (int round = 0; round < 200; ++round) {
        switch (random.bounded(6u)) {
        case 0:
            source->last += random.bounded(40u);
            model.refresh();
            break;
        case 1:
            source->first = std::min(source->first + random.bounded(30u), source->last);
            source->deleted.erase(source->deleted.begin(), source->deleted.lower_bound(source->first));
            model.refresh();
            break;
        case 2: {
            const quint64 from = source->first + random.bounded(static_cast<quint32>(source->last - source->first + 1));
            for (quint64 each = from; each < from + random.bounded(200u) && each < source->last; ++each)
                source->deleted.insert(each);
            break;
        }
        case 3:
            model.checkNewer();
            break;
        default: {
            const int row = static_cast<int>(random.bounded(static_cast<quint32>(std::max(1, model.rowCount()))));
            model.setVisibleRows(row, row + 25);
        }
        }
        if (random.bounded(3u) == 0)
            settle(model);
        QCoreApplication::sendPostedEvents();
    }
    settle(model);
    source->deleted.clear();
    model.refresh();
    QTRY_VERIFY(model.bounds().last == source->last);
    for (int row = 0; row < model.rowCount(); row += 37) {
        const quint64 sequence = model.sequenceAt(row);
        QCOMPARE(model.rowOf(sequence), row);
        if (model.kindAt(row) == RowKind::Message)
            QCOMPARE(cell(model, row, MessageColumn::Preview), u"payload "_s + QString::number(sequence));
    }
}

NATSDECK_TEST(StoredModelTest)
#include "unit_stored.moc"
