#include "models/base/cell_roles.h"
#include "models/explorer/subject_counts.h"
#include "models/explorer/subject_tree_model.h"
#include "tests/support/test_main.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::explorer;
using namespace Qt::StringLiterals;

class SubjectsTest : public QObject
{
    Q_OBJECT

private slots:
    void countsAreExact();
    void countsBeyondTheLimitAreCountedTogether();
    void changesComeInSlices();
    void treeAddsUp();
    void treeIsBoundedAndSaysSo();
    void hostileTokensAreCleaned();
    void ratesAreMeasured();
    void storedReplacesWhatWasSaid();
    void clearingKeepsWhatTheOtherShows();
    void refreshNeverResets();
    void randomOperations();
};

namespace {

QModelIndex find(const SubjectTreeModel &model, const QByteArray &subject)
{
    QModelIndex at;
    for (const QByteArray &token : subject.split('.')) {
        QModelIndex next;
        for (int row = 0; row < model.rowCount(at); ++row) {
            if (model.index(row, 0, at).data().toString() == QString::fromUtf8(token))
                next = model.index(row, 0, at);
        }
        if (!next.isValid())
            return {};
        at = next;
    }
    return at;
}

QString cell(const QModelIndex &index, int column) { return index.siblingAtColumn(column).data().toString(); }

} // namespace

void SubjectsTest::countsAreExact()
{
    SubjectCounts counts;
    QHash<QByteArray, quint64> expected;
    QHash<quint32, SubjectCounts::Change> last;
    QRandomGenerator random(3);
    const auto take = [&](std::size_t limit) {
        for (const auto &change : counts.takeChanges(limit))
            last[change.number] = change;
    };
    for (int i = 0; i < 200'000; ++i) {
        const QByteArray subject = "s." + QByteArray::number(random.bounded(random.bounded(5) == 0 ? 5000 : 3));
        counts.count(subject);
        ++expected[subject];
        if (i % 1000 == 0)
            take(100);
    }
    take(100'000);
    QCOMPARE(last.size(), expected.size());
    for (const auto &change : std::as_const(last))
        QCOMPARE(change.count, expected.value(change.subject));
    QCOMPARE(counts.messagesNotListed(), quint64(0));
    QVERIFY(counts.takeChanges(10).empty());
}

void SubjectsTest::countsBeyondTheLimitAreCountedTogether()
{
    SubjectCounts counts;
    for (std::size_t i = 0; i < SubjectCounts::subjectLimit + 500; ++i)
        counts.count("x." + QByteArray::number(static_cast<qulonglong>(i)));
    QCOMPARE(counts.subjects(), SubjectCounts::subjectLimit);
    QCOMPARE(counts.messagesNotListed(), quint64(500));
    counts.count("x.1");
    QCOMPARE(counts.messagesNotListed(), quint64(500));
    counts.clear();
    QCOMPARE(counts.subjects(), std::size_t(0));
}

void SubjectsTest::changesComeInSlices()
{
    SubjectCounts counts;
    for (int i = 0; i < 250; ++i)
        counts.count("x." + QByteArray::number(i));
    QCOMPARE(counts.takeChanges(100).size(), std::size_t(100));
    counts.count("x.0"); // changed again after it was taken
    QCOMPARE(counts.takeChanges(100).size(), std::size_t(100));
    const auto rest = counts.takeChanges(100);
    QCOMPARE(rest.size(), std::size_t(51));
    QCOMPARE(rest.back().subject, QByteArray("x.0"));
    QCOMPARE(rest.back().count, quint64(2));
}

void SubjectsTest::treeAddsUp()
{
    SubjectTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSeen("orders.eu.paid", 3);
    model.setSeen("orders.eu", 2);
    model.setSeen("orders.us.paid", 5);
    model.setSeen("orders.eu.paid", 10);
    model.setSeen("orders.eu.paid", 4); // counts never go back
    model.publish();
    QCOMPARE(find(model, "orders").data(SubjectTreeModel::SeenRole).toULongLong(), quint64(17));
    QCOMPARE(find(model, "orders.eu").data(SubjectTreeModel::SeenRole).toULongLong(), quint64(12));
    QCOMPARE(find(model, "orders.eu.paid").data(SubjectTreeModel::PathRole).toByteArray(), QByteArray("orders.eu.paid"));
    QVERIFY(find(model, "orders.eu.paid").data(SubjectTreeModel::LeafRole).toBool());
    QCOMPARE(model.subjectCount(), 3);
    QCOMPARE(model.rowCount(), 1);
}

void SubjectsTest::treeIsBoundedAndSaysSo()
{
    SubjectTreeModel model;
    for (int i = 0; i < SubjectTreeModel::nodeLimit + 300; ++i)
        model.setSeen("flat" + QByteArray::number(100'000 + i), 1);
    QCOMPARE(model.rowCount(), SubjectTreeModel::nodeLimit);
    QCOMPARE(model.notShown(), qsizetype(300));
    model.setSeen("flat" + QByteArray::number(100'000 + SubjectTreeModel::nodeLimit + 5), 9); // the same one again is one subject
    QCOMPARE(model.notShown(), qsizetype(300));
    SubjectTreeModel deep;
    deep.setSeen(QByteArray("a.").repeated(SubjectTreeModel::depthLimit) + "b", 1);
    QCOMPARE(deep.rowCount(), 0);
    QCOMPARE(deep.notShown(), qsizetype(1));
}

void SubjectsTest::hostileTokensAreCleaned()
{
    SubjectTreeModel model;
    model.setSeen("a\xe2\x80\xae\x1b.<img src=x>.\xff", 1);
    const QModelIndex first = model.index(0, 0);
    QVERIFY(!first.data().toString().contains(QChar(u'\u202e')));
    QVERIFY(!first.data().toString().contains(QChar(u'\x1b')));
    const QModelIndex second = model.index(0, 0, first);
    QVERIFY(!second.data(Qt::ToolTipRole).toString().contains(u'<'));
    QCOMPARE(model.index(0, 0, second).data(SubjectTreeModel::PathRole).toByteArray(), QByteArray("a\xe2\x80\xae\x1b.<img src=x>.\xff"));
}

void SubjectsTest::ratesAreMeasured()
{
    SubjectTreeModel model;
    model.setSeen("a.b", 100);
    model.measure(1.0);
    QCOMPARE(cell(find(model, "a.b"), SubjectTreeModel::RateColumn), u"100/s"_s);
    model.setSeen("a.b", 150);
    QSignalSpy spy(&model, &QAbstractItemModel::dataChanged);
    model.measure(2.0);
    QCOMPARE(cell(find(model, "a"), SubjectTreeModel::RateColumn), u"25/s"_s);
    QVERIFY(spy.size() >= 1);
    model.measure(1.0);
    QCOMPARE(cell(find(model, "a"), SubjectTreeModel::RateColumn), u"idle"_s);
}

void SubjectsTest::storedReplacesWhatWasSaid()
{
    SubjectTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setStored({{"events.user.login", 1500}, {"events.user.logout", 20}});
    QCOMPARE(cell(find(model, "events"), SubjectTreeModel::StoredColumn), u"1.5k"_s);
    model.setStored({{"events.user.login", 7}});
    QCOMPARE(cell(find(model, "events"), SubjectTreeModel::StoredColumn), u"7"_s);
    QVERIFY(!find(model, "events.user.logout").isValid());
    QCOMPARE(model.subjectCount(), 1);
}

void SubjectsTest::clearingKeepsWhatTheOtherShows()
{
    SubjectTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setStored({{"a.b", 5}});
    model.setSeen("a.b", 3);
    model.setSeen("live.only", 1);
    model.clearStored();
    QVERIFY(find(model, "a.b").isValid());
    model.setStored({{"a.b", 5}});
    model.clearSeen();
    QVERIFY(find(model, "a.b").isValid());
    QVERIFY(!find(model, "live").isValid());
    model.clearStored();
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.subjectCount(), 0);
}

void SubjectsTest::refreshNeverResets()
{
    SubjectTreeModel model;
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setStored({{"m.n", 1}});
    const QPersistentModelIndex kept = find(model, "m.n");
    for (int i = 0; i < 50; ++i) {
        model.setSeen("a" + QByteArray::number(i) + ".x", 1);
        model.setStored({{"m.n", static_cast<quint64>(i + 1)}, {"b" + QByteArray::number(i), 1}});
    }
    QVERIFY(kept.isValid());
    QCOMPARE(kept.data().toString(), u"n"_s);
    QCOMPARE(resets.size(), 0);
}

void SubjectsTest::randomOperations()
{
    SubjectTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QRandomGenerator random(11);
    QHash<QByteArray, quint64> seen;
    const auto subject = [&] {
        QByteArray name;
        for (int i = static_cast<int>(random.bounded(3)); i >= 0; --i)
            name += (name.isEmpty() ? "" : ".") + QByteArray(1, static_cast<char>('a' + random.bounded(4)));
        return name;
    };
    for (int round = 0; round < 500; ++round) {
        switch (random.bounded(6)) {
        case 0: {
            QList<std::pair<QByteArray, quint64>> stored;
            for (int i = static_cast<int>(random.bounded(6)); i > 0; --i)
                stored.append({subject(), random.bounded(100u) + 1});
            model.setStored(stored);
            break;
        }
        case 1:
            if (random.bounded(10) == 0) {
                model.clearSeen();
                seen.clear();
            }
            break;
        case 2:
            model.measure(1);
            break;
        default: {
            const QByteArray name = subject();
            seen[name] += random.bounded(1, 5);
            model.setSeen(name, seen[name]);
            model.publish();
        }
        }
        quint64 total = 0;
        for (const quint64 count : std::as_const(seen))
            total += count;
        quint64 shown = 0;
        for (int row = 0; row < model.rowCount(); ++row)
            shown += model.index(row, 0).data(SubjectTreeModel::SeenRole).toULongLong();
        QCOMPARE(shown, total);
    }
}

NATSDECK_TEST(SubjectsTest)
#include "unit_subjects.moc"
