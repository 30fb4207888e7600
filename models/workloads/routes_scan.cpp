#include "models/workloads/routes_scan.h"

#include "models/base/json.h"
#include "models/kube/client.h"

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

const QString nginxController = u"app.kubernetes.io/name=ingress-nginx,app.kubernetes.io/component=controller"_s;

} // namespace

RoutesScan::RoutesScan(std::shared_ptr<kube::Client> client, QString nameSpace, QObject *parent)
    : QObject(parent)
    , m_client(std::move(client))
    , m_nameSpace(std::move(nameSpace))
{}

void RoutesScan::start()
{
    if (isRunning())
        return;
    m_fresh = {};
    m_freshRefused.clear();
    openOne();
    async::deliver<QStringList>(m_client->apiVersions(), this, [this](const Result<QStringList> &served) {
        if (served)
            begin(*served);
        else
            m_freshRefused << served.error();
        closeOne();
    });
}

void RoutesScan::begin(const QStringList &served)
{
    const QString gateway = u"gateway.networking.k8s.io/"_s;
    const Wanted all[] = {
        {u"Ingress"_s, {u"networking.k8s.io/v1"_s}, &RouteObjects::ingresses, true},
        {u"Gateway"_s, {gateway + u"v1"_s, gateway + u"v1beta1"_s}, &RouteObjects::gateways},
        {u"HTTPRoute"_s, {gateway + u"v1"_s, gateway + u"v1beta1"_s}, &RouteObjects::routes},
        {u"TCPRoute"_s, {gateway + u"v1"_s, gateway + u"v1alpha2"_s}, &RouteObjects::routes},
        {u"TLSRoute"_s, {gateway + u"v1"_s, gateway + u"v1alpha3"_s, gateway + u"v1alpha2"_s}, &RouteObjects::routes},
        {u"IngressRouteTCP"_s, {u"traefik.io/v1alpha1"_s, u"traefik.containo.us/v1alpha1"_s}, &RouteObjects::traefik},
        {u"IngressRoute"_s, {u"traefik.io/v1alpha1"_s, u"traefik.containo.us/v1alpha1"_s}, &RouteObjects::traefik},
    };
    for (Wanted wanted : all) {
        wanted.versions.removeIf([&](const QString &version) { return !served.contains(version); });
        if (!wanted.versions.isEmpty())
            list(wanted, !wanted.onlyOwn);
    }
    findControllers();
}

void RoutesScan::list(const Wanted &wanted, bool everywhere)
{
    openOne();
    const kube::ObjectRef kind{wanted.versions.constFirst(), wanted.kind, everywhere ? QString() : m_nameSpace, {}};
    async::deliver<kube::ObjectList>(m_client->list(kind), this, [this, wanted, everywhere](const Result<kube::ObjectList> &list) {
        take(wanted, everywhere, list);
        closeOne();
    });
}

void RoutesScan::take(const Wanted &wanted, bool everywhere, const Result<kube::ObjectList> &answer)
{
    if (answer) {
        m_fresh.*wanted.into += answer->items;
    } else if (answer.error().kind == ErrorKind::NotFound) {
        if (wanted.versions.size() > 1) { // this version does not have the kind yet
            Wanted next = wanted;
            next.versions.removeFirst();
            list(next, everywhere);
        }
    } else if (answer.error().kind == ErrorKind::Forbidden && everywhere) {
        m_freshRefused << answer.error();
        list(wanted, false);
    } else {
        m_freshRefused << answer.error();
    }
}

void RoutesScan::findControllers()
{
    openOne();
    kube::ListOptions options;
    options.labelSelector = nginxController;
    async::deliver<kube::ObjectList>(m_client->list({u"v1"_s, u"Pod"_s, {}, {}}, options), this,
                                     [this](const Result<kube::ObjectList> &pods) {
                                         if (pods)
                                             takeControllers(pods->items);
                                         else
                                             m_freshRefused << pods.error();
                                         closeOne();
                                     });
}

void RoutesScan::takeControllers(const QList<QJsonObject> &pods)
{
    m_fresh.controllerPods = pods;
    QStringList maps;
    QStringList spaces;
    for (const QJsonObject &pod : pods) {
        if (const QString map = tcpMapOf(pod); map.contains(u'/') && !maps.contains(map))
            maps << map;
        if (!spaces.contains(kube::namespaceOf(pod)))
            spaces << kube::namespaceOf(pod);
    }
    for (const QString &map : std::as_const(maps)) {
        openOne();
        async::deliver<QJsonObject>(m_client->get({u"v1"_s, u"ConfigMap"_s, map.section(u'/', 0, 0), map.section(u'/', 1)}), this,
                                    [this](const Result<QJsonObject> &object) {
                                        if (object)
                                            m_fresh.tcpMaps << *object;
                                        else if (object.error().kind != ErrorKind::NotFound)
                                            m_freshRefused << object.error();
                                        closeOne();
                                    });
    }
    for (const QString &space : maps.isEmpty() ? QStringList() : spaces) {
        openOne();
        kube::ListOptions options;
        options.labelSelector = nginxController;
        async::deliver<kube::ObjectList>(m_client->list({u"v1"_s, u"Service"_s, space, {}}, options), this,
                                         [this](const Result<kube::ObjectList> &services) {
                                             if (services)
                                                 m_fresh.controllerServices += services->items;
                                             closeOne();
                                         });
    }
}

void RoutesScan::closeOne()
{
    if (--m_open > 0)
        return;
    m_found = std::exchange(m_fresh, {});
    m_refused = std::exchange(m_freshRefused, {});
    emit finished();
}

} // namespace natsdeck::workloads
