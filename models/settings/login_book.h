#pragma once

#include "models/settings/json_store.h"
#include "models/settings/secret_store.h"

namespace natsdeck::settings {

enum class LoginKind {
    None,
    Token,
    UserPassword,
    NkeySeedFile,
    CredsFile,
    NkeySeed,     // the seed itself
    Creds,        // the content of a creds file
    JwtFiles,     // user JWT and seed in files of their own
    Certificate,  // client certificate and key, for servers with verify_and_map
    CliContext,   // that of a context of the nats command
    ClusterSecret // that lies in the system's cluster, read there at each attempt
};

// How to log in to one system, as someone typed or chose it. Files, contexts and Secrets are referenced where they lie.
struct StoredLogin
{
    LoginKind kind = LoginKind::None;
    QString user;
    QString file;            // seed or creds file, the JWT of JwtFiles, the certificate
    Secret secret;           // password, token, seed or creds; empty after reading = has to be asked for
    QString secondFile = {}; // the seed of JwtFiles, the key of a certificate
    QString reference = {};  // the context's name; see systems/cluster_logins.h for a Secret

    [[nodiscard]] bool hasSecret() const
    {
        return kind == LoginKind::Token || kind == LoginKind::UserPassword || kind == LoginKind::NkeySeed || kind == LoginKind::Creds;
    }
    [[nodiscard]] bool needsSecret() const { return hasSecret() && secret.isEmpty(); }
    friend bool operator==(const StoredLogin &, const StoredLogin &) = default;
};

// What someone decided about TLS for one system only.
struct StoredTls
{
    bool skipVerification = false; // shown as a warning as long as it is so
    bool handshakeFirst = false;

    friend bool operator==(const StoredTls &, const StoredTls &) = default;
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

    // The second login of the same system, for its system account: to be used in the place of the SystemId.
    [[nodiscard]] static QString systemAccount(const QString &systemId);

    [[nodiscard]] StoredTls tls(const QString &systemId) const;
    void saveTls(const QString &systemId, const StoredTls &tls);

    [[nodiscard]] JsonStore &store() { return m_store; }
    [[nodiscard]] const JsonStore &store() const { return m_store; }

private:
    [[nodiscard]] std::optional<StoredLogin> entry(const QString &systemId) const;

    JsonStore m_store;
    SecretStore &m_secrets;
};

} // namespace natsdeck::settings
