#pragma once

#include <QJsonObject>
#include <QString>

namespace natsdeck::kube {

// A Kubernetes object as YAML in block style, for previews, diffs and copying: keys in the order people know from kubectl
// (apiVersion, kind, metadata, then by name), text of several lines as a literal block, and every string quoted that YAML
// would read as something else ("yes", "1e3", "0x10"). Characters that cannot be seen or change the direction of text are written
// as escapes (\u202e): nothing hides, and reading the text back gives the same object.
QString yamlText(const QJsonValue &value);

// What a person wants to compare: without status, managedFields, uid, resourceVersion and the other marks of the server.
// Values of a Secret become "•••• (n bytes)".
QJsonObject comparable(QJsonObject object);

} // namespace natsdeck::kube
