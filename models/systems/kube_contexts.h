#pragma once

#include "models/kube/client.h"
#include "models/systems/catalogue_node.h"
#include "models/systems/context_rows.h"
#include "models/systems/kube_system.h"
#include "models/systems/kubeconfig_files.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace natsdeck::guard {
class ConsentStore;
}
namespace natsdeck::settings {
class Settings;
}

namespace natsdeck::systems {

class LiveWorkloads;

// The contexts of the kubeconfigs and the NATS systems found in those that were opened, which are followed from then on. A context that
// was not opened costs a row. One client per context, made when it is first used; while it is in use the context leads where it led,
// whatever the files say by then, until someone agrees to the new target (openAnew).
class KubeContexts final : public QObject
{
    Q_OBJECT

public:
    KubeContexts(settings::Settings &settings, const guard::ConsentStore &consents, QObject *parent = nullptr);
    ~KubeContexts() override;

    void reload();                     // the files, off this thread; changed() follows
    void open(const QString &context); // contacts the cluster and looks for NATS; again when it was open

    void openOnce(const QString &context); // unless it was opened in this run
    // Leaves the target that was open for the one the files name now; what is linked to the old one stays linked.
    void openAnew(const QString &context);
    void forgetFile(const QString &file) { m_files.forget(file); } // what an empty or missing file said

    // Where to look when not all namespaces may be looked at; kept in the settings. Opens the context again.
    void setNamespaces(const QString &context, const QStringList &namespaces);
    [[nodiscard]] QStringList namespaces(const QString &context) const;

    [[nodiscard]] std::vector<CatalogueNode> nodes() const;
    [[nodiscard]] std::optional<KubeSystem> system(const QString &key) const;          // by row key
    [[nodiscard]] std::optional<KubeSystem> systemById(const QString &systemId) const; // not of one that has gone
    [[nodiscard]] std::vector<SystemRecord> records() const;
    [[nodiscard]] std::optional<KubeContextState> context(const QString &name) const;
    [[nodiscard]] int clientCount() const; // made so far

    [[nodiscard]] const kube::Kubeconfig &config() const { return m_config; }
    // The client of a context; shared, because links and deployments outlive a reload. NotFound, Invalid. Any thread.
    [[nodiscard]] Result<std::shared_ptr<kube::Client>> client(const QString &context);

    static constexpr QChar keySeparator = systems::keySeparator;
    static QString contextKey(const QString &context) { return systems::contextKey(context); }
    static QString systemKey(const QString &context, const QString &systemId) { return systems::systemKey(context, systemId); }

signals:
    void loaded();  // the files were read (again)
    void changed(); // nodes() is different
    void consentNeeded(const QString &context, const natsdeck::guard::ConsentRequest &request);
    void failed(const QString &context, const natsdeck::Error &error);
    void found(const QString &context);

private:
    using Stage = KubeContextState::Stage;
    struct Context
    {
        KubeContextState state;
        std::unique_ptr<LiveWorkloads> live;
        async::Generation generation;
        QHash<QString, QJsonObject> unknown; // workloads, by uid, of which more is to be asked for
        bool isAsking = false;
    };

    void takeFiles();
    [[nodiscard]] QStringList takeClients(const kube::Kubeconfig &next);
    void search(const QString &name, bool quietly);
    void takeFound(const QString &name, const std::shared_ptr<kube::Client> &client, const Result<kube::FoundSystems> &found, bool quietly);
    void searchLater(const QString &name);
    void follow(const QString &name, const std::shared_ptr<kube::Client> &client);
    void takeLive(const QString &name);
    void takeStale(const QString &name);
    void askDetails(const QString &name);
    void takeDetails(const QString &name, const Result<kube::FoundSystems> &found);
    [[nodiscard]] SystemRecord recordOf(const QString &context, const kube::FoundSystem &found) const;
    void askConsent(const QString &context, const kube::Client *client);

    settings::Settings &m_settings;
    const guard::ConsentStore &m_consents;
    KubeconfigFiles m_files;
    mutable std::mutex m_clientsMutex; // guards m_clients, and writing m_config
    std::map<QString, std::shared_ptr<kube::Client>> m_clients;
    kube::Kubeconfig m_config;
    std::map<QString, Context> m_contexts;
    QTimer m_ages; // while something is stale
};

} // namespace natsdeck::systems
