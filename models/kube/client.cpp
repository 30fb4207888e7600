#include "models/kube/client.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/access_call.h"
#include "models/kube/change_call.h"
#include "models/kube/exec_call.h"
#include "models/kube/list_call.h"
#include "models/kube/log_stream.h"
#include "models/kube/log_worker.h"
#include "models/kube/nats_search.h"
#include "models/kube/network_thread.h"
#include "models/kube/session.h"
#include "models/kube/watch.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

template <typename T> using Promise = std::shared_ptr<QPromise<Result<T>>>;

// A future whose answer is given on the network thread by `work(session, answer)`.
template <typename T, typename Work> async::Future<T> onNetwork(NetworkThread &thread, Session *session, Work work)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    async::Future<T> future = promise->future();
    promise->start();
    thread.post([session, promise = std::move(promise), work = std::move(work)] {
        work(*session, [promise](Result<T> result) {
            promise->addResult(std::move(result));
            promise->finish();
        });
    });
    return future;
}

Result<QJsonObject> objectIn(const Result<Reply> &reply)
{
    return reply ? json::parseObject(reply->body, u"the answer of the API server"_s) : Failure(reply.error());
}

Request reading(QByteArray path, const QString &what, const CallOptions &options)
{
    Request request;
    request.path = std::move(path);
    request.what = what;
    request.deadline = options.deadline;
    request.stop = options.stop;
    return request;
}

QByteArray podPath(const QString &nameSpace, const QString &pod)
{
    return "/api/v1/namespaces/" + segment(nameSpace) + "/pods/" + segment(pod);
}

} // namespace

QString display(const AccessQuestion &question)
{
    QString resource = question.subresource.isEmpty() ? question.resource : question.resource + u'/' + question.subresource;
    if (!question.group.isEmpty())
        resource += u'.' + question.group;
    const QString where = question.nameSpace.isEmpty() ? QString() : u" in "_s + question.nameSpace;
    return text::clean(question.verb + u' ' + resource + where);
}

Client::Client(ContextConfig config, const guard::ConsentStore &consents, QObject *parent, const ClientTuning &tuning)
    : QObject(parent)
    , m_config(std::move(config))
    , m_thread(std::make_shared<NetworkThread>(u"kube-client"_s))
    , m_session(new Session(m_config, consents, tuning))
{
    m_session->moveToThread(m_thread->home()->thread());
    connect(m_session, &Session::consentChanged, this, &Client::consentNeeded);
    connect(m_session, &Session::warned, this, &Client::serverWarning);
    m_thread->post([session = m_session, home = m_thread->home()] { session->setParent(home); });
}

Client::~Client() = default;

std::optional<guard::ConsentRequest> Client::pendingConsent() const { return m_session->pendingConsent(); }

RequestCounters Client::requestCounters() const { return m_session->rateLimit().counters(); }

async::Future<QJsonObject> Client::get(const ObjectRef &ref, CallOptions options)
{
    return onNetwork<QJsonObject>(*m_thread, m_session, [ref, options](Session &session, auto answer) {
        session.resourceType(ref.apiVersion, ref.kind, [&session, ref, options, answer](const Result<ResourceType> &type) {
            if (!type)
                return answer(Failure(type.error()));
            session.send(reading(resourcePath(*type, ref), whatIs(u"get"_s, *type, ref), options),
                         [answer](const Result<Reply> &reply) { answer(objectIn(reply)); });
        });
    });
}

async::Future<ObjectList> Client::list(const ObjectRef &kind, ListOptions options)
{
    return onNetwork<ObjectList>(*m_thread, m_session,
                                 [kind, options](Session &session, auto answer) { listAll(session, kind, options, answer); });
}

async::Future<TableList> Client::table(const ObjectRef &kind, ListOptions options)
{
    return onNetwork<TableList>(*m_thread, m_session,
                                [kind, options](Session &session, auto answer) { listTable(session, kind, options, answer); });
}

std::unique_ptr<Watch> Client::watch(const ObjectRef &kind, const QString &labelSelector, const QString &fieldSelector)
{
    return std::make_unique<Watch>(m_thread, m_session, kind, labelSelector, fieldSelector);
}

async::Future<QJsonObject> Client::apply(const guard::Permit &, const QJsonObject &object, ApplyOptions options)
{
    return onNetwork<QJsonObject>(*m_thread, m_session, [object, options](Session &session, auto answer) {
        applyObject(session, object, options, DryRun::No, answer);
    });
}

async::Future<QJsonObject> Client::applyDryRun(const QJsonObject &object, ApplyOptions options)
{
    return onNetwork<QJsonObject>(*m_thread, m_session, [object, options](Session &session, auto answer) {
        applyObject(session, object, options, DryRun::Yes, answer);
    });
}

async::Future<QJsonObject> Client::create(const guard::Permit &, const QJsonObject &object, CallOptions options)
{
    return onNetwork<QJsonObject>(*m_thread, m_session,
                                  [object, options](Session &session, auto answer) { createObject(session, object, options, answer); });
}

async::Future<QJsonObject> Client::mergePatch(const guard::Permit &, const ObjectRef &ref, const QJsonObject &patch,
                                              const QString &subresource, CallOptions options)
{
    return onNetwork<QJsonObject>(*m_thread, m_session, [=](Session &session, auto answer) {
        patchObject(session, ref, patch, subresource, options, DryRun::No, answer);
    });
}

async::Future<QJsonObject> Client::mergePatchDryRun(const ObjectRef &ref, const QJsonObject &patch, CallOptions options)
{
    return onNetwork<QJsonObject>(
        *m_thread, m_session, [=](Session &session, auto answer) { patchObject(session, ref, patch, {}, options, DryRun::Yes, answer); });
}

async::Future<void> Client::remove(const guard::Permit &, const ObjectRef &ref, RemoveOptions options)
{
    return onNetwork<void>(*m_thread, m_session,
                           [ref, options](Session &session, auto answer) { removeObject(session, ref, options, DryRun::No, answer); });
}

async::Future<void> Client::removeDryRun(const ObjectRef &ref, RemoveOptions options)
{
    return onNetwork<void>(*m_thread, m_session,
                           [ref, options](Session &session, auto answer) { removeObject(session, ref, options, DryRun::Yes, answer); });
}

async::Future<void> Client::awaitGone(const ObjectRef &ref, const QString &uid, CallOptions options)
{
    return onNetwork<void>(*m_thread, m_session,
                           [ref, uid, options](Session &session, auto answer) { waitUntilGone(session, ref, uid, options, answer); });
}

async::Future<AccessAnswer> Client::accessReview(const AccessQuestion &question, CallOptions options)
{
    return onNetwork<AccessAnswer>(
        *m_thread, m_session, [question, options](Session &session, auto answer) { reviewAccess(session, question, options, answer); });
}

async::Future<ServerVersion> Client::version(CallOptions options)
{
    return onNetwork<ServerVersion>(*m_thread, m_session, [options](Session &session, auto answer) {
        session.send(reading("/version", u"get the version of the API server"_s, options), [answer](const Result<Reply> &reply) {
            const Result<QJsonObject> object = objectIn(reply);
            if (!object)
                return answer(Failure(object.error()));
            static const QRegularExpression digits(u"[^0-9].*$"_s); // "28+" on some providers
            ServerVersion version;
            version.major = object->value("major"_L1).toString().remove(digits).toInt();
            version.minor = object->value("minor"_L1).toString().remove(digits).toInt();
            version.text = text::clean(object->value("gitVersion"_L1).toString());
            if (version.text.isEmpty())
                return answer(failure(ErrorKind::Protocol, u"This is no Kubernetes API server"_s));
            answer(version);
        });
    });
}

async::Future<QStringList> Client::apiVersions(CallOptions options)
{
    return onNetwork<QStringList>(*m_thread, m_session, [options](Session &session, auto answer) {
        session.send(reading("/apis", u"discover the API groups"_s, options), [answer](const Result<Reply> &reply) {
            const Result<QJsonObject> groups = objectIn(reply);
            if (!groups)
                return answer(Failure(groups.error()));
            QStringList versions{u"v1"_s};
            for (const QJsonValue &group : groups->value("groups"_L1).toArray()) {
                for (const QJsonValue &version : group.toObject().value("versions"_L1).toArray())
                    versions << text::clean(version.toObject().value("groupVersion"_L1).toString());
            }
            answer(versions);
        });
    });
}

async::Future<Discovery> Client::discover(CallOptions options)
{
    return onNetwork<Discovery>(*m_thread, m_session, [options](Session &session, auto answer) {
        kube::discover(session, options.deadline, options.stop, answer);
    });
}

async::Future<QByteArray> Client::podProxyGet(const QString &nameSpace, const QString &pod, quint16 port, const QString &path,
                                              CallOptions options)
{
    const qsizetype mark = path.indexOf(u'?');
    // The query goes as it is; the path is encoded but for its slashes. Without the slash after "proxy" the server redirects.
    QByteArray target = podPath(nameSpace, pod) + ':' + QByteArray::number(port) + "/proxy/";
    target += QUrl::toPercentEncoding(mark < 0 ? path : path.left(mark), "/");
    Request request = reading(target, u"get pods/proxy of %1/%2"_s.arg(text::clean(nameSpace), text::clean(pod)), options);
    request.query = mark < 0 ? QByteArray() : QUrl::toPercentEncoding(path.mid(mark + 1), "=&,;:/*>.-_~");
    request.repeatable = false; // a 503 is the container's own answer, and whoever polls asks again anyway
    request.polled = true;
    return onNetwork<QByteArray>(*m_thread, m_session, [request](Session &session, auto answer) {
        session.send(request, [answer](const Result<Reply> &reply) { reply ? answer(reply->body) : answer(Failure(reply.error())); });
    });
}

async::Future<QJsonObject> Client::nodeStats(const QString &node, CallOptions options)
{
    Request request =
        reading("/api/v1/nodes/" + segment(node) + "/proxy/stats/summary", u"get nodes/proxy of %1"_s.arg(text::clean(node)), options);
    request.repeatable = false;
    request.polled = true;
    return onNetwork<QJsonObject>(*m_thread, m_session, [request](Session &session, auto answer) {
        session.send(request, [answer](const Result<Reply> &reply) { answer(objectIn(reply)); });
    });
}

async::Future<QByteArray> Client::logs(const QString &nameSpace, const QString &pod, LogOptions options)
{
    Request request = reading(logPath(nameSpace, pod), u"get pods/log of %1/%2"_s.arg(text::clean(nameSpace), text::clean(pod)),
                              {options.deadline, options.stop});
    request.query = logQuery(options) + "&limitBytes=" + QByteArray::number(options.limitBytes);
    return onNetwork<QByteArray>(*m_thread, m_session, [request](Session &session, auto answer) {
        session.send(request, [answer](const Result<Reply> &reply) { reply ? answer(reply->body) : answer(Failure(reply.error())); });
    });
}

std::unique_ptr<LogStream> Client::followLogs(const QString &nameSpace, const QString &pod, LogOptions options)
{
    return std::make_unique<LogStream>(m_thread, m_session, nameSpace, pod, options);
}

async::Future<ExecOutput> Client::exec(const guard::Permit &, ExecCommand command)
{
    return onNetwork<ExecOutput>(*m_thread, m_session,
                                 [command](Session &session, auto answer) { (new ExecCall(session, command, answer))->start(); });
}

async::Future<ExecOutput> Client::execDf(const QString &nameSpace, const QString &pod, const QString &container, const QStringList &paths,
                                         CallOptions options)
{
    ExecCommand command;
    command.nameSpace = nameSpace;
    command.pod = pod;
    command.container = container;
    command.command = QStringList{u"df"_s, u"-kP"_s, u"--"_s} + paths;
    command.deadline = options.deadline;
    command.stop = options.stop;
    return onNetwork<ExecOutput>(*m_thread, m_session,
                                 [command](Session &session, auto answer) { (new ExecCall(session, command, answer))->start(); });
}

async::Future<FoundSystems> Client::findNats(const NatsQuestion &question)
{
    return onNetwork<FoundSystems>(*m_thread, m_session,
                                   [question](Session &session, auto answer) { (new NatsSearch(session, question, answer))->start(); });
}

async::Future<StreamAccess> Client::streamAccess()
{
    return onNetwork<StreamAccess>(*m_thread, m_session, [](Session &session, auto answer) { session.streamAccess(answer); });
}

void Client::credentialsRejected(quint64 generation)
{
    m_thread->post([session = m_session, generation] { session->credentials().rejected(generation); });
}

} // namespace natsdeck::kube
