#include "models/systems/nats_contexts.h"

#include "models/base/finding.h"
#include "models/base/text.h"

#include <QDir>
#include <QUrl>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

QString cliId(const QString &name)
{
    static const QUuid space(u"6f0f3c67-3c0c-4b0e-9a2e-6f1f0d3f5f10"_s);
    return linkSystemId(QUuid::createUuidV5(space, u"cli:"_s + name).toString(QUuid::WithoutBraces));
}

QString hostsOf(const QStringList &urls)
{
    QStringList hosts;
    for (const QString &url : urls)
        hosts << QUrl(url.contains("://"_L1) ? url : u"nats://"_s + url).host();
    hosts.removeDuplicates();
    return text::clean(hosts.join(u", "_s));
}

SystemRecord recordOf(const nats::CliContext &context)
{
    SystemRecord record;
    record.id = cliId(context.name);
    record.origin = Origin::CliContext;
    record.name = text::clean(context.name);
    record.breadcrumb = {NatsContexts::tr("NATS contexts"), record.name};
    record.locator = record.name;
    record.environment = guessEnvironment(QStringList{context.name} + context.urls);
    record.reference = context.name;
    return record;
}

SystemRecord recordOf(const settings::SavedLink &link)
{
    SystemRecord record;
    record.id = linkSystemId(link.id);
    record.origin = Origin::Url;
    record.name = link.name;
    record.breadcrumb = {NatsContexts::tr("NATS contexts"), record.name};
    record.locator = link.urls.value(0);
    record.environment = guessEnvironment(QStringList{link.name} + link.urls);
    record.reference = link.id;
    return record;
}

} // namespace

NatsContexts::NatsContexts(settings::SavedLinks &links, QObject *parent)
    : QObject(parent)
    , m_links(links)
{
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(300);
    connect(&m_debounce, &QTimer::timeout, this, &NatsContexts::reload);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_debounce, qOverload<>(&QTimer::start));
    connect(&m_links, &settings::SavedLinks::changed, this, &NatsContexts::changed);
}

void NatsContexts::reload()
{
    const auto read =
        async::run(*QThreadPool::globalInstance(), []() -> Result<QList<nats::CliContext>> { return nats::readCliContexts(); });
    async::deliver<QList<nats::CliContext>>(read, this,
                                            [this, generation = m_loads.next()](const Result<QList<nats::CliContext>> &contexts) {
                                                if (!contexts || !m_loads.isCurrent(generation))
                                                    return;
                                                m_contexts = *contexts;
                                                watchFolder();
                                                emit changed();
                                            });
}

void NatsContexts::watchFolder()
{
    const QString folder = nats::cliFolder() + u"/context"_s;
    if (QDir(folder).exists() && !m_watcher.directories().contains(folder))
        m_watcher.addPath(folder);
}

std::vector<CatalogueNode> NatsContexts::nodes() const
{
    std::vector<CatalogueNode> nodes;
    for (const nats::CliContext &context : m_contexts) {
        CatalogueNode node;
        const SystemRecord record = recordOf(context);
        node.key = record.id;
        node.name = record.name;
        node.icon = u"deck-bookmark"_s;
        node.statusWord = tr("Not opened");
        node.detail = hostsOf(context.urls);
        node.toolTip = context.description.isEmpty() ? node.detail : text::clean(context.description) + u'\n' + node.detail;
        if (context.error) {
            node.kind = NavigationKind::Hint;
            node.status = int(Severity::Critical);
            node.statusWord = tr("Damaged");
            node.toolTip = context.error->summary + u'\n' + context.error->detail;
        }
        nodes.push_back(std::move(node));
    }
    for (const settings::SavedLink &link : m_links.all()) {
        const SystemRecord record = recordOf(link);
        CatalogueNode node;
        node.key = record.id;
        node.name = record.name;
        node.icon = u"deck-link"_s;
        node.statusWord = tr("Not opened");
        node.detail = hostsOf(link.urls);
        node.toolTip = text::clean(link.urls.join(u'\n'));
        nodes.push_back(std::move(node));
    }
    if (nodes.empty()) {
        CatalogueNode add;
        add.key = u"hint:add-system"_s;
        add.kind = NavigationKind::Hint;
        add.name = tr("Add a system by its address…");
        nodes.push_back(std::move(add));
    }
    return nodes;
}

std::vector<SystemRecord> NatsContexts::records() const
{
    std::vector<SystemRecord> records;
    for (const nats::CliContext &context : m_contexts) {
        if (!context.error)
            records.push_back(recordOf(context));
    }
    for (const settings::SavedLink &link : m_links.all())
        records.push_back(recordOf(link));
    return records;
}

std::optional<SystemRecord> NatsContexts::record(const QString &key) const
{
    for (const SystemRecord &record : records()) {
        if (record.id == key)
            return record;
    }
    return {};
}

std::optional<nats::CliContext> NatsContexts::cliContext(const QString &systemId) const
{
    for (const nats::CliContext &context : m_contexts) {
        if (!context.error && cliId(context.name) == systemId)
            return context;
    }
    return {};
}

QStringList NatsContexts::contextNames() const
{
    QStringList names;
    for (const nats::CliContext &context : m_contexts) {
        if (!context.error)
            names << context.name;
    }
    return names;
}

std::optional<settings::SavedLink> NatsContexts::savedLink(const QString &systemId) const
{
    for (const settings::SavedLink &link : m_links.all()) {
        if (linkSystemId(link.id) == systemId)
            return link;
    }
    return {};
}

} // namespace natsdeck::systems
