#include "models/base/finding.h"
#include "models/workloads/rows_model.h"
#include "tests/support/test_main.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;

namespace {

QList<TableRow> rowsOf(const QString &keys, const QString &text = u"x"_s)
{
    QList<TableRow> rows;
    for (const QChar key : keys)
        rows << TableRow{QString(key), {TableCell{text}, TableCell{QString(key), CellKind::Number}}};
    return rows;
}

QString keysOf(const RowsModel &model)
{
    QString keys;
    for (int row = 0; row < model.rowCount(); ++row)
        keys += model.index(row, 0).data(RowsModel::KeyRole).toString();
    return keys;
}

} // namespace

class RowsTest : public QObject
{
    Q_OBJECT

private slots:
    void takesAnyOrderFromAnyOther()
    {
        RowsModel model({u"a"_s, u"b"_s});
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QRandomGenerator random(7);
        for (int round = 0; round < 400; ++round) {
            QString keys = u"abcdefghij"_s;
            std::shuffle(keys.begin(), keys.end(), random);
            keys.truncate(random.bounded(keys.size() + 1));
            model.setRows(rowsOf(keys, QString::number(random.bounded(3))));
            QCOMPARE(keysOf(model), keys);
        }
        QCOMPARE(resets.size(), 0);
    }

    void tellsOnlyWhatChanged()
    {
        RowsModel model({u"a"_s, u"b"_s});
        model.setRows(rowsOf(u"abc"_s));
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
        model.setRows(rowsOf(u"abc"_s));
        QCOMPARE(changes.size() + inserts.size(), 0);
        QList<TableRow> rows = rowsOf(u"abc"_s);
        rows[1].cells[0].status = int(Severity::Warning);
        model.setRows(rows);
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes.first().first().toModelIndex().row(), 1);
        QCOMPARE(model.index(1, 0).data(CellRole::Status).toInt(), int(Severity::Warning));
        QVERIFY(!model.index(0, 0).data(CellRole::Status).isValid());
    }

    void keepsASelectionOverMovesAndLosesItWithTheRow()
    {
        RowsModel model({u"a"_s, u"b"_s});
        model.setRows(rowsOf(u"abc"_s));
        const QPersistentModelIndex held = model.index(2, 0);
        model.setRows(rowsOf(u"cab"_s));
        QCOMPARE(held.row(), 0);
        QCOMPARE(held.data(RowsModel::KeyRole).toString(), u"c"_s);
        model.setRows(rowsOf(u"ab"_s));
        QVERIFY(!held.isValid());
    }

    void equalKeysAreOneRow()
    {
        RowsModel model({u"a"_s, u"b"_s});
        model.setRows(rowsOf(u"aab"_s));
        QCOMPARE(keysOf(model), u"ab"_s);
    }

    void escapesTooltips()
    {
        RowsModel model({u"a"_s});
        TableCell cell{u"<b>"_s};
        cell.toolTip = u"<img src=x>"_s;
        model.setRows({{u"k"_s, {cell}}});
        QCOMPARE(model.index(0, 0).data(Qt::ToolTipRole).toString(), u"&lt;img src=x&gt;"_s);
        QCOMPARE(model.index(0, 0).data().toString(), u"<b>"_s);
    }
};

NATSDECK_TEST(RowsTest)
#include "unit_rows.moc"
