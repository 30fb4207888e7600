#include "models/monitoring/decode.h"

#include <QByteArray>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

// A /connz reply of 10,000 connections, as a server of version 2.12 writes it, decoded into rows with cleaned texts.
namespace {

QByteArray connzReply(int connections)
{
    QByteArray reply = "{\n  \"server_id\": \"NCNM5HQ4MNNEJNVYSMBRREGBZCHREFX4BGCQAJPPUMFGJBLU4GUPY5SV\",\n"
                       "  \"now\": \"2026-11-24T10:39:18.33050854Z\",\n  \"num_connections\": " +
                       QByteArray::number(connections) + ",\n  \"total\": " + QByteArray::number(connections) +
                       ",\n  \"offset\": 0,\n  \"limit\": 16384,\n  \"connections\": [";
    for (int i = 0; i < connections; ++i) {
        reply += i == 0 ? "\n" : ",\n";
        reply += "    {\n      \"cid\": " + QByteArray::number(i + 1) +
                 ",\n      \"kind\": \"Client\",\n      \"type\": \"nats\",\n      \"ip\": \"10.42." + QByteArray::number(i / 250 % 250) +
                 "." + QByteArray::number(i % 250) + "\",\n      \"port\": " + QByteArray::number(20000 + i % 40000) +
                 ",\n      \"start\": \"2026-11-24T10:39:17.725166966Z\",\n      \"last_activity\": "
                 "\"2026-11-24T10:39:17.726262108Z\",\n      \"rtt\": \"643\xC2\xB5s\",\n      \"uptime\": \"2d4h1m0s\",\n      "
                 "\"idle\": \"3s\",\n      \"pending_bytes\": 0,\n      \"in_msgs\": " +
                 QByteArray::number(i * 7) + ",\n      \"out_msgs\": " + QByteArray::number(i * 3) +
                 ",\n      \"in_bytes\": " + QByteArray::number(i * 700) + ",\n      \"out_bytes\": " + QByteArray::number(i * 300) +
                 ",\n      \"subscriptions\": 4,\n      \"name\": \"telemetry-worker-" + QByteArray::number(i) +
                 "\",\n      \"lang\": \"go\",\n      \"version\": \"1.55.0\",\n      \"authorized_user\": \"app\",\n      "
                 "\"account\": \"PLANT\"\n    }";
    }
    return reply + "\n  ]\n}\n";
}

double processorMilliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main()
{
    constexpr int connections = 10'000;
    constexpr double budget = 5; // milliseconds
    const QByteArray reply = connzReply(connections);
    std::vector<double> wall;
    std::vector<double> processor;
    for (int i = 0; i < 50; ++i) {
        QElapsedTimer timer;
        const double before = processorMilliseconds();
        timer.start();
        const auto connz = natsdeck::monitoring::decodeConnz(reply);
        wall.push_back(double(timer.nsecsElapsed()) / 1e6);
        processor.push_back(processorMilliseconds() - before);
        if (!connz || connz->connections.size() != connections ||
            connz->connections.back().name != QLatin1StringView("telemetry-worker-9999")) {
            std::fputs("the reply was not decoded\n", stderr);
            return 1;
        }
    }
    const double value = median(wall);
    std::fprintf(stderr, "decode /connz of %d connections, %.2f MB: median %.2f ms (processor %.2f ms), worst %.2f ms, budget %.0f ms\n",
                 connections, double(reply.size()) / 1e6, value, median(processor), *std::max_element(wall.begin(), wall.end()), budget);
    std::printf(
        R"({"metric":"connz_decode_10000","value":%.3f,"unit":"ms","reference":null,"reference_value":null,"ratio":null,"budget":%.0f,"ok":%s})"
        "\n",
        value, budget, value <= budget ? "true" : "false");
    return value <= budget ? 0 : 1;
}
