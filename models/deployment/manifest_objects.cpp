#include "models/deployment/manifest_objects.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/deployment/manifest_conf.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

const QString serverComponent = u"nats"_s;
const QString boxComponent = u"nats-box"_s;

QJsonObject selectorLabels(const DesiredSystem &desired, const QString &component)
{
    return {{u"app.kubernetes.io/name"_s, u"nats"_s},
            {u"app.kubernetes.io/instance"_s, desired.name},
            {u"app.kubernetes.io/component"_s, component}};
}

QJsonObject allLabels(const DesiredSystem &desired, const QString &component)
{
    QJsonObject labels = selectorLabels(desired, component);
    for (auto it = desired.labels.begin(); it != desired.labels.end(); ++it)
        labels.insert(it.key(), it.value());
    labels.insert(u"app.kubernetes.io/managed-by"_s, u"natsdeck"_s);
    labels.insert(u"app.kubernetes.io/version"_s, desired.version);
    labels.insert(deploymentLabel, desired.id);
    return labels;
}

QJsonObject object(const DesiredSystem &desired, const QString &apiVersion, const QString &kind, const QString &name,
                   const QString &component)
{
    return {{u"apiVersion"_s, apiVersion},
            {u"kind"_s, kind},
            {u"metadata"_s,
             QJsonObject{{u"name"_s, name}, {u"namespace"_s, desired.target.nameSpace}, {u"labels"_s, allLabels(desired, component)}}}};
}

QJsonObject with(QJsonObject object, const QString &key, const QJsonValue &value)
{
    object.insert(key, value);
    return object;
}

QJsonObject secret(const DesiredSystem &desired, const QString &name, const QString &component, const QMap<QString, QByteArray> &values)
{
    QJsonObject data;
    for (auto it = values.begin(); it != values.end(); ++it)
        data.insert(it.key(), QString::fromLatin1(it.value().toBase64()));
    return with(with(object(desired, u"v1"_s, u"Secret"_s, name, component), u"type"_s, u"Opaque"_s), u"data"_s, data);
}

QMap<QString, QByteArray> authValues(const LoginChoice &login)
{
    QMap<QString, QByteArray> values{{u"auth.conf"_s, podAuthConf(login).toUtf8()}};
    if (login.kind == LoginKind::Token) {
        values.insert(u"token"_s, login.secret.reveal());
        return values;
    }
    values.insert(u"user"_s, login.user.toUtf8());
    values.insert(u"password"_s, login.secret.reveal());
    if (login.systemUser) {
        values.insert(u"system-user"_s, login.systemUserName.toUtf8());
        values.insert(u"system-password"_s, login.systemSecret.reveal());
    }
    return values;
}

QJsonObject service(const DesiredSystem &desired, bool headless)
{
    const ManifestNames names(desired.name);
    const auto port = [](const char16_t *name, int number, const char16_t *protocol) {
        return QJsonObject{{u"name"_s, QString::fromUtf16(name)},
                           {u"port"_s, number},
                           {u"targetPort"_s, QString::fromUtf16(name)},
                           {u"appProtocol"_s, QString::fromUtf16(protocol)}};
    };
    QJsonObject spec{{u"selector"_s, selectorLabels(desired, serverComponent)}, {u"ports"_s, QJsonArray{port(u"nats", 4222, u"tcp")}}};
    if (headless) {
        spec.insert(u"clusterIP"_s, u"None"_s);
        spec.insert(u"publishNotReadyAddresses"_s, true);
        spec.insert(u"ports"_s, QJsonArray{port(u"nats", 4222, u"tcp"), port(u"monitor", 8222, u"http")});
    } else if (desired.access == Access::NodePort) {
        spec.insert(u"type"_s, u"NodePort"_s);
    } else if (desired.access == Access::LoadBalancer) {
        spec.insert(u"type"_s, u"LoadBalancer"_s);
    }
    return with(object(desired, u"v1"_s, u"Service"_s, headless ? names.headless : names.workload, serverComponent), u"spec"_s, spec);
}

QJsonObject disruptionBudget(const DesiredSystem &desired)
{
    return with(
        object(desired, u"policy/v1"_s, u"PodDisruptionBudget"_s, desired.name, serverComponent), u"spec"_s,
        QJsonObject{{u"maxUnavailable"_s, 1}, {u"selector"_s, QJsonObject{{u"matchLabels"_s, selectorLabels(desired, serverComponent)}}}});
}

QJsonObject probe(const QString &path, int period, int failures)
{
    return {{u"httpGet"_s, QJsonObject{{u"path"_s, path}, {u"port"_s, u"monitor"_s}}},
            {u"initialDelaySeconds"_s, 1},
            {u"periodSeconds"_s, period},
            {u"timeoutSeconds"_s, 5},
            {u"failureThreshold"_s, failures}};
}

QJsonObject resources(const ResourceChoice &choice)
{
    const auto pair = [](const QString &cpu, const QString &memory) {
        QJsonObject both;
        if (!cpu.isEmpty())
            both.insert(u"cpu"_s, cpu);
        if (!memory.isEmpty())
            both.insert(u"memory"_s, memory);
        return both;
    };
    return {{u"requests"_s, pair(choice.cpuRequest, choice.memoryRequest)}, {u"limits"_s, pair(choice.cpuLimit, choice.memoryLimit)}};
}

QJsonObject mount(const QString &name, const QString &path, bool readOnly = false)
{
    QJsonObject result{{u"name"_s, name}, {u"mountPath"_s, path}};
    if (readOnly)
        result.insert(u"readOnly"_s, true);
    return result;
}

QJsonObject containerSecurity()
{
    return {{u"allowPrivilegeEscalation"_s, false},
            {u"readOnlyRootFilesystem"_s, true},
            {u"capabilities"_s, QJsonObject{{u"drop"_s, QJsonArray{u"ALL"_s}}}}};
}

QJsonObject podSecurity()
{
    return {{u"runAsNonRoot"_s, true},
            {u"runAsUser"_s, 1000},
            {u"runAsGroup"_s, 1000},
            {u"fsGroup"_s, 1000},
            {u"seccompProfile"_s, QJsonObject{{u"type"_s, u"RuntimeDefault"_s}}}};
}

// Without it the Go runtime knows nothing of the memory limit, and the kernel ends the server before it collects garbage.
QJsonArray serverEnvironment(const DesiredSystem &desired)
{
    QJsonArray environment{QJsonObject{{u"name"_s, u"POD_NAME"_s},
                                       {u"valueFrom"_s, QJsonObject{{u"fieldRef"_s, QJsonObject{{u"fieldPath"_s, u"metadata.name"_s}}}}}},
                           QJsonObject{{u"name"_s, u"SERVER_NAME"_s}, {u"value"_s, u"$(POD_NAME)"_s}}};
    if (const std::optional<qint64> limit = parseBytes(desired.resources.memoryLimit); limit && *limit >= 64 * 1024 * 1024)
        environment.append(QJsonObject{{u"name"_s, u"GOMEMLIMIT"_s}, {u"value"_s, u"%1MiB"_s.arg(*limit / 10 * 8 / 1024 / 1024)}});
    return environment;
}

QJsonObject serverContainer(const DesiredSystem &desired)
{
    QJsonArray mounts{mount(u"config"_s, u"/etc/nats-config"_s, true), mount(u"pid"_s, u"/var/run/nats"_s)};
    if (desired.login.kind != LoginKind::None)
        mounts.append(mount(u"auth"_s, u"/etc/nats-auth"_s, true));
    if (desired.jetStream.enabled)
        mounts.append(mount(u"nats-js"_s, u"/data"_s));
    return {{u"name"_s, u"nats"_s},
            {u"image"_s, serverImage(desired)},
            {u"args"_s, QJsonArray{u"--config"_s, u"/etc/nats-config/nats.conf"_s}},
            {u"env"_s, serverEnvironment(desired)},
            {u"ports"_s, QJsonArray{QJsonObject{{u"name"_s, u"nats"_s}, {u"containerPort"_s, 4222}},
                                    QJsonObject{{u"name"_s, u"monitor"_s}, {u"containerPort"_s, 8222}}}},
            {u"lifecycle"_s,
             QJsonObject{{u"preStop"_s,
                          QJsonObject{{u"exec"_s,
                                       QJsonObject{{u"command"_s, QJsonArray{u"nats-server"_s, u"-sl=ldm=/var/run/nats/nats.pid"_s}}}}}}}},
            // js-server-only: one broken consumer must not hold up a roll-out (nats-io/k8s#1140).
            {u"startupProbe"_s, probe(u"/healthz?js-server-only=true"_s, 2, 450)},
            {u"readinessProbe"_s, probe(u"/healthz?js-server-only=true"_s, 5, 3)},
            {u"livenessProbe"_s, probe(u"/healthz?js-enabled-only=true"_s, 30, 3)},
            {u"resources"_s, resources(desired.resources)},
            {u"securityContext"_s, containerSecurity()},
            {u"volumeMounts"_s, mounts}};
}

QJsonObject statefulSet(const DesiredSystem &desired, const QByteArray &configDigest)
{
    const ManifestNames names(desired.name);
    QJsonArray volumes{QJsonObject{{u"name"_s, u"config"_s}, {u"configMap"_s, QJsonObject{{u"name"_s, names.config}}}},
                       QJsonObject{{u"name"_s, u"pid"_s}, {u"emptyDir"_s, QJsonObject{}}}};
    if (desired.login.kind != LoginKind::None)
        volumes.append(QJsonObject{{u"name"_s, u"auth"_s}, {u"secret"_s, QJsonObject{{u"secretName"_s, names.auth}}}});
    QJsonObject podSpec{{u"containers"_s, QJsonArray{serverContainer(desired)}},
                        {u"volumes"_s, volumes},
                        {u"securityContext"_s, podSecurity()},
                        {u"enableServiceLinks"_s, false},
                        {u"automountServiceAccountToken"_s, false},
                        {u"terminationGracePeriodSeconds"_s, 60}};
    if (!desired.priorityClass.isEmpty())
        podSpec.insert(u"priorityClassName"_s, desired.priorityClass);
    // The digest rolls the pod when the configuration changes: without a reloader beside it nothing else would.
    const QJsonObject podMetadata{{u"labels"_s, allLabels(desired, serverComponent)},
                                  {u"annotations"_s, QJsonObject{{u"natsdeck.io/config-digest"_s, QString::fromLatin1(configDigest)}}}};
    QJsonObject spec{{u"replicas"_s, desired.replicas},
                     {u"serviceName"_s, names.headless},
                     {u"podManagementPolicy"_s, u"Parallel"_s},
                     {u"selector"_s, QJsonObject{{u"matchLabels"_s, selectorLabels(desired, serverComponent)}}},
                     {u"template"_s, QJsonObject{{u"metadata"_s, podMetadata}, {u"spec"_s, podSpec}}}};
    if (desired.jetStream.enabled) {
        QJsonObject claim{
            {u"accessModes"_s, QJsonArray{u"ReadWriteOnce"_s}},
            {u"resources"_s, QJsonObject{{u"requests"_s, QJsonObject{{u"storage"_s, quantity(desired.jetStream.storageBytes)}}}}}};
        if (!desired.jetStream.storageClass.isEmpty())
            claim.insert(u"storageClassName"_s, desired.jetStream.storageClass);
        spec.insert(u"volumeClaimTemplates"_s,
                    QJsonArray{QJsonObject{
                        {u"apiVersion"_s, u"v1"_s},
                        {u"kind"_s, u"PersistentVolumeClaim"_s},
                        {u"metadata"_s, QJsonObject{{u"name"_s, u"nats-js"_s}, {u"labels"_s, allLabels(desired, serverComponent)}}},
                        {u"spec"_s, claim}}});
    }
    return with(object(desired, u"apps/v1"_s, u"StatefulSet"_s, desired.name, serverComponent), u"spec"_s, spec);
}

QJsonObject natsBoxContext(const DesiredSystem &desired)
{
    QJsonObject context{{u"url"_s, u"nats://"_s + desired.name}};
    if (desired.login.kind == LoginKind::Token)
        context.insert(u"token"_s, QString::fromUtf8(desired.login.secret.reveal()));
    if (desired.login.kind == LoginKind::UserPassword) {
        context.insert(u"user"_s, desired.login.user);
        context.insert(u"password"_s, QString::fromUtf8(desired.login.secret.reveal()));
    }
    return context;
}

QJsonObject natsBox(const DesiredSystem &desired)
{
    const ManifestNames names(desired.name);
    const QJsonObject container{{u"name"_s, u"nats-box"_s},
                                {u"image"_s, natsBoxImage(desired)},
                                {u"command"_s, QJsonArray{u"sh"_s, u"-ec"_s, u"trap true INT TERM; sleep infinity & wait"_s}},
                                {u"workingDir"_s, u"/tmp"_s}, // not root here, and its home is not writable (nats-box#72)
                                {u"env"_s, QJsonArray{QJsonObject{{u"name"_s, u"XDG_CONFIG_HOME"_s}, {u"value"_s, u"/etc/nats-box"_s}}}},
                                {u"securityContext"_s, QJsonObject{{u"allowPrivilegeEscalation"_s, false},
                                                                   {u"capabilities"_s, QJsonObject{{u"drop"_s, QJsonArray{u"ALL"_s}}}}}},
                                {u"volumeMounts"_s, QJsonArray{mount(u"contexts"_s, u"/etc/nats-box/nats"_s, true)}}};
    const QJsonArray items{QJsonObject{{u"key"_s, u"default.json"_s}, {u"path"_s, u"context/default.json"_s}},
                           QJsonObject{{u"key"_s, u"context.txt"_s}, {u"path"_s, u"context.txt"_s}}};
    const QJsonObject podSpec{
        {u"containers"_s, QJsonArray{container}},
        {u"securityContext"_s, podSecurity()},
        {u"enableServiceLinks"_s, false},
        {u"automountServiceAccountToken"_s, false},
        {u"volumes"_s, QJsonArray{QJsonObject{{u"name"_s, u"contexts"_s},
                                              {u"secret"_s, QJsonObject{{u"secretName"_s, names.boxContexts}, {u"items"_s, items}}}}}}};
    return with(object(desired, u"apps/v1"_s, u"Deployment"_s, names.box, boxComponent), u"spec"_s,
                QJsonObject{{u"replicas"_s, 1},
                            {u"selector"_s, QJsonObject{{u"matchLabels"_s, selectorLabels(desired, boxComponent)}}},
                            {u"template"_s, QJsonObject{{u"metadata"_s, QJsonObject{{u"labels"_s, allLabels(desired, boxComponent)}}},
                                                        {u"spec"_s, podSpec}}}});
}

} // namespace

QString serverImage(const DesiredSystem &desired)
{
    return desired.images.server.isEmpty() ? u"nats:%1-alpine"_s.arg(desired.version) : desired.images.server;
}

QString natsBoxImage(const DesiredSystem &desired)
{
    return desired.images.natsBox.isEmpty() ? u"natsio/nats-box:0.19.7"_s : desired.images.natsBox;
}

QString podSelector(const DesiredSystem &desired)
{
    return u"app.kubernetes.io/name=nats,app.kubernetes.io/instance=%1,app.kubernetes.io/component=nats"_s.arg(desired.name);
}

QJsonObject namespaceObject(const DesiredSystem &desired)
{
    return {{u"apiVersion"_s, u"v1"_s},
            {u"kind"_s, u"Namespace"_s},
            {u"metadata"_s,
             QJsonObject{{u"name"_s, desired.target.nameSpace},
                         {u"labels"_s, QJsonObject{{u"app.kubernetes.io/managed-by"_s, u"natsdeck"_s}, {deploymentLabel, desired.id}}}}}};
}

QList<QJsonObject> manifests(const DesiredSystem &desired)
{
    const ManifestNames names(desired.name);
    QList<QJsonObject> objects;
    QCryptographicHash digest(QCryptographicHash::Sha256);
    if (desired.login.kind != LoginKind::None) {
        objects << secret(desired, names.auth, serverComponent, authValues(desired.login));
        digest.addData(podAuthConf(desired.login).toUtf8());
    }
    const QString conf = podConf(desired);
    digest.addData(conf.toUtf8());
    objects << with(object(desired, u"v1"_s, u"ConfigMap"_s, names.config, serverComponent), u"data"_s,
                    QJsonObject{{u"nats.conf"_s, conf}});
    objects << service(desired, true) << service(desired, false) << disruptionBudget(desired)
            << statefulSet(desired, digest.result().toHex());
    if (desired.natsBox) {
        objects << secret(desired, names.boxContexts, boxComponent,
                          {{u"default.json"_s, QJsonDocument(natsBoxContext(desired)).toJson()}, {u"context.txt"_s, "default"}});
        objects << natsBox(desired);
    }
    return objects;
}

Result<LoginChoice> loginOf(const QJsonObject &authSecret, const LoginChoice &wanted)
{
    const QJsonObject data = authSecret.value(u"data"_s).toObject();
    const auto value = [&](const QString &key) { return QByteArray::fromBase64(data.value(key).toString().toLatin1()); };
    LoginChoice login = wanted;
    if (data.contains(u"token"_s)) {
        login.kind = LoginKind::Token;
        login.secret = Secret(value(u"token"_s));
        login.systemUser = false;
        return login;
    }
    if (!data.contains(u"user"_s) || !data.contains(u"password"_s)) {
        return failure(ErrorKind::Invalid, QCoreApplication::translate("deployment", "The Secret %1 holds no login")
                                               .arg(text::clean(authSecret.value(u"metadata"_s).toObject().value(u"name"_s).toString())));
    }
    login.kind = LoginKind::UserPassword;
    login.user = QString::fromUtf8(value(u"user"_s));
    login.secret = Secret(value(u"password"_s));
    login.systemUser = data.contains(u"system-user"_s);
    login.systemUserName = QString::fromUtf8(value(u"system-user"_s));
    login.systemSecret = Secret(value(u"system-password"_s));
    return login;
}

} // namespace natsdeck::deployment
