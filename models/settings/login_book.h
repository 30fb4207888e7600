#pragma once

#include "models/settings/json_store.h"
#include "models/settings/secret_store.h"

namespace natsdeck::settings {

enum class LoginKind { None, Token, UserPassword, NkeySeedFile, CredsFile };

// How to log in to one system, as someone typed it. Files are referenced where they lie.
struct StoredLogin
{
    LoginKind kind = LoginKind::None;
    QString user;
    QString file;  // seed or creds file
    Secret secret; // password or token; empty after reading = has to be asked for

    [[nodiscard]] bool needsSecret() const { return (kind == LoginKind::Token || kind == LoginKind::UserPassword) && secret.isEmpty(); }
    friend bool operator==(const StoredLogin &, const StoredLogin &) = default;
};

// Logins by SystemId. Kind, user and file stand in a JSON file, the secret in the SecretStore.
class LoginBook final : public QObject
{
    Q_OBJECT

public:
    LoginBook(const QString &path, SecretStore &secrets, QObject *parent = nullptr);

    [[nodiscard]] bool knows(const QString &systemId) const;
    // Nothing when none was given for this system.
    [[nodiscard]] async::Future<std::optional<StoredLogin>> read(const QString &systemId);
    // True: the secret is kept for the next run too.
    [[nodiscard]] async::Future<bool> save(const QString &systemId, const StoredLogin &login);
    [[nodiscard]] async::Future<void> forget(const QString &systemId);

    [[nodiscard]] JsonStore &store() { return m_store; }
    [[nodiscard]] const JsonStore &store() const { return m_store; }

private:
    [[nodiscard]] std::optional<StoredLogin> entry(const QString &systemId) const;

    JsonStore m_store;
    SecretStore &m_secrets;
};

} // namespace natsdeck::settings
