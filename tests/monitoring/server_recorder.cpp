#include "models/monitoring/recorder.h"
#include "tests/monitoring/support_http_source.h"
#include "tests/monitoring/support_publisher.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace natsdeck;
using namespace natsdeck::monitoring;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using natsdeck::test::HttpSource;
using natsdeck::test::NatsServer;
using natsdeck::test::Publisher;

namespace {

QList<Sample> between(const Series &series, qint64 from, qint64 to)
{
    QList<Sample> samples;
    for (const Sample &sample : series.samples()) {
        if (sample.time >= from && sample.time <= to)
            samples << sample;
    }
    return samples;
}

double mean(const QList<Sample> &samples)
{
    double sum = 0;
    for (const Sample &sample : samples)
        sum += sample.value;
    return samples.isEmpty() ? notMeasured : sum / double(samples.size());
}

bool anyGap(const QList<Sample> &samples)
{
    return std::any_of(samples.begin(), samples.end(), [](const Sample &sample) { return sample.isGap(); });
}

} // namespace

class RecorderServerTest : public QObject
{
    Q_OBJECT

private:
    SystemClock m_clock;
    std::unique_ptr<NatsServer> m_server;
    std::unique_ptr<Recorder> m_recorder;

    void begin()
    {
        test::NatsServerOptions options;
        options.monitoring = true;
        options.jetstream = true;
        QString why;
        m_server = NatsServer::start(options, &why);
        QVERIFY2(m_server, qPrintable(why));
        m_recorder = std::make_unique<Recorder>(m_clock);
        m_recorder->setSources({std::make_shared<HttpSource>(m_server->monitoringUrl())});
        m_recorder->start();
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->total(Metric::InMsgs).samples().size() >= 2, 5000);
    }

    // While the publisher keeps one pace. Watches what is recorded, no sleep.
    void record(std::chrono::milliseconds time)
    {
        const qint64 end = m_recorder->timeNow() + time.count();
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->timeNow() >= end, 60000);
    }

private slots:
    void cleanup()
    {
        m_recorder.reset();
        m_server.reset();
    }

    void seriesMatchAStepProfileWithinTwoPercent()
    {
        begin();
        Publisher publisher(m_server->port());
        QTRY_VERIFY(publisher.isConnected());
        const Series &inMsgs = m_recorder->total(Metric::InMsgs);
        const Series &inBytes = m_recorder->total(Metric::InBytes);
        for (const int rate : {200, 1000, 500}) {
            publisher.setRate(rate);
            const qint64 from = m_recorder->timeNow();
            record(6s);
            // A sample covers the second before it: those that reach over the edge of the step are left out.
            const QList<Sample> plateau = between(inMsgs, from + 1300, m_recorder->timeNow() - 100);
            QVERIFY2(plateau.size() >= 4, qPrintable(QString::number(plateau.size())));
            QVERIFY(!anyGap(plateau));
            QVERIFY2(std::abs(mean(plateau) - rate) <= 0.02 * rate, qPrintable(u"%1 instead of %2"_s.arg(mean(plateau)).arg(rate)));
            const double bytes = mean(between(inBytes, from + 1300, m_recorder->timeNow() - 100));
            QVERIFY(std::abs(bytes - rate * Publisher::payload) <= 0.02 * rate * Publisher::payload);
        }
        publisher.setRate(0);
        const qint64 stopped = m_recorder->timeNow();
        QTRY_COMPARE_WITH_TIMEOUT(inMsgs.newestValue(), 0.0, 5000);
        QVERIFY2(inMsgs.newest().time - stopped <= 2 * m_recorder->options().period.count() + 250,
                 qPrintable(QString::number(inMsgs.newest().time - stopped)));
        QVERIFY(!anyGap(between(inMsgs, 0, m_recorder->timeNow())));
    }

    void aKilledServerIsAGapAndItsReturnABreak()
    {
        begin();
        auto publisher = std::make_unique<Publisher>(m_server->port());
        publisher->setRate(500);
        record(3s);
        const Series &inMsgs = m_recorder->total(Metric::InMsgs);
        const QString before = m_recorder->server(0).varz->serverId;
        const qint64 killed = m_recorder->timeNow();
        m_server->kill();
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->server(0).error.has_value(), 5000);
        QVERIFY(inMsgs.newest().isGap());
        record(3s);
        QVERIFY(m_server->restart());
        publisher = std::make_unique<Publisher>(m_server->port());
        publisher->setRate(500);
        QTRY_VERIFY_WITH_TIMEOUT(!m_recorder->server(0).error && m_recorder->server(0).varz->serverId != before, 10000);
        record(4s);
        QVERIFY(m_recorder->server(0).restarted > killed);
        QVERIFY(anyGap(between(inMsgs, killed - m_recorder->options().period.count(), m_recorder->timeNow())));
        for (const Sample &sample : inMsgs.samples())
            QVERIFY2(sample.isGap() || (sample.value >= 0 && sample.value <= 600), qPrintable(QString::number(sample.value)));
        QVERIFY(std::abs(inMsgs.newestValue() - 500) < 100);
    }

    void aStoppedServerBecomesStaleAndNeverZero()
    {
        begin();
        Publisher publisher(m_server->port());
        publisher.setRate(500);
        record(3s);
        const Series &connections = m_recorder->total(Metric::Connections);
        const Series &inMsgs = m_recorder->total(Metric::InMsgs);
        QCOMPARE(connections.newestValue(), 1.0);
        const qint64 stopped = m_recorder->timeNow();
        m_server->pause();
        QTRY_VERIFY_WITH_TIMEOUT(connections.newest().isGap(), 6000);
        QVERIFY(*m_recorder->age() >= 2s);
        QVERIFY(m_recorder->server(0).varz.has_value());
        QVERIFY(!m_recorder->isFresh(0));
        m_server->resume();
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->isFresh(0) && !inMsgs.newest().isGap(), 10000);
        QCOMPARE(m_recorder->server(0).restarted, 0);
        for (const Sample &sample : between(connections, stopped - 2000, m_recorder->timeNow()))
            QVERIFY(sample.isGap() || sample.value == 1.0);
    }

    void readsOfAnyVersion_data()
    {
        QTest::addColumn<QString>("binary");
        QTest::newRow("Debian's") << NatsServer::debianBinary();
        if (const QString newest = NatsServer::newestBinary(); !newest.isEmpty())
            QTest::newRow("newest") << newest;
    }
    void readsOfAnyVersion()
    {
        QFETCH(QString, binary);
        test::NatsServerOptions options;
        options.binary = binary;
        options.monitoring = true;
        options.jetstream = true;
        options.user = "app";
        options.password = "secret";
        QString why;
        m_server = NatsServer::start(options, &why);
        QVERIFY2(m_server, qPrintable(why));
        m_recorder = std::make_unique<Recorder>(m_clock);
        m_recorder->setStreamsWanted(true);
        m_recorder->setSources({std::make_shared<HttpSource>(m_server->monitoringUrl())});
        m_recorder->start();
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->serverCount() == 1 && m_recorder->server(0).jsz && m_recorder->server(0).health, 5000);
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->streams().read.has_value(), 5000);
        QCOMPARE(m_recorder->server(0).varz->version, m_server->version());
        QVERIFY(m_recorder->server(0).varz->loginRequired);
        QVERIFY(m_recorder->server(0).health->healthy);
        QCOMPARE(m_recorder->server(0).varz->jetStream->maxStorage, options.maxFileStore);
    }
};

NATSDECK_TEST(RecorderServerTest)
#include "server_recorder.moc"
