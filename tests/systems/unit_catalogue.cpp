#include "models/systems/catalogue.h"

#include "models/base/files.h"
#include "models/base/finding.h"
#include "models/settings/consent_store.h"
#include "models/settings/settings.h"
#include "models/systems/navigation_model.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace Qt::StringLiterals;

namespace {

QByteArray kubeconfig(const QString &context, const QString &server = u"https://127.0.0.1:1"_s, const QByteArray &user = "token: abc")
{
    return u"apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster:\n    server: %2\nusers:\n- name: u\n  user:\n    %3\n"
           "contexts:\n- name: %1\n  context:\n    cluster: c\n    user: u\n"_s.arg(context, server, QString::fromUtf8(user))
               .toUtf8();
}

// Everything the catalogue is made of, over a home of its own.
struct Fixture
{
    Fixture()
    {
        qputenv("KUBECONFIG", path(u"config"_s).toUtf8());
        qputenv("XDG_CONFIG_HOME", path(u"xdg"_s).toUtf8());
    }
    ~Fixture() { qunsetenv("KUBECONFIG"); }

    QString path(const QString &name) const { return home.filePath(name); }
    void write(const QString &name, const QByteArray &content) const
    {
        QDir().mkpath(QFileInfo(path(name)).absolutePath());
        (void)files::writeAtomically(path(name), content);
    }
    const CatalogueNode *find(const QString &key) const
    {
        for (const CatalogueNode &section : catalogue.tree()) {
            for (const CatalogueNode &node : section.children) {
                if (node.key == key)
                    return &node;
                for (const CatalogueNode &child : node.children) {
                    if (child.key == key)
                        return &child;
                }
            }
        }
        return nullptr;
    }
    bool reload()
    {
        QSignalSpy loaded(&kube, &KubeContexts::loaded);
        QSignalSpy read(&nats, &NatsContexts::changed);
        catalogue.reload();
        return (loaded.size() > 0 || loaded.wait(5000)) && (read.size() > 0 || read.wait(5000));
    }

    QTemporaryDir home;
    settings::Settings settings;
    settings::FileConsentStore consents;
    settings::SavedLinks links;
    deployment::WorkstationDeployments deployments{home.filePath(u"deployments"_s)};
    KubeContexts kube{settings, consents};
    NatsContexts nats{links};
    WorkstationServers workstation{deployments};
    Catalogue catalogue{kube, nats, workstation, settings};
};

} // namespace

class CatalogueTest final : public QObject
{
    Q_OBJECT

private slots:
    void anEmptyWorkstationOffersTheNextSteps()
    {
        Fixture fixture;
        QVERIFY(fixture.reload());
        QCOMPARE(fixture.catalogue.tree().size(), 3u);
        QVERIFY(fixture.find(u"hint:add-kubeconfig"_s));
        QVERIFY(fixture.find(u"hint:add-system"_s));
        QVERIFY(fixture.find(u"hint:deploy"_s));
        QVERIFY(!fixture.catalogue.record(u"hint:deploy"_s));
    }

    // Nothing is contacted before someone opens it.
    void listingContextsContactsNothing()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QSignalSpy connected(&server, &QTcpServer::newConnection);
        Fixture fixture;
        fixture.write(u"config"_s, kubeconfig(u"prod-eu-1"_s, u"https://127.0.0.1:%1"_s.arg(server.serverPort())));
        fixture.write(u"xdg/nats/context/orders.json"_s, u"{\"url\": \"nats://127.0.0.1:%1\"}"_s.arg(server.serverPort()).toUtf8());
        QVERIFY(fixture.reload());
        const CatalogueNode *context = fixture.find(KubeContexts::contextKey(u"prod-eu-1"_s));
        QVERIFY(context);
        QCOMPARE(context->kind, NavigationKind::Context);
        QCOMPARE(context->status, -1);
        QVERIFY(!connected.wait(300));

        fixture.catalogue.activate(context->key);
        QVERIFY(fixture.find(KubeContexts::contextKey(u"prod-eu-1"_s))->busy);
        QVERIFY(connected.wait(5000)); // and then it is
    }

    void anUnreachableContextSaysSoAndCanBeTriedAgain()
    {
        Fixture fixture;
        fixture.write(u"config"_s, kubeconfig(u"gone"_s));
        QVERIFY(fixture.reload());
        QSignalSpy failed(&fixture.kube, &KubeContexts::failed);
        fixture.catalogue.activate(KubeContexts::contextKey(u"gone"_s));
        QVERIFY(failed.wait(30'000));
        QCOMPARE(failed.at(0).at(1).value<Error>().kind, ErrorKind::Unreachable);
        const CatalogueNode *context = fixture.find(KubeContexts::contextKey(u"gone"_s));
        QCOMPARE(context->status, int(Severity::Critical));
        QCOMPARE(context->children.size(), 1u);
        fixture.catalogue.activate(context->children.front().key); // the hint below tries again
        QVERIFY(fixture.find(KubeContexts::contextKey(u"gone"_s))->busy);
        QVERIFY(failed.wait(30'000));
    }

    void aDamagedKubeconfigIsNamedAndTheLastGoodOneStays()
    {
        Fixture fixture;
        fixture.write(u"config"_s, kubeconfig(u"kept"_s));
        QVERIFY(fixture.reload());
        fixture.write(u"config"_s, "contexts: [");
        QSignalSpy loaded(&fixture.kube, &KubeContexts::loaded);
        QVERIFY(loaded.wait(5000)); // the file is followed
        const CatalogueNode *problem = fixture.find(u"problem:"_s + fixture.path(u"config"_s));
        QVERIFY(problem);
        QCOMPARE(problem->status, int(Severity::Critical));
        QVERIFY(fixture.find(KubeContexts::contextKey(u"kept"_s)));

        fixture.write(u"config"_s, kubeconfig(u"mended"_s));
        QVERIFY(loaded.wait(5000));
        QVERIFY(!fixture.find(u"problem:"_s + fixture.path(u"config"_s)));
        QVERIFY(fixture.find(KubeContexts::contextKey(u"mended"_s)));
        QVERIFY(!fixture.find(KubeContexts::contextKey(u"kept"_s)));
    }

    void aProgramOfTheKubeconfigAsksFirst()
    {
        Fixture fixture;
        const QString trace = fixture.path(u"ran"_s);
        fixture.write(u"plugin"_s, "#!/bin/sh\ntouch " + trace.toUtf8() + "\n");
        QFile::setPermissions(fixture.path(u"plugin"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        fixture.write(u"config"_s, kubeconfig(u"exec"_s, u"https://127.0.0.1:1"_s,
                                              "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: " +
                                                  fixture.path(u"plugin"_s).toUtf8() + "}"));
        QVERIFY(fixture.reload());
        QSignalSpy asked(&fixture.kube, &KubeContexts::consentNeeded);
        QSignalSpy failed(&fixture.kube, &KubeContexts::failed);
        fixture.catalogue.activate(KubeContexts::contextKey(u"exec"_s));
        QVERIFY(asked.wait(10'000));
        QVERIFY(failed.size() > 0 || failed.wait(10'000));
        QVERIFY(!QFile::exists(trace));
        const auto request = asked.at(0).at(1).value<guard::ConsentRequest>();
        QCOMPARE(request.program, fixture.path(u"plugin"_s));
        QCOMPARE(fixture.find(KubeContexts::contextKey(u"exec"_s))->status, int(Severity::Warning));

        fixture.consents.grant(request);
        fixture.catalogue.activate(KubeContexts::contextKey(u"exec"_s));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(trace), 10'000);
    }

    void brokenCliContextsAreShownAndDoNotDisturbTheOthers()
    {
        Fixture fixture;
        fixture.write(u"xdg/nats/context/good.json"_s, "{\"url\": \"nats://127.0.0.1:4222\"}");
        fixture.write(u"xdg/nats/context/broken.json"_s, "{");
        QVERIFY(fixture.reload());
        QCOMPARE(fixture.nats.records().size(), 1u);
        QCOMPARE(fixture.nats.nodes().size(), 2u);
        QCOMPARE(fixture.nats.records().front().name, u"good"_s);
    }

    void anIdentityIsTheSameInTheNextRun()
    {
        QString id;
        QTemporaryDir shared;
        for (int run = 0; run < 2; ++run) {
            Fixture fixture;
            fixture.write(u"xdg/nats/context/orders.json"_s, "{\"url\": \"nats://127.0.0.1:4222\"}");
            QVERIFY(fixture.reload());
            const QString now = fixture.nats.records().front().id;
            QVERIFY(now.startsWith(u"link:"_s));
            QVERIFY(run == 0 || now == id);
            id = now;
        }
    }

    void whatALinkSaysGoesBeforeWhatWasFound()
    {
        Fixture fixture;
        fixture.links.save({u"1"_s, u"orders"_s, {u"nats://a:4222"_s}, {}, {}});
        const QString id = linkSystemId(u"1"_s);
        QVERIFY(fixture.find(id));
        fixture.catalogue.setLive(id, int(Severity::Ok), u"Connected"_s, false);
        QCOMPARE(fixture.find(id)->statusWord, u"Connected"_s);
        fixture.catalogue.setLive(id, -1, {}, false);
        QVERIFY(fixture.find(id)->statusWord != u"Connected"_s);
    }

    void aChosenEnvironmentStays()
    {
        Fixture fixture;
        fixture.links.save({u"1"_s, u"orders"_s, {u"nats://a:4222"_s}, {}, {}});
        const QString id = linkSystemId(u"1"_s);
        QCOMPARE(fixture.catalogue.record(id)->environment, Environment::Unlabelled);
        fixture.catalogue.setEnvironment(id, Environment::Production);
        QCOMPARE(fixture.catalogue.record(id)->environment, Environment::Production);
    }
};

NATSDECK_TEST(CatalogueTest)
#include "unit_catalogue.moc"
