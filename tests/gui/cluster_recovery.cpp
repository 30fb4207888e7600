#include "models/kube/client.h"
#include "models/monitoring/recorder.h"
#include "tests/gui/support_faults.h"
#include "tests/support/kube_cluster.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

using systems::LinkStage;

constexpr int noticed = 60'000; // ms: pings of 10 s, three of them unanswered, and the machine is busy
constexpr int mended = 120'000;

const QString nameSpace = u"gui-recovery"_s;

QByteArray created(const QStringList &arguments)
{
    bool ok = false;
    const QByteArray printed = KubeCluster::kubectl(arguments, {}, &ok);
    return ok ? printed.trimmed() : QByteArray();
}

// The administrator's kubeconfig, with a token that lies in a file instead of the certificate.
QByteArray withTokenFile(const QByteArray &config, const QByteArray &path)
{
    QByteArrayList lines = config.split('\n');
    lines.removeIf([](const QByteArray &line) { return line.startsWith("users:"); });
    const QByteArray kept = lines.join('\n');
    const QByteArray name = kept.mid(kept.indexOf("user: ") + 6).split('}').first().trimmed();
    return kept + "users: [{name: " + name + ", user: {tokenFile: " + path + "}}]\n";
}

} // namespace

// An open system in a cluster in which things break underneath: the link comes back by itself each time, and the charts with it.
class ClusterRecoveryTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!KubeCluster::isThere())
            QSKIP(qPrintable(KubeCluster::missingReason()));
        QString why;
        QVERIFY2(KubeCluster::deployNats(nameSpace, &why), qPrintable(why));
    }

    void cleanupTestCase() { KubeCluster::removeNamespace(nameSpace); }

    void cleanup() { KubeCluster::tool(u"kubelet"_s, {u"resume"_s}); }

    void theLinkComesBackByItself()
    {
        const GuiHome home;
        home.write(u"kubeconfig"_s, readAll(KubeCluster::adminConfig()));
        const auto program = home.start();
        systems::OpenedSystem *system = openFound(*program);
        QVERIFY(system);
        QVERIFY(isCharted(*system));

        // Its pod goes.
        KubeCluster::kubectl({u"delete"_s, u"pod"_s, u"nats-0"_s, u"-n"_s, nameSpace, u"--grace-period=1"_s, u"--wait=false"_s});
        QVERIFY(waitFor([&] { return stageOf(*system) != LinkStage::Connected; }, noticed));
        QVERIFY(waitFor([&] { return stageOf(*system) == LinkStage::Connected; }, mended));
        QVERIFY(isCharted(*system));

        // The kubelet between us says nothing any more, and wakes up again.
        QVERIFY(KubeCluster::tool(u"kubelet"_s, {u"pause"_s}));
        QVERIFY(waitFor([&] { return stageOf(*system) != LinkStage::Connected; }, noticed));
        QVERIFY(KubeCluster::tool(u"kubelet"_s, {u"resume"_s}));
        QVERIFY(waitFor([&] { return stageOf(*system) == LinkStage::Connected; }, mended));
        QVERIFY(isCharted(*system));

        // The API server goes and comes back: the forward goes with it.
        const quint64 before = system->link().status().reconnects;
        QVERIFY(KubeCluster::apiServer({u"restart"_s, u"3"_s}));
        QVERIFY(waitFor([&] { return stageOf(*system) == LinkStage::Connected && system->link().status().reconnects != before; }, mended));
        QVERIFY(isCharted(*system));
    }

    // The login of the kubeconfig ends while the system is open; a new one lies in its file.
    void aRenewedLoginIsTakenUp()
    {
        QVERIFY(!created({u"create"_s, u"serviceaccount"_s, u"person"_s, u"-n"_s, nameSpace}).isEmpty());
        QVERIFY(!created({u"create"_s, u"clusterrolebinding"_s, u"gui-recovery"_s, u"--clusterrole=cluster-admin"_s,
                          u"--serviceaccount=%1:person"_s.arg(nameSpace)})
                     .isEmpty());
        const QByteArray first = tokenBoundTo(u"first"_s);
        QVERIFY(!first.isEmpty());

        const GuiHome home;
        home.write(u"token"_s, first);
        home.write(u"kubeconfig"_s, withTokenFile(readAll(KubeCluster::adminConfig()), home.path(u"token"_s).toUtf8()));
        const auto program = home.start();
        QVERIFY(waitFor([&] { return !program->backstage().kube.config().contexts.isEmpty(); }));
        const auto client = program->backstage().kube.client(program->backstage().kube.config().contexts.first().name);
        QVERIFY2(client, qPrintable(client ? QString() : toText(client.error())));
        program->backstage().kube.open((*client)->config().name);
        QVERIFY(waitFor([&] { return (*client)->pendingConsent().has_value(); })); // the file's content leaves this machine
        program->backstage().consents.grant(*(*client)->pendingConsent());
        systems::OpenedSystem *system = openFound(*program);
        QVERIFY(system);

        // Deleting what the token is bound to ends it.
        home.write(u"token"_s, tokenBoundTo(u"second"_s));
        KubeCluster::kubectl({u"delete"_s, u"secret"_s, u"first"_s, u"-n"_s, nameSpace});
        KubeCluster::kubectl({u"delete"_s, u"pod"_s, u"nats-0"_s, u"-n"_s, nameSpace, u"--grace-period=1"_s, u"--wait=false"_s});
        QVERIFY(waitFor([&] { return stageOf(*system) != LinkStage::Connected; }, noticed));
        QVERIFY2(waitFor([&] { return stageOf(*system) == LinkStage::Connected; }, mended),
                 qPrintable(system->link().status().reason ? toText(*system->link().status().reason) : QString()));
        QVERIFY(isCharted(*system));
        KubeCluster::kubectl({u"delete"_s, u"clusterrolebinding"_s, u"gui-recovery"_s});
    }

private:
    static LinkStage stageOf(systems::OpenedSystem &system) { return system.link().status().stage; }

    // By a click on the context and one on the system, as people do.
    static systems::OpenedSystem *openFound(app::Program &program)
    {
        if (!waitFor([&] { return !program.backstage().kube.config().contexts.isEmpty(); }))
            return nullptr;
        program.activate(systems::KubeContexts::contextKey(program.backstage().kube.config().contexts.first().name));
        QString id;
        const bool isFound = waitFor(
            [&] {
                for (const systems::SystemRecord &record : program.backstage().kube.records()) {
                    if (record.nameSpace == nameSpace)
                        id = record.id;
                }
                return !id.isEmpty();
            },
            60'000);
        if (!isFound)
            return nullptr;
        program.activate(program.backstage().catalogue.keyOf(id));
        systems::OpenedSystem *system = program.backstage().opener.find(id);
        return system != nullptr && waitFor([&] { return stageOf(*system) == LinkStage::Connected; }, mended) ? system : nullptr;
    }

    // Readings come in anew, of the server that is there now.
    static bool isCharted(systems::OpenedSystem &system)
    {
        monitoring::Recorder &recorder = system.parts().recorder;
        return waitFor(
            [&] {
                return recorder.serverCount() == 1 && recorder.isFresh(0) && recorder.server(0).varz &&
                       recorder.server(0).varz->serverId == system.link().serverId();
            },
            mended);
    }

    static QByteArray tokenBoundTo(const QString &secret)
    {
        if (created({u"create"_s, u"secret"_s, u"generic"_s, secret, u"-n"_s, nameSpace}).isEmpty())
            return {};
        return created({u"create"_s, u"token"_s, u"person"_s, u"-n"_s, nameSpace, u"--bound-object-kind=Secret"_s,
                        u"--bound-object-name=%1"_s.arg(secret)});
    }
};

NATSDECK_TEST(ClusterRecoveryTest)
#include "cluster_recovery.moc"
