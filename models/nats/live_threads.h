#pragma once

#include <chrono>
#include <functional>

namespace natsdeck::nats {

// Runs on a thread that nobody joins; counted, so that the program's end waits for it (nats::waitForThreads).
void startThread(std::function<void()> body);

} // namespace natsdeck::nats
