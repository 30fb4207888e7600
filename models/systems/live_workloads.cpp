#include "models/systems/live_workloads.h"

#include "models/base/async.h"
#include "models/kube/client.h"
#include "models/kube/nats_finder.h"
#include "models/kube/watch.h"

#include <QPointer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

constexpr std::size_t watchLimit = 4;    // streams of one context; more sources than this are listed again and again
constexpr std::size_t sourceLimit = 100; // lists in half a minute, well below the budget of a context
constexpr std::chrono::seconds pollDeadline(25);

bool isRefused(const Error &error) { return error.kind == ErrorKind::Forbidden && error.reason != "consent-required"_L1; }

bool isMissing(const kube::FoundSystems &found, const QString &plural, const QString &nameSpace)
{
    return std::any_of(found.missing.begin(), found.missing.end(), [&](const kube::AccessQuestion &right) {
        return right.verb == u"list" && right.resource == plural && right.nameSpace == nameSpace;
    });
}

} // namespace

struct LiveWorkloads::Source
{
    WorkloadSource what;
    std::unique_ptr<kube::Watch> watch;
    QHash<QString, QJsonObject> objects;
    bool isPolled = false;
    bool isAsking = false;
    bool hasAnswered = false;
    std::optional<QDateTime> staleSince;
    std::optional<Error> error;
    QDateTime heard; // of a polled one

    void keep(const QJsonObject &object)
    {
        if (kube::runsNats(object))
            objects.insert(kube::uidOf(object), object);
        else
            objects.remove(kube::uidOf(object));
    }
    [[nodiscard]] kube::ObjectRef ref() const { return {u"apps/v1"_s, what.kind, what.nameSpace, {}}; }
};

std::vector<WorkloadSource> sourcesAfter(const kube::FoundSystems &found, const QStringList &named)
{
    QStringList namespaces = named;
    for (const kube::FoundSystem &system : found.systems)
        namespaces << system.nameSpace;
    if (!found.searched.isEmpty())
        namespaces << found.searched.first(); // the context's own
    namespaces.removeDuplicates();
    std::vector<WorkloadSource> sources;
    for (const auto &[kind, plural] : {std::pair{u"StatefulSet"_s, u"statefulsets"_s}, std::pair{u"Deployment"_s, u"deployments"_s}}) {
        if (!isMissing(found, plural, {})) {
            sources.push_back({kind, {}});
            continue;
        }
        for (const QString &nameSpace : std::as_const(namespaces)) {
            if (!isMissing(found, plural, nameSpace) && sources.size() < sourceLimit)
                sources.push_back({kind, nameSpace});
        }
    }
    return sources;
}

LiveWorkloads::LiveWorkloads(std::shared_ptr<kube::Client> client, const std::vector<WorkloadSource> &sources,
                             std::chrono::milliseconds pollEvery, QObject *parent)
    : QObject(parent)
    , m_client(std::move(client))
{
    for (const WorkloadSource &what : sources) {
        m_sources.push_back(std::make_unique<Source>());
        m_sources.back()->what = what;
    }
    m_poll.setInterval(pollEvery);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        for (const auto &source : m_sources) {
            if (source->isPolled)
                poll(*source);
        }
    });
    m_poll.start();
    for (const auto &source : m_sources) {
        source->isPolled = m_sources.size() > watchLimit;
        if (!source->isPolled)
            watch(*source);
        // Polled ones have just been searched: their first list may wait for its turn.
    }
}

LiveWorkloads::~LiveWorkloads() = default;

void LiveWorkloads::watch(Source &source)
{
    source.watch = m_client->watch(source.ref());
    connect(source.watch.get(), &kube::Watch::listed, this, [this, &source](const QList<QJsonObject> &objects) { take(source, objects); });
    connect(source.watch.get(), &kube::Watch::events, this,
            [this, &source](const QList<kube::WatchEvent> &events) { takeEvents(source, events); });
    connect(source.watch.get(), &kube::Watch::stateChanged, this, [this, &source] { watchStateChanged(source); });
}

void LiveWorkloads::take(Source &source, const QList<QJsonObject> &objects)
{
    source.objects.clear();
    for (const QJsonObject &object : objects)
        source.keep(object);
    source.hasAnswered = true;
    emit changed();
}

void LiveWorkloads::takeEvents(Source &source, const QList<kube::WatchEvent> &events)
{
    const QHash<QString, QJsonObject> before = source.objects;
    for (const kube::WatchEvent &event : events) {
        if (event.kind == kube::WatchEvent::Kind::Deleted)
            source.objects.remove(kube::uidOf(event.object));
        else
            source.keep(event.object);
    }
    if (source.objects != before)
        emit changed();
}

void LiveWorkloads::watchStateChanged(Source &source)
{
    const std::optional<Error> reason = source.watch->reason();
    if (reason && isRefused(*reason)) {
        kube::Watch *watch = source.watch.release();
        watch->disconnect(this);
        watch->deleteLater(); // it is speaking
        source.isPolled = true;
        setStale(source, std::nullopt, {});
        return poll(source);
    }
    const bool isLost = source.watch->state() == kube::WatchState::Stale || (source.watch->state() == kube::WatchState::Listing && reason);
    const QDateTime heard = source.watch->lastHeard().isValid() ? source.watch->lastHeard() : QDateTime::currentDateTimeUtc();
    setStale(source, isLost ? reason : std::nullopt, heard);
}

void LiveWorkloads::poll(Source &source)
{
    if (std::exchange(source.isAsking, true))
        return;
    kube::ListOptions options;
    options.deadline = pollDeadline;
    async::deliver<kube::ObjectList>(m_client->list(source.ref(), options), this, [this, &source](const Result<kube::ObjectList> &list) {
        source.isAsking = false;
        if (list) {
            source.heard = QDateTime::currentDateTimeUtc();
            setStale(source, std::nullopt, {});
            return take(source, list->items);
        }
        // A right that was taken away says nothing of what is there.
        if (isRefused(list.error())) {
            source.objects.clear();
            source.hasAnswered = false;
        }
        setStale(source, list.error(), source.heard.isValid() ? source.heard : QDateTime::currentDateTimeUtc());
    });
}

void LiveWorkloads::setStale(Source &source, const std::optional<Error> &error, const QDateTime &heard)
{
    if (source.error == error)
        return;
    source.error = error;
    source.staleSince = error ? std::optional(source.staleSince.value_or(heard)) : std::nullopt;
    emit staleChanged();
}

QHash<QString, QJsonObject> LiveWorkloads::workloads() const
{
    QHash<QString, QJsonObject> all;
    for (const auto &source : m_sources)
        all.insert(source->objects);
    return all;
}

bool LiveWorkloads::covers(const QString &kind, const QString &nameSpace) const
{
    return std::any_of(m_sources.begin(), m_sources.end(), [&](const auto &source) {
        return source->hasAnswered && source->what.kind == kind &&
               (source->what.nameSpace.isEmpty() || source->what.nameSpace == nameSpace);
    });
}

std::optional<QDateTime> LiveWorkloads::staleSince() const
{
    std::optional<QDateTime> since;
    for (const auto &source : m_sources) {
        if (source->staleSince && (!since || *source->staleSince < *since))
            since = source->staleSince;
    }
    return since;
}

std::optional<Error> LiveWorkloads::reason() const
{
    for (const auto &source : m_sources) {
        if (source->error)
            return source->error;
    }
    return std::nullopt;
}

} // namespace natsdeck::systems
