#include "widgets/explorer/register_explorer.h"

#include "models/settings/settings.h"
#include "models/systems/open_system.h"
#include "widgets/explorer/explorer_page.h"
#include "widgets/shell/page_registry.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

void registerExplorerPages(PageRegistry &registry)
{
    // One budget for the taps of all systems that are open.
    registry.add(
        {u"explorer"_s, QCoreApplication::translate("explorer", "Explorer"), u"deck-explorer"_s, 60,
         [budget = std::make_shared<explorer::TapBudget>()](PageContext &context, QWidget *parent) -> Page * {
             namespace keys = settings::keys;
             settings::Settings &settings = context.system.settings;
             budget->setLimit(qint64(settings.value(keys::tapMemoryMiB)) * 1024 * 1024);
             ExplorerPageOptions options{budget, qsizetype(settings.value(keys::previewKiB)) * 1024, settings.value(keys::timesInUtc)};
             auto *page = new ExplorerPage(context.theme, context.system.connection, context.system.jetstream, options, parent);
             QObject::connect(&settings, &settings::Settings::changed, page, [&settings, budget, page](const QString &name) {
                 if (name == keys::tapMemoryMiB.name)
                     budget->setLimit(qint64(settings.value(keys::tapMemoryMiB)) * 1024 * 1024);
                 else if (name == keys::timesInUtc.name)
                     page->presenter().setUtc(settings.value(keys::timesInUtc));
                 else if (name == keys::previewKiB.name)
                     page->presenter().payload().setPreviewLimit(qsizetype(settings.value(keys::previewKiB)) * 1024);
             });
             return page;
         }});
}

} // namespace natsdeck::ui
