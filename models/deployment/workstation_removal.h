#pragma once

#include "models/deployment/engine.h"
#include "models/deployment/workstation_deployments.h"

namespace natsdeck::deployment {

// What goes when this deployment is removed; asks the running server, else counts files. Blocks.
RemovalImpact workstationRemovalImpact(const WorkstationDeployment &deployment, const std::stop_token &stop);

// Stop, remove the store, remove the folder: exactly what was made. With keepData the store stays where it is.
plan::Plan workstationRemoval(const WorkstationDeployment &deployment, const RemovalOptions &options);

// From the memo of such a plan, also when the entry is gone already.
Result<plan::Plan> rebuiltWorkstationRemoval(const QString &folder, const QJsonObject &memo);

} // namespace natsdeck::deployment
