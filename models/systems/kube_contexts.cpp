#include "models/systems/kube_contexts.h"

#include "models/base/text.h"
#include "models/guard/consent.h"
#include "models/settings/settings.h"
#include "models/systems/live_workloads.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

constexpr std::chrono::seconds retryPause(30);         // a context that does not answer is asked again
constexpr std::chrono::seconds agePeriod(5);           // how often "as of 40 s ago" is said anew
constexpr std::chrono::milliseconds detailDelay(1200); // what belongs to a new workload comes a moment after it

} // namespace

KubeContexts::KubeContexts(settings::Settings &settings, const guard::ConsentStore &consents, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_consents(consents)
    , m_files(settings)
{
    connect(&m_files, &KubeconfigFiles::loaded, this, &KubeContexts::takeFiles);
    m_ages.setInterval(agePeriod);
    connect(&m_ages, &QTimer::timeout, this, &KubeContexts::changed);
}

KubeContexts::~KubeContexts() = default;

void KubeContexts::reload() { m_files.reload(); }

void KubeContexts::takeFiles()
{
    const QStringList renewed = takeClients(m_files.config());
    std::map<QString, Context> contexts;
    for (const kube::ContextEntry &entry : std::as_const(m_config.contexts)) {
        auto node = m_contexts.extract(entry.name);
        Context &context = contexts[entry.name];
        if (!node.empty())
            context = std::move(node.mapped());
        context.state.entry = entry;
    }
    for (auto &[name, context] : m_contexts) {
        if (!context.state.change.isEmpty())
            contexts[name] = std::move(context); // open, and not in the files any more
    }
    m_contexts = std::move(contexts);
    for (const QString &name : renewed) {
        if (m_contexts[name].state.stage != Stage::NotOpened)
            search(name, true);
    }
    emit loaded();
    emit changed();
}

// The clients that may stay; those of renewed credentials go and are named, those of another target stay and are marked.
QStringList KubeContexts::takeClients(const kube::Kubeconfig &next)
{
    const std::scoped_lock lock(m_clientsMutex);
    m_config = next;
    QStringList renewed;
    for (auto &[name, context] : m_contexts)
        context.state.change.clear();
    for (auto it = m_clients.begin(); it != m_clients.end();) {
        const kube::ContextConfig &before = it->second->config();
        const Result<kube::ContextConfig> now = kube::resolveContext(m_config, it->first);
        if (now && *now == before) {
            ++it;
        } else if (now && isSameTarget(*now, before)) {
            renewed << it->first;
            it = m_clients.erase(it);
        } else {
            KubeContextState &state = m_contexts[it->first].state;
            state.entry.name = it->first;
            state.change =
                now ? tr("Open: %1\nThe file says: %2").arg(targetInWords(before), targetInWords(*now))
                    : tr("Open: %1\nThe file says nothing of it any more: %2").arg(targetInWords(before), text::clean(now.error().summary));
            ++it;
        }
    }
    return renewed;
}

Result<std::shared_ptr<kube::Client>> KubeContexts::client(const QString &context)
{
    const std::scoped_lock lock(m_clientsMutex);
    if (const auto known = m_clients.find(context); known != m_clients.end())
        return known->second;
    const Result<kube::ContextConfig> config = kube::resolveContext(m_config, context);
    if (!config)
        return failure(config.error());
    auto client = std::make_shared<kube::Client>(*config, m_consents);
    client->moveToThread(thread());
    connect(client.get(), &kube::Client::consentNeeded, this, [this, context, raw = client.get()] { askConsent(context, raw); });
    m_clients[context] = client;
    return client;
}

int KubeContexts::clientCount() const
{
    const std::scoped_lock lock(m_clientsMutex);
    return int(m_clients.size());
}

void KubeContexts::askConsent(const QString &context, const kube::Client *client)
{
    {
        const std::scoped_lock lock(m_clientsMutex);
        const auto found = m_clients.find(context);
        if (found == m_clients.end() || found->second.get() != client)
            return;
    }
    if (const std::optional<guard::ConsentRequest> request = client->pendingConsent())
        emit consentNeeded(context, *request);
}

void KubeContexts::open(const QString &context)
{
    if (m_contexts.contains(context))
        search(context, false);
}

void KubeContexts::openOnce(const QString &context)
{
    const auto found = m_contexts.find(context);
    if (found != m_contexts.end() && found->second.state.stage == Stage::NotOpened)
        open(context);
}

void KubeContexts::openAnew(const QString &context)
{
    const auto at = m_contexts.find(context);
    if (at == m_contexts.end())
        return;
    {
        const std::scoped_lock lock(m_clientsMutex);
        m_clients.erase(context);
    }
    const kube::ContextEntry entry = at->second.state.entry;
    m_contexts.erase(at);
    if (std::any_of(m_config.contexts.begin(), m_config.contexts.end(),
                    [&](const kube::ContextEntry &each) { return each.name == context; })) {
        m_contexts[context].state.entry = entry;
        open(context);
    }
    emit changed();
}

QStringList KubeContexts::namespaces(const QString &context) const
{
    QStringList names;
    const QJsonArray stored = m_settings.value(settings::keys::namespaces).value(context).toArray();
    for (const QJsonValue &name : stored)
        names << name.toString();
    return names;
}

void KubeContexts::setNamespaces(const QString &context, const QStringList &namespaces)
{
    QJsonObject all = m_settings.value(settings::keys::namespaces);
    if (namespaces.isEmpty())
        all.remove(context);
    else
        all.insert(context, QJsonArray::fromStringList(namespaces));
    m_settings.set(settings::keys::namespaces, all);
    open(context);
}

// `quietly`: what is shown stays until there is something new to show.
void KubeContexts::search(const QString &name, bool quietly)
{
    const Result<std::shared_ptr<kube::Client>> made = client(name);
    Context &context = m_contexts[name];
    if (!made) {
        context.state.stage = Stage::Failed;
        context.state.error = made.error();
        emit changed();
        emit failed(name, made.error());
        return;
    }
    if (!quietly)
        context.state.stage = Stage::Searching;
    const quint64 generation = context.generation.next();
    const kube::NatsQuestion question{{}, namespaces(name), {}};
    async::deliver<kube::FoundSystems>(kube::findNats(**made, question), this,
                                       [this, name, quietly, generation, client = *made](const Result<kube::FoundSystems> &found) {
                                           const auto at = m_contexts.find(name);
                                           if (at != m_contexts.end() && at->second.generation.isCurrent(generation))
                                               takeFound(name, client, found, quietly);
                                       });
    emit changed();
}

void KubeContexts::takeFound(const QString &name, const std::shared_ptr<kube::Client> &client, const Result<kube::FoundSystems> &found,
                             bool quietly)
{
    Context &context = m_contexts[name];
    if (!found) {
        const bool isNews = !quietly || context.state.error != found.error();
        context.state.stage = Stage::Failed; // what was found before stays in sight
        context.state.error = found.error();
        if (found.error().kind == ErrorKind::Unreachable || found.error().kind == ErrorKind::Timeout)
            searchLater(name);
        emit changed();
        if (isNews)
            emit failed(name, found.error());
        return;
    }
    context.state.stage = Stage::Open;
    context.state.error.reset();
    context.state.found = *found;
    context.state.systems.clear();
    context.unknown.clear();
    for (const kube::FoundSystem &system : found->systems)
        context.state.systems.append({recordOf(name, system), system});
    follow(name, client);
    emit changed();
    emit this->found(name);
}

void KubeContexts::searchLater(const QString &name)
{
    const quint64 generation = m_contexts[name].generation.next();
    QTimer::singleShot(retryPause, this, [this, name, generation] {
        const auto at = m_contexts.find(name);
        if (at != m_contexts.end() && at->second.generation.isCurrent(generation) && at->second.state.stage == Stage::Failed)
            search(name, true);
    });
}

void KubeContexts::follow(const QString &name, const std::shared_ptr<kube::Client> &client)
{
    Context &context = m_contexts[name];
    context.state.staleSince.reset();
    context.state.staleReason.reset();
    context.isAsking = false; // whoever is asked answers to what was followed before
    context.live = std::make_unique<LiveWorkloads>(client, sourcesAfter(context.state.found, namespaces(name)));
    connect(context.live.get(), &LiveWorkloads::changed, this, [this, name] { takeLive(name); });
    connect(context.live.get(), &LiveWorkloads::staleChanged, this, [this, name] { takeStale(name); });
}

void KubeContexts::takeLive(const QString &name)
{
    Context &context = m_contexts[name];
    const LiveWorkloads &live = *context.live;
    const WorkloadNews news = takeWorkloads(
        context.state.systems, live.workloads(),
        [&](const kube::FoundSystem &system) { return live.covers(system.kind, system.nameSpace); },
        [&](const kube::FoundSystem &system) { return recordOf(name, system); });
    for (const QJsonObject &workload : news.unknown)
        context.unknown.insert(kube::uidOf(workload), workload);
    askDetails(name);
    if (news.isDifferent)
        emit changed();
}

void KubeContexts::takeStale(const QString &name)
{
    Context &context = m_contexts[name];
    context.state.staleSince = context.live->staleSince();
    context.state.staleReason = context.live->reason();
    if (!context.state.staleSince && context.state.stage == Stage::Failed && context.state.error->reason != "consent-required"_L1) {
        context.state.stage = Stage::Open; // asked in vain, and there again
        context.state.error.reset();
    }
    const bool isAnyStale =
        std::any_of(m_contexts.begin(), m_contexts.end(), [](const auto &each) { return each.second.state.staleSince.has_value(); });
    if (isAnyStale != m_ages.isActive())
        isAnyStale ? m_ages.start() : m_ages.stop();
    emit changed();
}

void KubeContexts::askDetails(const QString &name)
{
    Context &context = m_contexts[name];
    if (context.unknown.isEmpty() || std::exchange(context.isAsking, true))
        return;
    QTimer::singleShot(detailDelay, context.live.get(), [this, name] {
        Context &asking = m_contexts[name];
        const Result<std::shared_ptr<kube::Client>> known = client(name);
        if (!known) {
            asking.isAsking = false;
            return;
        }
        const kube::NatsQuestion question{{}, {}, std::exchange(asking.unknown, {}).values()};
        async::deliver<kube::FoundSystems>(
            kube::findNats(**known, question), asking.live.get(),
            [this, name, keep = *known](const Result<kube::FoundSystems> &found) { takeDetails(name, found); });
    });
}

void KubeContexts::takeDetails(const QString &name, const Result<kube::FoundSystems> &found)
{
    Context &context = m_contexts[name];
    context.isAsking = false;
    for (const kube::FoundSystem &system : found ? found->systems : QList<kube::FoundSystem>()) {
        for (KubeSystem &known : context.state.systems) {
            if (known.found.uid != system.uid)
                continue;
            const int replicas = known.found.replicas; // followed meanwhile
            const int ready = known.found.ready;
            known.found = system;
            known.found.replicas = replicas;
            known.found.ready = ready;
            known.record = recordOf(name, known.found);
        }
    }
    emit changed();
    askDetails(name);
}

SystemRecord KubeContexts::recordOf(const QString &context, const kube::FoundSystem &found) const
{
    QString server;
    {
        const std::scoped_lock lock(m_clientsMutex);
        if (const auto client = m_clients.find(context); client != m_clients.end())
            server = client->second->config().cluster.server;
    }
    return kubernetesRecord(context, m_contexts.at(context).state.found.clusterUid, server, found);
}

std::vector<CatalogueNode> KubeContexts::nodes() const
{
    std::vector<CatalogueNode> nodes;
    for (const kube::KubeconfigProblem &problem : m_config.problems)
        nodes.push_back(problemRow(problem));
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto add = [&](const QString &name) {
        if (const auto context = m_contexts.find(name); context != m_contexts.end())
            nodes.push_back(contextRow(context->second.state, now));
    };
    QStringList shown;
    for (const kube::ContextEntry &entry : m_config.contexts) {
        add(entry.name);
        shown << entry.name;
    }
    for (const auto &[name, context] : m_contexts) {
        if (!shown.contains(name))
            add(name);
    }
    if (nodes.empty() && m_files.isLoaded())
        nodes.push_back(hintRow(u"hint:add-kubeconfig"_s, tr("Add a kubeconfig…"), tr("No kubeconfig was found")));
    return nodes;
}

std::optional<KubeContextState> KubeContexts::context(const QString &name) const
{
    const auto found = m_contexts.find(name);
    return found == m_contexts.end() ? std::nullopt : std::optional(found->second.state);
}

std::optional<KubeSystem> KubeContexts::system(const QString &key) const
{
    for (const auto &[name, context] : m_contexts) {
        for (const KubeSystem &system : context.state.systems) {
            if (systemKey(name, system.record.id) == key)
                return system;
        }
    }
    return {};
}

std::optional<KubeSystem> KubeContexts::systemById(const QString &systemId) const
{
    for (const auto &[name, context] : m_contexts) {
        for (const KubeSystem &system : context.state.systems) {
            if (system.record.id == systemId && !system.isGone)
                return system;
        }
    }
    return {};
}

std::vector<SystemRecord> KubeContexts::records() const
{
    std::vector<SystemRecord> records;
    for (const auto &[name, context] : m_contexts) {
        for (const KubeSystem &system : context.state.systems) {
            if (!system.isGone)
                records.push_back(system.record);
        }
    }
    return records;
}

} // namespace natsdeck::systems
