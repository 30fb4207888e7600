#pragma once

#include "models/base/finding.h"

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QSet>
#include <QString>
#include <QStringList>

// How clients reach the servers: Services in front of the pods, and what leads to them from outside. Text is clean.
namespace natsdeck::workloads {

struct ServicePort
{
    QString name;
    int port = 0;
    QString target; // number or name
    int nodePort = 0;

    friend bool operator==(const ServicePort &, const ServicePort &) = default;
};

struct ServiceView
{
    QString name;
    QString nameSpace;
    QString uid;
    QString type; // "ClusterIP", "NodePort", "LoadBalancer", "ExternalName"
    bool isHeadless = false;
    QString clusterIp;
    QStringList addresses; // of the load balancer, and external ones
    QList<ServicePort> ports;
    int ready = 0; // endpoints
    int notReady = 0;
    bool areEndpointsKnown = false;

    friend bool operator==(const ServiceView &, const ServiceView &) = default;
};

// The Services whose selector takes one of the pods, with what their EndpointSlices say. `slices` without a value: not known.
[[nodiscard]] QList<ServiceView> servicesOf(const QList<QJsonObject> &services, const QList<QJsonObject> &pods,
                                            const QList<QJsonObject> *slices);

// One way from outside to a port of a Service.
struct WayIn
{
    QString key;
    QString kind; // "Ingress", "TCPRoute", "Service" …
    QString nameSpace;
    QString name;
    QString outside; // "tcp://203.0.113.7:4222", "https://nats.example.com/"
    QString service;
    QString port; // number or name
    QString via;  // class, gateway or entry point
    Severity severity = Severity::Ok;
    QString note; // why it does not work, or what is not known; empty when nothing

    friend bool operator==(const WayIn &, const WayIn &) = default;
};

// What was found in the cluster that may lead to Services.
struct RouteObjects
{
    QList<QJsonObject> ingresses;
    QList<QJsonObject> routes; // of Gateway API: HTTPRoute, TCPRoute, TLSRoute
    QList<QJsonObject> gateways;
    QList<QJsonObject> traefik;            // IngressRoute, IngressRouteTCP
    QList<QJsonObject> tcpMaps;            // ConfigMaps of ingress-nginx
    QList<QJsonObject> controllerPods;     // of ingress-nginx
    QList<QJsonObject> controllerServices; // in front of them
};

// "namespace/name" of the ConfigMap that an ingress-nginx controller takes its TCP ports from; empty without one.
[[nodiscard]] QString tcpMapOf(const QJsonObject &controllerPod);

[[nodiscard]] QList<WayIn> waysIn(const QList<ServiceView> &services, const RouteObjects &objects);

} // namespace natsdeck::workloads
