#include "tests/widgets/support_kubernetes.h"

#include "models/base/json.h"
#include "models/kube/kubeconfig.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace natsdeck::test {

namespace {

constexpr qint64 gib = qint64(1) << 30;

QJsonObject object(QByteArray json)
{
    QJsonParseError error;
    const QJsonObject made = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError)
        qFatal("%s in %s", qPrintable(error.errorString()), json.constData());
    return made;
}

QByteArray stamp(qint64 seconds) { return ago(seconds).toUtf8(); }

StubReply listOf(const QList<QJsonObject> &items)
{
    QJsonArray array;
    for (const QJsonObject &item : items)
        array << item;
    StubReply reply;
    reply.body = json::compact({{u"metadata"_s, QJsonObject{{u"resourceVersion"_s, u"100"_s}}}, {u"items"_s, array}});
    return reply;
}

StubReply silentStream()
{
    StubReply reply;
    reply.chunks = {"\n"};
    reply.end = StubReply::End::Hold;
    return reply;
}

StubReply json200(const QJsonObject &object)
{
    StubReply reply;
    reply.body = json::compact(object);
    return reply;
}

QJsonObject pod(int number, const QByteArray &node, int restarts, const QByteArray &last, bool ready = true)
{
    const QByteArray n = QByteArray::number(number);
    const QByteArray isReady = ready ? "true" : "false";
    return object(R"json({"metadata":{"name":"nats-core-)json" + n + R"json(","namespace":"messaging","uid":"uid-)json" + n +
                  R"json(","resourceVersion":"1","creationTimestamp":")json" + stamp(6 * 86400) +
                  R"json(","labels":{"app.kubernetes.io/name":"nats","app.kubernetes.io/component":"nats"}},
      "spec":{"nodeName":")json" +
                  node + R"json(","volumes":[{"name":"config","configMap":{"name":"nats-core-config"}},
        {"name":"js","persistentVolumeClaim":{"claimName":"nats-core-js-nats-core-)json" +
                  n + R"json("}}],
        "containers":[{"name":"nats","image":"registry.example.com/library/nats:2.14.2-alpine","args":["--config","/etc/nats-config/nats.conf"],
          "env":[{"name":"POD_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},{"name":"SERVER_NAME","value":"$(POD_NAME)"}],
          "volumeMounts":[{"name":"config","mountPath":"/etc/nats-config"},{"name":"js","mountPath":"/data"}],
          "resources":{"requests":{"cpu":"500m","memory":"512Mi"},"limits":{"cpu":"1","memory":"2Gi"}}},
         {"name":"reloader","image":"natsio/nats-server-config-reloader:0.23.0"}]},
      "status":{"phase":"Running","podIP":"10.42.)json" +
                  n + R"json(.17","conditions":[{"type":"Ready","status":")json" + (ready ? "True" : "False") +
                  R"json("}],"containerStatuses":[
        {"name":"nats","ready":)json" +
                  isReady + R"json(,"restartCount":)json" + QByteArray::number(restarts) + R"json(,"state":{"running":{"startedAt":")json" +
                  stamp(restarts > 0 ? 700 : 6 * 86400) + R"json("}})json" +
                  (last.isEmpty() ? QByteArray() : R"(,"lastState":{"terminated":)" + last + "}") +
                  R"json(},{"name":"reloader","ready":true,"restartCount":0,"state":{"running":{"startedAt":")json" + stamp(6 * 86400) +
                  R"json("}}}]}})json");
}

QJsonObject event(const QByteArray &key, const QByteArray &kind, const QByteArray &name, const QByteArray &type, const QByteArray &reason,
                  const QByteArray &message, qint64 seconds, int count = 1, const QByteArray &from = "kubelet")
{
    return object(R"({"metadata":{"name":")" + key + R"(","namespace":"messaging","uid":")" + key + R"("},"involvedObject":{"kind":")" +
                  kind + R"(","name":")" + name + R"("},"type":")" + type + R"(","reason":")" + reason + R"(","message":")" + message +
                  R"(","count":)" + QByteArray::number(count) + R"(,"firstTimestamp":")" + stamp(seconds + 60 * count) +
                  R"(","lastTimestamp":")" + stamp(seconds) + R"(","source":{"component":")" + from + R"(","host":"node-b"}})");
}

QJsonObject claim(int number, const QByteArray &storageClass)
{
    const QByteArray n = QByteArray::number(number);
    return object(R"({"metadata":{"name":"nats-core-js-nats-core-)" + n + R"(","namespace":"messaging","uid":"claim-)" + n +
                  R"("},"spec":{"storageClassName":")" + storageClass + R"(","volumeName":"pvc-7f0c2b)" + n +
                  R"(","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"256Gi"}}},
        "status":{"phase":"Bound","capacity":{"storage":"256Gi"}}})");
}

QByteArray statsOf(int number, qint64 total, qint64 used, qint64 nodeTotal)
{
    return R"({"node":{"fs":{"capacityBytes":)" + QByteArray::number(nodeTotal) +
           R"(}},"pods":[{"volume":[{"name":"js","pvcRef":{"namespace":"messaging","name":"nats-core-js-nats-core-)" +
           QByteArray::number(number) + R"("},"capacityBytes":)" + QByteArray::number(total) + R"(,"usedBytes":)" +
           QByteArray::number(used) + R"(,"availableBytes":)" + QByteArray::number(total - used) + "}]}]}";
}

QByteArray varzOf(int number, qint64 loaded, int maxPayload)
{
    return R"({"server_id":"N","server_name":"nats-core-)" + QByteArray::number(number) +
           R"(","version":"2.14.2","port":4222,"http_port":8222,
        "max_payload":)" +
           QByteArray::number(maxPayload) + R"(,"start":")" + stamp(6 * 86400) + R"(","config_load_time":")" + stamp(loaded) +
           R"(","config_digest":"sha256:0f","cluster":{"name":"nats-core","cluster_port":6222},
        "jetstream":{"config":{"max_memory":1073741824,"max_storage":240518168576,"store_dir":"/data/jetstream"}}})";
}

const char *confText = R"(# managed by helm
port: 4222
http_port: 8222
server_name: $SERVER_NAME
max_payload: 8MB

jetstream {
  store_dir: "/data"
  max_file_store: 224Gi
  max_memory_store: 1Gi
}

cluster {
  name: nats-core
  port: 6222
  routes: [
    nats://route:r0ute-s3cret@nats-core-0.nats-core-headless:6222
    nats://route:r0ute-s3cret@nats-core-1.nats-core-headless:6222
  ]
}

accounts {
  ORDERS: {
    jetstream: enabled
    users: [
      { user: "order-service", password: "$2a$11$3kIDaCxw.Glsl1.u5nKa6eUnNDLV5HV9tIuUp7EHhMt6Nm9myW1aS" }
      { nkey: "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4" }
    ]
  }
  $SYS: { users: [ { user: admin, password: "very-s3cret" } ] }
}
)";

} // namespace

QString ago(qint64 seconds) { return QDateTime::currentDateTimeUtc().addSecs(-seconds).toString(u"yyyy-MM-dd'T'HH:mm:ss'Z'"_s); }

QByteArray StubWorkload::pathOf(const QByteArray &plural, const QByteArray &group)
{
    return (group.isEmpty() ? QByteArray("/api/v1") : "/apis/" + group) + "/namespaces/messaging/" + plural;
}

StubWorkload::StubWorkload()
{
    const auto parsed = kube::parseKubeconfig(stub.kubeconfig({}, "      token: t1\n"), u"/tmp/kubeconfig"_s);
    workload.client = std::make_shared<kube::Client>(*kube::resolveContext(*parsed, {}), m_consents);
    workload.systemId = u"k8s:c/messaging/w"_s;
    workload.context = u"prod-eu-1"_s;
    workload.found.nameSpace = u"messaging"_s;
    workload.found.kind = u"StatefulSet"_s;
    workload.found.workload = u"nats-core"_s;
    workload.found.selector = u"app.kubernetes.io/name=nats"_s;
    workload.found.container = u"nats"_s;
    workload.found.service = u"nats-core"_s;
    workload.found.headlessService = u"nats-core-headless"_s;
    workload.found.ports = {{u"client"_s, 4222}, {u"monitor"_s, 8222}};
    serve(pathOf("pods"), pods());
    serve(pathOf("events"), events());
    serveStorage();
    serveNetwork();
    serveConfiguration();
}

void StubWorkload::serve(const QByteArray &path, const QList<QJsonObject> &items)
{
    stub.on("GET", path,
            [items](const StubRequest &request) { return request.query.contains("watch=true") ? silentStream() : listOf(items); });
}

void StubWorkload::forbid(const QByteArray &path, const QByteArray &what)
{
    StubReply reply;
    reply.status = 403;
    reply.body = statusJson(403, "Forbidden", what);
    stub.reply("GET", path, reply);
}

QList<QJsonObject> StubWorkload::pods()
{
    return {pod(0, "node-a", 0, {}), pod(1, "node-b", 4, R"({"reason":"OOMKilled","exitCode":137,"finishedAt":")" + stamp(720) + R"("})"),
            pod(2, "node-c", 1, R"({"reason":"Completed","exitCode":0,"finishedAt":")" + stamp(3 * 86400) + R"("})", false)};
}

QList<QJsonObject> StubWorkload::events()
{
    return {
        event("e1", "Pod", "nats-core-1", "Warning", "BackOff", "Back-off restarting failed container nats in pod nats-core-1", 840, 7),
        event("e2", "Pod", "nats-core-1", "Normal", "Started", "Started container nats", 700),
        event("e3", "Pod", "nats-core-1", "Normal", "Pulled", "Container image \\\"nats:2.14.2-alpine\\\" already present on machine", 702,
              4),
        event("e4", "Pod", "nats-core-2", "Warning", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", 95, 31),
        event("e5", "StatefulSet", "nats-core", "Normal", "SuccessfulCreate", "create Pod nats-core-2 in StatefulSet nats-core successful",
              2900, 1, "statefulset-controller"),
        event("e6", "PersistentVolumeClaim", "nats-core-js-nats-core-0", "Normal", "FileSystemResizeSuccessful",
              "MountVolume.NodeExpandVolume succeeded for volume", 2100),
        event("e7", "Pod", "nats-core-0", "Normal", "Pulled", "Container image already present", 3300),
        event("e8", "Pod", "web-shop-0", "Warning", "BackOff", "not ours", 60),
        event("e9", "PersistentVolumeClaim", "data-web-shop-0", "Warning", "ProvisioningFailed", "not ours", 61)};
}

void StubWorkload::serveStorage()
{
    serve(pathOf("persistentvolumeclaims"), {claim(0, "fast-ssd"), claim(1, "fast-ssd"), claim(2, "local-path")});
    stub.reply("GET", "/apis/storage.k8s.io/v1/storageclasses/fast-ssd",
               json200(object(R"({"metadata":{"name":"fast-ssd"},"provisioner":"ebs.csi.aws.com","allowVolumeExpansion":true})")));
    stub.reply("GET", "/apis/storage.k8s.io/v1/storageclasses/local-path",
               json200(object(R"({"metadata":{"name":"local-path"},"provisioner":"rancher.io/local-path"})")));
    for (const char *name : {"pvc-7f0c2b0", "pvc-7f0c2b1"})
        stub.reply("GET", QByteArray("/api/v1/persistentvolumes/") + name,
                   json200(object(R"({"spec":{"persistentVolumeReclaimPolicy":"Retain","csi":{"driver":"ebs.csi.aws.com"}}})")));
    stub.reply("GET", "/api/v1/persistentvolumes/pvc-7f0c2b2",
               json200(object(R"({"spec":{"persistentVolumeReclaimPolicy":"Delete","hostPath":{"path":"/opt/local-path"}}})")));
    const auto stats = [this](const QByteArray &node, const QByteArray &body) {
        StubReply reply;
        reply.body = body;
        stub.reply("GET", "/api/v1/nodes/" + node + "/proxy/stats/summary", reply);
    };
    stats("node-a", statsOf(0, 251 * gib, 117 * gib, 98 * gib));
    stats("node-b", statsOf(1, 251 * gib, 233 * gib, 98 * gib));
    stats("node-c", statsOf(2, 466 * gib, 310 * gib, 466 * gib));
}

void StubWorkload::serveNetwork()
{
    const QByteArray selector = R"("selector":{"app.kubernetes.io/name":"nats"})";
    serve(
        pathOf("services"),
        {object(
             R"({"metadata":{"name":"nats-core","namespace":"messaging","uid":"s1"},"spec":{"type":"LoadBalancer","clusterIP":"10.43.12.7",)" +
             selector + R"(,"ports":[{"name":"nats","port":4222,"targetPort":"nats","nodePort":31422}]},
              "status":{"loadBalancer":{"ingress":[{"ip":"203.0.113.7"}]}}})"),
         object(R"({"metadata":{"name":"nats-core-headless","namespace":"messaging","uid":"s2"},"spec":{"clusterIP":"None",)" + selector +
                R"(,"ports":[{"name":"nats","port":4222},{"name":"cluster","port":6222},{"name":"monitor","port":8222}]}})")});
    const QByteArray endpoints = R"([{"targetRef":{"name":"nats-core-0"},"conditions":{"ready":true}},
        {"targetRef":{"name":"nats-core-1"},"conditions":{"ready":true}},{"targetRef":{"name":"nats-core-2"},"conditions":{"ready":false}}])";
    QList<QJsonObject> slices;
    for (const QByteArray name : {"nats-core", "nats-core-headless"})
        slices << object(R"({"metadata":{"name":")" + name + R"(","namespace":"messaging","uid":"sl-)" + name +
                         R"(","labels":{"kubernetes.io/service-name":")" + name + R"("}},"endpoints":)" + endpoints + "}");
    serve(pathOf("endpointslices", "discovery.k8s.io/v1"), slices);
    stub.reply("GET", "/apis", json200(object(R"({"groups":[{"versions":[{"groupVersion":"networking.k8s.io/v1"}]},
        {"versions":[{"groupVersion":"gateway.networking.k8s.io/v1"}]}]})")));
    stub.reply("GET", "/apis/gateway.networking.k8s.io/v1",
               json200(object(
                   R"({"groupVersion":"gateway.networking.k8s.io/v1","resources":[{"name":"gateways","kind":"Gateway","namespaced":true},
        {"name":"tcproutes","kind":"TCPRoute","namespaced":true},{"name":"httproutes","kind":"HTTPRoute","namespaced":true}]})")));
    serve("/apis/gateway.networking.k8s.io/v1/gateways", {object(R"({"metadata":{"name":"edge","namespace":"gateway-system"},
        "spec":{"listeners":[{"name":"nats","protocol":"TCP","port":4222}]},"status":{"addresses":[{"value":"203.0.113.20"}]}})")});
    serve("/apis/gateway.networking.k8s.io/v1/tcproutes", {object(R"({"metadata":{"name":"nats","namespace":"gateway-system"},"spec":{
        "parentRefs":[{"name":"edge","sectionName":"nats"}],"rules":[{"backendRefs":[{"name":"nats-core","namespace":"messaging","port":4222}]}]},
        "status":{"parents":[{"parentRef":{"name":"edge"},"conditions":[{"type":"Accepted","status":"True"}]}]}})")});
    serve("/apis/gateway.networking.k8s.io/v1/httproutes", {});
    serve(pathOf("ingresses", "networking.k8s.io/v1"), {object(R"({"metadata":{"name":"monitoring","namespace":"messaging"},"spec":{
        "ingressClassName":"nginx","tls":[{"hosts":["nats.example.com"]}],"rules":[{"host":"nats.example.com","http":{"paths":[{"path":"/",
        "backend":{"service":{"name":"nats-core-headless","port":{"number":8222}}}}]}}]},"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}})")});
    serve("/api/v1/pods", {});
}

void StubWorkload::serveConfiguration()
{
    QJsonObject map = object(R"({"metadata":{"name":"nats-core-config","namespace":"messaging","uid":"cm","managedFields":[
        {"manager":"helm","time":")" +
                             stamp(6 * 86400) + R"(","fieldsV1":{"f:data":{}}},
        {"manager":"kubectl-edit","time":")" +
                             stamp(2400) + R"(","fieldsV1":{"f:data":{}}}]}})");
    map.insert(u"data"_s, QJsonObject{{u"nats.conf"_s, QString::fromUtf8(confText)}});
    serve(pathOf("configmaps"), {map});
    for (int i = 0; i < 3; ++i) {
        StubReply reply;
        reply.body = varzOf(i, i == 1 ? 6 * 86400 : 2310, i == 1 ? 1048576 : 8388608);
        stub.reply("GET", pathOf("pods/nats-core-" + QByteArray::number(i) + ":8222/proxy/varz"), reply);
    }
}

void StubWorkload::breakWatch(const QByteArray &path, int status)
{
    stub.on("GET", path, [status](const StubRequest &request) {
        if (!request.query.contains("watch=true"))
            return listOf(pods());
        StubReply reply;
        reply.status = status;
        reply.body = statusJson(status, status == 403 ? "Forbidden" : "InternalError", "the stub says so");
        return reply;
    });
}

void StubWorkload::change(const QByteArray &path, const QJsonObject &object)
{
    stub.on("GET", path, [object](const StubRequest &request) {
        if (!request.query.contains("watch=true"))
            return listOf({});
        StubReply reply = silentStream();
        reply.chunks = {"{\"type\":\"ADDED\",\"object\":" + json::compact(object) + "}\n"};
        return reply;
    });
}

} // namespace natsdeck::test
