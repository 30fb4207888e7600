#include "models/base/child_process.h"
#include "models/base/files.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace natsdeck;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class FilesTest : public QObject
{
    Q_OBJECT

private slots:
    void newFilesArePrivateAndOldOnesKeepTheirMode()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"a"_s);
        QVERIFY(files::writeAtomically(path, "one").has_value());
        QVERIFY((QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)) == 0);
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
        QVERIFY(files::writeAtomically(path, "two").has_value());
        QVERIFY(QFileInfo(path).permissions() & QFile::ReadGroup);
        QCOMPARE(files::read(path).value_or(QByteArray()), QByteArray("two"));
    }

    void aBudgetIsABudget()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"a"_s);
        QVERIFY(files::writeAtomically(path, QByteArray(100, 'x')).has_value());
        QVERIFY(files::read(path, 100).has_value());
        QCOMPARE(files::read(path, 99).error().kind, ErrorKind::LimitExceeded);
        QCOMPARE(files::read(folder.filePath(u"none"_s)).error().kind, ErrorKind::NotFound);
        QCOMPARE(files::read(folder.path()).error().kind, ErrorKind::Io);
    }

    void aLockIsHeldAgainstOthers()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"lock"_s);
        auto first = files::Lock::acquire(path);
        QVERIFY(first.has_value());
        QCOMPARE(files::Lock::acquire(path).error().kind, ErrorKind::Conflict);
        first->reset();
        QVERIFY(files::Lock::acquire(path).has_value());
    }

    void linesOfTwoProgramsDoNotMix()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"log"_s);
        const pid_t child = ::fork();
        auto log = files::AppendLog::open(path);
        for (int i = 0; i < 200; ++i)
            (void)(*log)->append(QByteArray(child == 0 ? "child" : "parent") + QByteArray(300, '.'));
        if (child == 0)
            ::_exit(0);
        ::waitpid(child, nullptr, 0);
        const QList<QByteArray> lines = files::read(path)->split('\n');
        QCOMPARE(lines.size(), 401);
        for (const QByteArray &line : lines.first(400))
            QVERIFY(line == "child" + QByteArray(300, '.') || line == "parent" + QByteArray(300, '.'));
    }

    void runtimeFilesGoAway()
    {
        QString path;
        {
            auto file = files::RuntimeFile::create(u"kubeconfig"_s, "secret");
            QVERIFY(file.has_value());
            path = (*file)->path();
            QCOMPARE(files::read(path).value_or(QByteArray()), QByteArray("secret"));
        }
        QVERIFY(!QFile::exists(path));
        const QString stale = files::runtimeFolder() + u"/999999999-aa-x"_s;
        QVERIFY(files::writeAtomically(stale, "left behind").has_value());
        auto own = files::RuntimeFile::create(u"mine"_s, "kept");
        files::removeStaleRuntimeFiles();
        QVERIFY(!QFile::exists(stale));
        QVERIFY(QFile::exists((*own)->path()));
    }

    void aChildGetsItsInputAndAnExactArgumentList()
    {
        ChildCommand command{.program = u"/bin/cat"_s, .input = "hello"};
        QCOMPARE(async::await(runChild(command))->standardOutput, QByteArray("hello"));
        command = {.program = u"/usr/bin/printf"_s, .arguments = {u"%s|"_s, u"a b"_s, u"$(id)"_s, u"'"_s}};
        QCOMPARE(async::await(runChild(command))->standardOutput, QByteArray("a b|$(id)|'|"));
    }

    void aChildSeesNoSecretsOfOurEnvironment()
    {
        qputenv("AWS_SECRET_ACCESS_KEY", "CANARY");
        ChildCommand command{.program = u"/usr/bin/env"_s, .environment = {u"ADDED=yes"_s}};
        const QByteArray minimal = async::await(runChild(command))->standardOutput;
        QVERIFY(!minimal.contains("CANARY"));
        QVERIFY(minimal.contains("ADDED=yes"));
        command.inheritEnvironment = true;
        QVERIFY(async::await(runChild(command))->standardOutput.contains("CANARY"));
        qunsetenv("AWS_SECRET_ACCESS_KEY");
    }

    void aChildHasADeadlineABudgetAndCanBeStopped()
    {
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(async::await(runChild({.program = u"/bin/sleep"_s, .arguments = {u"60"_s}, .deadline = 200ms})).error().kind,
                 ErrorKind::Timeout);
        QCOMPARE(async::await(runChild({.program = u"/usr/bin/yes"_s, .outputBudget = 100'000})).error().kind, ErrorKind::LimitExceeded);
        std::stop_source stop;
        const auto future = runChild({.program = u"/bin/sleep"_s, .arguments = {u"60"_s}}, stop.get_token());
        stop.request_stop();
        QCOMPARE(async::await(future).error().kind, ErrorKind::Cancelled);
        QCOMPARE(async::await(runChild({.program = u"/no/such/program"_s})).error().kind, ErrorKind::NotFound);
        QVERIFY(timer.elapsed() < 10'000);
    }
};

NATSDECK_TEST(FilesTest)
#include "unit_files.moc"
