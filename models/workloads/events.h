#pragma once

#include <QDateTime>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QRegularExpression>
#include <QSet>
#include <QString>

namespace natsdeck::workloads {

// What the cluster has reported, equal reports as one. Text is clean.
struct EventView
{
    QString key; // object, reason and message
    QString kind;
    QString name;
    QString uid;
    QString type; // "Normal", "Warning"
    QString reason;
    QString message;
    QString source;  // who says so: "kubelet, node-1"
    QDateTime first; // UTC
    QDateTime last;
    qint64 count = 1;
    qint64 recorded = 0; // nanoseconds since the epoch, 0 = not known: times have seconds only, and a start makes five in one

    [[nodiscard]] bool isWarning() const { return type != u"Normal"; }
    friend bool operator==(const EventView &, const EventView &) = default;
};

// core/v1 (involvedObject, message) or events.k8s.io/v1 (regarding, note). The time is that of the newest report: of the series,
// then lastTimestamp, eventTime, creation.
[[nodiscard]] EventView eventView(const QJsonObject &event);

// Newest first; equal ones are one, their counts added. More than `limit` are cut from the old end and counted.
struct EventList
{
    QList<EventView> events;
    qint64 notKept = 0;
};
[[nodiscard]] EventList mergedEvents(const QList<EventView> &events, qsizetype limit = 2000);

// The objects of a system, by kind and name.
class EventScope
{
public:
    void add(const QString &kind, const QString &name) { m_names.insert(kind + u'/' + name); }
    // Objects that are gone: the pods and claims that the workload had. A pod of StatefulSet "nats" is "nats-" and a number, one of
    // a Deployment has two words more ("nats-6c5f-x2x9"); ReplicaSets have one.
    void setWorkload(const QString &kind, const QString &name);
    [[nodiscard]] bool holds(const EventView &event) const { return holds(event.kind, event.name); }
    [[nodiscard]] bool holds(const QString &kind, const QString &name) const;

private:
    QSet<QString> m_names;
    QHash<QString, QRegularExpression> m_gone; // by kind: what the names of objects that are gone look like
};

} // namespace natsdeck::workloads
