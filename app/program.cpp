#include "app/program.h"

#include "app/command_line.h"
#include "app/context_dialogs.h"
#include "app/kubeconfig_adding.h"
#include "app/resources.h"
#include "app/start_content.h"
#include "app/wizard_window_maker.h"
#include "models/base/units.h"
#include "models/deployment/workstation_engine.h"
#include "models/monitoring/recorder.h"
#include "models/systems/link_route.h"
#include "models/systems/open_system.h"
#include "widgets/explorer/register_explorer.h"
#include "widgets/jetstream/register_jetstream.h"
#include "widgets/monitoring/register_monitoring.h"
#include "widgets/shell/navigation_panel.h"
#include "widgets/shell/top_bar.h"
#include "widgets/shell/workspace.h"
#include "widgets/systems/system_dialogs.h"
#include "widgets/workloads/register_workloads.h"

#include <QApplication>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace natsdeck::app {

Program::Program(QApplication &app, const logging::Sink *log)
{
    loadTranslation(m_backstage.settings.value(settings::keys::language));
    m_schemes = std::make_unique<ui::SchemeWatcher>(ui::SchemeWatcher::schemeOf(QApplication::palette()));
    m_theme = std::make_unique<ui::Theme>(app, ui::wantedScheme(m_backstage.settings, m_schemes->scheme()),
                                          ui::wantedDensity(m_backstage.settings));
    m_appearance = std::make_unique<ui::Appearance>(*m_theme, m_backstage.settings, *m_schemes);
    registerPages();
    m_window = std::make_unique<ui::MainWindow>(
        ui::ShellParts{*m_theme, m_backstage.settings, m_backstage.navigation, m_pages, m_activity, log, u":/help"_s});
    m_systems = std::make_unique<OpenSystems>(m_backstage, m_activity, *m_theme, *m_window);
    m_desk = std::make_unique<DeploymentDesk>(m_backstage, m_activity, *m_theme, *m_window, wizardWindowMaker(*m_theme));
    m_targetDeadline.setSingleShot(true);
    m_targetDeadline.setInterval(30'000);
    connect(&m_targetDeadline, &QTimer::timeout, this, [this] {
        m_activity.notify({m_backstage.clock.wall(), Severity::Warning, tr("%1 was not found").arg(m_target), {}, {}});
        m_target.clear();
    });
    bindWindow();
    bindCatalogue();
    bindDesk();
    refreshStart();
}

Program::~Program()
{
    // Pages hold references into their system: the window goes first.
    m_desk.reset();
    m_systems.reset();
    m_window.reset();
}

void Program::registerPages()
{
    ui::registerMonitoringPages(m_pages);
    ui::registerJetstreamPages(m_pages);
    ui::registerExplorerPages(m_pages);
    ui::registerWorkloadPages(m_pages);
}

void Program::show()
{
    m_window->show();
    // After the first frame: nothing of this may hold it up.
    QTimer::singleShot(0, this, [this] {
        m_backstage.catalogue.reload();
        m_backstage.deployments.setWatching(true);
        m_desk->checkInterrupted();
        saySettingsDamage();
    });
}

void Program::bindWindow()
{
    connect(m_window.get(), &ui::MainWindow::navigationActivated, this, &Program::activate);
    connect(m_window.get(), &ui::MainWindow::navigationMenuWanted, this, &Program::showMenu);
    connect(m_window.get(), &ui::MainWindow::addRequested, this, [this] {
        auto *popup = new QMenu(m_window.get());
        popup->setAttribute(Qt::WA_DeleteOnClose);
        popup->addAction(tr("Deploy NATS…"), this, [this] { deploy(); });
        popup->addAction(tr("Add a system by its address…"), this, &Program::addSystem);
        popup->addAction(tr("Add a kubeconfig…"), this, &Program::addKubeconfig);
        popup->popup(QCursor::pos());
    });
    connect(m_window.get(), &ui::MainWindow::locationWanted, this, [this](const ui::Location &place) {
        if (const systems::OpenedSystem *system = m_backstage.opener.find(place.systemId))
            m_systems->show(system->record(), place.page, place.item);
    });
    connect(m_window->topBar(), &ui::TopBar::retryRequested, this, [this] {
        ui::ShellSystem *shown = m_window->workspace()->system();
        systems::OpenedSystem *system = shown == nullptr ? nullptr : m_backstage.opener.find(shown->facts().id);
        if (system != nullptr && system->link().status().stage == systems::LinkStage::LoginNeeded)
            m_systems->askLogin(*system);
    });
    const auto shown = [this]() -> systems::OpenedSystem * {
        const ui::ShellSystem *system = m_window->workspace()->system();
        return system == nullptr ? nullptr : m_backstage.opener.find(system->facts().id);
    };
    connect(m_window->topBar(), &ui::TopBar::diagnoseRequested, this, [this, shown] {
        if (systems::OpenedSystem *system = shown())
            m_systems->diagnose(*system);
    });
    connect(m_window->topBar(), &ui::TopBar::certificateCheckRequested, this, [this, shown] {
        if (systems::OpenedSystem *system = shown())
            m_systems->checkCertificates(*system);
    });
    m_window->addPaletteSource([this](const QString &) { return paletteEntries(); });
    offerDropped(m_backstage, *m_theme, *m_window);
}

void Program::bindCatalogue()
{
    connect(&m_backstage.catalogue, &systems::Catalogue::hintActivated, this, &Program::hint);
    connect(&m_backstage.catalogue, &systems::Catalogue::changed, this, &Program::refreshStart);
    connect(&m_backstage.catalogue, &systems::Catalogue::changed, this, &Program::tryTarget);
    connect(&m_backstage.kube, &systems::KubeContexts::consentNeeded, this, &Program::askConsent);
    connect(&m_backstage.kube, &systems::KubeContexts::failed, this, [this](const QString &context, const Error &error) {
        if (error.reason != systems::consentRequired)
            m_activity.notify({m_backstage.clock.wall(), Severity::Warning, tr("%1: %2").arg(context, error.summary), toText(error), {}});
    });
    connect(&m_backstage.settings, &settings::Settings::writeFailed, this, [this](const Error &error) {
        m_activity.notify({m_backstage.clock.wall(), Severity::Warning, error.summary, toText(error), {}});
    });
}

void Program::refreshStart()
{
    StartFacts facts;
    facts.contexts = static_cast<int>(m_backstage.kube.config().contexts.size());
    facts.kubeconfigs = m_backstage.kube.config().files;
    facts.natsContexts = static_cast<int>(m_backstage.nats.records().size());
    facts.deploy = [this] { deploy(); };
    facts.addSystem = [this] { addSystem(); };
    facts.addKubeconfig = [this] { addKubeconfig(); };
    facts.help = [this] { m_window->showHelp(u"getting-started"_s); };
    if (m_startFacts && m_startFacts->looksLike(facts))
        return; // the tree changes often, what can be started does not
    m_startFacts = facts;
    m_window->showStart(startContent(facts));
}

void Program::activate(const QString &key)
{
    if (const std::optional<systems::SystemRecord> record = m_backstage.catalogue.record(key))
        m_systems->show(*record);
    else
        m_backstage.catalogue.activate(key);
}

void Program::hint(const QString &key)
{
    if (key == "hint:deploy"_L1)
        deploy();
    else if (key == "hint:add-system"_L1)
        addSystem();
    else if (key == "hint:add-kubeconfig"_L1)
        addKubeconfig();
    else if (key.startsWith("problem:"_L1))
        m_backstage.kube.forgetFile(key.mid(8));
    else if (key.startsWith("changed:"_L1))
        askNewTarget(m_backstage, *m_theme, m_window.get(), key.mid(8));
    else if (key.startsWith("rights:"_L1))
        askNamespaces(m_backstage, *m_theme, m_window.get(), key.mid(7));
}

void Program::bindDesk()
{
    // What was deployed stands in the tree, and what someone wants to see of it opens as soon as it does.
    connect(m_desk.get(), &DeploymentDesk::deployed, this, [this](const QString &, const QString &context) {
        if (context.isEmpty())
            m_backstage.deployments.refresh();
        else
            m_backstage.kube.open(context);
    });
    connect(m_desk.get(), &DeploymentDesk::openRequested, this, [this](const QString &systemId) {
        openTarget(systemId);
        m_window->raise();
        m_window->activateWindow();
    });
    connect(m_desk.get(), &DeploymentDesk::consentRequested, this, [this](const QString &context) {
        const Result<std::shared_ptr<kube::Client>> client = m_backstage.kube.client(context);
        if (const std::optional<guard::ConsentRequest> request = client ? (*client)->pendingConsent() : std::nullopt)
            askConsent(context, *request);
    });
    connect(m_desk.get(), &DeploymentDesk::removed, this, [this](const QString &systemId, const QString &context) {
        m_systems->close(systemId);
        if (!context.isEmpty())
            m_backstage.kube.open(context); // what is there now
    });
}

void Program::deploy(const QString &context) { m_desk->openWizard(context); }

void Program::addSystem()
{
    auto *dialog = new ui::AddSystemDialog(
        *m_theme, m_backstage.opener.contexts(),
        [this](const systems::SystemForm &form) {
            const settings::SavedLink link = systems::linkOf(form);
            const QString id = systems::linkSystemId(link.id);
            m_backstage.links.save(link);
            m_backstage.logins.saveTls(id, form.tls);
            if (form.systemLogin.kind != settings::LoginKind::None)
                (void)m_backstage.logins.save(settings::LoginBook::systemAccount(id), form.systemLogin);
            if (form.login.kind == settings::LoginKind::None) {
                activate(id);
                return;
            }
            async::deliver<bool>(m_backstage.logins.save(id, form.login), this, [this, id](const Result<bool> &) { activate(id); });
        },
        m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void Program::addKubeconfig() { app::addKubeconfig(m_backstage, *m_theme, m_window.get()); }

void Program::askConsent(const QString &context, const guard::ConsentRequest &request)
{
    auto *dialog = new ui::ConsentDialog(
        *m_theme, request,
        [this, context, request] {
            m_backstage.consents.grant(request);
            m_backstage.kube.open(context);
            m_desk->reloadOffers(context);
            for (systems::OpenedSystem *system : m_backstage.opener.all()) {
                if (system->link().status().stage == systems::LinkStage::ConsentNeeded)
                    system->link().retry();
            }
        },
        m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void Program::showMenu(const QString &key, const QPoint &position)
{
    const std::optional<systems::SystemRecord> record = m_backstage.catalogue.record(key);
    if (!record) {
        if (key.startsWith("context:"_L1) && !key.contains(systems::KubeContexts::keySeparator))
            showContextMenu(key.mid(8), position);
        return;
    }
    auto *menu = new QMenu(m_window.get());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Open"), this, [this, key] { activate(key); });
    if (m_backstage.opener.find(record->id) != nullptr)
        menu->addAction(tr("Close"), this, [this, id = record->id] { m_systems->close(id); });
    QMenu *environments = menu->addMenu(tr("Environment"));
    using systems::Environment;
    for (const auto &[environment, name] :
         {std::pair{Environment::Production, tr("Production")}, std::pair{Environment::Staging, tr("Staging")},
          std::pair{Environment::Development, tr("Development")}, std::pair{Environment::Unlabelled, tr("Unlabelled")}}) {
        QAction *action = environments->addAction(
            name, this, [this, id = record->id, environment = environment] { m_systems->setEnvironment(id, environment); });
        action->setCheckable(true);
        action->setChecked(record->environment == environment);
    }
    if (m_backstage.nats.savedLink(record->id)) {
        menu->addAction(tr("Remove from the list"), this, [this, id = record->id, reference = record->reference] {
            m_systems->close(id);
            (void)m_backstage.logins.forget(id);
            m_backstage.links.remove(reference);
        });
    }
    if (record->origin == systems::Origin::Workstation)
        addWorkstationActions(*menu, *record);
    if (const std::optional<DeploymentDesk::Removable> what = m_desk->removable(*record)) {
        menu->addSeparator();
        menu->addAction(tr("Remove…"), this, [this, what = *what] { m_desk->askRemoval(what); });
    }
    menu->popup(position);
}

void Program::showContextMenu(const QString &context, const QPoint &position)
{
    auto *menu = new QMenu(m_window.get());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Look for NATS"), this, [this, context] { activate(systems::KubeContexts::contextKey(context)); });
    menu->addAction(tr("Namespaces to look in…"), this, [this, context] { askNamespaces(m_backstage, *m_theme, m_window.get(), context); });
    menu->addAction(tr("Deploy NATS here…"), this, [this, context] { deploy(context); });
    menu->popup(position);
}

void Program::addWorkstationActions(QMenu &menu, const systems::SystemRecord &record)
{
    const std::optional<deployment::WorkstationDeployment> deployment = m_backstage.deployments.bySystemId(record.id);
    if (!deployment)
        return;
    using Operation = deployment::WorkstationEngine::Operation;
    const bool runs = deployment->state == deployment::WorkstationDeployment::State::Running;
    const auto add = [&](const QString &text, Operation operation, bool enabled) {
        menu.addAction(text, this,
                       [this, id = deployment->id(), name = record.name, operation] { m_desk->operate(id, name, int(operation)); })
            ->setEnabled(enabled);
    };
    menu.addSeparator();
    add(tr("Start"), Operation::Start, !runs);
    add(tr("Restart"), Operation::Restart, runs);
    add(tr("Stop"), Operation::Stop, runs);
}

void Program::openTarget(const QString &target)
{
    m_target = target;
    m_targetDeadline.start();
    tryTarget();
}

void Program::tryTarget()
{
    if (m_target.isEmpty())
        return;
    QStringList known;
    QHash<QString, systems::SystemRecord> byName;
    for (const systems::SystemRecord &record : m_backstage.catalogue.records()) {
        for (const QString &name : {record.id, record.locator, record.name}) {
            if (!byName.contains(name)) {
                byName.insert(name, record);
                known << name;
            }
        }
    }
    if (const std::optional<OpenTarget> found = resolveTarget(m_target, known)) {
        m_target.clear();
        m_targetDeadline.stop();
        m_systems->show(byName.value(found->system), found->page, found->item);
        return;
    }
    QStringList contexts;
    for (const kube::ContextEntry &context : m_backstage.kube.config().contexts)
        contexts << context.name;
    if (const std::optional<OpenTarget> inContext = resolveTarget(m_target, contexts))
        m_backstage.kube.openOnce(inContext->system);
}

// The streams of the shown system, as far as its charts have read them.
QList<ui::PaletteEntry> Program::streamEntries()
{
    QList<ui::PaletteEntry> entries;
    ui::ShellSystem *shown = m_window->workspace()->system();
    if (shown == nullptr)
        return entries;
    for (const monitoring::StreamsState::Stream &state : shown->open().recorder.streams().streams) {
        const monitoring::StreamReading &stream = state.reading;
        entries << ui::PaletteEntry{ui::PaletteGroup::Streams,
                                    stream.name,
                                    tr("%1 messages").arg(shortCount(double(stream.messages))),
                                    u"deck-stream"_s,
                                    {},
                                    {},
                                    [this, target = u"streams/"_s + stream.name] { m_window->openTarget(target); }};
    }
    return entries;
}

QList<ui::PaletteEntry> Program::paletteEntries()
{
    QList<ui::PaletteEntry> entries = streamEntries();
    for (const systems::SystemRecord &record : m_backstage.catalogue.records()) {
        entries << ui::PaletteEntry{
            ui::PaletteGroup::Systems, record.name, record.breadcrumb.join(u" / "_s), u"deck-system"_s, {}, {}, [this, record] {
                m_systems->show(record);
            }};
    }
    entries << ui::PaletteEntry{ui::PaletteGroup::Actions, tr("Deploy NATS…"), {}, u"deck-deploy"_s, {}, {}, [this] { deploy(); }};
    entries << ui::PaletteEntry{ui::PaletteGroup::Actions, tr("Add a system by its address…"), {}, u"deck-plus"_s, {}, {},
                                [this] { addSystem(); }};
    entries << ui::PaletteEntry{ui::PaletteGroup::Actions,  tr("Add a kubeconfig…"), {}, u"deck-plus"_s, {}, {},
                                [this] { addKubeconfig(); }};
    return entries;
}

void Program::saySettingsDamage()
{
    for (const Error &damage : m_backstage.damages())
        m_activity.notify({m_backstage.clock.wall(), Severity::Warning, damage.summary, toText(damage), {}});
}

} // namespace natsdeck::app
