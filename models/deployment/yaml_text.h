#pragma once

#include "models/kube/object_yaml.h"

namespace natsdeck::deployment {

// Objects as text are the same here as on the pages of a system.
using kube::comparable;
using kube::yamlText;

} // namespace natsdeck::deployment
