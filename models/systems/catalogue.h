#pragma once

#include "models/systems/kube_contexts.h"
#include "models/systems/nats_contexts.h"
#include "models/systems/workstation_servers.h"

#include <QHash>
#include <QObject>

#include <optional>
#include <vector>

namespace natsdeck::systems {

// Everything that can be opened, as the navigation tree shows it: Kubernetes
// contexts with the NATS systems found in them, NATS CLI contexts and saved
// links, and the servers of this workstation. Building it reads files only; a
// context is contacted when it is activated.
class Catalogue final : public QObject
{
    Q_OBJECT

public:
    Catalogue(KubeContexts &kube, NatsContexts &nats, WorkstationServers &workstation, settings::Settings &settings,
              QObject *parent = nullptr);

    [[nodiscard]] const std::vector<CatalogueNode> &tree() const { return m_tree; }

    // What a system row stands for, with the environment that someone chose for
    // it; nothing for captions, contexts and hints.
    [[nodiscard]] std::optional<SystemRecord> record(const QString &key) const;
    [[nodiscard]] std::vector<SystemRecord> records() const;
    [[nodiscard]] QString keyOf(const QString &systemId) const; // the first row that shows it, empty for none

    // A row that is not a system: contacts a context, looks for servers, or says
    // hintActivated().
    void activate(const QString &key);
    void reload();

    // What an open system's link says goes before what the catalogue found; an
    // empty word takes it back.
    void setLive(const QString &systemId, int status, const QString &word, bool busy);

    void setEnvironment(const QString &systemId, Environment environment);

signals:
    void changed();                         // tree() is different
    void hintActivated(const QString &key); // "hint:deploy", "hint:add-system",
                                            // "hint:add-kubeconfig", "problem:<file>",
                                            // "changed:<context>", "rights:<context>"

private:
    struct Live
    {
        int status = -1;
        QString word;
        bool busy = false;
    };

    void rebuild();
    void activateContext(const QString &key);
    void overlay(std::vector<CatalogueNode> &nodes) const;

    KubeContexts &m_kube;
    NatsContexts &m_nats;
    WorkstationServers &m_workstation;
    settings::Settings &m_settings;
    std::vector<CatalogueNode> m_tree;
    QHash<QString, Live> m_live;
};

} // namespace natsdeck::systems
