#pragma once

#include <QString>

namespace natsdeck::app {

// Help pages lie in a static library, whose resources the linker leaves out unless they are asked for.
void initResources();

// The language of the settings, or the desktop's, or English, whose plural forms are a translation too. Before the first window.
void loadTranslation(const QString &language);

} // namespace natsdeck::app
