#include "models/systems/link_route.h"

#include "models/kube/client.h"
#include "models/kube/port_forward.h"
#include "models/systems/apart.h"

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

constexpr std::chrono::milliseconds checkDeadline(10'000);

} // namespace

DirectRoute::DirectRoute(EndsResolver resolver, QObject *parent)
    : LinkRoute(parent)
    , m_resolver(std::move(resolver))
{}

void DirectRoute::open()
{
    async::deliver<LinkEnds>(m_resolver(), this, [this, generation = m_generation.next()](const Result<LinkEnds> &ends) {
        if (!m_generation.isCurrent(generation))
            return;
        if (ends)
            emit opened(*ends);
        else
            emit failed(ends.error());
    });
}

void DirectRoute::close() { m_generation.next(); }

ForwardRoute::ForwardRoute(std::shared_ptr<kube::Client> client, kube::ForwardResolver target, EndsResolver resolver, QString expectedHost,
                           QObject *parent)
    : LinkRoute(parent)
    , m_client(std::move(client))
    , m_target(std::move(target))
    , m_resolver(std::move(resolver))
    , m_expectedHost(std::move(expectedHost))
{}

ForwardRoute::~ForwardRoute() = default;

void ForwardRoute::open()
{
    m_ends.reset();
    async::deliver<LinkEnds>(m_resolver(), this, [this, generation = m_generation.next()](const Result<LinkEnds> &ends) {
        if (!m_generation.isCurrent(generation))
            return;
        if (!ends) {
            emit failed(ends.error());
            return;
        }
        m_ends = *ends;
        openForward();
    });
}

void ForwardRoute::openForward()
{
    if (m_forward && m_forward->port() != 0) {
        announce(); // only the login is another one
        return;
    }
    m_forward = std::make_unique<kube::PortForward>(*m_client, m_target);
    connect(m_forward.get(), &kube::PortForward::ready, this, &ForwardRoute::announce);
    connect(m_forward.get(), &kube::PortForward::failed, this, [this](const Error &error) {
        m_forward.release()->deleteLater(); // it is its own signal that is being handled
        emit failed(error);
    });
    connect(m_forward.get(), &kube::PortForward::lost, this, &LinkRoute::lost);
    connect(m_forward.get(), &kube::PortForward::restored, this, &LinkRoute::restored);
    m_forward->open();
}

void ForwardRoute::announce()
{
    LinkEnds ends = *m_ends;
    const auto redirect = [this](nats::ConnectOptions &options) {
        options.urls = {u"nats://127.0.0.1:%1"_s.arg(m_forward->port())};
        options.ignoreDiscovered = true;
        options.expectedHost = m_expectedHost;
    };
    redirect(ends.user);
    if (ends.system)
        redirect(*ends.system);
    const kube::ForwardTarget &target = m_forward->target();
    ends.via = tr("%1, pod %2/%3").arg(m_client->config().name, target.nameSpace, target.pod);
    emit opened(ends);
}

std::vector<RouteCheck> ForwardRoute::checks()
{
    const auto apiServer = [client = m_client] {
        return runApart([client, asked = client->version({checkDeadline, {}})]() -> Result<QString> {
            const Result<kube::ServerVersion> version = async::await<kube::ServerVersion>(asked);
            if (!version)
                return failure(version.error());
            return ForwardRoute::tr("%1 answers, Kubernetes %2").arg(client->config().cluster.server, version->text);
        });
    };
    const auto pod = [target = m_target] {
        return runApart([asked = target()]() -> Result<QString> {
            const Result<kube::ForwardTarget> found = async::await<kube::ForwardTarget>(asked);
            if (!found)
                return failure(found.error());
            return ForwardRoute::tr("Pod %1/%2 is ready, port %3").arg(found->nameSpace, found->pod).arg(found->port);
        });
    };
    return {{u"api-server"_s, apiServer}, {u"pod"_s, pod}};
}

void ForwardRoute::close()
{
    m_generation.next();
    if (m_forward)
        m_forward->close();
    m_forward.reset();
}

} // namespace natsdeck::systems
