#include "widgets/monitoring/register_monitoring.h"

#include "models/systems/open_system.h"
#include "widgets/monitoring/overview_page.h"
#include "widgets/shell/page_registry.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

void registerMonitoringPages(PageRegistry &registry)
{
    registry.add(
        {u"overview"_s, QCoreApplication::translate("monitoring", "Overview"), u"deck-overview"_s, 10,
         [](PageContext &context, QWidget *parent) -> Page * { return new OverviewPage(context.theme, context.system.recorder, parent); }});
}

} // namespace natsdeck::ui
