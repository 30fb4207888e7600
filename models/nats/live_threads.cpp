#include "models/nats/live_threads.h"

#include "models/nats/cnats_handles.h"
#include "models/nats/connection.h"

#include <QCoreApplication>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace natsdeck::nats {

namespace {

struct Count
{
    std::mutex mutex;
    std::condition_variable changed;
    int live = 0;

    static Count &instance()
    {
        static auto *count = new Count; // outlives every thread
        return *count;
    }
};

// The C client writes TLS through OpenSSL without MSG_NOSIGNAL: a peer that goes away would end the whole program by SIGPIPE. Blocked
// in our threads and, inherited, in those that the C client starts from them; writing then fails with EPIPE.
void blockBrokenPipes()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

} // namespace

void startThread(std::function<void()> body)
{
    static std::once_flag once;
    std::call_once(once, [] { qAddPostRoutine([] { waitForThreads(std::chrono::seconds(5)); }); });
    {
        const std::scoped_lock lock(Count::instance().mutex);
        ++Count::instance().live;
    }
    std::thread([body = std::move(body)]() mutable {
        blockBrokenPipes();
        body();
        body = {};
        nats_ReleaseThreadMemory();
        const std::scoped_lock lock(Count::instance().mutex);
        --Count::instance().live;
        Count::instance().changed.notify_all();
    }).detach();
}

bool waitForThreads(std::chrono::milliseconds limit)
{
    Count &count = Count::instance();
    std::unique_lock lock(count.mutex);
    return count.changed.wait_for(lock, limit, [&] { return count.live == 0; });
}

} // namespace natsdeck::nats
