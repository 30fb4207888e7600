#include "models/base/text.h"
#include "models/kube/kubeconfig.h"
#include "models/kube/yaml_tree.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

struct TypeError
{
    QString detail;
};

// Reads the fields of one mapping and insists on their types: what kubectl refuses is refused here.
class Fields
{
public:
    Fields(const YamlValue *map, QString where)
        : m_map(map)
        , m_where(std::move(where))
    {
        if (m_map && m_map->kind == YamlValue::Kind::Null)
            m_map = nullptr;
        if (m_map && m_map->kind != YamlValue::Kind::Map)
            fail(*m_map, u"should be a mapping"_s);
    }

    [[nodiscard]] QString text(QStringView key) const
    {
        const YamlValue *value = find(key);
        if (!value)
            return {};
        if (value->kind != YamlValue::Kind::Text)
            fail(*value, u"%1 should be text; put it in quotes"_s.arg(key));
        return value->scalar;
    }

    [[nodiscard]] bool flag(QStringView key) const
    {
        const YamlValue *value = find(key);
        if (!value)
            return false;
        if (value->kind != YamlValue::Kind::Boolean)
            fail(*value, u"%1 should be true or false, without quotes"_s.arg(key));
        return value->toJson().toBool();
    }

    [[nodiscard]] QByteArray base64(QStringView key) const
    {
        const QByteArray encoded = text(key).remove(u'\n').remove(u'\r').toLatin1();
        const auto decoded = QByteArray::fromBase64Encoding(encoded, QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded || encoded.size() % 4 != 0)
            fail(*find(key), u"%1 is not base64"_s.arg(key));
        return *decoded;
    }

    [[nodiscard]] QString path(QStringView key, const QString &folder) const
    {
        const QString value = text(key);
        return value.isEmpty() ? value : QDir::cleanPath(QDir(folder).absoluteFilePath(value));
    }

    [[nodiscard]] std::vector<std::shared_ptr<const YamlValue>> items(QStringView key) const
    {
        const YamlValue *value = find(key);
        if (!value)
            return {};
        if (value->kind != YamlValue::Kind::List)
            fail(*value, u"%1 should be a list"_s.arg(key));
        return value->items;
    }

    [[nodiscard]] QStringList texts(QStringView key) const
    {
        QStringList list;
        for (const auto &item : items(key)) {
            if (item->kind != YamlValue::Kind::Text)
                fail(*item, u"%1 should hold texts; put them in quotes"_s.arg(key));
            list << item->scalar;
        }
        return list;
    }

    [[nodiscard]] Fields inner(QStringView key) const { return {find(key), m_where + u'.' + key.toString()}; }
    [[nodiscard]] bool has(QStringView key) const { return find(key) != nullptr; }
    [[nodiscard]] const YamlValue *map() const { return m_map; }

    [[nodiscard]] QJsonObject extensions() const
    {
        QJsonObject all;
        for (const auto &item : items(u"extensions")) {
            const Fields fields(item.get(), m_where + u".extensions"_s);
            const QString name = fields.text(u"name");
            if (all.contains(name))
                fail(*item, u"two extensions are named \"%1\""_s.arg(name));
            const YamlValue *value = fields.find(u"extension");
            all.insert(name, value ? value->toJson() : QJsonValue());
        }
        return all;
    }

    [[noreturn]] void fail(const YamlValue &value, const QString &why) const
    {
        throw TypeError{u"line %1, %2: %3"_s.arg(value.line).arg(m_where, why)};
    }

private:
    // A null stands for a field that is not there.
    const YamlValue *find(QStringView key) const
    {
        const YamlValue *value = m_map ? m_map->find(key) : nullptr;
        return value && value->kind != YamlValue::Kind::Null ? value : nullptr;
    }

    const YamlValue *m_map;
    QString m_where;
};

ExecConfig execOf(const Fields &fields, const QString &folder)
{
    ExecConfig exec;
    exec.command = fields.text(u"command");
    if (exec.command.contains(u'/'))
        exec.command = QDir::cleanPath(QDir(folder).absoluteFilePath(exec.command));
    exec.arguments = fields.texts(u"args");
    for (const auto &item : fields.items(u"env")) {
        const Fields pair(item.get(), u"exec.env"_s);
        exec.environment.append({pair.text(u"name"), pair.text(u"value")});
    }
    exec.apiVersion = fields.text(u"apiVersion");
    exec.installHint = fields.text(u"installHint");
    exec.provideClusterInfo = fields.flag(u"provideClusterInfo");
    exec.interactiveMode = fields.text(u"interactiveMode");
    if (exec.interactiveMode.isEmpty() && exec.apiVersion.endsWith(u"/v1beta1"))
        exec.interactiveMode = u"IfAvailable"_s;
    return exec;
}

ClusterEntry clusterOf(const Fields &fields, const QString &folder)
{
    ClusterEntry cluster;
    cluster.server = fields.text(u"server");
    cluster.tlsServerName = fields.text(u"tls-server-name");
    cluster.insecureSkipTlsVerify = fields.flag(u"insecure-skip-tls-verify");
    cluster.certificateAuthority = fields.path(u"certificate-authority", folder);
    cluster.certificateAuthorityData = fields.base64(u"certificate-authority-data");
    cluster.proxyUrl = fields.text(u"proxy-url");
    cluster.disableCompression = fields.flag(u"disable-compression");
    cluster.extensions = fields.extensions();
    return cluster;
}

UserEntry userOf(const Fields &fields, const QString &folder)
{
    UserEntry user;
    user.clientCertificate = fields.path(u"client-certificate", folder);
    user.clientCertificateData = fields.base64(u"client-certificate-data");
    user.clientKey = fields.path(u"client-key", folder);
    user.clientKeyData = Secret(fields.base64(u"client-key-data"));
    user.token = Secret(fields.text(u"token").toUtf8());
    user.tokenFile = fields.path(u"tokenFile", folder);
    user.username = fields.text(u"username");
    user.password = Secret(fields.text(u"password").toUtf8());
    user.impersonate = fields.text(u"as");
    user.impersonateUid = fields.text(u"as-uid");
    user.impersonateGroups = fields.texts(u"as-groups");
    const Fields extra = fields.inner(u"as-user-extra");
    if (extra.map()) {
        for (const auto &entry : extra.map()->entries)
            user.impersonateExtra.insert(entry.first, extra.texts(entry.first));
    }
    if (fields.has(u"auth-provider"))
        user.authProvider = fields.inner(u"auth-provider").text(u"name");
    if (fields.has(u"exec"))
        user.exec = execOf(fields.inner(u"exec"), folder);
    user.extensions = fields.extensions();
    return user;
}

ContextEntry contextOf(const Fields &fields)
{
    ContextEntry context;
    context.cluster = fields.text(u"cluster");
    context.user = fields.text(u"user");
    context.nameSpace = fields.text(u"namespace");
    context.extensions = fields.extensions();
    return context;
}

// The named entries of one list; a name that stands twice fails the file.
template <typename Entry, typename Make>
QList<Entry> entriesOf(const Fields &root, QStringView list, QStringView inner, const QString &origin, Make make)
{
    QList<Entry> entries;
    QSet<QString> names;
    for (const auto &item : root.items(list)) {
        const Fields outer(item.get(), list.toString());
        const QString name = outer.text(u"name");
        if (names.contains(name))
            outer.fail(*item, u"two entries are named \"%1\""_s.arg(name));
        names.insert(name);
        Entry entry = make(Fields(item->find(inner), u"%1 \"%2\""_s.arg(inner, name)));
        entry.name = name;
        entry.origin = origin;
        entries.append(entry);
    }
    return entries;
}

Kubeconfig read(const Fields &root, const QString &origin)
{
    const QString folder = QFileInfo(origin).absolutePath();
    Kubeconfig config;
    config.files << origin;
    config.currentContext = root.text(u"current-context");
    config.extensions = root.extensions();
    config.clusters = entriesOf<ClusterEntry>(root, u"clusters", u"cluster", origin, [&](const Fields &f) { return clusterOf(f, folder); });
    config.users = entriesOf<UserEntry>(root, u"users", u"user", origin, [&](const Fields &f) { return userOf(f, folder); });
    config.contexts = entriesOf<ContextEntry>(root, u"contexts", u"context", origin, [](const Fields &f) { return contextOf(f); });
    return config;
}

} // namespace

Result<Kubeconfig> parseKubeconfig(const QByteArray &bytes, const QString &origin)
{
    const QString what = u"The kubeconfig %1"_s.arg(text::clean(QFileInfo(origin).fileName()));
    const auto tree = parseYaml(bytes, what, {kubeconfigBytes, 64, 100, 200'000});
    if (!tree)
        return Failure(tree.error());
    try {
        const Fields root(tree->get(), u"top level"_s);
        const QString kind = root.text(u"kind");
        const QString apiVersion = root.text(u"apiVersion");
        if ((!kind.isEmpty() && kind != u"Config") || (!apiVersion.isEmpty() && apiVersion != u"v1"))
            return failure(ErrorKind::Invalid, u"%1 is no kubeconfig"_s.arg(what),
                           u"apiVersion %1, kind %2"_s.arg(text::clean(apiVersion), text::clean(kind)));
        return read(root, origin);
    } catch (const TypeError &error) {
        return failure(ErrorKind::Invalid, u"%1 is damaged"_s.arg(what), text::clean(error.detail));
    }
}

} // namespace natsdeck::kube
