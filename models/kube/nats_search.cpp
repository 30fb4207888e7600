#include "models/kube/nats_search.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/list_call.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

// The cluster said no; a consent that is missing on this side stops the whole search instead.
bool lacksRight(const Error &error) { return error.kind == ErrorKind::Forbidden && error.reason != u"consent-required"_s; }

} // namespace

NatsSearch::NatsSearch(Session &session, CallOptions options, Done done)
    : QObject(&session)
    , m_session(session)
    , m_options(std::move(options))
    , m_done(std::move(done))
{
    m_found.clusterName = text::clean(session.config().cluster.name);
}

void NatsSearch::start()
{
    m_open = 1; // until every question is on its way
    askClusterUid();
    // StatefulSets without a selector: a chart with a name of its own is recognised by what its containers run.
    ask({u"apps/v1"_s, u"StatefulSet"_s, {}, &m_workloads}, {}, true);
    ask({u"apps/v1"_s, u"Deployment"_s, u"app.kubernetes.io/name=nats"_s, &m_workloads}, {}, true);
    answered();
}

void NatsSearch::askClusterUid()
{
    ++m_open;
    Request request;
    request.path = "/api/v1/namespaces/kube-system";
    request.what = u"get namespaces kube-system"_s;
    request.deadline = m_options.deadline;
    request.stop = m_options.stop;
    m_session.send(std::move(request), [self = QPointer(this)](const Result<Reply> &reply) {
        if (!self)
            return;
        if (reply)
            self->m_found.clusterUid = uidOf(json::parseObject(reply->body, u"namespace kube-system"_s).value_or(QJsonObject()));
        else if (lacksRight(reply.error()))
            self->m_found.notAllowed << u"get namespaces kube-system"_s;
        else
            self->m_error = reply.error();
        self->answered();
    });
}

void NatsSearch::ask(const Question &question, const QString &nameSpace, bool mayNarrow)
{
    ++m_open;
    ListOptions options;
    options.labelSelector = question.labelSelector;
    options.deadline = m_options.deadline;
    options.stop = m_options.stop;
    listAll(m_session, {question.apiVersion, question.kind, nameSpace, {}}, options,
            [self = QPointer(this), question, nameSpace, mayNarrow](const Result<ObjectList> &list) {
                if (!self)
                    return;
                if (list) {
                    *question.into += list->items;
                } else if (!lacksRight(list.error())) {
                    self->m_error = list.error();
                } else {
                    self->m_found.notAllowed << list.error().summary.section(u' ', 3);
                    if (mayNarrow && nameSpace.isEmpty()) {
                        const QString own = self->m_session.config().nameSpace;
                        if (!self->m_found.searched.contains(own))
                            self->m_found.searched << own;
                        self->ask(question, own, false);
                    }
                }
                self->answered();
            });
}

void NatsSearch::answered()
{
    if (--m_open > 0)
        return;
    if (m_error || std::exchange(m_detailsAsked, true))
        return finish();
    askDetails();
}

void NatsSearch::askDetails()
{
    m_open = 1;
    const QList<FoundSystem> systems = natsSystemsIn(m_workloads, {}, {});
    QStringList namespaces;
    for (const FoundSystem &system : systems) {
        if (!namespaces.contains(system.nameSpace))
            namespaces << system.nameSpace;
    }
    for (const QString &nameSpace : namespaces) {
        ask({u"v1"_s, u"Service"_s, {}, &m_services}, nameSpace, false);
        ask({u"v1"_s, u"Pod"_s, {}, &m_pods}, nameSpace, false);
    }
    answered();
}

void NatsSearch::finish()
{
    deleteLater();
    m_found.notAllowed.removeDuplicates();
    const Done done = std::exchange(m_done, {});
    // A cluster that says no to every list has been searched all the same; one that does not answer has not.
    if (m_error)
        return done(Failure(*m_error));
    m_found.systems = natsSystemsIn(m_workloads, m_services, m_pods);
    done(m_found);
}

} // namespace natsdeck::kube
