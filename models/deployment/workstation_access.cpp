#include "models/deployment/workstation_access.h"

#include "models/deployment/local_http.h"

namespace natsdeck::deployment {

WorkstationAccess::WorkstationAccess(QString clientUrl, int monitoringPort)
    : m_clientUrl(std::move(clientUrl))
    , m_monitoringPort(monitoringPort)
{}

WorkstationAccess::~WorkstationAccess() = default;

async::Future<ClientEndpoint> WorkstationAccess::client()
{
    ClientEndpoint endpoint;
    endpoint.urls = {m_clientUrl};
    return async::ready<ClientEndpoint>(std::move(endpoint));
}

async::Future<QByteArray> WorkstationAccess::monitoring(const QString &path, int)
{
    return async::run(m_pool, [port = m_monitoringPort, path] { return readHttp(port, path, std::chrono::seconds(10)); });
}

} // namespace natsdeck::deployment
