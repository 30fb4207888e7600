#include "app/open_systems.h"

#include "app/backstage.h"
#include "models/systems/link.h"
#include "models/systems/opened_system.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/shell/activity.h"
#include "widgets/shell/main_window.h"
#include "widgets/shell/workspace.h"
#include "widgets/systems/diagnosis_dialog.h"
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
    const systems::SystemRecord &record = system->record();
    const QString id = record.id;
    // Of two contexts that lead here, the row that was opened.
    const QString key = record.origin == systems::Origin::Kubernetes ? systems::KubeContexts::systemKey(record.context, id)
                                                                     : m_backstage.catalogue.keyOf(id);
    m_shown[id] = std::make_unique<ui::LinkedSystem>(system->parts(), key);
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
        m_backstage.logins.read(id), this, [this, id, why](const Result<std::optional<settings::StoredLogin>> &last) {
            showLogin(id, why, last && *last ? **last : settings::StoredLogin{settings::LoginKind::UserPassword, {}, {}, {}});
        });
}

void OpenSystems::showLogin(const QString &id, const QString &why, const settings::StoredLogin &last)
{
    OpenedSystem *system = m_backstage.opener.find(id);
    if (m_dialog || system == nullptr)
        return;
    const systems::SystemRecord &record = system->record();
    auto *dialog = new ui::LoginDialog(
        m_theme, record.name, why, last, m_backstage.opener.contexts(),
        [this, id](const ui::LoginAnswer &answer) { saveLogins(id, answer); }, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    async::deliver<systems::FoundLogins>(m_backstage.opener.findLogins(record), dialog,
                                         [dialog](const Result<systems::FoundLogins> &found) {
                                             if (found)
                                                 dialog->showFound(*found);
                                         });
    m_dialog = dialog;
    dialog->open();
}

void OpenSystems::saveLogins(const QString &id, const ui::LoginAnswer &answer)
{
    if (answer.system)
        (void)m_backstage.logins.save(settings::LoginBook::systemAccount(id), *answer.system);
    async::deliver<bool>(m_backstage.logins.save(id, answer.user), this, [this, id](const Result<bool> &) {
        if (OpenedSystem *opened = m_backstage.opener.find(id))
            opened->link().retry();
    });
}

void OpenSystems::diagnose(OpenedSystem &system)
{
    if (m_diagnosis)
        return;
    const QString id = system.record().id;
    const auto make = [this, record = system.record()]() -> std::unique_ptr<systems::LinkDiagnosis> {
        Result<std::unique_ptr<systems::LinkDiagnosis>> made = m_backstage.opener.diagnose(record);
        return made ? std::move(*made) : nullptr;
    };
    auto *dialog = new ui::DiagnosisDialog(m_theme, system.record().name, make, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setUncheckedOffer([this, id] { askUnchecked(id); });
    m_diagnosis = dialog;
    dialog->open();
}

void OpenSystems::askUnchecked(const QString &id)
{
    OpenedSystem *system = m_backstage.opener.find(id);
    if (system == nullptr)
        return;
    ui::Confirmation question;
    question.title = tr("Stop checking the certificates of %1?").arg(system->record().name);
    question.text = tr("Whoever is on the way could read and change everything, the login too. It holds for this system only, and is shown "
                       "as a warning as long as it is so.");
    question.actionText = tr("Stop checking");
    question.environment = ui::uiEnvironment(static_cast<int>(system->record().environment));
    auto *dialog = new ui::ConfirmDialog(
        m_theme, question, [this, id](bool) { setUnchecked(id, true); }, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void OpenSystems::checkCertificates(OpenedSystem &system) { setUnchecked(system.record().id, false); }

void OpenSystems::setUnchecked(const QString &id, bool unchecked)
{
    settings::StoredTls tls = m_backstage.logins.tls(id);
    tls.skipVerification = unchecked;
    m_backstage.logins.saveTls(id, tls);
    if (OpenedSystem *system = m_backstage.opener.find(id))
        system->link().retry();
}

} // namespace natsdeck::app
