#pragma once

#include "models/deployment/target_access.h"

#include <QObject>

#include <memory>

namespace natsdeck::kube {
class Client;
}

namespace natsdeck::systems {

// The way into a deployment in a cluster, for its verification: a forward of its own per call, and the pod proxy. Made in a
// thread with an event loop (the GUI's), used from any.
class KubeAccess final : public deployment::TargetAccess
{
public:
    // Pods are those of `selector`; server `index` is the pod "<workload>-<index>".
    KubeAccess(std::shared_ptr<kube::Client> client, QString nameSpace, QString workload, QString selector, quint16 clientPort,
               quint16 monitoringPort);
    ~KubeAccess() override;

    async::Future<deployment::ClientEndpoint> client() override;
    async::Future<QByteArray> monitoring(const QString &path, int index) override;

private:
    std::shared_ptr<kube::Client> m_client;
    QString m_nameSpace;
    QString m_workload;
    QString m_selector;
    quint16 m_clientPort;
    quint16 m_monitoringPort;
    std::shared_ptr<QObject> m_home; // where forwards are made; outlives them
};

} // namespace natsdeck::systems
