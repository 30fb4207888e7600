#include "models/monitoring/decode.h"
#include "models/monitoring/json_walk.h"

namespace natsdeck::monitoring {

namespace {

enum Field {
    Cid,
    Kind,
    Type,
    Ip,
    Port,
    Start,
    LastActivity,
    Rtt,
    Uptime,
    Idle,
    PendingBytes,
    InMsgs,
    OutMsgs,
    InBytes,
    OutBytes,
    Subscriptions,
    Name,
    Language,
    Version,
    User,
    Account,
    Reason
};

// In the order in which the server writes them; also the frequent ones that are passed over.
constexpr FieldTable connectionFields(std::to_array<std::string_view>({"cid",      "kind",     "type",          "ip",
                                                                       "port",     "start",    "last_activity", "rtt",
                                                                       "uptime",   "idle",     "pending_bytes", "in_msgs",
                                                                       "out_msgs", "in_bytes", "out_bytes",     "subscriptions",
                                                                       "name",     "lang",     "version",       "authorized_user",
                                                                       "account",  "reason"}));

void takeField(const JsonWalk &walk, std::size_t field, JsonValue value, ConnectionRow &row, const ConnectionRow &previous)
{
    switch (field) {
    case Cid:
        return walk.take(value, row.cid);
    case Ip:
        return walk.takeSharedText(value, row.ip, previous.ip);
    case Port:
        return walk.take(value, row.port);
    case Start:
        return walk.takeTime(value, row.start);
    case LastActivity:
        return walk.takeTime(value, row.lastActivity);
    case Rtt:
        return walk.takeDuration(value, row.roundTrip);
    case PendingBytes:
        return walk.take(value, row.pendingBytes);
    case InMsgs:
        return walk.take(value, row.inMsgs);
    case OutMsgs:
        return walk.take(value, row.outMsgs);
    case InBytes:
        return walk.take(value, row.inBytes);
    case OutBytes:
        return walk.take(value, row.outBytes);
    case Subscriptions:
        return walk.take(value, row.subscriptions);
    case Name:
        return walk.takeText(value, row.name);
    case Language:
        return walk.takeSharedText(value, row.language, previous.language);
    case Version:
        return walk.takeSharedText(value, row.version, previous.version);
    case User:
        return walk.takeSharedText(value, row.user, previous.user);
    case Account:
        return walk.takeSharedText(value, row.account, previous.account);
    case Reason:
        return walk.takeSharedText(value, row.reason, previous.reason);
    default:
        break;
    }
}

void takeConnection(const JsonWalk &walk, JsonValue value, std::vector<ConnectionRow> &rows)
{
    static const ConnectionRow none;
    ConnectionRow &row = rows.emplace_back();
    const ConnectionRow &previous = rows.size() > 1 ? rows[rows.size() - 2] : none;
    std::size_t hint = 0;
    walk.object(value,
                [&](std::string_view name, JsonValue field) { takeField(walk, connectionFields.find(name, hint), field, row, previous); });
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
