#include "tests/bench/flood.h"

#include <QCoreApplication>
#include <QProcess>

#include <nats/nats.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

namespace natsdeck::bench {

namespace {

natsStatus publishCore(natsConnection *connection, const char *subject, const std::string &payload, long long count, double perSecond)
{
    const auto start = std::chrono::steady_clock::now();
    natsStatus status = NATS_OK;
    for (long long i = 0; i < count && status == NATS_OK; ++i) {
        status = natsConnection_Publish(connection, subject, payload.data(), int(payload.size()));
        if (perSecond > 0 && i % 50 == 0)
            std::this_thread::sleep_until(start + std::chrono::duration<double>(double(i) / perSecond));
    }
    return status == NATS_OK ? natsConnection_FlushTimeout(connection, 60'000) : status;
}

natsStatus publishStored(natsConnection *connection, const char *subject, const std::string &payload, long long count)
{
    jsCtx *js = nullptr;
    jsOptions options;
    jsOptions_Init(&options);
    options.PublishAsync.MaxPending = 4096;
    options.PublishAsync.StallWait = 30'000; // ms; a busy machine is no error
    natsStatus status = natsConnection_JetStream(&js, connection, &options);
    for (long long i = 0; i < count && status == NATS_OK; ++i)
        status = js_PublishAsync(js, subject, payload.data(), int(payload.size()), nullptr);
    if (status == NATS_OK)
        status = js_PublishAsyncComplete(js, nullptr);
    jsCtx_Destroy(js);
    return status;
}

} // namespace

Flood::Flood(const Plan &plan)
    : m_process(std::make_unique<QProcess>())
{
    m_process->start(QCoreApplication::applicationFilePath(),
                     {QStringLiteral("--publish"), plan.url, QString::fromUtf8(plan.subject), QString::number(plan.count),
                      QString::number(plan.size), QString::number(plan.perSecond),
                      plan.jetstream ? QStringLiteral("js") : QStringLiteral("core")});
}

Flood::~Flood()
{
    if (m_process->state() != QProcess::NotRunning) {
        m_process->kill();
        m_process->waitForFinished(5'000);
    }
}

qint64 Flood::wait(int limitMs)
{
    // An event loop may have seen its end already.
    const bool ended = m_process->state() == QProcess::NotRunning || m_process->waitForFinished(limitMs);
    if (!ended || m_process->exitStatus() != QProcess::NormalExit || m_process->exitCode() != 0)
        return -1;
    return m_process->readAllStandardOutput().trimmed().toLongLong();
}

std::optional<int> runPublisher(int argc, char **argv)
{
    if (argc != 8 || std::strcmp(argv[1], "--publish") != 0)
        return {};
    const long long count = std::atoll(argv[4]);
    const std::string payload(std::size_t(std::atoi(argv[5])), 'x');
    natsConnection *connection = nullptr;
    natsStatus status = natsConnection_ConnectTo(&connection, argv[2]);
    if (status == NATS_OK)
        status = std::strcmp(argv[7], "js") == 0 ? publishStored(connection, argv[3], payload, count)
                                                 : publishCore(connection, argv[3], payload, count, std::atof(argv[6]));
    natsConnection_Destroy(connection);
    if (status != NATS_OK) {
        std::fprintf(stderr, "publisher: %s\n", natsStatus_GetText(status));
        return 1;
    }
    std::printf("%lld\n", count);
    return 0;
}

} // namespace natsdeck::bench
