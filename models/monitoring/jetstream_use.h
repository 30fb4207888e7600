#pragma once

#include "models/monitoring/json_walk.h"

// Private to the decoders: the parts that /varz and /jsz have in common.
namespace natsdeck::monitoring {

// One field of "stats"; false when it is none of these. /jsz has them at its top level.
bool takeUse(JsonWalk &walk, std::string_view name, JsonValue value, JetStreamUse &use);
void takeConfig(JsonWalk &walk, JsonValue value, JetStreamUse &use); // "config"
void takeMeta(JsonWalk &walk, JsonValue value, JetStreamUse &use);   // "meta", "meta_cluster"

} // namespace natsdeck::monitoring
