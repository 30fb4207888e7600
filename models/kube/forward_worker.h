#pragma once

#include "models/kube/forward_connection.h"

#include <QElapsedTimer>
#include <QTcpServer>

#include <deque>
#include <optional>

namespace natsdeck::kube {

class Client;

// The network side of a PortForward: the listener, and where it leads.
class ForwardWorker final : public QTcpServer
{
    Q_OBJECT

public:
    ForwardWorker(Client &client, ForwardResolver resolver, std::shared_ptr<ForwardShared> shared);

    void open();
    void close();

signals:
    void ready(quint16 port, const natsdeck::kube::ForwardTarget &target);
    void openFailed(const natsdeck::Error &error);
    void lost(const natsdeck::Error &error);
    void restored(const natsdeck::kube::ForwardTarget &target);
    void refused(const QString &peer);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void checkRights(const QString &verb);
    void resolve();
    void resolved(const Result<ForwardTarget> &target);
    void startListening();
    void connectWaiting();
    void dial(ForwardConnection *connection);
    void connectionFailed(const Error &error);
    void connectionEstablished();
    void fail(const Error &error);

    Client &m_client;
    ForwardResolver m_resolver;
    std::shared_ptr<ForwardShared> m_shared;
    std::optional<ForwardTarget> m_target;
    std::deque<QPointer<ForwardConnection>> m_waiting; // until the target is known again
    QTimer m_pause;
    int m_failures = 0;
    bool m_opening = false;
    bool m_resolving = false;
    bool m_isLost = false;
};

} // namespace natsdeck::kube
