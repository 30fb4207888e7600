#pragma once

#include "models/base/async.h"
#include "models/deployment/desired_system.h"

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include <optional>

namespace natsdeck::deployment {

// One process, told from every later one that gets the same number.
struct ProcessMark
{
    qint64 pid = 0;
    quint64 startTicks = 0; // field 22 of /proc/<pid>/stat
    QString bootId;         // /proc/sys/kernel/random/boot_id

    friend bool operator==(const ProcessMark &, const ProcessMark &) = default;
};

// A server that this program made on this machine: <dataFolder>/workstation/<id>/deployment.json.
struct WorkstationDeployment
{
    DesiredSystem desired; // without secrets
    QString folder;        // everything of it lies here, except a store folder that was asked for elsewhere
    QString storeFolder;
    QString program;
    QString programVersion;
    QDateTime created;     // UTC
    ProcessMark process;   // of the running server; pid 0 = not running
    bool complete = false; // it has answered at least once
    QString configDigest;  // SHA-256 of the nats.conf that the process was started with

    enum class State { Incomplete, Stopped, Running };
    State state = State::Stopped; // as of the last look

    [[nodiscard]] QString id() const { return desired.id; }
    [[nodiscard]] QString systemId() const { return desired.localSystemId(); }
    [[nodiscard]] QString configPath() const { return folder + QStringLiteral("/nats.conf"); }
    [[nodiscard]] QString credentialsPath() const { return folder + QStringLiteral("/credentials.json"); }
    [[nodiscard]] QString seedPath() const { return folder + QStringLiteral("/user.nk"); }
    [[nodiscard]] QString logPath() const { return folder + QStringLiteral("/nats-server.log"); }
    [[nodiscard]] QString pidPath() const { return folder + QStringLiteral("/nats-server.pid"); }
    [[nodiscard]] QString clientUrl() const;
    [[nodiscard]] QString monitoringUrl() const;

    friend bool operator==(const WorkstationDeployment &, const WorkstationDeployment &) = default;
};

// A NATS server that answers on this machine and is not ours.
struct ForeignServer
{
    QString url; // "nats://127.0.0.1:4222"
    QString name;
    QString version;
    bool loginRequired = false;
    bool jetStream = false;

    friend bool operator==(const ForeignServer &, const ForeignServer &) = default;
};

// What this workstation has. Looks at /proc every few seconds while watched; never contacts anything except in probe().
class WorkstationDeployments final : public QObject
{
    Q_OBJECT

public:
    // An empty folder means files::dataFolder()/workstation.
    explicit WorkstationDeployments(const QString &folder = {}, QObject *parent = nullptr);

    [[nodiscard]] const QList<WorkstationDeployment> &deployments() const { return m_deployments; }
    [[nodiscard]] std::optional<WorkstationDeployment> byId(const QString &deploymentId) const;
    [[nodiscard]] std::optional<WorkstationDeployment> bySystemId(const QString &systemId) const;
    [[nodiscard]] QString folder() const { return m_folder; }

    void refresh();                  // asynchronous; changed() when something did
    void setWatching(bool watching); // refresh every 2 s

    // The login of a deployment, from its private files. Io, NotFound. Blocks for one small file.
    [[nodiscard]] static Result<LoginChoice> loginOf(const WorkstationDeployment &deployment);
    // The last `bytes` of its log, cleaned lines.
    [[nodiscard]] static async::Future<QString> logTail(const WorkstationDeployment &deployment, qint64 bytes = 64 * 1024);
    // Connects to 127.0.0.1:4222 and to listening ports near it, reads the greeting, leaves out our own. Only when a
    // person opens "This workstation" or a preflight runs.
    [[nodiscard]] async::Future<QList<ForeignServer>> probe() const;

    static constexpr int watchInterval = 2000; // ms

signals:
    void changed();

private:
    QString m_folder;
    QList<WorkstationDeployment> m_deployments;
    QTimer m_timer;
    bool m_looking = false;
    bool m_again = false;
};

// Reads and looks at all deployments below `folder`; blocks, for threads that may.
QList<WorkstationDeployment> readWorkstationDeployments(const QString &folder);
Result<WorkstationDeployment> readWorkstationDeployment(const QString &folder);
Result<void> writeWorkstationDeployment(const WorkstationDeployment &deployment);
QString defaultWorkstationFolder();

} // namespace natsdeck::deployment
