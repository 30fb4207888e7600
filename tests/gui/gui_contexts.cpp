#include "models/base/finding.h"
#include "models/systems/navigation_roles.h"
#include "tests/gui/support_faults.h"
#include "tests/support/kube_stub.h"
#include "tests/support/test_main.h"
#include "widgets/shell/navigation_panel.h"

#include <QLineEdit>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

// A cluster with one NATS server in it, as far as the tree asks.
void serve(KubeStub &stub, const QByteArray &name, bool everywhere = true)
{
    const auto answer = [&stub](const QByteArray &path, const QByteArray &items) {
        stub.on("GET", path, [items](const StubRequest &request) {
            StubReply reply;
            reply.body = "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" + items + "]}";
            if (request.query.contains("watch=true")) {
                reply.chunks = {"{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"1\"}}}\n"};
                reply.end = StubReply::End::Hold;
            }
            return reply;
        });
    };
    const QByteArray set =
        "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"team\",\"uid\":\"uid-" + name +
        "\"},\"spec\":{\"replicas\":1,\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{"
        "\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"nats\",\"image\":\"nats:2.12.15\"}]}}},"
        "\"status\":{\"readyReplicas\":1}}";
    for (const QByteArray &where : {QByteArray(), QByteArray("/namespaces/team"), QByteArray("/namespaces/default")}) {
        answer("/apis/apps/v1" + where + "/statefulsets", where.endsWith("default") ? QByteArray() : set);
        answer("/apis/apps/v1" + where + "/deployments", {});
    }
    for (const char *path : {"/api/v1/namespaces/team/services", "/api/v1/namespaces/team/pods"})
        answer(path, {});
    StubReply uid;
    uid.body = "{\"metadata\":{\"uid\":\"cluster-of-" + name + "\"}}";
    stub.reply("GET", "/api/v1/namespaces/kube-system", uid);
    if (everywhere)
        return;
    StubReply refused;
    refused.status = 403;
    refused.body = statusJson(403, "Forbidden", "no");
    for (const char *path : {"/apis/apps/v1/statefulsets", "/apis/apps/v1/deployments", "/api/v1/namespaces"})
        stub.reply("GET", path, refused);
}

QByteArray kubeconfig(const KubeStub &stub)
{
    return "clusters: [{name: c, cluster: {server: '" + stub.url().toUtf8() +
           "'}}]\nusers: [{name: u, user: {token: t}}]\ncontexts:\n- {name: one, context: {cluster: c, user: u}}\n"
           "- {name: two, context: {cluster: c, user: u}}\n";
}

// The row of the tree with this name below a context; invalid when there is none.
QModelIndex rowOf(app::Program &program, const QString &context, const QString &name)
{
    const QModelIndex parent = program.backstage().navigation.indexOf(systems::contextKey(context));
    for (int row = 0; parent.isValid() && row < program.backstage().navigation.rowCount(parent); ++row) {
        const QModelIndex index = program.backstage().navigation.index(row, 0, parent);
        if (index.data().toString() == name)
            return index;
    }
    return {};
}

QString wordOf(app::Program &program, const QString &context)
{
    return program.backstage().navigation.indexOf(systems::contextKey(context)).data(systems::NavigationRole::StatusWord).toString();
}

} // namespace

// Kubernetes contexts in the real window: two ways to one system, a target that changes in the file, and few rights.
class GuiContextsTest final : public QObject
{
    Q_OBJECT

private slots:
    void twoContextsOfOneClusterLeadToOneOpenSystem()
    {
        KubeStub stub;
        serve(stub, "bus");
        const GuiHome home;
        home.write(u"kubeconfig"_s, kubeconfig(stub));
        const auto program = home.start();
        for (const QString &context : {u"one"_s, u"two"_s}) {
            program->activate(systems::contextKey(context));
            QVERIFY(waitFor([&] { return rowOf(*program, context, u"bus"_s).isValid(); }));
            program->activate(rowOf(*program, context, u"bus"_s).data(systems::NavigationRole::Key).toString());
        }
        QCOMPARE(program->backstage().opener.all().size(), 1u);
        const QString id = program->backstage().opener.all().front()->record().id;
        // What the link says stands in both rows, also after it was closed.
        const auto word = [&](const QString &context) {
            return rowOf(*program, context, u"bus"_s).data(systems::NavigationRole::StatusWord);
        };
        QVERIFY(waitFor([&] { return word(u"one"_s) == word(u"two"_s) && word(u"one"_s).toString() != u"Ready"; }));
        program->systems().close(id);
        QVERIFY(program->backstage().opener.all().empty());
        QCOMPARE(word(u"one"_s).toString(), u"Ready"_s);
        QCOMPARE(word(u"two"_s).toString(), u"Ready"_s);
    }

    void aChangedTargetIsAskedAboutBeforeItIsOpened()
    {
        KubeStub before;
        KubeStub after;
        serve(before, "bus");
        serve(after, "other");
        const GuiHome home;
        home.write(u"kubeconfig"_s, kubeconfig(before));
        const auto program = home.start();
        const QString key = systems::contextKey(u"one"_s);
        program->activate(key);
        QVERIFY(waitFor([&] { return rowOf(*program, u"one"_s, u"bus"_s).isValid(); }));
        home.write(u"kubeconfig"_s, kubeconfig(after));
        QVERIFY(waitFor([&] { return wordOf(*program, u"one"_s) == u"Changed"; }));
        QCOMPARE(wordOf(*program, u"two"_s), u"Not opened"_s);
        QVERIFY(rowOf(*program, u"one"_s, u"Changed: open again"_s).isValid());
        program->activate(key);
        QVERIFY(waitFor([&] { return isShown(program->window(), after.url()); })); // says from where to where
        QVERIFY(isShown(program->window(), before.url()));
        QVERIFY(after.requests().isEmpty());
        QVERIFY(confirm(program->window(), u"Open new target"_s));
        QVERIFY(waitFor([&] { return rowOf(*program, u"one"_s, u"other"_s).isValid(); }));
        QVERIFY(!rowOf(*program, u"one"_s, u"bus"_s).isValid());
    }

    void fewRightsAreExplainedAndNamespacesCanBeTyped()
    {
        KubeStub stub;
        serve(stub, "bus", false);
        const GuiHome home;
        home.write(u"kubeconfig"_s, kubeconfig(stub));
        const auto program = home.start();
        program->activate(systems::contextKey(u"one"_s));
        QVERIFY(waitFor([&] { return rowOf(*program, u"one"_s, u"Rights are missing"_s).isValid(); }));
        QVERIFY(!rowOf(*program, u"one"_s, u"bus"_s).isValid());
        program->activate(rowOf(*program, u"one"_s, u"Rights are missing"_s).data(systems::NavigationRole::Key).toString());
        QVERIFY(waitFor([&] { return isShown(program->window(), u"list statefulsets in all namespaces"_s); }));
        auto *edit = program->window().findChild<QLineEdit *>(u"namespaces"_s);
        QVERIFY(edit);
        QTest::keyClicks(edit, u"team"_s);
        QVERIFY(confirm(program->window(), u"Look there"_s));
        QVERIFY(waitFor([&] { return rowOf(*program, u"one"_s, u"bus"_s).isValid(); }));
        if (const QString folder = qEnvironmentVariable("NATSDECK_PICTURES"); !folder.isEmpty())
            program->window().grab().save(folder + u"/contexts.png"_s);
    }
};

NATSDECK_TEST(GuiContextsTest)
#include "gui_contexts.moc"
