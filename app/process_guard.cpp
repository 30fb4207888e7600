#include "app/process_guard.h"

#include <QtGlobal>

#include <sys/prctl.h>
#include <sys/resource.h>

namespace natsdeck::app {

void closeProcessToOthers()
{
    if (qEnvironmentVariableIntValue("NATSDECK_ALLOW_DEBUGGING") == 1)
        return;
    const rlimit none{0, 0};
    if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::prctl(PR_SET_DUMPABLE, 0) != 0)
        qWarning("core dumps could not be turned off");
}

} // namespace natsdeck::app
