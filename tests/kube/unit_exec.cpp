#include "tests/kube/support_client.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray execPath = podsPath + "/p/exec";
constexpr const char *reviewPath = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const QByteArray success = "\x03{\"status\":\"Success\"}";

StubReply channels(const QList<QByteArray> &messages, bool close = true)
{
    StubReply reply;
    reply.channels = StubChannels{"v5.channel.k8s.io", false, messages, close};
    return reply;
}

QByteArray failureStatus(const QByteArray &reason, const QByteArray &message, const QByteArray &causes = "[]")
{
    return "\x03{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"" + reason + "\",\"message\":\"" + message +
           "\",\"details\":{\"causes\":" + causes + "}}";
}

} // namespace

class KubeExecTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheChannelsApartAndTheExitCode()
    {
        StubAndClient both;
        // What the command printed last may come after its end was told.
        both.stub.reply(
            "GET", execPath,
            channels({QByteArray(1, '\0'), "\x01one", "\x02problem",
                      failureStatus("NonZeroExitCode", "exit 7", R"([{"reason":"ExitCode","message":"7"}])"), "\x01 two", "\x09?"}));
        const auto ended = run(both);
        QVERIFY2(ended, ended ? "" : qPrintable(toText(ended.error())));
        QCOMPARE(ended->exitCode, 7);
        QCOMPARE(ended->standardOutput, "one two");
        QCOMPARE(ended->standardError, "problem");
        const StubRequest request = both.stub.requests().first();
        QCOMPARE(request.headers.value("sec-websocket-protocol"), "v5.channel.k8s.io, v4.channel.k8s.io");
        QVERIFY(request.query.contains("command=cat&command=a%20b"));
        QVERIFY(request.query.contains("tty=false"));
    }

    void endsTheInputSoThatTheCommandCanEnd()
    {
        StubAndClient both;
        StubReply reply = channels({"\x01INPUT", success});
        reply.channels->afterInput = true;
        both.stub.reply("GET", execPath, reply);
        const auto ended = run(both, QByteArray(100'000, 'x'));
        QVERIFY(ended);
        QCOMPARE(ended->standardOutput, "100000");
    }

    void saysWhenTheServerCannotEndTheInput()
    {
        StubAndClient both;
        StubReply reply = channels({success});
        reply.channels->protocol = "v4.channel.k8s.io";
        both.stub.reply("GET", execPath, reply);
        QCOMPARE(run(both, "x").error().kind, ErrorKind::Unsupported);
        QVERIFY(run(both)); // without input it does
    }

    void tellsWhatTheErrorChannelSays()
    {
        StubAndClient both;
        both.stub.reply("GET", execPath, channels({failureStatus("InternalError", "container not found (\\\"\\u001b[1mnats\\\")")}));
        const Error error = run(both).error();
        QCOMPARE(error.kind, ErrorKind::Rejected);
        QVERIFY(error.detail.contains(u"container not found") && !error.detail.contains(QChar(0x1b)));
        both.stub.reply("GET", execPath, channels({"\x01half"})); // and then nothing: no success
        QCOMPARE(run(both).error().kind, ErrorKind::Protocol);
    }

    void aPodThatHasGoneIsNotFound()
    {
        StubAndClient both;
        both.stub.reply("GET", execPath, refusal(404, "NotFound", "pods p not found"));
        QCOMPARE(run(both).error().kind, ErrorKind::NotFound);
        both.stub.reply("GET", execPath, refusal(400, "BadRequest", "a container name must be specified"));
        const Error several = run(both).error();
        QCOMPARE(several.kind, ErrorKind::Invalid);
        QVERIFY(several.detail.contains(u"container name"));
    }

    void namesTheVerbThatIsMissing()
    {
        for (const QByteArray &missing : {QByteArray("get"), QByteArray("create")}) {
            StubAndClient both;
            both.stub.reply("GET", execPath, refusal(403, "Forbidden", "pods is forbidden"));
            both.stub.on("POST", reviewPath, [missing](const StubRequest &request) {
                StubReply reply;
                reply.body = request.body.contains("\"verb\":\"" + missing + "\"") ? "{\"status\":{\"allowed\":false}}"
                                                                                   : "{\"status\":{\"allowed\":true}}";
                return reply;
            });
            const Error error = run(both).error();
            QCOMPARE(error.kind, ErrorKind::Forbidden);
            QCOMPARE(error.summary, u"Not allowed to %1 pods/exec in n"_s.arg(QString::fromLatin1(missing)));
        }
    }

    void tellsAClosedWayFromAMissingRight()
    {
        StubAndClient both;
        StubReply bare;
        bare.status = 403; // without a body: a server that knows none of the protocols, a proxy
        both.stub.reply("GET", execPath, bare);
        StubReply allowed;
        allowed.body = "{\"status\":{\"allowed\":true}}";
        both.stub.reply("POST", reviewPath, allowed);
        QCOMPARE(run(both).error().kind, ErrorKind::Unsupported);
        both.stub.reply("POST", reviewPath, refusal(500, "x", "x"));
        QCOMPARE(run(both).error().kind, ErrorKind::Forbidden); // not found out: as it was said
    }

    void aBrokenOrSilentStreamEndsTheCall()
    {
        StubAndClient both;
        both.stub.reply("GET", execPath, channels({"\x01x"}, false));
        const auto future = start(both, {}, std::chrono::seconds(20));
        QTRY_COMPARE(both.stub.count("GET", execPath), 1);
        QTest::qWait(50);
        both.stub.cutConnections();
        QCOMPARE(async::await(future).error().kind, ErrorKind::Unreachable);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(async::await(start(both, {}, std::chrono::milliseconds(300))).error().kind, ErrorKind::Timeout);
        QVERIFY(timer.elapsed() < 2000);
    }

    void moreThanTheBudgetIsRefused()
    {
        StubAndClient both;
        QList<QByteArray> much;
        for (int i = 0; i < 40; ++i)
            much << '\x01' + QByteArray(32 * 1024, 'x');
        both.stub.reply("GET", execPath, channels(much));
        QCOMPARE(run(both).error().kind, ErrorKind::LimitExceeded);
    }

private:
    async::Future<ExecOutput> start(StubAndClient &both, const QByteArray &input, std::chrono::milliseconds deadline)
    {
        ExecCommand command{u"n"_s, u"p"_s, {}, {u"cat"_s, u"a b"_s}, input, deadline, 1024 * 1024, {}};
        return both.client.exec(m_gate.permit(u"k8s:x"_s), command);
    }
    Result<ExecOutput> run(StubAndClient &both, const QByteArray &input = {})
    {
        return async::await(start(both, input, std::chrono::seconds(10)));
    }

    MemoryGate m_gate;
};

NATSDECK_TEST(KubeExecTest)
#include "unit_exec.moc"
