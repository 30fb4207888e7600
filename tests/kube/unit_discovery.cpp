#include "models/kube/discovery.h"
#include "tests/kube/support_client.h"
#include "tests/support/test_main.h"

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

StubReply body(const QByteArray &json, const QByteArray &type = {})
{
    StubReply reply;
    reply.body = json;
    if (!type.isEmpty())
        reply.headers.emplaceBack("Content-Type", type);
    return reply;
}

const QByteArray aggregated = "application/json;v=v2;g=apidiscovery.k8s.io;as=APIGroupDiscoveryList"; // in whatever order

} // namespace

class DiscoveryTest : public QObject
{
    Q_OBJECT

private slots:
    void readsTheAggregatedForm()
    {
        StubAndClient both;
        both.stub.reply("GET", "/api",
                        body(R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":""},"versions":[
            {"version":"v1","freshness":"Current","resources":[{"resource":"pods","responseKind":{"version":"v1","kind":"Pod"},
             "scope":"Namespaced","verbs":["get","list"],"shortNames":["po"]}]}]}]})",
                             aggregated));
        both.stub.reply("GET", "/apis",
                        body(R"({"items":[{"metadata":{"name":"metrics.k8s.io"},"versions":[
            {"version":"v1","freshness":"Stale","resources":[]},{"version":"v1beta1","freshness":"Current","resources":[
             {"resource":"nodes","responseKind":{"kind":"NodeMetrics"},"scope":"Cluster","verbs":["get"]},
             {"resource":"virtual","scope":"Namespaced","subresources":[]}]}]}]})",
                             aggregated));
        const auto found = async::await(both.client.discover());
        QVERIFY2(found, found ? "" : qPrintable(toText(found.error())));
        QVERIFY(found->aggregated);
        QCOMPARE(found->apiVersions(), (QStringList{u"v1"_s, u"metrics.k8s.io/v1"_s, u"metrics.k8s.io/v1beta1"_s}));
        QCOMPARE(found->preferredVersion(u"metrics.k8s.io"_s), u"metrics.k8s.io/v1beta1"_s); // the preferred one does not answer
        QCOMPARE(found->kinds.size(), 2);
        QVERIFY(!found->find(u"metrics.k8s.io/v1beta1"_s, u"NodeMetrics"_s)->namespaced);
        QCOMPARE(found->find(u"v1"_s, u"Pod"_s)->shortNames, QStringList{u"po"_s});
        QCOMPARE(both.stub.requests().size(), 2);
        const QByteArray accept = both.stub.requests().first().headers.value("accept");
        QVERIFY(accept.indexOf("v=v2;") < accept.indexOf("v=v2beta1;"));
    }

    void asksOlderServersVersionByVersion()
    {
        StubAndClient both;
        both.stub.reply("GET", "/api", body(R"({"kind":"APIVersions","versions":["v1"]})"));
        both.stub.reply("GET", "/api/v1", body(R"({"groupVersion":"v1","resources":[
            {"name":"pods","kind":"Pod","namespaced":true,"verbs":["get"]},{"name":"pods/log","kind":"Pod","namespaced":true}]})"));
        both.stub.reply("GET", "/apis", body(R"({"kind":"APIGroupList","groups":[
            {"name":"apps","versions":[{"groupVersion":"apps/v1beta2"},{"groupVersion":"apps/v1"}],
             "preferredVersion":{"groupVersion":"apps/v1"}},
            {"name":"broken.io","versions":[{"groupVersion":"broken.io/v1"}],"preferredVersion":{"groupVersion":"broken.io/v1"}}]})"));
        both.stub.reply("GET", "/apis/apps/v1",
                        body(R"({"groupVersion":"apps/v1","resources":[{"name":"deployments","kind":"Deployment"}]})"));
        both.stub.reply("GET", "/apis/apps/v1beta2", body(R"({"groupVersion":"apps/v1beta2","resources":[]})"));
        const auto found = async::await(both.client.discover());
        QVERIFY2(found, found ? "" : qPrintable(toText(found.error())));
        QVERIFY(!found->aggregated);
        QCOMPARE(found->preferredVersion(u"apps"_s), u"apps/v1"_s);
        QCOMPARE(found->kinds.size(), 2);
        QCOMPARE(found->failed, QStringList{u"broken.io/v1"_s}); // and the others are there
    }

    void refusesNonsense()
    {
        StubAndClient both;
        both.stub.reply("GET", "/api", body("<html>"));
        QVERIFY(!async::await(both.client.discover()));
        Discovery discovery;
        QVERIFY(addAggregated("{}", discovery) && discovery.versions.isEmpty());
        QVERIFY(addLegacyGroups(R"({"groups":[1,null,{"versions":{}}]})", discovery));
    }
};

NATSDECK_TEST(DiscoveryTest)
#include "unit_discovery.moc"
