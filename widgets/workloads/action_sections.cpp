#include "widgets/workloads/action_sections.h"

#include "models/settings/settings.h"
#include "models/workloads/workload.h"
#include "widgets/workloads/action_bar.h"
#include "widgets/workloads/logs_pane.h"
#include "widgets/workloads/object_pane.h"
#include "widgets/workloads/run_pane.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;
namespace keys = natsdeck::settings::keys;

namespace natsdeck::ui {

ActionSections::ActionSections(const workloads::Workload &workload, workloads::Followed &pods, ActionContext context)
    : m_systemId(workload.systemId)
    , m_context(context)
    , m_logs(workload, pods)
    , m_objects(workload, context.gate, pods)
    , m_run(workload, context.gate, pods)
    , m_actions(workload, context.gate, pods)
{
    m_logs.setUtc(context.settings.value(keys::timesInUtc));
    QStringList history;
    for (const QJsonValue line : context.settings.value(keys::commandsRun).value(m_systemId).toArray())
        history << line.toString();
    m_run.setHistory(history);
    connect(&m_run, &workloads::RunPresenter::historyChanged, this, &ActionSections::keepHistory);
    connect(&context.settings, &settings::Settings::changed, this, [this](const QString &name) {
        if (name == keys::timesInUtc.name)
            m_logs.setUtc(m_context.settings.value(keys::timesInUtc));
    });
}

void ActionSections::addPanes(const Theme &theme, const std::function<void(const QString &, const QString &, QWidget *)> &add)
{
    add(u"logs"_s, tr("Logs"), new LogsPane(theme, m_logs));
    add(u"objects"_s, tr("Objects"), new ObjectPane(theme, m_objects, m_context.environment));
    add(u"run"_s, tr("Run"), new RunPane(theme, m_run, m_context.environment));
}

QWidget *ActionSections::makeButton(const Theme &theme, QWidget *parent)
{
    return new ActionButton(theme, m_actions, m_context.environment, parent);
}

QWidget *ActionSections::makeStrip(const Theme &theme, QWidget *parent) { return new ActionStrip(theme, m_actions, parent); }

void ActionSections::keepHistory()
{
    QJsonObject all = m_context.settings.value(keys::commandsRun);
    all.insert(m_systemId, QJsonArray::fromStringList(m_run.historyToKeep()));
    m_context.settings.set(keys::commandsRun, all);
}

} // namespace natsdeck::ui
