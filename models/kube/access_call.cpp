#include "models/kube/access_call.h"

#include "models/base/json.h"
#include "models/base/text.h"

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

void reviewAccess(Session &session, const AccessQuestion &question, const CallOptions &options,
                  std::function<void(Result<AccessAnswer>)> done)
{
    const QJsonObject attributes{{u"namespace"_s, question.nameSpace},
                                 {u"verb"_s, question.verb},
                                 {u"group"_s, question.group},
                                 {u"version"_s, u"*"_s},
                                 {u"resource"_s, question.resource},
                                 {u"subresource"_s, question.subresource},
                                 {u"name"_s, question.name}};
    Request request;
    request.path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    request.what = u"ask for rights"_s;
    request.deadline = options.deadline;
    request.stop = options.stop;
    request.method = "POST";
    request.contentType = "application/json";
    request.body = json::compact({{u"apiVersion"_s, u"authorization.k8s.io/v1"_s},
                                  {u"kind"_s, u"SelfSubjectAccessReview"_s},
                                  {u"spec"_s, QJsonObject{{u"resourceAttributes"_s, attributes}}}});
    session.send(std::move(request), [done = std::move(done)](const Result<Reply> &reply) {
        const Result<QJsonObject> review =
            reply ? json::parseObject(reply->body, u"the answer of the API server"_s) : Failure(reply.error());
        if (!review)
            return done(Failure(review.error()));
        const QJsonObject status = review->value("status"_L1).toObject();
        done(AccessAnswer{status.value("allowed"_L1).toBool(), status.value("denied"_L1).toBool(),
                          text::clean(status.value("reason"_L1).toString())});
    });
}

void explainRefusal(Session &session, const AccessQuestion &stream, const Error &refusal, std::function<void(Error)> done)
{
    AccessQuestion get = stream;
    get.verb = u"get"_s;
    AccessQuestion create = stream;
    create.verb = u"create"_s;
    const CallOptions options{std::chrono::milliseconds(5000), {}};
    reviewAccess(session, get, options, [=, &session, done = std::move(done)](const Result<AccessAnswer> &mayGet) {
        reviewAccess(session, create, options, [=](const Result<AccessAnswer> &mayCreate) {
            if (!mayGet || !mayCreate)
                return done(refusal);
            Error error = refusal;
            if (mayGet->allowed && mayCreate->allowed) {
                error.kind = ErrorKind::Unsupported;
                error.summary = u"The way to the API server lets no WebSocket through"_s;
                error.remedy = u"The rights are there: look at proxies between here and the API server, and at its version."_s;
                return done(error);
            }
            const QString missing = mayGet->allowed ? display(create) : mayCreate->allowed ? display(get) : u"get and "_s + display(create);
            error.summary = u"Not allowed to %1"_s.arg(missing);
            error.remedy = u"Ask whoever administers the cluster for the right to %1 (newer servers want get and create)."_s.arg(missing);
            done(error);
        });
    });
}

} // namespace natsdeck::kube
