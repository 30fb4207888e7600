#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace natsdeck::test {

// The real Kubernetes of tests/cluster, seen from a test that runs inside of it (tests/cluster/with, tests/cluster/inside).
struct KubeCluster
{
    static bool isThere();          // NATSDECK_TEST_KUBECONFIG is set
    static QString missingReason(); // for QSKIP
    static QString adminConfig();
    static QString nobodyConfig();               // may log in and do nothing
    static QString program(const QString &name); // kubectl, helm, nats

    // kubectl as administrator; what it printed. Fails the program loudly when it does not end in time.
    static QByteArray kubectl(const QStringList &arguments, const QByteArray &input = {}, bool *ok = nullptr);
    static bool apiServer(const QStringList &arguments) { return tool(QStringLiteral("apiserver"), arguments); }
    static bool tool(const QString &name, const QStringList &arguments); // tests/cluster/apiserver, tests/cluster/kubelet

    // A namespace with a plain NATS of one pod (JetStream on an emptyDir) in it, waited for until it is ready.
    static bool deployNats(const QString &nameSpace, QString *why);
    static void removeNamespace(const QString &nameSpace); // without waiting
};

} // namespace natsdeck::test
