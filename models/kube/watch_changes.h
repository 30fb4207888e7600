#pragma once

#include "models/kube/object_decoder.h"
#include "models/kube/watch.h"

#include <QHash>

namespace natsdeck::kube {

// What the receiver of a Watch has been told, and what it is to be told next. Of several events of one object within a batch
// only the last is decoded and told; a new list becomes the difference to what was told.
class WatchChanges final
{
public:
    WatchChanges(QString apiVersion, QString kind);

    void add(const RawEvent &event); // ADDED, MODIFIED, DELETED
    [[nodiscard]] bool isEmpty() const { return m_pending.isEmpty(); }

    // The events of this batch, as the receiver must see them: what it does not know is Added. An object that cannot be
    // read fails the batch, and names itself.
    [[nodiscard]] Result<QList<WatchEvent>> take();

    // The first list: told as it is. What was pending is older, and void.
    void begin(const QList<ObjectText> &objects);
    // A later list: the events that lead there. What has gone carries its name, namespace and uid alone.
    [[nodiscard]] Result<QList<WatchEvent>> replace(const QList<ObjectText> &objects);

private:
    struct Told
    {
        QString resourceVersion;
        QString nameSpace;
        QString name;
    };

    [[nodiscard]] QJsonObject remains(const QString &uid, const Told &told) const;
    void note(const ObjectText &object);

    QString m_apiVersion;
    QString m_kind;
    QHash<QString, Told> m_told; // by uid
    QList<RawEvent> m_pending;   // in the order in which the objects first came
    QHash<QString, qsizetype> m_pendingByUid;
};

} // namespace natsdeck::kube
