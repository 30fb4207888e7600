#include "models/nats/creds.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/nats/nkey.h"

#include <QCoreApplication>

namespace natsdeck::nats {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

Failure damaged(const QString &why)
{
    return failure(ErrorKind::Invalid, tr("The creds file cannot be used"), why,
                   tr("Export it again, for example with nsc generate creds"));
}

// "-----BEGIN NATS USER JWT-----", "------END USER NKEY SEED------": at least three dashes on both sides.
bool isFence(QByteArrayView line, QByteArrayView word)
{
    if (!line.startsWith("---") || !line.endsWith("---"))
        return false;
    while (line.startsWith('-'))
        line = line.sliced(1);
    return line.startsWith(word);
}

bool looksLikeJwt(QByteArrayView text)
{
    int dots = 0;
    for (const char c : text) {
        if (c == '.')
            ++dots;
        else if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_'))
            return false;
    }
    return dots == 2 && text.startsWith("ey");
}

Result<Creds> checked(Creds creds)
{
    if (creds.jwt.isEmpty() || !looksLikeJwt(creds.jwt.reveal()))
        return damaged(tr("There is no user JWT in it"));
    if (creds.seed.isEmpty())
        return damaged(tr("There is no nkey seed in it"));
    if (const Result<Nkey> key = Nkey::fromSeed(creds.seed); !key)
        return damaged(key.error().summary);
    return creds;
}

} // namespace

Result<Creds> parseCreds(const QByteArray &content)
{
    if (content.size() > credsBudget)
        return failure(ErrorKind::LimitExceeded, tr("The creds file is too large"), tr("More than %1 KiB").arg(credsBudget / 1024));
    QList<Secret> blocks;
    QByteArrayView rest(content);
    bool inside = false;
    Secret bareSeed;
    while (!rest.isEmpty()) {
        const qsizetype end = rest.indexOf('\n');
        const QByteArrayView line = (end < 0 ? rest : rest.first(end)).trimmed();
        rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
        if (isFence(line, "BEGIN")) {
            inside = true;
        } else if (isFence(line, "END")) {
            inside = false;
        } else if (!line.isEmpty() && inside) {
            blocks.append(Secret(line.toByteArray()));
            inside = false; // one line per block; what follows until END is not ours
        } else if (line.startsWith("SU") && bareSeed.isEmpty()) {
            bareSeed = Secret(line.toByteArray());
        }
    }
    Creds creds;
    if (!blocks.isEmpty())
        creds.jwt = blocks.first();
    creds.seed = blocks.size() > 1 ? blocks.at(1) : bareSeed;
    return checked(std::move(creds));
}

Result<Creds> credsOf(const Secret &jwt, const Secret &seed)
{
    // Files of one part are often whole creds files, or have fences of their own.
    const auto lineOf = [](const Secret &text, const char *start) {
        for (const QByteArray &line : text.reveal().split('\n')) {
            if (line.trimmed().startsWith(start))
                return Secret(line.trimmed());
        }
        return Secret();
    };
    if (jwt.reveal().size() > credsBudget || seed.reveal().size() > credsBudget)
        return failure(ErrorKind::LimitExceeded, tr("The user JWT or its seed is too large"),
                       tr("More than %1 KiB").arg(credsBudget / 1024));
    return checked({lineOf(jwt, "ey"), lineOf(seed, "SU")});
}

Secret credsText(const Secret &jwt, const Secret &seed)
{
    return Secret("-----BEGIN NATS USER JWT-----\n" + jwt.reveal() +
                  "\n------END NATS USER JWT------\n"
                  "-----BEGIN USER NKEY SEED-----\n" +
                  seed.reveal() + "\n------END USER NKEY SEED------\n");
}

Result<JwtClaims> readClaims(const Secret &jwt)
{
    const QList<QByteArray> parts = jwt.reveal().split('.');
    if (parts.size() != 3)
        return failure(ErrorKind::Invalid, tr("The JWT is damaged"));
    const auto claims = json::parseObject(QByteArray::fromBase64(parts.at(1), QByteArray::Base64UrlEncoding), tr("JWT"));
    if (!claims)
        return failure(claims.error());
    return JwtClaims{
        text::clean(claims->value(QLatin1StringView("name")).toString()), text::clean(claims->value(QLatin1StringView("sub")).toString()),
        text::clean(claims->value(QLatin1StringView("iss")).toString()), json::integer(claims->value(QLatin1StringView("exp")))};
}

} // namespace natsdeck::nats
