#pragma once

namespace natsdeck::app {

// Help pages lie in a static library, whose resources the linker leaves out unless they are asked for.
void initResources();

} // namespace natsdeck::app
