#pragma once

#include "models/base/async.h"
#include "models/nats/cli_contexts.h"
#include "models/settings/saved_links.h"
#include "models/systems/catalogue_node.h"
#include "models/systems/system_record.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

namespace natsdeck::systems {

// Systems known by address: contexts of the NATS CLI, used where they lie, and
// links that someone added here.
class NatsContexts final : public QObject
{
    Q_OBJECT

public:
    explicit NatsContexts(settings::SavedLinks &links, QObject *parent = nullptr);

    void reload(); // the CLI's folder, off this thread; changed() follows

    [[nodiscard]] std::vector<CatalogueNode> nodes() const;
    [[nodiscard]] std::vector<SystemRecord> records() const;
    [[nodiscard]] std::optional<SystemRecord> record(const QString &key) const;
    [[nodiscard]] std::optional<nats::CliContext> cliContext(const QString &systemId) const;
    [[nodiscard]] QStringList contextNames() const; // of those that can be used
    [[nodiscard]] std::optional<settings::SavedLink> savedLink(const QString &systemId) const;

signals:
    void changed();

private:
    void watchFolder();

    settings::SavedLinks &m_links;
    QList<nats::CliContext> m_contexts;
    async::Generation m_loads;
    QFileSystemWatcher m_watcher;
    QTimer m_debounce;
};

} // namespace natsdeck::systems
