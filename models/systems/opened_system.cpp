#include "models/systems/opened_system.h"

#include "models/settings/settings.h"
#include "models/systems/link_route.h"
#include "models/systems/reading_sources.h"

#include <utility>

namespace natsdeck::systems {

namespace {

monitoring::Recorder::Options recording(const settings::Settings &settings)
{
    monitoring::Recorder::Options options;
    options.period = std::chrono::seconds(settings.value(settings::keys::pollSeconds));
    return options;
}

} // namespace

OpenedSystem::OpenedSystem(SystemRecord record, std::unique_ptr<LinkRoute> route, jetstream::Scope scope, SourcesResolver sources,
                           std::optional<workloads::Workload> workload, guard::Gate &gate, settings::Settings &settings, const Clock &clock,
                           QObject *parent)
    : QObject(parent)
    , m_record(std::move(record))
    , m_link(std::move(route))
    , m_jetstream(m_link.connection(), std::move(scope))
    , m_recorder(clock, recording(settings))
    , m_resolver(std::move(sources))
    , m_workload(std::move(workload))
    , m_parts{m_record, m_link, m_link.connection(), m_jetstream, m_recorder, gate, settings, m_workload ? &*m_workload : nullptr}
{
    m_again.setInterval(std::chrono::minutes(1));
    connect(&m_again, &QTimer::timeout, this, &OpenedSystem::resolve);
    connect(&m_link, &Link::statusChanged, this, &OpenedSystem::followLink);
    connect(&m_link, &Link::systemConnected, this, &OpenedSystem::resolve);
}

OpenedSystem::~OpenedSystem() = default;

// At each connect: after a restart other pods may answer, and another server of a cluster.
void OpenedSystem::followLink()
{
    const bool isConnected = m_link.status().stage == LinkStage::Connected;
    if (!isConnected)
        m_again.stop();
    if (std::exchange(m_wasConnected, isConnected) || !isConnected)
        return;
    m_ways.clear(); // the same servers, but every connection to them may be another
    m_again.start();
    resolve();
}

void OpenedSystem::resolve()
{
    if (!m_wasConnected)
        return;
    using Sources = std::vector<std::shared_ptr<monitoring::ReadingSource>>;
    async::deliver<Sources>(m_resolver(m_link), this, [this, generation = m_resolving.next()](const Result<Sources> &sources) {
        if (!m_resolving.isCurrent(generation))
            return;
        std::vector<std::pair<QString, QString>> ways;
        for (const auto &source : sources ? *sources : Sources())
            ways.emplace_back(source->name(), source->via());
        if (sources && !(ways == m_ways && !ways.empty())) // readings under way go on where nothing has changed
            m_recorder.setSources(*sources);
        else if (!sources && m_recorder.serverCount() == 0)
            m_recorder.setSources({std::make_shared<NoReadingSource>(m_record.name, sources.error())});
        if (sources)
            m_ways = ways;
        m_recorder.start();
    });
}

} // namespace natsdeck::systems
