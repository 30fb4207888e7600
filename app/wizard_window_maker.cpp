#include "app/wizard_window_maker.h"

namespace natsdeck::app {

DeploymentDesk::WindowMaker wizardWindowMaker(const ui::Theme &, ui::MainWindow &) { return {}; }

} // namespace natsdeck::app
