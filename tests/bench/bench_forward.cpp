#include "models/kube/client.h"
#include "models/kube/port_forward.h"
#include "tests/bench/bench.h"
#include "tests/support/kube_cluster.h"
#include "tests/support/memory_consents.h"

#include <QProcess>
#include <QTest>

#include <nats/nats.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

// Messages through our port-forward beside those through `kubectl port-forward`: the same bare client publishes and receives
// them on one connection, never more than `window` under way, so that every message crosses the forward twice.
using namespace natsdeck;
using namespace natsdeck::bench;
using namespace Qt::StringLiterals;

namespace {

const QString space = u"bench-forward"_s;
constexpr int window = 20'000; // messages
constexpr double notMeasured = std::numeric_limits<double>::quiet_NaN();
constexpr auto limit = std::chrono::seconds(60);

void count(natsConnection *, natsSubscription *, natsMsg *message, void *counter)
{
    ++*static_cast<std::atomic<int> *>(counter);
    natsMsg_Destroy(message);
}

bool waitFor(const std::atomic<int> &received, int least)
{
    const auto end = std::chrono::steady_clock::now() + limit;
    while (received < least) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    return true;
}

// Messages per second over a connection to this port; NaN when it did not work.
double rate(quint16 port, int messages, int size)
{
    natsConnection *connection = nullptr;
    natsSubscription *subscription = nullptr;
    std::atomic<int> received = 0;
    const QByteArray url = "nats://127.0.0.1:" + QByteArray::number(port);
    if (natsConnection_ConnectTo(&connection, url.constData()) != NATS_OK)
        return notMeasured;
    natsConnection_Subscribe(&subscription, connection, "bench", &count, &received);
    natsSubscription_SetPendingLimits(subscription, -1, -1);
    natsConnection_Flush(connection);
    const QByteArray payload(size, 'x');
    const int allowed = std::min(window, 16 * 1024 * 1024 / size);
    const Stopwatch watch;
    bool ok = true;
    for (int sent = 0; ok && sent < messages; ++sent) {
        ok = natsConnection_Publish(connection, "bench", payload.constData(), size) == NATS_OK;
        if (ok && sent % 1000 == 999)
            ok = waitFor(received, sent - allowed);
    }
    natsConnection_Flush(connection);
    ok = ok && waitFor(received, messages);
    const double milliseconds = watch.milliseconds();
    natsSubscription_Destroy(subscription);
    natsConnection_Destroy(connection);
    return ok ? messages / milliseconds * 1000 : notMeasured;
}

// kubectl port-forward to the same pod, for as long as it lives.
class KubectlForward final
{
public:
    KubectlForward()
    {
        m_process.start(test::KubeCluster::program(u"kubectl"_s), {u"--kubeconfig"_s, test::KubeCluster::adminConfig(), u"-n"_s, space,
                                                                   u"port-forward"_s, u"pod/nats-0"_s, u":4222"_s});
        while (m_port == 0 && m_process.waitForReadyRead(20'000)) {
            const QByteArray line = m_process.readLine();
            if (line.startsWith("Forwarding from 127.0.0.1:"))
                m_port = line.mid(26).split(' ').first().toUShort();
        }
    }
    ~KubectlForward()
    {
        m_process.terminate();
        m_process.waitForFinished(5000);
    }
    [[nodiscard]] quint16 port() const { return m_port; }

private:
    QProcess m_process;
    quint16 m_port = 0;
};

void compare(Report &report, quint16 ours, quint16 theirs, int messages, int size)
{
    Comparison comparison;
    comparison.metric = u"forward-%1B"_s.arg(size);
    comparison.unit = u"msg/s"_s;
    comparison.reference = u"kubectl port-forward"_s;
    comparison.better = Better::Higher;
    comparison.budget = 0.9;
    comparison.ours = [=] { return rate(ours, messages, size); };
    comparison.theirs = [=] { return rate(theirs, messages, size); };
    report.compare(comparison);
}

} // namespace

NATSDECK_BENCHMARK(forward)
{
    if (!test::KubeCluster::isThere())
        return report.skip(u"forward"_s, test::KubeCluster::missingReason());
    QString why;
    if (!test::KubeCluster::deployNats(space, &why))
        return report.skip(u"forward"_s, why);
    {
        const test::MemoryConsents consents;
        kube::Client client(*kube::resolveContext(kube::readKubeconfigs({test::KubeCluster::adminConfig()}), {}), consents);
        kube::PortForward forward(client, kube::readyPodResolver(client, space, u"app.kubernetes.io/name=nats"_s, 4222));
        forward.open();
        const KubectlForward kubectl;
        if (!QTest::qWaitFor([&] { return forward.port() != 0; }, 20'000) || kubectl.port() == 0) {
            report.skip(u"forward"_s, u"a port-forward did not start"_s);
        } else {
            compare(report, forward.port(), kubectl.port(), 100'000, 128);
            compare(report, forward.port(), kubectl.port(), 10'000, 16 * 1024);
        }
    }
    test::KubeCluster::removeNamespace(space);
}
