#include "app/tour.h"

#include "app/program.h"
#include "models/base/files.h"
#include "models/base/json.h"
#include "models/deployment/manifest_engine.h"
#include "models/deployment/workstation_engine.h"
#include "models/explorer/sample_data.h"
#include "models/plan/plan_runner.h"
#include "models/systems/opened_system.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace natsdeck::app {

Tour::Tour(Program &program, Options options, QObject *parent)
    : QObject(parent)
    , m_program(program)
    , m_options(std::move(options))
{
    m_stages.push_back({u"workstation"_s, {}, {}, {}});
    if (!m_options.context.isEmpty())
        m_stages.push_back({u"kubernetes"_s, m_options.context, {}, {}});
    connect(&m_script, &TourScript::finished, this, &Tour::end);
    connect(&m_script, &TourScript::stepBegan, this, [](const QString &name) { qInfo("tour: %s", qUtf8Printable(name)); });
}

Tour::~Tour() = default;

void Tour::start()
{
    if (const Result<void> folder = files::makePrivateFolder(m_options.folder); !folder) {
        qCritical("%s", qUtf8Printable(toText(folder.error())));
        emit finished(1);
        return;
    }
    m_program.window().resize(1440, 900);
    m_script.add({tr("Show the window"), [this] { m_program.show(); }, [this] { return m_program.window().isVisible(); }});
    if (m_options.second)
        addSecondPart();
    else
        addFirstPart();
    m_script.start();
}

void Tour::addFirstPart()
{
    m_script.add({tr("First start"), [this] { showPicture({}, u"start"_s, m_program.window(), -1); }, {}});
    for (std::size_t stage = 0; stage < m_stages.size(); ++stage) {
        addDeployment(stage);
        addOpening(stage);
        addData(stage);
        addPages(stage);
    }
    addFrame();
    // What a failure left behind; otherwise the second part clears up.
    for (std::size_t stage = 0; stage < m_stages.size(); ++stage)
        addRemoval(stage);
}

void Tour::addSecondPart()
{
    loadState();
    m_report.steps.push_back({tr("Start again at twice the scale"), true, 0, {}});
    for (std::size_t stage = 0; stage < m_stages.size(); ++stage) {
        addOpening(stage);
        addData(stage);
        addPages(stage);
    }
    for (std::size_t stage = 0; stage < m_stages.size(); ++stage)
        addRemoval(stage);
}

bool Tour::wantsSecond() const { return !m_options.second && m_report.failures().isEmpty(); }

systems::OpenedSystem *Tour::system(std::size_t stage) const { return m_program.backstage().opener.find(m_stages[stage].systemId); }

// A removal that is left to the second part is no failure of the first.
void Tour::addRemoval(std::size_t stage)
{
    TourStep step;
    step.name = tr("Remove what was deployed: %1").arg(m_stages[stage].target);
    step.always = true;
    step.deadline = std::chrono::seconds(180);
    step.begin = [this, stage] {
        m_load.reset();
        m_samples.reset();
        const bool leaves = !m_options.second && m_script.ok();
        if (!leaves && !m_stages[stage].removalId.isEmpty())
            remove(stage);
    };
    step.done = [this] {
        if (!m_removal)
            return true;
        if (m_removal->state() != plan::PlanRunner::State::Finished)
            return false;
        if (m_removal->outcome() != plan::Outcome::Done)
            m_script.fail(m_removal->error() ? toText(*m_removal->error()) : tr("It was not removed"));
        m_removal.reset();
        return true;
    };
    m_script.add(std::move(step));
}

void Tour::remove(std::size_t stage)
{
    const Stage &what = m_stages[stage];
    m_program.systems().close(what.systemId);
    m_removal = std::make_unique<plan::PlanRunner>(m_program.backstage().gate, m_program.backstage().clock);
    const std::shared_ptr<deployment::Engine> &engine = m_program.backstage().engines[what.context.isEmpty() ? 0 : 1];
    async::deliver<plan::Plan>(engine->removal(what.removalId, {}), this, [this](const Result<plan::Plan> &plan) {
        if (plan)
            m_removal->start(*plan);
        else
            m_script.fail(toText(plan.error()));
    });
}

void Tour::end()
{
    for (const TourStepResult &step : m_script.results())
        m_report.steps.push_back(step);
    const QStringList failures = m_report.failures();
    for (const QString &failure : failures)
        qCritical("tour: %s", qUtf8Printable(failure));
    if (const Result<void> written = m_report.write(m_options.folder); !written) {
        qCritical("%s", qUtf8Printable(toText(written.error())));
        emit finished(1);
        return;
    }
    if (wantsSecond())
        saveState();
    else
        QFile::remove(statePath());
    emit finished(failures.isEmpty() ? 0 : 1);
}

QString Tour::statePath() const { return m_options.folder + u"/tour-state.json"_s; }

void Tour::saveState() const
{
    QJsonArray stages;
    for (const Stage &stage : m_stages)
        stages << QJsonObject{{u"system"_s, stage.systemId}, {u"removal"_s, stage.removalId}};
    const QJsonObject state{{u"report"_s, m_report.toJson()}, {u"stages"_s, stages}};
    if (const Result<void> written = files::writeAtomically(statePath(), QJsonDocument(state).toJson()); !written)
        qCritical("%s", qUtf8Printable(toText(written.error())));
}

void Tour::loadState()
{
    const Result<QByteArray> bytes = files::read(statePath());
    const Result<QJsonObject> state = bytes ? json::parseObject(*bytes, u"tour-state.json"_s) : Result<QJsonObject>(failure(bytes.error()));
    if (!state) {
        m_script.fail(toText(state.error()));
        return;
    }
    m_report = TourReport::fromJson((*state)[u"report"_s].toObject());
    const QJsonArray stages = (*state)[u"stages"_s].toArray();
    for (std::size_t i = 0; i < m_stages.size() && qsizetype(i) < stages.size(); ++i) {
        m_stages[i].systemId = stages[qsizetype(i)][u"system"_s].toString();
        m_stages[i].removalId = stages[qsizetype(i)][u"removal"_s].toString();
    }
}

void moveIntoTourHome(const QString &folder)
{
    const QString home = QDir(folder).absoluteFilePath(u"home"_s);
    if (qEnvironmentVariable("HOME") == home)
        return; // the second part
    if (!qEnvironmentVariableIsSet("KUBECONFIG"))
        qputenv("KUBECONFIG", QFile::encodeName(QDir::homePath() + u"/.kube/config"_s));
    QDir(home).removeRecursively();
    (void)files::makePrivateFolder(home);
    const QString run = home + u"/run"_s;
    (void)files::makePrivateFolder(run);
    qputenv("HOME", QFile::encodeName(home));
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(run));
    for (const char *name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
        qunsetenv(name);
}

} // namespace natsdeck::app
