#include "models/monitoring/decode.h"
#include "models/monitoring/jetstream_use.h"

namespace natsdeck::monitoring {

namespace {

// -1 and 0 both mean "no limit" (the server writes -1, clients may have written 0).
void takeLimit(JsonWalk &walk, JsonValue value, std::optional<qint64> &target)
{
    qint64 number = 0;
    walk.take(value, number);
    if (number > 0)
        target = number;
}

void takeStreamConfig(JsonWalk &walk, JsonValue value, StreamReading &stream)
{
    walk.object(value, [&](std::string_view name, JsonValue field) {
        stream.hasConfig = true;
        if (name == "max_bytes")
            takeLimit(walk, field, stream.maxBytes);
        else if (name == "max_msgs")
            takeLimit(walk, field, stream.maxMsgs);
        else if (name == "max_age")
            takeLimit(walk, field, stream.maxAge);
        else if (name == "discard") {
            QString word;
            walk.takeText(field, word);
            stream.discardsNew = word == QLatin1StringView("new");
        }
    });
}

void takeState(JsonWalk &walk, JsonValue value, StreamReading &stream)
{
    walk.object(value, [&](std::string_view name, JsonValue field) {
        if (name == "messages")
            walk.take(field, stream.messages);
        else if (name == "bytes")
            walk.take(field, stream.bytes);
        else if (name == "first_seq")
            walk.take(field, stream.firstSequence);
        else if (name == "last_seq")
            walk.take(field, stream.lastSequence);
        else if (name == "consumer_count")
            walk.take(field, stream.consumers);
    });
}

void takeReplica(JsonWalk &walk, JsonValue value, QList<ReplicaState> &replicas)
{
    ReplicaState replica;
    walk.object(value, [&](std::string_view name, JsonValue field) {
        if (name == "name")
            walk.takeText(field, replica.name);
        else if (name == "current")
            walk.take(field, replica.current);
        else if (name == "offline")
            walk.take(field, replica.offline);
        else if (name == "lag")
            walk.take(field, replica.lag);
    });
    if (!replica.name.isEmpty() && replicas.size() < 64)
        replicas.append(replica);
}

void takeStreamCluster(JsonWalk &walk, JsonValue value, StreamReading &stream)
{
    walk.object(value, [&](std::string_view name, JsonValue field) {
        if (name == "leader")
            walk.takeText(field, stream.leader);
        else if (name == "replicas")
            walk.array(field, [&](JsonValue replica) { takeReplica(walk, replica, stream.replicas); });
    });
}

void takeStream(JsonWalk &walk, JsonValue value, std::vector<StreamReading> &streams)
{
    StreamReading stream;
    walk.object(value, [&](std::string_view name, JsonValue field) {
        if (name == "name")
            walk.takeText(field, stream.name);
        else if (name == "created")
            walk.takeText(field, stream.created);
        else if (name == "cluster")
            takeStreamCluster(walk, field, stream);
        else if (name == "config")
            takeStreamConfig(walk, field, stream);
        else if (name == "state")
            takeState(walk, field, stream);
    });
    if (!stream.name.isEmpty())
        streams.push_back(std::move(stream));
}

void takeAccount(JsonWalk &walk, JsonValue value, std::vector<StreamReading> &streams)
{
    QString account;
    const std::size_t before = streams.size();
    walk.object(value, [&](std::string_view name, JsonValue field) {
        if (name == "name")
            walk.takeText(field, account);
        else if (name == "stream_detail")
            walk.array(field, [&](JsonValue stream) { takeStream(walk, stream, streams); });
    });
    for (std::size_t i = before; i < streams.size(); ++i)
        streams[i].account = account;
}

bool takeTotals(JsonWalk &walk, std::string_view name, JsonValue value, Jsz &jsz)
{
    if (name == "server_id")
        walk.takeText(value, jsz.serverId);
    else if (name == "now")
        walk.takeTime(value, jsz.now);
    else if (name == "disabled")
        walk.take(value, jsz.disabled);
    else if (name == "streams")
        walk.take(value, jsz.streams);
    else if (name == "consumers")
        walk.take(value, jsz.consumers);
    else if (name == "messages")
        walk.take(value, jsz.messages);
    else if (name == "bytes")
        walk.take(value, jsz.bytes);
    else
        return false;
    return true;
}

} // namespace

Result<Jsz> decodeJsz(const QByteArray &reply)
{
    Jsz jsz;
    JsonWalk walk;
    const Result<JsonValue> root = walk.parse(reply);
    if (!root)
        return Failure(root.error());
    walk.object(*root, [&](std::string_view name, JsonValue value) {
        if (takeTotals(walk, name, value, jsz) || takeUse(walk, name, value, jsz.use))
            return;
        if (name == "config")
            takeConfig(walk, value, jsz.use);
        else if (name == "meta_cluster")
            takeMeta(walk, value, jsz.use);
        else if (name == "account_details")
            walk.array(value, [&](JsonValue account) { takeAccount(walk, account, jsz.details); });
    });
    return jsz;
}

Result<Healthz> decodeHealthz(const QByteArray &reply)
{
    Healthz health;
    JsonWalk walk;
    const Result<JsonValue> root = walk.parse(reply);
    if (!root)
        return Failure(root.error());
    walk.object(*root, [&](std::string_view name, JsonValue value) {
        if (name == "status")
            walk.takeText(value, health.status);
        else if (name == "error")
            walk.takeText(value, health.error);
    });
    health.healthy = health.status == QLatin1StringView("ok");
    return health;
}

} // namespace natsdeck::monitoring
