#include "models/kube/credentials.h"
#include "models/kube/kubeconfig.h"
#include "tests/support/memory_consents.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/inotify.h>
#include <unistd.h>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

// A folder with a program and a secret; the kernel tells whether anybody opened (or ran) one of them.
class Bait
{
public:
    Bait()
    {
        for (const QString &name : {u"program"_s, u"secret"_s}) {
            QFile file(folder.filePath(name));
            if (!file.open(QIODevice::WriteOnly) || file.write("#!/bin/sh\ntouch \"$0.ran\"\n") <= 0)
                qFatal("cannot write the bait");
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        }
        m_watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        if (m_watch < 0 || inotify_add_watch(m_watch, folder.path().toUtf8().constData(), IN_OPEN | IN_ACCESS | IN_CREATE) < 0)
            qFatal("cannot watch the bait");
    }
    ~Bait() { close(m_watch); }
    Q_DISABLE_COPY_MOVE(Bait)

    [[nodiscard]] bool touched() const
    {
        alignas(inotify_event) char events[4096];
        return read(m_watch, events, sizeof events) > 0;
    }

    QTemporaryDir folder;

private:
    int m_watch = -1;
};

QByteArray config(const QByteArray &user, const QByteArray &cluster = "server: \"https://127.0.0.1:1\"", const QByteArray &more = {})
{
    return "contexts: [{name: x, context: {cluster: x, user: x}}]\nclusters: [{name: x, cluster: {" + cluster +
           "}}]\nusers: [{name: x, user: {" + user + "}}]\n" + more;
}

QByteArray exec(const QByteArray &fields) { return config("exec: {" + fields + ", apiVersion: client.authentication.k8s.io/v1}"); }

// Refused: no context comes of it. Asks: a person has to allow something first. Listed: it can be shown, nothing more is said here.
enum class Fate { Refused, Asks, Listed };

} // namespace

// Kubeconfigs from somebody who means harm: looking at one runs no program and opens no file that it names.
class KubeconfigHostileTest : public QObject
{
    Q_OBJECT

private slots:
    void theBaitNoticesATouch()
    {
        const Bait bait;
        QVERIFY(!bait.touched());
        QFile secret(bait.folder.filePath(u"secret"_s));
        QVERIFY(secret.open(QIODevice::ReadOnly));
        QVERIFY(bait.touched());
    }

    void runsAndOpensNothingBeforeConsent_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<int>("fate");
        const auto row = [](const char *name, Fate fate, const QByteArray &yaml) { QTest::newRow(name) << yaml << int(fate); };
        programs(row);
        files(row);
        shapes(row);
    }
    void runsAndOpensNothingBeforeConsent()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(int, fate);
        const Bait bait;
        yaml.replace("@", bait.folder.path().toUtf8());
        const auto parsed = parseKubeconfig(yaml, u"/nonexistent/config"_s);
        const auto context = parsed ? resolveContext(*parsed, u"x"_s) : Result<ContextConfig>(Failure(parsed.error()));
        QVERIFY(!bait.touched());
        QCOMPARE(!context, Fate(fate) == Fate::Refused);
        if (!context)
            return;
        (void)traitsOf(*context);
        QCOMPARE(!CredentialSource::consentsNeeded(*context).isEmpty(), Fate(fate) == Fate::Asks);
        if (Fate(fate) == Fate::Asks) {
            const MemoryConsents nothingAllowed(false);
            CredentialSource source(*context, nothingAllowed, nullptr);
            std::optional<Result<Credentials>> answer;
            source.obtain([&](const Result<Credentials> &given) { answer = given; });
            QVERIFY(answer && !*answer);
            QCOMPARE(answer->error().reason, u"consent-required"_s);
        }
        QTest::qWait(5); // a program that was started would have left its file
        QVERIFY(!bait.touched());
    }

private:
    template <typename Row> static void programs(Row row)
    {
        row("a program", Fate::Asks, exec("command: @/program, interactiveMode: Never"));
        row("a program with arguments", Fate::Asks, exec("command: @/program, args: [\"; rm -rf /\"], interactiveMode: Never"));
        row("a shell", Fate::Asks, exec("command: sh, args: [-c, \"@/program\"], interactiveMode: Never"));
        row("a shell with its path", Fate::Asks, exec("command: /bin/sh, args: [-c, \"cat @/secret\"], interactiveMode: Never"));
        row("a path with steps back", Fate::Asks, exec("command: ../..@/program, interactiveMode: Never"));
        row("a preloaded library", Fate::Asks,
            exec("command: @/program, env: [{name: LD_PRELOAD, value: @/secret}], interactiveMode: Never"));
        row("another PATH", Fate::Asks, exec("command: program, env: [{name: PATH, value: \"@\"}], interactiveMode: Never"));
        row("a substitution", Fate::Asks, exec("command: \"$(@/program)\", interactiveMode: Never"));
        row("a line feed in the command", Fate::Asks, exec("command: \"@/program\\nx\", interactiveMode: Never"));
        row("escapes in the install hint", Fate::Asks, exec("command: @/program, installHint: \"\\e[2Jrun me\", interactiveMode: Never"));
        row("the cluster told to the program", Fate::Asks, exec("command: @/program, provideClusterInfo: true, interactiveMode: Never"));
        row("no interactive mode", Fate::Refused, exec("command: @/program"));
        row("an unknown mode", Fate::Refused, exec("command: @/program, interactiveMode: Sometimes"));
        row("no command", Fate::Refused, exec("args: [@/program], interactiveMode: Never"));
        row("a command that is a list", Fate::Refused, exec("command: [@/program], interactiveMode: Never"));
        row("a command that is a number", Fate::Refused, exec("command: 1, interactiveMode: Never"));
        row("no version", Fate::Refused, config("exec: {command: @/program, interactiveMode: Never}"));
        row("a nameless variable", Fate::Refused, exec("command: @/program, env: [{value: x}], interactiveMode: Never"));
        row("two logins", Fate::Refused,
            config("auth-provider: {name: oidc}, exec: {command: @/program, interactiveMode: Never, apiVersion: "
                   "client.authentication.k8s.io/v1}"));
        row("the gcp provider's program", Fate::Listed, config("auth-provider: {name: gcp, config: {cmd-path: @/program}}"));
    }

    template <typename Row> static void files(Row row)
    {
        row("a token file", Fate::Asks, config("tokenFile: @/secret"));
        row("a token file with steps back", Fate::Asks, config("tokenFile: ../..@/secret"));
        row("a token file behind a token", Fate::Asks, config("token: t, tokenFile: @/secret"));
        row("steps out of the service account's folder", Fate::Asks,
            config("tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/../../../../..@/secret"));
        row("the pod's own token for another server", Fate::Asks, config("tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token"));
        row("a device without end", Fate::Asks, config("tokenFile: /dev/zero"));
        row("a proxy", Fate::Asks, config("token: t", "server: \"https://127.0.0.1:1\", proxy-url: \"http://127.0.0.1:2\""));
        row("a proxy that is no proxy", Fate::Refused,
            config("token: t", "server: \"https://127.0.0.1:1\", proxy-url: \"file://@/secret\""));
        row("insecure with an authority", Fate::Refused,
            config("token: t", "server: \"https://127.0.0.1:1\", insecure-skip-tls-verify: true, certificate-authority: @/secret"));
        row("groups of nobody", Fate::Refused, config("token: t, as-groups: [\"system:masters\"]"));
        row("token and password", Fate::Refused, config("token: t, username: u, password: p"));
    }

    template <typename Row> static void shapes(Row row)
    {
        row("a tag that makes objects", Fate::Listed,
            config("token: t", "server: \"https://127.0.0.1:1\"", "a: !!python/object:os.system @/program\n"));
        row("an include tag", Fate::Listed, config("token: t", "server: \"https://127.0.0.1:1\"", "a: !include @/secret\n"));
        row("a home path", Fate::Asks, config("tokenFile: \"~/.ssh/id_rsa\""));
        row("deep lists", Fate::Refused, config("token: t", "server: a", "a: " + QByteArray(5000, '[') + "\n"));
        row("a bomb of aliases", Fate::Refused,
            "a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
            "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n" +
                config("token: t"));
        row("too many bytes", Fate::Refused, config("token: t") + "# " + QByteArray(kubeconfigBytes, 'x') + "\n");
        row("another kind", Fate::Refused, "kind: Secret\n" + config("token: t"));
        row("a second document", Fate::Refused, "kind: Config\n---\n" + exec("command: @/program, interactiveMode: Never"));
        row("an alias to itself", Fate::Refused, "a: &a [*a]\n" + config("token: t"));
        row("a user of another name", Fate::Refused, "contexts: [{name: x, context: {cluster: x, user: @/secret}}]\n");
    }
};

NATSDECK_TEST(KubeconfigHostileTest)
#include "unit_kubeconfig_hostile.moc"
