#pragma once

#include "models/base/async.h"
#include "models/base/secret.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <optional>

namespace natsdeck::settings {

// Where secrets are kept between runs: the system keyring, or nowhere. Without a keyring a secret lives for this run only
// and is asked for again at the next; it is never written to a file. Call from one thread, the GUI's.
class SecretStore : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // Nothing: not stored, so ask. An error only when the keyring answered with one (locked and refused): ask as well, and say why.
    [[nodiscard]] virtual async::Future<std::optional<Secret>> read(const QString &key) = 0;

    // True: stored for the next run. False: kept for this run only.
    [[nodiscard]] virtual async::Future<bool> remember(const QString &key, const Secret &secret) = 0;
    [[nodiscard]] virtual async::Future<void> forget(const QString &key) = 0;
};

// For this run only: tests, and builds without QtKeychain.
class RunSecretStore final : public SecretStore
{
    Q_OBJECT

public:
    using SecretStore::SecretStore;
    async::Future<std::optional<Secret>> read(const QString &key) override;
    async::Future<bool> remember(const QString &key, const Secret &secret) override;
    async::Future<void> forget(const QString &key) override;

private:
    QHash<QString, Secret> m_secrets;
};

// The system keyring over QtKeychain with its insecure fall-back off, or RunSecretStore in builds without it.
[[nodiscard]] std::unique_ptr<SecretStore> makeSecretStore();

} // namespace natsdeck::settings
