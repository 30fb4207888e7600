#pragma once

#include "models/base/files.h"
#include "models/settings/settings.h"
#include "models/systems/kube_contexts.h"
#include "tests/support/kube_stub.h"
#include "tests/support/memory_consents.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

namespace natsdeck::test {

// Contexts over a kubeconfig of the test's own.
struct ContextsFixture
{
    using CatalogueNode = systems::CatalogueNode;

    ContextsFixture() { qputenv("KUBECONFIG", home.filePath(QStringLiteral("config")).toUtf8()); }
    ~ContextsFixture() { qunsetenv("KUBECONFIG"); }

    void write(const QByteArray &content, const QString &name = QStringLiteral("config")) const
    {
        (void)files::writeAtomically(home.filePath(name), content);
    }
    // Reads the file as the program does, and waits until it was read.
    bool load(const QByteArray &content);
    [[nodiscard]] CatalogueNode row(const QString &context) const;                  // empty key: there is none
    [[nodiscard]] CatalogueNode below(const QString &context, const QString &name); // a row below a context, by its name
    [[nodiscard]] QString hints(const QString &context) const;

    QTemporaryDir home;
    settings::Settings settings;
    MemoryConsents consents{true};
    systems::KubeContexts kube{settings, consents};
};

// A kubeconfig: context name → server; cluster and user are called as given.
struct ContextLine
{
    QByteArray name;
    QString server;
    QByteArray user = "u";
    QByteArray token = "t1";
};
[[nodiscard]] QByteArray kubeconfigOf(const QList<ContextLine> &lines);

[[nodiscard]] QJsonObject natsSet(const QString &name, int replicas, int ready, const QString &nameSpace = QStringLiteral("q"));
[[nodiscard]] StubReply listOf(const QList<QJsonObject> &objects);
[[nodiscard]] QByteArray eventOf(const char *type, const QJsonObject &object);
[[nodiscard]] StubReply refused();

// Answers everything a search asks, with these StatefulSets; watches are held open and silent.
void serve(KubeStub &stub, const QList<QJsonObject> &statefulSets, const QByteArray &clusterUid = "cluster-1");
// The same list, and a watch that tells these events one after the other, `delay` ms apart.
void serveWatch(KubeStub &stub, const QList<QJsonObject> &statefulSets, const QList<QByteArray> &events, int delay);

} // namespace natsdeck::test
