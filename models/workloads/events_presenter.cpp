#include "models/workloads/events_presenter.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/workloads/followed.h"
#include "models/workloads/workload.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr int timeline = 3600; // s

QString passed(const QDateTime &time)
{
    return natsdeck::age(std::chrono::milliseconds(std::max<qint64>(0, time.msecsTo(QDateTime::currentDateTimeUtc()))));
}

// An object and, of a pod, the claims that it mounts.
void addWithClaims(EventScope &scope, const QJsonObject &object)
{
    scope.add(object.value("kind"_L1).toString(), kube::nameOf(object));
    const QJsonArray volumes = object.value("spec"_L1).toObject().value("volumes"_L1).toArray();
    for (const QJsonValue &volume : volumes) {
        const QString claim = volume.toObject().value("persistentVolumeClaim"_L1).toObject().value("claimName"_L1).toString();
        if (!claim.isEmpty())
            scope.add(u"PersistentVolumeClaim"_s, claim);
    }
}

QString absolute(const QDateTime &time) { return time.isValid() ? time.toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s) : u"–"_s; }

} // namespace

EventsPresenter::EventsPresenter(const Workload &workload, Followed &events, const QList<Followed *> &objects, QObject *parent)
    : SectionPresenter(workload, parent)
    , m_followed(events)
    , m_objects(objects)
    , m_model({tr("When"), tr("Reason"), tr("Object"), tr("Message"), tr("Count"), tr("From")})
{
    follow(events);
    for (Followed *other : objects)
        alsoFollow(*other);
}

void EventsPresenter::update()
{
    EventScope scope;
    scope.setWorkload(workload().found.kind, workload().found.workload);
    for (const QString &service : {workload().found.service, workload().found.headlessService}) {
        if (!service.isEmpty())
            scope.add(u"Service"_s, service);
    }
    for (const Followed *followed : std::as_const(m_objects)) {
        const QList<QJsonObject> objects = followed->objects();
        for (const QJsonObject &object : objects)
            addWithClaims(scope, object);
    }
    m_list = mergedEvents(eventsOf(scope));
    tick();
}

QList<EventView> EventsPresenter::eventsOf(const EventScope &scope)
{
    QHash<QString, Parsed> parsed;
    QList<EventView> held;
    const QList<QJsonObject> objects = m_followed.objects();
    for (const QJsonObject &object : objects) {
        const QString uid = kube::uidOf(object);
        const QString version = kube::resourceVersionOf(object);
        Parsed one = m_parsed.value(uid);
        if (one.version != version || version.isEmpty())
            one = {version, eventView(object)};
        if (scope.holds(one.view))
            held << one.view;
        parsed.insert(uid, std::move(one));
    }
    m_parsed = std::move(parsed);
    return held;
}

void EventsPresenter::tick()
{
    QList<TableRow> rows;
    for (const EventView &event : std::as_const(m_list.events))
        rows << rowOf(event);
    m_model.setRows(rows);
}

TableRow EventsPresenter::rowOf(const EventView &event) const
{
    const QString when = absolute(event.last);
    TableCell reason{event.reason};
    if (event.isWarning())
        reason.status = static_cast<int>(Severity::Warning);
    return {event.key,
            {TableCell{passed(event.last), CellKind::Text, {}, {}, when, event.last.toMSecsSinceEpoch(), {}, {}, true}, reason,
             TableCell{event.kind + u' ' + event.name, CellKind::Text, {}, {}, event.kind + u' ' + event.name},
             TableCell{event.message, CellKind::Text, {}, {}, event.message},
             TableCell{exactCount(event.count),
                       CellKind::Number,
                       {},
                       {},
                       tr("since %1").arg(absolute(event.first)),
                       event.count,
                       {},
                       {},
                       event.count == 1},
             TableCell{event.source, CellKind::Text, {}, {}, event.source, {}, {}, {}, true}}};
}

QList<EventsPresenter::Tick> EventsPresenter::ticks() const
{
    const QDateTime from = QDateTime::currentDateTimeUtc().addSecs(-timeline);
    QList<Tick> ticks;
    for (auto it = m_list.events.rbegin(); it != m_list.events.rend(); ++it) {
        if (it->last >= from)
            ticks << Tick{it->key, it->last, it->isWarning()};
    }
    return ticks;
}

int EventsPresenter::warnings() const
{
    return static_cast<int>(
        std::count_if(m_list.events.begin(), m_list.events.end(), [](const EventView &event) { return event.isWarning(); }));
}

QString EventsPresenter::totals() const
{
    QString text = tr("%n event(s)", nullptr, count()) + u", "_s + tr("%n warning(s)", nullptr, warnings());
    if (m_list.notKept > 0)
        text += tr("; %1 older ones are not shown").arg(exactCount(m_list.notKept));
    return text;
}

Details EventsPresenter::details(const QString &key) const
{
    using Fact = Details::Fact;
    for (const EventView &event : m_list.events) {
        if (event.key != key)
            continue;
        Details details{u"deck-event"_s, event.reason, event.isWarning() ? Severity::Warning : Severity::Info,
                        event.isWarning() ? tr("Warning") : tr("Normal")};
        details.groups << Details::Group{{},
                                         {Fact{tr("Object"), event.kind + u' ' + event.name}, Fact{tr("Message"), event.message},
                                          Fact{tr("Last seen"), passed(event.last), false, std::nullopt, absolute(event.last)},
                                          Fact{tr("First seen"), passed(event.first), false, std::nullopt, absolute(event.first)},
                                          Fact{tr("Count"), exactCount(event.count)},
                                          Fact{tr("From"), event.source.isEmpty() ? u"–"_s : event.source}}};
        details.command = kubectl(u"get events --field-selector involvedObject.name="_s + text::shellQuoted(event.name));
        return details;
    }
    return {};
}

} // namespace natsdeck::workloads
