#include "models/kube/kubeconfig.h"
#include "models/kube/yaml_tree.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace Qt::StringLiterals;

namespace {

QString write(const QTemporaryDir &folder, const QString &name, const QByteArray &content)
{
    const QString path = folder.filePath(name);
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? path : QString();
}

QByteArray oneOfEach(const QByteArray &name, const QByteArray &server = "https://a:6443", const QByteArray &user = "token: t1")
{
    return "apiVersion: v1\nkind: Config\ncontexts:\n- name: " + name + "\n  context: {cluster: " + name + ", user: " + name +
           "}\nclusters:\n- name: " + name + "\n  cluster: {server: \"" + server + "\"}\nusers:\n- name: " + name + "\n  user: {" + user +
           "}\n";
}

ErrorKind kindOf(const QByteArray &yaml)
{
    const auto parsed = parseKubeconfig(yaml, u"/tmp/config"_s);
    return parsed ? ErrorKind::Internal : parsed.error().kind;
}

} // namespace

class KubeconfigTest : public QObject
{
    Q_OBJECT

private slots:
    void takesTheFilesFromTheEnvironmentInOrderWithoutRepetitions()
    {
        qputenv("KUBECONFIG", "/a::/b:/a:/c");
        QCOMPARE(kubeconfigFiles(), (QStringList{u"/a"_s, u"/b"_s, u"/c"_s}));
        QCOMPARE(kubeconfigFiles(u"/explicit"_s), QStringList{u"/explicit"_s});
        qunsetenv("KUBECONFIG");
        QCOMPARE(kubeconfigFiles(), QStringList{QDir::homePath() + u"/.kube/config"_s});
    }

    void theFirstFileWinsAsAWholeEntry()
    {
        const QTemporaryDir folder;
        const QString a = write(folder, u"a"_s, oneOfEach("x", "https://first:1", "token: t1"));
        const QString b = write(folder, u"b"_s, oneOfEach("x", "https://second:2", "username: u, password: p") + "current-context: y\n");
        const QString c = write(folder, u"c"_s, oneOfEach("y") + "current-context: x\n");
        const Kubeconfig merged = readKubeconfigs({a, folder.filePath(u"missing"_s), b, c});
        QVERIFY(merged.problems.isEmpty());
        QCOMPARE(merged.contexts.size(), 2);
        QCOMPARE(merged.clusters.first().server, u"https://first:1"_s);
        QVERIFY(merged.users.first().username.isEmpty()); // no field-level merge
        QCOMPARE(merged.users.first().origin, a);
        QCOMPARE(merged.currentContext, u"y"_s);
        QCOMPARE(merged.files, (QStringList{a, b, c}));
    }

    void aDamagedFileIsNamedWhileTheOthersLoad()
    {
        const QTemporaryDir folder;
        const QString good = write(folder, u"good"_s, oneOfEach("good"));
        const QString scalar = write(folder, u"scalar"_s, "bogus");
        const QString broken = write(folder, u"broken"_s, "contexts: [");
        const Kubeconfig merged = readKubeconfigs({scalar, good, folder.path(), broken});
        QCOMPARE(merged.contexts.size(), 1);
        QCOMPARE(merged.problems.size(), 3);
        QCOMPARE(merged.problems[0].file, scalar);
        QCOMPARE(merged.problems[0].error.kind, ErrorKind::Invalid);
        QCOMPARE(merged.problems[1].error.kind, ErrorKind::Io);
        QCOMPARE(merged.problems[2].error.kind, ErrorKind::Invalid);
        QVERIFY(merged.problems[2].error.detail.contains(u"line 1"));
    }

    void anUnreadableFileIsAProblemAndAnEmptyOneIsNot()
    {
        const QTemporaryDir folder;
        const Kubeconfig merged = readKubeconfigs({write(folder, u"empty"_s, ""), write(folder, u"comment"_s, "# nothing\n")});
        QVERIFY(merged.problems.isEmpty());
        QVERIFY(merged.contexts.isEmpty());
        QFile::link(folder.filePath(u"nowhere"_s), folder.filePath(u"dangling"_s));
        QCOMPARE(readKubeconfigs({folder.filePath(u"dangling"_s)}).problems.size(), 1);
    }

    void loadsOnAThreadOfItsOwn()
    {
        const QTemporaryDir folder;
        const auto loaded = async::await(loadKubeconfigs({write(folder, u"a"_s, oneOfEach("a"))}));
        QVERIFY(loaded);
        QCOMPARE(loaded->contexts.size(), 1);
    }

    void relativePathsBelongToTheFileTheyStandIn()
    {
        const QTemporaryDir folder;
        const QString path = write(folder, u"sub/config"_s,
                                   "clusters:\n- name: c\n  cluster: {server: https://x, certificate-authority: ../ca.crt}\n"
                                   "users:\n- name: u\n  user: {client-certificate: certs/a.crt, client-key: /abs/a.key, tokenFile: t}\n"
                                   "- name: e\n  user: {exec: {command: ./bin/login, apiVersion: client.authentication.k8s.io/v1}}\n"
                                   "- name: p\n  user: {exec: {command: login, apiVersion: client.authentication.k8s.io/v1beta1}}\n");
        const Kubeconfig config = readKubeconfigs({path});
        QVERIFY(config.problems.isEmpty());
        QCOMPARE(config.clusters[0].certificateAuthority, folder.filePath(u"ca.crt"_s));
        QCOMPARE(config.users[0].clientCertificate, folder.filePath(u"sub/certs/a.crt"_s));
        QCOMPARE(config.users[0].clientKey, u"/abs/a.key"_s);
        QCOMPARE(config.users[0].tokenFile, folder.filePath(u"sub/t"_s));
        QCOMPARE(config.users[1].exec->command, folder.filePath(u"sub/bin/login"_s));
        QCOMPARE(config.users[2].exec->command, u"login"_s);
        QCOMPARE(config.users[2].exec->interactiveMode, u"IfAvailable"_s); // v1beta1's default
        QVERIFY(config.users[1].exec->interactiveMode.isEmpty());          // v1 has none
    }

    void insistsOnTypes_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("numeric token") << QByteArray("users: [{name: u, user: {token: 12345}}]");
        QTest::newRow("boolean name") << QByteArray("users: [{name: yes, user: {}}]");
        QTest::newRow("quoted boolean") << QByteArray("clusters: [{name: c, cluster: {insecure-skip-tls-verify: \"true\"}}]");
        QTest::newRow("no base64") << QByteArray("clusters: [{name: c, cluster: {certificate-authority-data: \"***\"}}]");
        QTest::newRow("short base64") << QByteArray("clusters: [{name: c, cluster: {certificate-authority-data: YWJ}}]");
        QTest::newRow("list for map") << QByteArray("clusters: [{name: c, cluster: [1]}]");
        QTest::newRow("map for list") << QByteArray("clusters: {name: c}");
        QTest::newRow("args as text") << QByteArray("users: [{name: u, user: {exec: {command: c, args: \"-a -b\"}}}]");
        QTest::newRow("other kind") << QByteArray("kind: Pod\napiVersion: v1\n");
        QTest::newRow("two clusters of a name") << QByteArray("clusters: [{name: c, cluster: {}}, {name: c, cluster: {}}]");
        QTest::newRow("two users of a name") << QByteArray("users: [{name: c, user: {}}, {name: c, user: {}}]");
        QTest::newRow("two contexts of a name") << QByteArray("contexts: [{name: c, context: {}}, {name: c, context: {}}]");
        QTest::newRow("two extensions of a name") << QByteArray("extensions: [{name: e, extension: 1}, {name: e, extension: 2}]");
        QTest::newRow("a key that is a list") << QByteArray("? [a]\n: b\n");
    }
    void insistsOnTypes()
    {
        QFETCH(const QByteArray, yaml);
        QCOMPARE(kindOf(yaml), ErrorKind::Invalid);
    }

    void quotedNumbersAreTextAndUnknownFieldsAreIgnored()
    {
        const auto config = parseKubeconfig("users: [{name: '0', user: {token: \"433e40\", colour: blue}}]\nfuture: {a: 1}\n"
                                            "contexts: [{name: c, context: {cluster: ~, user: '0'}}]\n",
                                            u"/tmp/config"_s);
        QVERIFY(config);
        QCOMPARE(config->users[0].token.reveal(), "433e40");
        QVERIFY(config->contexts[0].cluster.isEmpty());
    }

    void acceptsJsonAnchorsMergeKeysAndOnlyTheFirstDocument()
    {
        const auto asJson =
            parseKubeconfig("{\"kind\":\"Config\",\"clusters\":[{\"name\":\"c\",\"cluster\":{\"server\":\"https://j\"}}]}", u"/tmp/c"_s);
        QVERIFY(asJson);
        QCOMPARE(asJson->clusters[0].server, u"https://j"_s);
        const auto merged = parseKubeconfig("clusters:\n- name: a\n  cluster: &base {server: https://a, tls-server-name: n}\n"
                                            "- name: b\n  cluster:\n    <<: *base\n    server: https://b\n---\nclusters: [{name: z}]\n",
                                            u"/tmp/c"_s);
        QVERIFY(merged);
        QCOMPARE(merged->clusters.size(), 2);
        QCOMPARE(merged->clusters[1].server, u"https://b"_s);
        QCOMPARE(merged->clusters[1].tlsServerName, u"n"_s);
    }

    void keepsExtensions()
    {
        const auto config = parseKubeconfig("extensions: [{name: top, extension: {a: [1, 2.5, true, ~, x]}}]\n"
                                            "clusters: [{name: c, cluster: {extensions: [{name: minikube, extension: {version: v1.30}}]}}]",
                                            u"/tmp/c"_s);
        QVERIFY(config);
        QCOMPARE(config->extensions.value(u"top"_s).toObject().value(u"a"_s).toArray().size(), 5);
        QCOMPARE(config->clusters[0].extensions.value(u"minikube"_s).toObject().value(u"version"_s).toString(), u"v1.30"_s);
    }

    void refusesWhatIsLargerThanItsBudget()
    {
        const QByteArray full = QByteArray("#").leftJustified(kubeconfigBytes, 'x');
        QCOMPARE(kindOf(full), ErrorKind::Internal); // exactly the budget is read
        QCOMPARE(kindOf(full + 'x'), ErrorKind::LimitExceeded);
        const auto nested = [](int depth) { return "x: " + QByteArray(depth, '[') + QByteArray(depth, ']'); };
        QCOMPARE(kindOf(nested(63)), ErrorKind::Internal);
        QCOMPARE(kindOf(nested(64)), ErrorKind::LimitExceeded);
        QCOMPARE(kindOf(nested(200000)), ErrorKind::LimitExceeded);
        const auto aliases = [](int count) { return "a: &a 1\nb: [" + QByteArrayList(count, "*a").join(',') + "]\n"; };
        QCOMPARE(kindOf(aliases(100)), ErrorKind::Internal);
        QCOMPARE(kindOf(aliases(101)), ErrorKind::LimitExceeded);
    }

    void anAliasBombIsCountedByWhatItStandsFor()
    {
        QByteArray bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
        for (int level = 1; level < 9; ++level) {
            const QByteArray previous = "*a" + QByteArray::number(level - 1);
            bomb += "a" + QByteArray::number(level) + ": &a" + QByteArray::number(level) + " [" + QByteArrayList(9, previous).join(", ") +
                    "]\n";
        }
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(kindOf(bomb), ErrorKind::LimitExceeded);
        QVERIFY(timer.elapsed() < 500);
        QCOMPARE(kindOf("a: &a [*a]\n"), ErrorKind::Invalid);
    }

    void damageOfAnyKindIsAnErrorOrIgnoredButNeverFatal()
    {
        const QByteArray good = oneOfEach("a", "https://x", "exec: {command: c, args: [a, &x b, *x], env: [{name: n, value: v}]}") +
                                "current-context: a\nextensions: [{name: e, extension: {k: \"v\\n\", l: !!int 3, m: |\n  text\n}}]\n";
        quint32 seed = 20260917;
        const auto next = [&](qsizetype below) {
            seed = seed * 1664525U + 1013904223U;
            return qsizetype((seed >> 8) % quint32(below));
        };
        const QByteArray alphabet("{}[]:,-&*!|>'\"%@`#? \n\t\0\x80\xff~<", 27);
        QElapsedTimer timer;
        timer.start();
        int accepted = 0;
        for (int round = 0; round < 3000; ++round) {
            QByteArray damaged = good;
            for (qsizetype change = next(4); change >= 0; --change) {
                const qsizetype at = next(damaged.size());
                switch (next(4)) {
                case 0:
                    damaged[at] = alphabet[next(alphabet.size())];
                    break;
                case 1:
                    damaged.insert(at, alphabet[next(alphabet.size())]);
                    break;
                case 2:
                    damaged.remove(at, next(20));
                    break;
                default:
                    damaged.insert(at, damaged.mid(next(damaged.size()), next(40)));
                    break;
                }
            }
            accepted += parseKubeconfig(damaged, u"/tmp/config"_s) ? 1 : 0;
        }
        QVERIFY(accepted > 0 && accepted < 3000);
        QVERIFY(timer.elapsed() < 30'000);
    }

    void resolvesAContextAndNamesEveryContradiction()
    {
        const auto config = parseKubeconfig(
            "current-context: good\ncontexts:\n"
            "- {name: good, context: {cluster: c, user: u, namespace: team-a}}\n- {name: lost, context: {cluster: nope, user: u}}\n"
            "- {name: nobody, context: {cluster: c, user: nope}}\n- {name: bad, context: {cluster: bad, user: bad, namespace: Bad_Name}}\n"
            "clusters:\n- {name: c, cluster: {server: 'https://h:1/prefix'}}\n"
            "- {name: bad, cluster: {server: 'https://h', insecure-skip-tls-verify: true, certificate-authority: /nope, proxy-url: "
            "'socks6://x'}}\n"
            "users:\n- {name: u, user: {token: t}}\n"
            "- {name: bad, user: {token: t, username: u, client-certificate: /nope, as-uid: '1', auth-provider: {name: gcp},"
            " exec: {apiVersion: client.authentication.k8s.io/v1alpha1, interactiveMode: Sometimes, env: [{value: v}]}}}\n",
            u"/tmp/c"_s);
        QVERIFY(config);
        const auto good = resolveContext(*config, {});
        QVERIFY(good);
        QCOMPARE(good->nameSpace, u"team-a"_s);
        for (const QString &name : {u"lost"_s, u"nobody"_s, u"absent"_s})
            QCOMPARE(resolveContext(*config, name).error().kind, ErrorKind::NotFound);
        const auto bad = resolveContext(*config, u"bad"_s);
        QCOMPARE(bad.error().kind, ErrorKind::Invalid);
        for (const QStringView part :
             {u"Bad_Name", u"insecure-skip-tls-verify", u"/nope", u"proxy-url", u"a token and a user name", u"without its key", u"as-uid",
              u"auth-provider", u"names no command", u"v1alpha1", u"Sometimes", u"has no name"})
            QVERIFY2(bad.error().detail.contains(part), qPrintable(part.toString()));
    }

    void tellsWhatIsSpecialAboutAContextWithoutContactingAnything()
    {
        const QTemporaryDir folder;
        const QString path = write(folder, u"config"_s, oneOfEach("a", "https://x", "token: t"));
        QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadGroup);
        QVERIFY(traitsOf(*resolveContext(readKubeconfigs({path}), u"a"_s)).readableByOthers);
        QFile::setPermissions(path, QFile::ReadOwner);
        const ContextTraits quiet = traitsOf(*resolveContext(readKubeconfigs({path}), u"a"_s));
        QVERIFY(!quiet.readableByOthers && !quiet.insecure && !quiet.runsProgram && !quiet.usesProxy);
    }
};

NATSDECK_TEST(KubeconfigTest)
#include "unit_kubeconfig.moc"
