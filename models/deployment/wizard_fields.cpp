#include "models/deployment/wizard_fields.h"

#include "models/base/units.h"
#include "models/deployment/server_conf.h"
#include "models/deployment/texts.h"

#include <QDir>
#include <QHostAddress>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

constexpr qint64 leastStore = 1024 * 1024;

Finding wrong(const QString &what, const QString &remedy = {}) { return {u"field"_s, Severity::Critical, what, {}, remedy, {}, {}}; }

bool matches(const QString &text, const QString &pattern)
{
    return QRegularExpression(u"^(?:"_s + pattern + u")$"_s).match(text).hasMatch();
}

// "10Gi", and as people also write it: "10 GiB".
std::optional<qint64> bytesOf(QString text)
{
    text.remove(u' ');
    if (text.endsWith(u"iB"))
        text.chop(1);
    return parseBytes(text);
}

std::optional<Finding> putName(const QString &text, QString &target, int limit, const QString &emptyText)
{
    if (text.isEmpty())
        return wrong(emptyText);
    if (text.size() > limit || !matches(text, u"[a-z]([-a-z0-9]*[a-z0-9])?"_s))
        return wrong(Texts::tr("“%1” cannot be a name").arg(text),
                     Texts::tr("Up to %1 lower-case letters, digits and hyphens, a letter first").arg(limit));
    target = text;
    return std::nullopt;
}

std::optional<Finding> putReplicas(const QString &text, DesiredSystem &desired)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    if (!isNumber || number < 1 || number > 5)
        return wrong(Texts::tr("The number of servers must be 1, 3 or 5"));
    if (desired.target.kind == TargetKind::Workstation && number != 1)
        return wrong(Texts::tr("A workstation has one server"));
    if (number % 2 == 0)
        return wrong(Texts::tr("An even number of servers is no safer than one less"), Texts::tr("Choose 1, 3 or 5"));
    desired.replicas = number;
    return std::nullopt;
}

std::optional<Finding> putCpu(const QString &text, QString &target)
{
    if (!text.isEmpty() && !matches(text, u"[0-9]+m|[0-9]+(\\.[0-9]+)?"_s))
        return wrong(Texts::tr("“%1” is no amount of processor time").arg(text), Texts::tr("For example 500m or 2"));
    target = text;
    return std::nullopt;
}

std::optional<Finding> putMemory(const QString &text, QString &target)
{
    const std::optional<qint64> bytes = bytesOf(text);
    if (!text.isEmpty() && (!bytes || *bytes < leastStore))
        return wrong(Texts::tr("“%1” is no amount of memory").arg(text), Texts::tr("For example 512Mi or 2Gi"));
    target = text.isEmpty() ? QString() : quantity(*bytes);
    return std::nullopt;
}

std::optional<Finding> putPort(const QString &text, int &target, int other)
{
    bool isNumber = false;
    const int port = text.toInt(&isNumber);
    if (!isNumber || port < 1 || port > 65535)
        return wrong(Texts::tr("A port is a number from 1 to 65535"));
    if (port == other)
        return wrong(Texts::tr("Clients and monitoring need two ports"));
    target = port;
    return std::nullopt;
}

std::optional<Finding> putStorage(const QString &text, qint64 &target, qint64 least)
{
    const std::optional<qint64> bytes = bytesOf(text);
    if (!bytes || *bytes < 0)
        return wrong(Texts::tr("“%1” is no size").arg(text), Texts::tr("A whole number with a unit, for example 10Gi or 512Mi"));
    if (*bytes < least)
        return wrong(Texts::tr("%1 is too small").arg(shortBytes(double(*bytes))), Texts::tr("At least %1").arg(shortBytes(double(least))));
    target = *bytes;
    return std::nullopt;
}

std::optional<Finding> putPassword(const QString &text, DesiredSystem &desired)
{
    if (looksLikeHash(text))
        return wrong(Texts::tr("This cannot be a password: nats-server would take it for a hash"),
                     Texts::tr("Choose one that does not begin with $2"));
    desired.login.secret = Secret(text.toUtf8());
    return std::nullopt;
}

std::optional<Finding> putPath(const QString &text, QString &target)
{
    if (!text.isEmpty() && !QDir::isAbsolutePath(text))
        return wrong(Texts::tr("A path begins with /"));
    target = text;
    return std::nullopt;
}

std::optional<Finding> putMatching(const QString &text, const QString &pattern, QString &target, const QString &complaint)
{
    if (!text.isEmpty() && !matches(text, pattern))
        return wrong(complaint);
    target = text;
    return std::nullopt;
}

std::optional<Finding> putAddress(const QString &text, QString &target)
{
    const QHostAddress address(text);
    if (address.protocol() != QAbstractSocket::IPv4Protocol || address.toString() != text)
        return wrong(Texts::tr("“%1” is no IPv4 address").arg(text),
                     Texts::tr("127.0.0.1 for this machine only, 0.0.0.0 for every network"));
    target = text;
    return std::nullopt;
}

std::optional<Finding> putUser(const QString &text, DesiredSystem &desired)
{
    if (text.isEmpty())
        return wrong(Texts::tr("The user needs a name"));
    if (desired.login.systemUser && text == desired.login.systemUserName)
        return wrong(Texts::tr("“%1” is the system user").arg(text), Texts::tr("Choose another name"));
    desired.login.user = text;
    return std::nullopt;
}

} // namespace

QString fieldText(Field field, const DesiredSystem &desired)
{
    switch (field) {
    case Field::Name:
        return desired.name;
    case Field::Namespace:
        return desired.target.nameSpace;
    case Field::Version:
        return desired.version;
    case Field::Program:
        return desired.program;
    case Field::Replicas:
        return QString::number(desired.replicas);
    case Field::CpuRequest:
        return desired.resources.cpuRequest;
    case Field::CpuLimit:
        return desired.resources.cpuLimit;
    case Field::MemoryRequest:
        return desired.resources.memoryRequest;
    case Field::MemoryLimit:
        return desired.resources.memoryLimit;
    case Field::ServerImage:
        return desired.images.server;
    case Field::StorageSize:
        return quantity(desired.jetStream.storageBytes);
    case Field::MemoryStoreSize:
        return quantity(desired.jetStream.memoryBytes);
    case Field::StorageFolder:
        return desired.jetStream.folder;
    case Field::StorageClass:
        return desired.jetStream.storageClass;
    case Field::ClientPort:
        return QString::number(desired.ports.client);
    case Field::MonitoringPort:
        return QString::number(desired.ports.monitoring);
    case Field::BindAddress:
        return desired.bindAddress;
    case Field::User:
        return desired.login.user;
    case Field::Password:
        return QString::fromUtf8(desired.login.secret.reveal());
    }
    return {};
}

std::optional<Finding> putFieldText(Field field, const QString &text, DesiredSystem &desired)
{
    const QString trimmed = text.trimmed();
    switch (field) {
    case Field::Name:
        return putName(trimmed, desired.name, 40, Texts::tr("The system needs a name"));
    case Field::Namespace:
        return putName(trimmed, desired.target.nameSpace, 63, Texts::tr("Choose a namespace"));
    case Field::Version:
        return putMatching(trimmed, u"\\d+\\.\\d+\\.\\d+"_s, desired.version,
                           Texts::tr("A version has three numbers, for example 2.12.15"));
    case Field::Program:
        return putPath(text, desired.program);
    case Field::Replicas:
        return putReplicas(trimmed, desired);
    case Field::CpuRequest:
        return putCpu(trimmed, desired.resources.cpuRequest);
    case Field::CpuLimit:
        return putCpu(trimmed, desired.resources.cpuLimit);
    case Field::MemoryRequest:
        return putMemory(trimmed, desired.resources.memoryRequest);
    case Field::MemoryLimit:
        return putMemory(trimmed, desired.resources.memoryLimit);
    case Field::ServerImage:
        return putMatching(trimmed, u"[A-Za-z0-9][-A-Za-z0-9._:/@]*"_s, desired.images.server,
                           Texts::tr("“%1” is no image name").arg(trimmed));
    case Field::StorageSize:
        return putStorage(trimmed, desired.jetStream.storageBytes, leastStore);
    case Field::MemoryStoreSize:
        return putStorage(trimmed, desired.jetStream.memoryBytes, 0);
    case Field::StorageFolder:
        return putPath(text, desired.jetStream.folder);
    case Field::StorageClass:
        return putMatching(trimmed, u"[a-z0-9]([-a-z0-9.]*[a-z0-9])?"_s, desired.jetStream.storageClass,
                           Texts::tr("“%1” is no storage class").arg(trimmed));
    case Field::ClientPort:
        return putPort(trimmed, desired.ports.client, desired.ports.monitoring);
    case Field::MonitoringPort:
        return putPort(trimmed, desired.ports.monitoring, desired.ports.client);
    case Field::BindAddress:
        return putAddress(trimmed, desired.bindAddress);
    case Field::User:
        return putUser(text, desired);
    case Field::Password:
        return putPassword(text, desired);
    }
    return std::nullopt;
}

QString fieldLabel(Field field, const DesiredSystem &desired)
{
    switch (field) {
    case Field::Name:
        return Texts::tr("Name");
    case Field::Namespace:
        return Texts::tr("Namespace");
    case Field::Version:
        return Texts::tr("NATS version");
    case Field::Program:
        return Texts::tr("nats-server");
    case Field::Replicas:
        return Texts::tr("Servers");
    case Field::CpuRequest:
        return Texts::tr("Processor, requested");
    case Field::CpuLimit:
        return Texts::tr("Processor, at most");
    case Field::MemoryRequest:
        return Texts::tr("Memory, requested");
    case Field::MemoryLimit:
        return Texts::tr("Memory, at most");
    case Field::ServerImage:
        return Texts::tr("Image");
    case Field::StorageSize:
        return desired.target.kind == TargetKind::Kubernetes ? Texts::tr("Volume of each server") : Texts::tr("File store, at most");
    case Field::MemoryStoreSize:
        return Texts::tr("Memory streams, at most");
    case Field::StorageFolder:
        return Texts::tr("Folder");
    case Field::StorageClass:
        return Texts::tr("Storage class");
    case Field::ClientPort:
        return Texts::tr("Port for clients");
    case Field::MonitoringPort:
        return Texts::tr("Port for monitoring");
    case Field::BindAddress:
        return Texts::tr("Listens at");
    case Field::User:
        return Texts::tr("User");
    case Field::Password:
        return desired.login.kind == LoginKind::Token ? Texts::tr("Token") : Texts::tr("Password");
    }
    return {};
}

QString fieldHint(Field field, const DesiredSystem &desired)
{
    const bool kubernetes = desired.target.kind == TargetKind::Kubernetes;
    switch (field) {
    case Field::Name:
        return kubernetes ? Texts::tr("Names the StatefulSet and its Services") : Texts::tr("Names the server and its folder");
    case Field::Namespace:
        return Texts::tr("Made if it is not there");
    case Field::Program:
        return Texts::tr("Empty: the newest that is found");
    case Field::Replicas:
        return Texts::tr("Three keep working when one is away");
    case Field::CpuRequest:
    case Field::CpuLimit:
        return Texts::tr("500m is half a processor; empty: not set");
    case Field::MemoryRequest:
    case Field::MemoryLimit:
        return Texts::tr("512Mi, 2Gi; empty: not set");
    case Field::ServerImage:
        return Texts::tr("Empty: the official image of this version");
    case Field::StorageSize:
        return Texts::tr("10Gi, 512Mi");
    case Field::MemoryStoreSize:
        return Texts::tr("0: streams in memory cannot be made");
    case Field::StorageFolder:
        return Texts::tr("Empty: beside the server's other files");
    case Field::StorageClass:
        return Texts::tr("Empty: the cluster's default");
    case Field::BindAddress:
        return Texts::tr("127.0.0.1: this machine only");
    case Field::Password:
        return Texts::tr("Empty: one is made");
    case Field::Version:
        return Texts::tr("2.9.10 or newer");
    case Field::ClientPort:
    case Field::MonitoringPort:
    case Field::User:
        return {};
    }
    return {};
}

} // namespace natsdeck::deployment
