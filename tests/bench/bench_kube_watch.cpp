#include "models/kube/client.h"
#include "models/kube/kubeconfig.h"
#include "models/kube/watch.h"
#include "tests/bench/bench.h"
#include "tests/bench/kube_stub_process.h"
#include "tests/support/certificates.h"
#include "tests/support/kube_stub_http2.h"
#include "tests/support/kube_stub_objects.h"
#include "tests/support/memory_consents.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <thread>

// Watches: what a thousand events a second cost, whether a thousand cuts lose anything, and when a half-open connection is noticed.
using namespace natsdeck;
using namespace natsdeck::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr double notMeasured = std::numeric_limits<double>::quiet_NaN();
const QByteArray podsPath = "/api/v1/namespaces/n/pods";
const kube::ObjectRef pods{u"v1"_s, u"Pod"_s, u"n"_s, {}};

kube::ContextConfig contextOf(const QByteArray &kubeconfig)
{
    const auto parsed = kube::parseKubeconfig(kubeconfig, u"/tmp/kubeconfig"_s);
    return parsed ? kube::resolveContext(*parsed, {}).value_or(kube::ContextConfig{}) : kube::ContextConfig{};
}

// Per cent of one core while `podCount` pods change a thousand times a second; NaN when the events did not keep up.
double costOfChurn(int podCount)
{
    constexpr int perSecond = 1000;
    constexpr int seconds = 6;
    const KubeStubProcess server({u"churn"_s, QString::number(podCount), QString::number(perSecond), QString::number(seconds)});
    if (!server.isReady())
        return notMeasured;
    const test::MemoryConsents consents;
    kube::Client client(contextOf(server.kubeconfig()), consents);
    const auto watch = client.watch(pods);
    int version = 0;
    QObject::connect(watch.get(), &kube::Watch::events, watch.get(), [&](const QList<kube::WatchEvent> &events) {
        for (const kube::WatchEvent &event : events)
            version = std::max(version, kube::resourceVersionOf(event.object).toInt());
    });
    if (!QTest::qWaitFor([&] { return version > perSecond / 2; }, 20'000)) // what opening costs is not looked at
        return notMeasured;
    const int firstVersion = version;
    const Stopwatch stopwatch;
    const double cpuBefore = cpuSeconds();
    QTest::qWait(4000);
    const double cpu = cpuSeconds() - cpuBefore;
    const double wall = stopwatch.milliseconds() / 1000;
    const double rate = (version - firstVersion) / wall;
    return rate > perSecond * 0.9 ? cpu / wall * 100 : notMeasured;
}

struct Cuts
{
    double different = notMeasured; // states that were not the server's
    double relists = notMeasured;
};

Cuts cutManyTimes(int cuts)
{
    const test::TestCertificate authority = test::makeCertificate({.commonName = "bench-ca", .names = {}, .authority = true});
    const test::TestCertificate certificate = test::makeCertificate({}, &authority);
    test::KubeStub stub(certificate.pem, certificate.key);
    test::StubCollection collection(20261128);
    collection.watchesUntilHeld = cuts;
    std::atomic<int> seen = 0;
    stub.on("GET", podsPath, [&](const test::StubRequest &request) {
        for (int i = 0; i < 1000 && seen < collection.resourceVersion(); ++i) // one cut after the other
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return collection.answer(request);
    });
    const test::MemoryConsents consents;
    kube::Client client(
        contextOf(stub.kubeconfig("      certificate-authority-data: " + authority.pem.toBase64() + "\n", "      token: t\n")), consents);
    const auto watch = client.watch(pods);
    QMap<QString, QString> state;
    int different = 0; // states that the server never had; two cuts may come as one batch on a busy machine
    QObject::connect(watch.get(), &kube::Watch::listed, watch.get(), [&](const QList<QJsonObject> &objects) {
        for (const QJsonObject &object : objects)
            state.insert(kube::nameOf(object), kube::resourceVersionOf(object));
    });
    int known = 0;
    QObject::connect(watch.get(), &kube::Watch::events, watch.get(), [&](const QList<kube::WatchEvent> &events) {
        for (const kube::WatchEvent &event : events) {
            known = std::max(known, kube::resourceVersionOf(event.object).toInt());
            if (event.kind == kube::WatchEvent::Kind::Deleted)
                state.remove(kube::nameOf(event.object));
            else
                state.insert(kube::nameOf(event.object), kube::resourceVersionOf(event.object));
        }
        // What came and went within the batch is not told: the state may be that of a moment later.
        const QByteArray ours = test::StubCollection::hashOf(state);
        for (int version = known; version <= collection.resourceVersion(); ++version) {
            if (ours != collection.hashAt(version))
                continue;
            seen = version;
            return;
        }
        ++different;
    });
    const bool ended = QTest::qWaitFor([&] { return collection.watches() > cuts && seen == collection.resourceVersion(); }, cuts * 1000);
    return ended ? Cuts{double(different), double(collection.lists() - 1)} : Cuts{};
}

// Milliseconds until a watch says that it is stale, with the times that people get; NaN when it never does.
double noticing(const std::function<void()> &silence, kube::Client &client)
{
    const auto watch = client.watch(pods);
    if (!QTest::qWaitFor([&] { return watch->state() == kube::WatchState::Live; }, 10'000))
        return notMeasured;
    silence();
    const Stopwatch stopwatch;
    return QTest::qWaitFor([&] { return watch->state() == kube::WatchState::Stale; }, 60'000) ? stopwatch.milliseconds() : notMeasured;
}

double noticingOverHttp1()
{
    const test::TestCertificate authority = test::makeCertificate({.commonName = "bench-ca", .names = {}, .authority = true});
    const test::TestCertificate certificate = test::makeCertificate({}, &authority);
    test::KubeStub stub(certificate.pem, certificate.key);
    std::atomic<bool> isSilent = false;
    stub.on("GET", podsPath, [&](const test::StubRequest &request) {
        test::StubReply reply;
        reply.silent = isSilent;
        reply.body = R"({"metadata":{"resourceVersion":"1"},"items":[]})";
        if (!request.query.contains("watch=true"))
            return reply;
        reply.chunks = {"\n"};
        reply.end = test::StubReply::End::Hold;
        return reply;
    });
    const test::MemoryConsents consents;
    kube::Client client(
        contextOf(stub.kubeconfig("      certificate-authority-data: " + authority.pem.toBase64() + "\n", "      token: t\n")), consents);
    return noticing(
        [&] {
            isSilent = true; // new ones get no answer either, so that it stays stale
            stub.silenceConnections();
        },
        client);
}

double noticingOverHttp2()
{
    const test::TestCertificate authority = test::makeCertificate({.commonName = "bench-ca", .names = {}, .authority = true});
    const test::TestCertificate certificate = test::makeCertificate({}, &authority);
    test::Http2Stub stub(certificate.pem, certificate.key, [](int request) -> test::Http2Stub::Answer {
        if (request == 0)
            return {R"({"metadata":{"resourceVersion":"1"},"items":[]})", false};
        return request == 1 ? test::Http2Stub::Answer{"\n", true} : test::Http2Stub::Answer{"ok", false};
    });
    const QByteArray config =
        "contexts: [{name: s, context: {cluster: s, user: s}}]\ncurrent-context: s\nclusters: [{name: s, cluster: {server: \"" +
        stub.url().toLatin1() + "\", certificate-authority-data: " + authority.pem.toBase64() +
        "}}]\nusers: [{name: s, user: {token: t}}]\n";
    const test::MemoryConsents consents;
    kube::ClientTuning tuning;
    tuning.streamingLists = false;
    kube::Client client(contextOf(config), consents, nullptr, tuning);
    return noticing([&] { stub.silence(); }, client);
}

} // namespace

NATSDECK_BENCHMARK(kubeChurn)
{
    report.measure({u"kube-1000-events-200-pods"_s, u"% core"_s, Better::Lower, 30, [] { return costOfChurn(200); }});
    report.measure({u"kube-1000-events-1-pod"_s, u"% core"_s, Better::Lower, 30, [] { return costOfChurn(1); }});
}

NATSDECK_BENCHMARK(kubeCuts)
{
    Cuts cuts;
    report.measure({u"kube-1000-cuts-different"_s, u"states"_s, Better::Lower, 0, [&] {
                        cuts = cutManyTimes(1000);
                        return cuts.different;
                    }});
    report.measure({u"kube-1000-cuts-relists"_s, u"lists"_s, Better::Lower, 5, [&] { return cuts.relists; }});
}

NATSDECK_BENCHMARK(kubeHalfOpen)
{
    report.measure({u"kube-half-open-http1"_s, u"ms"_s, Better::Lower, 45'000, [] { return noticingOverHttp1(); }});
    report.measure({u"kube-half-open-http2"_s, u"ms"_s, Better::Lower, 45'000, [] { return noticingOverHttp2(); }});
}
