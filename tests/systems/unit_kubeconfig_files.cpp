#include "models/systems/kubeconfig_files.h"

#include "tests/support/test_main.h"
#include "tests/systems/support_contexts.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

void writeInPlace(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (file.open(QFile::WriteOnly | QFile::Truncate))
        file.write(content);
}

bool says(const KubeContexts &kube, const QString &context)
{
    for (const kube::ContextEntry &entry : kube.config().contexts) {
        if (entry.name == context)
            return true;
    }
    return false;
}

} // namespace

// Files that are rewritten in every way there is, under an open context.
class KubeconfigFilesTest final : public QObject
{
    Q_OBJECT

private slots:
    void fiveHundredRewritesLoseNothingAndLeadNowhereElse()
    {
        ContextsFixture fixture;
        KubeStub stub;
        serve(stub, {natsSet(u"bus"_s, 1, 1)});
        const QByteArray good = kubeconfigOf({{"kept", stub.url()}});
        QVERIFY(fixture.load(good));
        fixture.kube.open(u"kept"_s);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.below(u"kept"_s, u"bus"_s).statusWord, u"Ready"_s, 5000);
        const std::shared_ptr<kube::Client> client = *fixture.kube.client(u"kept"_s);
        const QString path = fixture.home.filePath(u"config"_s);
        QRandomGenerator random(500);
        for (int round = 0; round < 500; ++round) {
            switch (random.bounded(6)) {
            case 0:
                fixture.write(good); // a new file in its place
                break;
            case 1:
                writeInPlace(path, good.left(random.bounded(int(good.size()))));
                break;
            case 2:
                writeInPlace(path, {});
                break;
            case 3:
                QFile::remove(path);
                break;
            case 4: { // a symbolic link to another file
                const QString target = fixture.home.filePath(u"target-%1"_s.arg(round));
                writeInPlace(target, good);
                QFile::remove(path);
                QFile::link(target, path);
                break;
            }
            default:
                writeInPlace(path, kubeconfigOf({{"kept", stub.url()}, {"round-" + QByteArray::number(round), stub.url()}}));
            }
            QTest::qWait(random.bounded(6));
            QVERIFY2(says(fixture.kube, u"kept"_s), qPrintable(u"lost in round %1"_s.arg(round)));
            QCOMPARE(fixture.kube.client(u"kept"_s)->get(), client.get());
            QVERIFY(fixture.row(u"kept"_s).key.size() > 0);
        }
        QFile::remove(path);
        QSignalSpy loaded(&fixture.kube, &KubeContexts::loaded);
        QElapsedTimer timer;
        timer.start();
        fixture.write(kubeconfigOf({{"kept", stub.url()}, {"last", stub.url()}}));
        QTRY_VERIFY_WITH_TIMEOUT(says(fixture.kube, u"last"_s), 5000);
        QVERIFY2(timer.elapsed() <= 1000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(fixture.kube.config().problems.isEmpty());
        QVERIFY(fixture.row(u"kept"_s).statusWord != u"Changed");
        QCOMPARE(fixture.kube.client(u"kept"_s)->get(), client.get());
    }

    // A half-written file that would have said the same name as the next one.
    void aDamagedFirstFileDoesNotHandItsContextsToTheNext()
    {
        ContextsFixture fixture;
        qputenv("KUBECONFIG", (fixture.home.filePath(u"a"_s) + u':' + fixture.home.filePath(u"b"_s)).toUtf8());
        const QByteArray first = kubeconfigOf({{"prod", u"https://first.example"_s}});
        fixture.write(first, u"a"_s);
        fixture.write(kubeconfigOf({{"prod", u"https://second.example"_s}, {"other", u"https://second.example"_s}}), u"b"_s);
        const auto server = [&] { return kube::resolveContext(fixture.kube.config(), u"prod"_s)->cluster.server; };
        QSignalSpy loaded(&fixture.kube, &KubeContexts::loaded);
        fixture.kube.reload();
        QVERIFY(loaded.wait(5000));
        QCOMPARE(server(), u"https://first.example"_s);
        for (const QByteArray &damage : {QByteArray("contexts: ["), QByteArray(), QByteArray("x")}) {
            loaded.clear();
            if (damage == "x")
                QFile::remove(fixture.home.filePath(u"a"_s));
            else
                writeInPlace(fixture.home.filePath(u"a"_s), damage);
            QVERIFY(loaded.wait(5000));
            QCOMPARE(server(), u"https://first.example"_s);
            QCOMPARE(fixture.kube.config().problems.size(), 1);
            QVERIFY(says(fixture.kube, u"other"_s));
        }
        // Someone says that it is meant to be so.
        loaded.clear();
        fixture.kube.forgetFile(fixture.home.filePath(u"a"_s));
        QVERIFY(loaded.wait(5000));
        QCOMPARE(server(), u"https://second.example"_s);
        QVERIFY(fixture.kube.config().problems.isEmpty());
    }

    void aFileThatIsWrittenAllTheTimeIsStillRead()
    {
        ContextsFixture fixture;
        QVERIFY(fixture.load(kubeconfigOf({{"a", u"https://a.example"_s}})));
        QElapsedTimer timer;
        timer.start();
        while (!says(fixture.kube, u"b"_s) && timer.elapsed() < 5000) {
            fixture.write(kubeconfigOf({{"a", u"https://a.example"_s}, {"b", u"https://b.example"_s}}));
            QTest::qWait(20);
        }
        QVERIFY2(timer.elapsed() <= 1000, qPrintable(QString::number(timer.elapsed())));
    }

    // ~/.kube comes into being after the program has started.
    void aFolderThatIsMadeLaterIsNoticed()
    {
        ContextsFixture fixture;
        qputenv("KUBECONFIG", fixture.home.filePath(u"kube/config"_s).toUtf8());
        QSignalSpy loaded(&fixture.kube, &KubeContexts::loaded);
        fixture.kube.reload();
        QVERIFY(loaded.wait(5000));
        QDir(fixture.home.path()).mkdir(u"kube"_s);
        fixture.write(kubeconfigOf({{"a", u"https://a.example"_s}}), u"kube/config"_s);
        QTRY_VERIFY_WITH_TIMEOUT(says(fixture.kube, u"a"_s), 3000);
    }

    // The link stays, what it leads to is written.
    void aChangeBehindASymbolicLinkIsNoticed()
    {
        ContextsFixture fixture;
        QDir(fixture.home.path()).mkdir(u"elsewhere"_s);
        for (const char *name : {"elsewhere/one", "elsewhere/two"})
            fixture.write(kubeconfigOf({{"a", u"https://a.example"_s}}), QString::fromLatin1(name));
        QFile::link(fixture.home.filePath(u"elsewhere/one"_s), fixture.home.filePath(u"config"_s));
        QSignalSpy loaded(&fixture.kube, &KubeContexts::loaded);
        fixture.kube.reload();
        QVERIFY(loaded.wait(5000));
        fixture.write(kubeconfigOf({{"b", u"https://b.example"_s}}), u"elsewhere/one"_s); // replaced behind the link
        QTRY_VERIFY_WITH_TIMEOUT(says(fixture.kube, u"b"_s), 3000);
        QFile::remove(fixture.home.filePath(u"config"_s));
        QFile::link(fixture.home.filePath(u"elsewhere/two"_s), fixture.home.filePath(u"config"_s));
        QTRY_VERIFY_WITH_TIMEOUT(says(fixture.kube, u"a"_s), 3000);
        writeInPlace(fixture.home.filePath(u"elsewhere/two"_s), kubeconfigOf({{"c", u"https://c.example"_s}}));
        QTRY_VERIFY_WITH_TIMEOUT(says(fixture.kube, u"c"_s), 3000);
    }
};

NATSDECK_TEST(KubeconfigFilesTest)
#include "unit_kubeconfig_files.moc"
