#include "models/workloads/network_presenter.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/workloads/followed.h"
#include "models/workloads/workload.h"

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr int scanEvery = 60; // s

QString orDash(const QString &text) { return text.isEmpty() ? u"–"_s : text; }

QString portText(const ServicePort &port)
{
    const QString name = port.name.isEmpty() ? QString() : port.name + u' ';
    return name + QString::number(port.port);
}

// "kind" of kubectl for what is no kind of the core.
QString resourceOf(const WayIn &way) { return way.kind == u"ConfigMap" ? u"configmap"_s : way.kind.toLower(); }

} // namespace

NetworkPresenter::NetworkPresenter(const Workload &workload, Followed &pods, Followed &services, Followed &slices, QObject *parent)
    : SectionPresenter(workload, parent)
    , m_pods(pods)
    , m_followed(services)
    , m_slices(slices)
    , m_scan(workload.client, workload.found.nameSpace)
    , m_services({tr("Service"), tr("Type"), tr("Endpoints"), tr("Ports"), tr("Cluster address"), tr("Outside address")})
    , m_ways({tr("From outside"), tr("State"), tr("To"), tr("Kind"), tr("Object"), tr("Through")})
{
    follow(services);
    alsoFollow(pods);
    alsoFollow(slices);
    connect(&m_scan, &RoutesScan::finished, this, [this] {
        m_scanned = QDateTime::currentDateTimeUtc();
        update();
        emit changed();
    });
}

void NetworkPresenter::start() { m_scan.start(); }

void NetworkPresenter::refresh()
{
    SectionPresenter::refresh();
    m_scan.start();
}

void NetworkPresenter::tick()
{
    if (isActive() && m_scanned.isValid() && m_scanned.secsTo(QDateTime::currentDateTimeUtc()) >= scanEvery)
        m_scan.start();
}

void NetworkPresenter::update()
{
    QList<QJsonObject> pods = m_pods.objects();
    if (pods.isEmpty()) { // scaled to nothing, or pods may not be listed: their labels are those of the selector
        QJsonObject labels;
        const QStringList pairs = workload().found.selector.split(u',', Qt::SkipEmptyParts);
        for (const QString &pair : pairs)
            labels.insert(pair.section(u'=', 0, 0), pair.section(u'=', 1));
        pods << QJsonObject{{u"metadata"_s, QJsonObject{{u"namespace"_s, workload().found.nameSpace}, {u"labels"_s, labels}}}};
    }
    const QList<QJsonObject> slices = m_slices.objects();
    m_views = servicesOf(m_followed.objects(), pods, m_slices.isKnown() ? &slices : nullptr);
    m_found = waysIn(m_views, m_scan.found());
    QList<TableRow> services;
    for (const ServiceView &service : std::as_const(m_views))
        services << rowOf(service);
    m_services.setRows(services);
    QList<TableRow> ways;
    for (const WayIn &way : std::as_const(m_found))
        ways << rowOf(way);
    m_ways.setRows(ways);
}

TableRow NetworkPresenter::rowOf(const ServiceView &service) const
{
    QStringList ports;
    QStringList outside = service.addresses;
    for (const ServicePort &port : service.ports) {
        ports << portText(port);
        if (port.nodePort > 0)
            outside << tr("node port %1").arg(port.nodePort);
    }
    TableCell endpoints{u"–"_s, CellKind::Status, {}, -1};
    if (service.areEndpointsKnown) {
        const int all = service.ready + service.notReady;
        endpoints.text = all == 0 ? tr("none") : tr("%1 of %2 ready").arg(service.ready).arg(all);
        endpoints.status = static_cast<int>(service.ready == 0     ? Severity::Critical
                                            : service.notReady > 0 ? Severity::Warning
                                                                   : Severity::Ok);
        endpoints.sort = service.ready;
    }
    return {service.uid,
            {TableCell{service.name, CellKind::Strong, {}, {}, service.name, {}, {}, u"deck-link"_s},
             TableCell{service.isHeadless ? tr("Headless") : service.type}, endpoints,
             TableCell{ports.join(u", "_s), CellKind::Text, {}, {}, ports.join(u'\n')},
             TableCell{service.isHeadless ? tr("each pod's own") : orDash(service.clusterIp),
                       CellKind::Mono,
                       {},
                       {},
                       {},
                       {},
                       {},
                       {},
                       service.isHeadless},
             TableCell{orDash(outside.join(u", "_s)), CellKind::Text, {}, {}, outside.join(u'\n'), {}, {}, {}, outside.isEmpty()}}};
}

TableRow NetworkPresenter::rowOf(const WayIn &way) const
{
    const QString word = way.severity == Severity::Ok         ? tr("Leads here")
                         : way.severity == Severity::Critical ? tr("Broken")
                         : way.severity == Severity::Info     ? tr("Not confirmed")
                                                              : tr("Not working");
    return {
        way.key,
        {TableCell{way.outside, CellKind::Mono, {}, {}, way.outside},
         TableCell{word, CellKind::Status, {}, static_cast<int>(way.severity), way.note, static_cast<int>(way.severity)},
         TableCell{u"%1:%2"_s.arg(way.service, way.port), CellKind::Mono}, TableCell{way.kind},
         TableCell{
             way.nameSpace == workload().found.nameSpace ? way.name : way.nameSpace + u'/' + way.name, CellKind::Text, {}, {}, way.name},
         TableCell{orDash(way.via), CellKind::Text, {}, {}, way.via, {}, {}, {}, true}}};
}

QString NetworkPresenter::totals() const
{
    return tr("%n service(s)", nullptr, count()) + u", "_s + tr("%n way(s) in from outside", nullptr, static_cast<int>(m_found.size()));
}

QString NetworkPresenter::waysText() const
{
    if (!m_found.isEmpty())
        return {};
    if (!m_scanned.isValid())
        return tr("Looking for Ingresses, routes and TCP mappings that lead here.");
    return tr("Nothing leads here from outside the cluster. NatsDeck comes in through a port-forward.");
}

QStringList NetworkPresenter::notices() const
{
    QStringList notices = SectionPresenter::notices();
    if (!m_slices.isKnown() && m_slices.error())
        notices << notice(m_slices.error(), tr("which endpoints are ready is not known"));
    QStringList refused;
    for (const Error &error : m_scan.refused())
        refused << text::clean(error.summary);
    refused.removeDuplicates();
    if (!refused.isEmpty())
        notices << tr("%1: such ways in may be missing below").arg(refused.join(u"; "_s));
    return notices;
}

Details NetworkPresenter::detailsOf(const ServiceView &service) const
{
    using Fact = Details::Fact;
    const TableRow row = rowOf(service);
    Details details{u"deck-link"_s, service.name};
    details.word = row.cells[EndpointsColumn].text;
    if (service.areEndpointsKnown)
        details.severity = static_cast<Severity>(*row.cells[EndpointsColumn].status);
    Details::Group facts{{},
                         {Fact{tr("Type"), row.cells[TypeColumn].text},
                          Fact{tr("Inside"), u"%1.%2.svc"_s.arg(service.name, service.nameSpace), true},
                          Fact{tr("Cluster address"), row.cells[AddressColumn].text, !service.isHeadless},
                          Fact{tr("Outside address"), orDash(service.addresses.join(u", "_s)), true}}};
    Details::Group ports{tr("Ports"), {}};
    for (const ServicePort &port : service.ports)
        ports.facts << Fact{port.name.isEmpty() ? QString::number(port.port) : port.name,
                            port.nodePort > 0 ? tr("%1 to %2, node port %3").arg(port.port).arg(port.target).arg(port.nodePort)
                                              : tr("%1 to %2").arg(port.port).arg(port.target)};
    details.groups << facts << ports;
    details.command = kubectl(u"describe service "_s + text::shellQuoted(service.name));
    return details;
}

Details NetworkPresenter::detailsOf(const WayIn &way) const
{
    using Fact = Details::Fact;
    Details details{u"deck-connection"_s, way.name, way.severity, rowOf(way).cells[WayStateColumn].text};
    Details::Group facts{{},
                         {Fact{tr("From outside"), way.outside, true}, Fact{tr("To"), u"%1:%2"_s.arg(way.service, way.port), true},
                          Fact{tr("Kind"), way.kind}, Fact{tr("Namespace"), way.nameSpace, true}, Fact{tr("Through"), orDash(way.via)}}};
    if (!way.note.isEmpty())
        facts.facts << Fact{tr("Note"), way.note, false, way.severity};
    details.groups << facts;
    details.command =
        u"kubectl --context %1 -n %2 get %3 %4 -o yaml"_s.arg(text::shellQuoted(workload().context), text::shellQuoted(way.nameSpace),
                                                              text::shellQuoted(resourceOf(way)), text::shellQuoted(way.name));
    return details;
}

Details NetworkPresenter::details(const QString &key) const
{
    for (const ServiceView &service : m_views) {
        if (service.uid == key)
            return detailsOf(service);
    }
    for (const WayIn &way : m_found) {
        if (way.key == key)
            return detailsOf(way);
    }
    return {};
}

} // namespace natsdeck::workloads
