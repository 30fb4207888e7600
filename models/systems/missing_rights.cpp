#include "models/systems/missing_rights.h"

#include "models/base/text.h"
#include "models/kube/nats_finder.h"

#include <QCoreApplication>
#include <QMap>
#include <QRegularExpression>

#include <utility>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(natsdeck::systems::MissingRights)
};

constexpr int typedLimit = 100;
constexpr qsizetype namedLimit = 3; // namespaces by name; more are counted

} // namespace

QStringList rightsInWords(const QList<kube::AccessQuestion> &missing)
{
    QStringList everywhere;
    QStringList order;
    QMap<QString, QStringList> inNamespaces; // "list pods" → namespaces
    for (const kube::AccessQuestion &right : missing) {
        if (right.nameSpace.isEmpty()) {
            everywhere << kube::rightInWords(right);
            continue;
        }
        const QString what = text::clean(right.verb + u' ' + right.resource);
        if (!order.contains(what))
            order << what;
        inNamespaces[what] << text::clean(right.nameSpace);
    }
    everywhere.removeDuplicates();
    for (const QString &what : std::as_const(order)) {
        QStringList names = inNamespaces.value(what);
        names.removeDuplicates();
        everywhere << (names.size() <= namedLimit ? u"%1 in %2"_s.arg(what, names.join(u", "_s))
                                                  : Text::tr("%1 in %n namespaces", nullptr, int(names.size())).arg(what));
    }
    return everywhere;
}

QString roleFor(const QList<kube::AccessQuestion> &missing, const QString &user)
{
    QMap<QString, QStringList> resources; // by group
    bool hasNamespaces = false;
    for (const kube::AccessQuestion &right : missing) {
        hasNamespaces |= right.resource == u"namespaces";
        if (right.resource != u"namespaces")
            resources[right.group] << right.resource;
    }
    QString role = u"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: nats-viewer\nrules:\n"_s;
    if (hasNamespaces)
        role += u"- {apiGroups: [\"\"], resources: [namespaces], verbs: [get, list]}\n"_s;
    for (auto it = resources.begin(); it != resources.end(); ++it) {
        QStringList names = it.value();
        names.removeDuplicates();
        names.sort();
        role += u"- {apiGroups: [\"%1\"], resources: [%2], verbs: [get, list, watch]}\n"_s.arg(it.key(), names.join(u", "_s));
    }
    const QString whom = user.isEmpty() ? u"USER"_s : text::shellQuoted(text::clean(user));
    return role + u"# kubectl create clusterrolebinding nats-viewer --clusterrole=nats-viewer --user=%1\n"_s.arg(whom) +
           u"# or, for one namespace: kubectl create rolebinding nats-viewer -n NAMESPACE --clusterrole=nats-viewer --user=%1\n"_s.arg(
               whom);
}

Result<QStringList> namespacesIn(const QString &typed)
{
    static const QRegularExpression separators(u"[,;\\s]+"_s);
    static const QRegularExpression label(u"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"_s); // RFC 1123
    QStringList names = typed.split(separators, Qt::SkipEmptyParts);
    names.removeDuplicates();
    for (const QString &name : std::as_const(names)) {
        if (!label.match(name).hasMatch())
            return failure(ErrorKind::Invalid, Text::tr("%1 cannot be the name of a namespace").arg(text::clean(name, 64)));
    }
    if (names.size() > typedLimit)
        return failure(ErrorKind::Invalid, Text::tr("At most %n namespaces can be named", nullptr, typedLimit));
    return names;
}

} // namespace natsdeck::systems
