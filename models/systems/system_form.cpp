#include "models/systems/system_form.h"

#include "models/nats/connect_options.h"
#include "models/nats/creds.h"
#include "models/nats/nkey.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Text)
};

Finding wrong(const QString &field, const QString &what, const QString &remedy = {})
{
    Finding finding;
    finding.id = field;
    finding.severity = Severity::Critical;
    finding.what = what;
    finding.remedy = remedy;
    finding.subject = field;
    return finding;
}

Findings fileFindings(const QString &field, const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return {wrong(field, Text::tr("This file does not exist"))};
    if (!info.isFile() || !info.isReadable())
        return {wrong(field, Text::tr("This file cannot be read"))};
    return {};
}

Findings addressFindings(const QString &text)
{
    const QStringList urls = addressesOf(text);
    if (urls.isEmpty())
        return {wrong(u"addresses"_s, Text::tr("Where is it? For example nats://nats.example.org:4222"))};
    static const QStringList schemes{u"nats"_s, u"tls"_s};
    for (const QString &address : urls) {
        const QUrl url(address, QUrl::StrictMode);
        if (!url.isValid() || url.host().isEmpty() || !schemes.contains(url.scheme()))
            return {wrong(u"addresses"_s, Text::tr("%1 is not an address of a NATS server").arg(address),
                          Text::tr("Use nats://host:port or tls://host:port"))};
        if (!url.userInfo().isEmpty())
            return {wrong(u"addresses"_s, Text::tr("The login belongs into the fields below, not into the address"))};
    }
    return {};
}

} // namespace

QStringList addressesOf(const QString &text)
{
    static const QRegularExpression separators(u"[,\\s]+"_s);
    QStringList urls;
    for (const QString &word : text.split(separators, Qt::SkipEmptyParts)) {
        QUrl url(word.contains("://"_L1) ? word : u"nats://"_s + word);
        if (url.isValid() && url.port() < 0)
            url.setPort(4222);
        urls << (url.isValid() ? url.toString() : word);
    }
    return urls;
}

Findings checkLogin(const settings::StoredLogin &login, const QString &prefix)
{
    using settings::LoginKind;
    const auto missing = [&prefix](bool isMissing, const QString &field, const QString &what) {
        return isMissing ? Findings{wrong(prefix + field, what)} : Findings();
    };
    const auto file = [&prefix](const QString &field, const QString &path, const QString &what) {
        return path.isEmpty() ? Findings{wrong(prefix + field, what)} : fileFindings(prefix + field, path);
    };
    const bool noSecret = login.secret.isEmpty();
    switch (login.kind) {
    case LoginKind::None:
        return {};
    case LoginKind::Token:
        return missing(noSecret, u"secret"_s, Text::tr("Type the token"));
    case LoginKind::UserPassword:
        return login.user.isEmpty() ? missing(true, u"user"_s, Text::tr("Type the user"))
                                    : missing(noSecret, u"secret"_s, Text::tr("Type the password"));
    case LoginKind::NkeySeedFile:
    case LoginKind::CredsFile:
        return file(u"file"_s, login.file, Text::tr("Choose the file"));
    case LoginKind::NkeySeed: {
        const Result<nats::Nkey> key = nats::Nkey::fromSeed(login.secret);
        return missing(!key, u"secret"_s, noSecret ? Text::tr("Paste the seed, it begins with SU") : Text::tr("This is no seed of a user"));
    }
    case LoginKind::Creds: {
        const Result<nats::Creds> creds = nats::parseCreds(login.secret.reveal());
        return missing(!creds, u"secret"_s,
                       noSecret ? Text::tr("Paste the content of the creds file")
                       : creds  ? QString()
                                : creds.error().detail);
    }
    case LoginKind::JwtFiles:
        return file(u"file"_s, login.file, Text::tr("Choose the file with the user JWT")) +
               file(u"second-file"_s, login.secondFile, Text::tr("Choose the file with the seed"));
    case LoginKind::Certificate:
        return file(u"file"_s, login.file, Text::tr("Choose the certificate")) +
               file(u"second-file"_s, login.secondFile, Text::tr("Choose its key"));
    case LoginKind::CliContext:
    case LoginKind::ClusterSecret:
        return missing(login.reference.isEmpty(), u"file"_s, Text::tr("Choose where the login lies"));
    }
    return {};
}

Findings check(const SystemForm &form)
{
    Findings findings;
    if (form.name.trimmed().isEmpty())
        findings << wrong(u"name"_s, Text::tr("Give it a name"));
    findings += addressFindings(form.addresses);
    if (!form.caFile.isEmpty())
        findings += fileFindings(u"ca-file"_s, form.caFile);
    if (!form.monitoringUrl.isEmpty()) {
        const QUrl url(form.monitoringUrl, QUrl::StrictMode);
        if (!url.isValid() || url.host().isEmpty() || (url.scheme() != "http"_L1 && url.scheme() != "https"_L1) ||
            !url.userInfo().isEmpty())
            findings << wrong(u"monitoring"_s, Text::tr("Use http://host:port, without a login"));
    }
    return findings + checkLogin(form.login) + checkLogin(form.systemLogin, u"system-"_s);
}

bool canHandshakeFirst() { return nats::canHandshakeFirst(); }

settings::SavedLink linkOf(const SystemForm &form)
{
    return {QUuid::createUuid().toString(QUuid::WithoutBraces), form.name.trimmed(), addressesOf(form.addresses), form.caFile,
            form.monitoringUrl};
}

} // namespace natsdeck::systems
