#pragma once

#include "models/base/result.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

// The inventory of what a deployment created lies in the cluster, as an ApplySet (KEP-3659): a parent Secret that names the
// kinds, and a label on every member. Another workstation, or kubectl, can therefore remove all of it and nothing else.
// Names follow kubectl's code (pkg/cmd/apply/applyset.go), not the KEP's text.
namespace natsdeck::deployment {

class ApplySet
{
public:
    static const QString idLabel;     // on the parent: applyset.kubernetes.io/id
    static const QString memberLabel; // on each member: applyset.kubernetes.io/part-of
    static const QString toolingAnnotation;
    static const QString kindsAnnotation;

    ApplySet(QString name, QString namespaceName)
        : m_name(std::move(name))
        , m_namespace(std::move(namespaceName))
    {}

    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] const QString &namespaceName() const { return m_namespace; }

    // "applyset-<base64url sha256 of name.namespace.kind.group>-v1"
    [[nodiscard]] QString id() const;

    // The parent for members of these kinds ("StatefulSet.apps", "ConfigMap"); `annotations` are added to its own.
    [[nodiscard]] QJsonObject parent(const QStringList &groupKinds, const QJsonObject &annotations = {}) const;

    // Adds the member label; Invalid when the object already belongs to another set.
    [[nodiscard]] Result<QJsonObject> adopt(QJsonObject object) const;

    // Kinds recorded in a live parent; Conflict when its id does not match its name or another tool owns it.
    [[nodiscard]] Result<QStringList> recordedKinds(const QJsonObject &liveParent) const;

    static QString groupKind(const QJsonObject &object); // "StatefulSet.apps" or "ConfigMap"

private:
    QString m_name;
    QString m_namespace;
};

} // namespace natsdeck::deployment
