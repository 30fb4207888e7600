#include "models/kube/nats_image.h"

#include "models/base/json.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr int clientPort = 4222;

QStringList textList(const QJsonValue &value)
{
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &item : array)
        list << item.toString();
    return list;
}

// "nats", "nats-server", "library-nats", "nats_server-alpine": nats, and beside it only words that say how it was built or from
// where it was mirrored. nats-box, nats-surveyor, nats-server-config-reloader … hold another word.
bool isServerImage(const QString &name)
{
    static const QSet<QString> harmless{u"nats"_s,       u"server"_s,  u"alpine"_s, u"scratch"_s, u"slim"_s,      u"fips"_s,
                                        u"distroless"_s, u"debian"_s,  u"linux"_s,  u"ubi"_s,     u"ubi8"_s,      u"ubi9"_s,
                                        u"amd64"_s,      u"arm64"_s,   u"docker"_s, u"hub"_s,     u"dockerhub"_s, u"library"_s,
                                        u"mirror"_s,     u"io"_s,      u"natsio"_s, u"base"_s,    u"jetstream"_s, u"bitnami"_s,
                                        u"chainguard"_s, u"synadia"_s, u"image"_s,  u"hardened"_s};
    static const QRegularExpression separators(u"[-_.]+"_s);
    const QStringList words = name.toLower().split(separators, Qt::SkipEmptyParts);
    return words.contains(u"nats"_s) &&
           std::all_of(words.begin(), words.end(), [](const QString &word) { return harmless.contains(word); });
}

// The companions of NATS: they are labelled, configured and named like the server, and talk to the same ports.
bool isCompanionImage(const QString &name)
{
    static const QStringList companions{u"nats-box"_s,       u"surveyor"_s,   u"exporter"_s, u"reloader"_s,  u"jetstream-controller"_s,
                                        u"nack"_s,           u"nats-boot"_s,  u"nats-top"_s, u"nats-ui"_s,   u"nats-operator"_s,
                                        u"account-server"_s, u"nats-kafka"_s, u"nats-mq"_s,  u"nats-rest"_s, u"nats-account"_s,
                                        u"rest2nats"_s,      u"nats-cli"_s,   u"natscli"_s,  u"nsc"_s};
    const QString small = name.toLower();
    return std::any_of(companions.begin(), companions.end(), [&](const QString &word) { return small.contains(word); });
}

// "nats-server", "/usr/bin/nats-server", "exec nats-server -c x" in a shell line, but not "nats-server-config-reloader".
bool startsProgram(const QStringList &words, const QString &program)
{
    const QRegularExpression mention(uR"x((?:^|[\s/;&|("']))x"_s + QRegularExpression::escape(program) + uR"x((?:$|[\s;&|)"']))x"_s);
    return std::any_of(words.begin(), words.end(), [&](const QString &word) { return mention.match(word).hasMatch(); });
}

bool hasOption(const QStringList &words, const QStringList &options)
{
    return std::any_of(words.begin(), words.end(), [&](const QString &word) {
        if (!word.startsWith(u'-'))
            return false;
        const QString option = word.section(u'=', 0, 0);
        return options.contains(option.startsWith("--"_L1) ? option.mid(1) : option); // Go takes one dash or two
    });
}

// Starts the server itself, not a companion that signals it ("nats-server -sl=ldm=…").
bool startsServer(const QStringList &words)
{
    return startsProgram(words, u"nats-server"_s) && !hasOption(words, {u"-sl"_s, u"-signal"_s});
}

bool namesServerConfiguration(const QStringList &words)
{
    const bool config = hasOption(words, {u"-c"_s, u"-config"_s});
    return config && std::any_of(words.begin(), words.end(), [](const QString &word) { return word.endsWith("nats.conf"_L1); });
}

QSet<int> portsOf(const QJsonObject &container)
{
    QSet<int> ports;
    const QJsonArray list = container.value("ports"_L1).toArray();
    for (const QJsonValue &port : list)
        ports.insert(port.toObject().value("containerPort"_L1).toInt());
    return ports;
}

} // namespace

ImageName imageNameOf(const QString &image)
{
    ImageName name;
    name.repository = image.section(u'@', 0, 0);
    name.digest = image.section(u'@', 1);
    const QString last = name.repository.section(u'/', -1);
    name.name = last.section(u':', 0, 0);
    name.tag = last.section(u':', 1);
    if (!name.tag.isEmpty())
        name.repository.chop(name.tag.size() + 1);
    return name;
}

QString serverVersionOf(const ImageName &image)
{
    static const QRegularExpression version(
        uR"(^v?([0-9]{1,5}(?:\.[0-9]{1,5}){1,2}(?:-(?:RC|preview|beta|alpha)\.?[0-9]{1,4})?)(?![0-9.]))"_s);
    return version.match(image.tag).captured(1);
}

QStringList commandOf(const QJsonObject &container)
{
    return textList(container.value("command"_L1)) + textList(container.value("args"_L1));
}

ContainerRole roleOf(const QJsonObject &container)
{
    const QString image = imageNameOf(container.value("image"_L1).toString()).name.toLower();
    const QStringList words = commandOf(container);
    if (image.startsWith("nats-streaming"_L1) || image == u"stan" || startsProgram(words, u"nats-streaming-server"_s) ||
        hasOption(words, {u"-cid"_s, u"-cluster_id"_s}))
        return ContainerRole::Streaming;
    if (startsServer(words))
        return ContainerRole::Server;
    if (isCompanionImage(image))
        return ContainerRole::Other;
    const QSet<int> ports = portsOf(container);
    const bool isReachable = ports.contains(clientPort);
    // A wait loop or a job may run in the server's image as well: with a command of its own it must also offer the port.
    if (isServerImage(image) && (isReachable || container.value("command"_L1).toArray().isEmpty()))
        return ContainerRole::Server;
    // An image of any name, or only a digest. The chart lets the server itself end the server.
    if (startsProgram(textList(json::at(container, u"lifecycle.preStop.exec.command")), u"nats-server"_s))
        return ContainerRole::Server;
    const QString name = container.value("name"_L1).toString();
    const bool hasSecondPort = ports.contains(8222) || ports.contains(6222);
    if (isReachable && (namesServerConfiguration(words) || hasSecondPort || name == u"nats" || name == u"nats-server"))
        return ContainerRole::Server;
    return ContainerRole::Other;
}

} // namespace natsdeck::kube
