#pragma once

#include "models/base/result.h"
#include "models/kube/object_text.h"

#include <QByteArray>
#include <QList>

#include <optional>

// Objects out of what API servers send, fast and without what nobody looks at: half of a pod's text is managedFields. They
// are left out of lists and watches; where they tell who changed the data (ConfigMaps, Secrets) they are kept.
namespace natsdeck::kube {

enum class ManagedFields { Drop, Keep };

[[nodiscard]] ManagedFields managedFieldsOf(const QString &kind);

// What stands above the items of a page.
struct PageHead
{
    QString resourceVersion;
    QString continueToken;           // empty: the last page
    std::optional<qint64> remaining; // the server's estimate of what follows
};

// Quick: reads nothing of the items. `page` gets room for the parser behind its end.
[[nodiscard]] Result<PageHead> readPageHead(QByteArray &page);

// The objects of a List, PartialObjectMetadataList and so on, each of this type.
[[nodiscard]] Result<QList<ObjectText>> readItems(QByteArray &page, const QString &apiVersion, const QString &kind, ManagedFields managed);

// An event of a watch, its object not yet made: of several of one object only the last is worth it.
struct RawEvent
{
    QByteArray type;               // ADDED, MODIFIED, DELETED, BOOKMARK, ERROR
    bool initialEventsEnd = false; // the bookmark behind the initial state of a streaming list
    ObjectText object;
};

[[nodiscard]] Result<RawEvent> readEvent(QByteArray &line, const QString &apiVersion, const QString &kind, ManagedFields managed);

} // namespace natsdeck::kube
