#include "models/deployment/wizard_presenter.h"

#include "models/base/units.h"
#include "models/deployment/verification.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

WizardPresenter::WizardPresenter(Parts parts, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
    , m_profiles(embeddedProfiles())
    , m_runner(std::make_unique<plan::PlanRunner>(m_parts.gate, m_parts.clock, m_parts.journalFolder))
    , m_verification(std::make_unique<Verification>())
{
    m_desired.id = DesiredSystem::makeId();
    m_desired.name = u"nats"_s;
    connect(m_runner.get(), &plan::PlanRunner::finished, this, &WizardPresenter::onRunFinished);
    connect(m_runner.get(), &plan::PlanRunner::stateChanged, this, &WizardPresenter::busyChanged);
    connect(m_verification.get(), &Verification::changed, this, &WizardPresenter::resultChanged);
    connect(m_verification.get(), &Verification::finished, this, &WizardPresenter::busyChanged);
    if (!m_profiles.isEmpty())
        m_desired = applied(m_profiles.first(), m_desired);
}

WizardPresenter::~WizardPresenter() { m_preflightStop.request_stop(); }

// --- pages

QList<WizardPage> WizardPresenter::pages() const
{
    return {WizardPage::Target,   WizardPage::Profile, WizardPage::Server,   WizardPage::Storage, WizardPage::Access,
            WizardPage::Security, WizardPage::Plan,    WizardPage::Progress, WizardPage::Result};
}

QString WizardPresenter::title(WizardPage page) const
{
    switch (page) {
    case WizardPage::Target:
        return tr("Target");
    case WizardPage::Profile:
        return tr("Profile");
    case WizardPage::Server:
        return tr("Server");
    case WizardPage::Storage:
        return tr("JetStream storage");
    case WizardPage::Access:
        return tr("Access");
    case WizardPage::Security:
        return tr("Security");
    case WizardPage::Plan:
        return tr("Plan");
    case WizardPage::Progress:
        return tr("Progress");
    case WizardPage::Result:
        return tr("Result");
    }
    return {};
}

QString WizardPresenter::question(WizardPage page) const
{
    switch (page) {
    case WizardPage::Target:
        return tr("Where shall NATS run?");
    case WizardPage::Profile:
        return tr("What is it for?");
    case WizardPage::Server:
        return tr("Which server, and how is it called?");
    case WizardPage::Storage:
        return tr("How much may JetStream store?");
    case WizardPage::Access:
        return tr("Who can reach it?");
    case WizardPage::Security:
        return tr("How do clients log in?");
    case WizardPage::Plan:
        return tr("Review the plan");
    case WizardPage::Progress:
        return m_runner->state() == plan::PlanRunner::State::Undoing ? tr("Taking back") : tr("Deploying %1").arg(m_desired.name);
    case WizardPage::Result:
        return tr("%1 is deployed").arg(m_desired.name);
    }
    return {};
}

QString WizardPresenter::summary(WizardPage page) const
{
    const bool kubernetes = m_desired.target.kind == TargetKind::Kubernetes;
    switch (page) {
    case WizardPage::Target:
        return m_targetIndex >= 0 ? m_targets[m_targetIndex].title : QString();
    case WizardPage::Profile:
        for (const Profile &profile : m_profiles) {
            if (profile.id == m_desired.profile)
                return profile.title;
        }
        return {};
    case WizardPage::Server:
        return tr("%1, %n server(s)", nullptr, m_desired.replicas).arg(m_desired.name);
    case WizardPage::Storage:
        if (!m_desired.jetStream.enabled)
            return tr("Without JetStream");
        return m_desired.jetStream.storageClass.isEmpty()
                   ? shortBytes(double(m_desired.jetStream.storageBytes))
                   : shortBytes(double(m_desired.jetStream.storageBytes)) + u", "_s + m_desired.jetStream.storageClass;
    case WizardPage::Access:
        if (!kubernetes)
            return m_desired.bindAddress.startsWith(u"127.") ? tr("Port %1, this machine only").arg(m_desired.ports.client)
                                                             : tr("Port %1, other machines too").arg(m_desired.ports.client);
        return m_desired.access == Access::Internal   ? tr("Inside the cluster")
               : m_desired.access == Access::NodePort ? tr("Port of every node")
                                                      : tr("Load balancer");
    case WizardPage::Security:
        switch (m_desired.login.kind) {
        case LoginKind::None:
            return tr("No login");
        case LoginKind::Token:
            return tr("Token");
        case LoginKind::UserPassword:
            return tr("User and password");
        case LoginKind::Nkey:
            return tr("Key (nkey)");
        }
        return {};
    case WizardPage::Plan:
        if (!m_plan)
            return tr("Review what will happen");
        return tr("%1 create, %2 change, %3 remove")
            .arg(m_plan->count(plan::ChangeKind::Create))
            .arg(m_plan->count(plan::ChangeKind::Change))
            .arg(m_plan->count(plan::ChangeKind::Remove));
    case WizardPage::Progress:
        return progressSummary();
    case WizardPage::Result:
        return m_facts ? tr("Ready to use") : QString();
    }
    return {};
}

QString WizardPresenter::progressSummary() const
{
    if (m_runner->currentStep() >= 0)
        return tr("Step %1 of %2").arg(m_runner->currentStep() + 1).arg(m_runner->steps().size());
    if (!m_runner->outcome())
        return m_adopted ? tr("Interrupted") : tr("Not started");
    switch (*m_runner->outcome()) {
    case plan::Outcome::Done:
        return tr("Done");
    case plan::Outcome::Failed:
        return tr("Failed");
    case plan::Outcome::Cancelled:
        return tr("Cancelled");
    case plan::Outcome::Undone:
        return tr("Taken back");
    case plan::Outcome::Superseded:
        return {};
    }
    return {};
}

bool WizardPresenter::isReached(WizardPage page) const { return page <= m_furthest; }

QList<Field> WizardPresenter::fieldsOf(WizardPage page) const
{
    const bool kubernetes = m_desired.target.kind == TargetKind::Kubernetes;
    switch (page) {
    case WizardPage::Server:
        if (kubernetes)
            return {Field::Name,     Field::Namespace,     Field::Version,     Field::Replicas,   Field::CpuRequest,
                    Field::CpuLimit, Field::MemoryRequest, Field::MemoryLimit, Field::ServerImage};
        return {Field::Name, Field::Program};
    case WizardPage::Storage:
        if (!m_desired.jetStream.enabled)
            return {};
        return {Field::StorageSize, Field::MemoryStoreSize, kubernetes ? Field::StorageClass : Field::StorageFolder};
    case WizardPage::Access:
        return kubernetes ? QList<Field>{} : QList<Field>{Field::ClientPort, Field::MonitoringPort, Field::BindAddress};
    case WizardPage::Security:
        switch (m_desired.login.kind) {
        case LoginKind::UserPassword:
            return {Field::User, Field::Password};
        case LoginKind::Token:
            return {Field::Password};
        case LoginKind::None:
        case LoginKind::Nkey:
            return {};
        }
        return {};
    case WizardPage::Target:
    case WizardPage::Profile:
    case WizardPage::Plan:
    case WizardPage::Progress:
    case WizardPage::Result:
        return {};
    }
    return {};
}

Findings WizardPresenter::findingsOf(WizardPage page) const
{
    Findings findings;
    for (const Field field : fieldsOf(page)) {
        if (const std::optional<Finding> wrong = finding(field))
            findings << *wrong;
    }
    if (page == WizardPage::Target)
        findings << m_offers.findings;
    if (page == WizardPage::Security && m_desired.login.kind == LoginKind::None)
        findings << Finding{u"login"_s, Severity::Warning, tr("Everybody who reaches the server may use it"), {}, tr("Choose a login"), {},
                            {}};
    if (page == WizardPage::Plan)
        findings << m_preflight;
    return findings;
}

bool WizardPresenter::canGoNext() const { return whyNotNext().isEmpty(); }

QString WizardPresenter::whyNotNext() const
{
    if (m_page == WizardPage::Plan || m_page == WizardPage::Result)
        return tr("There is no further page");
    if (m_page == WizardPage::Progress)
        return m_runner->outcome() == plan::Outcome::Done ? QString() : tr("The work is not done");
    if (m_targetIndex < 0)
        return tr("Choose where NATS shall run");
    if (!m_targets[m_targetIndex].usable)
        return m_targets[m_targetIndex].reason;
    if (m_page == WizardPage::Target)
        return m_offersLoading ? tr("Looking at the target") : m_offersError ? m_offersError->summary : QString();
    for (const Field field : fieldsOf(m_page)) {
        if (const std::optional<Finding> wrong = finding(field))
            return wrong->what;
    }
    return {};
}

bool WizardPresenter::canGoBack() const
{
    if (m_page == WizardPage::Target || isBusy() || m_adopted)
        return false;
    // What is done is not done differently by going back.
    return m_page != WizardPage::Result && !(m_page == WizardPage::Progress && m_runner->outcome() == plan::Outcome::Done);
}

void WizardPresenter::next()
{
    if (canGoNext())
        enter(WizardPage(int(m_page) + 1));
}

void WizardPresenter::back()
{
    if (canGoBack())
        enter(WizardPage(int(m_page) - 1));
}

void WizardPresenter::goTo(WizardPage page)
{
    if (page == m_page || !isReached(page) || isBusy())
        return;
    if (page < m_page ? canGoBack() : true)
        enter(page);
}

void WizardPresenter::enter(WizardPage page)
{
    m_page = page;
    m_furthest = std::max(m_furthest, page);
    emit pageChanged();
    if (page == WizardPage::Plan) {
        startPlanning();
        runPreflight();
    }
}

// --- answers

void WizardPresenter::setTargets(const QList<TargetOption> &targets)
{
    const Target chosen = m_desired.target;
    const bool wasChosen = m_targetIndex >= 0;
    m_targets = targets;
    m_targetIndex = -1;
    for (int index = 0; wasChosen && index < m_targets.size(); ++index) {
        if (m_targets[index].target.kind == chosen.kind && m_targets[index].target.context == chosen.context)
            m_targetIndex = index;
    }
    emit answersChanged();
}

void WizardPresenter::setTargetIndex(int index)
{
    if (index == m_targetIndex || index < 0 || index >= m_targets.size())
        return;
    m_targetIndex = index;
    const Target &target = m_targets[index].target;
    const QString nameSpace = target.nameSpace.isEmpty() && target.kind == TargetKind::Kubernetes ? u"nats"_s : target.nameSpace;
    m_desired.target = target;
    m_desired.target.nameSpace = nameSpace;
    m_texts.clear();
    m_invalid.clear();
    for (const Profile &profile : std::as_const(m_profiles)) {
        if (profile.id == m_desired.profile)
            m_desired = applied(profile, m_desired);
    }
    m_furthest = WizardPage::Target;
    edited();
    reloadOffers();
}

void WizardPresenter::reloadOffers()
{
    m_offers = {};
    m_offersError.reset();
    Engine *asked = engine();
    if (!asked) {
        m_offersError = Error{ErrorKind::Unsupported, tr("Nothing can deploy to this target"), {}, {}, 0, {}};
        emit offersChanged();
        return;
    }
    m_offersLoading = true;
    emit offersChanged();
    async::deliver(asked->offers(m_desired.target), this, [this, generation = m_offersGeneration.next()](const Result<Offers> &offers) {
        if (!m_offersGeneration.isCurrent(generation))
            return;
        m_offersLoading = false;
        if (offers)
            takeOffers(*offers);
        else
            m_offersError = offers.error();
        emit offersChanged();
    });
}

void WizardPresenter::takeOffers(const Offers &offers)
{
    m_offers = offers;
    if (offers.ports && !m_portsTyped)
        m_desired.ports = *offers.ports;
    if (!m_nameTyped) {
        m_desired.name = u"nats"_s;
        for (int number = 2; offers.takenNames.contains(m_desired.name); ++number)
            m_desired.name = u"nats-%1"_s.arg(number);
    }
    edited();
}

void WizardPresenter::setProfile(const QString &profileId)
{
    for (const Profile &profile : std::as_const(m_profiles)) {
        if (profile.id == profileId) {
            m_desired = applied(profile, m_desired);
            m_texts.clear();
            m_invalid.clear();
            edited();
        }
    }
}

QString WizardPresenter::text(Field field) const
{
    const auto typed = m_texts.constFind(field);
    return typed == m_texts.constEnd() ? fieldText(field, m_desired) : *typed;
}

void WizardPresenter::setText(Field field, const QString &text)
{
    if (text == this->text(field))
        return;
    m_portsTyped |= field == Field::ClientPort || field == Field::MonitoringPort;
    m_nameTyped |= field == Field::Name;
    m_texts.insert(field, text);
    if (const std::optional<Finding> wrong = putFieldText(field, text, m_desired))
        m_invalid.insert(field, *wrong);
    else
        m_invalid.remove(field);
    edited();
}

std::optional<Finding> WizardPresenter::finding(Field field) const
{
    const auto wrong = m_invalid.constFind(field);
    return wrong == m_invalid.constEnd() ? std::nullopt : std::optional(*wrong);
}

QString WizardPresenter::label(Field field) const { return fieldLabel(field, m_desired); }
QString WizardPresenter::hint(Field field) const { return fieldHint(field, m_desired); }

void WizardPresenter::setJetStreamEnabled(bool enabled)
{
    m_desired.jetStream.enabled = enabled;
    edited();
}

void WizardPresenter::setSyncAlways(bool always)
{
    m_desired.jetStream.syncAlways = always;
    edited();
}

void WizardPresenter::setAccess(Access access)
{
    m_desired.access = access;
    edited();
}

void WizardPresenter::setLoginKind(LoginKind kind)
{
    m_desired.login.kind = kind;
    m_desired.login.secret = {}; // a password is no token
    m_texts.remove(Field::Password);
    m_invalid.remove(Field::Password);
    edited();
}

void WizardPresenter::setSystemUser(bool wanted)
{
    m_desired.login.systemUser = wanted;
    edited();
}

void WizardPresenter::setNatsBox(bool wanted)
{
    m_desired.natsBox = wanted;
    edited();
}

// What was looked at and planned for other answers is worth nothing.
void WizardPresenter::edited()
{
    m_preflightStop.request_stop();
    m_preflightGeneration.next();
    m_planGeneration.next();
    m_preflighting = false;
    m_planning = false;
    m_preflight.clear();
    m_preflightTime = {};
    m_plan.reset();
    m_planError.reset();
    if (m_furthest > WizardPage::Plan && !isBusy())
        m_furthest = WizardPage::Plan;
    emit answersChanged();
    emit planChanged();
}

Engine *WizardPresenter::engine() const
{
    for (const std::shared_ptr<Engine> &engine : m_parts.engines) {
        if (engine->handles(m_desired.target))
            return engine.get();
    }
    return nullptr;
}

Engine *WizardPresenter::engineById(const QString &id) const
{
    for (const std::shared_ptr<Engine> &engine : m_parts.engines) {
        if (engine->id() == id)
            return engine.get();
    }
    return nullptr;
}

} // namespace natsdeck::deployment
