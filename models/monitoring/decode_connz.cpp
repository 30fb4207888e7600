#include "models/monitoring/decode.h"
#include "models/monitoring/json_walk.h"

namespace natsdeck::monitoring {

namespace {

// In the order in which the server writes them.
constexpr FieldTable connectionFields(std::to_array<std::string_view>({"cid", "ip", "port", "start", "last_activity", "rtt",
                                                                       "pending_bytes", "in_msgs", "out_msgs", "in_bytes", "out_bytes",
                                                                       "subscriptions", "name", "lang", "version", "reason",
                                                                       "authorized_user", "account"}));

void takeField(JsonWalk &walk, std::size_t field, JsonValue value, ConnectionRow &row)
{
    switch (field) {
    case 0:
        return walk.take(value, row.cid);
    case 1:
        return walk.takeSharedText(value, row.ip);
    case 2:
        return walk.take(value, row.port);
    case 3:
        return walk.takeTime(value, row.start);
    case 4:
        return walk.takeTime(value, row.lastActivity);
    case 5:
        return walk.takeDuration(value, row.roundTrip);
    case 6:
        return walk.take(value, row.pendingBytes);
    case 7:
        return walk.take(value, row.inMsgs);
    case 8:
        return walk.take(value, row.outMsgs);
    case 9:
        return walk.take(value, row.inBytes);
    case 10:
        return walk.take(value, row.outBytes);
    case 11:
        return walk.take(value, row.subscriptions);
    case 12:
        return walk.takeText(value, row.name);
    case 13:
        return walk.takeSharedText(value, row.language);
    case 14:
        return walk.takeSharedText(value, row.version);
    case 15:
        return walk.takeSharedText(value, row.reason);
    case 16:
        return walk.takeSharedText(value, row.user);
    case 17:
        return walk.takeSharedText(value, row.account);
    default:
        break;
    }
}

void takeConnection(JsonWalk &walk, JsonValue value, std::vector<ConnectionRow> &rows)
{
    ConnectionRow &row = rows.emplace_back();
    std::size_t hint = 0;
    walk.object(value, [&](std::string_view name, JsonValue field) { takeField(walk, connectionFields.find(name, hint), field, row); });
    if (row.cid == 0) // not a connection
        rows.pop_back();
}

} // namespace

Result<Connz> decodeConnz(const QByteArray &reply)
{
    Connz connz;
    JsonWalk walk;
    const Result<JsonValue> root = walk.parse(reply);
    if (!root)
        return Failure(root.error());
    walk.object(*root, [&](std::string_view name, JsonValue value) {
        if (name == "server_id")
            walk.takeText(value, connz.serverId);
        else if (name == "now")
            walk.takeTime(value, connz.now);
        else if (name == "total")
            walk.take(value, connz.total);
        else if (name == "offset")
            walk.take(value, connz.offset);
        else if (name == "limit")
            walk.take(value, connz.limit);
        else if (name == "num_connections") {
            qint64 count = 0;
            walk.take(value, count);
            connz.connections.reserve(std::size_t(std::clamp<qint64>(count, 0, 65536)));
        } else if (name == "connections")
            walk.array(value, [&](JsonValue connection) { takeConnection(walk, connection, connz.connections); });
    });
    return connz;
}

} // namespace natsdeck::monitoring
