#include "models/systems/link_probe.h"

#include "models/base/files.h"
#include "models/base/json.h"
#include "models/base/text.h"
#include "models/nats/creds.h"
#include "models/nats/nats_error.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>

using namespace Qt::StringLiterals;

// Login, permissions and JetStream.
namespace natsdeck::systems {

namespace {

constexpr std::chrono::seconds loginLimit(5);
constexpr std::chrono::seconds requestLimit(5);
constexpr std::chrono::seconds userInfoLimit(2);
constexpr qint64 soonSeconds = 24 * 3600;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Text)
};

using Kind = nats::Login::Kind;

bool isSigned(Kind kind)
{
    return kind == Kind::NkeySeed || kind == Kind::NkeySeedFile || kind == Kind::Creds || kind == Kind::CredsFile || kind == Kind::JwtFiles;
}

// When the user JWT ends, Unix seconds; 0 = never or none.
qint64 expiryOf(const nats::Login &login)
{
    Secret jwt;
    if (login.kind == Kind::Creds || login.kind == Kind::CredsFile) {
        const QByteArray content =
            login.kind == Kind::Creds ? login.secret.reveal() : files::read(login.file, nats::credsBudget).value_or(QByteArray());
        if (const Result<nats::Creds> creds = nats::parseCreds(content))
            jwt = creds->jwt;
    } else if (login.kind == Kind::JwtFiles) {
        const Secret whole(files::read(login.file, nats::credsBudget).value_or(QByteArray()));
        const Secret seed(files::read(login.seedFile, nats::credsBudget).value_or(QByteArray()));
        if (const Result<nats::Creds> creds = nats::credsOf(whole, seed))
            jwt = creds->jwt;
    }
    const Result<nats::JwtClaims> claims = nats::readClaims(jwt);
    return claims ? claims->expires : 0;
}

QString timeText(qint64 seconds) { return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(Qt::ISODate); }

Result<std::unique_ptr<nats::Trial>> logIn(const LinkProbe &probe, const Candidate &candidate)
{
    nats::ConnectOptions options = probe.options;
    // As given, with the userinfo that may stand in it.
    for (const QString &url : probe.options.urls) {
        const Result<nats::ServerUrl> parsed = nats::parseServerUrl(url);
        if (parsed && parsed->host == candidate.url.host && parsed->port == candidate.url.port)
            options.urls = {url};
    }
    options.name = u"natsdeck diagnosis"_s;
    options.ignoreDiscovered = true;
    auto trial = nats::Trial::connect(options, loginLimit, probe.stop);
    // An nkey login may fail by chance with old C clients (nats.c #705).
    if (!trial && trial.error().kind == ErrorKind::Unauthenticated && isSigned(options.login.kind))
        trial = nats::Trial::connect(options, loginLimit, probe.stop);
    return trial;
}

StageOutcome inboxRefused(const QByteArray &subject)
{
    return {StageState::Failed, Text::tr("The user may not subscribe to its inbox"),
            Text::tr("The server refuses %1: no request would ever be answered").arg(QString::fromUtf8(subject)),
            Text::tr("Set the inbox prefix that this user may subscribe to (inbox_prefix in a NATS context), or allow _INBOX.>")};
}

QString describePermissions(const QJsonObject &permissions)
{
    const auto count = [&](QStringView path) { return json::at(permissions, path).toArray().size(); };
    QStringList parts;
    if (const auto n = count(u"publish.allow"); n > 0)
        parts << Text::tr("may publish to %n subject(s)", nullptr, int(n));
    if (const auto n = count(u"publish.deny"); n > 0)
        parts << Text::tr("not to %n subject(s)", nullptr, int(n));
    if (const auto n = count(u"subscribe.allow"); n > 0)
        parts << Text::tr("may subscribe to %n subject(s)", nullptr, int(n));
    if (const auto n = count(u"subscribe.deny"); n > 0)
        parts << Text::tr("not subscribe to %n subject(s)", nullptr, int(n));
    return parts.isEmpty() ? Text::tr("without restrictions") : parts.join(u", "_s);
}

} // namespace

QString describeLogin(const nats::ConnectOptions &options)
{
    const nats::Login &login = options.login;
    switch (login.kind) {
    case Kind::None:
        return options.tls.hasCertificate() ? Text::tr("with a client certificate") : Text::tr("without a login");
    case Kind::Token:
        return Text::tr("with a token");
    case Kind::UserPassword:
        return Text::tr("as user %1").arg(text::clean(login.user));
    case Kind::NkeySeed:
        return Text::tr("with an nkey");
    case Kind::NkeySeedFile:
        return Text::tr("with the nkey file %1").arg(text::clean(login.file));
    case Kind::Creds:
        return Text::tr("with creds");
    case Kind::CredsFile:
        return Text::tr("with the creds file %1").arg(text::clean(login.file));
    case Kind::JwtFiles:
        return Text::tr("with the user JWT file %1").arg(text::clean(login.file));
    }
    return {};
}

StageOutcome probeLogin(LinkProbe &probe)
{
    const QString who = describeLogin(probe.options);
    StageOutcome outcome = filterCandidates(probe, Text::tr("The login is accepted"), [&](Candidate &candidate) -> Result<QString> {
        if (probe.trial)
            return Text::tr("%1: not tried, another address answered").arg(candidate.where);
        auto trial = logIn(probe, candidate);
        if (!trial) {
            Error error = trial.error();
            if (error.kind == ErrorKind::Tls)
                error.summary = Text::tr("The server refuses our side of TLS");
            if (error.kind == ErrorKind::Unauthenticated && error.reason != nats::loginExpired)
                error.summary = Text::tr("The server refuses the login");
            if (candidate.info.tlsVerify && !probe.options.tls.hasCertificate()) {
                error.summary = Text::tr("The server asks for a client certificate");
                error.remedy = Text::tr("Log in with a client certificate and its key");
            }
            error.detail = Text::tr("%1, %2: %3").arg(candidate.where, who, error.detail);
            return failure(error);
        }
        probe.trial = std::move(*trial);
        candidate.info = probe.trial->serverInfo();
        return Text::tr("%1: logged in %2").arg(candidate.where, who);
    });
    if (outcome.state == StageState::Failed)
        return outcome;
    if (const qint64 expires = expiryOf(probe.options.login); expires > 0) {
        outcome.evidence += u'\n' + Text::tr("The user JWT is valid until %1").arg(timeText(expires));
        if (expires < QDateTime::currentSecsSinceEpoch() + soonSeconds) {
            outcome.state = StageState::Warning;
            outcome.what = Text::tr("The login is accepted and expires soon");
            outcome.remedy = Text::tr("Put a new creds file in the same place: it is used at the next attempt");
        }
    }
    return outcome;
}

StageOutcome probePermissions(LinkProbe &probe)
{
    const Result<nats::Reply> user = probe.trial->request("$SYS.REQ.USER.INFO", {}, userInfoLimit, probe.stop);
    const QByteArray api = probe.scope.prefix() + ".INFO";
    probe.apiInfo = probe.trial->request(api, {}, requestLimit, probe.stop);
    for (const Result<nats::Reply> &reply : {user, *probe.apiInfo}) {
        const auto violation = reply ? nats::PermissionViolation() : nats::permissionViolation(reply.error().detail.toUtf8());
        if (!violation.publish && !violation.subject.isEmpty())
            return inboxRefused(violation.subject);
    }
    QString who = Text::tr("The server does not say who we are (before 2.10)");
    if (user) {
        const QJsonObject data = json::parseObject(user->data, u"USER.INFO"_s).value_or(QJsonObject())[u"data"_s].toObject();
        who = Text::tr("User %1 in account %2, %3")
                  .arg(text::clean(data[u"user"_s].toString()), text::clean(data[u"account"_s].toString()),
                       describePermissions(data[u"permissions"_s].toObject()));
    }
    if (!*probe.apiInfo && probe.apiInfo->error().kind == ErrorKind::Forbidden)
        return {StageState::Failed, Text::tr("The user may not ask JetStream"), who + u'\n' + probe.apiInfo->error().detail,
                Text::tr("Allow it to publish to %1, or use another user").arg(QString::fromUtf8(probe.scope.prefix()) + u".>"_s)};
    return {StageState::Passed, Text::tr("Requests are answered"), who, {}};
}

StageOutcome probeJetStream(LinkProbe &probe)
{
    const Result<nats::Reply> &reply = *probe.apiInfo;
    if (!reply) {
        const Error &error = reply.error();
        if (error.reason == u"no-responders")
            return {StageState::Warning, Text::tr("JetStream does not answer in this account"), error.summary,
                    Text::tr("Turn JetStream on in the server or for the account; check the JetStream domain or API prefix of the link")};
        if (error.kind == ErrorKind::Timeout)
            return {StageState::Failed, Text::tr("JetStream does not answer in time"), error.summary,
                    Text::tr("The cluster may have no leader: look at the servers, and whether enough of them run")};
        return StageOutcome::failed(error);
    }
    const Result<QJsonObject> parsed = json::parseObject(reply->data, u"INFO"_s);
    if (!parsed)
        return StageOutcome::failed(parsed.error());
    if (const QJsonObject error = (*parsed)[u"error"_s].toObject(); !error.isEmpty()) {
        const qint64 code = json::integer(error[u"err_code"_s]);
        const QString said = Text::tr("%1 (%2)").arg(text::clean(error[u"description"_s].toString())).arg(code);
        if (code == 10039 || code == 10076)
            return {StageState::Warning, Text::tr("JetStream is off here"), said,
                    code == 10039 ? Text::tr("Turn JetStream on for this account") : Text::tr("Turn JetStream on in the server")};
        return {StageState::Failed, Text::tr("JetStream reports an error"), said, Text::tr("Look at the health of the servers")};
    }
    return {StageState::Passed,
            Text::tr("JetStream answers"),
            Text::tr("%1 streams, %2 consumers, API level %3")
                .arg(json::integer((*parsed)[u"streams"_s]))
                .arg(json::integer((*parsed)[u"consumers"_s]))
                .arg(json::integer(json::at(*parsed, u"api.level"))),
            {}};
}

} // namespace natsdeck::systems
