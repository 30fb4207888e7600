#include "models/monitoring/jetstream_use.h"

namespace natsdeck::monitoring {

bool takeUse(JsonWalk &walk, std::string_view name, JsonValue value, JetStreamUse &use)
{
    if (name == "memory")
        walk.take(value, use.memory);
    else if (name == "storage")
        walk.take(value, use.storage);
    else if (name == "reserved_memory")
        walk.take(value, use.reservedMemory);
    else if (name == "reserved_storage")
        walk.take(value, use.reservedStorage);
    else if (name == "accounts")
        walk.take(value, use.accounts);
    else if (name == "api")
        walk.object(value, [&](std::string_view inner, JsonValue number) {
            if (inner == "total")
                walk.take(number, use.apiTotal);
            else if (inner == "errors")
                walk.take(number, use.apiErrors);
        });
    else
        return false;
    return true;
}

void takeConfig(JsonWalk &walk, JsonValue value, JetStreamUse &use)
{
    walk.object(value, [&](std::string_view name, JsonValue field) {
        if (name == "max_memory")
            walk.take(field, use.maxMemory);
        else if (name == "max_storage")
            walk.take(field, use.maxStorage);
        else if (name == "store_dir")
            walk.takeText(field, use.storeFolder, 4096);
        else if (name == "domain")
            walk.takeText(field, use.domain);
    });
}

void takeMeta(JsonWalk &walk, JsonValue value, JetStreamUse &use)
{
    walk.object(value, [&](std::string_view name, JsonValue field) {
        if (name == "leader")
            walk.takeText(field, use.metaLeader);
        else if (name == "cluster_size")
            walk.take(field, use.clusterSize);
    });
}

} // namespace natsdeck::monitoring
