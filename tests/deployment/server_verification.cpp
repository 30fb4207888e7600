#include "models/base/files.h"
#include "models/deployment/verification.h"
#include "models/deployment/workstation_work.h"
#include "tests/deployment/support_workstation.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QProcess>
#include <QSignalSpy>

using namespace natsdeck;
using namespace natsdeck::deployment;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

// The workstation's engine, with something done to the server between stop and start.
class MeddlingEngine final : public Engine
{
public:
    MeddlingEngine(WorkstationWorld &world, std::function<void(const WorkstationDeployment &)> meddle)
        : m_world(world)
        , m_meddle(std::move(meddle))
    {}
    [[nodiscard]] QString id() const override { return u"meddling"_s; }
    [[nodiscard]] bool handles(const Target &) const override { return true; }
    async::Future<Offers> offers(const Target &target) override { return m_world.engine.offers(target); }
    async::Future<Findings> preflight(const DesiredSystem &desired, std::stop_token stop) override
    {
        return m_world.engine.preflight(desired, stop);
    }
    async::Future<plan::Plan> plan(const DesiredSystem &desired) override { return m_world.engine.plan(desired); }
    async::Future<plan::Plan> rebuild(const QString &kind, const QJsonObject &memo) override { return m_world.engine.rebuild(kind, memo); }
    async::Future<ConnectFacts> facts(const DesiredSystem &desired) override { return m_world.engine.facts(desired); }
    std::shared_ptr<TargetAccess> access(const DesiredSystem &desired, const ConnectFacts &facts) override
    {
        return m_world.engine.access(desired, facts);
    }
    async::Future<RemovalImpact> removalImpact(const QString &id) override { return m_world.engine.removalImpact(id); }
    async::Future<plan::Plan> removal(const QString &id, const RemovalOptions &options) override
    {
        return m_world.engine.removal(id, options);
    }

    Result<void> restart(const guard::Permit &permit, const DesiredSystem &desired, std::stop_token stop) override
    {
        const auto running = m_world.read(desired.id);
        if (const auto stopped = stopServer(permit, *running, stop); !stopped)
            return stopped;
        m_meddle(*running);
        if (const auto started = startServer(permit, *m_world.read(desired.id)); !started)
            return started;
        return waitUntilReady(running->folder, stop, {});
    }

private:
    WorkstationWorld &m_world;
    std::function<void(const WorkstationDeployment &)> m_meddle;
};

QStringList critical(const Findings &findings)
{
    QStringList ids;
    for (const Finding &finding : findings) {
        if (finding.severity == Severity::Critical)
            ids << finding.id;
    }
    return ids;
}

} // namespace

class VerificationTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_world = std::make_unique<WorkstationWorld>(); }
    void cleanup() { m_world.reset(); }

    void everythingIsProvedOnAGoodServer_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<int>("kind");
        QStringList programs{NatsServer::debianBinary()};
        if (!NatsServer::newestBinary().isEmpty())
            programs << NatsServer::newestBinary();
        for (const QString &program : std::as_const(programs)) {
            for (const LoginKind kind : {LoginKind::None, LoginKind::Token, LoginKind::UserPassword, LoginKind::Nkey})
                QTest::addRow("%s, %s", qPrintable(QFileInfo(program).fileName()), qPrintable(word(kind))) << program << int(kind);
        }
    }

    void everythingIsProvedOnAGoodServer()
    {
        QFETCH(const QString, program);
        QFETCH(const int, kind);
        DesiredSystem desired = smallSystem(program);
        desired.login.kind = LoginKind(kind);
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        const Findings findings = verify(desired, m_world->engine);
        QStringList ids;
        for (const Finding &finding : findings) {
            QVERIFY2(finding.severity == Severity::Ok, qPrintable(finding.id + u": "_s + finding.what + u' ' + finding.evidence));
            QVERIFY(!finding.evidence.isEmpty());
            ids << finding.id;
        }
        QCOMPARE(ids, verificationChecks(desired));
        QCOMPARE(ids.contains(u"strangers-refused"_s), desired.login.kind != LoginKind::None);
        QCOMPARE(async::await(m_world->engine.removalImpact(desired.id))->streams, 0); // nothing is left behind
    }

    void aServerWithItsLoginOffIsCaught()
    {
        const DesiredSystem desired = smallSystem();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        DesiredSystem broken = desired;
        broken.login.kind = LoginKind::None;
        restartWith(broken);
        QCOMPARE(critical(verify(desired, m_world->engine)), QStringList{u"strangers-refused"_s});
    }

    void aLoweredLimitIsCaught()
    {
        const DesiredSystem desired = smallSystem();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        DesiredSystem broken = desired;
        broken.jetStream.storageBytes /= 2;
        restartWith(broken);
        const Findings findings = verify(desired, m_world->engine);
        QCOMPARE(critical(findings), QStringList{u"jetstream-limits"_s});
        for (const Finding &finding : findings) {
            if (finding.id == u"jetstream-limits")
                QVERIFY(finding.evidence.contains(u"33,554,432"_s));
        }
    }

    void aWipedStoreIsCaught()
    {
        const DesiredSystem desired = smallSystem();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        MeddlingEngine wiping(*m_world, [](const WorkstationDeployment &d) { QDir(d.storeFolder + u"/jetstream"_s).removeRecursively(); });
        QCOMPARE(critical(verify(desired, wiping)), QStringList{u"survives-restart"_s});
    }

    void anotherServerOnThePortIsCaught_data()
    {
        QTest::addColumn<bool>("monitoringToo");
        QTest::newRow("client port") << false;
        QTest::newRow("both ports") << true;
    }

    void anotherServerOnThePortIsCaught()
    {
        QFETCH(const bool, monitoringToo);
        const DesiredSystem desired = smallSystem();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        const auto permit = m_world->gate.permit(desired.localSystemId());
        QVERIFY(stopServer(permit, *m_world->read(desired.id), {}));
        QProcess stranger;
        QStringList arguments{
            u"-a"_s,  u"127.0.0.1"_s,           u"-p"_s, QString::number(desired.ports.client), u"-n"_s, u"stranger"_s, u"-js"_s,
            u"-sd"_s, m_world->path() + u"/s"_s};
        if (monitoringToo)
            arguments << u"-m"_s << QString::number(desired.ports.monitoring);
        stranger.start(NatsServer::debianBinary(), arguments);
        QVERIFY(stranger.waitForStarted());
        QTRY_VERIFY(!isPortFree(u"127.0.0.1"_s, desired.ports.client));
        const Findings findings = verify(desired, m_world->engine);
        QCOMPARE(critical(findings), QStringList{u"greeting"_s});
        for (const Finding &finding : findings.mid(1))
            QCOMPARE(finding.severity, Severity::Info); // not checked, and said so
        stranger.kill();
        stranger.waitForFinished();
    }

    void aServerThatIsAwayIsCaughtAtTheGreeting()
    {
        const DesiredSystem desired = smallSystem();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        QVERIFY(stopServer(m_world->gate.permit(desired.localSystemId()), *m_world->read(desired.id), {}));
        QCOMPARE(critical(verify(desired, m_world->engine)), QStringList{u"greeting"_s});
    }

    void cancellingLeavesNoStream()
    {
        const DesiredSystem desired = smallSystem();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        Verification verification;
        connect(&verification, &Verification::changed, &verification, [&] {
            if (verification.current() == u"survives-restart")
                verification.cancel();
        });
        run(verification, desired, m_world->engine);
        QCOMPARE(m_world->read(desired.id)->state, WorkstationDeployment::State::Running);
        QCOMPARE(async::await(m_world->engine.removalImpact(desired.id))->streams, 0);
    }

private:
    void run(Verification &verification, const DesiredSystem &desired, Engine &engine)
    {
        const auto facts = async::await(m_world->engine.facts(desired));
        QVERIFY(facts);
        QSignalSpy finished(&verification, &Verification::finished);
        verification.start({desired, *facts, m_world->engine.access(desired, *facts), &engine, true},
                           m_world->gate.permit(desired.localSystemId()));
        QVERIFY(finished.wait(90'000));
    }

    Findings verify(const DesiredSystem &desired, Engine &engine)
    {
        Verification verification;
        run(verification, desired, engine);
        return verification.findings();
    }

    // Behind the program's back: nats.conf as it would be for other answers.
    void restartWith(const DesiredSystem &broken)
    {
        const auto deployment = m_world->read(broken.id);
        WorkstationWork work{broken, deployment->folder, deployment->storeFolder, deployment->program, deployment->programVersion, true};
        const auto conf = confFor(work, *completeLogin(work));
        QVERIFY(files::writeAtomically(deployment->configPath(), *conf));
        QVERIFY(m_world->engine.restart(m_world->gate.permit(broken.localSystemId()), broken, {}));
    }

    std::unique_ptr<WorkstationWorld> m_world;
};

NATSDECK_TEST(VerificationTest)
#include "server_verification.moc"
