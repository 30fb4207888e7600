#pragma once

#include "models/base/result.h"
#include "models/base/secret.h"

#include <QJsonObject>
#include <QMap>
#include <QString>

namespace natsdeck::deployment {

// Where the system shall run.
enum class TargetKind { Workstation, Kubernetes };

struct Target
{
    TargetKind kind = TargetKind::Workstation;
    QString context;   // kubeconfig context, empty on the workstation
    QString nameSpace; // Kubernetes namespace, empty on the workstation

    friend bool operator==(const Target &, const Target &) = default;
};

struct JetStreamChoice
{
    bool enabled = true;
    qint64 storageBytes = 0; // size of the file store; on Kubernetes of the volume too
    qint64 memoryBytes = 0;  // limit of memory streams; 0 = none may be made
    QString folder;          // workstation: where the store is made; empty = beside the server's files
    QString storageClass;    // Kubernetes: empty = the default class
    bool syncAlways = false; // fsync every write (server ≥ 2.10); otherwise every 2 minutes

    friend bool operator==(const JetStreamChoice &, const JetStreamChoice &) = default;
};

struct Ports
{
    int client = 4222;
    int monitoring = 8222;
    int cluster = 6222;

    friend bool operator==(const Ports &, const Ports &) = default;
};

// How clients reach it from outside of the cluster, or of the workstation (bind address).
enum class Access { Internal, NodePort, LoadBalancer };

enum class LoginKind { None, Token, UserPassword, Nkey };

struct LoginChoice
{
    LoginKind kind = LoginKind::UserPassword;
    QString user = QStringLiteral("app");
    Secret secret; // password or token; empty = made by the engine. With Nkey: the seed
    bool systemUser = true;
    QString systemUserName = QStringLiteral("system");
    Secret systemSecret;

    friend bool operator==(const LoginChoice &, const LoginChoice &) = default;
};

// Kubernetes quantities as text ("500m", "512Mi"); empty = not set.
struct ResourceChoice
{
    QString cpuRequest;
    QString memoryRequest;
    QString cpuLimit;
    QString memoryLimit;

    friend bool operator==(const ResourceChoice &, const ResourceChoice &) = default;
};

// Full image names, or empty for the official ones of `version`.
struct ImageChoice
{
    QString server;
    QString natsBox;
    QString reloader;

    friend bool operator==(const ImageChoice &, const ImageChoice &) = default;
};

// What the wizard's answers mean, whatever engine makes it so.
struct DesiredSystem
{
    QString id;      // deployment id, made once (makeId()); the folder name on a workstation, a label on Kubernetes
    QString name;    // DNS label: names the server, the StatefulSet, the folder
    QString profile; // id of the profile it started from
    Target target;
    QString version; // of nats-server, "2.12.15"; on a workstation that of `program`
    QString program; // workstation: absolute path of nats-server; empty = the best that is found
    int replicas = 1;
    JetStreamChoice jetStream;
    Ports ports;
    QString bindAddress = QStringLiteral("127.0.0.1"); // workstation only
    Access access = Access::Internal;
    LoginChoice login;
    ResourceChoice resources;
    ImageChoice images;
    bool natsBox = false;
    QString priorityClass;
    QMap<QString, QString> labels;

    friend bool operator==(const DesiredSystem &, const DesiredSystem &) = default;

    [[nodiscard]] static QString makeId(); // 12 lower-case letters and digits
    // "local:<id>" on the workstation; on Kubernetes the engine's plan names it.
    [[nodiscard]] QString localSystemId() const;
};

// Without secrets: this goes into journals and inventories. Reading back refuses what it does not know (Invalid).
QJsonObject toJson(const DesiredSystem &desired);
Result<DesiredSystem> desiredSystemFromJson(const QJsonObject &object);

// Words used in JSON, profiles and tests: "workstation", "kubernetes"; "none", "token", "user-password", "nkey"; …
QString word(TargetKind kind);
QString word(LoginKind kind);
QString word(Access access);
std::optional<LoginKind> loginKindOf(const QString &word);
std::optional<Access> accessOf(const QString &word);

} // namespace natsdeck::deployment
