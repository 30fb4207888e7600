#include "tests/support/test_main.h"
#include "tests/widgets/support_gallery.h"

#include "widgets/shell/history.h"
#include "widgets/shell/palette_model.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace natsdeck::ui;

class PaletteTest : public QObject
{
    Q_OBJECT

private slots:
    void matchRanksStartWordInside();
    void matchUnderlinesWhatMatched();
    void paletteGroupsFiltersAndPrefixes();
    void historyWalks();
};

void PaletteTest::matchRanksStartWordInside()
{
    const auto rank = [](const QString &text, const QString &query) {
        const auto match = paletteMatch(text, query);
        return match ? match->rank : -1;
    };
    QVERIFY(rank(u"ORDERS"_s, u"ord"_s) < rank(u"DLQ_ORDERS"_s, u"ord"_s));
    QVERIFY(rank(u"DLQ_ORDERS"_s, u"ord"_s) < rank(u"recorder"_s, u"ord"_s));
    QVERIFY(rank(u"recorder"_s, u"ord"_s) < rank(u"o-r-d"_s, u"ord"_s));
    QCOMPARE(rank(u"TELEMETRY"_s, u"ord"_s), -1);
    QCOMPARE(rank(u"Delete stream"_s, u"stream del"_s) >= 0, true);
    QCOMPARE(rank(u"Delete stream"_s, u"stream purge"_s), -1);
    QCOMPARE(rank(u"anything"_s, {}), 0);
}

void PaletteTest::matchUnderlinesWhatMatched()
{
    const auto match = paletteMatch(u"Export definitions of ORDERS"_s, u"ord"_s);
    QVERIFY(match);
    QCOMPARE(match->ranges, (std::vector<std::pair<qsizetype, qsizetype>>{{22, 3}}));
}

void PaletteTest::paletteGroupsFiltersAndPrefixes()
{
    PaletteModel model;
    QAbstractItemModelTester tester(&model);
    model.setSources({[](const QString &) { return gallery::paletteEntries(); }});
    const auto rows = [&] {
        QStringList texts;
        for (int row = 0; row < model.rowCount(); ++row)
            texts << (model.isCaption(row) ? u"#"_s : QString()) + model.index(row).data().toString();
        return texts;
    };
    model.setQuery(u"ord"_s);
    QCOMPARE(rows(), (QStringList{u"#Streams"_s, u"ORDERS"_s, u"DLQ_ORDERS"_s, u"#Consumers"_s, u"order-projection"_s, u"recorder-eu"_s,
                                  u"#Subjects"_s, u"orders.eu.created"_s, u"#Actions"_s, u"Create stream like ORDERS…"_s,
                                  u"Export definitions of ORDERS"_s}));
    model.setQuery(u">ord"_s);
    QCOMPARE(rows(), (QStringList{u"#Actions"_s, u"Create stream like ORDERS…"_s, u"Export definitions of ORDERS"_s}));
    model.setQuery(u"no such thing"_s);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.firstEntry(), -1);
    model.setSources({[](const QString &) {
        QList<PaletteEntry> many;
        for (int i = 0; i < 30; ++i)
            many << PaletteEntry{PaletteGroup::Streams, u"S%1"_s.arg(i), {}, {}, {}, {}, {}};
        return many;
    }});
    model.setQuery(u"s"_s);
    QCOMPARE(model.rowCount(), 1 + PaletteModel::perGroup);
    QCOMPARE(model.entryAt(0).caption, u"22 more"_s); // never cut silently
}

void PaletteTest::historyWalks()
{
    History history;
    QVERIFY(!history.back());
    const Location a{u"s"_s, u"a"_s, {}}, b{u"s"_s, u"b"_s, {}}, c{u"t"_s, u"c"_s, {}};
    history.visit(a);
    history.visit(a);
    history.visit(b);
    history.visit(c);
    QCOMPARE(history.back(), std::optional(b));
    QCOMPARE(history.back(), std::optional(a));
    QVERIFY(!history.back());
    QCOMPARE(history.forward(), std::optional(b));
    history.visit(c);
    QVERIFY(!history.forward());
    history.forget(u"t"_s);
    QCOMPARE(history.back(), std::optional(a));
    for (int i = 0; i < 500; ++i)
        history.visit({u"s"_s, QString::number(i), {}});
    int steps = 0;
    while (history.back())
        ++steps;
    QCOMPARE(steps, static_cast<int>(History::kept) - 1);
}

NATSDECK_TEST(PaletteTest)
#include "unit_palette.moc"
