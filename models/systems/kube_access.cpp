#include "models/systems/kube_access.h"

#include "models/kube/client.h"
#include "models/kube/port_forward.h"

#include <QCoreApplication>
#include <QPointer>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

using deployment::ClientEndpoint;
using Promise = QPromise<Result<ClientEndpoint>>;

constexpr std::chrono::seconds deadline(25); // the contract is 30

// Keeps the forward open until the last copy goes, from whatever thread.
std::shared_ptr<const void> holdOf(kube::PortForward *forward)
{
    return {forward, [guard = QPointer(forward)](const void *) {
                if (guard)
                    guard->deleteLater();
            }};
}

// In the thread of the forward; the promise is settled once.
void openForward(kube::PortForward *forward, const std::shared_ptr<Promise> &promise, const std::shared_ptr<kube::Client> &client)
{
    const auto settle = [forward, promise, settled = std::make_shared<bool>(false)](Result<ClientEndpoint> result) {
        if (*settled)
            return;
        *settled = true;
        if (!result)
            forward->deleteLater();
        promise->addResult(std::move(result));
        promise->finish();
    };
    // The client outlives the forward: it is caught by a connection that goes with it.
    QObject::connect(forward, &QObject::destroyed, forward, [client] {});
    QObject::connect(forward, &kube::PortForward::ready, forward, [forward, settle](quint16 port) {
        ClientEndpoint endpoint;
        endpoint.urls = {u"nats://127.0.0.1:%1"_s.arg(port)};
        endpoint.keepOpen = holdOf(forward);
        settle(std::move(endpoint));
    });
    QObject::connect(forward, &kube::PortForward::failed, forward, [settle](const Error &error) { settle(failure(error)); });
    QTimer::singleShot(deadline, forward, [settle] {
        settle(failure(ErrorKind::Timeout, QCoreApplication::translate("systems", "The way into the cluster did not open in time")));
    });
    forward->open();
}

} // namespace

KubeAccess::KubeAccess(std::shared_ptr<kube::Client> client, QString nameSpace, QString workload, QString selector, quint16 clientPort,
                       quint16 monitoringPort)
    : m_client(std::move(client))
    , m_nameSpace(std::move(nameSpace))
    , m_workload(std::move(workload))
    , m_selector(std::move(selector))
    , m_clientPort(clientPort)
    , m_monitoringPort(monitoringPort)
    , m_home(new QObject, [](QObject *home) { home->deleteLater(); })
{}

KubeAccess::~KubeAccess() = default;

async::Future<ClientEndpoint> KubeAccess::client()
{
    auto promise = std::make_shared<Promise>();
    promise->start();
    QMetaObject::invokeMethod(
        m_home.get(), [client = m_client, promise, target = kube::readyPodResolver(*m_client, m_nameSpace, m_selector, m_clientPort)] {
            openForward(new kube::PortForward(*client, target), promise, client);
        });
    return promise->future();
}

async::Future<QByteArray> KubeAccess::monitoring(const QString &path, int index)
{
    return m_client->podProxyGet(m_nameSpace, u"%1-%2"_s.arg(m_workload).arg(index), m_monitoringPort, path);
}

} // namespace natsdeck::systems
