#pragma once

#include "models/jetstream/client.h"
#include "models/monitoring/recorder.h"
#include "models/systems/link.h"
#include "models/systems/open_system.h"
#include "models/systems/system_record.h"
#include "models/workloads/workload.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace natsdeck::systems {

// Finds out where the servers of a system can be read, once its link is up:
// given the connected link, answers with the sources. Asked again after every
// reconnect, when the system account connects, and every minute.
using SourcesResolver = std::function<async::Future<std::vector<std::shared_ptr<monitoring::ReadingSource>>>(const Link &link)>;

// An open system and everything that belongs to it.
class OpenedSystem final : public QObject
{
    Q_OBJECT

public:
    OpenedSystem(SystemRecord record, std::unique_ptr<LinkRoute> route, jetstream::Scope scope, SourcesResolver sources,
                 std::optional<workloads::Workload> workload, guard::Gate &gate, settings::Settings &settings, const Clock &clock,
                 QObject *parent = nullptr);
    ~OpenedSystem() override;

    [[nodiscard]] const SystemRecord &record() const { return m_record; }
    void setEnvironment(Environment environment) { m_record.environment = environment; }
    [[nodiscard]] Link &link() { return m_link; }
    [[nodiscard]] OpenSystem &parts() { return m_parts; }

private:
    void followLink();
    void resolve();

    SystemRecord m_record;
    Link m_link;
    jetstream::Client m_jetstream;
    monitoring::Recorder m_recorder;
    SourcesResolver m_resolver;
    std::optional<workloads::Workload> m_workload;
    async::Generation m_resolving;
    bool m_wasConnected = false;
    QTimer m_again;                                  // servers come and go
    std::vector<std::pair<QString, QString>> m_ways; // name and way of each source in use
    OpenSystem m_parts;
};

} // namespace natsdeck::systems
