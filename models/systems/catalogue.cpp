#include "models/systems/catalogue.h"

#include "models/settings/settings.h"

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

CatalogueNode section(const QString &key, const QString &name, std::vector<CatalogueNode> children)
{
    CatalogueNode node;
    node.key = key;
    node.kind = NavigationKind::Section;
    node.name = name;
    node.children = std::move(children);
    return node;
}

const CatalogueNode *findBySystem(const std::vector<CatalogueNode> &nodes, const QString &systemId)
{
    for (const CatalogueNode &node : nodes) {
        if (node.kind == NavigationKind::System && !node.isGone &&
            (node.key == systemId || node.key.endsWith(KubeContexts::keySeparator + systemId)))
            return &node;
        if (const CatalogueNode *found = findBySystem(node.children, systemId))
            return found;
    }
    return nullptr;
}

} // namespace

Catalogue::Catalogue(KubeContexts &kube, NatsContexts &nats, WorkstationServers &workstation, settings::Settings &settings, QObject *parent)
    : QObject(parent)
    , m_kube(kube)
    , m_nats(nats)
    , m_workstation(workstation)
    , m_settings(settings)
{
    connect(&m_kube, &KubeContexts::changed, this, &Catalogue::rebuild);
    connect(&m_nats, &NatsContexts::changed, this, &Catalogue::rebuild);
    connect(&m_workstation, &WorkstationServers::changed, this, &Catalogue::rebuild);
    rebuild();
}

void Catalogue::reload()
{
    m_kube.reload();
    m_nats.reload();
    m_workstation.reload();
}

void Catalogue::rebuild()
{
    std::vector<CatalogueNode> tree;
    tree.push_back(section(u"section:kubernetes"_s, tr("Kubernetes contexts"), m_kube.nodes()));
    tree.push_back(section(u"section:nats"_s, tr("NATS contexts"), m_nats.nodes()));
    tree.push_back(section(u"section:workstation"_s, tr("This workstation"), m_workstation.nodes()));
    overlay(tree);
    if (tree == m_tree)
        return;
    m_tree = std::move(tree);
    emit changed();
}

void Catalogue::overlay(std::vector<CatalogueNode> &nodes) const
{
    for (CatalogueNode &node : nodes) {
        overlay(node.children);
        if (node.kind != NavigationKind::System || node.isGone)
            continue;
        const auto live = m_live.constFind(node.key.section(KubeContexts::keySeparator, -1));
        if (live == m_live.constEnd())
            continue;
        node.status = live->status;
        node.statusWord = live->word;
        node.busy = live->busy;
    }
}

void Catalogue::setLive(const QString &systemId, int status, const QString &word, bool busy)
{
    if (word.isEmpty())
        m_live.remove(systemId);
    else
        m_live.insert(systemId, {status, word, busy});
    rebuild();
}

std::optional<SystemRecord> Catalogue::record(const QString &key) const
{
    std::optional<SystemRecord> record;
    if (const std::optional<KubeSystem> found = m_kube.system(key))
        record = found->record;
    else if (record = m_nats.record(key); !record)
        record = m_workstation.record(key);
    if (record) {
        const QJsonValue chosen = m_settings.value(settings::keys::environments).value(record->id);
        if (chosen.isString())
            record->environment = environmentFromKey(chosen.toString());
    }
    return record;
}

std::vector<SystemRecord> Catalogue::records() const
{
    std::vector<SystemRecord> all = m_kube.records();
    for (const std::vector<SystemRecord> &more : {m_nats.records(), m_workstation.records()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

QString Catalogue::keyOf(const QString &systemId) const
{
    const CatalogueNode *node = findBySystem(m_tree, systemId);
    return node == nullptr ? QString() : node->key;
}

void Catalogue::activate(const QString &key)
{
    if (key == "hint:find-servers"_L1)
        m_workstation.findOthers();
    else if (key.startsWith("context:"_L1))
        activateContext(key);
    else
        emit hintActivated(key);
}

// A hint below a context asks it again, unless there is something to decide first.
void Catalogue::activateContext(const QString &key)
{
    const QString context = key.section(KubeContexts::keySeparator, 0, 0).mid(8);
    const std::optional<KubeContextState> state = m_kube.context(context);
    if (state && !state->change.isEmpty())
        emit hintActivated(u"changed:"_s + context);
    else if (key.endsWith("-rights"_L1))
        emit hintActivated(u"rights:"_s + context);
    else
        m_kube.open(context);
}

void Catalogue::setEnvironment(const QString &systemId, Environment environment)
{
    QJsonObject chosen = m_settings.value(settings::keys::environments);
    chosen.insert(systemId, environmentKey(environment));
    m_settings.set(settings::keys::environments, chosen);
    emit changed();
}

} // namespace natsdeck::systems
