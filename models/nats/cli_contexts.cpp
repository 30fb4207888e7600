#include "models/nats/cli_contexts.h"

#include "models/base/files.h"
#include "models/base/json.h"
#include "models/base/text.h"
#include "models/nats/server_url.h"

#include <QCoreApplication>
#include <QDir>
#include <QProcessEnvironment>
#include <QStandardPaths>

namespace natsdeck::nats {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 contextBudget = 256 * 1024; // bytes per file

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

// Newer versions write secrets as URIs. Those that need another program are not for us.
Result<Secret> secretOf(const QString &value)
{
    if (value.startsWith(u"env://"_s))
        return Secret(qgetenv(value.mid(6).toUtf8().constData()));
    if (value.startsWith(u"file://"_s)) {
        const Result<QByteArray> content = files::read(expanded(value.mid(7)), contextBudget);
        if (!content)
            return failure(content.error());
        return Secret(content->trimmed());
    }
    if (value.startsWith(u"data:;base64,"_s))
        return Secret(QByteArray::fromBase64(value.mid(13).toUtf8()));
    const qsizetype scheme = value.indexOf(u"://"_s);
    if (scheme > 0 && scheme <= 6 && (value.startsWith(u"op://"_s) || value.startsWith(u"nsc://"_s)))
        return failure(ErrorKind::Unsupported, tr("The secret lies where this program cannot read it"), text::clean(value.left(scheme)),
                       tr("Use a creds file, or a file:// or env:// reference"));
    return Secret(value.toUtf8());
}

// Creds and nkey name a file; with a scheme they may also hold it.
Result<void> takeFileLogin(const QString &value, Login::Kind fileKind, Login::Kind inlineKind, ConnectOptions &options)
{
    if (value.startsWith(u"file://"_s) || !value.contains(u"://"_s)) {
        if (!value.startsWith(u"data:"_s)) {
            options.login = {fileKind, {}, {}, expanded(value.startsWith(u"file://"_s) ? value.mid(7) : value)};
            return {};
        }
    }
    Result<Secret> secret = secretOf(value);
    if (!secret)
        return failure(secret.error());
    options.login = {inlineKind, {}, std::move(*secret), {}};
    return {};
}

Result<void> takeLogin(const QJsonObject &json, ConnectOptions &options)
{
    const auto value = [&](QLatin1StringView key) { return json.value(key).toString(); };
    if (!value("nsc"_L1).isEmpty())
        return failure(ErrorKind::Unsupported, tr("The context takes its login from nsc"), {}, tr("Add a creds file to the context"));
    if (!value("creds"_L1).isEmpty())
        return takeFileLogin(value("creds"_L1), Login::Kind::CredsFile, Login::Kind::Creds, options);
    if (!value("nkey"_L1).isEmpty())
        return takeFileLogin(value("nkey"_L1), Login::Kind::NkeySeedFile, Login::Kind::NkeySeed, options);
    if (!value("user_jwt"_L1).isEmpty() && !value("user_seed"_L1).isEmpty()) {
        const Result<Secret> jwt = secretOf(value("user_jwt"_L1));
        const Result<Secret> seed = secretOf(value("user_seed"_L1));
        if (!jwt || !seed)
            return failure(jwt ? seed.error() : jwt.error());
        options.login = Login::creds(Secret("-----BEGIN NATS USER JWT-----\n" + jwt->reveal() +
                                            "\n------END NATS USER JWT------\n"
                                            "-----BEGIN USER NKEY SEED-----\n" +
                                            seed->reveal() + "\n------END USER NKEY SEED------\n"));
        return {};
    }
    const bool isToken = !value("token"_L1).isEmpty();
    if (!isToken && value("user"_L1).isEmpty())
        return {};
    Result<Secret> secret = secretOf(value(isToken ? "token"_L1 : "password"_L1));
    if (!secret)
        return failure(secret.error());
    if (!isToken && json.value("password"_L1).isUndefined()) // the command takes a lone user for a token
        options.login = Login::token(Secret(value("user"_L1).toUtf8()));
    else
        options.login = isToken ? Login::token(std::move(*secret)) : Login::userPassword(value("user"_L1), std::move(*secret));
    return {};
}

QString describe(const ConnectOptions &options)
{
    switch (options.login.kind) {
    case Login::Kind::None:
        return options.tls.certificateFile.isEmpty() ? tr("none") : tr("certificate %1").arg(text::clean(options.tls.certificateFile));
    case Login::Kind::Token:
        return tr("token");
    case Login::Kind::UserPassword:
        return tr("user %1").arg(text::clean(options.login.user));
    case Login::Kind::NkeySeed:
        return tr("nkey");
    case Login::Kind::NkeySeedFile:
        return tr("nkey %1").arg(text::clean(options.login.file));
    case Login::Kind::Creds:
        return tr("creds");
    case Login::Kind::CredsFile:
        return tr("creds %1").arg(text::clean(options.login.file));
    }
    return {};
}

CliContext readContext(const QString &path)
{
    CliContext context;
    context.path = path;
    context.name = text::clean(QFileInfo(path).completeBaseName());
    const Result<QByteArray> content = files::read(path, contextBudget);
    if (!content) {
        context.error = content.error();
        return context;
    }
    const Result<QJsonObject> json = json::parseObject(*content, tr("context"));
    if (!json) {
        context.error = json.error();
        return context;
    }
    const auto value = [&](QLatin1StringView key) { return json->value(key).toString(); };
    context.description = text::clean(value("description"_L1));
    for (const QString &url : (value("url"_L1).isEmpty() ? u"nats://127.0.0.1:4222"_s : value("url"_L1)).split(u',', Qt::SkipEmptyParts))
        context.options.urls << url.trimmed();
    for (const QString &url : std::as_const(context.options.urls)) { // to be shown: without a password that may stand in it
        const Result<ServerUrl> parsed = parseServerUrl(url);
        context.urls << (parsed ? parsed->toText() : text::clean(url.section(u'@', -1)));
    }
    context.jetstreamDomain = text::clean(value("jetstream_domain"_L1));
    context.jetstreamApiPrefix = text::clean(value("jetstream_api_prefix"_L1));
    context.inboxPrefix = text::clean(value("inbox_prefix"_L1));
    ConnectOptions &options = context.options;
    options.ignoreDiscovered = false;
    options.inboxPrefix = context.inboxPrefix.toUtf8();
    options.tls.certificateFile = expanded(value("cert"_L1));
    options.tls.keyFile = expanded(value("key"_L1));
    options.tls.caFile = expanded(value("ca"_L1));
    options.tls.handshakeFirst = json->value("tls_first"_L1).toBool();
    if (!value("socks_proxy"_L1).isEmpty())
        context.error =
            Error{ErrorKind::Unsupported, tr("The context uses a SOCKS proxy"), {}, tr("Use a context without socks_proxy"), 0, {}};
    else if (const Result<void> login = takeLogin(*json, options); !login)
        context.error = login.error();
    context.loginText = describe(options);
    return context;
}

} // namespace

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
        CliContext context = readContext(file.absoluteFilePath());
        context.selected = file.completeBaseName() == selectedName;
        contexts << std::move(context);
    }
    return contexts;
}

} // namespace natsdeck::nats
