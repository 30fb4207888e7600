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
constexpr double firstPause = 800; // ms, doubled up to the longest; client-go's numbers
constexpr double longestPause = 30'000;
constexpr int shortLife = 1000;     // ms: a stream that ends sooner without an event is a failure
constexpr int settledLife = 10'000; // ms: after this one the pauses start small again

} // namespace

WatchWorker::WatchWorker(Session &session, ObjectRef kind, QString labelSelector, QString fieldSelector)
    : m_session(session)
    , m_kind(std::move(kind))
    , m_labelSelector(std::move(labelSelector))
    , m_fieldSelector(std::move(fieldSelector))
    , m_flush(this)
    , m_pause(this)
{
    m_flush.setSingleShot(true);
    m_flush.setInterval(mergeTime);
    m_pause.setSingleShot(true);
    connect(&m_flush, &QTimer::timeout, this, &WatchWorker::flush);
    connect(&m_pause, &QTimer::timeout, this, [this] { (this->*m_next)(); });
}

void WatchWorker::start() { list(); }

void WatchWorker::list()
{
    ListOptions options;
    options.labelSelector = m_labelSelector;
    options.fieldSelector = m_fieldSelector;
    listAll(m_session, m_kind, options, [self = QPointer(this)](const Result<ObjectList> &list) {
        if (self)
            self->listEnded(list);
    });
}

void WatchWorker::listEnded(const Result<ObjectList> &list)
{
    if (!list)
        return again(&WatchWorker::list, list.error());
    m_pending.clear();
    m_pendingByUid.clear();
    m_resourceVersion = list->resourceVersion;
    emit listed(list->items, m_listedOnce);
    m_listedOnce = true;
    openStream();
}

void WatchWorker::openStream()
{
    m_session.resourceType(m_kind.apiVersion, m_kind.kind, [self = QPointer(this)](const Result<ResourceType> &type) {
        if (!self)
            return;
        if (!type)
            return self->again(&WatchWorker::list, type.error());
        QByteArray query = "watch=true&allowWatchBookmarks=true&resourceVersion=" + QUrl::toPercentEncoding(self->m_resourceVersion);
        query += "&timeoutSeconds=" + QByteArray::number(QRandomGenerator::global()->bounded(300, 600));
        if (!self->m_labelSelector.isEmpty())
            query += "&labelSelector=" + QUrl::toPercentEncoding(self->m_labelSelector);
        if (!self->m_fieldSelector.isEmpty())
            query += "&fieldSelector=" + QUrl::toPercentEncoding(self->m_fieldSelector);
        ObjectRef collection = self->m_kind;
        collection.name.clear();
        const QString what =
            u"watch %1"_s.arg(type->plural) + (collection.nameSpace.isEmpty() ? QString() : u" in "_s + text::clean(collection.nameSpace));
        self->dropStream();
        self->m_splitter = JsonSplitter();
        self->m_eventsOfStream = 0;
        self->m_stream = new HttpStream(self->m_session, resourcePath(*type, collection), query, what, self);
        connect(self->m_stream, &HttpStream::opened, self, [self] { emit self->stateChanged(WatchState::Live, std::nullopt); });
        connect(self->m_stream, &HttpStream::data, self, &WatchWorker::take);
        connect(self->m_stream, &HttpStream::ended, self, &WatchWorker::streamEnded);
        self->m_stream->start();
    });
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
    const QList<QByteArray> lines = m_splitter.feed(chunk);
    for (const QByteArray &line : lines) {
        const auto event = json::parseObject(line, u"an event of the watch"_s);
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

void WatchWorker::takeEvent(const QJsonObject &event)
{
    const QString type = event.value("type"_L1).toString();
    QJsonObject object = event.value("object"_L1).toObject();
    if (type == u"ERROR")
        return takeError(object);
    ++m_eventsOfStream;
    m_failures = 0;
    if (const QString version = resourceVersionOf(object); !version.isEmpty())
        m_resourceVersion = version;
    object.insert(u"apiVersion"_s, m_kind.apiVersion);
    object.insert(u"kind"_s, m_kind.kind);
    if (type == u"ADDED")
        add(WatchEvent::Kind::Added, object);
    else if (type == u"MODIFIED")
        add(WatchEvent::Kind::Modified, object);
    else if (type == u"DELETED")
        add(WatchEvent::Kind::Deleted, object);
}

void WatchWorker::takeError(const QJsonObject &status)
{
    const Error error = errorOfStatus(status, u"watch %1"_s.arg(display(m_kind)));
    if (error.code == 410 || error.reason == u"Expired" || error.reason == u"Gone")
        return relistLater(error);
    dropStream();
    again(&WatchWorker::openStream, error);
}

void WatchWorker::streamEnded(const std::optional<Error> &error)
{
    const qint64 life = m_stream ? m_stream->lifetime() : 0;
    dropStream();
    if (error && (error->code == 410 || error->reason == u"Expired"))
        return relistLater(*error);
    if (life > settledLife)
        m_failures = 0;
    // The server ends streams by its own clock; that is no fault, and everything known stays live.
    if (!error && (m_eventsOfStream > 0 || life > shortLife))
        return openStream();
    again(&WatchWorker::openStream, error ? error : Error{ErrorKind::Unreachable, u"The watch ended at once"_s, {}, {}, 0, {}});
}

void WatchWorker::relistLater(const Error &why)
{
    dropStream();
    // The first time at once; a server that keeps saying so is asked at growing intervals.
    if (m_failures == 0) {
        ++m_failures;
        emit stateChanged(WatchState::Stale, why);
        return list();
    }
    again(&WatchWorker::list, why);
}

void WatchWorker::again(void (WatchWorker::*step)(), const std::optional<Error> &reason)
{
    emit stateChanged(m_listedOnce ? WatchState::Stale : WatchState::Listing, reason);
    const double pause = std::min(longestPause, firstPause * std::pow(2.0, std::min(m_failures, 10)));
    ++m_failures;
    m_next = step;
    m_pause.start(int(pause * (0.5 + QRandomGenerator::global()->generateDouble() / 2)));
}

void WatchWorker::add(WatchEvent::Kind kind, const QJsonObject &object)
{
    const QString uid = uidOf(object);
    if (const auto known = m_pendingByUid.constFind(uid); known != m_pendingByUid.constEnd()) {
        WatchEvent &event = m_pending[*known];
        if (kind == WatchEvent::Kind::Deleted || event.kind != WatchEvent::Kind::Added)
            event.kind = kind;
        event.object = object;
    } else {
        m_pendingByUid.insert(uid, m_pending.size());
        m_pending.append({kind, object});
    }
    if (!m_flush.isActive())
        m_flush.start();
}

void WatchWorker::flush()
{
    m_pendingByUid.clear();
    if (!m_pending.isEmpty())
        emit events(std::exchange(m_pending, {}));
}

} // namespace natsdeck::kube
