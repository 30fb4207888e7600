#include "models/base/json.h"
#include "models/deployment/desired_system.h"
#include "models/deployment/local_ports.h"
#include "models/deployment/local_process.h"
#include "models/deployment/nkey_pair.h"
#include "models/deployment/profiles.h"
#include "models/deployment/server_conf.h"
#include "models/deployment/server_programs.h"
#include "models/deployment/workstation_preflight.h"
#include "models/deployment/workstation_store.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace natsdeck;
using namespace natsdeck::deployment;
using namespace Qt::StringLiterals;

namespace {

const Finding *findingIn(const Findings &findings, const QString &id)
{
    for (const Finding &finding : findings) {
        if (finding.id == id)
            return &finding;
    }
    return nullptr;
}

QString script(const QTemporaryDir &folder, const QString &name, const QByteArray &body)
{
    const QString path = folder.filePath(name);
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write("#!/bin/sh\n" + body);
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
}

} // namespace

class DesiredSystemTest : public QObject
{
    Q_OBJECT

private slots:
    void comesBackFromJson()
    {
        DesiredSystem desired;
        desired.id = DesiredSystem::makeId();
        desired.name = u"nats"_s;
        desired.target = {TargetKind::Kubernetes, u"prod"_s, u"messaging"_s};
        desired.jetStream = {true, (qint64(1) << 53) + 1, 7, u"/srv/ä ö"_s, u"fast"_s, true};
        desired.ports = {14222, 18222, 16222};
        desired.access = Access::LoadBalancer;
        desired.login.kind = LoginKind::Nkey;
        desired.labels = {{u"team"_s, u"blue"_s}};
        desired.resources.memoryLimit = u"2Gi"_s;
        const auto back = desiredSystemFromJson(*json::parseObject(json::compact(toJson(desired)), u"x"_s));
        QVERIFY(back);
        QVERIFY(*back == desired);
    }

    void secretsAreNotWritten()
    {
        DesiredSystem desired;
        desired.login.secret = Secret("hunter2-password");
        desired.login.systemSecret = Secret("hunter3-password");
        const QByteArray text = json::compact(toJson(desired));
        QVERIFY(!text.contains("hunter"));
        QVERIFY(!text.contains(QByteArray("hunter2-password").toBase64()));
    }

    void whatIsUnknownOrWrongIsRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("unknown field") << QByteArray(R"({"nmae":"x"})");
        QTest::newRow("unknown inner field") << QByteArray(R"({"jetStream":{"size":1}})");
        QTest::newRow("wrong type") << QByteArray(R"({"replicas":"3"})");
        QTest::newRow("fraction") << QByteArray(R"({"jetStream":{"storageBytes":1.5}})");
        QTest::newRow("negative") << QByteArray(R"({"jetStream":{"storageBytes":-1}})");
        QTest::newRow("port") << QByteArray(R"({"ports":{"client":70000}})");
        QTest::newRow("unknown word") << QByteArray(R"({"login":{"kind":"magic"}})");
        QTest::newRow("object expected") << QByteArray(R"({"ports":[]})");
    }

    void whatIsUnknownOrWrongIsRefused()
    {
        QFETCH(const QByteArray, json);
        const auto read = desiredSystemFromJson(*json::parseObject(json, u"x"_s));
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::Invalid);
        QVERIFY(!read.error().detail.isEmpty());
    }

    void profilesAreFilesThatMeanSomething()
    {
        const QList<Profile> profiles = embeddedProfiles();
        QCOMPARE(profiles.size(), 2);
        QCOMPARE(profiles[0].id, u"development"_s);
        QCOMPARE(profiles[1].id, u"homelab"_s);
        DesiredSystem desired;
        desired.name = u"kept"_s;
        desired.login.secret = Secret("kept");
        desired.ports.client = 5000;
        desired.target.kind = TargetKind::Kubernetes;
        const DesiredSystem homelab = applied(profiles[1], desired);
        QCOMPARE(homelab.profile, u"homelab"_s);
        QCOMPARE(homelab.name, u"kept"_s);
        QCOMPARE(homelab.ports.client, 5000);
        QCOMPARE(homelab.login.secret.reveal(), QByteArray("kept"));
        QCOMPARE(homelab.jetStream.storageBytes, 10LL * 1024 * 1024 * 1024);
        QCOMPARE(homelab.resources.memoryLimit, u"2Gi"_s);
        QCOMPARE(homelab.replicas, 1);
        QVERIFY(homelab.natsBox);
        desired.target.kind = TargetKind::Workstation;
        QVERIFY(!applied(profiles[1], desired).natsBox);
    }

    void aProfileThatDecidesTooMuchOrNonsenseIsRefused()
    {
        QVERIFY(!parseProfile("{", u"x"_s));
        QCOMPARE(parseProfile(R"({"id":"a","title":"A","surprise":1})", u"x"_s).error().kind, ErrorKind::Invalid);
        QCOMPARE(parseProfile(R"({"id":"a","title":"A","workstation":{"program":"/bin/sh"}})", u"x"_s).error().kind, ErrorKind::Invalid);
        QCOMPARE(parseProfile(R"({"id":"a","title":"A","kubernetes":{"replicas":0}})", u"x"_s).error().kind, ErrorKind::Invalid);
        QVERIFY(parseProfile(R"({"id":"a","title":"A"})", u"x"_s));
    }
};

NATSDECK_TEST(DesiredSystemTest)

class WorkstationPartsTest : public QObject
{
    Q_OBJECT

private slots:
    void quotesEveryCharacter()
    {
        QCOMPARE(quoted(u"plain"_s), QByteArray("\"plain\""));
        QCOMPARE(quoted(u"a\"b\\c\td\ne\rf"_s), QByteArray("\"a\\\"b\\\\c\\td\\ne\\rf\""));
        QCOMPARE(quoted(u"\u0001\u007f"_s), QByteArray("\"\\x01\\x7F\""));
        QCOMPARE(quoted(u"$HOME {} é"_s), QByteArray("\"$HOME {} \xC3\xA9\""));
    }

    void masksWhatIsSecretInAConfiguration()
    {
        const QString shown = masked(u"users: [ { user: \"a\", password: \"s3\\\"cret\" } ]\ntoken = 'tok3n'\npassword s3cret2\n"_s);
        QVERIFY(!shown.contains(u"s3"_s) && !shown.contains(u"cret"_s) && !shown.contains(u"tok3n"_s));
        QVERIFY(shown.contains(u"user: \"a\""_s));
    }

    void knowsWhatTheServerTakesForAHash()
    {
        QVERIFY(looksLikeHash(u"$2a$11$abc"_s));
        QVERIFY(looksLikeHash(u"$2y$x"_s));
        QVERIFY(!looksLikeHash(u"a$2a$"_s));
        QVERIFY(!looksLikeHash(u"$2"_s));
    }

    void derivesTheKeyOfTheDocumentation()
    {
        // docs.nats.io, "NKey authentication".
        const auto pair = nkeyOfSeed(Secret("SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY"));
        QVERIFY(pair);
        QCOMPARE(pair->publicKey, QByteArray("UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"));
        const auto made = makeUserNkey();
        QVERIFY(made);
        QCOMPARE(made->seed.reveal().size(), 58);
        QVERIFY(made->seed.reveal().startsWith("SU"));
        QCOMPARE(nkeyOfSeed(made->seed)->publicKey, made->publicKey);
        QCOMPARE(nkeyOfSeed(Secret("SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VX")).error().kind, ErrorKind::Invalid);
        QCOMPARE(nkeyOfSeed(Secret("UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4")).error().kind, ErrorKind::Invalid);
        QCOMPARE(nkeyOfSeed(Secret("")).error().kind, ErrorKind::Invalid);
    }

    void seesWhichPortIsTaken()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        const int port = taken.serverPort();
        QVERIFY(!isPortFree(u"127.0.0.1"_s, port));
        QVERIFY(!isPortFree(u"0.0.0.0"_s, port));
        QVERIFY(listeningPorts(port, port).contains(port));
        const auto next = nextFreePort(u"127.0.0.1"_s, port);
        QVERIFY(next && *next != port && isPortFree(u"127.0.0.1"_s, *next));
        taken.close();
        QVERIFY(isPortFree(u"127.0.0.1"_s, port));
    }

    void tellsAProcessFromALaterOneOfTheSameNumber()
    {
        const auto mark = markOf(::getpid());
        QVERIFY(mark);
        QVERIFY(isAlive(*mark));
        ProcessMark other = *mark;
        ++other.startTicks;
        QVERIFY(!isAlive(other));
        other = *mark;
        other.bootId = u"another boot"_s;
        QVERIFY(!isAlive(other));
        QVERIFY(!markOf(0));
        QVERIFY(!isAlive({}));
    }

    void aProgramOutlivesWhoStartedItAndIsStopped()
    {
        const QTemporaryDir folder;
        test::MemoryGate gate;
        const auto permit = gate.permit(u"local:x"_s);
        const auto mark = startDetached(permit, u"/bin/sleep"_s, {u"300"_s}, folder.path(), folder.filePath(u"out"_s));
        QVERIFY(mark);
        QVERIFY(isAlive(*mark));
        // Linux closes what tells that exec worked a moment before the new arguments can be read.
        QTRY_VERIFY(argumentsOf(mark->pid).contains("300"));
        QVERIFY(::getsid(pid_t(mark->pid)) != ::getsid(0));
        QVERIFY(stopProcess(permit, *mark, std::chrono::seconds(5), {}));
        QVERIFY(!isAlive(*mark));
        QVERIFY(stopProcess(permit, *mark, std::chrono::seconds(5), {})); // gone already
    }

    void aProgramThatDoesNotListenIsKilled()
    {
        const QTemporaryDir folder;
        test::MemoryGate gate;
        const auto permit = gate.permit(u"local:x"_s);
        const QString stubborn = script(folder, u"stubborn"_s, "trap '' TERM\necho ready\nwhile :; do sleep 1; done\n");
        const auto mark = startDetached(permit, stubborn, {}, folder.path(), folder.filePath(u"out"_s));
        QVERIFY(mark);
        QTRY_VERIFY(QFile(folder.filePath(u"out"_s)).size() > 0);
        QVERIFY(stopProcess(permit, *mark, std::chrono::milliseconds(200), {}));
        QVERIFY(!isAlive(*mark));
    }

    void findsAServerByItsConfigurationAndNeverByName()
    {
        const QTemporaryDir folder;
        test::MemoryGate gate;
        const auto permit = gate.permit(u"local:x"_s);
        const QString config = folder.filePath(u"nats.conf"_s);
        const QString pidFile = folder.filePath(u"pid"_s);
        const QString program = script(folder, u"nats-server"_s, "exec sleep 300\n"); // exec: the command line loses the configuration
        const auto stranger = startDetached(permit, program, {u"-c"_s, config}, folder.path(), folder.filePath(u"out"_s));
        QVERIFY(stranger);
        QTRY_VERIFY(!argumentsOf(stranger->pid).contains(config.toUtf8()));
        QVERIFY(!findServer(*stranger, pidFile, config));
        QVERIFY(stopProcess(permit, *stranger, std::chrono::seconds(5), {}));

        const auto ours = startDetached(permit, u"/bin/sh"_s, {u"-c"_s, u"while :; do sleep 1; done"_s, config}, folder.path(),
                                        folder.filePath(u"out"_s));
        QVERIFY(ours);
        QVERIFY(findServer(*ours, pidFile, config) == std::optional(*ours));
        QFile pid(pidFile);
        QVERIFY(pid.open(QIODevice::WriteOnly));
        pid.write(QByteArray::number(ours->pid) + '\n');
        pid.close();
        QVERIFY(findServer({}, pidFile, config) == std::optional(*ours)); // by the pid file alone: killed before the mark was written
        QVERIFY(!findServer({}, pidFile, config + u".other"_s));
        QVERIFY(stopProcess(permit, *ours, std::chrono::seconds(5), {}));
        QVERIFY(!findServer(*ours, pidFile, config));
    }

    void deletesOnlyWhatCarriesItsId()
    {
        const QTemporaryDir folder;
        const QString id = u"abcdefgh1234"_s;
        const QString outside = folder.filePath(u"precious"_s);
        QVERIFY(QDir().mkpath(outside) && QFile(outside + u"/file"_s).open(QIODevice::WriteOnly));
        const QString own = folder.filePath(u"demo-"_s + id);
        QVERIFY(QDir().mkpath(own + u"/deep"_s));
        QVERIFY(QFile::link(outside, own + u"/link"_s));
        QCOMPARE(removeOwnFolder(outside, id).error().kind, ErrorKind::Internal);
        QCOMPARE(removeOwnFolder(u"/"_s, id).error().kind, ErrorKind::Internal);
        QCOMPARE(removeOwnFolder(own, {}).error().kind, ErrorKind::Internal);
        QVERIFY(removeOwnFolder(own, id));
        QVERIFY(!QDir(own).exists());
        QVERIFY(QFile::exists(outside + u"/file"_s)); // the link was removed, not followed
        QVERIFY(removeOwnFolder(own, id));
    }

    void saysWhichServersAreThereAndWhichAreTooOld()
    {
        const QTemporaryDir folder;
        const QString old = script(folder, u"old"_s, "echo 'nats-server: v2.8.0'\n");
        const auto program = inspectServer(old);
        QVERIFY(program);
        QCOMPARE(program->version, QVersionNumber(2, 8, 0));
        QVERIFY(!program->isNewEnough());
        QCOMPARE(inspectServer(script(folder, u"odd"_s, "echo hello\n")).error().kind, ErrorKind::Protocol);
        QCOMPARE(inspectServer(folder.filePath(u"missing"_s)).error().kind, ErrorKind::NotFound);
        QCOMPARE(inspectServer(folder.path()).error().kind, ErrorKind::NotFound);
    }

    void preflightNamesWhatBlocks()
    {
        const QTemporaryDir folder;
        DesiredSystem desired;
        desired.id = DesiredSystem::makeId();
        desired.name = u"demo"_s;
        desired.jetStream.storageBytes = 1024 * 1024;
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        desired.ports.client = taken.serverPort();
        desired.ports.monitoring = *nextFreePort(u"127.0.0.1"_s, taken.serverPort() + 1);

        desired.program = folder.filePath(u"missing"_s);
        Findings findings = workstationPreflight(desired, folder.filePath(u"w"_s), {}, {});
        QCOMPARE(findingIn(findings, u"server-program"_s)->severity, Severity::Critical);
        QVERIFY(findingIn(findings, u"server-program"_s)->remedy.contains(u"nats-server"_s));
        QCOMPARE(findingIn(findings, u"client-port"_s)->severity, Severity::Critical);
        QVERIFY(findingIn(findings, u"client-port"_s)->action.startsWith(u"choose-free-port:client:"_s));
        QCOMPARE(findingIn(findings, u"monitoring-port"_s)->severity, Severity::Ok);
        QCOMPARE(findingIn(findings, u"login"_s)->severity, Severity::Ok);
        QVERIFY(blocks(findings));

        desired.program = script(folder, u"old"_s, "echo 'nats-server: v2.8.0'\n");
        findings = workstationPreflight(desired, folder.filePath(u"w"_s), {}, {});
        QCOMPARE(findingIn(findings, u"server-program"_s)->severity, Severity::Critical);
        QVERIFY(findingIn(findings, u"server-program"_s)->what.contains(u"2.8.0"_s));

        desired.login.kind = LoginKind::None;
        QCOMPARE(findingIn(workstationPreflight(desired, folder.path(), {}, {}), u"login"_s)->severity, Severity::Warning);
        desired.bindAddress = u"0.0.0.0"_s;
        QCOMPARE(findingIn(workstationPreflight(desired, folder.path(), {}, {}), u"login"_s)->severity, Severity::Critical);
        desired.login.kind = LoginKind::UserPassword;
        desired.login.secret = Secret("$2a$11$looks-like-a-hash");
        QCOMPARE(findingIn(workstationPreflight(desired, folder.path(), {}, {}), u"login"_s)->severity, Severity::Critical);
    }

    void preflightLooksAtTheStoresFolder()
    {
        const QTemporaryDir folder;
        DesiredSystem desired;
        desired.id = DesiredSystem::makeId();
        desired.name = u"demo"_s;
        desired.jetStream.storageBytes = 1024 * 1024;
        QCOMPARE(findingIn(workstationPreflight(desired, folder.path(), {}, {}), u"store-folder"_s)->severity, Severity::Ok);
        desired.jetStream.folder = folder.filePath(u"file"_s);
        QVERIFY(QFile(desired.jetStream.folder).open(QIODevice::WriteOnly));
        QCOMPARE(findingIn(workstationPreflight(desired, folder.path(), {}, {}), u"store-folder"_s)->severity, Severity::Critical);
        desired.jetStream.folder = u"/proc/natsdeck"_s; // full as well: no block of it is free
        const Findings findings = workstationPreflight(desired, folder.path(), {}, {});
        QCOMPARE(findingIn(findings, u"store-space"_s)->severity, Severity::Critical);
        desired.jetStream.folder = folder.path();
        desired.jetStream.storageBytes = qint64(1) << 59;
        QCOMPARE(findingIn(workstationPreflight(desired, folder.path(), {}, {}), u"store-space"_s)->severity, Severity::Warning);
    }
};

NATSDECK_TEST(WorkstationPartsTest)
#include "unit_workstation_parts.moc"
