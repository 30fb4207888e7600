#pragma once

#include "models/base/async.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace natsdeck::kube {

class Client;
struct ForwardShared;
class ForwardWorker;
class NetworkThread;

struct ForwardTarget
{
    QString nameSpace;
    QString pod;
    quint16 port = 0;

    friend bool operator==(const ForwardTarget &, const ForwardTarget &) = default;
};

// Where to forward to, asked at the start and again whenever the pod has gone. Called on a network thread.
using ForwardResolver = std::function<async::Future<ForwardTarget>()>;

// `pod` as long as it is ready, otherwise the first ready pod with these labels. An empty pod means any.
[[nodiscard]] ForwardResolver readyPodResolver(Client &client, const QString &nameSpace, const QString &labelSelector, quint16 port,
                                               const QString &pod = {});

struct ForwardCounters
{
    quint64 accepted = 0; // connections of this process
    quint64 refused = 0;  // connections of anybody else, reset at once
    quint64 bytesIn = 0;  // from the pod
    quint64 bytesOut = 0; // to the pod
};

// A loopback port that leads to a pod's port through the API server (WebSocket, v4.channel.k8s.io). It admits only this
// process: whoever else connects is reset and recorded. Lives on until closed; the pod may go and come back meanwhile.
class PortForward final : public QObject
{
    Q_OBJECT

public:
    PortForward(Client &client, ForwardResolver resolver, QObject *parent = nullptr); // the client must outlive it
    ~PortForward() override;

    // Checks the rights (get, and on 1.35+ create, of pods/portforward), finds the pod, listens; then ready() or failed().
    // After failed() it may be called again.
    void open();
    void close(); // never blocks; local connections are reset

    [[nodiscard]] quint16 port() const { return m_port; } // 0 until ready
    [[nodiscard]] const ForwardTarget &target() const { return m_target; }
    [[nodiscard]] const std::optional<Error> &reason() const { return m_reason; } // of the last failure, empty while all is well
    [[nodiscard]] ForwardCounters counters() const;

signals:
    void ready(quint16 port);
    void failed(const natsdeck::Error &error); // could not start
    void lost(const natsdeck::Error &error);   // the way is broken; the next local connection tries again
    void restored();                           // it works again, perhaps to another pod
    void refused(const QString &peer);         // somebody else tried: "127.0.0.1:53412, program of uid 1001"

private:
    std::unique_ptr<NetworkThread> m_thread;
    ForwardWorker *m_worker = nullptr; // lives on m_thread
    std::shared_ptr<ForwardShared> m_shared;
    quint16 m_port = 0;
    ForwardTarget m_target;
    std::optional<Error> m_reason;
};

} // namespace natsdeck::kube
