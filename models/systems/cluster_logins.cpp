#include "models/systems/cluster_logins.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/client.h"
#include "models/kube/nats_finder.h"
#include "models/nats/cli_contexts.h"
#include "models/nats/nkey.h"
#include "models/nats/server_url.h"
#include "models/systems/apart.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

using SecretData = QMap<QString, QByteArray>;

constexpr std::chrono::milliseconds deadline(10'000);

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Text)
};

QJsonObject podSpec(const QJsonObject &workload) { return json::at(workload, u"spec.template.spec").toObject(); }

// What a volume takes from Secrets: one, or several of a projected volume.
QList<SecretMount> sourcesOf(const QJsonObject &volume)
{
    const auto read = [](const QJsonObject &source, const QString &name) {
        SecretMount mount;
        mount.secret = name;
        for (const QJsonValue &item : source[u"items"_s].toArray())
            mount.files.insert(item[u"path"_s].toString(), item[u"key"_s].toString());
        return mount;
    };
    QList<SecretMount> sources;
    if (const QJsonObject secret = volume[u"secret"_s].toObject(); !secret.isEmpty())
        sources << read(secret, secret[u"secretName"_s].toString());
    for (const QJsonValue &part : json::at(volume, u"projected.sources").toArray()) {
        if (const QJsonObject secret = part[u"secret"_s].toObject(); !secret.isEmpty())
            sources << read(secret, secret[u"name"_s].toString());
    }
    return sources;
}

Result<SecretData> readSecret(kube::Client &client, const QString &nameSpace, const QString &name)
{
    const Result<QJsonObject> live = async::await<QJsonObject>(client.get({u"v1"_s, u"Secret"_s, nameSpace, name}, {deadline, {}}));
    if (!live)
        return failure(live.error());
    SecretData data;
    const QJsonObject content = live->value(u"data"_s).toObject();
    for (auto it = content.begin(); it != content.end(); ++it)
        data.insert(it.key(), QByteArray::fromBase64(it->toString().toLatin1()));
    return data;
}

// The files of a container, out of the Secrets mounted there; each Secret is read once.
class MountedFiles final
{
public:
    MountedFiles(kube::Client &client, QString nameSpace, QList<SecretMount> mounts)
        : m_client(client)
        , m_nameSpace(std::move(nameSpace))
        , m_mounts(std::move(mounts))
    {}

    Result<QByteArray> read(const QString &path)
    {
        for (const SecretMount &mount : std::as_const(m_mounts)) {
            if (!path.startsWith(mount.path + u'/'))
                continue;
            const QString file = path.mid(mount.path.size() + 1);
            const QString key = mount.files.isEmpty() ? file : mount.files.value(file);
            const Result<SecretData> &data = of(mount.secret);
            if (!data)
                return failure(data.error());
            if (data->contains(key))
                return data->value(key);
        }
        return failure(ErrorKind::NotFound, Text::tr("%1 lies in no Secret that is mounted there").arg(text::clean(path)));
    }

    const Result<SecretData> &of(const QString &secret)
    {
        const auto known = m_read.find(secret);
        return known != m_read.end() ? *known : *m_read.insert(secret, readSecret(m_client, m_nameSpace, secret));
    }

private:
    kube::Client &m_client;
    QString m_nameSpace;
    QList<SecretMount> m_mounts;
    QMap<QString, Result<SecretData>> m_read;
};

// Contexts as files: the chart mounts them at …/nats-contexts, we at …/context/.
QString contextNameOf(const SecretMount &mount, const QString &key)
{
    const QString file = mount.files.isEmpty() ? key : mount.files.key(key);
    if (!file.endsWith(".json"_L1))
        return {};
    const bool isContext = mount.path.endsWith("context"_L1) || mount.path.endsWith("contexts"_L1) || file.contains("context/"_L1);
    return isContext ? file.section(u'/', -1).chopped(5) : QString();
}

// What the start script of the chart writes into context.txt.
QString selectedIn(const QJsonObject &deployment)
{
    static const QRegularExpression written(u"echo -n \"?([\\w.-]+)\"? > context.txt"_s);
    const QJsonObject container = podSpec(deployment)[u"containers"_s].toArray().at(0).toObject();
    for (const QString &list : {u"command"_s, u"args"_s}) {
        for (const QJsonValue &word : container[list].toArray()) {
            if (const QRegularExpressionMatch match = written.match(word.toString()); match.hasMatch())
                return match.captured(1);
        }
    }
    return u"default"_s;
}

Result<nats::ConnectOptions> readBox(kube::Client &client, const QString &nameSpace, const QString &name)
{
    const Result<QJsonObject> box = async::await<QJsonObject>(client.get({u"apps/v1"_s, u"Deployment"_s, nameSpace, name}, {deadline, {}}));
    if (!box)
        return failure(box.error());
    const QList<SecretMount> mounts = secretMountsOf(*box);
    MountedFiles files(client, nameSpace, mounts);
    QMap<QString, QByteArray> contexts;
    std::optional<Error> refused;
    for (const SecretMount &mount : mounts) {
        const bool mayHold =
            mount.path.contains("context"_L1) || mount.secret.contains("context"_L1) ||
            std::any_of(mount.files.keyBegin(), mount.files.keyEnd(), [](const QString &file) { return file.startsWith("context/"_L1); });
        if (!mayHold)
            continue;
        const Result<SecretData> &data = files.of(mount.secret);
        if (!data) {
            refused = data.error();
            continue;
        }
        for (auto it = data->begin(); it != data->end(); ++it) {
            if (const QString context = contextNameOf(mount, it.key()); !context.isEmpty())
                contexts.insert(context, it.value());
        }
    }
    if (contexts.isEmpty()) {
        return refused ? failure(*refused)
                       : failure(ErrorKind::NotFound, Text::tr("Deployment %1/%2 holds no NATS context").arg(nameSpace, name));
    }
    const QByteArray content = contexts.value(selectedIn(*box), contexts.first());
    return nats::cliConnectOptions(content, [&files](const QString &path) { return files.read(path); });
}

FoundLogin secretLogin(const QString &nameSpace, const QString &secret, const QString &why)
{
    FoundLogin found;
    found.source = Text::tr("Secret %1/%2, %3").arg(text::clean(nameSpace), text::clean(secret), why);
    found.reads = Text::tr("Secret %1/%2").arg(text::clean(nameSpace), text::clean(secret));
    found.login.kind = settings::LoginKind::ClusterSecret;
    found.login.reference = u"secret:%1/%2"_s.arg(nameSpace, secret);
    return found;
}

FoundLogin boxLogin(const QJsonObject &deployment, const QString &nameSpace)
{
    const QString name = kube::nameOf(deployment);
    QStringList secrets;
    for (const SecretMount &mount : secretMountsOf(deployment))
        secrets << text::clean(mount.secret);
    secrets.removeDuplicates();
    FoundLogin found;
    found.source = Text::tr("nats-box in %1/%2").arg(text::clean(nameSpace), text::clean(name));
    found.reads =
        Text::tr("%n Secret(s) of namespace %1: %2", nullptr, int(secrets.size())).arg(text::clean(nameSpace), secrets.join(u", "_s));
    found.login.kind = settings::LoginKind::ClusterSecret;
    found.login.reference = u"box:%1/%2"_s.arg(nameSpace, name);
    return found;
}

QStringList clusterHosts(const kube::FoundSystem &found)
{
    QStringList urls;
    for (const QString &service : {found.service, found.headlessService}) {
        if (service.isEmpty())
            continue;
        for (const QString &end : {u".%1"_s, u".%1.svc"_s, u".%1.svc.cluster.local"_s})
            urls << service + end.arg(found.nameSpace);
    }
    return urls;
}

FoundLogins lookAround(const std::shared_ptr<kube::Client> &client, const kube::FoundSystem &found)
{
    FoundLogins result;
    kube::ListOptions options;
    options.deadline = deadline;
    const auto boxes = async::await(client->list({u"apps/v1"_s, u"Deployment"_s, found.nameSpace, {}}, options));
    if (!boxes)
        result.notAllowed << Text::tr("list Deployments in %1: %2").arg(text::clean(found.nameSpace), boxes.error().summary);
    for (const QJsonObject &deployment : boxes ? boxes->items : QList<QJsonObject>()) {
        if (isNatsBox(deployment) && !secretMountsOf(deployment).isEmpty())
            result.logins << boxLogin(deployment, found.nameSpace);
    }
    const auto own = async::await(client->get({u"apps/v1"_s, found.kind, found.nameSpace, found.workload}, {deadline, {}}));
    if (!own)
        result.notAllowed << Text::tr("read %1 %2: %3").arg(found.kind, text::clean(found.workload), own.error().summary);
    QStringList seen;
    for (const QString &secret : own ? secretsInEnvironment(*own) : QStringList()) {
        seen << secret;
        result.logins << secretLogin(found.nameSpace, secret, Text::tr("used in the environment of the servers"));
    }
    for (const SecretMount &mount : own ? secretMountsOf(*own) : QList<SecretMount>()) {
        // The servers' own certificate is no login of a client.
        if (seen.contains(mount.secret) || mount.path.contains("cert"_L1) || mount.path.contains("tls"_L1))
            continue;
        seen << mount.secret;
        result.logins << secretLogin(found.nameSpace, mount.secret, Text::tr("mounted at %1 in the servers").arg(text::clean(mount.path)));
    }
    result.logins << cliContextsFor(clusterHosts(found));
    return result;
}

} // namespace

bool isNatsBox(const QJsonObject &deployment)
{
    const QJsonObject labels = kube::labelsOf(deployment);
    if (labels[u"app.kubernetes.io/component"_s] == u"nats-box"_s || labels[u"app"_s] == u"nats-box"_s)
        return true;
    const QJsonArray containers = podSpec(deployment)[u"containers"_s].toArray();
    return std::any_of(containers.begin(), containers.end(),
                       [](const QJsonValue &container) { return container[u"image"_s].toString().contains("nats-box"_L1); });
}

QList<SecretMount> secretMountsOf(const QJsonObject &workload)
{
    const QJsonObject spec = podSpec(workload);
    QMap<QString, QList<SecretMount>> volumes;
    for (const QJsonValue &volume : spec[u"volumes"_s].toArray())
        volumes.insert(volume[u"name"_s].toString(), sourcesOf(volume.toObject()));
    QList<SecretMount> mounts;
    for (const QJsonValue &container : spec[u"containers"_s].toArray()) {
        for (const QJsonValue &mounted : container[u"volumeMounts"_s].toArray()) {
            for (SecretMount mount : volumes.value(mounted[u"name"_s].toString())) {
                mount.path = mounted[u"mountPath"_s].toString();
                if (!mounts.contains(mount))
                    mounts << mount;
            }
        }
    }
    return mounts;
}

QStringList secretsInEnvironment(const QJsonObject &workload)
{
    QStringList names;
    for (const QJsonValue &container : podSpec(workload)[u"containers"_s].toArray()) {
        for (const QJsonValue &variable : container[u"env"_s].toArray())
            names << json::at(variable.toObject(), u"valueFrom.secretKeyRef.name").toString();
        for (const QJsonValue &source : container[u"envFrom"_s].toArray())
            names << json::at(source.toObject(), u"secretRef.name").toString();
    }
    names.removeAll(QString());
    names.removeDuplicates();
    return names;
}

Result<nats::ConnectOptions> loginInSecret(const QString &name, const QMap<QString, QByteArray> &data)
{
    nats::ConnectOptions options;
    const auto named = [&](const QStringList &words) -> QByteArray {
        for (auto it = data.begin(); it != data.end(); ++it) {
            const QString key = it.key().toLower();
            if (std::any_of(words.begin(), words.end(), [&](const QString &word) { return key.contains(word); }))
                return it.value().trimmed();
        }
        return {};
    };
    for (const QByteArray &value : data) {
        if (value.contains("BEGIN NATS USER JWT")) {
            options.login = nats::Login::creds(Secret(value));
            return options;
        }
    }
    for (const QByteArray &value : data) {
        if (value.trimmed().startsWith("SU") && nats::Nkey::fromSeed(Secret(value.trimmed()))) {
            options.login = nats::Login::nkeySeed(Secret(value.trimmed()));
            return options;
        }
    }
    const QByteArray user = named({u"user"_s, u"login"_s});
    const QByteArray password = named({u"pass"_s, u"pwd"_s});
    if (!user.isEmpty() && !password.isEmpty()) {
        options.login = nats::Login::userPassword(QString::fromUtf8(user), Secret(password));
        return options;
    }
    if (const QByteArray token = named({u"token"_s}); !token.isEmpty()) {
        options.login = nats::Login::token(Secret(token));
        return options;
    }
    if (data.contains(u"tls.crt"_s) && data.contains(u"tls.key"_s)) {
        options.tls.certificatePem = data.value(u"tls.crt"_s);
        options.tls.keyPem = Secret(data.value(u"tls.key"_s));
        options.tls.caPem = data.value(u"ca.crt"_s);
        return options;
    }
    return failure(ErrorKind::NotFound, Text::tr("There is no NATS login in Secret %1").arg(text::clean(name)),
                   Text::tr("Looked for creds, an nkey seed, a user with password, a token and a client certificate"),
                   Text::tr("Choose another place, or type the login"));
}

QList<FoundLogin> cliContextsFor(const QStringList &urls)
{
    const auto agree = [](const QString &a, const QString &b) {
        const Result<nats::ServerUrl> left = nats::parseServerUrl(a);
        const Result<nats::ServerUrl> right = nats::parseServerUrl(b);
        return left && right && left->host.compare(right->host, Qt::CaseInsensitive) == 0 && left->port == right->port;
    };
    QList<FoundLogin> logins;
    for (const nats::CliContext &context : nats::readCliContexts()) {
        const bool leadsHere = std::any_of(context.urls.begin(), context.urls.end(), [&](const QString &mine) {
            return std::any_of(urls.begin(), urls.end(), [&](const QString &other) { return agree(mine, other); });
        });
        if (context.error || !leadsHere)
            continue;
        FoundLogin found;
        found.source = Text::tr("NATS context %1").arg(context.name);
        found.user = context.loginText;
        found.reads = context.path;
        found.login.kind = settings::LoginKind::CliContext;
        found.login.reference = context.name;
        logins << found;
    }
    return logins;
}

async::Future<FoundLogins> findClusterLogins(std::shared_ptr<kube::Client> client, const kube::FoundSystem &found)
{
    return runApart([client = std::move(client), found]() -> Result<FoundLogins> { return lookAround(client, found); });
}

Result<nats::ConnectOptions> readClusterLogin(kube::Client &client, const QString &reference)
{
    const QString kind = reference.section(u':', 0, 0);
    const QString nameSpace = reference.section(u':', 1).section(u'/', 0, 0);
    const QString name = reference.section(u'/', 1);
    if (name.isEmpty() || (kind != u"box" && kind != u"secret"))
        return failure(ErrorKind::Invalid, Text::tr("The login of this system refers to nothing"), {}, Text::tr("Log in"));
    if (kind == u"box")
        return readBox(client, nameSpace, name);
    const Result<SecretData> data = readSecret(client, nameSpace, name);
    if (!data)
        return failure(data.error());
    return loginInSecret(name, *data);
}

} // namespace natsdeck::systems
