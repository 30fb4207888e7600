#pragma once

#include "models/kube/nats_finder.h"
#include "models/kube/session.h"

namespace natsdeck::kube {

// The requests of findNats(), on the session's thread: namespace kube-system, workloads, then Services and pods of the
// namespaces in which something was found. What may not be listed everywhere is listed in the context's namespace.
class NatsSearch final : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(Result<FoundSystems>)>;

    NatsSearch(Session &session, CallOptions options, Done done);

    void start();

private:
    struct Question
    {
        QString apiVersion;
        QString kind;
        QString labelSelector;
        QList<QJsonObject> *into;
    };
    void askClusterUid();
    void ask(const Question &question, const QString &nameSpace, bool mayNarrow);
    void answered();
    void askDetails();
    void finish();

    Session &m_session;
    CallOptions m_options;
    Done m_done;
    FoundSystems m_found;
    QList<QJsonObject> m_workloads;
    QList<QJsonObject> m_services;
    QList<QJsonObject> m_pods;
    std::optional<Error> m_error;
    int m_open = 0;
    bool m_detailsAsked = false;
};

} // namespace natsdeck::kube
