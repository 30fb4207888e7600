#pragma once

#include "app/deployment_desk.h"

namespace natsdeck::app {

// How the program makes a wizard's window; nothing in a build without widgets/deployment.
[[nodiscard]] DeploymentDesk::WindowMaker wizardWindowMaker(const ui::Theme &theme, ui::MainWindow &window);

} // namespace natsdeck::app
