#include "models/workloads/object_text.h"

#include "models/base/text.h"
#include "models/kube/object_yaml.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr qsizetype shownSecret = 64 * 1024;

bool isSecret(const QJsonObject &object) { return object.value("kind"_L1).toString() == u"Secret"; }

QByteArray decoded(const QJsonValue &value) { return QByteArray::fromBase64(value.toString().toLatin1()); }

QString maskOf(const QJsonValue &value) { return u"•••• (%1 bytes)"_s.arg(decoded(value).size()); }

bool isReadable(const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(bytes);
    return text.toUtf8() == bytes && text::cleanLines(text, text.size()) == text;
}

QString joined(const QString &path, const QString &key)
{
    return key.contains(u'.') || key.contains(u'/') ? path + u"[\""_s + text::clean(key, 100) + u"\"]"_s
                                                    : path + u'.' + text::clean(key, 100);
}

void collect(const QJsonObject &patch, const QString &path, QStringList &into)
{
    for (auto it = patch.begin(); it != patch.end(); ++it) {
        if (it->isObject() && !it->toObject().isEmpty())
            collect(it->toObject(), joined(path, it.key()), into);
        else
            into << joined(path, it.key());
    }
}

} // namespace

QJsonObject editable(QJsonObject object)
{
    object.remove("status"_L1);
    QJsonObject metadata = object.value("metadata"_L1).toObject();
    metadata.remove("managedFields"_L1);
    object.insert("metadata"_L1, metadata);
    return object;
}

QJsonObject masked(QJsonObject object, const QSet<QString> &revealed)
{
    if (!isSecret(object) || !object.contains("data"_L1))
        return object;
    QJsonObject data = object.value("data"_L1).toObject();
    for (auto it = data.begin(); it != data.end(); ++it) {
        if (!revealed.contains(it.key()))
            it.value() = maskOf(it.value());
    }
    object.insert("data"_L1, data);
    // A client-side apply keeps a copy of everything, values too.
    QJsonObject metadata = object.value("metadata"_L1).toObject();
    QJsonObject annotations = metadata.value("annotations"_L1).toObject();
    if (annotations.contains("kubectl.kubernetes.io/last-applied-configuration"_L1)) {
        annotations.insert("kubectl.kubernetes.io/last-applied-configuration"_L1, u"••••"_s);
        metadata.insert("annotations"_L1, annotations);
        object.insert("metadata"_L1, metadata);
    }
    return object;
}

QJsonObject unmasked(QJsonObject edited, const QJsonObject &original)
{
    if (!isSecret(original))
        return edited;
    const QJsonObject kept = original.value("data"_L1).toObject();
    QJsonObject data = edited.value("data"_L1).toObject();
    for (auto it = data.begin(); it != data.end(); ++it) {
        if (kept.contains(it.key()) && it->toString() == maskOf(kept.value(it.key())))
            it.value() = kept.value(it.key());
    }
    if (edited.contains("data"_L1))
        edited.insert("data"_L1, data);
    const auto name = "kubectl.kubernetes.io/last-applied-configuration"_L1;
    QJsonObject metadata = edited.value("metadata"_L1).toObject();
    QJsonObject annotations = metadata.value("annotations"_L1).toObject();
    if (annotations.value(name).toString() == u"••••") {
        annotations.insert(name, original.value("metadata"_L1).toObject().value("annotations"_L1).toObject().value(name));
        metadata.insert("annotations"_L1, annotations);
        edited.insert("metadata"_L1, metadata);
    }
    return edited;
}

QString reviewText(QJsonObject object, const QJsonObject &other, bool isNew)
{
    if (isSecret(object)) {
        const QJsonObject there = other.value("data"_L1).toObject();
        const QJsonObject here = object.value("data"_L1).toObject();
        object = masked(object);
        QJsonObject data = object.value("data"_L1).toObject();
        for (auto it = data.begin(); it != data.end(); ++it) {
            const bool differs = there.contains(it.key()) && there.value(it.key()) != here.value(it.key());
            if (differs)
                it.value() = maskOf(here.value(it.key())) + (isNew ? u", the new value"_s : u", the value until now"_s);
        }
        if (!data.isEmpty())
            object.insert("data"_L1, data);
    }
    object.remove("status"_L1);
    QJsonObject metadata = object.value("metadata"_L1).toObject();
    for (const QString &mark : {u"managedFields"_s, u"uid"_s, u"resourceVersion"_s, u"generation"_s, u"creationTimestamp"_s, u"selfLink"_s})
        metadata.remove(mark);
    object.insert("metadata"_L1, metadata);
    return kube::yamlText(object);
}

QJsonObject mergePatchOf(const QJsonObject &from, const QJsonObject &to)
{
    QJsonObject patch;
    for (auto it = from.begin(); it != from.end(); ++it) {
        if (!to.contains(it.key()))
            patch.insert(it.key(), QJsonValue::Null);
    }
    for (auto it = to.begin(); it != to.end(); ++it) {
        const QJsonValue before = from.value(it.key());
        if (before == it.value())
            continue;
        if (!before.isObject() || !it->isObject()) {
            patch.insert(it.key(), it.value());
            continue;
        }
        if (const QJsonObject inner = mergePatchOf(before.toObject(), it->toObject()); !inner.isEmpty())
            patch.insert(it.key(), inner);
    }
    return patch;
}

QJsonObject mergePatched(QJsonObject object, const QJsonObject &patch)
{
    for (auto it = patch.begin(); it != patch.end(); ++it) {
        if (it->isNull())
            object.remove(it.key());
        else if (it->isObject())
            object.insert(it.key(), mergePatched(object.value(it.key()).toObject(), it->toObject()));
        else
            object.insert(it.key(), it.value());
    }
    return object;
}

QStringList pathsOf(const QJsonObject &patch)
{
    QStringList paths;
    collect(patch, {}, paths);
    return paths;
}

QString lastManager(const QJsonObject &object)
{
    QString time;
    QString manager;
    for (const QJsonValue value : object.value("metadata"_L1).toObject().value("managedFields"_L1).toArray()) {
        const QJsonObject entry = value.toObject();
        if (const QString at = entry.value("time"_L1).toString(); at >= time && entry.value("subresource"_L1).toString() != u"status") {
            time = at;
            manager = entry.value("manager"_L1).toString();
        }
    }
    return manager.isEmpty() ? QString() : text::clean(manager + u", "_s + time, 200);
}

QList<SecretValue> secretValues(const QJsonObject &secret, const QSet<QString> &revealed)
{
    QList<SecretValue> values;
    const QJsonObject data = secret.value("data"_L1).toObject();
    for (auto it = data.begin(); it != data.end(); ++it) {
        const QByteArray bytes = decoded(it.value());
        SecretValue value{text::clean(it.key(), 253), bytes.size(), isReadable(bytes), {}};
        if (revealed.contains(it.key()))
            value.text =
                value.isText ? QString::fromUtf8(bytes.left(shownSecret)) : QString::fromLatin1(bytes.left(shownSecret).toHex(' '));
        values << value;
    }
    return values;
}

} // namespace natsdeck::workloads
