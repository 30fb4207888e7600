#include "models/monitoring/recorder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_reading_source.h"
#include "tests/support/test_main.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace natsdeck;
using namespace natsdeck::monitoring;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using natsdeck::test::FakeSource;

namespace {

const Error refused{ErrorKind::Unreachable, {}, {}, {}, 0, {}};

QList<double> values(const Series &series)
{
    QList<double> list;
    for (const Sample &sample : series.samples())
        list << sample.value;
    return list;
}

bool anyGap(const Series &series)
{
    return std::any_of(series.samples().begin(), series.samples().end(), [](const Sample &sample) { return sample.isGap(); });
}

} // namespace

// The recorder's own timer is far slower than the time that these tests make pass.
class RecorderTest : public QObject
{
    Q_OBJECT

private:
    test::FakeClock m_clock;
    std::unique_ptr<Recorder> m_recorder;
    QList<std::shared_ptr<FakeSource>> m_sources;

    void make(int servers)
    {
        Recorder::Options options;
        m_recorder = std::make_unique<Recorder>(m_clock, options);
        m_sources.clear();
        std::vector<std::shared_ptr<ReadingSource>> sources;
        for (int i = 0; i < servers; ++i) {
            m_sources << std::make_shared<FakeSource>(u"nats-%1"_s.arg(i));
            m_sources.last()->state.id = "ID" + QByteArray::number(i);
            sources.push_back(m_sources.last());
        }
        m_recorder->setSources(std::move(sources));
        m_recorder->start();
        settle();
    }

    // Until every request that answers has been decoded: nothing is in flight but what hangs. On a busy machine a decoding
    // thread may have to wait for its turn.
    static constexpr int patience = 35;
    void settle()
    {
        int quiet = 0;
        while (quiet < 3) {
            QSignalSpy spy(m_recorder.get(), &Recorder::updated);
            quiet = spy.wait(patience) ? 0 : quiet + 1;
        }
    }

    // One second: each server has received `messages` more.
    void second(qint64 messages, bool settled = true)
    {
        m_clock.advance(1000ms);
        for (const auto &source : m_sources) {
            source->state.seconds += 1;
            source->state.inMsgs += messages;
        }
        m_recorder->tick();
        if (settled)
            settle();
    }

private slots:
    void rateFollowsAStepProfileExactly()
    {
        make(1);
        for (const int rate : {0, 0, 200, 200, 1000, 1000, 0, 0})
            second(rate);
        QCOMPARE(values(m_recorder->total(Metric::InMsgs)), (QList<double>{0, 0, 200, 200, 1000, 1000, 0, 0}));
        QCOMPARE(m_recorder->total(Metric::Connections).newestValue(), 3.0);
        QCOMPARE(m_recorder->total(Metric::Cpu).newestValue(), 2.5);
        QCOMPARE(m_recorder->total(Metric::StorageUsed).newestValue(), double(1 << 20));
        QCOMPARE(m_recorder->total(Metric::StorageLimit).newestValue(), double(1 << 30));
    }

    void sumsSeveralServers()
    {
        make(3);
        second(100);
        second(100);
        QCOMPARE(m_recorder->total(Metric::InMsgs).newestValue(), 300.0);
        QCOMPARE(m_recorder->total(Metric::Connections).newestValue(), 9.0);
        QVERIFY(!anyGap(m_recorder->total(Metric::InMsgs)));
    }

    void aServerThatFailsIsAGapAndNeverAZero()
    {
        make(1);
        second(100);
        m_sources[0]->error = refused;
        for (int i = 0; i < 5; ++i)
            second(100);
        QVERIFY(m_recorder->total(Metric::InMsgs).newest().isGap());
        QVERIFY(m_recorder->total(Metric::Connections).newest().isGap());
        QVERIFY(!m_recorder->isFresh(0));
        QCOMPARE(m_recorder->server(0).error->kind, ErrorKind::Unreachable);
        QVERIFY(m_recorder->server(0).varz.has_value()); // the last one, with its age
        QCOMPARE(*m_recorder->age(), 5000ms);
        m_sources[0]->error.reset();
        for (int i = 0; i < 8; ++i)
            second(100);
        QCOMPARE(m_recorder->total(Metric::InMsgs).newestValue(), 100.0);
        QVERIFY(!values(m_recorder->total(Metric::InMsgs)).contains(0.0));
        for (const double value : values(m_recorder->total(Metric::InMsgs)))
            QVERIFY(std::isnan(value) || value == 100.0);
    }

    void aRestartBreaksTheLineWithoutASpike()
    {
        make(1);
        for (int i = 0; i < 3; ++i)
            second(100);
        m_sources[0]->state.id = "NEW";
        m_sources[0]->state.inMsgs = 0;
        m_sources[0]->state.start += 5;
        for (int i = 0; i < 3; ++i)
            second(100);
        QVERIFY(m_recorder->server(0).restarted > 0);
        QVERIFY(anyGap(m_recorder->total(Metric::InMsgs)));
        for (const double value : values(m_recorder->total(Metric::InMsgs)))
            QVERIFY(std::isnan(value) || value == 100.0);
    }

    void oneOfThreeRestartingBreaksTheSum()
    {
        make(3);
        second(100);
        m_sources[1]->state.id = "NEW";
        m_sources[1]->state.inMsgs = -100; // zero after this second
        second(100);
        second(100);
        QCOMPARE(values(m_recorder->total(Metric::InMsgs)).size(), 3);
        QVERIFY(std::isnan(values(m_recorder->total(Metric::InMsgs))[1]));
        QCOMPARE(m_recorder->total(Metric::InMsgs).newestValue(), 300.0);
    }

    void oneOfThreeGoneLeavesTheSumOfTheOthersAfterABreak()
    {
        make(3);
        second(100);
        second(100);
        m_sources[2]->error = refused;
        second(100);
        second(100);
        QCOMPARE(m_recorder->total(Metric::InMsgs).newestValue(), 200.0);
        QVERIFY(anyGap(m_recorder->total(Metric::InMsgs)));
        QVERIFY(m_recorder->isFresh(0) && !m_recorder->isFresh(2));
    }

    void aStoppedServerIsStaleThenTimesOut()
    {
        make(1);
        second(100);
        m_sources[0]->hangs = true;
        for (int i = 0; i < 4; ++i)
            second(0);
        QVERIFY(m_recorder->total(Metric::InMsgs).newest().isGap()); // before the deadline already
        QVERIFY(!m_recorder->server(0).error);
        for (int i = 0; i < 10; ++i)
            second(0);
        QCOMPARE(m_recorder->server(0).error->kind, ErrorKind::Timeout);
        QCOMPARE(m_sources[0]->mostInFlight, 1);
        m_sources[0]->hangs = false;
        m_sources[0]->release();
        QVERIFY(m_sources[0]->cancelled > 0);
        for (int i = 0; i < 8; ++i)
            second(100);
        QCOMPARE(m_recorder->total(Metric::InMsgs).newestValue(), 100.0);
        QVERIFY(!values(m_recorder->total(Metric::InMsgs)).contains(0.0));
        QCOMPARE(m_recorder->server(0).restarted, 0);
    }

    void asksTwiceAsSlowlyAsAServerAnswers()
    {
        make(1);
        m_sources[0]->hangs = true;
        second(100);
        second(100);
        second(100);
        m_sources[0]->hangs = false;
        m_sources[0]->asked.clear();
        m_sources[0]->release(); // after 2 s (asked one second after the others)
        settle();
        QVERIFY(m_recorder->server(0).latency >= 2000ms);
        second(100);
        QVERIFY(!m_sources[0]->asked.contains(u"varz"_s));
        second(100);
        second(100);
        QVERIFY(m_sources[0]->asked.contains(u"varz"_s));
    }

    void backsOffFromAServerThatFails()
    {
        make(1);
        m_sources[0]->error = refused;
        m_sources[0]->asked.clear();
        for (int i = 0; i < 30; ++i)
            second(0);
        QVERIFY2(m_sources[0]->asked.size() >= 6 && m_sources[0]->asked.size() <= 10,
                 qPrintable(QString::number(m_sources[0]->asked.size())));
        m_sources[0]->asked.clear();
        m_recorder->readNow();
        QCOMPARE(m_sources[0]->asked.size(), 1);
    }

    void asksForHealthAndJetStreamEveryTenSeconds()
    {
        make(1);
        for (int i = 0; i < 30; ++i)
            second(0);
        QCOMPARE(m_sources[0]->asked.count(u"varz"_s), 31);
        QVERIFY(m_sources[0]->asked.count(u"jsz"_s) >= 3 && m_sources[0]->asked.count(u"jsz"_s) <= 4);
        QVERIFY(m_sources[0]->asked.count(u"healthz"_s) >= 3 && m_sources[0]->asked.count(u"healthz"_s) <= 4);
        QVERIFY(m_recorder->server(0).health->healthy);
        QVERIFY(m_recorder->server(0).jsz.has_value());
    }

    void asksForStreamsOnlyWhileWantedAndNotTooMany()
    {
        make(1);
        m_sources[0]->state.streams = R"({"name":"ORDERS","created":"c","state":{"last_seq":10,"messages":10}})";
        m_sources[0]->state.streamCount = 1;
        for (int i = 0; i < 12; ++i)
            second(0);
        QCOMPARE(m_sources[0]->asked.filter(u"streams"_s).size(), 0);
        m_recorder->setStreamsWanted(true);
        settle();
        second(0);
        second(0);
        QCOMPARE(m_sources[0]->asked.filter(u"streams"_s).size(), 1);
        QCOMPARE(m_recorder->streams().streams.size(), std::size_t(1));
        m_sources[0]->state.streams.replace("10", "510");
        for (int i = 0; i < 10; ++i)
            second(0);
        QCOMPARE(m_sources[0]->asked.filter(u"streams"_s).size(), 2);
        QVERIFY(m_recorder->streams().streams[0].rates.last() > 40);
        m_sources[0]->state.streamCount = Recorder::streamLimit + 1;
        for (int i = 0; i < 30; ++i)
            second(0);
        QVERIFY(m_recorder->streams().tooMany);
        const auto asked = m_sources[0]->asked.filter(u"streams"_s).size();
        for (int i = 0; i < 30; ++i)
            second(0);
        QCOMPARE(m_sources[0]->asked.filter(u"streams"_s).size(), asked);
    }

    void aReplyThatIsNoneIsAnError()
    {
        make(1);
        second(100);
        m_sources[0]->state.id = "";
        second(100);
        QCOMPARE(m_recorder->server(0).error->kind, ErrorKind::Protocol);
    }

    void stoppingLeavesAGap()
    {
        make(1);
        second(100);
        second(100);
        m_recorder->stop();
        for (int i = 0; i < 60; ++i)
            second(100, false);
        m_recorder->start();
        settle();
        second(100);
        second(100);
        QVERIFY(anyGap(m_recorder->total(Metric::InMsgs)));
        for (const double value : values(m_recorder->total(Metric::InMsgs)))
            QVERIFY(std::isnan(value) || value == 100.0);
    }

    void countsSlowConsumersSinceTheRecordingBegan()
    {
        make(1);
        m_sources[0]->state.slowConsumers = 7; // was there before the second reading: counts
        second(0);
        m_sources[0]->state.slowConsumers = 9;
        second(0);
        QCOMPARE(m_recorder->total(Metric::SlowConsumers).newestValue(), 9.0);
    }

    void keepsHistoryWhenTheSameServersComeByAnotherWay()
    {
        make(1);
        second(100);
        second(100);
        auto fresh = std::make_shared<FakeSource>(u"nats-0"_s);
        fresh->state = m_sources[0]->state;
        m_sources = {fresh};
        m_recorder->setSources({fresh});
        settle();
        second(100);
        second(100);
        QCOMPARE(m_recorder->total(Metric::InMsgs).newestValue(), 100.0);
        QVERIFY(m_recorder->total(Metric::InMsgs).samples().size() >= 4);
    }

    void readsAPageOfConnectionsOnDemand()
    {
        make(1);
        bool done = false;
        async::deliver(m_recorder->readConnections(0, 50, 100), this, [&](const Result<Connz> &connz) { done = connz.has_value(); });
        QTRY_VERIFY(done);
        QVERIFY(m_sources[0]->asked.last().contains(u"limit=50&offset=100"_s));
        bool refusedIt = false;
        async::deliver(m_recorder->readConnections(5), this,
                       [&](const Result<Connz> &connz) { refusedIt = !connz && connz.error().kind == ErrorKind::NotFound; });
        QTRY_VERIFY(refusedIt);
    }
};

NATSDECK_TEST(RecorderTest)
#include "unit_recorder.moc"
