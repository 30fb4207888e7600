#pragma once

#include "models/base/async.h"
#include "models/kube/client_options.h"
#include "models/workloads/routes.h"

#include <QObject>

#include <memory>
#include <vector>

namespace natsdeck::kube {
class Client;
}

namespace natsdeck::workloads {

// Looks once for everything that may lead to Services: kinds that the cluster does not have are no fault; what may not be listed
// in all namespaces is listed in the system's own.
class RoutesScan final : public QObject
{
    Q_OBJECT

public:
    RoutesScan(std::shared_ptr<kube::Client> client, QString nameSpace, QObject *parent = nullptr);

    void start();
    [[nodiscard]] bool isRunning() const { return m_open > 0; }
    [[nodiscard]] const RouteObjects &found() const { return m_found; } // of the last finished scan
    [[nodiscard]] const QList<Error> &refused() const { return m_refused; }

signals:
    void finished();

private:
    struct Wanted
    {
        QString kind;
        QStringList versions; // the first that is served and has the kind
        QList<QJsonObject> RouteObjects::*into;
        bool onlyOwn = false;
    };

    void begin(const QStringList &served);
    void list(const Wanted &wanted, bool everywhere);
    void take(const Wanted &wanted, bool everywhere, const Result<kube::ObjectList> &list);
    void findControllers();
    void takeControllers(const QList<QJsonObject> &pods);
    void openOne() { ++m_open; }
    void closeOne();

    std::shared_ptr<kube::Client> m_client;
    QString m_nameSpace;
    int m_open = 0;
    RouteObjects m_fresh;
    RouteObjects m_found;
    QList<Error> m_freshRefused;
    QList<Error> m_refused;
};

} // namespace natsdeck::workloads
