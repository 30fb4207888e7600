#pragma once

#include "models/kube/nats_finder.h"

#include <QJsonObject>

namespace natsdeck::test {

// JSON with single quotes.
[[nodiscard]] QJsonObject object(const QByteArray &text);

// What the official chart renders (tests/kube/data), sorted into what the finder takes; each with a uid.
[[nodiscard]] kube::NatsObjects chartObjects(const QString &chartVersion);
[[nodiscard]] QJsonObject statefulSetIn(const kube::NatsObjects &objects);

// A workload "bus" in namespace "q" with these containers, as JSON without the brackets of the list.
[[nodiscard]] QJsonObject workloadOf(const char *kind, const QByteArray &containers);

[[nodiscard]] QString kindOf(const QJsonObject &object);
[[nodiscard]] QJsonObject withMetadata(QJsonObject object, const QString &key, const QJsonValue &value);
[[nodiscard]] QJsonObject withImages(const QJsonObject &workload, const QString &image); // in all its containers

} // namespace natsdeck::test
