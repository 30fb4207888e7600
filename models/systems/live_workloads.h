#pragma once

#include "models/base/result.h"

#include <QDateTime>
#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace natsdeck::kube {
class Client;
struct FoundSystems;
struct ObjectList;
class Watch;
struct WatchEvent;
} // namespace natsdeck::kube

namespace natsdeck::systems {

// A kind of workload to follow, in one namespace or (empty) in all of them.
struct WorkloadSource
{
    QString kind; // of apps/v1
    QString nameSpace;

    friend bool operator==(const WorkloadSource &, const WorkloadSource &) = default;
};

// What may be followed after a search: a kind everywhere where it may be listed everywhere; otherwise the namespaces where something was
// found, and those in `named`. What may not be listed at all is left out.
[[nodiscard]] std::vector<WorkloadSource> sourcesAfter(const kube::FoundSystems &found, const QStringList &named);

// The workloads of a cluster that run NATS, kept current: one watch for each source; where watching is not allowed, or the sources are
// many, a list every half minute. Of everything else that is listed nothing is kept.
class LiveWorkloads final : public QObject
{
    Q_OBJECT

public:
    LiveWorkloads(std::shared_ptr<kube::Client> client, const std::vector<WorkloadSource> &sources,
                  std::chrono::milliseconds pollEvery = std::chrono::seconds(30), QObject *parent = nullptr);
    ~LiveWorkloads() override;

    [[nodiscard]] QHash<QString, QJsonObject> workloads() const; // by uid
    // Whether workloads of this kind are known to be among them, or not to be there.
    [[nodiscard]] bool covers(const QString &kind, const QString &nameSpace) const;
    // Since when the API server has not been heard of; nothing while all is current.
    [[nodiscard]] std::optional<QDateTime> staleSince() const;
    [[nodiscard]] std::optional<Error> reason() const; // why it is stale

signals:
    void changed();      // workloads() or covers()
    void staleChanged(); // staleSince() or reason()

private:
    struct Source;

    void watch(Source &source);
    void poll(Source &source);
    void take(Source &source, const QList<QJsonObject> &objects);
    void takeEvents(Source &source, const QList<kube::WatchEvent> &events);
    void watchStateChanged(Source &source);
    void setStale(Source &source, const std::optional<Error> &error, const QDateTime &heard);

    std::shared_ptr<kube::Client> m_client;
    std::vector<std::unique_ptr<Source>> m_sources;
    QTimer m_poll;
};

} // namespace natsdeck::systems
