#include "app/tour.h"

#include "app/program.h"
#include "models/deployment/manifest_engine.h"
#include "models/deployment/verification.h"
#include "models/explorer/sample_data.h"
#include "models/systems/logins.h"
#include "models/systems/opened_system.h"

using namespace Qt::StringLiterals;

namespace natsdeck::app {

using deployment::WizardPage;
using deployment::WizardPresenter;

namespace {

struct TourLine
{
    const char *name;
    std::vector<monitoring::Metric> metrics;
};

// The charts of the overview and their lines.
const std::vector<TourLine> &chartLines()
{
    using monitoring::Metric;
    static const std::vector<TourLine> all{{"throughput", {Metric::InMsgs, Metric::OutMsgs}},
                                           {"data", {Metric::InBytes, Metric::OutBytes}},
                                           {"storage", {Metric::StorageUsed, Metric::StorageReserved}},
                                           {"connections", {Metric::Connections}},
                                           {"cpu", {Metric::Cpu}},
                                           {"memory", {Metric::Memory}}};
    return all;
}

TourChart judged(const QString &target, const TourLine &line, const monitoring::Recorder &recorder)
{
    TourChart chart{target, QString::fromLatin1(line.name), 0, 0};
    for (const monitoring::Metric metric : line.metrics) {
        QSet<double> values;
        int samples = 0;
        for (const monitoring::Sample &sample : recorder.total(metric).samples()) {
            if (sample.isGap())
                continue;
            values.insert(sample.value);
            ++samples;
        }
        chart.distinct = std::max(chart.distinct, static_cast<int>(values.size()));
        chart.samples = std::max(chart.samples, samples);
    }
    return chart;
}

QString pageName(WizardPage page)
{
    static const std::map<WizardPage, QString> names{
        {WizardPage::Target, u"target"_s},   {WizardPage::Profile, u"profile"_s},   {WizardPage::Server, u"server"_s},
        {WizardPage::Storage, u"storage"_s}, {WizardPage::Access, u"access"_s},     {WizardPage::Security, u"security"_s},
        {WizardPage::Plan, u"plan"_s},       {WizardPage::Progress, u"progress"_s}, {WizardPage::Result, u"result"_s}};
    return names.at(page);
}

} // namespace

void Tour::addDeployment(std::size_t stage)
{
    m_script.add({tr("Open the wizard"), [this, stage] { m_program.deploy(m_stages[stage].context); },
                  [this] { return m_program.desk().newestWindow() != nullptr; }});
    m_script.add({tr("Answer the wizard"),
                  [this, stage] {
                      WizardPresenter *wizard = m_program.desk().newestPresenter();
                      m_wizardPage.clear();
                      if (m_stages[stage].context.isEmpty())
                          wizard->setTargetIndex(0);
                  },
                  [this] { return walkWizard(); }, std::chrono::seconds(90)});
    m_script.add({tr("Plan"), {}, [this] { return planIsReady(); }, std::chrono::seconds(90)});
    m_script.add({tr("Apply and verify"),
                  [this, stage] {
                      showPicture(m_stages[stage].target, u"wizard-plan"_s, *m_program.desk().newestWindow(), -1);
                      m_program.desk().newestPresenter()->apply();
                  },
                  [this, stage] { return deploymentIsDone(stage); }, std::chrono::seconds(420)});
}

bool Tour::walkWizard()
{
    WizardPresenter &wizard = *m_program.desk().newestPresenter();
    if (wizard.page() == WizardPage::Plan)
        return true;
    if (wizard.page() == WizardPage::Server && wizard.text(deployment::Field::Name) != u"tour"_s)
        wizard.setText(deployment::Field::Name, u"tour"_s);
    if (wizard.fieldsOf(wizard.page()).contains(deployment::Field::Namespace) &&
        wizard.text(deployment::Field::Namespace) != u"natsdeck-tour"_s)
        wizard.setText(deployment::Field::Namespace, u"natsdeck-tour"_s);
    if (wizard.offersLoading() || !wizard.canGoNext())
        return false;
    if (const QString name = pageName(wizard.page()); name != m_wizardPage) {
        m_wizardPage = name;
        const QString target = wizard.answers().target.context.isEmpty() ? u"workstation"_s : u"kubernetes"_s;
        showPicture(target, u"wizard-"_s + name, *m_program.desk().newestWindow(), -1);
    }
    wizard.next();
    return false;
}

bool Tour::planIsReady()
{
    WizardPresenter &wizard = *m_program.desk().newestPresenter();
    if (wizard.isPreflighting() || wizard.isPlanning())
        return false;
    if (wizard.planError()) {
        m_script.fail(toText(*wizard.planError()));
        return true;
    }
    if (wizard.canApply())
        return true;
    for (const Finding &finding : wizard.preflight()) {
        if (finding.severity == Severity::Critical && !finding.action.isEmpty() && wizard.runAction(finding.action))
            return false;
        if (finding.severity == Severity::Critical && finding.action.isEmpty())
            m_script.fail(finding.what + u": "_s + finding.evidence);
    }
    return false;
}

bool Tour::deploymentIsDone(std::size_t stage)
{
    WizardPresenter &wizard = *m_program.desk().newestPresenter();
    const plan::PlanRunner &runner = wizard.runner();
    QWidget *window = m_program.desk().newestWindow();
    if (wizard.page() == WizardPage::Progress && runner.currentStep() >= 1 && m_wizardPage != u"progress"_s && window != nullptr) {
        m_wizardPage = u"progress"_s;
        showPicture(m_stages[stage].target, u"wizard-progress"_s, *window, -1);
    }
    if (wizard.facts()) {
        m_stages[stage].systemId = wizard.facts()->systemId;
        m_stages[stage].removalId =
            m_stages[stage].context.isEmpty()
                ? wizard.facts()->deploymentId
                : deployment::ManifestEngine::removalKey(m_stages[stage].context, wizard.answers().target.nameSpace, wizard.answers().name);
    }
    if (wizard.isBusy())
        return false;
    if (runner.state() == plan::PlanRunner::State::Finished && runner.outcome() != plan::Outcome::Done) {
        m_script.fail(runner.error() ? toText(*runner.error()) : tr("It was not deployed"));
        return true;
    }
    if (wizard.page() != WizardPage::Result || wizard.verification().findings().isEmpty())
        return false;
    for (const Finding &finding : wizard.verification().findings()) {
        if (finding.severity == Severity::Critical)
            m_script.fail(finding.what + u": "_s + finding.evidence);
    }
    showPicture(m_stages[stage].target, u"wizard-result"_s, *window, -1);
    window->close();
    return true;
}

void Tour::addOpening(std::size_t stage)
{
    m_script.add({tr("Open the system: %1").arg(m_stages[stage].target),
                  [this, stage] {
                      if (!m_stages[stage].context.isEmpty())
                          m_program.backstage().kube.openOnce(m_stages[stage].context);
                      m_program.openTarget(m_stages[stage].systemId);
                  },
                  [this, stage] {
                      systems::OpenedSystem *opened = system(stage);
                      if (opened == nullptr || opened->link().status().stage != systems::LinkStage::Connected)
                          return false;
                      const QString version = opened->link().status().serverVersion;
                      if (!m_report.server.contains(version))
                          m_report.server += (m_report.server.isEmpty() ? QString() : u", "_s) + version;
                      return true;
                  },
                  std::chrono::seconds(60)});
}

void Tour::addData(std::size_t stage)
{
    m_script.add({tr("Add sample data"),
                  [this, stage] {
                      m_samples = std::make_unique<explorer::SampleData>(system(stage)->parts().jetstream);
                      async::deliver<guard::Permit>(
                          m_program.backstage().gate.request(m_stages[stage].systemId, explorer::sampleIntent(true)), this,
                          [this](const Result<guard::Permit> &permit) {
                              if (permit)
                                  m_samples->add(*permit);
                              else
                                  m_script.fail(toText(permit.error()));
                          });
                  },
                  [this] {
                      if (m_samples->state() == explorer::SampleData::State::Failed)
                          m_script.fail(m_samples->error() ? toText(*m_samples->error()) : tr("No sample data"));
                      return m_samples->state() == explorer::SampleData::State::Done;
                  },
                  std::chrono::seconds(120)});
    TourStep moving;
    moving.name = tr("Publish, so that the charts move");
    moving.begin = [this, stage] { startLoad(stage); };
    moving.done = [this, stage] { return chartsMove(stage); };
    moving.deadline = std::chrono::seconds(150);
    moving.lacks = [this, stage] {
        QStringList words;
        for (const TourLine &line : chartLines()) {
            const TourChart chart = judged(m_stages[stage].target, line, system(stage)->parts().recorder);
            words << tr("%1 has %2 values in %3 samples").arg(chart.chart).arg(chart.distinct).arg(chart.samples);
        }
        return words.join(u", "_s);
    };
    m_script.add(std::move(moving));
}

void Tour::startLoad(std::size_t stage)
{
    guard::Intent intent;
    intent.verb = u"publish"_s;
    intent.object = u"sample subjects"_s;
    intent.summary = tr("Publish sample messages, so that the charts of the tour move");
    intent.impact = guard::Impact::Undoable;
    async::deliver<guard::Permit>(
        m_program.backstage().gate.request(m_stages[stage].systemId, intent), this, [this, stage](const Result<guard::Permit> &permit) {
            if (!permit) {
                m_script.fail(toText(permit.error()));
                return;
            }
            m_load = std::make_unique<TourLoad>(system(stage)->link().userOptions(), *permit, m_stages[stage].context.isEmpty() ? 14 : 10);
        });
}

bool Tour::chartsMove(std::size_t stage)
{
    const monitoring::Recorder &recorder = system(stage)->parts().recorder;
    for (const TourLine &line : chartLines()) {
        if (judged(m_stages[stage].target, line, recorder).distinct < TourChart::leastDistinct)
            return false;
    }
    recordCharts(stage);
    return true;
}

void Tour::recordCharts(std::size_t stage)
{
    const QString target = m_stages[stage].target + (m_options.second ? u" at 200 %"_s : QString());
    for (const TourLine &line : chartLines())
        m_report.charts.push_back(judged(target, line, system(stage)->parts().recorder));
}

} // namespace natsdeck::app
