#include "tests/kube/support_workloads.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;

namespace natsdeck::test {

QJsonObject object(const QByteArray &text)
{
    QJsonParseError error;
    const QJsonObject parsed = QJsonDocument::fromJson(QByteArray(text).replace('\'', '"'), &error).object();
    if (error.error != QJsonParseError::NoError)
        qFatal("%s", qPrintable(error.errorString()));
    return parsed;
}

kube::NatsObjects chartObjects(const QString &chartVersion)
{
    QFile file(QFINDTESTDATA(u"data/chart-%1.json"_s.arg(chartVersion)));
    if (!file.open(QFile::ReadOnly))
        qFatal("no fixture of chart %s", qPrintable(chartVersion));
    kube::NatsObjects objects;
    const QJsonArray all = QJsonDocument::fromJson(file.readAll()).array();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QJsonObject each = withMetadata(all[i].toObject(), u"uid"_s, u"uid-%1"_s.arg(i));
        if (kindOf(each) == u"Service")
            objects.services << each;
        else if (kindOf(each) == u"ConfigMap")
            objects.configMaps << each;
        else
            objects.workloads << each;
    }
    return objects;
}

QJsonObject statefulSetIn(const kube::NatsObjects &objects)
{
    for (const QJsonObject &workload : objects.workloads) {
        if (kindOf(workload) == u"StatefulSet")
            return workload;
    }
    return {};
}

QJsonObject workloadOf(const char *kind, const QByteArray &containers)
{
    return object("{'apiVersion':'apps/v1','kind':'" + QByteArray(kind) +
                  "','metadata':{'name':'bus','namespace':'q','uid':'u'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{"
                  "'metadata':{'labels':{'a':'b'}},'spec':{'containers':[" +
                  containers + "]}}}}");
}

QString kindOf(const QJsonObject &object) { return object.value("kind"_L1).toString(); }

QJsonObject withMetadata(QJsonObject object, const QString &key, const QJsonValue &value)
{
    QJsonObject metadata = object.value("metadata"_L1).toObject();
    metadata.insert(key, value);
    object.insert(u"metadata"_s, metadata);
    return object;
}

QJsonObject withImages(const QJsonObject &workload, const QString &image)
{
    QJsonObject spec = workload.value("spec"_L1).toObject();
    QJsonObject pod = spec.value("template"_L1).toObject();
    QJsonObject podSpec = pod.value("spec"_L1).toObject();
    QJsonArray containers = podSpec.value("containers"_L1).toArray();
    for (QJsonValueRef value : containers) {
        QJsonObject container = value.toObject();
        container.insert(u"image"_s, image);
        value = container;
    }
    podSpec.insert(u"containers"_s, containers);
    pod.insert(u"spec"_s, podSpec);
    spec.insert(u"template"_s, pod);
    QJsonObject changed = workload;
    changed.insert(u"spec"_s, spec);
    return changed;
}

} // namespace natsdeck::test
