#pragma once

#include "models/base/async.h"
#include "models/base/secret.h"

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

// Kubeconfig files as client-go reads them (facts/kubernetes-client.md §1), with one deviation: a file that cannot be read is
// named in `problems` and the others still load. Reading them contacts nothing and runs nothing.
namespace natsdeck::kube {

inline constexpr qint64 kubeconfigBytes = 4 * 1024 * 1024; // budget per file

// A program that prints credentials (client.authentication.k8s.io).
struct ExecConfig
{
    QString command; // absolute when it was written with a path separator; otherwise looked up in PATH
    QStringList arguments;
    QList<std::pair<QString, QString>> environment;
    QString apiVersion;
    QString installHint;
    bool provideClusterInfo = false;
    QString interactiveMode; // "Never", "IfAvailable", "Always"

    friend bool operator==(const ExecConfig &, const ExecConfig &) = default;
};

// Every entry remembers the file it stands in. Paths are absolute. `extensions` by name, kept as they came.
struct ClusterEntry
{
    QString name;
    QString origin;
    QString server;
    QString tlsServerName;
    bool insecureSkipTlsVerify = false;
    QString certificateAuthority;
    QByteArray certificateAuthorityData; // PEM
    QString proxyUrl;
    bool disableCompression = false;
    QJsonObject extensions;

    friend bool operator==(const ClusterEntry &, const ClusterEntry &) = default;
};

struct UserEntry
{
    QString name;
    QString origin;
    QString clientCertificate;
    QByteArray clientCertificateData; // PEM
    QString clientKey;
    Secret clientKeyData; // PEM
    Secret token;
    QString tokenFile;
    QString username;
    Secret password;
    QString impersonate;
    QString impersonateUid;
    QStringList impersonateGroups;
    QMap<QString, QStringList> impersonateExtra;
    QString authProvider; // name of a legacy provider; empty when none
    std::optional<ExecConfig> exec;
    QJsonObject extensions;

    friend bool operator==(const UserEntry &, const UserEntry &) = default;
};

struct ContextEntry
{
    QString name;
    QString origin;
    QString cluster;
    QString user;
    QString nameSpace; // empty when not given
    QJsonObject extensions;

    friend bool operator==(const ContextEntry &, const ContextEntry &) = default;
};

struct KubeconfigProblem
{
    QString file;
    Error error;

    friend bool operator==(const KubeconfigProblem &, const KubeconfigProblem &) = default;
};

struct Kubeconfig
{
    QList<ContextEntry> contexts; // in the order of the files, then as written
    QList<ClusterEntry> clusters;
    QList<UserEntry> users;
    QString currentContext;
    QJsonObject extensions;
    QStringList files; // that were read
    QList<KubeconfigProblem> problems;

    friend bool operator==(const Kubeconfig &, const Kubeconfig &) = default;
};

// One context with what it names. What a Client is made from.
struct ContextConfig
{
    QString name;
    QString origin; // file of the context
    ClusterEntry cluster;
    UserEntry user;
    QString nameSpace; // "default" when the context names none

    friend bool operator==(const ContextConfig &, const ContextConfig &) = default;
};

// Which files count: `explicitPath` alone, or KUBECONFIG split at ':' without empty and repeated items, or ~/.kube/config.
[[nodiscard]] QStringList kubeconfigFiles(const QString &explicitPath = {});

// One file. Invalid (damaged, wrong type, double name), LimitExceeded (size, depth, aliases, nodes), NotFound, Io; the detail
// says where. `origin` is the file that paths are relative to.
[[nodiscard]] Result<Kubeconfig> parseKubeconfig(const QByteArray &bytes, const QString &origin);

// All of them, merged: whole entries by name, the first file wins; current-context is the first that is not empty.
// Missing files are skipped. Blocks on the disk: use the second one on a thread that must not wait.
[[nodiscard]] Kubeconfig readKubeconfigs(const QStringList &files);
[[nodiscard]] async::Future<Kubeconfig> loadKubeconfigs(const QStringList &files);

// NotFound (no such context, cluster or user), Invalid (contradicting fields, with all of them named).
[[nodiscard]] Result<ContextConfig> resolveContext(const Kubeconfig &config, const QString &context);

// What can be said about a context without contacting anything: TLS not verified, programs to run, proxies, keys readable by others.
struct ContextTraits
{
    bool insecure = false;
    bool runsProgram = false;
    bool usesProxy = false;
    bool readableByOthers = false; // the file that holds the credentials is group- or world-readable
};
[[nodiscard]] ContextTraits traitsOf(const ContextConfig &config);

} // namespace natsdeck::kube
