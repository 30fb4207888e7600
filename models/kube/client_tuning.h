#pragma once

#include <chrono>
#include <optional>

namespace natsdeck::kube {

// Times and bounds of a Client. What stands here is right for clusters; tests shorten it.
struct ClientTuning
{
    // A connection that is half open sends no news. Over HTTP/2 it is asked (GET /livez) at this interval while it carries streams, and a
    // later answer ends them; over HTTP/1.1, where a question would go over another connection, watches are short, and one
    // that outlives its time by `answer` is taken for dead. Either way a dead stream is noticed within 45 s.
    std::chrono::milliseconds pulse{15'000};
    std::chrono::milliseconds answer{10'000};
    std::chrono::milliseconds shortWatch{30'000};
    std::chrono::milliseconds opening{20'000}; // until a stream has its headers

    // Between attempts of a watch: doubled from the first to the longest, with jitter (client-go's numbers).
    std::chrono::milliseconds firstPause{800};
    std::chrono::milliseconds longestPause{30'000};

    // Requests beyond watches: sustained, and at once after a rest.
    double requestsPerSecond = 5;
    int requestBurst = 20;

    std::optional<bool> streamingLists; // nothing: over HTTP/2, until the server says that it has none
};

} // namespace natsdeck::kube
