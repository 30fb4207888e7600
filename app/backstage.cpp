#include "app/backstage.h"

#include "models/base/files.h"
#include "models/deployment/manifest_engine.h"
#include "models/deployment/manifest_objects.h"
#include "models/deployment/workstation_engine.h"
#include "models/systems/kube_access.h"

using namespace Qt::StringLiterals;

namespace natsdeck::app {

namespace {

QString configFile(const QString &name) { return files::configFolder() + u'/' + name; }

} // namespace

Backstage::Backstage()
    : settings(configFile(u"settings.json"_s))
    , locks(configFile(u"locks.json"_s))
    , consents(configFile(u"consents.json"_s))
    , secrets(settings::makeSecretStore())
    , logins(configFile(u"logins.json"_s), *secrets)
    , links(configFile(u"links.json"_s))
    , audit(files::stateFolder() + u"/audit.jsonl"_s, clock)
    , gate(audit, locks)
    , kube(settings, consents)
    , nats(links)
    , workstation(deployments)
    , catalogue(kube, nats, workstation, settings)
    , opener({kube, nats, workstation, logins, settings, gate, clock})
{
    m_workstationEngine = std::make_shared<deployment::WorkstationEngine>(QString(), settings.value(settings::keys::natsServerProgram));
    engines = {m_workstationEngine,
               std::make_shared<deployment::ManifestEngine>([this](const QString &context) { return kube.client(context); })};
    // Another copy of the program has locked or opened a system.
    QObject::connect(&locks.store(), &settings::JsonStore::changedElsewhere, &gate,
                     [this](const QString &systemId) { emit gate.lockChanged(systemId, gate.isLocked(systemId)); });
    QObject::connect(&catalogue, &systems::Catalogue::changed, &navigation, [this] { navigation.setTree(catalogue.tree()); });
    navigation.setTree(catalogue.tree());
}

Backstage::~Backstage() = default;

std::shared_ptr<deployment::TargetAccess> Backstage::accessTo(const deployment::DesiredSystem &desired, const deployment::ConnectFacts &)
{
    if (desired.target.kind != deployment::TargetKind::Kubernetes)
        return nullptr;
    const Result<std::shared_ptr<kube::Client>> client = kube.client(desired.target.context);
    if (!client)
        return nullptr;
    return std::make_shared<systems::KubeAccess>(*client, desired.target.nameSpace, desired.name, deployment::podSelector(desired),
                                                 static_cast<quint16>(desired.ports.client),
                                                 static_cast<quint16>(desired.ports.monitoring));
}

QList<Error> Backstage::damages() const
{
    QList<Error> all;
    for (const std::optional<Error> &damage :
         {settings.damage(), locks.store().damage(), consents.store().damage(), logins.store().damage(), links.store().damage()}) {
        if (damage)
            all << *damage;
    }
    return all;
}

} // namespace natsdeck::app
