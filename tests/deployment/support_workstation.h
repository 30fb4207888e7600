#pragma once

#include "models/deployment/local_ports.h"
#include "models/deployment/local_process.h"
#include "models/deployment/workstation_engine.h"
#include "models/plan/plan_runner.h"
#include "tests/support/memory_gate.h"
#include "tests/support/nats_server.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

namespace natsdeck::test {

// Two ports at which nothing listens, away from those of other tests.
inline deployment::Ports freePorts()
{
    const int base = 20'000 + int(QRandomGenerator::global()->bounded(9'000u)) * 2;
    const int client = deployment::nextFreePort(QStringLiteral("127.0.0.1"), base).value_or(base);
    const int monitoring = deployment::nextFreePort(QStringLiteral("127.0.0.1"), client + 1).value_or(client + 1);
    return {client, monitoring, 6222};
}

inline deployment::DesiredSystem smallSystem(const QString &program = NatsServer::debianBinary())
{
    deployment::DesiredSystem desired;
    desired.id = deployment::DesiredSystem::makeId();
    desired.name = QStringLiteral("demo");
    desired.program = program;
    desired.jetStream.storageBytes = 64LL * 1024 * 1024;
    desired.jetStream.memoryBytes = 16LL * 1024 * 1024;
    desired.ports = freePorts();
    return desired;
}

// A workstation of a test's own: folder, engine, gate, journals. Ends the servers it left.
class WorkstationWorld
{
public:
    explicit WorkstationWorld(const QString &path = {})
        : m_path(path.isEmpty() ? m_home.path() : path)
        , engine(folder())
    {}
    ~WorkstationWorld()
    {
        for (const auto &deployment : deployment::readWorkstationDeployments(folder()))
            (void)deployment::stopProcess(gate.permit(deployment.systemId()), deployment.process, std::chrono::seconds(2), {});
    }

    [[nodiscard]] QString folder() const { return m_path + QStringLiteral("/workstation"); }
    [[nodiscard]] QString journals() const { return m_path + QStringLiteral("/journals"); }
    [[nodiscard]] QString folderOf(const QString &id) const { return folder() + QLatin1Char('/') + id; }
    [[nodiscard]] QString path() const { return m_path; }

    Result<deployment::WorkstationDeployment> read(const QString &id) const { return deployment::readWorkstationDeployment(folderOf(id)); }

    // Runs it to its end; the runner says how that was.
    std::unique_ptr<plan::PlanRunner> run(plan::Plan plan)
    {
        auto runner = makeRunner();
        runner->start(std::move(plan));
        finish(*runner);
        return runner;
    }
    std::unique_ptr<plan::PlanRunner> makeRunner() { return std::make_unique<plan::PlanRunner>(gate.gate, gate.clock, journals()); }
    static bool finish(plan::PlanRunner &runner)
    {
        return QTest::qWaitFor([&] { return runner.state() == plan::PlanRunner::State::Finished; }, 60'000);
    }
    // "Done", or why not.
    static QString outcome(const plan::PlanRunner &runner)
    {
        if (runner.outcome() == plan::Outcome::Done)
            return QStringLiteral("Done");
        return runner.error() ? toText(*runner.error()) : QStringLiteral("unfinished");
    }
    QString deploy(const deployment::DesiredSystem &desired)
    {
        auto plan = async::await(engine.plan(desired));
        return plan ? outcome(*run(std::move(*plan))) : toText(plan.error());
    }

private:
    QTemporaryDir m_home;
    QString m_path;

public:
    MemoryGate gate;
    deployment::WorkstationEngine engine;
};

} // namespace natsdeck::test
