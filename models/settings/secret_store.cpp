#include "models/settings/secret_store.h"

namespace natsdeck::settings {

async::Future<std::optional<Secret>> RunSecretStore::read(const QString &key)
{
    const auto found = m_secrets.constFind(key);
    return async::ready<std::optional<Secret>>(found == m_secrets.constEnd() ? std::optional<Secret>() : std::optional(*found));
}

async::Future<bool> RunSecretStore::remember(const QString &key, const Secret &secret)
{
    m_secrets.insert(key, secret);
    return async::ready<bool>(false);
}

async::Future<void> RunSecretStore::forget(const QString &key)
{
    m_secrets.remove(key);
    return async::ready<void>({});
}

} // namespace natsdeck::settings
