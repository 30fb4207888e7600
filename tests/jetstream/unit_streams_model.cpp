#include "models/base/cell_roles.h"
#include "models/jetstream/streams_model.h"
#include "tests/support/test_main.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace natsdeck;
using namespace natsdeck::jetstream;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class StreamsModelTest : public QObject
{
    Q_OBJECT

private slots:
    void refreshIsAKeyedDifference();
    void ratesComeFromWhatWasAsked();
    void purgedAndMadeAnewHasNoRate();
    void healthNamesWhatNeedsAHand();
    void capacityAndKinds();
    void hostileNamesAreCleaned();
    void randomRefreshes();

private:
    static StreamInfo stream(const QString &name, quint64 last = 0)
    {
        StreamInfo info;
        info.name = name;
        info.subjects = QStringList{name.toLower() + u".>"_s};
        info.lastSequence = last;
        info.messages = last;
        info.bytes = last * 100;
        info.createdNs = 1;
        return info;
    }
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

void StreamsModelTest::refreshIsAKeyedDifference()
{
    StreamsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setStreams({stream(u"B"_s), stream(u"A"_s), stream(u"D"_s)}, 0, m_start);
    const QPersistentModelIndex kept = model.index(model.rowOf(u"B"_s), 0);
    model.setStreams({stream(u"C"_s), stream(u"B"_s, 7), stream(u"AA"_s)}, 0, m_start + 1s);
    QCOMPARE(model.rowCount(), 3);
    QVERIFY(kept.isValid());
    QCOMPARE(kept.data().toString(), u"B"_s);
    QCOMPARE(model.index(kept.row(), StreamsModel::MessagesColumn).data().toString(), u"7"_s);
    QCOMPARE(model.rowOf(u"A"_s), -1);
    QCOMPARE(resets.size(), 0);
    QSignalSpy moved(&model, &QAbstractItemModel::rowsInserted);
    model.setStreams({stream(u"C"_s), stream(u"B"_s, 9), stream(u"AA"_s)}, 0, m_start + 2s);
    QCOMPARE(moved.size(), 0);
}

void StreamsModelTest::ratesComeFromWhatWasAsked()
{
    StreamsModel model;
    model.setStreams({stream(u"A"_s, 100), stream(u"B"_s, 100)}, 0, m_start);
    QVERIFY(std::isnan(model.rate(u"A"_s)));
    model.setStreams({stream(u"A"_s, 300), stream(u"B"_s, 100)}, 0, m_start + 2s, {u"A"_s});
    QCOMPARE(model.rate(u"A"_s), 100.0);
    QVERIFY(std::isnan(model.rate(u"B"_s))); // nobody asked: an old answer is not a rate of zero
    model.setStreams({stream(u"A"_s, 300), stream(u"B"_s, 500)}, 0, m_start + 4s);
    QCOMPARE(model.rate(u"A"_s), 0.0);
    QCOMPARE(model.rate(u"B"_s), 100.0); // over the four seconds since it was last heard of
}

void StreamsModelTest::purgedAndMadeAnewHasNoRate()
{
    StreamsModel model;
    model.setStreams({stream(u"A"_s, 100)}, 0, m_start);
    StreamInfo anew = stream(u"A"_s, 5000);
    anew.createdNs = 2;
    model.setStreams({anew}, 0, m_start + 1s);
    QVERIFY(std::isnan(model.rate(u"A"_s)));
    anew.lastSequence = 5010;
    model.setStreams({anew}, 0, m_start + 2s);
    QCOMPARE(model.rate(u"A"_s), 10.0);
    for (int i = 0; i < 2 * StreamsModel::rateSamples; ++i)
        model.setStreams({anew}, 0, m_start + std::chrono::seconds(3 + i));
    QCOMPARE(model.rates(u"A"_s).size(), StreamsModel::rateSamples);
}

void StreamsModelTest::healthNamesWhatNeedsAHand()
{
    StreamInfo info = stream(u"A"_s, 95);
    info.maxMessages = 100;
    QCOMPARE(healthOf(info), Severity::Ok); // it forgets the oldest: that is what it was made for
    info.config = {{"discard"_L1, u"new"_s}};
    QCOMPARE(healthOf(info), Severity::Critical);
    QVERIFY(healthText(info).contains(u"95"));
    info.maxMessages = 120;
    QCOMPARE(healthOf(info), Severity::Warning);
    info.maxMessages = unlimited;
    QCOMPARE(healthOf(info), Severity::Ok);
    info.leader = u"n1"_s;
    info.peers = {{u"n2"_s, true, false, 0, 0}, {u"n3"_s, false, false, 0, 12}};
    QCOMPARE(healthOf(info), Severity::Warning);
    info.leader.clear();
    QCOMPARE(healthOf(info), Severity::Critical);
}

void StreamsModelTest::capacityAndKinds()
{
    StreamsModel model;
    StreamInfo limited = stream(u"KV_a"_s, 10);
    limited.maxBytes = 4000;
    model.setStreams({limited, stream(u"OBJ_b"_s, 10), stream(u"plain"_s)}, 0, m_start);
    QCOMPARE(model.index(0, StreamsModel::SizeColumn).data(CellRole::Capacity).value<Capacity>(), (Capacity{1000, 0, 4000, 0}));
    QCOMPARE(model.index(1, StreamsModel::SizeColumn).data(CellRole::Capacity).value<Capacity>().limit, 0.0);
    QCOMPARE(model.index(0, 0).data(StreamsModel::KindRole).toInt(), static_cast<int>(StreamKind::KeyValue));
    QCOMPARE(model.index(1, 0).data(StreamsModel::KindRole).toInt(), static_cast<int>(StreamKind::Objects));
    QCOMPARE(model.index(2, StreamsModel::NewestColumn).data().toString(), u"–"_s);
}

void StreamsModelTest::hostileNamesAreCleaned()
{
    StreamsModel model;
    StreamInfo info = stream(u"x\u202ey\x1b<b>"_s);
    info.description = u"<img src=file:///etc/passwd>"_s;
    model.setStreams({info}, 0, m_start);
    const QString shown = model.index(0, 0).data().toString();
    QVERIFY(!shown.contains(QChar(u'\u202e')) && !shown.contains(QChar(u'\x1b')));
    QVERIFY(!model.index(0, 0).data(Qt::ToolTipRole).toString().contains(u'<'));
    QCOMPARE(model.index(0, 0).data(StreamsModel::NameRole).toString(), info.name);
}

void StreamsModelTest::randomRefreshes()
{
    StreamsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QRandomGenerator random(31);
    for (int round = 0; round < 300; ++round) {
        QMap<QString, StreamInfo> wanted;
        for (quint32 i = random.bounded(12u); i > 0; --i) {
            const QString name = u"S"_s + QString::number(random.bounded(20u));
            wanted[name] = stream(name, random.bounded(1000u));
        }
        model.setStreams(wanted.values(), 0, m_start + std::chrono::seconds(round));
        QCOMPARE(model.rowCount(), static_cast<int>(wanted.size()));
        int row = 0;
        for (const StreamInfo &info : std::as_const(wanted))
            QCOMPARE(*model.streamAt(row++), info);
    }
}

NATSDECK_TEST(StreamsModelTest)
#include "unit_streams_model.moc"
