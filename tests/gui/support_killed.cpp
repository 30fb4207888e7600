#include "tests/gui/support_killed.h"

#include <QCoreApplication>
#include <QProcess>

#include <csignal>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace natsdeck::test {

using deployment::WizardPage;
using deployment::WizardPresenter;

namespace {

const QStringList homeVariables{u"HOME"_s,           u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s,
                                u"XDG_STATE_HOME"_s, u"XDG_CACHE_HOME"_s,  u"KUBECONFIG"_s};

// The real engine, but its program dies within one step: when that has done its work, before the journal knows.
class DyingEngine final : public deployment::Engine
{
public:
    DyingEngine(std::shared_ptr<deployment::Engine> real, QString at)
        : m_real(std::move(real))
        , m_at(std::move(at))
    {}
    QString id() const override { return m_real->id(); }
    bool handles(const deployment::Target &target) const override { return m_real->handles(target); }
    async::Future<deployment::Offers> offers(const deployment::Target &target) override { return m_real->offers(target); }
    async::Future<Findings> preflight(const deployment::DesiredSystem &desired, std::stop_token stop) override
    {
        return m_real->preflight(desired, stop);
    }
    async::Future<plan::Plan> plan(const deployment::DesiredSystem &desired) override
    {
        Result<plan::Plan> plan = async::await(m_real->plan(desired));
        if (!plan)
            return async::failed<plan::Plan>(plan.error());
        return async::ready<plan::Plan>(dying(std::move(*plan)));
    }
    async::Future<plan::Plan> rebuild(const QString &kind, const QJsonObject &memo) override
    {
        Result<plan::Plan> plan = async::await(m_real->rebuild(kind, memo));
        return plan ? async::ready<plan::Plan>(dying(std::move(*plan))) : async::failed<plan::Plan>(plan.error());
    }
    async::Future<deployment::ConnectFacts> facts(const deployment::DesiredSystem &desired) override { return m_real->facts(desired); }
    std::shared_ptr<deployment::TargetAccess> access(const deployment::DesiredSystem &desired,
                                                     const deployment::ConnectFacts &facts) override
    {
        return m_real->access(desired, facts);
    }
    Result<void> restart(const guard::Permit &permit, const deployment::DesiredSystem &desired, std::stop_token stop) override
    {
        return m_real->restart(permit, desired, stop);
    }
    async::Future<deployment::RemovalImpact> removalImpact(const QString &id) override { return m_real->removalImpact(id); }
    async::Future<plan::Plan> removal(const QString &id, const deployment::RemovalOptions &options) override
    {
        return m_real->removal(id, options);
    }

private:
    [[nodiscard]] plan::Plan dying(plan::Plan plan) const
    {
        for (std::size_t i = 0; i < plan.steps.size(); ++i) {
            plan::Step &step = plan.steps[i];
            if (step.id != m_at && u"#%1"_s.arg(i) != m_at)
                continue;
            // Seen as undone, so that it is run even where there is nothing left to do.
            step.isDone = nullptr;
            step.run = [run = step.run](plan::StepContext &context) -> Result<QJsonObject> {
                (void)run(context);
                ::kill(::getpid(), SIGKILL);
                return failure(ErrorKind::Internal, u"still alive"_s);
            };
        }
        return plan;
    }

    std::shared_ptr<deployment::Engine> m_real;
    QString m_at;
};

} // namespace

void dieWithin(app::Program &program, const QString &at)
{
    for (std::shared_ptr<deployment::Engine> &engine : program.backstage().engines)
        engine = std::make_shared<DyingEngine>(engine, at);
}

bool isDriver() { return qEnvironmentVariableIsSet("NATSDECK_TEST_DIE_AT"); }

QString takeHomeOfTest()
{
    for (const QString &name : homeVariables)
        qputenv(qPrintable(name), qgetenv(qPrintable(u"NATSDECK_TEST_"_s + name)));
    return qEnvironmentVariable("NATSDECK_TEST_DIE_AT");
}

Ending runDriver(const QString &driver, const QString &at, int milliseconds)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"NATSDECK_TEST_DIE_AT"_s, at);
    for (const QString &name : homeVariables)
        environment.insert(u"NATSDECK_TEST_"_s + name, environment.value(name));
    process.setProcessEnvironment(environment);
    process.start(QCoreApplication::applicationFilePath(), {driver});
    const bool ended = process.waitForFinished(milliseconds);
    if (ended && process.exitStatus() == QProcess::CrashExit) {
        // Whether the decision about the lock came to the disk is a matter of luck: here it never did.
        QFile::remove(qEnvironmentVariable("XDG_CONFIG_HOME") + u"/natsdeck/locks.json"_s);
        return Ending::Died;
    }
    if (ended && process.exitCode() == 0)
        return Ending::Ended;
    qWarning("%s", process.readAllStandardOutput().constData());
    return Ending::Hung;
}

WizardPresenter *adoptInterrupted(app::Program &program)
{
    if (!waitFor([&] { return isNotified(program, u"Unfinished"_s); }))
        return nullptr;
    program.deploy();
    QWidget &window = *program.desk().newestWindow();
    WizardPresenter *wizard = program.desk().newestPresenter();
    if (!waitFor([&] { return isShown(window, u"Unfinished"_s) && press(window, u"Go on or take back"_s); }))
        return nullptr;
    return waitFor([&] { return wizard->page() == WizardPage::Progress; }) ? wizard : nullptr;
}

} // namespace natsdeck::test
