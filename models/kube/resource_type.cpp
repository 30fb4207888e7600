#include "models/kube/resource_type.h"

#include <QHash>
#include <QJsonArray>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

struct Known
{
    const char *apiVersion;
    const char *kind;
    const char *plural;
    bool namespaced;
};

constexpr Known knownTypes[] = {
    {"v1", "Namespace", "namespaces", false},
    {"v1", "Node", "nodes", false},
    {"v1", "PersistentVolume", "persistentvolumes", false},
    {"v1", "Pod", "pods", true},
    {"v1", "Service", "services", true},
    {"v1", "Endpoints", "endpoints", true},
    {"v1", "ConfigMap", "configmaps", true},
    {"v1", "Secret", "secrets", true},
    {"v1", "ServiceAccount", "serviceaccounts", true},
    {"v1", "PersistentVolumeClaim", "persistentvolumeclaims", true},
    {"v1", "Event", "events", true},
    {"v1", "LimitRange", "limitranges", true},
    {"v1", "ResourceQuota", "resourcequotas", true},
    {"apps/v1", "StatefulSet", "statefulsets", true},
    {"apps/v1", "Deployment", "deployments", true},
    {"apps/v1", "DaemonSet", "daemonsets", true},
    {"apps/v1", "ReplicaSet", "replicasets", true},
    {"apps/v1", "ControllerRevision", "controllerrevisions", true},
    {"batch/v1", "Job", "jobs", true},
    {"batch/v1", "CronJob", "cronjobs", true},
    {"policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", true},
    {"rbac.authorization.k8s.io/v1", "Role", "roles", true},
    {"rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", true},
    {"rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", false},
    {"rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "clusterrolebindings", false},
    {"storage.k8s.io/v1", "StorageClass", "storageclasses", false},
    {"storage.k8s.io/v1", "CSIDriver", "csidrivers", false},
    {"networking.k8s.io/v1", "Ingress", "ingresses", true},
    {"networking.k8s.io/v1", "IngressClass", "ingressclasses", false},
    {"networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", true},
    {"discovery.k8s.io/v1", "EndpointSlice", "endpointslices", true},
    {"coordination.k8s.io/v1", "Lease", "leases", true},
    {"apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", false},
    {"authorization.k8s.io/v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", false},
};

} // namespace

std::optional<ResourceType> knownResourceType(const QString &apiVersion, const QString &kind)
{
    for (const Known &known : knownTypes) {
        if (apiVersion == QLatin1StringView(known.apiVersion) && kind == QLatin1StringView(known.kind))
            return ResourceType{apiVersion, kind, QString::fromLatin1(known.plural), known.namespaced};
    }
    return std::nullopt;
}

std::optional<ResourceType> resourceTypeIn(const QJsonObject &apiResourceList, const QString &kind)
{
    const QJsonArray resources = apiResourceList.value("resources"_L1).toArray();
    for (const QJsonValue &value : resources) {
        const QJsonObject resource = value.toObject();
        const QString name = resource.value("name"_L1).toString();
        if (resource.value("kind"_L1).toString() == kind && !name.contains(u'/'))
            return ResourceType{apiResourceList.value("groupVersion"_L1).toString(), kind, name, resource.value("namespaced"_L1).toBool()};
    }
    return std::nullopt;
}

QByteArray segment(const QString &text)
{
    // A dot segment would be folded by URL handling on the way and name something else.
    QByteArray encoded = QUrl::toPercentEncoding(text);
    if (encoded == "." || encoded == "..")
        encoded.replace(".", "%2E");
    return encoded;
}

QByteArray groupVersionPath(const QString &apiVersion)
{
    if (!apiVersion.contains(u'/'))
        return "/api/" + segment(apiVersion);
    return "/apis/" + segment(apiVersion.section(u'/', 0, 0)) + '/' + segment(apiVersion.section(u'/', 1));
}

QByteArray resourcePath(const ResourceType &type, const ObjectRef &ref, const QString &subresource)
{
    QByteArray path = groupVersionPath(type.apiVersion);
    if (type.namespaced && !ref.nameSpace.isEmpty())
        path += "/namespaces/" + segment(ref.nameSpace);
    path += '/' + segment(type.plural);
    if (!ref.name.isEmpty())
        path += '/' + segment(ref.name);
    if (!subresource.isEmpty())
        path += '/' + segment(subresource);
    return path;
}

} // namespace natsdeck::kube
