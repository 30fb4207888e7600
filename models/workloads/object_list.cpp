#include "models/workloads/object_list.h"

#include "models/base/text.h"
#include "models/workloads/action_texts.h"

#include <QJsonArray>
#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

// Named by the pods: kind and name → what for.
class Named
{
public:
    void add(const QString &kind, const QString &name, const QString &why)
    {
        if (name.isEmpty())
            return;
        QStringList &reasons = m_named[kind][name];
        if (!reasons.contains(why))
            reasons << why;
    }

    void addVolume(const QJsonObject &volume)
    {
        const QString why = ActionTexts::tr("mounted as %1").arg(text::clean(volume.value("name"_L1).toString(), 100));
        add(u"ConfigMap"_s, volume.value("configMap"_L1).toObject().value("name"_L1).toString(), why);
        add(u"Secret"_s, volume.value("secret"_L1).toObject().value("secretName"_L1).toString(), why);
        add(u"PersistentVolumeClaim"_s, volume.value("persistentVolumeClaim"_L1).toObject().value("claimName"_L1).toString(), why);
        for (const QJsonValue source : volume.value("projected"_L1).toObject().value("sources"_L1).toArray()) {
            add(u"ConfigMap"_s, source.toObject().value("configMap"_L1).toObject().value("name"_L1).toString(), why);
            add(u"Secret"_s, source.toObject().value("secret"_L1).toObject().value("name"_L1).toString(), why);
        }
    }

    void addContainer(const QJsonObject &container)
    {
        for (const QJsonValue value : container.value("env"_L1).toArray()) {
            const QString why =
                ActionTexts::tr("environment variable %1").arg(text::clean(value.toObject().value("name"_L1).toString(), 100));
            const QJsonObject from = value.toObject().value("valueFrom"_L1).toObject();
            add(u"ConfigMap"_s, from.value("configMapKeyRef"_L1).toObject().value("name"_L1).toString(), why);
            add(u"Secret"_s, from.value("secretKeyRef"_L1).toObject().value("name"_L1).toString(), why);
        }
        for (const QJsonValue value : container.value("envFrom"_L1).toArray()) {
            add(u"ConfigMap"_s, value.toObject().value("configMapRef"_L1).toObject().value("name"_L1).toString(),
                ActionTexts::tr("environment"));
            add(u"Secret"_s, value.toObject().value("secretRef"_L1).toObject().value("name"_L1).toString(), ActionTexts::tr("environment"));
        }
    }

    void addPodSpec(const QJsonObject &spec)
    {
        for (const QJsonValue volume : spec.value("volumes"_L1).toArray())
            addVolume(volume.toObject());
        for (const auto &containers : {"containers"_L1, "initContainers"_L1}) {
            for (const QJsonValue container : spec.value(containers).toArray())
                addContainer(container.toObject());
        }
        for (const QJsonValue secret : spec.value("imagePullSecrets"_L1).toArray())
            add(u"Secret"_s, secret.toObject().value("name"_L1).toString(), ActionTexts::tr("to pull images"));
        if (const QString account = spec.value("serviceAccountName"_L1).toString(); account != u"default")
            add(u"ServiceAccount"_s, account, ActionTexts::tr("the pods run as it"));
    }

    void appendTo(QList<SystemObject> &objects, const QString &nameSpace) const
    {
        for (const QString &kind : {u"ConfigMap"_s, u"Secret"_s, u"PersistentVolumeClaim"_s, u"ServiceAccount"_s}) {
            const auto names = m_named.value(kind);
            for (auto it = names.begin(); it != names.end(); ++it)
                objects << SystemObject{{u"v1"_s, kind, nameSpace, it.key()}, it.value().join(u", "_s)};
        }
    }

private:
    QMap<QString, QMap<QString, QStringList>> m_named;
};

QString podNote(const QJsonObject &pod)
{
    const QString node = pod.value("spec"_L1).toObject().value("nodeName"_L1).toString();
    return node.isEmpty() ? ActionTexts::tr("not on a node yet") : ActionTexts::tr("on %1").arg(text::clean(node, 100));
}

} // namespace

QJsonObject podTemplateOf(const QJsonObject &workload) { return workload.value("spec"_L1).toObject().value("template"_L1).toObject(); }

bool selects(const QJsonObject &selector, const QJsonObject &labels)
{
    for (auto it = selector.begin(); it != selector.end(); ++it) {
        if (labels.value(it.key()) != it.value())
            return false;
    }
    return !selector.isEmpty();
}

QList<SystemObject> objectsOf(const QJsonObject &workload, const QList<QJsonObject> &pods, const QList<QJsonObject> &services,
                              const QList<QJsonObject> &budgets)
{
    QList<SystemObject> objects;
    const QJsonObject podTemplate = podTemplateOf(workload);
    const QJsonObject labels = kube::labelsOf(podTemplate);
    QString nameSpace = kube::namespaceOf(workload);
    if (!workload.isEmpty())
        objects << SystemObject{kube::refOf(workload), ActionTexts::tr("runs the servers")};
    Named named;
    named.addPodSpec(podTemplate.value("spec"_L1).toObject());
    for (const QJsonObject &pod : pods) {
        nameSpace = kube::namespaceOf(pod);
        objects << SystemObject{{u"v1"_s, u"Pod"_s, nameSpace, kube::nameOf(pod)}, podNote(pod)};
        named.addPodSpec(pod.value("spec"_L1).toObject());
    }
    for (const QJsonObject &service : services) {
        if (selects(service.value("spec"_L1).toObject().value("selector"_L1).toObject(), labels))
            objects << SystemObject{kube::refOf(service), ActionTexts::tr("selects its pods")};
    }
    for (const QJsonObject &budget : budgets) {
        if (selects(budget.value("spec"_L1).toObject().value("selector"_L1).toObject().value("matchLabels"_L1).toObject(), labels))
            objects << SystemObject{kube::refOf(budget), ActionTexts::tr("how many of its pods may be away")};
    }
    named.appendTo(objects, nameSpace);
    return objects;
}

} // namespace natsdeck::workloads
