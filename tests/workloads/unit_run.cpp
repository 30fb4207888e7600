#include "models/workloads/run_presenter.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"
#include "tests/workloads/support_stub_workload.h"

#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;

class RunTest : public QObject
{
    Q_OBJECT

private slots:
    void splitsAsAShellWould_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("plain") << u"nats stream  ls"_s << QStringList{u"nats"_s, u"stream"_s, u"ls"_s};
        QTest::newRow("single") << u"sh -c 'echo \"$HOME\" | wc'"_s << QStringList{u"sh"_s, u"-c"_s, u"echo \"$HOME\" | wc"_s};
        QTest::newRow("double") << u"a \"b \\\" $c \\x\" d"_s << QStringList{u"a"_s, u"b \" $c \\x"_s, u"d"_s};
        QTest::newRow("joined") << u"--x='a b'c"_s << QStringList{u"--x=a bc"_s};
        QTest::newRow("empty word") << u"a '' b"_s << QStringList{u"a"_s, QString(), u"b"_s};
        QTest::newRow("backslash") << u"a\\ b \\'c"_s << QStringList{u"a b"_s, u"'c"_s};
        QTest::newRow("nothing is expanded") << u"ls *.txt $HOME"_s << QStringList{u"ls"_s, u"*.txt"_s, u"$HOME"_s};
        QTest::newRow("blank") << u"   "_s << QStringList();
    }
    void splitsAsAShellWould()
    {
        QFETCH(const QString, line);
        QFETCH(const QStringList, words);
        const auto split = splitCommandLine(line);
        QVERIFY(split);
        QCOMPARE(split->words, words);
    }

    void whatWasSplitCanBeTypedAgain()
    {
        for (const QString &line : {u"sh -c 'a \"b\" $c'"_s, u"a '' 'it'\\''s'"_s, u"x \\\\ y"_s}) {
            const QStringList words = splitCommandLine(line)->words;
            QCOMPARE(splitCommandLine(quotedCommand(words))->words, words);
        }
    }

    void refusesOpenQuotesAndNotesShellCharacters()
    {
        QCOMPARE(splitCommandLine(u"a 'b"_s).error().kind, ErrorKind::Invalid);
        QCOMPARE(splitCommandLine(u"a \"b"_s).error().kind, ErrorKind::Invalid);
        QCOMPARE(splitCommandLine(u"a \\"_s).error().kind, ErrorKind::Invalid);
        for (const QString &line : {u"a | b"_s, u"a > b"_s, u"a; b"_s, u"echo $HOME"_s, u"a && b"_s})
            QVERIFY2(!splitCommandLine(line)->note.isEmpty(), qPrintable(line));
        for (const QString &line :
             {u"nats sub orders.>"_s, u"nats sub 'a.>' --count 1"_s, u"nats sub orders.> --raw"_s, u"nats sub >"_s, u"ls *"_s})
            QVERIFY2(splitCommandLine(line)->note.isEmpty(), qPrintable(line));
    }

    void secretsStayOutOfAuditAndHistory()
    {
        const auto shown = [](const QString &line) { return quotedCommand(withoutSecrets(splitCommandLine(line)->words)); };
        for (const QString &line :
             {u"nats --password hunter2 ls"_s, u"nats --password=hunter2 ls"_s, u"nats -s nats://bob:hunter2@nats:4222 ls"_s,
              u"env NATS_PASSWORD=hunter2 nats ls"_s, u"nats --token hunter2"_s})
            QVERIFY2(!shown(line).contains(u"hunter2"_s), qPrintable(shown(line)));
        QCOMPARE(shown(u"nats stream info ORDERS --json"_s), u"nats stream info ORDERS --json"_s);
    }

    void offersBoxesFirstAndSaysWhatItWouldDo()
    {
        StubWorkload system;
        MemoryGate gate;
        QByteArray box = podJson("nats-box-1", "ub");
        box.replace("\"containers\":[{\"name\":\"nats\"}]", "\"containers\":[{\"name\":\"nats-box\"}]")
            .replace("\"name\":\"nats\",\"containerID\"", "\"name\":\"nats-box\",\"containerID\"");
        system.stub.on("GET", "/api/v1/namespaces/n/pods", [box](const StubRequest &request) {
            StubReply reply;
            const bool boxes = request.query.contains("component%3Dnats-box");
            const bool all = !request.query.contains("labelSelector");
            if (request.query.contains("watch="))
                reply.end = StubReply::End::Hold, reply.chunks = {" "};
            else
                reply.body = "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[" +
                             (boxes ? box
                              : all ? podJson("nats-0", "u0")
                                    : QByteArray()) +
                             "]}";
            return reply;
        });
        RunPresenter presenter(system.workload, gate.gate, *system.pods);
        presenter.setActive(true);
        QTRY_COMPARE(presenter.targets().size(), 2);
        QVERIFY(presenter.targets()[0].isBox && presenter.targets()[0].container == u"nats-box");
        presenter.chooseTarget(0);
        presenter.setLine(u"nats stream ls"_s);
        QVERIFY(presenter.cannotRun().contains(u"read-only"_s));
        gate.open(u"k8s:stub"_s);
        QCOMPARE(presenter.cannotRun(), QString());
        QVERIFY(presenter.preview().contains(u"nats-box-1"_s));
        QCOMPARE(presenter.command(), u"kubectl --context c -n n exec nats-box-1 -c nats-box -- nats stream ls"_s);
        QCOMPARE(presenter.intent().verb, u"exec"_s);
        presenter.setLine(u"nats 'open"_s);
        QVERIFY(!presenter.cannotRun().isEmpty());
        presenter.setLine({});
        QVERIFY(!presenter.cannotRun().isEmpty());
    }

    void aCommandThatCannotBeRunSaysWhyAndIsAudited()
    {
        StubWorkload system;
        MemoryGate gate;
        gate.open(u"k8s:stub"_s);
        system.servePods({podJson("nats-0", "u0")});
        system.stub.reply("GET", "/api/v1/namespaces/n/pods/nats-0/exec",
                          bodyOf(statusJson(403, "Forbidden", "pods/exec is forbidden"), 403));
        RunPresenter presenter(system.workload, gate.gate, *system.pods);
        presenter.setActive(true);
        QTRY_COMPARE(presenter.targets().size(), 1);
        presenter.setLine(u" nats --password hunter2 ls"_s);
        presenter.run();
        QTRY_VERIFY(presenter.current() && presenter.current()->state() == CommandRun::State::Failed);
        QCOMPARE(presenter.current()->error()->kind, ErrorKind::Forbidden);
        QFile log(gate.log.path());
        QVERIFY(log.open(QIODevice::ReadOnly));
        const QByteArray audit = log.readAll();
        QVERIFY(audit.contains("\"exec\"") && audit.contains("\"failed\""));
        QVERIFY(!audit.contains("hunter2"));
        QCOMPARE(presenter.history(), QStringList{u" nats --password hunter2 ls"_s});
        QVERIFY(presenter.historyToKeep().isEmpty());
    }
};

NATSDECK_TEST(RunTest)
#include "unit_run.moc"
