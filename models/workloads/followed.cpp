#include "models/workloads/followed.h"

#include "models/kube/client.h"
#include "models/kube/watch.h"

namespace natsdeck::workloads {

namespace {

constexpr std::chrono::seconds pollEvery{30};

// By name: nothing in a name sorts before the separator.
QString keyOf(const QJsonObject &object) { return kube::nameOf(object) + u'\n' + kube::namespaceOf(object); }

} // namespace

Followed::Followed(std::shared_ptr<kube::Client> client, kube::ObjectRef kind, QString labelSelector, QString fieldSelector,
                   QObject *parent)
    : QObject(parent)
    , m_client(std::move(client))
    , m_kind(std::move(kind))
    , m_labelSelector(std::move(labelSelector))
    , m_fieldSelector(std::move(fieldSelector))
{
    m_poll.setInterval(pollEvery);
    connect(&m_poll, &QTimer::timeout, this, &Followed::list);
}

Followed::~Followed() = default;

void Followed::start()
{
    if (m_watch)
        return;
    m_watch = m_client->watch(m_kind, m_labelSelector, m_fieldSelector);
    connect(m_watch.get(), &kube::Watch::listed, this, &Followed::replace);
    connect(m_watch.get(), &kube::Watch::stateChanged, this, &Followed::takeState);
    connect(m_watch.get(), &kube::Watch::events, this, [this](const QList<kube::WatchEvent> &events) {
        for (const kube::WatchEvent &event : events) {
            if (event.kind == kube::WatchEvent::Kind::Deleted)
                m_objects.remove(keyOf(event.object));
            else
                keep(event.object);
        }
        emit changed();
    });
}

void Followed::refresh()
{
    if (!m_watch)
        return start();
    if (isPolled())
        return list();
    m_watch.reset();
    start();
}

void Followed::replace(const QList<QJsonObject> &objects)
{
    m_objects.clear();
    for (const QJsonObject &object : objects)
        keep(object);
    m_known = true;
    m_staleSince = {};
    emit changed();
}

void Followed::keep(const QJsonObject &object)
{
    if (!m_filter || m_filter(object))
        m_objects.insert(keyOf(object), object);
}

void Followed::takeState()
{
    m_error = m_watch->reason();
    const bool isStale = m_watch->state() == kube::WatchState::Stale;
    const bool mayNotWatch = isStale && m_error && m_error->kind == ErrorKind::Forbidden;
    if (!isStale)
        m_staleSince = {};
    else if (!m_staleSince.isValid())
        m_staleSince = QDateTime::currentDateTimeUtc();
    if (mayNotWatch && !isPolled())
        m_poll.start();
    else if (!mayNotWatch)
        m_poll.stop();
    emit changed();
}

void Followed::list()
{
    kube::ListOptions options;
    options.labelSelector = m_labelSelector;
    options.fieldSelector = m_fieldSelector;
    async::deliver<kube::ObjectList>(m_client->list(m_kind, options), this,
                                     [this, generation = m_lists.next()](const Result<kube::ObjectList> &list) {
                                         if (list && m_lists.isCurrent(generation))
                                             replace(list->items);
                                     });
}

std::optional<QJsonObject> Followed::find(const QString &name) const
{
    const auto it = m_objects.lowerBound(name + u'\n');
    return it != m_objects.end() && kube::nameOf(*it) == name ? std::optional(*it) : std::nullopt;
}

std::chrono::milliseconds Followed::staleFor() const
{
    const qint64 passed = m_staleSince.isValid() ? m_staleSince.msecsTo(QDateTime::currentDateTimeUtc()) : 0;
    return std::chrono::milliseconds(std::max<qint64>(0, passed));
}

} // namespace natsdeck::workloads
