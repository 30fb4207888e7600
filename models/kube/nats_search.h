#pragma once

#include "models/kube/nats_finder.h"
#include "models/kube/session.h"

#include <QQueue>
#include <QSet>

namespace natsdeck::kube {

// The requests of findNats(), on the session's thread, a few at a time:
//   1. namespace kube-system, StatefulSets and Deployments of all namespaces;
//   2. a kind that may not be listed everywhere: the namespaces that may be listed, the context's own and those named by a person;
//   3. what belongs to the systems found: Services, pods, Ingresses, the ConfigMap of their configuration, their Helm release.
// Only workloads that run NATS are kept of what is listed.
class NatsSearch final : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(Result<FoundSystems>)>;

    NatsSearch(Session &session, NatsQuestion question, Done done);

    void start();

private:
    struct Kind
    {
        QString apiVersion;
        QString kind;
        QString group; // for naming the right
        QString plural;
    };
    using Take = std::function<void(const QList<QJsonObject> &)>;
    struct Listing
    {
        Kind kind;
        QString nameSpace;
        QString labelSelector;
        ListForm form = ListForm::Objects;
        bool isVital = true;                // its failure is that of the search; otherwise less is known
        bool isLong = false;                // taken page by page, which may come again
        std::function<void()> refused = {}; // instead of noting the missing right
    };

    void later(std::function<void()> request);
    void pump();
    void answered();
    void nextStage();

    void askClusterUid();
    void askEverywhere(const Kind &kind);
    void askNamespaces();
    void askInNamespaces();
    void askDetails();
    void askDetailsOf(const QString &nameSpace, const QList<FoundSystem> &systems);
    void askReleases(const QString &nameSpace, const QStringList &releases, const QList<QJsonObject> &secrets);
    void ask(const Listing &listing, Take take);
    void get(const ObjectRef &ref, const AccessQuestion &right, std::function<void(const QJsonObject &)> take);
    void takeWorkloads(const QList<QJsonObject> &workloads);
    void note(const Error &error, const AccessQuestion &right, bool isVital);
    void finish();

    enum class Stage { Everywhere, Namespaces, InNamespaces, Details, Done };

    Session &m_session;
    NatsQuestion m_question;
    Done m_done;
    FoundSystems m_found;
    NatsObjects m_objects;
    QQueue<std::function<void()>> m_waiting;
    QList<Kind> m_narrow; // kinds that may not be listed everywhere
    QStringList m_namespaces;
    QSet<QString> m_known; // uids of workloads that were taken
    std::optional<Error> m_error;
    Stage m_stage = Stage::Everywhere;
    int m_open = 0;
};

} // namespace natsdeck::kube
