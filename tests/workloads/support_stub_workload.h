#pragma once

#include "models/kube/client.h"
#include "models/workloads/followed.h"
#include "models/workloads/workload.h"
#include "tests/support/kube_stub.h"
#include "tests/support/memory_consents.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace natsdeck::test {

// "{'a':1}" as an object: JSON in a test without a forest of backslashes.
inline QJsonObject parsed(QByteArray json) { return QJsonDocument::fromJson(json.replace('\'', '"')).object(); }
inline QByteArray compact(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

// A system of three servers in namespace "n" whose API server is written by the test.
struct StubWorkload
{
    StubWorkload()
        : client(std::make_shared<kube::Client>(context(), consents))
    {
        workload.systemId = QStringLiteral("k8s:stub");
        workload.client = client;
        workload.context = QStringLiteral("c");
        workload.found.nameSpace = QStringLiteral("n");
        workload.found.kind = QStringLiteral("StatefulSet");
        workload.found.workload = QStringLiteral("nats");
        workload.found.container = QStringLiteral("nats");
        workload.found.selector = QStringLiteral("app=nats");
        pods = std::make_unique<workloads::Followed>(client,
                                                     kube::ObjectRef{QStringLiteral("v1"), QStringLiteral("Pod"), QStringLiteral("n"), {}});
    }

    kube::ContextConfig context()
    {
        const auto config = kube::parseKubeconfig(stub.kubeconfig({}, {}), QStringLiteral("/tmp/kubeconfig"));
        return *kube::resolveContext(*config, {});
    }

    // The list of a kind; watches of it stay open and give `events`, one every 150 ms.
    void serve(const QByteArray &path, const QByteArray &kind, const QByteArrayList &items, const QList<QByteArray> &events = {})
    {
        stub.on("GET", path, [kind, items, events](const StubRequest &request) {
            StubReply reply;
            if (request.query.contains("watch=")) {
                reply.chunks = events;
                reply.chunkDelay = 150;
                reply.end = StubReply::End::Hold;
            } else {
                reply.body = "{\"kind\":\"" + kind + "List\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[" + items.join(',') + "]}";
            }
            return reply;
        });
    }
    void servePods(const QByteArrayList &items, const QList<QByteArray> &events = {})
    {
        serve("/api/v1/namespaces/n/pods", "Pod", items, events);
    }

    KubeStub stub;
    MemoryConsents consents;
    std::shared_ptr<kube::Client> client;
    workloads::Workload workload;
    std::unique_ptr<workloads::Followed> pods;
};

inline QByteArray watchEvent(const QByteArray &type, const QByteArray &object)
{
    return "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
}

inline StubReply bodyOf(const QByteArray &json, int status = 200)
{
    StubReply reply;
    reply.status = status;
    reply.body = json;
    return reply;
}

// A pod with a container "nats".
inline QByteArray podJson(const QByteArray &name, const QByteArray &uid, int restarts = 0, bool running = true,
                          const QByteArray &version = "5")
{
    QByteArray json = "{'kind':'Pod','apiVersion':'v1','metadata':{'name':'NAME','namespace':'n','uid':'UID','resourceVersion':'VERSION'},"
                      "'spec':{'containers':[{'name':'nats'}]},'status':{'containerStatuses':[{'name':'nats','containerID':'c-UID-COUNT',"
                      "'restartCount':COUNT,'state':STATE,'lastState':LAST}]}}";
    json.replace("NAME", name).replace("UID", uid).replace("VERSION", version).replace("COUNT", QByteArray::number(restarts));
    json.replace("STATE", running ? "{'running':{'startedAt':'2026-11-28T02:00:00Z'}}" : "{'waiting':{'reason':'CrashLoopBackOff'}}");
    json.replace("LAST", restarts > 0 ? "{'terminated':{'reason':'OOMKilled','exitCode':137}}" : "{}");
    return json.replace('\'', '"');
}

} // namespace natsdeck::test
