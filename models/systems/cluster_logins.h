#pragma once

#include "models/base/async.h"
#include "models/nats/connect_options.h"
#include "models/settings/login_book.h"

#include <QJsonObject>
#include <QMap>

#include <memory>

namespace natsdeck::kube {
class Client;
struct FoundSystem;
} // namespace natsdeck::kube

namespace natsdeck::systems {

// A login that lies somewhere and could be used, found without reading any secret. Using it is the person's decision: `reads` says
// exactly what would be read, now and at each later attempt.
struct FoundLogin
{
    QString source; // "nats-box of Deployment nats/nats-box", "NATS context prod"
    QString user;   // "user alice", "creds /home/a/ngs.creds"; empty when it is not known before it is read
    QString reads;  // "Secret nats/nats-box-contexts and the Secrets that it names"
    settings::StoredLogin login;

    friend bool operator==(const FoundLogin &, const FoundLogin &) = default;
};

struct FoundLogins
{
    QList<FoundLogin> logins;
    QStringList notAllowed; // "list deployments in nats": where could not be looked
};

// nats-box Deployments beside the system, Secrets that its own workload refers to, and CLI contexts of this workstation whose URL leads
// to it. Reads Deployments and the workload, no Secret.
[[nodiscard]] async::Future<FoundLogins> findClusterLogins(std::shared_ptr<kube::Client> client, const kube::FoundSystem &found);

// CLI contexts whose URL names one of these hosts (any case); a port must agree where both name one.
[[nodiscard]] QList<FoundLogin> cliContextsFor(const QStringList &urls);

// Reads what a StoredLogin of kind ClusterSecret refers to: "box:NAMESPACE/DEPLOYMENT" or "secret:NAMESPACE/NAME". Blocks: worker threads
// only. NotFound when it is gone or holds no login; the cluster's own errors.
[[nodiscard]] Result<nats::ConnectOptions> readClusterLogin(kube::Client &client, const QString &reference);

// A Secret as the first container of a workload sees it.
struct SecretMount
{
    QString path; // "/etc/nats-contexts"
    QString secret;
    QMap<QString, QString> files; // path below the mount → key; empty = every key under its own name

    friend bool operator==(const SecretMount &, const SecretMount &) = default;
};

// Pure parts, for tests.
[[nodiscard]] QList<SecretMount> secretMountsOf(const QJsonObject &workload);
[[nodiscard]] QStringList secretsInEnvironment(const QJsonObject &workload);
[[nodiscard]] bool isNatsBox(const QJsonObject &deployment);
// A login out of the decoded data of one Secret: creds, nkey seed, token, user and password, client certificate.
[[nodiscard]] Result<nats::ConnectOptions> loginInSecret(const QString &name, const QMap<QString, QByteArray> &data);

} // namespace natsdeck::systems
