#include "models/base/files.h"
#include "models/deployment/verification.h"
#include "models/deployment/wizard_presenter.h"
#include "tests/deployment/support_workstation.h"
#include "tests/support/test_main.h"

#include <QProcess>
#include <QTcpServer>

using namespace natsdeck;
using namespace natsdeck::deployment;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

// The presenter over the real engine and a real server: what the window does, without the window.
class WizardOnWorkstationTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_world = std::make_unique<WorkstationWorld>(); }
    void cleanup()
    {
        m_wizard.reset();
        m_engine.reset();
        m_world.reset();
    }

    void endsWithAVerifiedSystemAndSamplesThatWork_data()
    {
        QTest::addColumn<int>("kind");
        for (const LoginKind kind : {LoginKind::None, LoginKind::Token, LoginKind::UserPassword, LoginKind::Nkey})
            QTest::addRow("%s", qPrintable(word(kind))) << int(kind);
    }

    void endsWithAVerifiedSystemAndSamplesThatWork()
    {
        QFETCH(const int, kind);
        toSecurity();
        m_wizard->setLoginKind(LoginKind(kind));
        if (LoginKind(kind) == LoginKind::UserPassword || LoginKind(kind) == LoginKind::Token)
            m_wizard->setText(Field::Password, u"a \"quoted\" $pass\\word ä\t%1"_s);
        m_wizard->next();
        QTRY_VERIFY_WITH_TIMEOUT(m_wizard->canApply(), 20'000);
        m_wizard->apply();
        QTRY_VERIFY_WITH_TIMEOUT(m_wizard->page() == WizardPage::Result, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_wizard->isBusy() && !m_wizard->verification().findings().isEmpty(), 90'000);
        QStringList ids;
        for (const Finding &finding : m_wizard->verification().findings()) {
            QVERIFY2(finding.severity == Severity::Ok, qPrintable(finding.id + u": "_s + finding.what + u' ' + finding.evidence));
            ids << finding.id;
        }
        QCOMPARE(ids, verificationChecks(m_wizard->answers()));
        runSamples();
    }

    void aPortTakenBetweenPreflightAndStartIsMendedOnThePage()
    {
        toSecurity();
        m_wizard->next();
        QTRY_VERIFY_WITH_TIMEOUT(m_wizard->canApply(), 20'000);
        QTcpServer thief;
        QVERIFY(thief.listen(QHostAddress::LocalHost, quint16(m_wizard->answers().ports.client)));
        m_wizard->apply();
        QTRY_VERIFY_WITH_TIMEOUT(m_wizard->runner().state() == plan::PlanRunner::State::Finished, 30'000);
        QCOMPARE(m_wizard->runner().error()->kind, ErrorKind::Conflict);
        QVERIFY(!m_wizard->runner().error()->remedy.isEmpty());
        QVERIFY(m_wizard->runAction(m_wizard->runner().error()->reason));
        QCOMPARE(m_wizard->page(), WizardPage::Plan);
        QTRY_VERIFY_WITH_TIMEOUT(m_wizard->canApply(), 20'000);
        m_wizard->apply();
        QTRY_VERIFY_WITH_TIMEOUT(m_wizard->page() == WizardPage::Result, 60'000);
    }

    void withoutAServerThePlanPageSaysHowToGetOne()
    {
        toSecurity();
        m_wizard->setText(Field::Program, m_world->path() + u"/missing"_s);
        m_wizard->next();
        QTRY_VERIFY_WITH_TIMEOUT(!m_wizard->isPreflighting() && !m_wizard->isPlanning(), 20'000);
        QVERIFY(!m_wizard->canApply());
        QCOMPARE(worstOf(m_wizard->preflight()), Severity::Critical);
        QCOMPARE(m_wizard->planError()->kind, ErrorKind::NotFound);
        QVERIFY(!m_wizard->planError()->remedy.isEmpty());
        m_wizard->setText(Field::Program, NatsServer::debianBinary()); // and the next action works
        m_wizard->goTo(WizardPage::Security);
        m_wizard->next();
        QTRY_VERIFY_WITH_TIMEOUT(m_wizard->canApply(), 20'000);
    }

private:
    void toSecurity()
    {
        m_engine = std::make_shared<WorkstationEngine>(m_world->folder());
        m_wizard = std::make_unique<WizardPresenter>(
            WizardPresenter::Parts{m_world->gate.gate, m_world->gate.clock, {m_engine}, {}, m_world->journals()});
        m_wizard->setTargets({{{}, u"This workstation"_s, {}, false, true, {}}});
        m_wizard->setTargetIndex(0);
        QTRY_VERIFY_WITH_TIMEOUT(!m_wizard->offersLoading(), 20'000);
        const Ports ports = freePorts();
        m_wizard->setText(Field::ClientPort, QString::number(ports.client));
        m_wizard->setText(Field::MonitoringPort, QString::number(ports.monitoring));
        m_wizard->setText(Field::StorageSize, u"64Mi"_s);
        m_wizard->setText(Field::MemoryStoreSize, u"16Mi"_s);
        while (m_wizard->page() != WizardPage::Security) {
            QVERIFY2(m_wizard->canGoNext(), qPrintable(m_wizard->whyNotNext()));
            m_wizard->next();
        }
    }

    // C++ always (its library is what we are built with); the others where this machine has their client library.
    void runSamples()
    {
        // NATSDECK_TEST_SAMPLES: a folder with go/go.mod (nats.go) and js/node_modules (@nats-io/transport-node).
        const QString libraries = qEnvironmentVariable("NATSDECK_TEST_SAMPLES");
        int ran = 0;
        for (const Sample &sample : m_wizard->samples()) {
            const QString path = m_world->path() + u'/' + sample.fileName;
            QVERIFY(files::writeAtomically(path, sample.code.toUtf8()));
            QVERIFY(!sample.prepare.isEmpty() && !sample.run.isEmpty());
            if (sample.language == u"C++") {
                const QString program = m_world->path() + u"/hello"_s;
                QCOMPARE(execute(u"g++"_s, {path, u"-o"_s, program, u"-lnats"_s}), QByteArray());
                QCOMPARE(execute(program, {}), QByteArray("demo.hello hello\n"));
                ++ran;
            } else if (const QString tool = QFileInfo(NatsServer::newestBinary()).absolutePath() + u"/nats"_s;
                       sample.language == u"Shell" && QFileInfo::exists(tool)) {
                const QString script = m_wizard->contextCommand() + u" >/dev/null && nats --context %1 request nobody.listens x"_s.arg(
                                                                        contextNameFor(*m_wizard->facts(), m_wizard->answers().name));
                const QByteArray said =
                    execute(u"env"_s, {u"PATH="_s + QFileInfo(tool).absolutePath() + u":/usr/bin:/bin"_s, u"sh"_s, u"-c"_s, script});
                QVERIFY2(said.toLower().contains("no responders"), said.constData()); // the server has answered: the login was taken
                ++ran;
            } else if (sample.language == u"Python" && QProcess::execute(u"python3"_s, {u"-c"_s, u"import nats, nkeys"_s}) == 0) {
                QCOMPARE(execute(u"python3"_s, {path}), QByteArray("demo.hello hello\n"));
                ++ran;
            } else if (!libraries.isEmpty() && sample.language == u"Go") {
                QVERIFY(files::writeAtomically(libraries + u"/go/hello.go"_s, sample.code.toUtf8()));
                QCOMPARE(execute(u"go"_s, {u"-C"_s, libraries + u"/go"_s, u"run"_s, u"hello.go"_s}), QByteArray("demo.hello hello\n"));
                ++ran;
            } else if (!libraries.isEmpty() && sample.language == u"JavaScript") {
                QVERIFY(files::writeAtomically(libraries + u"/js/hello.mjs"_s, sample.code.toUtf8()));
                QCOMPARE(execute(u"node"_s, {libraries + u"/js/hello.mjs"_s}), QByteArray("demo.hello hello\n"));
                ++ran;
            }
        }
        QVERIFY(ran >= 1);
    }

    QByteArray execute(const QString &program, const QStringList &arguments)
    {
        QProcess process;
        process.setWorkingDirectory(m_world->path());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments);
        if (!process.waitForFinished(60'000) || process.exitCode() != 0)
            return "failed: " + process.readAll();
        return process.readAll();
    }

    std::unique_ptr<WorkstationWorld> m_world;
    std::shared_ptr<WorkstationEngine> m_engine;
    std::unique_ptr<WizardPresenter> m_wizard;
};

NATSDECK_TEST(WizardOnWorkstationTest)
#include "server_wizard.moc"
