#pragma once

#include "models/kube/client_options.h"
#include "models/kube/session.h"
#include "models/kube/web_socket.h"

namespace natsdeck::kube {

// One command in a container (facts/kubernetes-client.md §3.1). Deletes itself when it has answered.
class ExecCall final : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(Result<ExecOutput>)>;

    ExecCall(Session &session, ExecCommand command, Done done);

    void start();

private:
    void open(const StreamAccess &access);
    void connected(const QByteArray &protocol);
    void take(QByteArrayView message);
    void explain(const Error &refusal); // which verb is missing
    void ended();
    void finish(Result<ExecOutput> outcome);

    Session &m_session;
    ExecCommand m_command;
    Done m_done;
    WebSocket *m_socket = nullptr;
    QTimer m_deadline;
    std::unique_ptr<std::stop_callback<std::function<void()>>> m_stop;
    ExecOutput m_output;
    QByteArray m_status;
    quint64 m_generation = 0;
    bool m_loggedInAgain = false;
};

// What channel 3 says: the exit code, or why the command did not run.
[[nodiscard]] Result<int> exitCodeOf(const QByteArray &status, const QString &what);

} // namespace natsdeck::kube
