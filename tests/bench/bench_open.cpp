#include "tests/bench/bench.h"
#include "tests/systems/support_backstage.h"

#include <cmath>
#include <limits>

using namespace natsdeck;
using namespace natsdeck::bench;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int limit = 10'000; // milliseconds

struct Opening
{
    double gauges = std::numeric_limits<double>::quiet_NaN(); // ms from the click to the first readings
    double rates = std::numeric_limits<double>::quiet_NaN();  // … to the first rates, which take two readings
};

// A system that was never opened before in this program, by its address, with a login.
Opening openOnce(const NatsServer &server)
{
    Backstage backstage;
    const SystemRecord record = backstage.add(u"1"_s, server.url(), server.monitoringUrl());
    (void)backstage.logins.save(record.id, {settings::LoginKind::UserPassword, u"app"_s, {}, Secret("right-password")});
    Opening opening;
    const Stopwatch sinceClick;
    const monitoring::Recorder &recorder = backstage.open(record)->parts().recorder;
    if (QTest::qWaitFor([&] { return recorder.serverCount() == 1 && recorder.server(0).varz.has_value(); }, limit))
        opening.gauges = sinceClick.milliseconds();
    if (QTest::qWaitFor([&] { return !std::isnan(recorder.total(monitoring::Metric::InMsgs).newest().value); }, limit))
        opening.rates = sinceClick.milliseconds();
    return opening;
}

} // namespace

NATSDECK_BENCHMARK(open)
{
    const auto server = NatsServer::start(guarded());
    if (!server) {
        report.skip(u"open-gauges"_s, u"there is no nats-server"_s);
        report.skip(u"open-rates"_s, u"there is no nats-server"_s);
        return;
    }
    Opening last;
    report.measure({u"open-gauges"_s, u"ms"_s, Better::Lower, 1'500, [&] {
                        last = openOnce(*server);
                        return last.gauges;
                    }});
    report.measure({u"open-rates"_s, u"ms"_s, Better::Lower, 3'500, [&] { return last.rates; }});
}
