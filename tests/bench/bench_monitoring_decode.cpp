#include "models/monitoring/decode.h"

#include "tests/bench/bench.h"

#include <QByteArray>

#include <vector>

using namespace natsdeck::bench;

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

} // namespace

NATSDECK_BENCHMARK(monitoringDecode)
{
    constexpr int connections = 10'000;
    QByteArray reply = connzReply(connections);
    reply.reserve(reply.size() + 64); // as it comes from the network
    report.measure({QStringLiteral("connz-decode-10000"), QStringLiteral("ms"), Better::Lower, 5, [&] {
                        std::vector<double> times;
                        for (int i = 0; i < 50; ++i) {
                            const Stopwatch watch;
                            const auto connz = natsdeck::monitoring::decodeConnz(reply);
                            const bool right = connz && connz->connections.size() == connections &&
                                               connz->connections.back().name == QLatin1StringView("telemetry-worker-9999");
                            times.push_back(right ? watch.milliseconds() : 1e9);
                        }
                        return median(times);
                    }});
}
