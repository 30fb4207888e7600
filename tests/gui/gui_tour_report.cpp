#include "app/tour_report.h"
#include "app/tour_script.h"

#include "tests/support/test_main.h"

#include <QSignalSpy>
#include <QTest>

using namespace natsdeck::app;
using namespace Qt::StringLiterals;

namespace {

TourReport good()
{
    TourReport report;
    report.server = u"2.12.15"_s;
    report.steps.push_back({u"Plan"_s, true, 1200, {}});
    report.pages.push_back({u"workstation"_s, u"streams"_s, 5, {u"streams-light.png"_s, u"streams-dark.png"_s}});
    report.pages.push_back({{}, u"start"_s, -1, {u"start-light.png"_s}});
    report.charts.push_back({u"workstation"_s, u"cpu"_s, 10, 40});
    return report;
}

} // namespace

// A check that could pass on an empty page is not a check.
class TourReportTest final : public QObject
{
    Q_OBJECT

private slots:
    void aFullOneIsGood() { QVERIFY(good().failures().isEmpty()); }

    void emptyIsNotGood() { QCOMPARE(TourReport().failures().size(), 1); }

    void aPageWithoutRowsFails()
    {
        TourReport report = good();
        report.pages.front().rows = 0;
        QCOMPARE(report.failures().size(), 1);
    }

    void aPageWithoutPictureFails()
    {
        TourReport report = good();
        report.pages.back().pictures.clear();
        QCOMPARE(report.failures().size(), 1);
    }

    void aStillChartFails()
    {
        TourReport report = good();
        report.charts.front().distinct = 9;
        QCOMPARE(report.failures().size(), 1);
    }

    void aFailedStepFails()
    {
        TourReport report = good();
        report.steps.push_back({u"Apply"_s, false, 10, u"port taken"_s});
        QCOMPARE(report.failures(), QStringList{u"Apply: port taken"_s});
    }

    void theSecondPartKnowsWhatTheFirstSaw()
    {
        const TourReport first = good();
        const TourReport again = TourReport::fromJson(first.toJson());
        QCOMPARE(again.toJson(), first.toJson());
    }

    void afterAFailureOnlyClearingUpRuns()
    {
        TourScript script;
        QStringList ran;
        const auto step = [&](const QString &name, bool always) {
            TourStep made;
            made.name = name;
            made.begin = [&ran, name] { ran << name; };
            made.always = always;
            return made;
        };
        TourStep failing = step(u"fails"_s, false);
        failing.done = [&script] {
            script.fail(u"why"_s);
            return true;
        };
        script.add(step(u"first"_s, false));
        script.add(std::move(failing));
        script.add(step(u"skipped"_s, false));
        script.add(step(u"clears"_s, true));
        QSignalSpy finished(&script, &TourScript::finished);
        script.start();
        QVERIFY(finished.wait(5000));
        QCOMPARE(ran, (QStringList{u"first"_s, u"fails"_s, u"clears"_s}));
        QVERIFY(!script.ok());
    }

    void aStepThatNeverEndsFailsAtItsDeadline()
    {
        TourScript script;
        TourStep endless;
        endless.name = u"endless"_s;
        endless.done = [] { return false; };
        endless.deadline = std::chrono::seconds(1);
        endless.lacks = [] { return u"rows"_s; };
        script.add(std::move(endless));
        QSignalSpy finished(&script, &TourScript::finished);
        script.start();
        QVERIFY(finished.wait(5000));
        QVERIFY(script.results().front().failure.contains(u"rows"_s));
    }
};

NATSDECK_TEST(TourReportTest)
#include "gui_tour_report.moc"
