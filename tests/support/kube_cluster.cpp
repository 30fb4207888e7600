#include "tests/support/kube_cluster.h"

#include <QFile>
#include <QProcess>

using namespace Qt::StringLiterals;

namespace natsdeck::test {

namespace {

constexpr int commandTime = 180'000; // ms

const char *natsManifest = R"(
apiVersion: v1
kind: Namespace
metadata: {name: NAMESPACE}
---
apiVersion: v1
kind: Service
metadata: {name: nats, namespace: NAMESPACE, labels: {app.kubernetes.io/name: nats}}
spec:
  selector: {app.kubernetes.io/name: nats, app.kubernetes.io/component: nats}
  ports: [{name: nats, port: 4222}, {name: monitor, port: 8222}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: nats
  namespace: NAMESPACE
  labels: {app.kubernetes.io/name: nats, app.kubernetes.io/component: nats, app.kubernetes.io/managed-by: test}
spec:
  serviceName: nats
  replicas: 1
  selector: {matchLabels: {app.kubernetes.io/name: nats, app.kubernetes.io/component: nats}}
  template:
    metadata: {labels: {app.kubernetes.io/name: nats, app.kubernetes.io/component: nats}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: nats
        image: nats:2.12.15-alpine
        imagePullPolicy: IfNotPresent
        args: ["-p", "4222", "-m", "8222", "-js", "-sd", "/data"]
        ports: [{name: nats, containerPort: 4222}, {name: monitor, containerPort: 8222}]
        readinessProbe: {httpGet: {path: /healthz, port: monitor}, periodSeconds: 1}
        volumeMounts: [{name: data, mountPath: /data}]
      volumes: [{name: data, emptyDir: {}}]
)";

bool run(const QString &program, const QStringList &arguments, const QByteArray &input, QByteArray *output)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    const bool ended = process.waitForFinished(commandTime);
    *output = process.readAll();
    return ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

} // namespace

bool KubeCluster::isThere() { return qEnvironmentVariableIsSet("NATSDECK_TEST_KUBECONFIG"); }

QString KubeCluster::missingReason() { return u"no Kubernetes: NATSDECK_TEST_KUBECONFIG is not set; run it by tests/cluster/with"_s; }

QString KubeCluster::adminConfig() { return qEnvironmentVariable("NATSDECK_TEST_KUBECONFIG"); }
QString KubeCluster::nobodyConfig() { return qEnvironmentVariable("NATSDECK_TEST_KUBECONFIG_NOBODY"); }
QString KubeCluster::program(const QString &name) { return qEnvironmentVariable("NATSDECK_CLUSTER_BIN") + u'/' + name; }

QByteArray KubeCluster::kubectl(const QStringList &arguments, const QByteArray &input, bool *ok)
{
    QByteArray output;
    const bool worked = run(program(u"kubectl"_s), QStringList{u"--kubeconfig"_s, adminConfig()} + arguments, input, &output);
    if (ok)
        *ok = worked;
    else if (!worked)
        qWarning("kubectl %s: %s", qPrintable(arguments.join(u' ')), output.constData());
    return output;
}

bool KubeCluster::tool(const QString &name, const QStringList &arguments)
{
    QByteArray output;
    const bool worked = run(qEnvironmentVariable("NATSDECK_CLUSTER_TOOLS") + u'/' + name, arguments, {}, &output);
    if (!worked)
        qWarning("%s %s: %s", qPrintable(name), qPrintable(arguments.join(u' ')), output.constData());
    return worked;
}

bool KubeCluster::deployNats(const QString &nameSpace, QString *why)
{
    bool ok = false;
    const QByteArray applied =
        kubectl({u"apply"_s, u"-f"_s, u"-"_s}, QByteArray(natsManifest).replace("NAMESPACE", nameSpace.toUtf8()), &ok);
    *why = QString::fromUtf8(applied);
    if (!ok)
        return false;
    *why = QString::fromUtf8(kubectl({u"-n"_s, nameSpace, u"rollout"_s, u"status"_s, u"statefulset/nats"_s, u"--timeout=120s"_s}, {}, &ok));
    if (!ok)
        *why += QString::fromUtf8(kubectl({u"-n"_s, nameSpace, u"describe"_s, u"pods"_s}));
    return ok;
}

void KubeCluster::removeNamespace(const QString &nameSpace)
{
    bool ok = false;
    kubectl({u"delete"_s, u"namespace"_s, nameSpace, u"--wait=false"_s, u"--ignore-not-found"_s}, {}, &ok);
}

} // namespace natsdeck::test
