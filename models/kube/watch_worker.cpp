#include "models/kube/watch_worker.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/status_error.h"

#include <QPointer>
#include <QRandomGenerator>
#include <QUrl>

#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr std::chrono::milliseconds mergeTime(50);
constexpr int shortLife = 1000;     // ms: a stream that ends sooner without an event is a failure
constexpr int settledLife = 10'000; // ms: after this one the pauses start small again
constexpr int maxServerErrors = 3;  // of a stream, in a row: then everything is listed again
constexpr qsizetype maxInitial = 100'000;

bool isPlaceLost(const Error &error)
{
    return error.code == 410 || error.reason == u"Expired" || error.reason == u"Gone" ||
           error.detail.contains(u"Too large resource version");
}

} // namespace

WatchWorker::WatchWorker(Session &session, ObjectRef kind, QString labelSelector, QString fieldSelector)
    : m_session(session)
    , m_kind(std::move(kind))
    , m_labelSelector(std::move(labelSelector))
    , m_fieldSelector(std::move(fieldSelector))
    , m_changes(m_kind.apiVersion, m_kind.kind)
    , m_flush(this)
    , m_pause(this)
{
    m_flush.setSingleShot(true);
    m_flush.setInterval(mergeTime);
    m_pause.setSingleShot(true);
    m_pause.setTimerType(Qt::PreciseTimer); // never sooner than the server said
    connect(&m_flush, &QTimer::timeout, this, &WatchWorker::flush);
    connect(&m_pause, &QTimer::timeout, this, [this] { (this->*m_next)(); });
}

void WatchWorker::start() { list(); }

void WatchWorker::list()
{
    m_isInitial = m_session.offersStreamingLists();
    m_initial.clear();
    m_rows.clear();
    m_isInitial ? openStream() : listInPages();
}

void WatchWorker::listInPages()
{
    ListOptions options;
    options.labelSelector = m_labelSelector;
    options.fieldSelector = m_fieldSelector;
    options.page = [self = QPointer(this)](const ObjectPage &page) {
        if (!self)
            return;
        if (page.first) {
            self->m_initial.clear();
            self->m_rows.clear();
        }
        self->m_initial += page.items;
        if (!self->m_listedOnce)
            (void)self->show(page.items); // what cannot be read is told with the whole list
    };
    listAll(m_session, m_kind, options, [self = QPointer(this)](const Result<ObjectList> &list) {
        if (self)
            self->listEnded(list);
    });
}

void WatchWorker::listEnded(const Result<ObjectList> &list)
{
    if (!list)
        return again(&WatchWorker::list, list.error());
    m_resourceVersion = list->resourceVersion;
    initialKnown();
}

bool WatchWorker::show(const QList<ObjectText> &objects)
{
    const bool isFirst = m_rows.isEmpty();
    QList<QJsonObject> made;
    made.reserve(objects.size());
    for (const ObjectText &text : objects) {
        auto object = text.make();
        if (!object)
            return false;
        made.append(std::move(*object));
    }
    m_rows += made;
    emit rows(made, isFirst);
    return true;
}

// Everything there is, as of now: told whole the first time, later by what is different.
void WatchWorker::initialKnown()
{
    m_flush.stop();
    m_isInitial = false;
    const QList<ObjectText> objects = std::exchange(m_initial, {});
    if (m_listedOnce) {
        const auto difference = m_changes.replace(objects);
        if (!difference)
            return again(&WatchWorker::list, difference.error());
        emit listedAgain();
        if (!difference->isEmpty())
            emit events(*difference);
    } else {
        if (m_rows.size() < objects.size() && !show(objects.mid(m_rows.size())))
            return again(&WatchWorker::list,
                         Error{ErrorKind::Protocol, u"The API server sent an object that cannot be read"_s, display(m_kind), {}, 0, {}});
        m_changes.begin(objects);
        m_listedOnce = true;
        emit listed(std::exchange(m_rows, {}));
    }
    if (m_stream)
        emit stateChanged(WatchState::Live, std::nullopt); // a streaming list goes on as the watch
    else
        openStream();
}

void WatchWorker::openStream()
{
    m_session.resourceType(m_kind.apiVersion, m_kind.kind, [self = QPointer(this)](const Result<ResourceType> &type) {
        if (!self)
            return;
        if (type)
            self->openStreamOf(*type);
        else
            self->again(&WatchWorker::list, type.error());
    });
}

QByteArray WatchWorker::query() const
{
    QByteArray query = "watch=true&allowWatchBookmarks=true";
    if (m_isInitial)
        query += "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
    else
        query += "&resourceVersion=" + QUrl::toPercentEncoding(m_resourceVersion);
    // Over HTTP/1.1 the end of a short watch is the only sign of life there is.
    const auto asked = std::chrono::ceil<std::chrono::seconds>(m_session.tuning().shortWatch).count();
    const qint64 seconds = m_session.usesHttp2().value_or(false) ? QRandomGenerator::global()->bounded(300, 600) : asked;
    query += "&timeoutSeconds=" + QByteArray::number(seconds);
    if (!m_labelSelector.isEmpty())
        query += "&labelSelector=" + QUrl::toPercentEncoding(m_labelSelector);
    if (!m_fieldSelector.isEmpty())
        query += "&fieldSelector=" + QUrl::toPercentEncoding(m_fieldSelector);
    return query;
}

void WatchWorker::openStreamOf(const ResourceType &type)
{
    ObjectRef collection = m_kind;
    collection.name.clear();
    const QString where = collection.nameSpace.isEmpty() ? QString() : u" in "_s + text::clean(collection.nameSpace);
    dropStream();
    m_splitter = JsonSplitter();
    m_eventsOfStream = 0;
    m_stream = new HttpStream(m_session, resourcePath(type, collection), query(), u"watch %1"_s.arg(type.plural) + where, this);
    m_stream->setLongest(m_session.tuning().shortWatch + m_session.tuning().answer);
    connect(m_stream, &HttpStream::opened, this, &WatchWorker::streamOpened);
    connect(m_stream, &HttpStream::data, this, &WatchWorker::take);
    connect(m_stream, &HttpStream::ended, this, &WatchWorker::streamEnded);
    m_stream->start();
}

void WatchWorker::streamOpened()
{
    if (!m_isInitial)
        emit stateChanged(WatchState::Live, std::nullopt);
}

void WatchWorker::dropStream()
{
    if (!m_stream)
        return;
    m_stream->disconnect(this);
    m_stream->deleteLater();
    m_stream = nullptr;
}

void WatchWorker::take(const QByteArray &chunk)
{
    QList<QByteArray> lines = m_splitter.feed(chunk);
    for (QByteArray &line : lines) {
        const auto event = readEvent(line, m_kind.apiVersion, m_kind.kind, managedFieldsOf(m_kind.kind));
        if (!event)
            return relistLater(event.error());
        takeEvent(*event);
        if (!m_stream)
            return; // that was an error event
    }
    if (m_splitter.isBroken())
        relistLater(m_splitter.isOverBudget()
                        ? Error{ErrorKind::LimitExceeded, u"An object of the watch is larger than is read"_s, display(m_kind), {}, 0, {}}
                        : Error{ErrorKind::Protocol, u"The watch sent something that is no event"_s, display(m_kind), {}, 0, {}});
}

void WatchWorker::takeEvent(const RawEvent &event)
{
    if (event.type == "ERROR")
        return takeError(event.object.text);
    ++m_eventsOfStream;
    m_failures = 0;
    m_serverErrors = 0;
    if (m_isInitial)
        return takeInitial(event);
    if (!event.object.resourceVersion.isEmpty())
        m_resourceVersion = event.object.resourceVersion;
    if (event.type != "ADDED" && event.type != "MODIFIED" && event.type != "DELETED")
        return; // a bookmark, or what later servers may send
    m_changes.add(event);
    if (!m_flush.isActive())
        m_flush.start();
}

// The initial state is not ordered by version: only the bookmark behind it says where we are.
void WatchWorker::takeInitial(const RawEvent &event)
{
    if (event.type == "BOOKMARK") {
        if (!event.initialEventsEnd)
            return;
        m_resourceVersion = event.object.resourceVersion;
        return initialKnown();
    }
    if (m_initial.size() >= maxInitial)
        return relistLater({ErrorKind::LimitExceeded, u"More than %1 objects"_s.arg(maxInitial), display(m_kind), {}, 0, {}});
    m_initial.append(event.object);
    if (!m_flush.isActive())
        m_flush.start();
}

void WatchWorker::takeError(const QByteArray &status)
{
    const auto object = json::parseObject(status, u"the status"_s);
    const Error error = errorOfStatus(object ? *object : QJsonObject(), u"watch %1"_s.arg(display(m_kind)));
    if (m_isInitial && !isPlaceLost(error)) { // offered, and then not possible: its storage is older than the server
        m_session.noteNoStreamingLists();
        dropStream();
        return list();
    }
    if (isPlaceLost(error) || ++m_serverErrors >= maxServerErrors)
        return relistLater(error);
    dropStream();
    again(&WatchWorker::openStream, error);
}

void WatchWorker::streamEnded(const std::optional<Error> &error)
{
    const qint64 life = m_stream ? m_stream->lifetime() : 0;
    const std::chrono::milliseconds asTold = m_stream ? m_stream->retryAfter() : std::chrono::milliseconds(0);
    dropStream();
    // 500 is what a server answers whose storage cannot do it ("RequestWatchProgress is disabled"); pages cost a little more, no more.
    if (m_isInitial && error && (error->code == 400 || error->code == 422 || error->code == 500)) {
        m_session.noteNoStreamingLists();
        return list();
    }
    if (error && isPlaceLost(*error))
        return relistLater(*error);
    if (life > settledLife)
        m_failures = 0;
    // The server ends streams by its own clock; that is no fault, and everything known stays live.
    if (!m_isInitial && !error && (m_eventsOfStream > 0 || life > std::min<qint64>(shortLife, m_session.tuning().shortWatch.count())))
        return openStream();
    again(m_isInitial ? &WatchWorker::list : &WatchWorker::openStream,
          error ? error : Error{ErrorKind::Unreachable, u"The watch ended at once"_s, {}, {}, 0, {}}, asTold);
}

void WatchWorker::relistLater(const Error &why)
{
    dropStream();
    // The first time at once; a server that keeps saying so is asked at growing intervals.
    if (m_failures == 0) {
        ++m_failures;
        emit stateChanged(m_listedOnce ? WatchState::Stale : WatchState::Listing, why);
        return list();
    }
    again(&WatchWorker::list, why);
}

void WatchWorker::again(void (WatchWorker::*step)(), const std::optional<Error> &reason, std::chrono::milliseconds least)
{
    emit stateChanged(m_listedOnce ? WatchState::Stale : WatchState::Listing, reason);
    const ClientTuning &tuning = m_session.tuning();
    const double pause =
        std::min(double(tuning.longestPause.count()), double(tuning.firstPause.count()) * std::pow(2.0, std::min(m_failures, 10)));
    ++m_failures;
    m_next = step;
    // Spread, so that all who lost the same server do not come back in step.
    m_pause.start(int(std::max(double(least.count()), pause * (0.5 + QRandomGenerator::global()->generateDouble() / 2))));
}

void WatchWorker::flush()
{
    if (m_isInitial) {
        if (!m_listedOnce && !show(m_initial.mid(m_rows.size())))
            relistLater({ErrorKind::Protocol, u"The API server sent an object that cannot be read"_s, display(m_kind), {}, 0, {}});
        return;
    }
    if (m_changes.isEmpty())
        return;
    const auto batch = m_changes.take();
    if (!batch)
        return relistLater(batch.error());
    if (!batch->isEmpty())
        emit events(*batch);
}

} // namespace natsdeck::kube
