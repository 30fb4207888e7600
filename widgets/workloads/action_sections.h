#pragma once

#include "models/workloads/actions_presenter.h"
#include "models/workloads/logs_presenter.h"
#include "models/workloads/objects_presenter.h"
#include "models/workloads/run_presenter.h"
#include "widgets/common/theme.h"

#include <functional>
#include <memory>
#include <optional>

class QWidget;

namespace natsdeck::settings {
class Settings;
}

namespace natsdeck::ui {

// What the second half of the Kubernetes page works with, beside the cluster itself.
struct ActionContext
{
    guard::Gate &gate;
    settings::Settings &settings;
    std::optional<Environment> environment;
};

// Logs, Objects, Run and the actions of a system's Kubernetes page: the presenters, and the widgets over them. Must outlive the panes.
class ActionSections final : public QObject
{
    Q_OBJECT

public:
    ActionSections(const workloads::Workload &workload, workloads::Followed &pods, ActionContext context);

    // One call for each section, in order.
    void addPanes(const Theme &theme, const std::function<void(const QString &id, const QString &title, QWidget *pane)> &add);
    [[nodiscard]] QWidget *makeButton(const Theme &theme, QWidget *parent);
    [[nodiscard]] QWidget *makeStrip(const Theme &theme, QWidget *parent); // hidden while there is nothing to say

    [[nodiscard]] workloads::LogsPresenter &logs() { return m_logs; }
    [[nodiscard]] workloads::ObjectsPresenter &objects() { return m_objects; }
    [[nodiscard]] workloads::RunPresenter &run() { return m_run; }
    [[nodiscard]] workloads::ActionsPresenter &actions() { return m_actions; }

private:
    void keepHistory();

    QString m_systemId;
    ActionContext m_context;
    workloads::LogsPresenter m_logs;
    workloads::ObjectsPresenter m_objects;
    workloads::RunPresenter m_run;
    workloads::ActionsPresenter m_actions;
};

} // namespace natsdeck::ui
