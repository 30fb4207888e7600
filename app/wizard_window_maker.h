#pragma once

#include "app/deployment_desk.h"

namespace natsdeck::app {

// How the program makes a wizard's window.
[[nodiscard]] DeploymentDesk::WindowMaker wizardWindowMaker(const ui::Theme &theme);

} // namespace natsdeck::app
