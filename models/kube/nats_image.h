#pragma once

#include <QJsonObject>
#include <QString>

// What a container of a pod template runs, by everything that gives it away: charts, mirrors and private registries rename images
// at will, but not what the server needs to be started and reached.
namespace natsdeck::kube {

// "registry:5000/mirror/nats:2.12-alpine@sha256:…" in its parts; what is not there is empty.
struct ImageName
{
    QString repository; // "registry:5000/mirror/nats"
    QString name;       // "nats"
    QString tag;        // "2.12-alpine"
    QString digest;     // "sha256:…"
};

[[nodiscard]] ImageName imageNameOf(const QString &image);

// "2.12.15" of "2.12.15-alpine", "2.12" of "2.12"; empty when the tag names no version (latest, a digest alone).
[[nodiscard]] QString serverVersionOf(const ImageName &image);

enum class ContainerRole {
    Other,
    Server,   // nats-server
    Streaming // nats-streaming-server (STAN), which speaks another protocol on top and is not supported
};

[[nodiscard]] ContainerRole roleOf(const QJsonObject &container);

// The words a container is started with: command, then arguments.
[[nodiscard]] QStringList commandOf(const QJsonObject &container);

} // namespace natsdeck::kube
