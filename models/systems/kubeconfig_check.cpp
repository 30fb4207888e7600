#include "models/systems/kubeconfig_check.h"

#include "models/base/text.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(natsdeck::systems::KubeconfigCheck)
};

constexpr qsizetype commandLimit = 4096;

// Passwords do not belong on the screen, whoever wrote them into an address.
QString addressOf(const QString &address)
{
    const QUrl url(address);
    return text::clean(url.isValid() && !url.userInfo().isEmpty() ? url.toDisplayString(QUrl::RemovePassword) : address);
}

template <typename Entry> const Entry *named(const QList<Entry> &entries, const QString &name)
{
    const auto it = std::find_if(entries.begin(), entries.end(), [&](const Entry &entry) { return entry.name == name; });
    return it == entries.end() ? nullptr : &*it;
}

template <typename Entry> void addNew(QList<Entry> &into, const QList<Entry> &from)
{
    for (const Entry &entry : from) {
        if (named(into, entry.name) == nullptr)
            into.append(entry);
    }
}

void merge(kube::Kubeconfig &into, const kube::Kubeconfig &from)
{
    addNew(into.contexts, from.contexts);
    addNew(into.clusters, from.clusters);
    addNew(into.users, from.users);
}

class Sayings
{
public:
    void info(const char *id, const QString &what, const QString &evidence = {}) { add(id, Severity::Info, what, evidence); }
    void warn(const char *id, const QString &what, const QString &evidence = {}, const QString &remedy = {})
    {
        add(id, Severity::Warning, what, evidence, remedy);
    }
    void add(const char *id, Severity severity, const QString &what, const QString &evidence = {}, const QString &remedy = {})
    {
        m_findings.append({QLatin1StringView(id), severity, what, evidence, remedy, {}, {}});
    }
    [[nodiscard]] Findings take() { return std::move(m_findings); }

private:
    Findings m_findings;
};

void sayCluster(Sayings &says, const kube::ClusterEntry &cluster)
{
    says.info("reaches", Text::tr("Reaches %1").arg(addressOf(cluster.server)),
              cluster.tlsServerName.isEmpty() ? QString()
                                              : Text::tr("Its certificate has to name %1").arg(text::clean(cluster.tlsServerName)));
    if (cluster.server.startsWith("http://"_L1, Qt::CaseInsensitive))
        says.warn("unencrypted", Text::tr("Not encrypted"),
                  Text::tr("Whoever is on the way can read and change everything, the login too"));
    if (cluster.insecureSkipTlsVerify)
        says.warn("insecure", Text::tr("The server's certificate is not checked"),
                  Text::tr("insecure-skip-tls-verify: whoever is on the way can pretend to be the server"),
                  Text::tr("Name the certificate authority in the kubeconfig instead."));
    if (!cluster.proxyUrl.isEmpty())
        says.warn("proxy", Text::tr("Goes through the proxy %1").arg(addressOf(cluster.proxyUrl)),
                  Text::tr("Asked about before it is used"));
    if (cluster.certificateAuthorityData.isEmpty() && !cluster.certificateAuthority.isEmpty())
        says.info("reads-authority", Text::tr("Reads %1").arg(text::clean(cluster.certificateAuthority)),
                  Text::tr("Certificate authority"));
}

void sayProgram(Sayings &says, const kube::ExecConfig &exec)
{
    QStringList words{text::shellQuoted(exec.command)};
    for (const QString &argument : exec.arguments)
        words << text::shellQuoted(argument);
    QStringList names;
    for (const auto &[name, value] : exec.environment)
        names << text::clean(name);
    const QString rights = Text::tr("With your rights and your environment. Asked about before it runs");
    says.warn("runs", Text::tr("Runs the program %1").arg(text::clean(words.join(u' '), commandLimit)),
              names.isEmpty() ? rights : Text::tr("%1. It also sets %2").arg(rights, names.join(u", "_s)));
}

QString loginOf(const kube::UserEntry &user)
{
    if (user.exec)
        return Text::tr("Logs in with what the program prints");
    if (!user.tokenFile.isEmpty() || !user.token.isEmpty())
        return Text::tr("Logs in with a token");
    if (!user.username.isEmpty())
        return Text::tr("Logs in with a password, as %1").arg(text::clean(user.username));
    if (!user.clientCertificate.isEmpty() || !user.clientCertificateData.isEmpty())
        return Text::tr("Logs in with a client certificate");
    return Text::tr("Does not log in");
}

void sayUser(Sayings &says, const kube::UserEntry &user)
{
    if (user.exec || user.authProvider.isEmpty())
        says.info("login", loginOf(user));
    else
        says.warn("login-out-of-date", Text::tr("Its login by the provider %1 is out of date").arg(text::clean(user.authProvider)),
                  Text::tr("Kubernetes has removed these providers"), Text::tr("Change the user entry to an exec credential plugin."));
    if (user.exec)
        sayProgram(says, *user.exec);
    if (!user.tokenFile.isEmpty())
        says.warn("token-file", Text::tr("Sends the token in %1 to the server").arg(text::clean(user.tokenFile)),
                  Text::tr("Asked about before it is sent"));
    if (user.clientCertificateData.isEmpty() && !user.clientCertificate.isEmpty())
        says.info("reads-certificate", Text::tr("Reads %1").arg(text::clean(user.clientCertificate)), Text::tr("Client certificate"));
    if (user.clientKeyData.isEmpty() && !user.clientKey.isEmpty())
        says.info("reads-key", Text::tr("Reads %1").arg(text::clean(user.clientKey)), Text::tr("Client key"));
    if (!user.impersonate.isEmpty()) {
        QStringList groups;
        for (const QString &group : user.impersonateGroups)
            groups << text::clean(group);
        says.warn("impersonates", Text::tr("Acts as %1").arg(text::clean(user.impersonate)),
                  groups.isEmpty() ? QString() : Text::tr("In the groups %1").arg(groups.join(u", "_s)));
    }
}

// Names are shared by all files: what an earlier one says under the same name is what this context would use.
template <typename Entry> void sayForeign(Sayings &says, const Entry &used, const QString &file, const QString &what)
{
    if (!used.name.isEmpty() && used.origin != file)
        says.warn("taken-from", what.arg(text::clean(used.name), text::clean(used.origin)),
                  Text::tr("The first file that says a name counts, as with kubectl"),
                  Text::tr("Give it another name in %1 if this is not meant.").arg(text::clean(file)));
}

QString slugOf(const QString &name)
{
    static const QRegularExpression strange(u"[^A-Za-z0-9]+"_s);
    QString slug = name.left(200).replace(strange, u"-"_s).left(60);
    while (slug.startsWith(u'-'))
        slug.remove(0, 1);
    while (slug.endsWith(u'-'))
        slug.chop(1);
    return slug;
}

ReviewedContext reviewed(const kube::ContextEntry &entry, const kube::Kubeconfig &merged, const QString &file)
{
    ReviewedContext row;
    row.key = file + u'\n' + entry.name;
    row.context = text::clean(entry.name);
    row.file = file;
    row.slug = slugOf(entry.name);
    Sayings says;
    const kube::ContextEntry *first = named(merged.contexts, entry.name);
    if (first != nullptr && first->origin != entry.origin) {
        says.warn("hidden", Text::tr("Would be hidden: %1 already says a context of this name").arg(text::clean(first->origin)),
                  Text::tr("The first file that says a name counts, as with kubectl"),
                  Text::tr("Give it another name in %1.").arg(text::clean(file)));
        row.findings = says.take();
        return row;
    }
    const Result<kube::ContextConfig> config = kube::resolveContext(merged, entry.name);
    if (!config) {
        says.add("unusable", Severity::Critical, config.error().summary, config.error().detail, config.error().remedy);
        row.findings = says.take();
        return row;
    }
    sayForeign(says, config->cluster, entry.origin, Text::tr("Its cluster %1 is the one of %2"));
    sayForeign(says, config->user, entry.origin, Text::tr("Its user %1 is the one of %2"));
    sayCluster(says, config->cluster);
    sayUser(says, config->user);
    says.info("namespace", Text::tr("Namespace %1").arg(text::clean(config->nameSpace)));
    row.findings = says.take();
    row.isUsable = true;
    return row;
}

ReviewedContext problem(const QString &file, const Error &error)
{
    ReviewedContext row;
    row.key = file;
    row.file = file;
    row.findings = {{u"unreadable"_s, Severity::Critical, error.summary, error.detail, error.remedy, {}, {}}};
    return row;
}

Result<kube::Kubeconfig> readOffered(const QString &file)
{
    const QFileInfo info(file);
    // Pipes and devices would be waited for.
    if (!info.isFile())
        return failure(info.exists() ? ErrorKind::Invalid : ErrorKind::NotFound,
                       info.exists() ? Text::tr("This is no file") : Text::tr("There is no such file"), text::clean(file),
                       Text::tr("Choose the kubeconfig itself."));
    kube::Kubeconfig read = kube::readKubeconfigs({file});
    if (!read.problems.isEmpty())
        return Failure(read.problems.first().error);
    return read;
}

void review(QList<ReviewedContext> &rows, kube::Kubeconfig &merged, const QString &file, const Result<kube::Kubeconfig> &read)
{
    if (!read) {
        Error error = read.error();
        if (error.remedy.isEmpty())
            error.remedy = Text::tr("Correct it and try again.");
        rows << problem(file, error);
        return;
    }
    if (read->contexts.isEmpty()) {
        rows << problem(file, Error{ErrorKind::Invalid,
                                    Text::tr("It holds no context"),
                                    text::clean(file),
                                    Text::tr("A kubeconfig has clusters, users and contexts."),
                                    0,
                                    {}});
        return;
    }
    merge(merged, *read);
    for (const kube::ContextEntry &entry : read->contexts)
        rows << reviewed(entry, merged, file);
}

} // namespace

QList<ReviewedContext> checkKubeconfigs(const KubeconfigOffer &offer, const kube::Kubeconfig &loaded)
{
    QList<ReviewedContext> rows;
    kube::Kubeconfig merged = loaded;
    QStringList known;
    for (const QString &file : loaded.files)
        known << QFileInfo(file).canonicalFilePath();
    for (const QString &file : offer.files) {
        const QString canonical = QFileInfo(file).canonicalFilePath();
        if (!canonical.isEmpty() && known.contains(canonical)) {
            rows << problem(file, Error{ErrorKind::Conflict, Text::tr("This file is in the tree already"), text::clean(file), {}, 0, {}});
            continue;
        }
        known << canonical;
        review(rows, merged, file, readOffered(file));
    }
    if (!offer.pasted.trimmed().isEmpty())
        review(rows, merged, offer.pastedPath, kube::parseKubeconfig(offer.pasted, offer.pastedPath));
    return rows;
}

bool looksLikeKubeconfig(const QString &text)
{
    static const QRegularExpression contexts(u"(^|[\\s\"'{,])contexts[\"']?\\s*:"_s);
    static const QRegularExpression clusters(u"(^|[\\s\"'{,])clusters[\"']?\\s*:"_s);
    return text.size() <= kube::kubeconfigBytes && contexts.match(text).hasMatch() && clusters.match(text).hasMatch();
}

} // namespace natsdeck::systems
