#include "models/monitoring/series.h"
#include "models/monitoring/server_rates.h"
#include "models/monitoring/stream_rates.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cmath>

using namespace natsdeck::monitoring;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 second = 1'000'000'000;

Varz reading(qint64 now, qint64 inMsgs, const QString &id = u"A"_s, qint64 start = 1)
{
    Varz varz;
    varz.serverId = id;
    varz.start = start;
    varz.now = now;
    varz.inMsgs = inMsgs;
    varz.inBytes = inMsgs * 100;
    return varz;
}

Jsz streamReply(qint64 now, quint64 lastSequence, const QString &leader = {}, const QString &created = u"c1"_s)
{
    StreamReading stream;
    stream.account = u"$G"_s;
    stream.name = u"ORDERS"_s;
    stream.leader = leader;
    stream.created = created;
    stream.lastSequence = lastSequence;
    Jsz jsz;
    jsz.now = now;
    jsz.details.push_back(stream);
    return jsz;
}

} // namespace

class SeriesTest : public QObject
{
    Q_OBJECT

private slots:
    void aMissingReadingIsAGapAndGapsAreOne()
    {
        Series series;
        series.append(500, notMeasured); // nothing before it: no gap to show
        series.append(1000, 5);
        series.append(2000, notMeasured);
        series.append(3000, notMeasured);
        series.append(4000, 7);
        QCOMPARE(series.samples().size(), std::size_t(3));
        QVERIFY(series.samples()[1].isGap());
        QCOMPARE(series.newestValue(), 7.0);
    }

    void aBreakStandsBetweenTwoValues()
    {
        Series series;
        series.append(1000, 5);
        series.breakLine();
        series.append(2000, 6);
        QCOMPARE(series.samples().size(), std::size_t(3));
        QVERIFY(series.samples()[1].isGap());
        QCOMPARE(series.samples()[1].time, 1500);
    }

    void timeNeverGoesBack()
    {
        Series series;
        series.append(2000, 5);
        series.append(2000, 6);
        series.append(1000, 7);
        QCOMPARE(series.samples().size(), std::size_t(1));
        QCOMPARE(series.newestValue(), 5.0);
    }

    void keepsItsSpanAndItsBound()
    {
        Series series(60s, 100);
        for (int i = 0; i < 1000; ++i)
            series.append(i * 1000, i);
        QVERIFY(series.samples().front().time >= 999'000 - 61'000);
        QVERIFY(series.samples().front().time <= 999'000 - 60'000);
        Series bounded(1h, 100);
        for (int i = 0; i < 1000; ++i)
            bounded.append(i, i);
        QCOMPARE(bounded.samples().size(), std::size_t(100));
    }

    void givesTheSampleBeforeTheRangeToo()
    {
        Series series;
        for (int i = 0; i < 10; ++i)
            series.append(i * 1000, i);
        const auto range = series.since(5500);
        QCOMPARE(range.first().time, 5000);
        QCOMPARE(range.size(), 5);
    }

    void ratesUseTheServersClock()
    {
        ServerRates rates;
        QVERIFY(!rates.add(reading(10 * second, 1000)));
        const auto rate = rates.add(reading(12 * second, 1500));
        QVERIFY(rate);
        QCOMPARE(rate->inMsgs, 250.0);
        QCOMPARE(rate->inBytes, 25000.0);
        QVERIFY(!rates.add(reading(12 * second, 1500))); // the same reading again
    }

    void aRestartGivesNoRate_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<qint64>("start");
        QTest::addColumn<qint64>("now");
        QTest::addColumn<qint64>("count");
        QTest::newRow("another server_id") << u"B"_s << qint64(1) << 13 * second << qint64(2000);
        QTest::newRow("another start") << u"A"_s << qint64(2) << 13 * second << qint64(2000);
        QTest::newRow("a counter went backwards") << u"A"_s << qint64(1) << 13 * second << qint64(3);
        QTest::newRow("the clock went backwards") << u"A"_s << qint64(1) << 11 * second << qint64(2000);
    }
    void aRestartGivesNoRate()
    {
        QFETCH(QString, id);
        QFETCH(qint64, start);
        QFETCH(qint64, now);
        QFETCH(qint64, count);
        ServerRates rates;
        (void)rates.add(reading(10 * second, 1000));
        QVERIFY(rates.add(reading(12 * second, 1500)));
        QVERIFY(!rates.add(reading(now, count, id, start)));
        QVERIFY(rates.justRestarted());
        QCOMPARE(rates.restarts(), 1);
        const auto next = rates.add(reading(now + second, count + 10, id, start));
        QVERIFY(next && !rates.justRestarted());
        QCOMPARE(next->inMsgs, 10.0);
    }

    void anOutageGivesNoRateButIsNoRestart()
    {
        ServerRates rates;
        (void)rates.add(reading(10 * second, 1000));
        rates.forget();
        QVERIFY(!rates.add(reading(90 * second, 9000)));
        QCOMPARE(rates.restarts(), 0);
        QCOMPARE(rates.add(reading(91 * second, 9100))->inMsgs, 100.0);
    }

    void aReplicatedStreamCountsOnceAsItsLeaderTellsIt()
    {
        StreamRates rates;
        Jsz leader = streamReply(10 * second, 100, u"n1"_s);
        Jsz follower = streamReply(10 * second, 90, u"n1"_s);
        QCOMPARE(rates.join({{u"n1"_s, &leader}, {u"n2"_s, &follower}}).size(), std::size_t(1));
        leader = streamReply(20 * second, 600, u"n1"_s);
        const auto joined = rates.join({{u"n1"_s, &leader}, {u"n2"_s, &follower}});
        QCOMPARE(joined.size(), std::size_t(1));
        QCOMPARE(joined[0].reading.lastSequence, quint64(600));
        QCOMPARE(joined[0].rates.last(), 50.0);
        QVERIFY(std::isnan(joined[0].rates.first()));
    }

    void aStreamMadeAnewBeginsAgain()
    {
        StreamRates rates;
        Jsz reply = streamReply(10 * second, 100);
        (void)rates.join({{u"n"_s, &reply}});
        reply = streamReply(20 * second, 1000, {}, u"c2"_s);
        const auto joined = rates.join({{u"n"_s, &reply}});
        QCOMPARE(joined[0].rates.size(), 1);
        QVERIFY(std::isnan(joined[0].rates.last()));
    }
};

NATSDECK_TEST(SeriesTest)
#include "unit_series.moc"
