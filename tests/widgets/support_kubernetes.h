#pragma once

#include "models/kube/client.h"
#include "models/workloads/workload.h"
#include "tests/support/kube_stub.h"
#include "tests/support/memory_consents.h"

#include <QDateTime>
#include <QJsonObject>

#include <memory>

namespace natsdeck::test {

// The Kubernetes side of an invented system "nats-core" of three servers, played by a stub: one was killed at its memory limit, one
// runs with an old configuration, one volume is nearly full and one lies on its node's disk.
class StubWorkload
{
public:
    StubWorkload();

    KubeStub stub;
    workloads::Workload workload;

    void serve(const QByteArray &path, const QList<QJsonObject> &items); // as a list, and a watch that stays silent
    void forbid(const QByteArray &path, const QByteArray &what);         // "pods is forbidden …"
    void breakWatch(const QByteArray &path, int status);                 // lists still answer
    void change(const QByteArray &path, const QJsonObject &object);      // told by the watch of the next list

    static QByteArray pathOf(const QByteArray &plural, const QByteArray &group = {}); // of the system's namespace
    static QList<QJsonObject> pods();
    static QList<QJsonObject> events();

private:
    void serveStorage();
    void serveNetwork();
    void serveConfiguration();

    MemoryConsents m_consents{true};
};

// "2026-11-28T02:00:00Z", so many seconds ago.
[[nodiscard]] QString ago(qint64 seconds);

} // namespace natsdeck::test
