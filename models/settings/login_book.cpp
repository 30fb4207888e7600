#include "models/settings/login_book.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace natsdeck::settings {

namespace {

constexpr std::array<const char *, 11> kindNames{"none",  "token",     "user-password", "nkey-seed-file", "creds-file",    "nkey-seed",
                                                 "creds", "jwt-files", "certificate",   "cli-context",    "cluster-secret"};

QString secretKey(const QString &systemId) { return u"login/"_s + systemId; }
QString tlsKey(const QString &systemId) { return systemId + u"#tls"_s; }

} // namespace

LoginBook::LoginBook(const QString &path, SecretStore &secrets, QObject *parent)
    : QObject(parent)
    , m_store(path)
    , m_secrets(secrets)
{}

std::optional<StoredLogin> LoginBook::entry(const QString &systemId) const
{
    const QJsonValue value = m_store.value(systemId);
    if (!value.isObject())
        return {};
    const QJsonObject object = value.toObject();
    const QByteArray kind = object[u"kind"_s].toString().toLatin1();
    const auto *const found = std::find_if(kindNames.begin(), kindNames.end(), [&](const char *name) { return kind == name; });
    if (found == kindNames.end())
        return {};
    return StoredLogin{static_cast<LoginKind>(found - kindNames.begin()),
                       object[u"user"_s].toString(),
                       object[u"file"_s].toString(),
                       {},
                       object[u"secondFile"_s].toString(),
                       object[u"reference"_s].toString()};
}

bool LoginBook::knows(const QString &systemId) const { return entry(systemId).has_value(); }

async::Future<std::optional<StoredLogin>> LoginBook::read(const QString &systemId)
{
    std::optional<StoredLogin> login = entry(systemId);
    if (!login || !login->needsSecret())
        return async::ready<std::optional<StoredLogin>>(std::move(login));
    auto promise = std::make_shared<QPromise<Result<std::optional<StoredLogin>>>>();
    promise->start();
    async::deliver<std::optional<Secret>>(m_secrets.read(secretKey(systemId)), this,
                                          [promise, login = *login](const Result<std::optional<Secret>> &secret) {
                                              StoredLogin whole = login;
                                              // A keyring that refuses is as good as none: the secret is asked for.
                                              if (secret && *secret)
                                                  whole.secret = **secret;
                                              promise->addResult(std::optional(whole));
                                              promise->finish();
                                          });
    return promise->future();
}

async::Future<bool> LoginBook::save(const QString &systemId, const StoredLogin &login)
{
    m_store.set(systemId, QJsonObject{{u"kind"_s, QString::fromLatin1(kindNames.at(static_cast<std::size_t>(login.kind)))},
                                      {u"user"_s, login.user},
                                      {u"file"_s, login.file},
                                      {u"secondFile"_s, login.secondFile},
                                      {u"reference"_s, login.reference}});
    if (login.secret.isEmpty())
        return async::ready<bool>(true);
    return m_secrets.remember(secretKey(systemId), login.secret);
}

async::Future<void> LoginBook::forget(const QString &systemId)
{
    m_store.remove(systemId);
    return m_secrets.forget(secretKey(systemId));
}

QString LoginBook::systemAccount(const QString &systemId) { return systemId + u"#system-account"_s; }

StoredTls LoginBook::tls(const QString &systemId) const
{
    const QJsonObject object = m_store.value(tlsKey(systemId)).toObject();
    return {object[u"skipVerification"_s].toBool(), object[u"handshakeFirst"_s].toBool()};
}

void LoginBook::saveTls(const QString &systemId, const StoredTls &tls)
{
    if (tls == StoredTls())
        m_store.remove(tlsKey(systemId));
    else
        m_store.set(tlsKey(systemId),
                    QJsonObject{{u"skipVerification"_s, tls.skipVerification}, {u"handshakeFirst"_s, tls.handshakeFirst}});
}

} // namespace natsdeck::settings
