#include "models/deployment/apply_set.h"

#include "models/base/json.h"
#include "models/base/text.h"

#include <QCoreApplication>
#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

const QString ApplySet::idLabel = u"applyset.kubernetes.io/id"_s;
const QString ApplySet::memberLabel = u"applyset.kubernetes.io/part-of"_s;
const QString ApplySet::toolingAnnotation = u"applyset.kubernetes.io/tooling"_s;
const QString ApplySet::kindsAnnotation = u"applyset.kubernetes.io/contains-group-kinds"_s;

namespace {

const QString tooling = u"natsdeck/v1"_s;

QString translated(const char *text) { return QCoreApplication::translate("deployment", text); }

} // namespace

QString ApplySet::id() const
{
    // name.namespace.kind.group; Secret has an empty group, which leaves a trailing dot.
    const QByteArray identity = QStringLiteral("%1.%2.Secret.").arg(m_name, m_namespace).toUtf8();
    const QByteArray digest = QCryptographicHash::hash(identity, QCryptographicHash::Sha256);
    return u"applyset-"_s + QString::fromLatin1(digest.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)) + u"-v1"_s;
}

QJsonObject ApplySet::parent(const QStringList &groupKinds, const QJsonObject &annotations) const
{
    QStringList kinds = groupKinds;
    kinds.removeDuplicates();
    kinds.sort();
    QJsonObject all = annotations;
    all.insert(toolingAnnotation, tooling);
    all.insert(kindsAnnotation, kinds.join(u','));
    return {{u"apiVersion"_s, u"v1"_s},
            {u"kind"_s, u"Secret"_s},
            {u"type"_s, u"natsdeck.io/inventory"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, m_name},
                                        {u"namespace"_s, m_namespace},
                                        {u"labels"_s, QJsonObject{{idLabel, id()}, {u"app.kubernetes.io/managed-by"_s, u"natsdeck"_s}}},
                                        {u"annotations"_s, all}}}};
}

Result<QJsonObject> ApplySet::adopt(QJsonObject object) const
{
    QJsonObject metadata = object.value(u"metadata"_s).toObject();
    QJsonObject labels = metadata.value(u"labels"_s).toObject();
    const QString present = labels.value(memberLabel).toString();
    if (!present.isEmpty() && present != id())
        return failure(ErrorKind::Invalid,
                       translated("%1 already belongs to another inventory").arg(text::clean(metadata.value(u"name"_s).toString())));
    labels.insert(memberLabel, id());
    metadata.insert(u"labels"_s, labels);
    object.insert(u"metadata"_s, metadata);
    return object;
}

Result<QStringList> ApplySet::recordedKinds(const QJsonObject &liveParent) const
{
    const QJsonObject metadata = liveParent.value(u"metadata"_s).toObject();
    const QString liveId = metadata.value(u"labels"_s).toObject().value(idLabel).toString();
    const QJsonObject annotations = metadata.value(u"annotations"_s).toObject();
    const QString liveTooling = annotations.value(toolingAnnotation).toString();
    if (liveId != id() || !liveTooling.startsWith(u"natsdeck/"_s)) {
        return failure(ErrorKind::Conflict, translated("The inventory %1 was not written by NatsDeck").arg(m_name),
                       text::clean(u"id %1, tooling %2"_s.arg(liveId, liveTooling)),
                       translated("Choose another name, or remove the other tool's inventory first"));
    }
    return annotations.value(kindsAnnotation).toString().split(u',', Qt::SkipEmptyParts);
}

QString ApplySet::groupKind(const QJsonObject &object)
{
    const QString apiVersion = object.value(u"apiVersion"_s).toString();
    const QString kind = object.value(u"kind"_s).toString();
    return apiVersion.contains(u'/') ? kind + u'.' + apiVersion.section(u'/', 0, 0) : kind;
}

} // namespace natsdeck::deployment
