#include "tests/support/test_main.h"
#include "tests/widgets/support_samples.h"

#include "widgets/charts/decimate.h"
#include "widgets/charts/time_chart.h"

#include <QLineSeries>
#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace Qt::StringLiterals;
using namespace natsdeck::ui;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<ChartSample> line(int count, std::function<double(int)> value)
{
    std::vector<ChartSample> samples;
    for (int i = 0; i < count; ++i)
        samples.push_back({i * 1000, value(i)});
    return samples;
}

std::pair<double, double> extremes(const std::vector<ChartSample> &samples)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const ChartSample &sample : samples) {
        if (std::isfinite(sample.value)) {
            low = std::min(low, sample.value);
            high = std::max(high, sample.value);
        }
    }
    return {low, high};
}

} // namespace

class ChartsTest : public QObject
{
    Q_OBJECT

private slots:
    void reducesToAboutTwoPointsPerPixel();
    void keepsOnePeakAmongManyPoints();
    void keepsExtremesOfRandomSeries();
    void keepsGaps();
    void leavesFewPointsAlone();
    void leavesOutWhatLiesOutside();
    void findsGapsAtStartMiddleAndEnd();
    void anUpdateAddsNoSeries();
    void liveSpanFollowsTheNewestSample();
    void saysItsValuesToScreenReaders();
    void cursorIsShared();
};

void ChartsTest::reducesToAboutTwoPointsPerPixel()
{
    const auto samples = line(3600, [](int i) { return std::sin(i * 0.7); });
    const auto shown = decimated(samples, {0, 3'600'000}, 400);
    QVERIFY2(shown.size() <= 2 * 400 + 4, qPrintable(QString::number(shown.size())));
    QVERIFY(shown.size() > 700);
    QCOMPARE(shown.front().time, samples.front().time);
    QCOMPARE(shown.back().time, samples.back().time);
    for (std::size_t i = 1; i < shown.size(); ++i)
        QVERIFY(shown[i - 1].time < shown[i].time);
}

void ChartsTest::keepsOnePeakAmongManyPoints()
{
    const auto samples = line(100'000, [](int i) { return i == 70'003 ? 1000.0 : i == 20'002 ? -5.0 : 1.0; });
    QCOMPARE(extremes(decimated(samples, {0, 100'000'000}, 300)), std::pair(-5.0, 1000.0));
}

void ChartsTest::keepsExtremesOfRandomSeries()
{
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        std::uniform_real_distribution<double> value(-1e6, 1e6);
        const int count = 1 + static_cast<int>(random() % 5000);
        const auto samples = line(count, [&](int) { return random() % 50 == 0 ? none : value(random); });
        const int pixels = 1 + static_cast<int>(random() % 900);
        const auto shown = decimated(samples, {0, count * 1000}, pixels);
        QCOMPARE(extremes(shown), extremes(samples));
        QCOMPARE(gapsOf(shown).size(), gapsOf(samples).size());
    }
}

void ChartsTest::keepsGaps()
{
    const auto samples = line(3000, [](int i) { return i >= 1000 && i < 1010 ? none : 5.0; });
    const auto shown = decimated(samples, {0, 3'000'000}, 100);
    const auto gaps = gapsOf(shown);
    QCOMPARE(gaps.size(), std::size_t(1));
    QCOMPARE(gaps.front().from, 999'000);
    QCOMPARE(gaps.front().to, 1'010'000);
}

void ChartsTest::leavesFewPointsAlone()
{
    const auto samples = line(50, [](int i) { return i * 2.0; });
    QCOMPARE(decimated(samples, {0, 50'000}, 800).size(), samples.size());
    QVERIFY(decimated({}, {0, 1}, 10).empty());
    QCOMPARE(decimated(line(1, [](int) { return 3.0; }), {0, 1}, 10).size(), std::size_t(1));
}

void ChartsTest::leavesOutWhatLiesOutside()
{
    const auto samples = line(1000, [](int i) { return i * 1.0; });
    const auto shown = decimated(samples, {400'000, 500'000}, 1000);
    QCOMPARE(shown.front().time, 399'000); // the neighbour, for the line across the edge
    QCOMPARE(shown.back().time, 501'000);
}

void ChartsTest::findsGapsAtStartMiddleAndEnd()
{
    const std::vector<ChartSample> samples{{0, none}, {1, none}, {2, 1}, {3, none}, {4, 1}, {5, none}, {6, none}};
    const auto gaps = gapsOf(samples);
    QCOMPARE(gaps.size(), std::size_t(3));
    QCOMPARE(gaps[0].from, 0);
    QCOMPARE(gaps[0].to, 2);
    QCOMPARE(gaps[1].from, 2);
    QCOMPARE(gaps[1].to, 4);
    QCOMPARE(gaps[2].from, 4);
    QCOMPARE(gaps[2].to, 6);
}

void ChartsTest::anUpdateAddsNoSeries()
{
    const Theme theme(*qApp, Scheme::Light);
    TimeChart chart(theme, samples::countAxis());
    chart.resize(600, 240);
    chart.setSeries(
        {{u"In"_s, 0, samples::wave(0, 3'600'000, 3600, 10, 1), true}, {u"Out"_s, 1, samples::wave(0, 3'600'000, 3600, 20, 1), true}});
    chart.setTimeSpan({0, 3'600'000});
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    const auto series = chart.chart()->series();
    QCOMPARE(series.size(), 2);
    qsizetype points = 0;
    for (QAbstractSeries *one : series) {
        if (auto *shown = qobject_cast<QLineSeries *>(one))
            points = std::max(points, shown->points().size());
    }
    QVERIFY2(points > 100 && points <= 2 * 600, qPrintable(QString::number(points)));
    for (int i = 0; i < 20; ++i)
        chart.setSeries({{u"In"_s, 0, samples::wave(i, 3'600'000 + i, 3600, 10, 1), true},
                         {u"Out"_s, 1, samples::wave(i, 3'600'000 + i, 3600, 20, 1), true}});
    QCOMPARE(chart.chart()->series(), series);
}

void ChartsTest::liveSpanFollowsTheNewestSample()
{
    const Theme theme(*qApp, Scheme::Light);
    TimeChart chart(theme, samples::countAxis());
    chart.setLiveSpan(std::chrono::seconds(60));
    chart.setSeries({{u"In"_s, 0, line(600, [](int i) { return i * 1.0; }), true}});
    QCOMPARE(chart.timeSpan().to, 599'000);
    QCOMPARE(chart.timeSpan().from, 539'000);
    chart.setSeries({{u"In"_s, 0, line(601, [](int i) { return i * 1.0; }), true}});
    QCOMPARE(chart.timeSpan().to, 600'000);
}

void ChartsTest::saysItsValuesToScreenReaders()
{
    const Theme theme(*qApp, Scheme::Light);
    TimeChart chart(theme, samples::countAxis());
    chart.setSeries({{u"In"_s, 0, {{0, 10}, {1000, 20}}, true}, {u"Out"_s, 1, {{0, 30}, {1000, none}}, true}});
    QCOMPARE(chart.accessibleDescription(), u"00:00:01, In 20, Out no data"_s);
    chart.setCursor(0);
    QCOMPARE(chart.accessibleDescription(), u"00:00:00, In 10, Out 30"_s);
}

void ChartsTest::cursorIsShared()
{
    const Theme theme(*qApp, Scheme::Light);
    TimeChart first(theme, samples::countAxis());
    TimeChart second(theme, samples::countAxis());
    for (TimeChart *chart : {&first, &second})
        chart->setSeries({{u"In"_s, 0, {{0, 10}, {1000, 20}, {2000, 30}}, true}});
    linkCursors({&first, &second});
    QTest::keyClick(&first, Qt::Key_Left); // from the newest to the one before
    QCOMPARE(second.accessibleDescription(), u"00:00:01, In 20"_s);
}

NATSDECK_TEST(ChartsTest)
#include "unit_charts.moc"
