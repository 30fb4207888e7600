#pragma once

#include <QJsonObject>
#include <QSet>
#include <QString>
#include <QStringList>

// Objects as people read and change them, and the difference as the API server takes it. Pure.
namespace natsdeck::workloads {

// What can be edited: without status and managedFields. Marks of the server (uid, resourceVersion) stay: they say which object it is.
[[nodiscard]] QJsonObject editable(QJsonObject object);

// Values of a Secret that are not revealed become "•••• (n bytes)"; other objects stay as they are.
[[nodiscard]] QJsonObject masked(QJsonObject object, const QSet<QString> &revealed = {});
// Puts the values of `original` back where the mask was left standing, so that an edit never writes a mask.
[[nodiscard]] QJsonObject unmasked(QJsonObject edited, const QJsonObject &original);

// For the review of a change: both sides masked alike, and a value that differs says so without being shown.
[[nodiscard]] QString reviewText(QJsonObject object, const QJsonObject &other, bool isNew);

// RFC 7386: what turns `from` into `to`; null removes. Empty: nothing differs.
[[nodiscard]] QJsonObject mergePatchOf(const QJsonObject &from, const QJsonObject &to);
[[nodiscard]] QJsonObject mergePatched(QJsonObject object, const QJsonObject &patch);
[[nodiscard]] QStringList pathsOf(const QJsonObject &patch); // ".spec.replicas", one for each value or list

// Who wrote the object last, for a conflict: "kubectl-edit, 2026-11-28T02:00:00Z"; empty when it does not say.
[[nodiscard]] QString lastManager(const QJsonObject &object);

struct SecretValue
{
    QString name;
    qsizetype bytes = 0;
    bool isText = false; // printable UTF-8
    QString text;        // decoded; only when revealed
};
[[nodiscard]] QList<SecretValue> secretValues(const QJsonObject &secret, const QSet<QString> &revealed);

} // namespace natsdeck::workloads
