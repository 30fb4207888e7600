#include "app/resources.h"

#include <QDir>

// Outside of any namespace: the macro declares a function of the global one.
static void initHelp() { Q_INIT_RESOURCE(help); }

namespace natsdeck::app {

void initResources() { initHelp(); }

} // namespace natsdeck::app
