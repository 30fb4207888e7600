#include "models/workloads/configuration.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/base/units.h"

#include <QDir>
#include <QJsonArray>
#include <QRegularExpression>
#include <QVersionNumber>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr int spreadTime = 180; // s: kubelets look at ConfigMaps every minute, reloaders wait a little
constexpr int startTime = 5;    // s: what a server loads this soon after its start is no reload

QDateTime timeAt(const QJsonObject &object, QLatin1StringView key)
{
    return QDateTime::fromString(object.value(key).toString(), Qt::ISODateWithMs).toUTC();
}

QJsonObject containerIn(const QJsonObject &podSpec, const QString &name)
{
    const QJsonArray containers = podSpec.value("containers"_L1).toArray();
    for (const QJsonValue &container : containers) {
        if (container.toObject().value("name"_L1).toString() == name)
            return container.toObject();
    }
    return containers.size() == 1 ? containers.first().toObject() : QJsonObject();
}

QStringList wordsOf(const QJsonObject &container)
{
    QStringList words;
    for (const auto &key : {"command"_L1, "args"_L1}) {
        const QJsonArray list = container.value(key).toArray();
        for (const QJsonValue &word : list)
            words << word.toString();
    }
    return words;
}

QString configFileIn(const QStringList &words)
{
    static const QRegularExpression option(u"^--?(c|config)(=(.*))?$"_s);
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (const auto match = option.match(words[i]); match.hasMatch())
            return match.captured(2).isEmpty() ? words.value(i + 1) : match.captured(3);
    }
    return {};
}

void takeVolume(ConfigSource &source, const QJsonObject &volume, const QString &file)
{
    const auto keyIn = [&](const QJsonArray &items) {
        for (const QJsonValue &item : items) {
            if (item.toObject().value("path"_L1).toString() == file)
                return item.toObject().value("key"_L1).toString();
        }
        return file;
    };
    if (const QJsonObject map = volume.value("configMap"_L1).toObject(); !map.isEmpty()) {
        source.kind = ConfigSource::Kind::ConfigMap;
        source.object = map.value("name"_L1).toString();
        source.key = keyIn(map.value("items"_L1).toArray());
    } else if (const QJsonObject secret = volume.value("secret"_L1).toObject(); !secret.isEmpty()) {
        source.kind = ConfigSource::Kind::Secret;
        source.object = secret.value("secretName"_L1).toString();
        source.key = keyIn(secret.value("items"_L1).toArray());
    }
}

bool looksLikeReloader(const QJsonObject &container)
{
    return container.value("name"_L1).toString().contains("reloader"_L1) ||
           container.value("image"_L1).toString().contains("config-reloader"_L1);
}

// A size as a number or as text with a unit ("10GB", "10Gi").
std::optional<qint64> sizeOf(const ConfValue &value)
{
    if (value.kind == ConfValue::Kind::Integer)
        return value.integer;
    const auto inner = value.kind == ConfValue::Kind::Text ? parseNatsConf(u"v: "_s + value.text, {}) : Result<NatsConf>(NatsConf());
    const std::optional<ConfValue> number = inner ? inner->at(u"v") : std::nullopt;
    return number && number->kind == ConfValue::Kind::Integer ? std::optional(number->integer) : std::nullopt;
}

struct Setting
{
    QLatin1StringView conf;
    QLatin1StringView otherName; // the same, as it may also be written
    QLatin1StringView varz;
    enum class Form { Number, Bytes, Text } form;
    bool needsRestart;
};

// What /varz shows of the configuration, and what of it a reload brings (nats-server, server/reload.go).
constexpr Setting settings[] = {
    {"port"_L1, {}, "port"_L1, Setting::Form::Number, true},
    {"http_port"_L1, "monitor_port"_L1, "http_port"_L1, Setting::Form::Number, true},
    {"https_port"_L1, {}, "https_port"_L1, Setting::Form::Number, true},
    {"server_name"_L1, {}, "server_name"_L1, Setting::Form::Text, true},
    {"max_payload"_L1, {}, "max_payload"_L1, Setting::Form::Bytes, false},
    {"max_connections"_L1, "max_conn"_L1, "max_connections"_L1, Setting::Form::Number, false},
    {"max_control_line"_L1, {}, "max_control_line"_L1, Setting::Form::Bytes, false},
    {"max_pending"_L1, {}, "max_pending"_L1, Setting::Form::Bytes, true},
    {"max_subscriptions"_L1, "max_subs"_L1, "max_subscriptions"_L1, Setting::Form::Number, true},
    {"ping_max"_L1, {}, "ping_max"_L1, Setting::Form::Number, false},
    {"cluster.name"_L1, {}, "cluster.name"_L1, Setting::Form::Text, false},
    {"cluster.port"_L1, {}, "cluster.cluster_port"_L1, Setting::Form::Number, true},
    {"gateway.name"_L1, {}, "gateway.name"_L1, Setting::Form::Text, true},
    {"gateway.port"_L1, {}, "gateway.port"_L1, Setting::Form::Number, true},
    {"leafnodes.port"_L1, {}, "leaf.port"_L1, Setting::Form::Number, true},
    {"websocket.port"_L1, {}, "websocket.port"_L1, Setting::Form::Number, true},
    {"mqtt.port"_L1, {}, "mqtt.port"_L1, Setting::Form::Number, true},
    {"jetstream.domain"_L1, {}, "jetstream.config.domain"_L1, Setting::Form::Text, true},
    {"jetstream.unique_tag"_L1, {}, "jetstream.config.unique_tag"_L1, Setting::Form::Text, true},
};

QString numberText(const Setting &setting, qint64 number)
{
    return setting.form == Setting::Form::Bytes ? shortBytes(static_cast<double>(number)) : QString::number(number);
}

void compareSizes(QList<ConfigDifference> &found, const NatsConf &conf, const RunningConfig &running)
{
    // From 2.12.7 a reload makes the stores larger; never smaller.
    const bool mayGrow = QVersionNumber::fromString(running.version) >= QVersionNumber(2, 12, 7);
    const auto compare = [&](std::initializer_list<QStringView> names, QStringView inVarz) {
        for (const QStringView name : names) {
            const std::optional<ConfValue> value = conf.at(u"jetstream."_s + name.toString());
            const qint64 now = json::integer(json::at(running.varz, inVarz));
            const qint64 wanted = value ? sizeOf(*value).value_or(now) : now;
            if (wanted != now)
                found << ConfigDifference{u"jetstream."_s + name.toString(), shortBytes(static_cast<double>(wanted)),
                                          shortBytes(static_cast<double>(now)), wanted < now || !mayGrow};
        }
    };
    compare({u"max_file_store", u"max_file", u"max_store"}, u"jetstream.config.max_storage");
    compare({u"max_memory_store", u"max_mem", u"max_memory"}, u"jetstream.config.max_memory");
}

} // namespace

ConfigSource configSourceOf(const QJsonObject &podSpec, const QString &container)
{
    ConfigSource source;
    const QJsonObject server = containerIn(podSpec, container);
    if (server.isEmpty())
        return source;
    const QJsonArray containers = podSpec.value("containers"_L1).toArray();
    source.hasReloader =
        std::any_of(containers.begin(), containers.end(), [](const QJsonValue &one) { return looksLikeReloader(one.toObject()); });
    const QStringList words = wordsOf(server);
    for (const QString &word : words)
        source.arguments << text::clean(word);
    source.kind = ConfigSource::Kind::Arguments;
    source.path = configFileIn(words);
    if (source.path.isEmpty())
        return source;
    source.kind = ConfigSource::Kind::Elsewhere;
    const QJsonArray mounts = server.value("volumeMounts"_L1).toArray();
    for (const QJsonValue &value : mounts) {
        const QJsonObject mount = value.toObject();
        const QString subPath = mount.value("subPath"_L1).toString();
        QString folder = mount.value("mountPath"_L1).toString();
        while (folder.endsWith(u'/'))
            folder.chop(1);
        if (!(subPath.isEmpty() ? source.path.startsWith(folder + u'/') : source.path == folder))
            continue;
        const QJsonArray volumes = podSpec.value("volumes"_L1).toArray();
        for (const QJsonValue &volume : volumes) {
            if (volume.toObject().value("name"_L1) == mount.value("name"_L1))
                takeVolume(source, volume.toObject(), subPath.isEmpty() ? source.path.mid(folder.size() + 1) : subPath);
        }
    }
    return source;
}

QMap<QString, QString> environmentOf(const QJsonObject &pod, const QString &container)
{
    static const QRegularExpression reference(u"\\$\\(([A-Za-z_][A-Za-z0-9_.-]*)\\)"_s);
    QMap<QString, QString> environment;
    const QJsonArray variables = containerIn(pod.value("spec"_L1).toObject(), container).value("env"_L1).toArray();
    for (const QJsonValue &value : variables) {
        const QJsonObject variable = value.toObject();
        const QString name = variable.value("name"_L1).toString();
        if (const QString path = json::at(variable, u"valueFrom.fieldRef.fieldPath").toString(); !path.isEmpty()) {
            if (const QJsonValue field = json::at(pod, path); field.isString())
                environment.insert(name, field.toString());
            continue;
        }
        if (variable.contains("valueFrom"_L1))
            continue; // a Secret or ConfigMap: not known here
        QString text = variable.value("value"_L1).toString();
        for (auto match = reference.match(text); match.hasMatch(); match = reference.match(text, match.capturedStart() + 1)) {
            if (const auto known = environment.constFind(match.captured(1)); known != environment.constEnd())
                text.replace(match.capturedStart(), match.capturedLength(), *known);
        }
        environment.insert(name, text);
    }
    return environment;
}

ConfigChange lastChangeOf(const QJsonObject &configMap)
{
    const QJsonObject meta = configMap.value("metadata"_L1).toObject();
    ConfigChange change{timeAt(meta, "creationTimestamp"_L1), {}};
    const QJsonArray managers = meta.value("managedFields"_L1).toArray();
    for (const QJsonValue &value : managers) {
        const QJsonObject entry = value.toObject();
        const QJsonObject fields = entry.value("fieldsV1"_L1).toObject();
        if (!fields.contains("f:data"_L1) && !fields.contains("f:binaryData"_L1))
            continue; // labels and annotations only
        const QDateTime at = timeAt(entry, "time"_L1);
        if (at.isValid() && (!change.at.isValid() || at >= change.at)) {
            change.at = at;
            change.by = text::clean(entry.value("manager"_L1).toString(), 128);
        }
    }
    return change;
}

Result<RunningConfig> runningConfigOf(const QByteArray &varz)
{
    const Result<QJsonObject> object = json::parseObject(varz, u"the answer of /varz"_s);
    if (!object)
        return Failure(object.error());
    if (!object->contains("server_id"_L1))
        return failure(ErrorKind::Protocol, u"This is no NATS server's answer"_s);
    RunningConfig running;
    running.varz = *object;
    running.version = text::clean(object->value("version"_L1).toString(), 64);
    running.started = timeAt(*object, "start"_L1);
    running.loaded = timeAt(*object, "config_load_time"_L1);
    running.digest = text::clean(object->value("config_digest"_L1).toString(), 128);
    return running;
}

QList<ConfigDifference> differencesOf(const NatsConf &conf, const RunningConfig &running)
{
    QList<ConfigDifference> found;
    for (const Setting &setting : settings) {
        std::optional<ConfValue> value = conf.at(QString(setting.conf));
        if (!value && !setting.otherName.isEmpty())
            value = conf.at(QString(setting.otherName));
        if (!value || (!value->variable.isEmpty() && conf.unresolved.contains(value->variable)))
            continue;
        const QJsonValue now = json::at(running.varz, QString(setting.varz));
        if (setting.form == Setting::Form::Text) {
            if (value->kind == ConfValue::Kind::Text && value->text != now.toString())
                found << ConfigDifference{setting.conf, text::clean(value->text), text::clean(now.toString()), setting.needsRestart};
        } else if (const std::optional<qint64> number = sizeOf(*value); number && *number != json::integer(now)) {
            found << ConfigDifference{setting.conf, numberText(setting, *number), numberText(setting, json::integer(now)),
                                      setting.needsRestart};
        }
    }
    if (!json::at(running.varz, u"jetstream.config").isObject())
        return found;
    compareSizes(found, conf, running);
    if (const auto folder = conf.at(u"jetstream.store_dir"); folder && folder->kind == ConfValue::Kind::Text) {
        QString now = json::at(running.varz, u"jetstream.config.store_dir").toString();
        now.chop(now.endsWith("/jetstream"_L1) && !folder->text.endsWith("/jetstream"_L1) ? 10 : 0);
        if (QDir::cleanPath(folder->text) != QDir::cleanPath(now))
            found << ConfigDifference{u"jetstream.store_dir"_s, text::clean(folder->text), text::clean(now), true};
    }
    return found;
}

LoadState loadStateOf(const ConfigSource &source, const ConfigChange &change, const RunningConfig &running,
                      const std::optional<QString> &digest, const QList<ConfigDifference> &differences, const QDateTime &now)
{
    if (digest && !running.digest.isEmpty() && *digest == running.digest)
        return LoadState::Loaded;
    if (!change.at.isValid() || !running.loaded.isValid())
        return LoadState::Unknown;
    const qint64 loadedAfter = change.at.secsTo(running.loaded);
    // A server that was started (not told to reload) soon after the change may still have been given the file of before.
    const bool isOther = digest && !running.digest.isEmpty() && running.started.secsTo(running.loaded) <= startTime;
    if (loadedAfter >= 0 && !(isOther && loadedAfter < spreadTime))
        return LoadState::Loaded;
    if (std::any_of(differences.begin(), differences.end(), [](const ConfigDifference &one) { return one.needsRestart; }))
        return LoadState::NeedsRestart;
    return source.hasReloader && change.at.secsTo(now) < spreadTime ? LoadState::Pending : LoadState::NotReloaded;
}

} // namespace natsdeck::workloads
