#include "models/workloads/events.h"
#include "tests/support/test_main.h"

#include <QJsonDocument>
#include <QTest>

using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;

namespace {

EventView read(const QByteArray &json) { return eventView(QJsonDocument::fromJson(json).object()); }

EventView about(const QString &kind, const QString &name)
{
    EventView view;
    view.kind = kind;
    view.name = name;
    return view;
}

} // namespace

class EventsTest : public QObject
{
    Q_OBJECT

private slots:
    void readsBothApis()
    {
        const EventView core = read(R"({"involvedObject":{"kind":"Pod","name":"nats-0","uid":"u"},"type":"Warning","reason":"BackOff",
            "message":"Back-off restarting","count":12,"firstTimestamp":"2026-11-28T01:00:00Z","lastTimestamp":"2026-11-28T02:00:00Z",
            "source":{"component":"kubelet","host":"node-1"},"metadata":{"creationTimestamp":"2026-11-28T01:00:00Z"}})");
        QCOMPARE(core.count, 12);
        QCOMPARE(core.source, u"kubelet, node-1"_s);
        QCOMPARE(core.last.toString(Qt::ISODate), u"2026-11-28T02:00:00Z"_s);
        QVERIFY(core.isWarning());
        const EventView newer = read(R"({"regarding":{"kind":"Pod","name":"nats-0"},"type":"Normal","reason":"Pulled","note":"Image pulled",
            "eventTime":"2026-11-28T01:00:00.123456Z","series":{"count":4,"lastObservedTime":"2026-11-28T01:30:00.400000Z"},
            "reportingComponent":"kubelet"})");
        QCOMPARE(newer.message, u"Image pulled"_s);
        QCOMPARE(newer.count, 4);
        QCOMPARE(newer.last.toString(Qt::ISODate), u"2026-11-28T01:30:00Z"_s); // of the series, not of the first report
        QVERIFY(!newer.isWarning());
    }

    void takesWhatTimeThereIs()
    {
        QCOMPARE(read(R"({"eventTime":"2026-11-28T01:00:00.5Z","lastTimestamp":null})").last.time(), QTime(1, 0, 0, 500));
        QCOMPARE(read(R"({"metadata":{"creationTimestamp":"2026-11-28T03:00:00Z"}})").last.time(), QTime(3, 0));
        QVERIFY(!read("{}").last.isValid());
        QCOMPARE(read("{}").count, 1);
    }

    void reportsOfOneSecondStandInTheirOrder()
    {
        const auto report = [](const QString &stamp, const QString &reason) {
            return eventView({{u"metadata"_s, QJsonObject{{u"name"_s, u"nats-0."_s + stamp}}},
                              {u"reason"_s, reason},
                              {u"lastTimestamp"_s, u"2026-11-28T02:00:00Z"_s}});
        };
        const EventList list = mergedEvents({report(u"17f3a0000000002a"_s, u"Created"_s), report(u"17f3a0000000001a"_s, u"Scheduled"_s),
                                             report(u"not-a-time"_s, u"Unknown"_s), report(u"17f3a0000000003a"_s, u"Started"_s)});
        QStringList reasons;
        for (const EventView &event : list.events)
            reasons << event.reason;
        QCOMPARE(reasons, (QStringList{u"Started"_s, u"Created"_s, u"Scheduled"_s, u"Unknown"_s}));
    }

    void equalReportsAreOne()
    {
        EventView a = read(R"({"involvedObject":{"kind":"Pod","name":"p"},"reason":"r","message":"m","count":2,
            "firstTimestamp":"2026-11-28T01:00:00Z","lastTimestamp":"2026-11-28T02:00:00Z"})");
        EventView b = a;
        b.count = 3;
        b.last = a.last.addSecs(60);
        b.first = a.first.addSecs(-60);
        EventView other = a;
        other.message = u"n"_s;
        other.key += u'n';
        other.last = a.last.addSecs(30);
        const EventList list = mergedEvents({a, other, b});
        QCOMPARE(list.events.size(), 2);
        QCOMPARE(list.events[0].count, 5);
        QCOMPARE(list.events[0].last, b.last);
        QCOMPARE(list.events[0].first, b.first);
        QCOMPARE(list.events[1].message, u"n"_s);
        QCOMPARE(list.notKept, 0);
    }

    void cutsTheOldEndAndCounts()
    {
        QList<EventView> many;
        for (int i = 0; i < 50; ++i) {
            EventView one = about(u"Pod"_s, u"p"_s);
            one.key = QString::number(i);
            one.last = QDateTime::fromSecsSinceEpoch(1000 + i, Qt::UTC);
            many << one;
        }
        const EventList list = mergedEvents(many, 20);
        QCOMPARE(list.events.size(), 20);
        QCOMPARE(list.notKept, 30);
        QCOMPARE(list.events.first().key, u"49"_s);
    }

    void knowsWhatBelongsToAStatefulSetThoughItIsGone()
    {
        EventScope scope;
        scope.setWorkload(u"StatefulSet"_s, u"nats"_s);
        scope.add(u"Service"_s, u"nats-headless"_s);
        QVERIFY(scope.holds(about(u"StatefulSet"_s, u"nats"_s)));
        QVERIFY(scope.holds(about(u"Pod"_s, u"nats-2"_s)));
        QVERIFY(scope.holds(about(u"Service"_s, u"nats-headless"_s)));
        QVERIFY(scope.holds(about(u"PersistentVolumeClaim"_s, u"nats-js-nats-0"_s)));
        for (const auto &[kind, name] :
             {std::pair(u"Pod"_s, u"nats-box-6d5f7c9b8-x2x9z"_s), std::pair(u"Pod"_s, u"nats-2x"_s), std::pair(u"Pod"_s, u"my-nats-2"_s),
              std::pair(u"Service"_s, u"nats"_s), std::pair(u"PersistentVolumeClaim"_s, u"data-postgres-0"_s)})
            QVERIFY2(!scope.holds(about(kind, name)), qPrintable(name));
    }

    void knowsWhatBelongsToADeployment()
    {
        EventScope scope;
        scope.setWorkload(u"Deployment"_s, u"na.ts"_s);
        QVERIFY(scope.holds(about(u"Pod"_s, u"na.ts-6d5f7c9b8-x2x9z"_s)));
        QVERIFY(scope.holds(about(u"ReplicaSet"_s, u"na.ts-6d5f7c9b8"_s)));
        QVERIFY(!scope.holds(about(u"Pod"_s, u"na.ts-0"_s)));
        QVERIFY(!scope.holds(about(u"Pod"_s, u"naxts-6d5f7c9b8-x2x9z"_s)));
    }

    void cleansHostileText()
    {
        const EventView view = read("{\"message\":\"a\\u001b]8;;http://x\\u0007b\\u202e\",\"reason\":\"<b>\\n\"}");
        QVERIFY(!view.message.contains(QChar(0x1b)) && !view.message.contains(QChar(0x202e)));
        QVERIFY(!view.reason.contains(u'\n'));
    }
};

NATSDECK_TEST(EventsTest)
#include "unit_events.moc"
