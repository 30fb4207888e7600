#include "models/deployment/desired_system.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QStringList>

#include <array>
#include <functional>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

template <typename Enum> struct Words
{
    Enum value;
    QLatin1StringView word;
};

constexpr std::array targetWords{Words{TargetKind::Workstation, "workstation"_L1}, Words{TargetKind::Kubernetes, "kubernetes"_L1}};
constexpr std::array loginWords{Words{LoginKind::None, "none"_L1}, Words{LoginKind::Token, "token"_L1},
                                Words{LoginKind::UserPassword, "user-password"_L1}, Words{LoginKind::Nkey, "nkey"_L1}};
constexpr std::array accessWords{Words{Access::Internal, "internal"_L1}, Words{Access::NodePort, "node-port"_L1},
                                 Words{Access::LoadBalancer, "load-balancer"_L1}};

template <typename Table, typename Enum> QString wordOf(const Table &table, Enum value)
{
    for (const auto &entry : table) {
        if (entry.value == value)
            return entry.word;
    }
    return {};
}

// Reads the fields of one object and remembers the first that is unknown or of the wrong type.
class Reader
{
public:
    Reader(const QJsonObject &object, QString path, QString &problem)
        : m_object(object)
        , m_path(std::move(path))
        , m_problem(problem)
    {}
    ~Reader()
    {
        for (auto it = m_object.begin(); it != m_object.end(); ++it) {
            if (!m_known.contains(it.key()))
                complain(it.key(), u"is unknown"_s);
        }
    }
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    void text(const QString &key, QString &target)
    {
        if (const QJsonValue value = take(key); value.isString())
            target = value.toString();
        else if (!value.isUndefined())
            complain(key, u"must be a text"_s);
    }
    void flag(const QString &key, bool &target)
    {
        if (const QJsonValue value = take(key); value.isBool())
            target = value.toBool();
        else if (!value.isUndefined())
            complain(key, u"must be true or false"_s);
    }
    template <typename Number> void number(const QString &key, Number &target, qint64 low, qint64 high)
    {
        const QJsonValue value = take(key);
        if (value.isUndefined())
            return;
        const qint64 integer = value.toInteger(low - 1);
        if (integer < low || integer > high)
            complain(key, u"must be a whole number from %1 to %2"_s.arg(low).arg(high));
        else
            target = static_cast<Number>(integer);
    }
    template <typename Table, typename Enum> void choice(const QString &key, const Table &table, Enum &target)
    {
        const QJsonValue value = take(key);
        if (value.isUndefined())
            return;
        for (const auto &entry : table) {
            if (value.toString() == entry.word) {
                target = entry.value;
                return;
            }
        }
        complain(key, u"is none of the known words"_s);
    }
    void object(const QString &key, const std::function<void(Reader &)> &read)
    {
        const QJsonValue value = take(key);
        if (value.isUndefined())
            return;
        if (!value.isObject())
            return complain(key, u"must be an object"_s);
        const QJsonObject inner = value.toObject();
        Reader reader(inner, m_path + key + u'.', m_problem);
        read(reader);
    }
    void texts(const QString &key, QMap<QString, QString> &target)
    {
        const QJsonValue value = take(key);
        if (value.isUndefined())
            return;
        const QJsonObject inner = value.toObject();
        target.clear();
        for (auto it = inner.begin(); it != inner.end(); ++it) {
            if (!it->isString())
                complain(key, u"must hold texts"_s);
            target.insert(it.key(), it->toString());
        }
    }

private:
    QJsonValue take(const QString &key)
    {
        m_known << key;
        return m_object.value(key);
    }
    void complain(const QString &key, const QString &what)
    {
        if (m_problem.isEmpty())
            m_problem = u"“%1%2” %3"_s.arg(m_path, key, what);
    }

    const QJsonObject &m_object;
    QString m_path;
    QString &m_problem;
    QStringList m_known;
};

void readParts(Reader &reader, DesiredSystem &desired)
{
    reader.object(u"jetStream"_s, [&](Reader &r) {
        r.flag(u"enabled"_s, desired.jetStream.enabled);
        r.number(u"storageBytes"_s, desired.jetStream.storageBytes, 0, qint64(1) << 60);
        r.number(u"memoryBytes"_s, desired.jetStream.memoryBytes, 0, qint64(1) << 60);
        r.text(u"folder"_s, desired.jetStream.folder);
        r.text(u"storageClass"_s, desired.jetStream.storageClass);
        r.flag(u"syncAlways"_s, desired.jetStream.syncAlways);
    });
    reader.object(u"ports"_s, [&](Reader &r) {
        r.number(u"client"_s, desired.ports.client, 1, 65535);
        r.number(u"monitoring"_s, desired.ports.monitoring, 1, 65535);
        r.number(u"cluster"_s, desired.ports.cluster, 1, 65535);
    });
    reader.object(u"login"_s, [&](Reader &r) {
        r.choice(u"kind"_s, loginWords, desired.login.kind);
        r.text(u"user"_s, desired.login.user);
        r.flag(u"systemUser"_s, desired.login.systemUser);
        r.text(u"systemUserName"_s, desired.login.systemUserName);
    });
    reader.object(u"resources"_s, [&](Reader &r) {
        r.text(u"cpuRequest"_s, desired.resources.cpuRequest);
        r.text(u"memoryRequest"_s, desired.resources.memoryRequest);
        r.text(u"cpuLimit"_s, desired.resources.cpuLimit);
        r.text(u"memoryLimit"_s, desired.resources.memoryLimit);
    });
    reader.object(u"images"_s, [&](Reader &r) {
        r.text(u"server"_s, desired.images.server);
        r.text(u"natsBox"_s, desired.images.natsBox);
        r.text(u"reloader"_s, desired.images.reloader);
    });
}

} // namespace

QString word(TargetKind kind) { return wordOf(targetWords, kind); }
QString word(LoginKind kind) { return wordOf(loginWords, kind); }
QString word(Access access) { return wordOf(accessWords, access); }

std::optional<LoginKind> loginKindOf(const QString &word)
{
    for (const auto &entry : loginWords) {
        if (word == entry.word)
            return entry.value;
    }
    return std::nullopt;
}

std::optional<Access> accessOf(const QString &word)
{
    for (const auto &entry : accessWords) {
        if (word == entry.word)
            return entry.value;
    }
    return std::nullopt;
}

QString DesiredSystem::makeId()
{
    static constexpr QLatin1StringView letters("abcdefghijklmnopqrstuvwxyz0123456789");
    QString made;
    for (int i = 0; i < 12; ++i)
        made += letters.at(QRandomGenerator::system()->bounded(int(i == 0 ? 26 : letters.size())));
    return made;
}

QString DesiredSystem::localSystemId() const { return u"local:"_s + id; }

QJsonObject toJson(const DesiredSystem &desired)
{
    QJsonObject labels;
    for (auto it = desired.labels.begin(); it != desired.labels.end(); ++it)
        labels.insert(it.key(), it.value());
    const JetStreamChoice &js = desired.jetStream;
    return {
        {u"id"_s, desired.id},
        {u"name"_s, desired.name},
        {u"profile"_s, desired.profile},
        {u"target"_s, QJsonObject{{u"kind"_s, word(desired.target.kind)},
                                  {u"context"_s, desired.target.context},
                                  {u"namespace"_s, desired.target.nameSpace}}},
        {u"version"_s, desired.version},
        {u"program"_s, desired.program},
        {u"replicas"_s, desired.replicas},
        {u"jetStream"_s, QJsonObject{{u"enabled"_s, js.enabled},
                                     {u"storageBytes"_s, js.storageBytes},
                                     {u"memoryBytes"_s, js.memoryBytes},
                                     {u"folder"_s, js.folder},
                                     {u"storageClass"_s, js.storageClass},
                                     {u"syncAlways"_s, js.syncAlways}}},
        {u"ports"_s, QJsonObject{{u"client"_s, desired.ports.client},
                                 {u"monitoring"_s, desired.ports.monitoring},
                                 {u"cluster"_s, desired.ports.cluster}}},
        {u"bindAddress"_s, desired.bindAddress},
        {u"access"_s, word(desired.access)},
        {u"login"_s, QJsonObject{{u"kind"_s, word(desired.login.kind)},
                                 {u"user"_s, desired.login.user},
                                 {u"systemUser"_s, desired.login.systemUser},
                                 {u"systemUserName"_s, desired.login.systemUserName}}},
        {u"resources"_s, QJsonObject{{u"cpuRequest"_s, desired.resources.cpuRequest},
                                     {u"memoryRequest"_s, desired.resources.memoryRequest},
                                     {u"cpuLimit"_s, desired.resources.cpuLimit},
                                     {u"memoryLimit"_s, desired.resources.memoryLimit}}},
        {u"images"_s, QJsonObject{{u"server"_s, desired.images.server},
                                  {u"natsBox"_s, desired.images.natsBox},
                                  {u"reloader"_s, desired.images.reloader}}},
        {u"natsBox"_s, desired.natsBox},
        {u"priorityClass"_s, desired.priorityClass},
        {u"labels"_s, labels},
    };
}

Result<DesiredSystem> desiredSystemFromJson(const QJsonObject &object)
{
    DesiredSystem desired;
    QString problem;
    {
        Reader reader(object, {}, problem);
        reader.text(u"id"_s, desired.id);
        reader.text(u"name"_s, desired.name);
        reader.text(u"profile"_s, desired.profile);
        reader.object(u"target"_s, [&](Reader &r) {
            r.choice(u"kind"_s, targetWords, desired.target.kind);
            r.text(u"context"_s, desired.target.context);
            r.text(u"namespace"_s, desired.target.nameSpace);
        });
        reader.text(u"version"_s, desired.version);
        reader.text(u"program"_s, desired.program);
        reader.number(u"replicas"_s, desired.replicas, 1, 99);
        reader.text(u"bindAddress"_s, desired.bindAddress);
        reader.choice(u"access"_s, accessWords, desired.access);
        reader.flag(u"natsBox"_s, desired.natsBox);
        reader.text(u"priorityClass"_s, desired.priorityClass);
        reader.texts(u"labels"_s, desired.labels);
        readParts(reader, desired);
    }
    if (!problem.isEmpty())
        return failure(ErrorKind::Invalid, u"The description of the system cannot be used"_s, problem);
    return desired;
}

} // namespace natsdeck::deployment
