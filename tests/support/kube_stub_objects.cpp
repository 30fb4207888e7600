#include "tests/support/kube_stub_objects.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace natsdeck::test {

namespace {

// As API servers write it for a pod: a manager for the creation, one for the status, each with the tree of its fields.
QByteArray managedFields()
{
    QByteArray fields = R"([{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-11-20T08:00:00Z",)"
                        R"("fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:generateName":{},"f:labels":{".":{})";
    for (int i = 0; i < 8; ++i)
        fields += R"(,"f:app.kubernetes.io/part-)" + QByteArray::number(i) + R"(":{})";
    fields += R"(},"f:ownerReferences":{".":{},"k:{\"uid\":\"5f3c7a1e-0000-4000-8000-000000000000\"}":{}}},"f:spec":{"f:containers":{)";
    for (int i = 0; i < 3; ++i)
        fields += (i ? "," : "") + QByteArray(R"("k:{\"name\":\"container-)") + QByteArray::number(i) +
                  R"(\"}":{".":{},"f:command":{},"f:env":{".":{},"k:{\"name\":\"POD_NAME\"}":{".":{},"f:name":{},"f:valueFrom":{)"
                  R"(".":{},"f:fieldRef":{}}}},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:ports":{".":{},)"
                  R"("k:{\"containerPort\":4222,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:name":{},"f:protocol":{}}},)"
                  R"("f:resources":{},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{},"f:volumeMounts":{}})";
    fields += R"(},"f:dnsPolicy":{},"f:enableServiceLinks":{},"f:hostname":{},"f:restartPolicy":{},"f:schedulerName":{},)"
              R"("f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}},{"manager":"kubelet","operation":"Update",)"
              R"("apiVersion":"v1","time":"2026-11-20T08:00:07Z","fieldsType":"FieldsV1","subresource":"status","fieldsV1":{"f:status":{)"
              R"("f:conditions":{"k:{\"type\":\"ContainersReady\"}":{".":{},"f:lastProbeTime":{},"f:status":{},"f:type":{}},)"
              R"("k:{\"type\":\"Ready\"}":{".":{},"f:lastProbeTime":{},"f:status":{},"f:type":{}}},"f:containerStatuses":{},)"
              R"("f:hostIP":{},"f:phase":{},"f:podIP":{},"f:podIPs":{},"f:startTime":{}}}}])";
    return fields;
}

QByteArray container(int i)
{
    const QByteArray n = QByteArray::number(i);
    return R"({"name":"container-)" + n + R"(","image":"registry.example.com/team/service-)" + n +
           R"(:1.2.3","command":["/bin/server","--config","/etc/server/config.yaml"],"env":[{"name":"POD_NAME","valueFrom":{"fieldRef":)"
           R"({"apiVersion":"v1","fieldPath":"metadata.name"}}}],"ports":[{"name":"client","containerPort":4222,"protocol":"TCP"}],)"
           R"("resources":{"limits":{"cpu":"500m","memory":"512Mi"},"requests":{"cpu":"100m","memory":"256Mi"}},"volumeMounts":)"
           R"([{"name":"config","mountPath":"/etc/server"},{"name":"token","readOnly":true,"mountPath":"/var/run/secrets"}],)"
           R"("terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"})";
}

QByteArray containerStatus(int i)
{
    const QByteArray n = QByteArray::number(i);
    return R"({"name":"container-)" + n +
           R"(","state":{"running":{"startedAt":"2026-11-20T08:00:05Z"}},"lastState":{},"ready":true,"restartCount":)" + n +
           R"(,"image":"registry.example.com/team/service-)" + n +
           R"(:1.2.3","imageID":"sha256:8f2c0b5d3e4a","containerID":"containerd://0c0ffee","started":true})";
}

QByteArray joined(QByteArray (*part)(int)) { return part(0) + ',' + part(1) + ',' + part(2); }

} // namespace

QByteArray fatPod(int number, const QByteArray &resourceVersion, const QByteArray &nameSpace)
{
    static const QByteArray managed = managedFields();
    static const QByteArray containers = joined(&container);
    static const QByteArray statuses = joined(&containerStatus);
    const QByteArray n = QByteArray::number(number).rightJustified(6, '0');
    return R"({"metadata":{"name":"service-)" + n + R"(","generateName":"service-","namespace":")" + nameSpace +
           R"(","uid":"00000000-0000-4000-8000-000000)" + n + R"(","resourceVersion":")" + resourceVersion +
           R"(","creationTimestamp":"2026-11-20T08:00:00Z","labels":{"app.kubernetes.io/name":"service","app.kubernetes.io/instance":")" +
           n +
           R"(","pod-template-hash":"7d9f8c6b5"},"annotations":{"checksum/config":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e"},)"
           R"("ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"service","uid":"5f3c7a1e-0000-4000-8000-000000000000",)"
           R"("controller":true,"blockOwnerDeletion":true}],"managedFields":)" +
           managed + R"(},"spec":{"volumes":[{"name":"config","configMap":{"name":"service","defaultMode":420}}],"containers":[)" +
           containers + R"(],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","nodeName":"node-)" +
           QByteArray::number(number % 50) +
           R"(","schedulerName":"default-scheduler"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True",)"
           R"("lastProbeTime":null,"lastTransitionTime":"2026-11-20T08:00:07Z"}],"hostIP":"10.0.0.1","podIP":"10.42.0.1","containerStatuses":[)" +
           statuses + "]}}";
}

KubeStub::Handler fatPods(int count)
{
    return [count](const StubRequest &request) {
        const QUrlQuery query(QString::fromLatin1(request.query));
        const int from = query.queryItemValue(u"continue"_s).toInt();
        const int limit = query.queryItemValue(u"limit"_s).toInt();
        const int end = limit > 0 ? std::min(count, from + limit) : count;
        StubReply reply;
        reply.body = R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7")";
        if (end < count)
            reply.body += R"(,"continue":")" + QByteArray::number(end) + R"(","remainingItemCount":)" + QByteArray::number(count - end);
        reply.body += R"(},"items":[)";
        for (int i = from; i < end; ++i)
            reply.body += (i > from ? "," : "") + fatPod(i);
        reply.body += "]}";
        return reply;
    };
}

QStringList hostileStrings()
{
    return {u"<img src=\"file:///etc/passwd\"><a href=\"http://127.0.0.1:1/\">x</a>"_s,
            u"</td></table><b>bold</b>&lt;i&gt;"_s,
            u"\x1b[2J\x1b]0;title\x07\rgone"_s,
            u"\u202Etxt.exe\u2066\u200F"_s,
            u"zero\u0000width\u200B\uFEFF"_s,
            u"line\nline\u2028line\tend"_s,
            u"../../../../etc/shadow"_s,
            u"$(touch /tmp/owned); `id`"_s,
            QString(20'000, u'W'),
            QString(),
            QString(QChar(0xD800)), // half a surrogate pair
            u"%1 %n %s {0}"_s};
}

namespace {

bool isProtocol(const QString &key, bool namesToo)
{
    return key == u"apiVersion" || key == u"kind" || key == u"uid" || key == u"resourceVersion" || key == u"continue" ||
           (!namesToo && (key == u"name" || key == u"namespace"));
}

QJsonValue hostileValue(const QJsonValue &value, const QString &key, unsigned &next, bool namesToo)
{
    static const QStringList strings = hostileStrings();
    if (value.isString())
        return isProtocol(key, namesToo) ? value : QJsonValue(strings.at(qsizetype(next++) % strings.size()));
    if (value.isArray()) {
        QJsonArray made;
        for (const QJsonValue &item : value.toArray())
            made.append(hostileValue(item, {}, next, namesToo));
        return made;
    }
    if (!value.isObject())
        return value;
    QJsonObject made;
    const QJsonObject object = value.toObject();
    const bool isMap = key == u"labels" || key == u"annotations" || key == u"data";
    for (auto it = object.begin(); it != object.end(); ++it)
        made.insert(isMap ? strings.at(qsizetype(next++) % strings.size()) : it.key(),
                    hostileValue(*it, isMap ? QString() : it.key(), next, namesToo));
    return made;
}

} // namespace

QJsonObject withHostileStrings(const QJsonObject &object, unsigned seed, bool namesToo)
{
    return hostileValue(object, {}, seed, namesToo).toObject();
}

} // namespace natsdeck::test
