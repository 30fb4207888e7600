#include "models/kube/object_ref.h"

#include "models/base/text.h"

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

QString metadata(const QJsonObject &object, QLatin1StringView field)
{
    return object.value("metadata"_L1).toObject().value(field).toString();
}

} // namespace

ObjectRef refOf(const QJsonObject &object)
{
    return {object.value("apiVersion"_L1).toString(), object.value("kind"_L1).toString(), namespaceOf(object), nameOf(object)};
}

QString display(const ObjectRef &ref)
{
    const QString path = ref.nameSpace.isEmpty() ? ref.name : ref.nameSpace + u'/' + ref.name;
    return text::clean(path.isEmpty() ? ref.kind : ref.kind + u' ' + path);
}

QString nameOf(const QJsonObject &object) { return metadata(object, "name"_L1); }
QString namespaceOf(const QJsonObject &object) { return metadata(object, "namespace"_L1); }
QString uidOf(const QJsonObject &object) { return metadata(object, "uid"_L1); }
QString resourceVersionOf(const QJsonObject &object) { return metadata(object, "resourceVersion"_L1); }

QJsonObject labelsOf(const QJsonObject &object) { return object.value("metadata"_L1).toObject().value("labels"_L1).toObject(); }

} // namespace natsdeck::kube
