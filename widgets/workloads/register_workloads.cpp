#include "widgets/workloads/register_workloads.h"

#include "models/systems/open_system.h"
#include "models/systems/system_record.h"
#include "widgets/shell/linked_system.h"
#include "widgets/shell/page_registry.h"
#include "widgets/workloads/action_sections.h"
#include "widgets/workloads/kubernetes_page.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

void registerWorkloadPages(PageRegistry &registry)
{
    registry.add({u"kubernetes"_s, QCoreApplication::translate("workloads", "Kubernetes"), u"deck-cluster"_s, 80,
                  [](PageContext &context, QWidget *parent) -> Page * {
                      const ActionContext actions{context.system.gate, context.system.settings,
                                                  uiEnvironment(static_cast<int>(context.system.record.environment))};
                      return new KubernetesPage(context.theme, *context.system.workload, parent, &actions);
                  },
                  [](const systems::OpenSystem &system) { return system.workload != nullptr; }});
}

} // namespace natsdeck::ui
