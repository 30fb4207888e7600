#include "models/monitoring/decode.h"
#include "models/monitoring/jetstream_use.h"

#include <QCoreApplication>

namespace natsdeck::monitoring {

namespace {

void takeJetStream(JsonWalk &walk, JsonValue value, std::optional<JetStreamUse> &target)
{
    JetStreamUse use;
    bool on = false; // switched off it is {}
    walk.object(value, [&](std::string_view name, JsonValue field) {
        if (name == "config") {
            on = true;
            takeConfig(walk, field, use);
        } else if (name == "stats") {
            walk.object(field, [&](std::string_view inner, JsonValue number) { takeUse(walk, inner, number, use); });
        } else if (name == "meta") {
            takeMeta(walk, field, use);
        }
    });
    if (on)
        target = use;
}

void takeCluster(JsonWalk &walk, JsonValue value, QString &target)
{
    walk.object(value, [&](std::string_view name, JsonValue field) {
        if (name == "name")
            walk.takeText(field, target);
    });
}

bool takeIdentity(JsonWalk &walk, std::string_view name, JsonValue value, Varz &varz)
{
    if (name == "server_id")
        walk.takeText(value, varz.serverId);
    else if (name == "server_name")
        walk.takeText(value, varz.serverName);
    else if (name == "version")
        walk.takeText(value, varz.version);
    else if (name == "now")
        walk.takeTime(value, varz.now);
    else if (name == "start")
        walk.takeTime(value, varz.start);
    else if (name == "auth_required")
        walk.take(value, varz.loginRequired);
    else if (name == "tls_required")
        walk.take(value, varz.tlsRequired);
    else if (name == "cluster")
        takeCluster(walk, value, varz.cluster);
    else if (name == "jetstream")
        takeJetStream(walk, value, varz.jetStream);
    else
        return false;
    return true;
}

constexpr FieldTable numbers(std::to_array<std::string_view>({"mem", "cores", "cpu", "connections", "total_connections", "routes",
                                                              "leafnodes", "in_msgs", "out_msgs", "in_bytes", "out_bytes", "slow_consumers",
                                                              "subscriptions", "max_payload", "max_connections"}));

void takeNumber(JsonWalk &walk, std::size_t field, JsonValue value, Varz &varz)
{
    switch (field) {
    case 0:
        return walk.take(value, varz.mem);
    case 1:
        return walk.take(value, varz.cores);
    case 2:
        return walk.take(value, varz.cpu);
    case 3:
        return walk.take(value, varz.connections);
    case 4:
        return walk.take(value, varz.totalConnections);
    case 5:
        return walk.take(value, varz.routes);
    case 6:
        return walk.take(value, varz.leafNodes);
    case 7:
        return walk.take(value, varz.inMsgs);
    case 8:
        return walk.take(value, varz.outMsgs);
    case 9:
        return walk.take(value, varz.inBytes);
    case 10:
        return walk.take(value, varz.outBytes);
    case 11:
        return walk.take(value, varz.slowConsumers);
    case 12:
        return walk.take(value, varz.subscriptions);
    case 13:
        return walk.take(value, varz.maxPayload);
    case 14:
        return walk.take(value, varz.maxConnections);
    default:
        break;
    }
}

} // namespace

Result<Varz> decodeVarz(const QByteArray &reply)
{
    Varz varz;
    JsonWalk walk;
    std::size_t hint = 0;
    const Result<JsonValue> root = walk.parse(reply);
    if (!root)
        return Failure(root.error());
    walk.object(*root, [&](std::string_view name, JsonValue value) {
        if (!takeIdentity(walk, name, value, varz))
            takeNumber(walk, numbers.find(name, hint), value, varz);
    });
    if (varz.serverId.isEmpty() || varz.now == 0) {
        return failure(ErrorKind::Protocol, QCoreApplication::translate("monitoring", "The reply is not that of a NATS server"),
                       QCoreApplication::translate("monitoring", "/varz has no server_id or no time"));
    }
    if (varz.serverName.isEmpty())
        varz.serverName = varz.serverId;
    return varz;
}

} // namespace natsdeck::monitoring
