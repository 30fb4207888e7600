#include "models/kube/nats_search.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/list_call.h"

#include <QPointer>

#include <utility>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr int requestsAtOnce = 4;
constexpr qsizetype namespaceLimit = 1000; // looked at one by one; more are said to be left out

// The cluster said no; a consent that is missing on this side stops the whole search instead.
bool lacksRight(const Error &error) { return error.kind == ErrorKind::Forbidden && error.reason != u"consent-required"_s; }

} // namespace

NatsSearch::NatsSearch(Session &session, NatsQuestion question, Done done)
    : QObject(&session)
    , m_session(session)
    , m_question(std::move(question))
    , m_done(std::move(done))
{
    m_found.clusterName = text::clean(session.config().cluster.name);
}

void NatsSearch::start()
{
    later([this] { askClusterUid(); });
    if (m_question.workloads.isEmpty()) {
        // Without a selector: a release of any name and an image of any registry are recognised by what their containers run.
        for (const Kind &kind : {Kind{u"apps/v1"_s, u"StatefulSet"_s, u"apps"_s, u"statefulsets"_s},
                                 Kind{u"apps/v1"_s, u"Deployment"_s, u"apps"_s, u"deployments"_s}})
            later([this, kind] { askEverywhere(kind); });
    } else {
        takeWorkloads(m_question.workloads);
    }
    pump();
}

void NatsSearch::later(std::function<void()> request) { m_waiting.enqueue(std::move(request)); }

void NatsSearch::pump()
{
    while (m_open < requestsAtOnce && !m_waiting.isEmpty() && !m_error) {
        ++m_open;
        m_waiting.dequeue()();
    }
    if (m_open == 0)
        nextStage();
}

void NatsSearch::answered()
{
    --m_open;
    pump();
}

void NatsSearch::nextStage()
{
    if (m_error || m_stage == Stage::Done)
        return finish();
    switch (m_stage) {
    case Stage::Everywhere:
        m_stage = m_narrow.isEmpty() ? Stage::InNamespaces : Stage::Namespaces;
        if (!m_narrow.isEmpty())
            askNamespaces();
        break;
    case Stage::Namespaces:
        m_stage = Stage::InNamespaces;
        askInNamespaces();
        break;
    case Stage::InNamespaces:
        m_stage = Stage::Details;
        askDetails();
        break;
    case Stage::Details:
    case Stage::Done:
        m_stage = Stage::Done;
        break;
    }
    pump();
}

void NatsSearch::askClusterUid()
{
    get({u"v1"_s, u"Namespace"_s, {}, u"kube-system"_s}, {u"get"_s, {}, u"namespaces"_s, {}, {}, u"kube-system"_s},
        [this](const QJsonObject &nameSpace) { m_found.clusterUid = text::clean(uidOf(nameSpace), 128); });
}

void NatsSearch::askEverywhere(const Kind &kind)
{
    ask({kind, {}, {}, ListForm::Objects, true, true, [this, kind] { m_narrow << kind; }},
        [this](const QList<QJsonObject> &items) { takeWorkloads(items); });
}

void NatsSearch::askNamespaces()
{
    for (const Kind &kind : std::as_const(m_narrow))
        m_found.missing << AccessQuestion{u"list"_s, kind.group, kind.plural, {}, {}, {}};
    m_namespaces = QStringList{m_session.config().nameSpace} + m_question.namespaces;
    later([this] {
        ask({{u"v1"_s, u"Namespace"_s, {}, u"namespaces"_s}, {}, {}, ListForm::Metadata, true, false, {}},
            [this](const QList<QJsonObject> &items) {
                for (const QJsonObject &item : items)
                    m_namespaces << nameOf(item);
            });
    });
}

void NatsSearch::askInNamespaces()
{
    m_namespaces.removeAll(QString());
    m_namespaces.removeDuplicates();
    if (m_namespaces.size() > namespaceLimit)
        m_namespaces.resize(namespaceLimit); // `searched` says which
    m_found.searched = m_namespaces;
    for (const Kind &kind : std::as_const(m_narrow)) {
        for (const QString &nameSpace : std::as_const(m_namespaces)) {
            later([this, kind, nameSpace] {
                ask({kind, nameSpace, {}, ListForm::Objects, true, true, {}},
                    [this](const QList<QJsonObject> &items) { takeWorkloads(items); });
            });
        }
    }
}

void NatsSearch::takeWorkloads(const QList<QJsonObject> &workloads)
{
    for (const QJsonObject &workload : workloads) {
        if (m_known.contains(uidOf(workload)))
            continue; // a list that began again
        if (runsNats(workload)) {
            m_known.insert(uidOf(workload));
            m_objects.workloads << workload;
        } else if (runsNatsStreaming(workload)) {
            m_found.unsupported << text::clean(namespaceOf(workload) + u'/' + nameOf(workload));
        }
    }
}

void NatsSearch::askDetails()
{
    QMap<QString, QList<FoundSystem>> byNamespace;
    for (const FoundSystem &system : natsSystemsIn({m_objects.workloads, {}, {}, {}, {}, {}, false}))
        byNamespace[system.nameSpace] << system;
    for (auto it = byNamespace.begin(); it != byNamespace.end(); ++it)
        askDetailsOf(it.key(), it.value());
}

void NatsSearch::askDetailsOf(const QString &nameSpace, const QList<FoundSystem> &systems)
{
    later([this, nameSpace] {
        ask({{u"v1"_s, u"Service"_s, {}, u"services"_s}, nameSpace, {}, ListForm::Objects, true, false, {}},
            [this](const QList<QJsonObject> &items) { m_objects.services += items; });
    });
    later([this, nameSpace] {
        ask({{u"networking.k8s.io/v1"_s, u"Ingress"_s, u"networking.k8s.io"_s, u"ingresses"_s},
             nameSpace,
             {},
             ListForm::Objects,
             false,
             false,
             {}},
            [this](const QList<QJsonObject> &items) { m_objects.ingresses += items; });
    });
    QStringList configs;
    QStringList releases;
    for (const FoundSystem &system : systems) {
        later([this, nameSpace, selector = system.selector] {
            ask({{u"v1"_s, u"Pod"_s, {}, u"pods"_s}, nameSpace, selector, ListForm::Objects, true, false, {}},
                [this](const QList<QJsonObject> &items) { m_objects.pods += items; });
        });
        if (system.login == LoginForce::Unknown)
            configs << system.config.configMap;
        releases << system.releaseName;
    }
    for (QStringList *names : {&configs, &releases}) {
        names->removeAll(QString());
        names->removeDuplicates();
    }
    for (const QString &config : std::as_const(configs)) {
        later([this, nameSpace, config] {
            get({u"v1"_s, u"ConfigMap"_s, nameSpace, config}, {u"get"_s, {}, u"configmaps"_s, {}, nameSpace, {}},
                [this](const QJsonObject &configMap) { m_objects.configMaps << configMap; });
        });
    }
    if (releases.isEmpty())
        return;
    later([this, nameSpace, releases] {
        ask({{u"v1"_s, u"Secret"_s, {}, u"secrets"_s}, nameSpace, u"owner=helm"_s, ListForm::Metadata, false, false, {}},
            [this, nameSpace, releases](const QList<QJsonObject> &secrets) { askReleases(nameSpace, releases, secrets); });
    });
}

// Of all revisions of all releases, which are listed by their labels alone, only the newest of ours is read.
void NatsSearch::askReleases(const QString &nameSpace, const QStringList &releases, const QList<QJsonObject> &secrets)
{
    for (const QString &release : releases) {
        const std::optional<HelmRecord> record = newestRecord(secrets, nameSpace, release);
        if (!record)
            continue;
        later([this, nameSpace, record = *record] {
            get({u"v1"_s, u"Secret"_s, nameSpace, record.secret}, {u"get"_s, {}, u"secrets"_s, {}, nameSpace, {}},
                [this](const QJsonObject &secret) {
                    // A record that cannot be read says nothing; the labels of the workload still do.
                    if (const auto decoded =
                            decodeHelmRelease(secret.value("data"_L1).toObject().value("release"_L1).toString().toLatin1()))
                        m_objects.releases << *decoded;
                });
        });
    }
}

void NatsSearch::ask(const Listing &listing, Take take)
{
    ListOptions options;
    options.labelSelector = listing.labelSelector;
    options.form = listing.form;
    options.deadline = m_question.call.deadline;
    options.stop = m_question.call.stop;
    if (listing.isLong) {
        options.page = [self = QPointer(this), take](const ObjectPage &page) {
            if (self)
                take(makeAll(page.items));
        };
    }
    const AccessQuestion right{u"list"_s, listing.kind.group, listing.kind.plural, {}, listing.nameSpace, {}};
    listAll(m_session, {listing.kind.apiVersion, listing.kind.kind, listing.nameSpace, {}}, options,
            [self = QPointer(this), listing, right, take = std::move(take)](const Result<ObjectList> &list) {
                if (!self)
                    return;
                if (!list && lacksRight(list.error()) && listing.refused)
                    listing.refused();
                else if (!list)
                    self->note(list.error(), right, listing.isVital);
                else if (!listing.isLong)
                    take(list->items);
                self->answered();
            });
}

void NatsSearch::get(const ObjectRef &ref, const AccessQuestion &right, std::function<void(const QJsonObject &)> take)
{
    const std::optional<ResourceType> type = knownResourceType(ref.apiVersion, ref.kind);
    Request request;
    request.path = resourcePath(*type, ref);
    request.what = rightInWords(right);
    request.deadline = m_question.call.deadline;
    request.stop = m_question.call.stop;
    m_session.send(std::move(request), [self = QPointer(this), right, take = std::move(take)](const Result<Reply> &reply) {
        if (!self)
            return;
        if (!reply)
            self->note(reply.error(), right, false);
        else if (const Result<QJsonObject> object = json::parseObject(reply->body, u"the answer of the API server"_s))
            take(*object);
        self->answered();
    });
}

void NatsSearch::note(const Error &error, const AccessQuestion &right, bool isVital)
{
    if (lacksRight(error)) {
        // Nobody is to be given Secrets for the sake of a chart's version: less is known without them, and that is all.
        if (right.resource != u"secrets")
            m_found.missing << right;
        if (right.resource == u"services")
            m_objects.servicesSeen = false;
    } else if (isVital || (error.kind != ErrorKind::NotFound && error.kind != ErrorKind::Unsupported)) {
        m_error = error;
    }
}

void NatsSearch::finish()
{
    deleteLater();
    if (!m_done)
        return;
    const Done done = std::exchange(m_done, {});
    // A cluster that says no to every list has been searched all the same; one that does not answer has not.
    if (m_error)
        return done(Failure(*m_error));
    for (const AccessQuestion &right : std::as_const(m_found.missing))
        m_found.notAllowed << rightInWords(right);
    m_found.notAllowed.removeDuplicates();
    m_found.unsupported.removeDuplicates();
    m_found.systems = natsSystemsIn(m_objects);
    done(m_found);
}

} // namespace natsdeck::kube
