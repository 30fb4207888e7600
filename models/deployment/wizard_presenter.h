#pragma once

#include "models/base/clock.h"
#include "models/base/finding.h"
#include "models/deployment/engine.h"
#include "models/deployment/profiles.h"
#include "models/deployment/samples.h"
#include "models/deployment/wizard_fields.h"
#include "models/plan/journal.h"
#include "models/plan/plan_runner.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <memory>

namespace natsdeck::deployment {

class Verification;

// The pages in order; which of them a target has: pages().
enum class WizardPage { Target, Profile, Server, Storage, Access, Security, Plan, Progress, Result };

// A place that can be deployed to: this workstation, or a context of the kubeconfig (not contacted before it is chosen).
struct TargetOption
{
    Target target;
    QString title;
    QString detail;
    bool production = false; // looks like production: says so wherever it is shown
    bool usable = true;
    QString reason;
};

// What the wizard asks for, what it found, how far the work is. No widget: the window shows it page by page.
// One object per deployment that is being made; it outlives its window while the plan runs.
class WizardPresenter final : public QObject
{
    Q_OBJECT

public:
    using AccessFactory = std::function<std::shared_ptr<TargetAccess>(const DesiredSystem &, const ConnectFacts &)>;

    struct Parts
    {
        guard::Gate &gate;
        const Clock &clock;
        QList<std::shared_ptr<Engine>> engines;
        AccessFactory access;  // for engines without a way in of their own; may be empty
        QString journalFolder; // empty = plan::Journal::defaultFolder()
    };

    explicit WizardPresenter(Parts parts, QObject *parent = nullptr);
    ~WizardPresenter() override;

    // --- pages
    [[nodiscard]] QList<WizardPage> pages() const;
    [[nodiscard]] WizardPage page() const { return m_page; }
    [[nodiscard]] QString title(WizardPage page) const;         // "JetStream storage"
    [[nodiscard]] QString question(WizardPage page) const;      // heading of the page, one decision
    [[nodiscard]] QString summary(WizardPage page) const;       // the chosen value, for the rail: "10 GiB, fast-ssd"
    [[nodiscard]] bool isReached(WizardPage page) const;        // done or current: the rail links to it
    [[nodiscard]] QList<Field> fieldsOf(WizardPage page) const; // in order, of this target and these answers
    [[nodiscard]] Findings findingsOf(WizardPage page) const;
    [[nodiscard]] bool canGoNext() const; // the page's answers are valid, nothing runs
    [[nodiscard]] bool canGoBack() const;
    [[nodiscard]] QString whyNotNext() const; // for the tooltip of the disabled button
    void next();
    void back();
    void goTo(WizardPage page); // a page that was reached

    // --- answers
    void setTargets(const QList<TargetOption> &targets);
    [[nodiscard]] const QList<TargetOption> &targets() const { return m_targets; }
    [[nodiscard]] int targetIndex() const { return m_targetIndex; } // -1 = none chosen
    void setTargetIndex(int index);
    [[nodiscard]] const Offers &offers() const { return m_offers; }
    [[nodiscard]] bool offersLoading() const { return m_offersLoading; }
    [[nodiscard]] std::optional<Error> offersError() const { return m_offersError; }
    void reloadOffers();

    [[nodiscard]] const QList<Profile> &profiles() const { return m_profiles; }
    void setProfile(const QString &profileId);

    [[nodiscard]] const DesiredSystem &answers() const { return m_desired; }
    [[nodiscard]] QString text(Field field) const; // as typed, also while it is invalid
    void setText(Field field, const QString &text);
    [[nodiscard]] QString label(Field field) const;
    [[nodiscard]] QString hint(Field field) const;                   // placeholder or helper text
    [[nodiscard]] std::optional<Finding> finding(Field field) const; // what is wrong with it; nothing when fine
    void setJetStreamEnabled(bool enabled);
    void setSyncAlways(bool always);
    void setAccess(Access access);
    void setLoginKind(LoginKind kind);
    void setSystemUser(bool wanted);
    void setNatsBox(bool wanted);

    // --- preflight and plan
    [[nodiscard]] bool isPreflighting() const { return m_preflighting; }
    [[nodiscard]] const Findings &preflight() const { return m_preflight; }
    [[nodiscard]] QDateTime preflightTime() const { return m_preflightTime; } // UTC; invalid = never
    void runPreflight(); // also started by entering the Plan page; a plan that could not be made is tried again with it
    [[nodiscard]] bool isPlanning() const { return m_planning; }
    [[nodiscard]] const plan::Plan *plan() const { return m_plan ? &*m_plan : nullptr; }
    [[nodiscard]] std::optional<Error> planError() const { return m_planError; }
    [[nodiscard]] QString applyText() const; // "Apply 10 changes"
    [[nodiscard]] bool canApply() const;
    // Does what a finding offers: "choose-free-port", "fix-name", "go-to:<page>" …; true when something changed.
    bool runAction(const QString &action);

    // --- progress
    void apply();
    void cancel();
    void undo();                       // takes back what was done; the wizard then stands on the Plan page
    void retry();                      // the same plan again from the failed step, after what was wrong was mended
    [[nodiscard]] bool isBusy() const; // a plan runs, or verification does
    [[nodiscard]] plan::PlanRunner &runner() { return *m_runner; }
    [[nodiscard]] QString cancelConsequence() const; // what cancelling leaves behind, for the footer

    // --- verification and result
    [[nodiscard]] Verification &verification() { return *m_verification; }
    void verify(bool withRestart = true); // started by itself after a plan is done
    [[nodiscard]] const std::optional<ConnectFacts> &facts() const { return m_facts; }
    [[nodiscard]] QList<Sample> samples() const;  // with the login in it: shown and copied on request only
    [[nodiscard]] QString contextCommand() const; // `nats context add …`

    // --- interrupted work
    // Deployments that a program left unfinished and nobody works on.
    [[nodiscard]] QList<plan::JournalState> interrupted() const;
    // Takes over its answers and stands on the Progress page; then either go on or take back.
    void adopt(const plan::JournalState &journal);
    void resumeAdopted();
    void undoAdopted();

signals:
    void pageChanged();
    void answersChanged(); // any answer, validity, findings
    void offersChanged();
    void planChanged(); // preflight, plan, enablement of apply
    void busyChanged();
    void resultChanged(); // facts or verification
    // A deployment is done: the tree can show it, its lock is open.
    void deployed(const QString &systemId, const natsdeck::deployment::DesiredSystem &desired);
    void failed(const natsdeck::Error &error); // something could not even begin

private:
    [[nodiscard]] Engine *engine() const;
    [[nodiscard]] Engine *engineById(const QString &id) const;
    void edited();
    void enter(WizardPage page);
    void takeOffers(const Offers &offers);
    void startPlanning();
    void runOn(plan::Plan plan);
    void rebuildAdopted(const std::function<void(const plan::Plan &)> &then);
    void onRunFinished();
    void loadFacts();
    [[nodiscard]] QString progressSummary() const;
    [[nodiscard]] bool isDeployment() const; // not a removal that was taken over

    Parts m_parts;
    WizardPage m_page = WizardPage::Target;
    WizardPage m_furthest = WizardPage::Target;
    QList<TargetOption> m_targets;
    int m_targetIndex = -1;
    Offers m_offers;
    bool m_offersLoading = false;
    std::optional<Error> m_offersError;
    QList<Profile> m_profiles;
    DesiredSystem m_desired;
    QHash<Field, QString> m_texts;   // what was typed where it is not (yet) valid
    QHash<Field, Finding> m_invalid; // of those
    async::Generation m_offersGeneration;
    async::Generation m_preflightGeneration;
    async::Generation m_planGeneration;
    std::stop_source m_preflightStop;
    bool m_preflighting = false;
    Findings m_preflight;
    QDateTime m_preflightTime;
    bool m_planning = false;
    std::optional<plan::Plan> m_plan;
    std::optional<Error> m_planError;
    std::unique_ptr<plan::PlanRunner> m_runner;
    std::unique_ptr<Verification> m_verification;
    std::optional<ConnectFacts> m_facts;
    std::optional<plan::JournalState> m_adopted;
    QString m_kind = QStringLiteral("deploy"); // of the plan that runs
    bool m_rebuilding = false;
    bool m_makesSystem = false; // of the plan that runs
    bool m_portsTyped = false;
    bool m_nameTyped = false;
};

} // namespace natsdeck::deployment

Q_DECLARE_METATYPE(natsdeck::deployment::DesiredSystem)
