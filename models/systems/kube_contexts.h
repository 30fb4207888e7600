#pragma once

#include "models/kube/client.h"
#include "models/kube/kubeconfig.h"
#include "models/kube/nats_finder.h"
#include "models/systems/catalogue_node.h"
#include "models/systems/system_record.h"

#include <QFileSystemWatcher>
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

// A system in a context, with what the finder said about it.
struct KubeSystem
{
    SystemRecord record;
    kube::FoundSystem found;
};

// The contexts of the kubeconfigs and the NATS systems found in those that were opened. Files are followed: the last good
// content stays in force while a file is damaged. One client per context, made when the context is opened.
class KubeContexts final : public QObject
{
    Q_OBJECT

public:
    KubeContexts(settings::Settings &settings, const guard::ConsentStore &consents, QObject *parent = nullptr);
    ~KubeContexts() override;

    void reload();                     // the files, off this thread; changed() follows
    void open(const QString &context); // contacts the cluster and looks for NATS; again when it was open

    void openOnce(const QString &context); // unless it was opened in this run

    [[nodiscard]] std::vector<CatalogueNode> nodes() const;
    [[nodiscard]] std::optional<KubeSystem> system(const QString &key) const; // by row key
    [[nodiscard]] std::optional<KubeSystem> systemById(const QString &systemId) const;
    [[nodiscard]] std::vector<SystemRecord> records() const;

    [[nodiscard]] const kube::Kubeconfig &config() const { return m_config; }
    // The client of a context; shared, because links and deployments outlive a reload. NotFound, Invalid. Any thread.
    [[nodiscard]] Result<std::shared_ptr<kube::Client>> client(const QString &context);

    static constexpr QChar keySeparator{u'\x1f'};                              // in no name of a context
    static QString contextKey(const QString &context);                         // "context:…"
    static QString systemKey(const QString &context, const QString &systemId); // two contexts may show one system

signals:
    void loaded();  // the files were read (again)
    void changed(); // nodes() is different
    void consentNeeded(const QString &context, const natsdeck::guard::ConsentRequest &request);
    void failed(const QString &context, const natsdeck::Error &error);
    void found(const QString &context);

private:
    enum class State { NotOpened, Searching, Open, Failed };
    struct Context
    {
        State state = State::NotOpened;
        std::optional<Error> error;
        kube::FoundSystems found;
        QList<KubeSystem> systems;
        async::Generation generation;
    };

    void take(const kube::Kubeconfig &config);
    void takeFound(const QString &name, const Result<kube::FoundSystems> &found);
    [[nodiscard]] SystemRecord recordOf(const QString &context, const QString &clusterUid, const kube::FoundSystem &found) const;
    [[nodiscard]] CatalogueNode contextNode(const kube::ContextEntry &entry) const;
    void askConsent(const QString &context, const kube::Client *client);
    void watchFiles();

    settings::Settings &m_settings;
    const guard::ConsentStore &m_consents;
    mutable std::mutex m_clientsMutex; // guards m_clients, and writing m_config
    std::map<QString, std::shared_ptr<kube::Client>> m_clients;
    kube::Kubeconfig m_config;
    std::map<QString, Context> m_contexts;
    bool m_isLoaded = false;
    async::Generation m_loads;
    QFileSystemWatcher m_watcher;
    QTimer m_debounce;
};

} // namespace natsdeck::systems
