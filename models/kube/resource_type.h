#pragma once

#include "models/kube/object_ref.h"

#include <QByteArray>

#include <optional>

namespace natsdeck::kube {

struct ResourceType
{
    QString apiVersion;
    QString kind;
    QString plural;
    bool namespaced = true;
};

// The kinds every supported server has; anything else is asked from the server (discovery).
[[nodiscard]] std::optional<ResourceType> knownResourceType(const QString &apiVersion, const QString &kind);
[[nodiscard]] std::optional<ResourceType> resourceTypeIn(const QJsonObject &apiResourceList, const QString &kind);

[[nodiscard]] QByteArray groupVersionPath(const QString &apiVersion); // "/api/v1", "/apis/apps/v1"
// Percent-encoded. Without a name: the collection; without a namespace: all of them.
[[nodiscard]] QByteArray resourcePath(const ResourceType &type, const ObjectRef &ref, const QString &subresource = {});
[[nodiscard]] QByteArray segment(const QString &text);

} // namespace natsdeck::kube
