#pragma once

namespace natsdeck::app {

// Secrets are in this process's memory: no core dumps, no reading by other processes of the same user. Developers turn it off
// with NATSDECK_ALLOW_DEBUGGING=1. First thing in main().
void closeProcessToOthers();

} // namespace natsdeck::app
