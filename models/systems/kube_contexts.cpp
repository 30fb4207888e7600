#include "models/systems/kube_contexts.h"

#include "models/base/finding.h"
#include "models/base/text.h"
#include "models/guard/consent.h"
#include "models/settings/settings.h"

#include <QCryptographicHash>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

CatalogueNode hint(const QString &key, const QString &name, const QString &toolTip = {}, int status = -1)
{
    CatalogueNode node;
    node.key = key;
    node.kind = NavigationKind::Hint;
    node.name = name;
    node.toolTip = toolTip;
    node.status = status;
    return node;
}

QString explained(const Error &error)
{
    QStringList lines{error.summary};
    for (const QString &line : {error.detail, error.remedy}) {
        if (!line.isEmpty())
            lines << line;
    }
    return lines.join(u'\n');
}

// Without the right to read namespace kube-system the cluster is known by its address.
QString clusterIdentity(const QString &clusterUid, const QString &server)
{
    if (!clusterUid.isEmpty())
        return clusterUid;
    return u"server-"_s + QString::fromLatin1(QCryptographicHash::hash(server.toUtf8(), QCryptographicHash::Sha256).toHex().left(16));
}

} // namespace

KubeContexts::KubeContexts(settings::Settings &settings, const guard::ConsentStore &consents, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_consents(consents)
{
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(300);
    connect(&m_debounce, &QTimer::timeout, this, &KubeContexts::reload);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_debounce, qOverload<>(&QTimer::start));
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_debounce, qOverload<>(&QTimer::start));
    connect(&m_settings, &settings::Settings::changed, this, [this](const QString &name) {
        if (name == settings::keys::kubeconfigFiles.name)
            reload();
    });
}

KubeContexts::~KubeContexts() = default;

QString KubeContexts::contextKey(const QString &context) { return u"context:"_s + context; }

QString KubeContexts::systemKey(const QString &context, const QString &systemId) { return contextKey(context) + keySeparator + systemId; }

void KubeContexts::reload()
{
    QStringList files = kube::kubeconfigFiles();
    for (const QString &file : m_settings.value(settings::keys::kubeconfigFiles)) {
        if (!files.contains(file))
            files << file;
    }
    const quint64 generation = m_loads.next();
    async::deliver<kube::Kubeconfig>(kube::loadKubeconfigs(files), this, [this, generation](const Result<kube::Kubeconfig> &config) {
        if (config && m_loads.isCurrent(generation))
            take(*config);
    });
}

void KubeContexts::take(const kube::Kubeconfig &config)
{
    kube::Kubeconfig next = config;
    // A file that was fine and is damaged now keeps what it said before: nothing changes under an open system.
    for (const kube::KubeconfigProblem &problem : config.problems) {
        for (const kube::ContextEntry &entry : std::as_const(m_config.contexts)) {
            if (entry.origin == problem.file)
                next.contexts.append(entry);
        }
        for (const kube::ClusterEntry &entry : std::as_const(m_config.clusters)) {
            if (entry.origin == problem.file)
                next.clusters.append(entry);
        }
        for (const kube::UserEntry &entry : std::as_const(m_config.users)) {
            if (entry.origin == problem.file)
                next.users.append(entry);
        }
    }
    {
        const std::scoped_lock lock(m_clientsMutex);
        m_config = next;
        // Of another login or cluster by now; links keep the old client as long as they live.
        std::erase_if(m_clients, [this](const auto &entry) {
            const Result<kube::ContextConfig> resolved = kube::resolveContext(m_config, entry.first);
            return !resolved || !(*resolved == entry.second->config());
        });
    }
    std::map<QString, Context> contexts;
    for (const kube::ContextEntry &entry : std::as_const(m_config.contexts)) {
        auto node = m_contexts.extract(entry.name);
        Context &context = contexts[entry.name];
        if (!node.empty())
            context = std::move(node.mapped());
    }
    m_contexts = std::move(contexts);
    m_isLoaded = true;
    watchFiles();
    emit loaded();
    emit changed();
}

// Folders too: editors and tools replace the file, and then the watch on the old one is gone.
void KubeContexts::watchFiles()
{
    QStringList paths;
    for (const QString &file : kube::kubeconfigFiles() + m_settings.value(settings::keys::kubeconfigFiles)) {
        const QFileInfo info(file);
        if (info.exists())
            paths << info.absoluteFilePath();
        if (QFileInfo::exists(info.absolutePath()))
            paths << info.absolutePath();
    }
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    for (const QString &path : std::as_const(paths)) {
        if (!watched.contains(path))
            m_watcher.addPath(path);
    }
}

Result<std::shared_ptr<kube::Client>> KubeContexts::client(const QString &context)
{
    const std::scoped_lock lock(m_clientsMutex);
    const Result<kube::ContextConfig> config = kube::resolveContext(m_config, context);
    if (!config)
        return failure(config.error());
    std::shared_ptr<kube::Client> &client = m_clients[context];
    if (!client) {
        client = std::make_shared<kube::Client>(*config, m_consents);
        client->moveToThread(thread());
        connect(client.get(), &kube::Client::consentNeeded, this, [this, context, raw = client.get()] { askConsent(context, raw); });
    }
    return client;
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
    if (m_contexts.find(context) == m_contexts.end())
        return;
    const Result<std::shared_ptr<kube::Client>> made = client(context);
    Context &entry = m_contexts[context];
    if (!made) {
        entry.state = State::Failed;
        entry.error = made.error();
        emit changed();
        emit failed(context, made.error());
        return;
    }
    entry.state = State::Searching;
    const quint64 generation = entry.generation.next();
    async::deliver<kube::FoundSystems>(kube::findNats(**made), this,
                                       [this, context, generation, keep = *made](const Result<kube::FoundSystems> &found) {
                                           const auto at = m_contexts.find(context);
                                           if (at != m_contexts.end() && at->second.generation.isCurrent(generation))
                                               takeFound(context, found);
                                       });
    emit changed();
}

void KubeContexts::openOnce(const QString &context)
{
    const auto found = m_contexts.find(context);
    if (found != m_contexts.end() && found->second.state == State::NotOpened)
        open(context);
}

void KubeContexts::takeFound(const QString &name, const Result<kube::FoundSystems> &found)
{
    Context &entry = m_contexts[name];
    if (!found) {
        entry.state = State::Failed; // what was found before stays in sight
        entry.error = found.error();
        emit changed();
        emit failed(name, found.error());
        return;
    }
    entry.state = State::Open;
    entry.error.reset();
    entry.found = *found;
    entry.systems.clear();
    for (const kube::FoundSystem &system : found->systems)
        entry.systems.append({recordOf(name, found->clusterUid, system), system});
    emit changed();
    emit this->found(name);
}

SystemRecord KubeContexts::recordOf(const QString &context, const QString &clusterUid, const kube::FoundSystem &found) const
{
    SystemRecord record;
    record.origin = Origin::Kubernetes;
    const Result<kube::ContextConfig> config = kube::resolveContext(m_config, context);
    record.clusterUid = clusterIdentity(clusterUid, config ? config->cluster.server : QString());
    record.id = kubernetesSystemId(record.clusterUid, found.nameSpace, found.uid);
    record.name = text::clean(found.workload);
    record.breadcrumb = {text::clean(context), text::clean(found.nameSpace), record.name};
    record.locator = record.breadcrumb.join(u'/');
    record.environment = guessEnvironment({context, found.nameSpace, found.workload});
    record.context = context;
    record.nameSpace = found.nameSpace;
    record.workload = found.workload;
    record.workloadUid = found.uid;
    record.managedBy = found.managedBy;
    return record;
}

std::vector<CatalogueNode> KubeContexts::nodes() const
{
    std::vector<CatalogueNode> nodes;
    for (const kube::KubeconfigProblem &problem : m_config.problems) {
        CatalogueNode node =
            hint(u"problem:"_s + problem.file, tr("%1 cannot be read").arg(text::clean(QFileInfo(problem.file).fileName())),
                 text::clean(problem.file) + u'\n' + explained(problem.error), int(Severity::Critical));
        nodes.push_back(std::move(node));
    }
    for (const kube::ContextEntry &entry : m_config.contexts)
        nodes.push_back(contextNode(entry));
    if (nodes.empty() && m_isLoaded)
        nodes.push_back(hint(u"hint:add-kubeconfig"_s, tr("Add a kubeconfig…"), tr("No kubeconfig was found")));
    return nodes;
}

CatalogueNode KubeContexts::contextNode(const kube::ContextEntry &entry) const
{
    const Context &context = m_contexts.at(entry.name);
    CatalogueNode node;
    node.key = contextKey(entry.name);
    node.kind = NavigationKind::Context;
    node.name = text::clean(entry.name);
    node.icon = u"deck-cluster"_s;
    node.busy = context.state == State::Searching;
    node.toolTip = tr("Context %1 in %2").arg(node.name, text::clean(entry.origin));
    for (const KubeSystem &system : context.systems) {
        CatalogueNode child;
        child.key = systemKey(entry.name, system.record.id);
        child.name = system.record.name;
        child.detail = text::clean(system.found.nameSpace);
        child.icon = u"deck-system"_s;
        child.toolTip = u"%1 %2\n%3"_s.arg(system.found.kind, system.record.locator, text::clean(system.found.image));
        const bool isWhole = system.found.ready >= system.found.replicas;
        child.status = int(system.found.replicas == 0 ? Severity::Info : isWhole ? Severity::Ok : Severity::Warning);
        child.statusWord = system.found.replicas == 0 ? tr("Scaled to 0")
                           : isWhole                  ? tr("Ready")
                                                      : tr("%1 of %2 ready").arg(system.found.ready).arg(system.found.replicas);
        node.children.push_back(std::move(child));
    }
    const QString below = contextKey(entry.name) + keySeparator + u"hint"_s;
    switch (context.state) {
    case State::NotOpened:
        node.statusWord = tr("Not opened");
        break;
    case State::Searching:
        node.statusWord = tr("Looking");
        break;
    case State::Failed: {
        const bool asks = context.error && context.error->reason == "consent-required"_L1;
        node.status = int(asks ? Severity::Warning : Severity::Critical);
        node.statusWord = asks                                                             ? tr("Asks first")
                          : context.error && context.error->kind == ErrorKind::Unreachable ? tr("No reply")
                                                                                           : tr("Failed");
        if (context.error)
            node.children.push_back(hint(below, context.error->summary, explained(*context.error), node.status));
        break;
    }
    case State::Open:
        node.status = int(Severity::Ok);
        if (context.systems.isEmpty())
            node.children.push_back(hint(below, tr("No NATS found here"), tr("Deploy one with the wizard")));
        if (!context.found.notAllowed.isEmpty()) {
            node.status = int(Severity::Info);
            node.children.push_back(hint(below + u"-rights"_s, tr("Not everything could be looked at"),
                                         tr("Not allowed: %1").arg(text::clean(context.found.notAllowed.join(u", "_s)))));
        }
        break;
    }
    return node;
}

std::optional<KubeSystem> KubeContexts::system(const QString &key) const
{
    for (const auto &[name, context] : m_contexts) {
        for (const KubeSystem &system : context.systems) {
            if (systemKey(name, system.record.id) == key)
                return system;
        }
    }
    return {};
}

std::optional<KubeSystem> KubeContexts::systemById(const QString &systemId) const
{
    for (const auto &[name, context] : m_contexts) {
        for (const KubeSystem &system : context.systems) {
            if (system.record.id == systemId)
                return system;
        }
    }
    return {};
}

std::vector<SystemRecord> KubeContexts::records() const
{
    std::vector<SystemRecord> records;
    for (const auto &[name, context] : m_contexts) {
        for (const KubeSystem &system : context.systems)
            records.push_back(system.record);
    }
    return records;
}

} // namespace natsdeck::systems
