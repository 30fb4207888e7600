#include "models/kube/watch_changes.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

WatchChanges::WatchChanges(QString apiVersion, QString kind)
    : m_apiVersion(std::move(apiVersion))
    , m_kind(std::move(kind))
{}

void WatchChanges::add(const RawEvent &event)
{
    if (const auto known = m_pendingByUid.constFind(event.object.uid); known != m_pendingByUid.constEnd()) {
        m_pending[*known] = event;
        return;
    }
    m_pendingByUid.insert(event.object.uid, m_pending.size());
    m_pending.append(event);
}

Result<QList<WatchEvent>> WatchChanges::take()
{
    QList<WatchEvent> events;
    m_pendingByUid.clear();
    const QList<RawEvent> pending = std::exchange(m_pending, {});
    for (const RawEvent &raw : pending) {
        const bool isKnown = m_told.contains(raw.object.uid);
        if (raw.type == "DELETED" && !isKnown)
            continue; // came and went between two batches
        auto object = raw.object.make();
        if (!object)
            return Failure(object.error());
        if (raw.type == "DELETED") {
            m_told.remove(raw.object.uid);
            events.append({WatchEvent::Kind::Deleted, std::move(*object)});
            continue;
        }
        note(raw.object);
        events.append({isKnown ? WatchEvent::Kind::Modified : WatchEvent::Kind::Added, std::move(*object)});
    }
    return events;
}

void WatchChanges::note(const ObjectText &object) { m_told.insert(object.uid, {object.resourceVersion, object.nameSpace, object.name}); }

void WatchChanges::begin(const QList<ObjectText> &objects)
{
    m_pending.clear();
    m_pendingByUid.clear();
    m_told.clear();
    for (const ObjectText &object : objects)
        note(object);
}

QJsonObject WatchChanges::remains(const QString &uid, const Told &told) const
{
    QJsonObject metadata{{u"name"_s, told.name}, {u"uid"_s, uid}};
    if (!told.nameSpace.isEmpty())
        metadata.insert(u"namespace"_s, told.nameSpace);
    return {{u"apiVersion"_s, m_apiVersion}, {u"kind"_s, m_kind}, {u"metadata"_s, metadata}};
}

Result<QList<WatchEvent>> WatchChanges::replace(const QList<ObjectText> &objects)
{
    m_pending.clear();
    m_pendingByUid.clear();
    QList<WatchEvent> events;
    QSet<QString> present;
    present.reserve(objects.size());
    for (const ObjectText &object : objects)
        present.insert(object.uid);
    // What has gone first: its name may have been given away again.
    for (auto it = m_told.begin(); it != m_told.end();) {
        if (present.contains(it.key())) {
            ++it;
            continue;
        }
        events.append({WatchEvent::Kind::Deleted, remains(it.key(), *it)});
        it = m_told.erase(it);
    }
    for (const ObjectText &object : objects) {
        const auto told = m_told.constFind(object.uid);
        const bool isKnown = told != m_told.constEnd();
        if (isKnown && told->resourceVersion == object.resourceVersion)
            continue;
        auto made = object.make();
        if (!made)
            return Failure(made.error());
        events.append({isKnown ? WatchEvent::Kind::Modified : WatchEvent::Kind::Added, std::move(*made)});
        note(object);
    }
    return events;
}

} // namespace natsdeck::kube
