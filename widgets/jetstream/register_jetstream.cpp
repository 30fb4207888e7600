#include "widgets/jetstream/register_jetstream.h"

#include "models/systems/open_system.h"
#include "models/systems/system_record.h"
#include "widgets/jetstream/streams_page.h"
#include "widgets/shell/page_registry.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

void registerJetstreamPages(PageRegistry &registry)
{
    registry.add({u"streams"_s, QCoreApplication::translate("jetstream", "Streams"), u"deck-stream"_s, 20,
                  [](PageContext &context, QWidget *parent) -> Page * {
                      const systems::OpenSystem &system = context.system;
                      return new StreamsPage(context.theme, system.jetstream, system.gate, system.record.id,
                                             system.record.origin == systems::Origin::Workstation, parent);
                  }});
}

} // namespace natsdeck::ui
