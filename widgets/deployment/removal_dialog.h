#pragma once

#include "models/deployment/engine.h"
#include "widgets/common/theme.h"

#include <functional>
#include <optional>

class QWidget;

namespace natsdeck::ui {

// Asks before a deployment is removed, with what goes with it: streams, messages, bytes, clients. The name has to be typed
// where data would be lost. `confirmed` gets what was chosen; cancelling calls nothing.
void confirmRemoval(const Theme &theme, QWidget *parent, const QString &name, std::optional<Environment> environment,
                    const deployment::RemovalImpact &impact, std::function<void(deployment::RemovalOptions)> confirmed);

} // namespace natsdeck::ui
