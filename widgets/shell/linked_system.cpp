#include "widgets/shell/linked_system.h"

#include "models/guard/gate.h"
#include "models/systems/link.h"
#include "models/systems/open_system.h"
#include "models/systems/system_record.h"

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

using systems::LinkStage;

static_assert(static_cast<int>(Environment::Production) == static_cast<int>(systems::Environment::Production));
static_assert(static_cast<int>(Environment::Unlabelled) == static_cast<int>(systems::Environment::Unlabelled));

Environment uiEnvironment(int environment) { return static_cast<Environment>(environment); }

LinkedSystem::LinkedSystem(systems::OpenSystem &system, QString navigationKey, QObject *parent)
    : ShellSystem(parent)
    , m_system(system)
    , m_navigationKey(std::move(navigationKey))
{
    connect(&system.link, &systems::Link::statusChanged, this, &ShellSystem::changed);
    connect(&system.gate, &guard::Gate::lockChanged, this, [this](const QString &id) {
        if (id == m_system.record.id)
            emit changed();
    });
}

ShellFacts LinkedSystem::facts() const
{
    ShellFacts facts;
    facts.id = m_system.record.id;
    facts.breadcrumb = m_system.record.breadcrumb;
    facts.environment = uiEnvironment(static_cast<int>(m_system.record.environment));
    facts.locked = m_system.gate.isLocked(m_system.record.id);
    facts.navigationKey = m_navigationKey;
    facts.login = m_login;
    showLink(facts);
    return facts;
}

void LinkedSystem::showLink(ShellFacts &facts) const
{
    const systems::LinkStatus &link = m_system.link.status();
    const auto say = [&facts](Status status, const QString &word) {
        facts.linkStatus = status;
        facts.linkWord = word;
    };
    switch (link.stage) {
    case LinkStage::Idle:
        say(Status::Unknown, tr("Not opened"));
        break;
    case LinkStage::LoginNeeded:
        say(Status::Warning, tr("Login needed"));
        break;
    case LinkStage::ConsentNeeded:
        say(Status::Warning, tr("Consent needed"));
        break;
    case LinkStage::Forwarding:
        say(Status::Unknown, tr("Opening a way"));
        break;
    case LinkStage::Connecting:
        say(Status::Unknown, tr("Connecting"));
        break;
    case LinkStage::Connected:
        if (link.unverified)
            say(Status::Warning, tr("Connected, not verified"));
        else
            say(Status::Ok, tr("Connected"));
        break;
    case LinkStage::Reconnecting:
        say(Status::Warning, tr("Reconnecting"));
        break;
    case LinkStage::Failed:
        say(Status::Critical, tr("No reply"));
        break;
    case LinkStage::Closed:
        say(Status::Unknown, tr("Closed"));
        break;
    }
    if (link.stage == LinkStage::Connected && link.roundTrip)
        facts.roundTrip = tr("%1 ms").arg(static_cast<double>(link.roundTrip->count()) / 1000.0, 0, 'f', 1);
    facts.linkFailed = link.stage == LinkStage::Failed || link.stage == LinkStage::Reconnecting || link.stage == LinkStage::LoginNeeded;
    facts.linkWaits = link.stage == LinkStage::Failed || link.stage == LinkStage::LoginNeeded;
    QStringList lines;
    if (link.reason)
        lines << link.reason->summary << link.reason->detail << link.reason->remedy;
    if (!link.serverName.isEmpty())
        lines << tr("Server %1, version %2").arg(link.serverName, link.serverVersion);
    if (link.reconnects > 0)
        lines << tr("%n reconnect(s) since it was opened", nullptr, static_cast<int>(link.reconnects));
    facts.unverified = link.unverified;
    if (link.unverified)
        lines.prepend(tr("Certificates of this system are not checked: whoever is on the way could read and change everything"));
    if (link.systemTrouble)
        lines << tr("System account: %1").arg(link.systemTrouble->summary);
    lines.removeAll(QString());
    facts.linkDetail = lines.join(u'\n');
    facts.way = link.via.isEmpty() ? link.url : tr("%1 through %2").arg(link.url, link.via);
}

void LinkedSystem::setLocked(bool locked)
{
    m_system.gate.setLocked(m_system.record.id, locked);
    emit changed();
}

void LinkedSystem::retry() { m_system.link.retry(); }

void LinkedSystem::setLogin(const QString &login)
{
    m_login = login;
    emit changed();
}

} // namespace natsdeck::ui
