#include "models/base/files.h"
#include "models/base/json.h"
#include "models/deployment/local_http.h"
#include "models/deployment/server_conf.h"
#include "models/deployment/verification.h"
#include "models/deployment/workstation_work.h"
#include "models/nats/server_info.h"
#include "tests/deployment/support_workstation.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>

#include <csignal>
#include <sys/mount.h>
#include <unistd.h>

using namespace natsdeck;
using namespace natsdeck::deployment;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;
using State = WorkstationDeployment::State;

namespace {

QStringList programs()
{
    QStringList found{NatsServer::debianBinary()};
    if (!NatsServer::newestBinary().isEmpty())
        found << NatsServer::newestBinary();
    return found;
}

// Whether this login is let in, asked in the protocol itself.
QString knock(int port, const QByteArray &connect)
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, quint16(port));
    if (!socket.waitForConnected(3000))
        return u"unreachable"_s;
    QByteArray answer;
    socket.write("CONNECT " + connect + "\r\nPING\r\n");
    while (!answer.contains("PONG\r\n") && !answer.contains("-ERR") && socket.waitForReadyRead(3000))
        answer += socket.readAll();
    return answer.contains("-ERR") ? u"refused"_s : answer.contains("PONG") ? u"in"_s : u"silent"_s;
}

QByteArray userConnect(const QString &user, const Secret &password)
{
    return json::compact({{u"user"_s, user}, {u"pass"_s, QString::fromUtf8(password.reveal())}, {u"verbose"_s, false}});
}

QStringList allFilesBelow(const QString &folder)
{
    QStringList found;
    QDirIterator files(folder, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (files.hasNext())
        found << files.next();
    return found;
}

} // namespace

class WorkstationTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_world = std::make_unique<WorkstationWorld>(); }
    void cleanup() { m_world.reset(); }

    void deploysAServerThatRefusesStrangers_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<int>("kind");
        for (const QString &program : programs()) {
            for (const LoginKind kind : {LoginKind::None, LoginKind::Token, LoginKind::UserPassword, LoginKind::Nkey})
                QTest::addRow("%s, %s", qPrintable(QFileInfo(program).fileName()), qPrintable(word(kind))) << program << int(kind);
        }
    }

    void deploysAServerThatRefusesStrangers()
    {
        QFETCH(const QString, program);
        QFETCH(const int, kind);
        DesiredSystem desired = smallSystem(program);
        desired.login.kind = LoginKind(kind);
        QCOMPARE(m_world->deploy(desired), u"Done"_s);

        const auto deployment = m_world->read(desired.id);
        QVERIFY(deployment);
        QCOMPARE(deployment->state, State::Running);
        const int port = desired.ports.client;
        QCOMPARE(knock(port, "{\"verbose\":false}"), desired.login.kind == LoginKind::None ? u"in"_s : u"refused"_s);
        const auto login = WorkstationDeployments::loginOf(*deployment);
        QVERIFY(login);
        if (desired.login.kind == LoginKind::UserPassword)
            QCOMPARE(knock(port, userConnect(login->user, login->secret)), u"in"_s);
        if (desired.login.kind == LoginKind::Token)
            QCOMPARE(knock(port, json::compact({{u"auth_token"_s, QString::fromUtf8(login->secret.reveal())}})), u"in"_s);
        if (login->systemUser)
            QCOMPARE(knock(port, userConnect(login->systemUserName, login->systemSecret)), u"in"_s);
        QCOMPARE(login->systemUser, desired.login.kind == LoginKind::UserPassword || desired.login.kind == LoginKind::Nkey);

        const auto jsz = readHttp(desired.ports.monitoring, u"jsz"_s, std::chrono::seconds(5));
        const QJsonObject config = json::parseObject(*jsz, u"jsz"_s)->value(u"config"_s).toObject();
        QCOMPARE(json::integer(config.value(u"max_storage"_s)), desired.jetStream.storageBytes);
        QCOMPARE(json::integer(config.value(u"max_memory"_s)), desired.jetStream.memoryBytes);
    }

    void whatItWritesIsPrivate()
    {
        DesiredSystem desired = smallSystem();
        desired.login.kind = LoginKind::Nkey;
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
        const QString folder = m_world->folderOf(desired.id);
        QVERIFY(!(QFile::permissions(folder) & others));
        for (const QString &name : {u"nats.conf"_s, u"credentials.json"_s, u"user.nk"_s, u"deployment.json"_s})
            QVERIFY2(!(QFile::permissions(folder + u'/' + name) & others), qPrintable(name));
        QVERIFY(!files::read(folder + u"/deployment.json"_s)->contains("SU"));
    }

    void journalsAndAuditHoldNoSecret()
    {
        DesiredSystem desired = smallSystem();
        desired.login.secret = Secret("very-secret-password");
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        const auto login = WorkstationDeployments::loginOf(*m_world->read(desired.id));
        for (const QFileInfo &journal : QDir(m_world->journals()).entryInfoList(QDir::Files)) {
            const auto content = files::read(journal.absoluteFilePath());
            QVERIFY(!content->contains("very-secret-password") && !content->contains(login->systemSecret.reveal()));
        }
        QVERIFY(!files::read(m_world->gate.log.path())->contains("very-secret-password"));
    }

    void previewsShowNoSecretAndWhatWillBe()
    {
        DesiredSystem desired = smallSystem();
        desired.login.secret = Secret("very-secret-password");
        const auto plan = async::await(m_world->engine.plan(desired));
        QVERIFY(plan);
        QVERIFY(plan->count(plan::ChangeKind::Create) >= 4);
        QCOMPARE(plan->count(plan::ChangeKind::Run), 1);
        bool sawConf = false;
        for (const plan::Step &step : plan->steps) {
            for (const plan::Preview &preview : step.previews) {
                QVERIFY(!preview.after.contains(u"very-secret"_s) && !preview.before.contains(u"very-secret"_s));
                sawConf |= preview.after.contains(u"max_file_store: 67108864"_s);
            }
        }
        QVERIFY(sawConf);
        QVERIFY(!QFileInfo::exists(m_world->folderOf(desired.id))); // planning changes nothing
    }

    void quotesAwkwardFoldersAndPasswords_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("spaces and quotes") << u"it's \"quoted\" twice"_s;
        QTest::newRow("variables") << u"$HOME ${x} <<y>> %z"_s;
        QTest::newRow("backslashes") << u"a\\b\\\\c\\x41"_s;
        QTest::newRow("comment") << u"a # b // c"_s;
        QTest::newRow("structure") << u"{ [ ] } ; , : ="_s;
        QTest::newRow("unicode") << u"größe 数据 🦆"_s;
        QTest::newRow("control") << u"tab\there\nnewline"_s;
        QTest::newRow("number") << u"123k"_s;
        QTest::newRow("boolean") << u"true"_s;
        QTest::newRow("include") << u"include x"_s;
        QTest::newRow("brackets of JSON") << u"(\"a\": 1)"_s;
    }

    void quotesAwkwardFoldersAndPasswords()
    {
        QFETCH(const QString, text);
        DesiredSystem desired = smallSystem();
        desired.login.secret = Secret(text.toUtf8());
        desired.login.user = text;
        desired.jetStream.folder = m_world->path() + u"/store "_s + text;
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        QCOMPARE(knock(desired.ports.client, userConnect(text, Secret(text.toUtf8()))), u"in"_s);
        QVERIFY(QFileInfo(m_world->read(desired.id)->storeFolder + u"/jetstream"_s).isDir());
        const auto removal = async::await(m_world->engine.removal(desired.id, {}));
        QCOMPARE(WorkstationWorld::outcome(*m_world->run(*removal)), u"Done"_s);
        QCOMPARE(allFilesBelow(desired.jetStream.folder), QStringList());
    }

    void deployingTwiceChangesNothing()
    {
        const DesiredSystem desired = smallSystem();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        const auto before = m_world->read(desired.id);
        const auto again = m_world->run(*async::await(m_world->engine.plan(desired)));
        QCOMPARE(WorkstationWorld::outcome(*again), u"Done"_s);
        for (const plan::StepStatus &status : again->steps())
            QVERIFY2(status.state == plan::StepState::Skipped, qPrintable(status.id));
        QVERIFY(*before == *m_world->read(desired.id));
    }

    void aChangeIsAppliedAndTakenBack()
    {
        DesiredSystem desired = smallSystem();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        const auto before = m_world->read(desired.id);
        const QByteArray conf = *files::read(before->configPath());
        desired.jetStream.storageBytes *= 2;
        const auto plan = async::await(m_world->engine.plan(desired));
        QCOMPARE(plan->kind, u"change"_s);
        const auto runner = m_world->run(*plan);
        QCOMPARE(WorkstationWorld::outcome(*runner), u"Done"_s);
        const auto after = m_world->read(desired.id);
        QVERIFY(after->process.pid != before->process.pid);
        QVERIFY(*files::read(after->configPath()) != conf);
        runner->undo();
        QVERIFY(WorkstationWorld::finish(*runner));
        QCOMPARE(runner->outcome(), std::optional(plan::Outcome::Undone));
        QCOMPARE(*files::read(after->configPath()), conf);
        QTRY_COMPARE(m_world->read(desired.id)->state, State::Running);
        QCOMPARE(m_world->read(desired.id)->desired.jetStream.storageBytes, desired.jetStream.storageBytes / 2);
    }

    void undoLeavesNothing()
    {
        DesiredSystem desired = smallSystem();
        desired.jetStream.folder = m_world->path() + u"/elsewhere"_s;
        const auto runner = m_world->run(*async::await(m_world->engine.plan(desired)));
        const auto mark = m_world->read(desired.id)->process;
        QVERIFY(isAlive(mark));
        runner->undo();
        QVERIFY(WorkstationWorld::finish(*runner));
        QCOMPARE(runner->outcome(), std::optional(plan::Outcome::Undone));
        QVERIFY(!isAlive(mark));
        QCOMPARE(allFilesBelow(m_world->folder()), QStringList());
        QCOMPARE(allFilesBelow(desired.jetStream.folder), QStringList());
    }

    void aPortTakenAfterThePreflightIsAConflictAndAnotherWorks()
    {
        DesiredSystem desired = smallSystem();
        const auto plan = async::await(m_world->engine.plan(desired));
        QVERIFY(!blocks(*async::await(m_world->engine.preflight(desired, {}))));
        QTcpServer thief;
        QVERIFY(thief.listen(QHostAddress::LocalHost, quint16(desired.ports.client)));
        const auto runner = m_world->run(*plan);
        QCOMPARE(runner->error()->kind, ErrorKind::Conflict);
        QVERIFY(runner->error()->reason.startsWith(u"choose-free-port:client:"_s));
        QVERIFY(!runner->error()->remedy.isEmpty());
        QCOMPARE(m_world->read(desired.id)->state, State::Incomplete);

        desired.ports.client = runner->error()->reason.section(u':', 2).toInt();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        QCOMPARE(knock(desired.ports.client, "{}"), u"refused"_s);
        QVERIFY(plan::Journal::unfinished(m_world->journals()).isEmpty());
    }

    void aStoreOnAFullOrReadOnlyDiskIsSaid_data()
    {
        QTest::addColumn<bool>("readOnly");
        QTest::newRow("full") << false;
        QTest::newRow("read-only") << true;
    }

    void aStoreOnAFullOrReadOnlyDiskIsSaid()
    {
        QFETCH(const bool, readOnly);
        const QString disk = m_world->path() + u"/disk"_s;
        QVERIFY(QDir().mkpath(disk));
        if (::mount("none", disk.toUtf8().constData(), "tmpfs", 0, "size=64k") != 0)
            QSKIP("a small disk can only be mounted by the administrator");
        const auto unmount = qScopeGuard([&] { ::umount2(disk.toUtf8().constData(), MNT_DETACH); });
        DesiredSystem desired = smallSystem();
        desired.jetStream.folder = disk;
        if (readOnly) {
            QCOMPARE(::mount("none", disk.toUtf8().constData(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=64k"), 0);
        } else {
            QFile filler(disk + u"/filler"_s);
            QVERIFY(filler.open(QIODevice::WriteOnly));
            filler.write(QByteArray(128 * 1024, 'x'));
        }
        const Findings findings = *async::await(m_world->engine.preflight(desired, {}));
        QVERIFY(blocks(findings));
        bool said = false;
        for (const Finding &finding : findings)
            said |= finding.id == (readOnly ? u"store-folder"_s : u"store-space"_s) && finding.severity == Severity::Critical &&
                    !finding.remedy.isEmpty();
        QVERIFY(said);
        // Whoever goes on all the same is stopped, at the latest by the verification: a server starts on a full disk.
        if (readOnly)
            QVERIFY(m_world->deploy(desired) != u"Done"_s);
        else
            QCOMPARE(failedChecks(desired), QStringList{u"stream-written"_s});
        desired.jetStream.folder.clear();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
    }

    void aConfigurationThatTheServerRefusesIsNeverPutInPlace()
    {
        DesiredSystem desired = smallSystem();
        desired.jetStream.syncAlways = true;
        if (!NatsServer::debianBinary().isEmpty()) // 2.9.10 does not know sync_interval
            QVERIFY(m_world->deploy(desired).contains(u"refuses"_s));
        QVERIFY(!QFileInfo::exists(m_world->folderOf(desired.id) + u"/nats.conf"_s));
        desired.jetStream.syncAlways = false;
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
    }

    void stopsStartsAndRestarts()
    {
        const DesiredSystem desired = smallSystem();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        const auto first = m_world->read(desired.id)->process;
        using Operation = WorkstationEngine::Operation;
        const auto act = [&](Operation operation) {
            return WorkstationWorld::outcome(*m_world->run(*async::await(m_world->engine.operation(desired.id, operation))));
        };
        QCOMPARE(act(Operation::Restart), u"Done"_s);
        const auto second = m_world->read(desired.id)->process;
        QVERIFY(isAlive(second) && !isAlive(first));
        QCOMPARE(act(Operation::Stop), u"Done"_s);
        QCOMPARE(m_world->read(desired.id)->state, State::Stopped);
        QVERIFY(!isAlive(second));
        QCOMPARE(act(Operation::Start), u"Done"_s);
        QCOMPARE(m_world->read(desired.id)->state, State::Running);
        const auto log = async::await(WorkstationDeployments::logTail(*m_world->read(desired.id)));
        QVERIFY(log->contains(u"Server is ready"_s));
    }

    void theRegistrySeesAServerThatWasKilled()
    {
        const DesiredSystem desired = smallSystem();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        WorkstationDeployments registry(m_world->folder());
        QSignalSpy changed(&registry, &WorkstationDeployments::changed);
        registry.setWatching(true);
        QVERIFY(changed.wait(5000));
        QCOMPARE(registry.bySystemId(desired.localSystemId())->state, State::Running);
        ::kill(pid_t(registry.deployments().first().process.pid), SIGKILL);
        QVERIFY(changed.wait(10'000));
        QCOMPARE(registry.byId(desired.id)->state, State::Stopped);
    }

    void aServerOfSomeoneElseIsOfferedAndNotTaken()
    {
        const DesiredSystem desired = smallSystem();
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        const std::optional<int> port = nextFreePort(u"127.0.0.1"_s, 4222);
        QVERIFY(port && *port < 4300);
        NatsServerOptions options;
        options.config = "server_name: \"stranger\"\nlisten: 127.0.0.1:" + QByteArray::number(*port) +
                         "\npid_file: \"%DIR%/pid\"\nlog_file: \"%DIR%/server.log\"\n";
        QProcess stranger;
        stranger.start(NatsServer::debianBinary(), {u"-a"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(*port), u"-n"_s, u"stranger"_s});
        QVERIFY(stranger.waitForStarted());
        QTRY_VERIFY(nats::readGreeting(u"127.0.0.1"_s, quint16(*port), std::chrono::milliseconds(500)));
        const WorkstationDeployments registry(m_world->folder());
        const auto found = async::await(registry.probe());
        const auto is = [&](const ForeignServer &s) { return s.url.endsWith(u':' + QString::number(*port)); };
        const auto it = std::find_if(found->begin(), found->end(), is);
        QVERIFY(it != found->end());
        QCOMPARE(it->name, u"stranger"_s);
        QVERIFY(!it->loginRequired);
        QCOMPARE(readWorkstationDeployments(m_world->folder()).size(), 1); // ours only
        stranger.kill();
        stranger.waitForFinished();
    }

    void removalSaysWhatIsLostAndLeavesNothing()
    {
        DesiredSystem desired = smallSystem();
        desired.login.kind = LoginKind::None;
        desired.jetStream.folder = m_world->path() + u"/elsewhere"_s;
        QVERIFY(QDir().mkpath(desired.jetStream.folder));
        QVERIFY(QFile(desired.jetStream.folder + u"/precious"_s).open(QIODevice::WriteOnly));
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        storeOneMessage(desired.ports.client);
        const auto running = async::await(m_world->engine.removalImpact(desired.id));
        QCOMPARE(running->streams, 1);
        QCOMPARE(running->messages, 1);
        QVERIFY(running->bytes > 0 && running->running);
        const auto mark = m_world->read(desired.id)->process;
        QVERIFY(stopProcess(m_world->gate.permit(desired.localSystemId()), mark, std::chrono::seconds(10), {}));
        const auto stopped = async::await(m_world->engine.removalImpact(desired.id));
        QCOMPARE(stopped->streams, 1);
        QCOMPARE(stopped->messages, -1); // not known, and not called nothing
        QVERIFY(stopped->bytes > 0 && !stopped->running);

        const auto plan = async::await(m_world->engine.removal(desired.id, {}));
        QCOMPARE(plan->intent.impact, guard::Impact::DataLoss);
        QCOMPARE(WorkstationWorld::outcome(*m_world->run(*plan)), u"Done"_s);
        QCOMPARE(allFilesBelow(m_world->folder()), QStringList());
        QCOMPARE(allFilesBelow(desired.jetStream.folder), QStringList{desired.jetStream.folder + u"/precious"_s});
    }

    void removalCanKeepTheData()
    {
        DesiredSystem desired = smallSystem();
        desired.login.kind = LoginKind::None;
        QCOMPARE(m_world->deploy(desired), u"Done"_s);
        storeOneMessage(desired.ports.client);
        const QString store = m_world->read(desired.id)->storeFolder;
        const auto plan = async::await(m_world->engine.removal(desired.id, {true}));
        QCOMPARE(plan->intent.impact, guard::Impact::Configuration);
        QCOMPARE(WorkstationWorld::outcome(*m_world->run(*plan)), u"Done"_s);
        QVERIFY(QFileInfo(store + u"/jetstream"_s).isDir());
        QCOMPARE(QDir(m_world->folderOf(desired.id)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{u"jetstream"_s});
        QVERIFY(readWorkstationDeployments(m_world->folder()).isEmpty());
    }

    void undoDoesNotThrowAwayStreams()
    {
        DesiredSystem desired = smallSystem();
        desired.login.kind = LoginKind::None;
        const auto runner = m_world->run(*async::await(m_world->engine.plan(desired)));
        storeOneMessage(desired.ports.client);
        runner->undo();
        QVERIFY(WorkstationWorld::finish(*runner));
        QCOMPARE(runner->error()->kind, ErrorKind::Rejected);
        QVERIFY(QFileInfo(m_world->folderOf(desired.id) + u"/jetstream/jetstream"_s).isDir());
    }

private:
    QStringList failedChecks(const DesiredSystem &desired)
    {
        if (const QString outcome = m_world->deploy(desired); outcome != u"Done")
            return {outcome};
        const auto facts = async::await(m_world->engine.facts(desired));
        Verification verification;
        QSignalSpy finished(&verification, &Verification::finished);
        verification.start({desired, *facts, m_world->engine.access(desired, *facts), &m_world->engine, true},
                           m_world->gate.permit(desired.localSystemId()));
        QStringList failed;
        if (!finished.wait(90'000))
            failed << u"no end"_s;
        for (const Finding &finding : verification.findings()) {
            if (finding.severity == Severity::Critical)
                failed << finding.id;
        }
        return failed;
    }

    // One stream with one message, in the protocol itself (server without login).
    static void storeOneMessage(int port)
    {
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, quint16(port));
        QVERIFY(socket.waitForConnected(3000));
        const QByteArray config = R"({"name":"KEEP","subjects":["keep.>"],"storage":"file","retention":"limits"})";
        socket.write("CONNECT {\"verbose\":false}\r\nSUB inbox 1\r\nPUB $JS.API.STREAM.CREATE.KEEP inbox " +
                     QByteArray::number(config.size()) + "\r\n" + config + "\r\nPUB keep.one inbox 5\r\nhello\r\n");
        QByteArray answer;
        while (!answer.contains("\"seq\":1") && socket.waitForReadyRead(3000))
            answer += socket.readAll();
        QVERIFY2(answer.contains("\"seq\":1"), answer.constData());
    }

    std::unique_ptr<WorkstationWorld> m_world;
};

NATSDECK_TEST(WorkstationTest)
#include "server_workstation.moc"
