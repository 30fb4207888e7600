#pragma once

#include <QJsonValue>
#include <QString>

namespace natsdeck::deployment {

// A Kubernetes object as YAML in block style, for previews, diffs and copying: keys in the order people know from kubectl
// (apiVersion, kind, metadata, then by name), text of several lines as a literal block, and every string quoted that YAML
// would read as something else ("yes", "1e3", "0x10").
QString yamlText(const QJsonValue &value);

// What a person wants to compare: without status, managedFields, uid, resourceVersion and the other marks of the server.
// Values of a Secret become "•••• (n bytes)".
QJsonObject comparable(QJsonObject object);

} // namespace natsdeck::deployment
