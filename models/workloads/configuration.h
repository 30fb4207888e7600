#pragma once

#include "models/base/result.h"
#include "models/workloads/nats_conf.h"

#include <QDateTime>
#include <QJsonObject>

// What a server was told to run with, and what it runs with.
namespace natsdeck::workloads {

// Where nats-server takes its configuration from, as its pod says.
struct ConfigSource
{
    enum class Kind {
        None,      // no pod seen yet
        Arguments, // no file: the command line is all
        ConfigMap,
        Secret,   // not read here
        Elsewhere // a file of the image or of another kind of volume
    };

    Kind kind = Kind::None;
    QString object; // name of the ConfigMap or Secret
    QString key;    // in it
    QString path;   // in the container
    QStringList arguments;
    bool hasReloader = false; // a container that tells the server when the file has changed

    friend bool operator==(const ConfigSource &, const ConfigSource &) = default;
};

// `podSpec` of a pod or of a workload's template.
[[nodiscard]] ConfigSource configSourceOf(const QJsonObject &podSpec, const QString &container);
// Variables with a known value: literal ones with $(…) resolved, and fields of the pod.
[[nodiscard]] QMap<QString, QString> environmentOf(const QJsonObject &pod, const QString &container);

struct ConfigChange
{
    QDateTime at; // UTC
    QString by;   // manager: "helm", "kubectl-edit"
};
// The last time that data was changed, as far as the object says: of its field managers, else its creation.
[[nodiscard]] ConfigChange lastChangeOf(const QJsonObject &configMap);

struct RunningConfig
{
    QString version;
    QDateTime started; // UTC
    QDateTime loaded;  // UTC
    QString digest;    // empty before 2.11
    QJsonObject varz;
};
[[nodiscard]] Result<RunningConfig> runningConfigOf(const QByteArray &varz);

// A setting that both sides show and that is not the same.
struct ConfigDifference
{
    QString field;   // "jetstream.max_file_store"
    QString wanted;  // in the file
    QString running; // in the server
    bool needsRestart = false;

    friend bool operator==(const ConfigDifference &, const ConfigDifference &) = default;
};
[[nodiscard]] QList<ConfigDifference> differencesOf(const NatsConf &conf, const RunningConfig &running);

enum class LoadState {
    Unknown,     // the server was not asked, or cannot say
    Loaded,      // by its digest, or loaded after the last change
    Pending,     // changed a short while ago; the node and the reloader take up to some minutes
    NotReloaded, // changed, and the server still runs with what was before
    NeedsRestart // so, and with a change that no reload brings
};
[[nodiscard]] LoadState loadStateOf(const ConfigSource &source, const ConfigChange &change, const RunningConfig &running,
                                    const std::optional<QString> &digest, const QList<ConfigDifference> &differences, const QDateTime &now);

} // namespace natsdeck::workloads
