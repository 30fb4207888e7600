#include "models/workloads/events.h"

#include "models/base/json.h"
#include "models/base/text.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr qsizetype messageLength = 4096;

QDateTime timeAt(const QJsonObject &event, QStringView path)
{
    return QDateTime::fromString(json::at(event, path).toString(), Qt::ISODateWithMs).toUTC();
}

QDateTime firstValid(std::initializer_list<QDateTime> times)
{
    for (const QDateTime &time : times) {
        if (time.isValid())
            return time;
    }
    return {};
}

qint64 firstCount(const QJsonObject &event)
{
    qint64 most = 1;
    for (const QStringView path : {QStringView(u"series.count"), QStringView(u"count"), QStringView(u"deprecatedCount")})
        most = std::max(most, json::integer(json::at(event, path)));
    return most;
}

} // namespace

EventView eventView(const QJsonObject &event)
{
    const auto textAt = [&](QStringView path, qsizetype limit = 253) { return text::clean(json::at(event, path).toString(), limit); };
    const auto either = [&](QStringView one, QStringView other, qsizetype limit = 253) {
        const QString value = textAt(one, limit);
        return value.isEmpty() ? textAt(other, limit) : value;
    };
    EventView view;
    view.kind = either(u"involvedObject.kind", u"regarding.kind");
    view.name = either(u"involvedObject.name", u"regarding.name");
    view.uid = either(u"involvedObject.uid", u"regarding.uid");
    view.type = textAt(u"type");
    view.reason = textAt(u"reason");
    view.message = either(u"message", u"note", messageLength);
    view.source = either(u"reportingComponent", u"source.component");
    if (view.source.isEmpty())
        view.source = textAt(u"deprecatedSource.component");
    if (const QString host = either(u"source.host", u"deprecatedSource.host"); !host.isEmpty())
        view.source += u", "_s + host;
    view.last =
        firstValid({timeAt(event, u"series.lastObservedTime"), timeAt(event, u"lastTimestamp"), timeAt(event, u"deprecatedLastTimestamp"),
                    timeAt(event, u"eventTime"), timeAt(event, u"metadata.creationTimestamp")});
    view.first = firstValid({timeAt(event, u"firstTimestamp"), timeAt(event, u"deprecatedFirstTimestamp"), timeAt(event, u"eventTime"),
                             timeAt(event, u"metadata.creationTimestamp"), view.last});
    view.count = firstCount(event);
    // client-go (tools/record/event.go) names events "<object>.<hexadecimal UnixNano>".
    view.recorded = std::max<qint64>(0, json::at(event, u"metadata.name").toString().section(u'.', -1).toLongLong(nullptr, 16));
    view.key = QStringList{view.kind, view.name, view.uid, view.type, view.reason, view.message}.join(u'\n');
    return view;
}

EventList mergedEvents(const QList<EventView> &events, qsizetype limit)
{
    EventList list;
    QHash<QString, qsizetype> known;
    for (const EventView &event : events) {
        const auto at = known.constFind(event.key);
        if (at == known.constEnd()) {
            known.insert(event.key, list.events.size());
            list.events << event;
            continue;
        }
        EventView &same = list.events[*at];
        same.count += event.count;
        same.first = std::min(same.first, event.first);
        same.recorded = std::max(same.recorded, event.recorded);
        if (event.last > same.last) {
            same.last = event.last;
            same.source = event.source;
        }
    }
    std::stable_sort(list.events.begin(), list.events.end(),
                     [](const EventView &a, const EventView &b) { return std::tie(a.last, a.recorded) > std::tie(b.last, b.recorded); });
    list.notKept = std::max<qsizetype>(0, list.events.size() - limit);
    list.events = list.events.mid(0, limit);
    return list;
}

void EventScope::setWorkload(const QString &kind, const QString &name)
{
    add(kind, name);
    const QString escaped = QRegularExpression::escape(name);
    const auto named = [](const QString &form) { return QRegularExpression(QRegularExpression::anchoredPattern(form)); };
    m_gone.clear();
    if (kind == u"StatefulSet") {
        m_gone.insert(u"Pod"_s, named(escaped + u"-[0-9]+"_s));
        m_gone.insert(u"PersistentVolumeClaim"_s, named(u"[a-z0-9.-]+-"_s + escaped + u"-[0-9]+"_s));
    } else {
        m_gone.insert(u"Pod"_s, named(escaped + u"-[a-z0-9]+-[a-z0-9]{5}"_s));
        m_gone.insert(u"ReplicaSet"_s, named(escaped + u"-[a-z0-9]+"_s));
    }
}

bool EventScope::holds(const QString &kind, const QString &name) const
{
    if (m_names.contains(kind + u'/' + name))
        return true;
    const auto form = m_gone.constFind(kind);
    return form != m_gone.constEnd() && form->match(name).hasMatch();
}

} // namespace natsdeck::workloads
