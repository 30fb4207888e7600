#pragma once

#include "models/deployment/target_access.h"

#include <QThreadPool>

namespace natsdeck::deployment {

// A server on this machine is reached directly.
class WorkstationAccess final : public TargetAccess
{
public:
    WorkstationAccess(QString clientUrl, int monitoringPort);
    ~WorkstationAccess() override;

    async::Future<ClientEndpoint> client() override;
    async::Future<QByteArray> monitoring(const QString &path, int index = 0) override;

private:
    QString m_clientUrl;
    int m_monitoringPort;
    QThreadPool m_pool;
};

} // namespace natsdeck::deployment
