#include "models/kube/list_call.h"

#include "models/base/text.h"
#include "models/kube/object_decoder.h"
#include "models/kube/table_list.h"

#include <QDeadlineTimer>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr int maxRestarts = 3;
constexpr int firstPage = 500; // objects
constexpr int largestPage = 2000;
constexpr int smallestPage = 20;
constexpr int pagesAhead = 3;                    // that wait for the decoder
constexpr qsizetype pageBytes = 8 * 1024 * 1024; // that a page is to have
constexpr const char *metadataForm = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
constexpr const char *tableForm = "application/json;as=Table;g=meta.k8s.io;v=v1,application/json";

QByteArray selectorsOf(const ListOptions &options)
{
    QByteArray query;
    if (!options.labelSelector.isEmpty())
        query += "&labelSelector=" + QUrl::toPercentEncoding(options.labelSelector);
    if (!options.fieldSelector.isEmpty())
        query += "&fieldSelector=" + QUrl::toPercentEncoding(options.fieldSelector);
    return query;
}

Request listRequest(const ResourceType &type, const ObjectRef &kind, const ListOptions &options, qint64 milliseconds)
{
    Request request;
    request.path = resourcePath(type, kind);
    const QString where = kind.nameSpace.isEmpty() ? QString() : u" in "_s + text::clean(kind.nameSpace);
    request.what = u"list %1"_s.arg(type.plural) + where;
    request.deadline = std::chrono::milliseconds(std::max<qint64>(1, milliseconds));
    request.stop = options.stop;
    return request;
}

// A list under way. Pages that were asked for before it began again are told by their generation.
class Listing final : public std::enable_shared_from_this<Listing>
{
public:
    Listing(Session &session, const ResourceType &type, ObjectRef kind, const ListOptions &options, ListDone done)
        : m_session(session)
        , m_type(type)
        , m_kind(std::move(kind))
        , m_options(options)
        , m_done(std::move(done))
        , m_deadline(options.deadline)
        , m_limit(options.pageSize > 0 ? options.pageSize : firstPage)
    {}

    void nextPage(const QString &token)
    {
        Request request = listRequest(m_type, m_kind, m_options, m_deadline.remainingTime());
        request.query = "limit=" + QByteArray::number(m_limit) + selectorsOf(m_options);
        if (!token.isEmpty())
            request.query += "&continue=" + QUrl::toPercentEncoding(token);
        if (m_options.form == ListForm::Metadata)
            request.accept = metadataForm;
        m_session.send(std::move(request), [self = shared_from_this(), token, generation = m_generation](const Result<Reply> &reply) {
            if (self->m_done && generation == self->m_generation)
                reply ? self->pageArrived(*reply) : self->pageFailed(reply.error(), token);
        });
    }

private:
    void pageFailed(const Error &error, const QString &token)
    {
        if (error.code == 410 && m_restarts++ < maxRestarts) {
            ++m_generation;
            m_list = {};
            m_count = 0;
            m_undecoded = 0;
            m_heldToken.clear();
            m_isFirst = true;
            return nextPage({});
        }
        if (error.kind == ErrorKind::LimitExceeded && m_options.pageSize == 0 && m_limit > smallestPage) {
            m_limit = std::max(smallestPage, m_limit / 5); // few, but large ones
            m_isSized = true;
            return nextPage(token);
        }
        finish(Failure(error));
    }

    void pageArrived(Reply reply)
    {
        const auto head = readPageHead(reply.body);
        if (!head)
            return finish(Failure(head.error()));
        m_list.resourceVersion = head->resourceVersion;
        m_isComplete = head->continueToken.isEmpty();
        ++m_undecoded;
        if (m_options.pageSize == 0 && !m_isSized) // a page that is not the last is full
            m_limit =
                int(std::clamp<qsizetype>(pageBytes / std::max<qsizetype>(1, reply.body.size() / m_limit), smallestPage, largestPage));
        if (!m_isComplete && m_undecoded < pagesAhead)
            nextPage(head->continueToken);
        else
            m_heldToken = head->continueToken;
        m_session.decoder().start([self = shared_from_this(), session = &m_session, body = std::move(reply.body), type = m_type,
                                   remaining = head->remaining, made = !m_options.page, generation = m_generation]() mutable {
            Page page{readItems(body, type.apiVersion, type.kind, managedFieldsOf(type.kind)), {}, remaining};
            body.clear();
            if (made && page.texts)
                page.make();
            QMetaObject::invokeMethod(
                session,
                [self, page = std::move(page), generation] {
                    if (self->m_done && generation == self->m_generation)
                        self->take(page);
                },
                Qt::QueuedConnection);
        });
    }

    // What the decoder has made of one.
    struct Page
    {
        Result<QList<ObjectText>> texts;
        QList<QJsonObject> objects; // when nobody takes the texts
        std::optional<qint64> remaining;

        void make()
        {
            objects.reserve(texts->size());
            for (ObjectText &text : *texts) {
                auto object = text.make();
                if (!object) {
                    texts = Failure(object.error());
                    return;
                }
                text.text.clear();
                objects.append(std::move(*object));
            }
        }
    };

    void take(const Page &page)
    {
        --m_undecoded;
        if (const QString token = std::exchange(m_heldToken, {}); !token.isEmpty())
            nextPage(token);
        if (!page.texts)
            return finish(Failure(page.texts.error()));
        m_count += page.texts->size();
        if (m_count > m_options.maxItems)
            return finish(failure(ErrorKind::LimitExceeded, u"More than %1 %2"_s.arg(m_options.maxItems).arg(m_type.plural)));
        if (m_options.page)
            m_options.page({*page.texts, std::exchange(m_isFirst, false), page.remaining});
        else
            m_list.items += page.objects;
        if (m_isComplete && m_undecoded == 0)
            finish(std::move(m_list));
    }

    void finish(Result<ObjectList> outcome)
    {
        const ListDone done = std::exchange(m_done, {});
        done(std::move(outcome));
    }

    Session &m_session;
    ResourceType m_type;
    ObjectRef m_kind;
    ListOptions m_options;
    ListDone m_done;
    QDeadlineTimer m_deadline;
    ObjectList m_list;
    qsizetype m_count = 0;
    quint64 m_generation = 0;
    int m_limit;
    int m_restarts = 0;
    int m_undecoded = 0;
    QString m_heldToken;    // of the next page, while the decoder lags behind
    bool m_isSized = false; // by what the server could not answer
    bool m_isFirst = true;
    bool m_isComplete = false;
};

// Pages of a table, one after the other.
struct Tabling
{
    Session &session;
    ResourceType type;
    ObjectRef kind;
    ListOptions options;
    std::function<void(Result<TableList>)> done;
    QDeadlineTimer deadline;
    TableList table;
};

void nextTablePage(const std::shared_ptr<Tabling> &tabling, const QString &token)
{
    Request request = listRequest(tabling->type, tabling->kind, tabling->options, tabling->deadline.remainingTime());
    const int limit = tabling->options.pageSize > 0 ? tabling->options.pageSize : largestPage; // rows are short
    request.query = "includeObject=Metadata&limit=" + QByteArray::number(limit) + selectorsOf(tabling->options);
    if (!token.isEmpty())
        request.query += "&continue=" + QUrl::toPercentEncoding(token);
    request.accept = tableForm;
    tabling->session.send(std::move(request), [tabling](const Result<Reply> &reply) {
        if (!reply)
            return tabling->done(Failure(reply.error()));
        const auto next = addTablePage(reply->body, tabling->type, tabling->options.maxItems, tabling->table);
        if (!next)
            return tabling->done(Failure(next.error()));
        if (!next->isEmpty())
            return nextTablePage(tabling, *next);
        tabling->done(std::move(tabling->table));
    });
}

} // namespace

void listAll(Session &session, const ObjectRef &kind, const ListOptions &options, ListDone done)
{
    session.resourceType(kind.apiVersion, kind.kind, [&session, kind, options, done = std::move(done)](const Result<ResourceType> &type) {
        if (!type)
            return done(Failure(type.error()));
        ObjectRef collection = kind;
        collection.name.clear();
        std::make_shared<Listing>(session, *type, collection, options, done)->nextPage({});
    });
}

void listTable(Session &session, const ObjectRef &kind, const ListOptions &options, std::function<void(Result<TableList>)> done)
{
    session.resourceType(kind.apiVersion, kind.kind, [&session, kind, options, done = std::move(done)](const Result<ResourceType> &type) {
        if (!type)
            return done(Failure(type.error()));
        ObjectRef collection = kind;
        collection.name.clear();
        nextTablePage(std::make_shared<Tabling>(Tabling{session, *type, collection, options, done, QDeadlineTimer(options.deadline), {}}),
                      {});
    });
}

} // namespace natsdeck::kube
