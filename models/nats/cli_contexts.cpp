#include "models/nats/cli_contexts.h"

#include "models/base/files.h"
#include "models/base/json.h"
#include "models/base/text.h"
#include "models/nats/cnats_handles.h"
#include "models/nats/creds.h"
#include "models/nats/server_url.h"

#include <QCoreApplication>
#include <QDir>
#include <QProcessEnvironment>

namespace natsdeck::nats {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

// "~/x" and "$HOME/x", "${HOME}/x" as the nats command expands them; unknown variables become empty.
QString expanded(QString path)
{
    if (path == u"~" || path.startsWith(u"~/"_s))
        path.replace(0, 1, QDir::homePath());
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QString result;
    for (qsizetype i = 0; i < path.size(); ++i) {
        if (path.at(i) != u'$') {
            result += path.at(i);
            continue;
        }
        const bool braces = i + 1 < path.size() && path.at(i + 1) == u'{';
        qsizetype end = i + (braces ? 2 : 1);
        const qsizetype start = end;
        while (end < path.size() && (path.at(end).isLetterOrNumber() || path.at(end) == u'_'))
            ++end;
        result += environment.value(path.mid(start, end - start));
        i = braces && end < path.size() && path.at(end) == u'}' ? end : end - 1;
    }
    return result;
}

Failure unsupported(const QString &summary, const QString &field, const QString &remedy)
{
    return failure(ErrorKind::Unsupported, summary, field, remedy);
}

// Reads the fields of one context. `files` is null for contexts of this workstation.
class Reader final
{
public:
    Reader(const QJsonObject &json, const FileLookup &files)
        : m_json(json)
        , m_files(files)
    {}

    Result<ConnectOptions> options() const;
    [[nodiscard]] Result<void> supported() const;
    [[nodiscard]] QString loginText() const;
    [[nodiscard]] QString text(QLatin1StringView key) const { return m_json.value(key).toString(); }
    [[nodiscard]] QStringList urls() const;

private:
    [[nodiscard]] bool has(QLatin1StringView key) const { return !text(key).isEmpty(); }
    Result<Secret> secret(const QString &value) const;
    Result<Login> fileLogin(const QString &value, Login::Kind fileKind, Login::Kind inlineKind) const;
    Result<Login> login() const;
    Result<void> takeTls(TlsOptions &tls) const;

    const QJsonObject &m_json;
    const FileLookup &m_files;
};

QStringList Reader::urls() const
{
    QStringList urls;
    for (const QString &url : (has("url"_L1) ? text("url"_L1) : u"nats://127.0.0.1:4222"_s).split(u',', Qt::SkipEmptyParts))
        urls << url.trimmed();
    return urls;
}

// What the nats command can do and we cannot, before anything is read.
Result<void> Reader::supported() const
{
    if (has("socks_proxy"_L1))
        return unsupported(tr("The context uses a SOCKS proxy"), u"socks_proxy"_s,
                           tr("The NATS C client connects directly only: use a context without socks_proxy"));
    if (has("nsc"_L1))
        return unsupported(tr("The context takes its login from nsc"), u"nsc"_s,
                           tr("Export it with nsc generate creds, and add the creds file to the context"));
    for (const QLatin1StringView key : {"windows_cert_store"_L1, "windows_cert_match"_L1, "windows_ca_certs_match"_L1}) {
        if (has(key))
            return unsupported(tr("The context takes its certificate from the store of Windows"), key, tr("Use cert, key and ca files"));
    }
    for (const QLatin1StringView key : {"creds"_L1, "nkey"_L1, "token"_L1, "password"_L1, "user_jwt"_L1, "user_seed"_L1}) {
        if (text(key).startsWith("op://"_L1) || text(key).startsWith("nsc://"_L1))
            return unsupported(tr("The secret lies where this program cannot read it"), key + u": "_s + text(key).section(u':', 0, 0),
                               tr("Use a creds file, or a file:// or env:// reference"));
    }
#if NATS_VERSION_NUMBER < 0x030900
    if (m_json.value("tls_first"_L1).toBool())
        return unsupported(
            tr("The context starts with TLS before the greeting"), u"tls_first"_s,
            tr("This build's NATS C client is older than 3.9: turn handshake_first off on the server, or use a newer build"));
#endif
    return {};
}

// Newer versions write secrets as URIs.
Result<Secret> Reader::secret(const QString &value) const
{
    if (value.startsWith("data:;base64,"_L1))
        return Secret(QByteArray::fromBase64(value.mid(13).toUtf8()));
    if (value.startsWith("file://"_L1)) {
        const QString path = value.mid(7);
        const Result<QByteArray> content = m_files ? m_files(path) : files::read(expanded(path), cliContextBudget);
        if (!content)
            return failure(content.error());
        return Secret(content->trimmed());
    }
    if (value.startsWith("env://"_L1) && !m_files)
        return Secret(qgetenv(value.mid(6).toUtf8().constData()));
    return Secret(value.toUtf8());
}

// Creds and nkey name a file; with a scheme they may also hold it.
Result<Login> Reader::fileLogin(const QString &value, Login::Kind fileKind, Login::Kind inlineKind) const
{
    const bool isFile = value.startsWith("file://"_L1) || (!value.contains("://"_L1) && !value.startsWith("data:"_L1));
    const QString path = value.startsWith("file://"_L1) ? value.mid(7) : value;
    if (isFile && !m_files)
        return Login{fileKind, {}, {}, expanded(path)};
    Result<Secret> content = isFile ? secret(u"file://"_s + path) : secret(value);
    if (!content)
        return failure(content.error());
    return Login{inlineKind, {}, std::move(*content), {}};
}

Result<Login> Reader::login() const
{
    if (has("creds"_L1))
        return fileLogin(text("creds"_L1), Login::Kind::CredsFile, Login::Kind::Creds);
    if (has("nkey"_L1))
        return fileLogin(text("nkey"_L1), Login::Kind::NkeySeedFile, Login::Kind::NkeySeed);
    if (has("user_jwt"_L1) && has("user_seed"_L1)) {
        const Result<Secret> jwt = secret(text("user_jwt"_L1));
        const Result<Secret> seed = secret(text("user_seed"_L1));
        if (!jwt || !seed)
            return failure(jwt ? seed.error() : jwt.error());
        return Login::creds(credsText(*jwt, *seed));
    }
    const bool isToken = has("token"_L1);
    if (!isToken && !has("user"_L1))
        return Login::none();
    Result<Secret> value = secret(text(isToken ? "token"_L1 : "password"_L1));
    if (!value)
        return failure(value.error());
    if (!isToken && m_json.value("password"_L1).isUndefined()) // the command takes a lone user for a token
        return Login::token(Secret(text("user"_L1).toUtf8()));
    return isToken ? Login::token(std::move(*value)) : Login::userPassword(text("user"_L1), std::move(*value));
}

Result<void> Reader::takeTls(TlsOptions &tls) const
{
    tls.handshakeFirst = m_json.value("tls_first"_L1).toBool();
    if (!m_files) {
        tls.certificateFile = expanded(text("cert"_L1));
        tls.keyFile = expanded(text("key"_L1));
        tls.caFile = expanded(text("ca"_L1));
        return {};
    }
    const auto take = [this](QLatin1StringView key) -> Result<QByteArray> { return has(key) ? m_files(text(key)) : QByteArray(); };
    Result<QByteArray> certificate = take("cert"_L1);
    const Result<QByteArray> key = take("key"_L1);
    Result<QByteArray> authority = take("ca"_L1);
    for (const Result<QByteArray> &part : {certificate, key, authority}) {
        if (!part)
            return failure(part.error());
    }
    tls.certificatePem = std::move(*certificate);
    tls.keyPem = Secret(*key);
    tls.caPem = std::move(*authority);
    return {};
}

Result<ConnectOptions> Reader::options() const
{
    if (const Result<void> can = supported(); !can)
        return failure(can.error());
    ConnectOptions options;
    options.urls = urls();
    options.ignoreDiscovered = false;
    options.inboxPrefix = text::clean(text("inbox_prefix"_L1)).toUtf8();
    if (const Result<void> tls = takeTls(options.tls); !tls)
        return failure(tls.error());
    Result<Login> given = login();
    if (!given)
        return failure(given.error());
    options.login = std::move(*given);
    return options;
}

// In the order in which login() takes them.
QString Reader::loginText() const
{
    const auto named = [this](QLatin1StringView key, const QString &kind) {
        const bool isPath = !text(key).contains("://"_L1) && !text(key).startsWith("data:"_L1);
        return isPath ? kind + u' ' + text::clean(expanded(text(key))) : kind;
    };
    if (has("creds"_L1))
        return named("creds"_L1, tr("creds"));
    if (has("nkey"_L1))
        return named("nkey"_L1, tr("nkey"));
    if (has("user_jwt"_L1) && has("user_seed"_L1))
        return tr("user JWT");
    if (has("token"_L1) || (has("user"_L1) && m_json.value("password"_L1).isUndefined()))
        return tr("token");
    if (has("user"_L1))
        return tr("user %1").arg(text::clean(text("user"_L1)));
    return has("cert"_L1) ? tr("certificate %1").arg(text::clean(expanded(text("cert"_L1)))) : tr("none");
}

} // namespace

CliContext parseCliContext(const QByteArray &content)
{
    CliContext context;
    const Result<QJsonObject> json = json::parseObject(content, tr("context"));
    if (!json) {
        context.error = json.error();
        return context;
    }
    const FileLookup none;
    const Reader reader(*json, none);
    for (const QString &url : reader.urls()) { // to be shown: without a password that may stand in it
        const Result<ServerUrl> parsed = parseServerUrl(url);
        context.urls << (parsed ? parsed->toText() : text::clean(url.section(u'@', -1)));
    }
    context.description = text::clean(reader.text("description"_L1));
    context.jetstreamDomain = text::clean(reader.text("jetstream_domain"_L1));
    context.jetstreamApiPrefix = text::clean(reader.text("jetstream_api_prefix"_L1));
    context.jetstreamEventPrefix = text::clean(reader.text("jetstream_event_prefix"_L1));
    context.inboxPrefix = text::clean(reader.text("inbox_prefix"_L1));
    context.loginText = reader.loginText();
    if (const Result<void> can = reader.supported(); !can)
        context.error = can.error();
    return context;
}

Result<ConnectOptions> cliConnectOptions(const QByteArray &content, const FileLookup &files)
{
    const Result<QJsonObject> json = json::parseObject(content, tr("context"));
    if (!json)
        return failure(json.error());
    return Reader(*json, files).options();
}

Result<ConnectOptions> optionsOf(const CliContext &context)
{
    const Result<QByteArray> content = files::read(context.path, cliContextBudget);
    if (!content)
        return failure(content.error());
    return cliConnectOptions(*content);
}

QString cliFolder()
{
    const QString base = qEnvironmentVariable("XDG_CONFIG_HOME");
    return (base.isEmpty() ? QDir::homePath() + u"/.config"_s : base) + u"/nats"_s;
}

QList<CliContext> readCliContexts(const QString &folder)
{
    QList<CliContext> contexts;
    const Result<QByteArray> selected = files::read(folder + u"/context.txt"_s, 4096);
    const QString selectedName = selected ? QString::fromUtf8(*selected).trimmed() : QString();
    const QFileInfoList found = QDir(folder + u"/context"_s).entryInfoList({u"*.json"_s}, QDir::Files | QDir::Hidden, QDir::Name);
    for (const QFileInfo &file : found) {
        const Result<QByteArray> content = files::read(file.absoluteFilePath(), cliContextBudget);
        CliContext context = content ? parseCliContext(*content) : CliContext();
        if (!content)
            context.error = content.error();
        context.path = file.absoluteFilePath();
        context.name = text::clean(file.completeBaseName());
        context.selected = file.completeBaseName() == selectedName;
        contexts << std::move(context);
    }
    return contexts;
}

} // namespace natsdeck::nats
