#include "models/kube/list_call.h"

#include "models/base/json.h"
#include "models/base/text.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr int maxRestarts = 3;

struct Listing
{
    Session &session;
    ResourceType type;
    ObjectRef kind;
    ListOptions options;
    ListDone done;
    QDeadlineTimer deadline;
    ObjectList list;
    int restarts = 0;
};

void nextPage(const std::shared_ptr<Listing> &listing, const QString &token);

Result<QString> takePage(Listing &listing, const QByteArray &body)
{
    const auto page = json::parseObject(body, u"the list"_s);
    if (!page)
        return Failure(page.error());
    const QJsonObject metadata = page->value("metadata"_L1).toObject();
    const QJsonArray items = page->value("items"_L1).toArray();
    if (listing.list.items.size() + items.size() > listing.options.maxItems)
        return failure(ErrorKind::LimitExceeded, u"More than %1 %2"_s.arg(listing.options.maxItems).arg(listing.type.plural));
    for (const QJsonValue &value : items) {
        QJsonObject item = value.toObject();
        item.insert(u"apiVersion"_s, listing.type.apiVersion);
        item.insert(u"kind"_s, listing.type.kind);
        listing.list.items.append(item);
    }
    listing.list.resourceVersion = metadata.value("resourceVersion"_L1).toString();
    return metadata.value("continue"_L1).toString();
}

void pageArrived(const std::shared_ptr<Listing> &listing, const Result<Reply> &reply)
{
    if (!reply) {
        if (reply.error().code == 410 && listing->restarts++ < maxRestarts) {
            listing->list = {};
            return nextPage(listing, {});
        }
        return listing->done(Failure(reply.error()));
    }
    const Result<QString> token = takePage(*listing, reply->body);
    if (!token)
        return listing->done(Failure(token.error()));
    if (!token->isEmpty())
        return nextPage(listing, *token);
    listing->done(std::move(listing->list));
}

void nextPage(const std::shared_ptr<Listing> &listing, const QString &token)
{
    Request request;
    request.path = resourcePath(listing->type, listing->kind);
    request.query = "limit=" + QByteArray::number(listing->options.pageSize);
    if (!listing->options.labelSelector.isEmpty())
        request.query += "&labelSelector=" + QUrl::toPercentEncoding(listing->options.labelSelector);
    if (!listing->options.fieldSelector.isEmpty())
        request.query += "&fieldSelector=" + QUrl::toPercentEncoding(listing->options.fieldSelector);
    if (!token.isEmpty())
        request.query += "&continue=" + QUrl::toPercentEncoding(token);
    const QString where = listing->kind.nameSpace.isEmpty() ? QString() : u" in "_s + text::clean(listing->kind.nameSpace);
    request.what = u"list %1"_s.arg(listing->type.plural) + where;
    request.deadline = std::chrono::milliseconds(std::max<qint64>(1, listing->deadline.remainingTime()));
    request.stop = listing->options.stop;
    listing->session.send(std::move(request), [listing](const Result<Reply> &reply) { pageArrived(listing, reply); });
}

} // namespace

void listAll(Session &session, const ObjectRef &kind, const ListOptions &options, ListDone done)
{
    session.resourceType(kind.apiVersion, kind.kind, [&session, kind, options, done = std::move(done)](const Result<ResourceType> &type) {
        if (!type)
            return done(Failure(type.error()));
        ObjectRef collection = kind;
        collection.name.clear();
        nextPage(std::make_shared<Listing>(Listing{session, *type, collection, options, done, QDeadlineTimer(options.deadline), {}, 0}),
                 {});
    });
}

} // namespace natsdeck::kube
