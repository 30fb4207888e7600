#include "models/base/cell_roles.h"
#include "models/monitoring/health_rules.h"
#include "models/monitoring/overview_presenter.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_reading_source.h"
#include "tests/support/test_main.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::monitoring;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using natsdeck::test::FakeSource;

namespace {

StreamsState::Stream stream(const QString &name, double rate, qint64 bytes)
{
    StreamsState::Stream made;
    made.reading.account = u"$G"_s;
    made.reading.name = name;
    made.reading.bytes = bytes;
    made.rates = {notMeasured, rate};
    return made;
}

QStringList namesIn(const BusiestStreamsModel &model)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names << model.nameAt(row);
    return names;
}

} // namespace

class OverviewPresenterTest : public QObject
{
    Q_OBJECT

private:
    test::FakeClock m_clock;
    std::unique_ptr<Recorder> m_recorder;
    std::unique_ptr<OverviewPresenter> m_presenter;
    QList<std::shared_ptr<FakeSource>> m_sources;

    void make(int servers)
    {
        m_presenter.reset();
        m_recorder = std::make_unique<Recorder>(m_clock);
        m_sources.clear();
        std::vector<std::shared_ptr<ReadingSource>> sources;
        for (int i = 0; i < servers; ++i) {
            m_sources << std::make_shared<FakeSource>(u"nats-%1"_s.arg(i));
            sources.push_back(m_sources.last());
        }
        m_recorder->setSources(std::move(sources));
        m_presenter = std::make_unique<OverviewPresenter>(*m_recorder);
        m_recorder->start();
        settle();
    }

    void settle()
    {
        QSignalSpy spy(m_recorder.get(), &Recorder::updated);
        while (spy.wait(15))
            ;
    }

    void second()
    {
        m_clock.advance(1000ms);
        for (const auto &source : m_sources)
            source->state.seconds += 1;
        m_recorder->tick();
        settle();
    }

    std::optional<Finding> finding(const QString &id) const
    {
        for (const Finding &one : m_presenter->findings()) {
            if (one.id == id)
                return one;
        }
        return {};
    }

private slots:
    void aHealthySystemHasNoFindings()
    {
        make(3);
        second();
        QVERIFY(m_presenter->findings().isEmpty());
        QCOMPARE(m_presenter->state(), OverviewPresenter::State::Ready);
        QVERIFY(m_presenter->servers().figure.contains(u"3"_s));
        QCOMPARE(m_presenter->connections().figure, u"9"_s);
        QVERIFY(m_presenter->storage().pill.isEmpty());
    }

    void storageNearItsLimit_data()
    {
        QTest::addColumn<int>("percent");
        QTest::addColumn<Severity>("severity");
        QTest::newRow("74 %") << 74 << Severity::Ok;
        QTest::newRow("75 %") << 75 << Severity::Warning;
        QTest::newRow("89 %") << 89 << Severity::Warning;
        QTest::newRow("90 %") << 90 << Severity::Critical;
    }
    void storageNearItsLimit()
    {
        QFETCH(int, percent);
        QFETCH(Severity, severity);
        make(2);
        m_sources[1]->state.maxStorage = 1'000'000'000;
        m_sources[1]->state.reserved = 0;
        m_sources[1]->state.storage = 10'000'000LL * percent;
        second();
        const std::optional<Finding> found = finding(u"storage-near-limit"_s);
        QCOMPARE(found.has_value(), severity != Severity::Ok);
        if (found) {
            QCOMPARE(found->severity, severity);
            QCOMPARE(found->subject, u"nats-1"_s);
            QVERIFY(found->what.contains(QString::number(percent)));
        }
        // The worst server decides, though together they are half empty.
        QCOMPARE(m_presenter->storage().pill.isEmpty(), severity == Severity::Ok);
        QCOMPARE(m_presenter->storage().pillSeverity, severity);
    }

    void whatIsWrongIsFound()
    {
        make(2);
        m_sources[0]->state.login = false;
        m_sources[0]->state.reserved = m_sources[0]->state.maxStorage + 1;
        m_sources[0]->state.healthy = false;
        m_sources[1]->error = Error{ErrorKind::Unreachable, u"nats-1 refused"_s, u"Connection refused"_s, {}, 0, {}};
        m_sources[0]->state.slowConsumers = 2;
        for (int i = 0; i < 12; ++i)
            second();
        QCOMPARE(finding(u"server-unreachable"_s)->subject, u"nats-1"_s);
        QCOMPARE(finding(u"server-unreachable"_s)->severity, Severity::Critical);
        QVERIFY(finding(u"server-unreachable"_s)->evidence.contains(u"Connection refused"_s));
        QCOMPARE(finding(u"server-unhealthy"_s)->evidence, u"no leader"_s);
        QCOMPARE(finding(u"no-login"_s)->severity, Severity::Warning);
        QVERIFY(finding(u"storage-promised-above-limit"_s).has_value());
        QVERIFY(finding(u"slow-consumers"_s).has_value());
        QCOMPARE(m_presenter->findings().first().severity, Severity::Critical);
        QCOMPARE(m_presenter->servers().severity, std::optional(Severity::Critical));
        QCOMPARE(m_presenter->connections().severity, std::optional(Severity::Warning));
    }

    void findingsStayTheSameWhileTimeGoesBy()
    {
        make(1);
        m_sources[0]->error = Error{ErrorKind::Unreachable, u"refused"_s, {}, {}, 0, {}};
        second();
        second();
        QSignalSpy changed(m_presenter.get(), &OverviewPresenter::findingsChanged);
        for (int i = 0; i < 5; ++i)
            second();
        QCOMPARE(changed.size(), 0);
    }

    void jetStreamThatIsOffIsSaid()
    {
        make(1);
        m_sources[0]->state.jetStream = false;
        second();
        QVERIFY(!m_presenter->storage().measured);
        QVERIFY(m_presenter->storage().text.state.contains(u"JetStream is off"_s));
        QCOMPARE(m_presenter->storage().text.figure, u"–"_s);
    }

    void staleKeepsFiguresAndChartsEndInAGap()
    {
        make(1);
        for (int i = 0; i < 4; ++i)
            second();
        m_sources[0]->hangs = true;
        for (int i = 0; i < 8; ++i)
            second();
        QCOMPARE(m_presenter->state(), OverviewPresenter::State::Stale);
        QVERIFY(m_presenter->storage().measured);
        QCOMPARE(m_presenter->connections().figure, u"–"_s); // not measured is not zero
        const ChartData chart = m_presenter->chart(OverviewChart::Throughput);
        QVERIFY(chart.lines[0].samples.last().isGap());
        QCOMPARE(chart.lines[0].samples.last().time, chart.to);
        QVERIFY(chart.limit == 0);
    }

    void saysWhenItWillBeFull()
    {
        Series series;
        for (int i = 0; i <= 900; ++i)
            series.append(i * 1000, 1000.0 + i); // one per second
        QCOMPARE(*timeUntil(series, 5500), 3600s);
        QVERIFY(!timeUntil(series, 1e12)); // further than 90 days
        Series flat;
        for (int i = 0; i <= 900; ++i)
            flat.append(i * 1000, 5);
        QVERIFY(!timeUntil(flat, 10));
        Series young;
        for (int i = 0; i < 300; ++i)
            young.append(i * 1000, i);
        QVERIFY(!timeUntil(young, 1000));
    }

    void busiestStreamsMoveAndAreNeverReset()
    {
        BusiestStreamsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.setStreams({stream(u"A"_s, 10, 1), stream(u"B"_s, 30, 1), stream(u"C"_s, 20, 1)});
        QCOMPARE(namesIn(model), (QStringList{u"B"_s, u"C"_s, u"A"_s}));
        const QPersistentModelIndex b = model.index(0, 0);
        model.setStreams({stream(u"A"_s, 90, 1), stream(u"B"_s, 30, 1), stream(u"D"_s, notMeasured, 9)});
        QCOMPARE(namesIn(model), (QStringList{u"A"_s, u"B"_s, u"D"_s}));
        QCOMPARE(b.row(), 1);
        QCOMPARE(model.index(2, BusiestStreamsModel::Rate).data().toString(), u"–"_s);
        std::vector<StreamsState::Stream> many;
        for (int i = 0; i < 30; ++i)
            many.push_back(stream(u"S%1"_s.arg(i), i, 1));
        model.setStreams(many);
        QCOMPARE(model.rowCount(), BusiestStreamsModel::shown);
        QCOMPARE(model.nameAt(0), u"S29"_s);
        QCOMPARE(resets.size(), 0);
    }
};

NATSDECK_TEST(OverviewPresenterTest)
#include "unit_overview_presenter.moc"
