#include "models/kube/kubeconfig.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace Qt::StringLiterals;

// What client-go's validation_test and client_config_test hold about one context, in a table.
class KubeconfigConformanceTest : public QObject
{
    Q_OBJECT

private slots:
    void acceptsAndRefusesAsClientGo_data()
    {
        QTest::addColumn<QByteArray>("cluster");
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<bool>("accepted");
        const QByteArray server = "server: \"https://a:1\"";
        const QByteArray v1 = "apiVersion: client.authentication.k8s.io/v1";
        QTest::newRow("socks5 proxy") << server + ", proxy-url: \"socks5://p:1\"" << QByteArray("token: t") << true;
        QTest::newRow("http proxy") << server + ", proxy-url: \"http://p:1\"" << QByteArray("token: t") << true;
        QTest::newRow("socks6 proxy") << server + ", proxy-url: \"socks6://p:1\"" << QByteArray("token: t") << false;
        QTest::newRow("proxy without scheme") << server + ", proxy-url: \"p\"" << QByteArray("token: t") << false;
        QTest::newRow("proxy of user and host") << server + ", proxy-url: \"u@p\"" << QByteArray("token: t") << false;
        QTest::newRow("exec with everything") << server << "exec: {command: c, interactiveMode: Never, " + v1 + "}" << true;
        QTest::newRow("exec v1beta1 without mode")
            << server << QByteArray("exec: {command: c, apiVersion: client.authentication.k8s.io/v1beta1}") << true;
        QTest::newRow("exec without version") << server << QByteArray("exec: {command: c, interactiveMode: Never}") << false;
        QTest::newRow("exec without command") << server << "exec: {interactiveMode: Never, " + v1 + "}" << false;
        QTest::newRow("exec variable with an empty value")
            << server << "exec: {command: c, env: [{name: A, value: \"\"}], interactiveMode: Never, " + v1 + "}" << true;
        QTest::newRow("exec with provider") << server
                                            << "auth-provider: {name: oidc}, exec: {command: c, interactiveMode: Never, " + v1 + "}"
                                            << false;
        QTest::newRow("impersonating with everything")
            << server << QByteArray("token: t, as: u, as-uid: \"1\", as-groups: [g], as-user-extra: {k: [v]}") << true;
        QTest::newRow("uid of nobody") << server << QByteArray("token: t, as-uid: \"1\"") << false;
        QTest::newRow("groups of nobody") << server << QByteArray("token: t, as-groups: [g]") << false;
        QTest::newRow("extra of nobody") << server << QByteArray("token: t, as-user-extra: {k: [v]}") << false;
        QTest::newRow("several logins") << server << QByteArray("token: t, username: u, password: p") << false;
        QTest::newRow("a provider without config") << server << QByteArray("auth-provider: {name: oidc}") << true;
    }
    void acceptsAndRefusesAsClientGo()
    {
        QFETCH(QByteArray, cluster);
        QFETCH(QByteArray, user);
        QFETCH(bool, accepted);
        const auto config = parseKubeconfig("contexts: [{name: x, context: {cluster: x, user: x}}]\nclusters: [{name: x, cluster: {" +
                                                cluster + "}}]\nusers: [{name: x, user: {" + user + "}}]\n",
                                            u"/home/me/config"_s);
        QVERIFY(config);
        const auto context = resolveContext(*config, u"x"_s);
        QCOMPARE(context.has_value(), accepted);
        if (!context)
            QVERIFY(!context.error().detail.isEmpty()); // every contradiction is named
    }
};

NATSDECK_TEST(KubeconfigConformanceTest)
#include "unit_kubeconfig_conformance.moc"
