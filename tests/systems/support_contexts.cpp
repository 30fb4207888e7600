#include "tests/systems/support_contexts.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace natsdeck::test {

bool ContextsFixture::load(const QByteArray &content)
{
    QSignalSpy loaded(&kube, &systems::KubeContexts::loaded);
    write(content);
    kube.reload();
    return loaded.wait(5000);
}

systems::CatalogueNode ContextsFixture::row(const QString &context) const
{
    for (const CatalogueNode &node : kube.nodes()) {
        if (node.key == systems::contextKey(context))
            return node;
    }
    return {};
}

systems::CatalogueNode ContextsFixture::below(const QString &context, const QString &name)
{
    for (const CatalogueNode &node : row(context).children) {
        if (node.name == name)
            return node;
    }
    return {};
}

QString ContextsFixture::hints(const QString &context) const
{
    QStringList all;
    for (const CatalogueNode &node : row(context).children) {
        if (node.kind == systems::NavigationKind::Hint)
            all << node.key.section(systems::keySeparator, 1) + u'|' + node.name + u'|' + node.toolTip;
    }
    return all.join(u'\n');
}

QByteArray kubeconfigOf(const QList<ContextLine> &lines)
{
    QByteArray contexts = "contexts:\n";
    QByteArray clusters = "clusters:\n";
    QByteArray users = "users:\n";
    for (const ContextLine &line : lines) {
        contexts += "- {name: '" + line.name + "', context: {cluster: 'c-" + line.name + "', user: '" + line.user + line.name + "'}}\n";
        clusters += "- {name: 'c-" + line.name + "', cluster: {server: '" + line.server.toUtf8() + "'}}\n";
        users += "- {name: '" + line.user + line.name + "', user: {token: '" + line.token + "'}}\n";
    }
    return "apiVersion: v1\nkind: Config\n" + contexts + clusters + users;
}

QJsonObject natsSet(const QString &name, int replicas, int ready, const QString &nameSpace)
{
    const QJsonObject labels{{u"app"_s, name}};
    const QJsonObject container{{u"name"_s, u"nats"_s}, {u"image"_s, u"nats:2.12.15"_s}};
    const QJsonObject pod{{u"metadata"_s, QJsonObject{{u"labels"_s, labels}}},
                          {u"spec"_s, QJsonObject{{u"containers"_s, QJsonArray{container}}}}};
    return {
        {u"apiVersion"_s, u"apps/v1"_s},
        {u"kind"_s, u"StatefulSet"_s},
        {u"metadata"_s,
         QJsonObject{{u"name"_s, name}, {u"namespace"_s, nameSpace}, {u"uid"_s, u"uid-"_s + name}, {u"resourceVersion"_s, u"1"_s}}},
        {u"spec"_s, QJsonObject{{u"replicas"_s, replicas}, {u"selector"_s, QJsonObject{{u"matchLabels"_s, labels}}}, {u"template"_s, pod}}},
        {u"status"_s, QJsonObject{{u"readyReplicas"_s, ready}}}};
}

StubReply listOf(const QList<QJsonObject> &objects)
{
    QJsonArray items;
    for (const QJsonObject &each : objects)
        items.append(each);
    StubReply reply;
    reply.body = QJsonDocument(QJsonObject{{u"metadata"_s, QJsonObject{{u"resourceVersion"_s, u"1"_s}}}, {u"items"_s, items}}).toJson();
    return reply;
}

QByteArray eventOf(const char *type, const QJsonObject &object)
{
    static int version = 100;
    QJsonObject changed = object;
    QJsonObject metadata = object.value("metadata"_L1).toObject();
    metadata.insert(u"resourceVersion"_s, QString::number(++version));
    changed.insert(u"metadata"_s, metadata);
    return QJsonDocument(QJsonObject{{u"type"_s, QString::fromLatin1(type)}, {u"object"_s, changed}}).toJson(QJsonDocument::Compact) + '\n';
}

StubReply refused()
{
    StubReply reply;
    reply.status = 403;
    reply.body = statusJson(403, "Forbidden", "no");
    return reply;
}

void serve(KubeStub &stub, const QList<QJsonObject> &statefulSets, const QByteArray &clusterUid)
{
    serveWatch(stub, statefulSets, {}, 0);
    StubReply uid;
    uid.body = "{\"metadata\":{\"name\":\"kube-system\",\"uid\":\"" + clusterUid + "\"}}";
    stub.reply("GET", "/api/v1/namespaces/kube-system", uid);
    for (const char *path : {"/api/v1/namespaces/q/services", "/api/v1/namespaces/q/pods"})
        stub.reply("GET", path, listOf({}));
}

void serveWatch(KubeStub &stub, const QList<QJsonObject> &statefulSets, const QList<QByteArray> &events, int delay)
{
    const auto answer = [](const QList<QJsonObject> &list, const QList<QByteArray> &told, int pause) {
        return [list, told, pause](const StubRequest &request) {
            if (!request.query.contains("watch=true"))
                return listOf(list);
            StubReply stream;
            stream.chunks = QList<QByteArray>{eventOf("BOOKMARK", {})} + told;
            stream.chunkDelay = pause;
            stream.end = StubReply::End::Hold;
            return stream;
        };
    };
    stub.on("GET", "/apis/apps/v1/statefulsets", answer(statefulSets, events, delay));
    stub.on("GET", "/apis/apps/v1/deployments", answer({}, {}, 0));
}

} // namespace natsdeck::test
