#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace natsdeck::kube {

// An object as the server sent it, named but not made: the form of long lists. A pod of 3 kB is 25 kB as a QJsonObject, and
// of ten thousand only those that are looked at are worth it.
struct ObjectText
{
    QString apiVersion;
    QString kind;
    QString uid;
    QString nameSpace;
    QString name;
    QString resourceVersion;
    QByteArray text; // JSON; without managedFields where they are left out

    [[nodiscard]] Result<QJsonObject> make() const; // with apiVersion and kind
};

// All of a page; one that is no JSON after all is left out.
[[nodiscard]] QList<QJsonObject> makeAll(const QList<ObjectText> &texts);

} // namespace natsdeck::kube
