#pragma once

#include "models/base/finding.h"
#include "models/deployment/desired_system.h"

#include <QHash>

#include <optional>

namespace natsdeck::deployment {

// Answers of the wizard that are typed as text; each has its own validity.
enum class Field {
    Name,
    Namespace,
    Version,
    Program,
    Replicas,
    CpuRequest,
    CpuLimit,
    MemoryRequest,
    MemoryLimit,
    ServerImage,
    StorageSize,
    MemoryStoreSize,
    StorageFolder,
    StorageClass,
    ClientPort,
    MonitoringPort,
    BindAddress,
    User,
    Password
};

// What the field shows for these answers.
QString fieldText(Field field, const DesiredSystem &desired);
// Puts what was typed into the answers; what is wrong with it (always Critical) if it means nothing, and then changes nothing.
std::optional<Finding> putFieldText(Field field, const QString &text, DesiredSystem &desired);
QString fieldLabel(Field field, const DesiredSystem &desired);
QString fieldHint(Field field, const DesiredSystem &desired); // what may be typed, or what an empty one means

} // namespace natsdeck::deployment
