#pragma once

#include "models/base/async.h"
#include "models/kube/object_ref.h"

#include <QDateTime>
#include <QJsonObject>
#include <QMap>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace natsdeck::kube {
class Client;
class Watch;
} // namespace natsdeck::kube

namespace natsdeck::workloads {

// The objects of a kind as they are now, shared by the sections that need them. Nothing is asked before start(). What may be
// listed but not watched is listed again every 30 s.
class Followed final : public QObject
{
    Q_OBJECT

public:
    Followed(std::shared_ptr<kube::Client> client, kube::ObjectRef kind, QString labelSelector = {}, QString fieldSelector = {},
             QObject *parent = nullptr);
    ~Followed() override;

    // Of what the selector lets through. Before start().
    void keepOnly(std::function<bool(const QJsonObject &)> filter) { m_filter = std::move(filter); }
    void start();   // does nothing when it is running
    void refresh(); // lists again; what is known stays until the answer is there

    [[nodiscard]] bool isKnown() const { return m_known; }                          // the first list is there
    [[nodiscard]] QList<QJsonObject> objects() const { return m_objects.values(); } // by name
    [[nodiscard]] std::optional<QJsonObject> find(const QString &name) const;
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; } // why nothing is known, or why it is old
    [[nodiscard]] bool isPolled() const { return m_poll.isActive(); }           // error() then says which right is missing
    // For how long nothing has been heard that should have been; zero while it is live.
    [[nodiscard]] std::chrono::milliseconds staleFor() const;

signals:
    void changed();

private:
    void takeState();
    void list();
    void replace(const QList<QJsonObject> &objects);
    void keep(const QJsonObject &object);

    std::shared_ptr<kube::Client> m_client;
    kube::ObjectRef m_kind;
    QString m_labelSelector;
    QString m_fieldSelector;
    std::function<bool(const QJsonObject &)> m_filter;
    std::unique_ptr<kube::Watch> m_watch;
    QMap<QString, QJsonObject> m_objects;
    bool m_known = false;
    std::optional<Error> m_error;
    QDateTime m_staleSince;
    QTimer m_poll;
    async::Generation m_lists;
};

} // namespace natsdeck::workloads
