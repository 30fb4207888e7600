#include "models/kube/change_call.h"

#include "models/base/json.h"
#include "models/base/text.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QPointer>
#include <QTimer>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr qsizetype bodyBytes = 3 * 1024 * 1024; // what API servers accept
constexpr std::chrono::milliseconds goneInterval(500);

void sendObject(Session &session, Request request, ObjectDone done)
{
    if (request.body.size() > bodyBytes)
        return done(failure(ErrorKind::LimitExceeded, u"Could not %1: the object is larger than API servers accept"_s.arg(request.what),
                            u"%1 bytes"_s.arg(request.body.size())));
    session.send(std::move(request), [done = std::move(done)](const Result<Reply> &reply) {
        done(reply ? json::parseObject(reply->body, u"the answer of the API server"_s) : Failure(reply.error()));
    });
}

Request requestFor(const QByteArray &method, const QString &verb, const ResourceType &type, const ObjectRef &ref,
                   std::chrono::milliseconds deadline, const std::stop_token &stop)
{
    Request request;
    request.method = method;
    request.path = resourcePath(type, ref);
    request.what = whatIs(verb, type, ref);
    request.deadline = deadline;
    request.stop = stop;
    return request;
}

// A namespaced object without a namespace would be sent to a collection of all namespaces.
Result<ObjectRef> completeRef(const ObjectRef &ref, const ResourceType &type)
{
    if (ref.name.isEmpty() || (type.namespaced && ref.nameSpace.isEmpty()))
        return failure(ErrorKind::Invalid, u"An object without %1"_s.arg(ref.name.isEmpty() ? u"a name"_s : u"a namespace"_s),
                       display(ref));
    return ref;
}

template <typename Done, typename Next> void withType(Session &session, const ObjectRef &ref, const Done &done, Next next)
{
    session.resourceType(ref.apiVersion, ref.kind, [ref, done, next = std::move(next)](const Result<ResourceType> &type) {
        const Result<ObjectRef> complete = type ? completeRef(ref, *type) : Result<ObjectRef>(Failure(type.error()));
        if (!complete)
            return done(Failure(complete.error()));
        next(*type);
    });
}

QByteArray propagationOf(Propagation propagation)
{
    switch (propagation) {
    case Propagation::Foreground:
        return "Foreground";
    case Propagation::Orphan:
        return "Orphan";
    case Propagation::Background:
        break;
    }
    return "Background";
}

} // namespace

QString whatIs(const QString &verb, const ResourceType &type, const ObjectRef &ref)
{
    QString what = verb + u' ' + type.plural;
    if (!ref.name.isEmpty())
        what += u' ' + ref.name;
    if (!ref.nameSpace.isEmpty())
        what += u" in "_s + ref.nameSpace;
    return text::clean(what);
}

void applyObject(Session &session, const QJsonObject &object, const ApplyOptions &options, DryRun dryRun, ObjectDone done)
{
    const ObjectRef ref = refOf(object);
    withType(session, ref, done, [&session, object, options, dryRun, ref, done](const ResourceType &type) {
        Request request = requestFor("PATCH", u"patch"_s, type, ref, options.deadline, options.stop);
        QJsonObject body = object;
        QJsonObject metadata = body.value("metadata"_L1).toObject();
        metadata.remove("managedFields"_L1); // 400 otherwise
        body.insert(u"metadata"_s, metadata);
        body.remove("status"_L1);
        request.body = json::compact(body); // JSON is YAML
        request.contentType = "application/apply-patch+yaml";
        request.query = "fieldManager=" + QUrl::toPercentEncoding(options.fieldManager.isEmpty() ? u"natsdeck"_s : options.fieldManager) +
                        "&force=" + (options.force ? "true" : "false") + "&fieldValidation=Strict";
        if (dryRun == DryRun::Yes)
            request.query += "&dryRun=All";
        sendObject(session, std::move(request), done);
    });
}

void createObject(Session &session, const QJsonObject &object, const CallOptions &options, ObjectDone done)
{
    const ObjectRef ref = refOf(object);
    withType(session, ref, done, [&session, object, options, ref, done](const ResourceType &type) {
        Request request = requestFor("POST", u"create"_s, type, ref, options.deadline, options.stop);
        ObjectRef collection = ref;
        collection.name.clear();
        request.path = resourcePath(type, collection);
        request.repeatable = false; // it may have been created although the answer says otherwise
        request.contentType = "application/json";
        request.query = "fieldValidation=Strict&fieldManager=natsdeck";
        request.body = json::compact(object);
        sendObject(session, std::move(request), done);
    });
}

void patchObject(Session &session, const ObjectRef &ref, const QJsonObject &patch, const QString &subresource, const CallOptions &options,
                 DryRun dryRun, ObjectDone done)
{
    withType(session, ref, done, [&session, ref, patch, subresource, options, dryRun, done](const ResourceType &type) {
        Request request = requestFor("PATCH", u"patch"_s, type, ref, options.deadline, options.stop);
        request.path = resourcePath(type, ref, subresource);
        request.contentType = "application/merge-patch+json";
        request.query = "fieldManager=natsdeck&fieldValidation=Strict";
        if (dryRun == DryRun::Yes)
            request.query += "&dryRun=All";
        request.body = json::compact(patch);
        sendObject(session, std::move(request), done);
    });
}

void removeObject(Session &session, const ObjectRef &ref, const RemoveOptions &options, DryRun dryRun, VoidDone done)
{
    withType(session, ref, done, [&session, ref, options, dryRun, done](const ResourceType &type) {
        Request request = requestFor("DELETE", u"delete"_s, type, ref, options.deadline, options.stop);
        request.repeatable = !options.uid.isEmpty(); // without it a repetition could hit a successor
        QJsonObject body{{u"apiVersion"_s, u"v1"_s},
                         {u"kind"_s, u"DeleteOptions"_s},
                         {u"propagationPolicy"_s, QString::fromLatin1(propagationOf(options.propagation))}};
        QJsonObject preconditions;
        if (!options.uid.isEmpty())
            preconditions.insert(u"uid"_s, options.uid);
        if (!options.resourceVersion.isEmpty())
            preconditions.insert(u"resourceVersion"_s, options.resourceVersion);
        if (!preconditions.isEmpty())
            body.insert(u"preconditions"_s, preconditions);
        if (options.gracePeriodSeconds)
            body.insert(u"gracePeriodSeconds"_s, *options.gracePeriodSeconds);
        if (dryRun == DryRun::Yes)
            body.insert(u"dryRun"_s, QJsonArray{u"All"_s});
        request.contentType = "application/json";
        request.body = json::compact(body);
        session.send(std::move(request),
                     [done](const Result<Reply> &reply) { reply ? done(Result<void>()) : done(Failure(reply.error())); });
    });
}

void waitUntilGone(Session &session, const ObjectRef &ref, const QString &uid, const CallOptions &options, VoidDone done)
{
    withType(session, ref, done, [&session, ref, uid, options, done](const ResourceType &type) {
        const QDeadlineTimer deadline(options.deadline);
        // Holds itself while a question is out or a pause is running.
        auto ask = std::make_shared<std::function<void()>>();
        *ask = [&session, ref, uid, options, done, type, deadline, weak = std::weak_ptr(ask)] {
            const auto self = weak.lock();
            Request request = requestFor("GET", u"get"_s, type, ref,
                                         std::chrono::milliseconds(std::max<qint64>(1, deadline.remainingTime())), options.stop);
            session.send(std::move(request), [&session, ref, uid, done, deadline, self](const Result<Reply> &reply) {
                if (!reply)
                    return reply.error().kind == ErrorKind::NotFound ? done(Result<void>()) : done(Failure(reply.error()));
                const auto object = json::parseObject(reply->body, u"the object"_s);
                if (object && !uid.isEmpty() && uidOf(*object) != uid)
                    return done(Result<void>());
                if (deadline.hasExpired())
                    return done(
                        failure(ErrorKind::Timeout, u"%1 is still there"_s.arg(display(ref)), u"finalizers or a grace period hold it"_s));
                QTimer::singleShot(goneInterval, &session, [self] { (*self)(); });
            });
        };
        (*ask)();
    });
}

} // namespace natsdeck::kube
