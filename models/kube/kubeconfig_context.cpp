#include "models/base/text.h"
#include "models/kube/kubeconfig.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

template <typename Entry> const Entry *find(const QList<Entry> &entries, const QString &name)
{
    const auto it = std::find_if(entries.begin(), entries.end(), [&](const Entry &entry) { return entry.name == name; });
    return it == entries.end() ? nullptr : &*it;
}

void checkCluster(const ClusterEntry &cluster, QStringList &problems)
{
    const QUrl url(cluster.server.contains(u"://") ? cluster.server : u"https://"_s + cluster.server);
    if (cluster.server.isEmpty())
        problems << u"the cluster names no server"_s;
    else if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"https" && url.scheme() != u"http"))
        problems << u"the server's address is no http or https URL"_s;
    const bool authority = !cluster.certificateAuthority.isEmpty() || !cluster.certificateAuthorityData.isEmpty();
    if (!cluster.certificateAuthority.isEmpty() && !cluster.certificateAuthorityData.isEmpty())
        problems << u"certificate-authority and certificate-authority-data are both set"_s;
    if (authority && cluster.insecureSkipTlsVerify)
        problems << u"insecure-skip-tls-verify is set together with a certificate authority"_s;
    if (!cluster.certificateAuthority.isEmpty() && !QFileInfo(cluster.certificateAuthority).isReadable())
        problems << u"the certificate authority file %1 cannot be read"_s.arg(cluster.certificateAuthority);
    const QUrl proxy(cluster.proxyUrl);
    if (!cluster.proxyUrl.isEmpty() &&
        (!proxy.isValid() || proxy.host().isEmpty() || !QStringList{u"http"_s, u"https"_s, u"socks5"_s}.contains(proxy.scheme())))
        problems << u"proxy-url is no http, https or socks5 URL"_s;
}

void checkExec(const UserEntry &user, QStringList &problems)
{
    if (!user.exec)
        return;
    const ExecConfig &exec = *user.exec;
    if (!user.authProvider.isEmpty())
        problems << u"exec and auth-provider are both set"_s;
    if (exec.command.isEmpty())
        problems << u"exec names no command"_s;
    if (exec.apiVersion.isEmpty())
        problems << u"exec names no apiVersion"_s;
    else if (exec.apiVersion != u"client.authentication.k8s.io/v1" && exec.apiVersion != u"client.authentication.k8s.io/v1beta1")
        problems << u"exec asks for %1, which is not known"_s.arg(exec.apiVersion);
    for (const auto &[name, value] : exec.environment) {
        if (name.isEmpty())
            problems << u"an environment variable of exec has no name"_s;
    }
    if (exec.interactiveMode.isEmpty())
        problems << u"exec names no interactiveMode"_s;
    else if (!QStringList{u"Never"_s, u"IfAvailable"_s, u"Always"_s}.contains(exec.interactiveMode))
        problems << u"interactiveMode \"%1\" is not known"_s.arg(exec.interactiveMode);
}

void checkUser(const UserEntry &user, QStringList &problems)
{
    const bool token = !user.token.isEmpty() || !user.tokenFile.isEmpty();
    const bool basic = !user.username.isEmpty() || !user.password.isEmpty();
    if (token && basic)
        problems << u"a token and a user name are both set"_s;
    const bool certificate = !user.clientCertificate.isEmpty() || !user.clientCertificateData.isEmpty();
    const bool key = !user.clientKey.isEmpty() || !user.clientKeyData.isEmpty();
    if (certificate && !key)
        problems << u"a client certificate without its key"_s;
    if (key && !certificate)
        problems << u"a client key without its certificate"_s;
    // Data wins over files, as in client-go: only files that will be read are looked at.
    if (user.clientCertificateData.isEmpty() && !user.clientCertificate.isEmpty() && !QFileInfo(user.clientCertificate).isReadable())
        problems << u"the client certificate file %1 cannot be read"_s.arg(user.clientCertificate);
    if (user.clientKeyData.isEmpty() && !user.clientKey.isEmpty() && !QFileInfo(user.clientKey).isReadable())
        problems << u"the client key file %1 cannot be read"_s.arg(user.clientKey);
    if (user.impersonate.isEmpty() &&
        (!user.impersonateUid.isEmpty() || !user.impersonateGroups.isEmpty() || !user.impersonateExtra.isEmpty()))
        problems << u"as-uid, as-groups or as-user-extra without as"_s;
    checkExec(user, problems);
}

} // namespace

Result<ContextConfig> resolveContext(const Kubeconfig &config, const QString &context)
{
    const QString name = context.isEmpty() ? config.currentContext : context;
    const ContextEntry *entry = find(config.contexts, name);
    if (!entry)
        return failure(ErrorKind::NotFound, u"There is no context \"%1\" in the kubeconfig"_s.arg(text::clean(name)));
    const ClusterEntry *cluster = find(config.clusters, entry->cluster);
    if (!cluster)
        return failure(ErrorKind::NotFound, u"Context \"%1\" names a cluster that is not there"_s.arg(text::clean(name)),
                       text::clean(entry->cluster));
    const UserEntry *user = find(config.users, entry->user);
    if (!user && !entry->user.isEmpty())
        return failure(ErrorKind::NotFound, u"Context \"%1\" names a user that is not there"_s.arg(text::clean(name)),
                       text::clean(entry->user));

    ContextConfig resolved{entry->name, entry->origin, *cluster, user ? *user : UserEntry{}, entry->nameSpace};
    if (resolved.nameSpace.isEmpty())
        resolved.nameSpace = u"default"_s;
    QStringList problems;
    static const QRegularExpression label(u"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"_s);
    if (!label.match(resolved.nameSpace).hasMatch())
        problems << u"the namespace \"%1\" is no valid name"_s.arg(resolved.nameSpace);
    checkCluster(resolved.cluster, problems);
    checkUser(resolved.user, problems);
    if (!problems.isEmpty())
        return failure(ErrorKind::Invalid, u"Context \"%1\" contradicts itself"_s.arg(text::clean(name)),
                       text::clean(problems.join(u"; "_s)), u"Correct it in %1."_s.arg(text::clean(entry->origin)));
    return resolved;
}

ContextTraits traitsOf(const ContextConfig &config)
{
    ContextTraits traits;
    traits.insecure = config.cluster.insecureSkipTlsVerify || config.cluster.server.startsWith(u"http://");
    traits.runsProgram = config.user.exec.has_value();
    traits.usesProxy = !config.cluster.proxyUrl.isEmpty();
    const bool inlineSecret = !config.user.token.isEmpty() || !config.user.password.isEmpty() || !config.user.clientKeyData.isEmpty();
    const QString file = inlineSecret ? config.user.origin : config.user.clientKey;
    traits.readableByOthers = !file.isEmpty() && (QFileInfo(file).permissions() & (QFile::ReadGroup | QFile::ReadOther));
    return traits;
}

} // namespace natsdeck::kube
