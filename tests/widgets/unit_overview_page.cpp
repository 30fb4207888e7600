#include "models/monitoring/recorder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_reading_source.h"
#include "tests/support/test_main.h"
#include "widgets/charts/time_chart.h"
#include "widgets/common/banner.h"
#include "widgets/common/card.h"
#include "widgets/common/findings_list.h"
#include "widgets/common/page_states.h"
#include "widgets/common/table_view.h"
#include "widgets/monitoring/overview_page.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace natsdeck;
using namespace natsdeck::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using natsdeck::test::FakeSource;

namespace {

QByteArray streamJson(const char *name, qint64 last, qint64 bytes, qint64 limit, int consumers)
{
    return QByteArray(R"({"name":")") + name + R"(","created":"c","config":{"max_bytes":)" + QByteArray::number(limit) +
           R"(,"discard":"old"},"state":{"messages":)" + QByteArray::number(last) + ",\"bytes\":" + QByteArray::number(bytes) +
           ",\"last_seq\":" + QByteArray::number(last) + ",\"consumer_count\":" + QByteArray::number(consumers) + "}}";
}

int distinct(const ChartSeries &series)
{
    QSet<qint64> values;
    for (const ChartSample &sample : series.samples) {
        if (std::isfinite(sample.value))
            values.insert(qint64(sample.value));
    }
    return int(values.size());
}

QString textsOf(const QWidget *widget)
{
    QStringList texts;
    for (const auto *label : widget->findChildren<QLabel *>()) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts.join(u'\n');
}

} // namespace

// The page over a recorder over servers that a test plays.
class OverviewPageTest : public QObject
{
    Q_OBJECT

private:
    test::FakeClock m_clock;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<monitoring::Recorder> m_recorder;
    QList<std::shared_ptr<FakeSource>> m_sources;
    std::unique_ptr<OverviewPage> m_page;
    int m_second = 0;

    void make(int servers, Scheme scheme = Scheme::Light)
    {
        m_page.reset();
        m_theme = std::make_unique<Theme>(*qApp, scheme);
        m_recorder = std::make_unique<monitoring::Recorder>(m_clock);
        m_sources.clear();
        m_second = 0;
        std::vector<std::shared_ptr<monitoring::ReadingSource>> sources;
        for (int i = 0; i < servers; ++i) {
            m_sources << std::make_shared<FakeSource>(u"nats-%1"_s.arg(i));
            m_sources.last()->state.id = "ID" + QByteArray::number(i);
            sources.push_back(m_sources.last());
        }
        m_recorder->setSources(std::move(sources));
        m_page = std::make_unique<OverviewPage>(*m_theme, *m_recorder);
        m_page->resize(1170, 790);
        m_page->setVisible(true);
        m_recorder->start();
        settle();
    }

    void settle()
    {
        QSignalSpy spy(m_recorder.get(), &monitoring::Recorder::updated);
        while (spy.wait(8))
            ;
    }

    // One second of a busy system.
    void second(bool answering = true)
    {
        m_clock.advance(1000ms);
        ++m_second;
        const double wave = std::sin(m_second / 40.0);
        for (const auto &source : m_sources) {
            FakeSource::State &state = source->state;
            state.seconds += 1;
            state.inMsgs += 4100 + qint64(600 * wave) + m_second % 7 * 40;
            state.outMsgs += 12500 + qint64(1800 * std::cos(m_second / 55.0)) + m_second % 11 * 90;
            state.connections = 71 + m_second / 60;
            state.maxStorage = qint64(256) << 30;
            state.storage = (qint64(150) << 30) + (qint64(m_second) << 26);
            state.reserved = qint64(228) << 30;
            state.streamCount = 4;
            state.streams = streamJson("TELEMETRY", 8400LL * m_second, 71LL << 30, 85LL << 30, 6) + "," +
                            streamJson("ORDERS", 1200LL * m_second, 18LL << 30, 64LL << 30, 14) + "," +
                            streamJson("AUDIT", 46LL * m_second, 32LL << 30, 34LL << 30, 2) + "," +
                            streamJson("METRICS_EDGE", 700LL * m_second, 10LL << 30, -1, 1);
        }
        if (answering)
            m_recorder->tick();
        settle();
    }

    void keep(const QString &name)
    {
        const QString folder = qEnvironmentVariable("NATSDECK_PICTURES");
        if (folder.isEmpty())
            return;
        QDir().mkpath(folder);
        m_page->grab().save(folder + u'/' + name + u".png"_s);
    }

private slots:
    void cleanup()
    {
        m_page.reset();
        m_recorder.reset();
        m_theme.reset();
    }

    void showsMovingChartsAndRealRows_data()
    {
        QTest::addColumn<Scheme>("scheme");
        QTest::newRow("overview-light") << Scheme::Light;
        QTest::newRow("overview-dark") << Scheme::Dark;
    }
    void showsMovingChartsAndRealRows()
    {
        QFETCH(Scheme, scheme);
        make(3, scheme);
        for (int i = 0; i < 90; ++i)
            second();
        m_sources[1]->error = Error{ErrorKind::Unreachable, u"nats-1 refused the connection"_s, u"Connection refused"_s, {}, 0, {}};
        m_sources[0]->error = m_sources[2]->error = m_sources[1]->error;
        for (int i = 0; i < 12; ++i)
            second();
        for (const auto &source : m_sources)
            source->error.reset();
        for (int i = 0; i < 90; ++i)
            second();
        QCOMPARE(m_page->state(), Page::State::Ready);
        const auto charts = m_page->findChildren<TimeChart *>();
        QCOMPARE(charts.size(), 6);
        for (const TimeChart *chart : charts) {
            QVERIFY(!chart->series().empty());
            if (chart->accessibleName() == u"Throughput"_s || chart->accessibleName() == u"JetStream storage"_s)
                QVERIFY2(distinct(chart->series()[0]) >= 10, qPrintable(chart->accessibleName()));
        }
        const auto *table = m_page->findChild<TableView *>();
        QCOMPARE(table->model()->rowCount(), 4);
        QCOMPARE(table->model()->index(0, 0).data().toString(), u"TELEMETRY"_s);
        QVERIFY(table->model()->index(0, 1).data().toString().contains(u"8.4k/s"_s));
        const QString texts = textsOf(m_page.get());
        QVERIFY2(texts.contains(u"3 of 3"_s), qPrintable(texts));
        QVERIFY(texts.contains(u"A stream is 94 % full"_s));
        charts.first()->setCursor(charts.first()->timeSpan().to - 40'000);
        emit charts.first()->cursorMoved(charts.first()->timeSpan().to - 40'000);
        keep(QString::fromLatin1(QTest::currentDataTag()));
    }

    void oneServerThatIsOpenToAllSaysSo()
    {
        make(1);
        m_sources[0]->state.login = false;
        for (int i = 0; i < 5; ++i)
            second();
        QVERIFY(textsOf(m_page.get()).contains(u"Anyone who reaches the port"_s));
        m_sources[0]->state.login = true;
        second();
        QVERIFY(!textsOf(m_page.get()).contains(u"Anyone who reaches the port"_s));
    }

    void staleKeepsTheValuesAndSaysTheirAge()
    {
        make(1);
        for (int i = 0; i < 20; ++i)
            second();
        const QString before = m_page->findChildren<MetricCard *>().first()->figure();
        QCOMPARE(before, u"1 of 1"_s);
        m_sources[0]->hangs = true;
        for (int i = 0; i < 8; ++i)
            second();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->state(), Page::State::Stale, 3000); // the presenter looks once a second
        QVERIFY(m_page->findChild<Banner *>());
        QVERIFY(textsOf(m_page.get()).contains(u"Values from 8 s ago"_s));
        QVERIFY(!textsOf(m_page.get()).contains(u"not measured yet"_s)); // storage is still shown
        keep(u"overview-stale"_s);
        m_sources[0]->hangs = false;
        m_sources[0]->release();
        for (int i = 0; i < 8; ++i)
            second();
        QCOMPARE(m_page->state(), Page::State::Ready);
    }

    void failedSaysWhyAndTriesAgain()
    {
        make(0);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->state(), Page::State::Empty, 3000);
        auto source = std::make_shared<FakeSource>(u"nats-0"_s);
        source->error = Error{ErrorKind::Unreachable, u"nats-0 refused"_s, u"Connection refused"_s, u"Start it"_s, 0, {}};
        m_recorder->setSources({source});
        m_sources = {source};
        settle();
        QCOMPARE(m_page->state(), Page::State::Failed);
        QVERIFY(textsOf(m_page.get()).contains(u"Connection refused"_s));
        keep(u"overview-failed"_s);
        source->error.reset();
        const auto *view = m_page->findChild<FailedView *>();
        view->findChild<QPushButton *>()->click();
        settle();
        QCOMPARE(m_page->state(), Page::State::Ready);
    }

    void pausingFreezesThePictureAndGoesOnRecording()
    {
        make(1);
        for (int i = 0; i < 10; ++i)
            second();
        auto *pause = m_page->pageControls()->findChild<QToolButton *>();
        pause->click();
        const auto *chart = m_page->findChild<TimeChart *>();
        const qint64 end = chart->timeSpan().to;
        QSignalSpy ages(m_page.get(), &Page::ageChanged);
        for (int i = 0; i < 10; ++i)
            second();
        QCOMPARE(chart->timeSpan().to, end);
        QCOMPARE(ages.last().first().toString(), u"charts paused"_s);
        pause->click();
        QVERIFY(chart->timeSpan().to >= end + 10'000);
        QVERIFY(chart->series()[0].samples.size() >= 18);
    }

    void theRangeIsChosen()
    {
        make(1);
        second();
        auto *range = m_page->pageControls()->findChild<QComboBox *>();
        range->setCurrentIndex(2);
        const auto *chart = m_page->findChild<TimeChart *>();
        QCOMPARE(chart->timeSpan().to - chart->timeSpan().from, qint64(3'600'000));
        range->setCurrentIndex(0);
        QCOMPARE(chart->timeSpan().to - chart->timeSpan().from, qint64(300'000));
    }

    void streamsAreReadOnlyWhileThePageIsShown()
    {
        make(1);
        for (int i = 0; i < 3; ++i)
            second();
        QVERIFY(!m_sources[0]->asked.filter(u"streams"_s).isEmpty());
        m_page->hide();
        m_sources[0]->asked.clear();
        for (int i = 0; i < 25; ++i)
            second();
        QVERIFY(m_sources[0]->asked.filter(u"streams"_s).isEmpty());
    }

    void everyControlHasAName()
    {
        make(1);
        second();
        for (const auto *button : m_page->findChildren<QAbstractButton *>()) {
            if (!button->inherits("QTableCornerButton"))
                QVERIFY(!button->accessibleName().isEmpty() || !button->text().isEmpty());
        }
        QVERIFY(!m_page->pageControls()->findChild<QComboBox *>()->accessibleName().isEmpty());
    }

    void fitsANarrowWindow()
    {
        make(3);
        for (int i = 0; i < 30; ++i)
            second();
        m_page->resize(760, 900);
        second();
        keep(u"overview-narrow"_s);
        for (const auto *card : m_page->findChildren<MetricCard *>())
            QVERIFY(card->x() + card->width() <= m_page->width());
    }
};

NATSDECK_TEST(OverviewPageTest)
#include "unit_overview_page.moc"
