#include "app/open_systems.h"

#include "app/backstage.h"
#include "models/systems/link.h"
#include "models/systems/opened_system.h"
#include "widgets/shell/activity.h"
#include "widgets/shell/main_window.h"
#include "widgets/shell/workspace.h"
#include "widgets/systems/system_dialogs.h"

using namespace Qt::StringLiterals;

namespace natsdeck::app {

using systems::LinkStage;
using systems::OpenedSystem;

OpenSystems::OpenSystems(Backstage &backstage, ui::Activity &activity, const ui::Theme &theme, ui::MainWindow &window, QObject *parent)
    : QObject(parent)
    , m_backstage(backstage)
    , m_activity(activity)
    , m_theme(theme)
    , m_window(window)
{
    connect(&m_backstage.opener, &systems::SystemOpener::opened, this, &OpenSystems::follow);
}

OpenSystems::~OpenSystems() = default;

bool OpenSystems::show(const systems::SystemRecord &record, const QString &page, const QString &item)
{
    const Result<OpenedSystem *> opened = m_backstage.opener.open(record);
    if (!opened) {
        const Error &error = opened.error();
        m_activity.notify({m_backstage.clock.wall(), Severity::Critical, error.summary, toText(error), {}});
        m_window.showActivity(u"notifications"_s);
        return false;
    }
    m_window.showSystem(*m_shown.at(record.id), page, item);
    if ((*opened)->link().status().stage == LinkStage::LoginNeeded)
        askLogin(**opened);
    emit changed();
    return true;
}

void OpenSystems::follow(OpenedSystem *system)
{
    const QString id = system->record().id;
    m_shown[id] = std::make_unique<ui::LinkedSystem>(system->parts(), m_backstage.catalogue.keyOf(id));
    m_stages.insert(id, int(LinkStage::Idle));
    connect(&system->link(), &systems::Link::statusChanged, this, [this, system] { linkChanged(*system); });
}

void OpenSystems::close(const QString &systemId)
{
    m_window.forgetSystem(systemId);
    m_shown.erase(systemId);
    m_stages.remove(systemId);
    m_backstage.opener.close(systemId);
    m_backstage.catalogue.setLive(systemId, -1, {}, false);
    emit changed();
}

void OpenSystems::setEnvironment(const QString &systemId, systems::Environment environment)
{
    m_backstage.catalogue.setEnvironment(systemId, environment);
    const auto shown = m_shown.find(systemId);
    if (OpenedSystem *system = m_backstage.opener.find(systemId); system != nullptr && shown != m_shown.end()) {
        system->setEnvironment(environment);
        emit shown->second->changed();
    }
}

void OpenSystems::linkChanged(OpenedSystem &system)
{
    const QString id = system.record().id;
    const auto shown = m_shown.find(id);
    if (shown == m_shown.end())
        return; // it is being closed
    const ui::ShellFacts facts = shown->second->facts();
    const LinkStage stage = system.link().status().stage;
    const Severity severity = stage == LinkStage::Connected ? Severity::Ok
                              : stage == LinkStage::Failed  ? Severity::Critical
                                                            : Severity::Warning;
    const bool busy = stage == LinkStage::Connecting || stage == LinkStage::Forwarding;
    m_backstage.catalogue.setLive(id, busy ? -1 : int(severity), facts.linkWord, busy);

    const auto before = static_cast<LinkStage>(m_stages.value(id));
    m_stages.insert(id, int(stage));
    if (stage == before)
        return;
    if (stage == LinkStage::Failed || stage == LinkStage::Reconnecting) {
        const std::optional<Error> &reason = system.link().status().reason;
        m_activity.notify({m_backstage.clock.wall(),
                           Severity::Warning,
                           tr("%1: %2").arg(system.record().name, facts.linkWord),
                           reason ? toText(*reason) : QString(),
                           {}});
    }
    const bool isShown = m_window.workspace()->system() == shown->second.get();
    if (stage == LinkStage::LoginNeeded && isShown)
        askLogin(system);
}

void OpenSystems::askLogin(OpenedSystem &system)
{
    if (m_dialog)
        return;
    const QString id = system.record().id;
    const std::optional<Error> reason = system.link().status().reason;
    QStringList lines = reason ? QStringList{reason->summary, reason->detail, reason->remedy} : QStringList();
    lines.removeAll(QString());
    const QString why = lines.join(u'\n');
    async::deliver<std::optional<settings::StoredLogin>>(
        m_backstage.logins.read(id), this,
        [this, id, why, name = system.record().name](const Result<std::optional<settings::StoredLogin>> &last) {
            if (m_dialog || m_backstage.opener.find(id) == nullptr)
                return;
            settings::StoredLogin login = last && *last ? **last : settings::StoredLogin{settings::LoginKind::UserPassword, {}, {}, {}};
            auto *dialog = new ui::LoginDialog(
                m_theme, name, why, login,
                [this, id](const settings::StoredLogin &given) {
                    async::deliver<bool>(m_backstage.logins.save(id, given), this, [this, id](const Result<bool> &) {
                        if (OpenedSystem *opened = m_backstage.opener.find(id))
                            opened->link().retry();
                    });
                },
                &m_window);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            m_dialog = dialog;
            dialog->open();
        });
}

} // namespace natsdeck::app
