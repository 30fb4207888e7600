#pragma once

#include "models/base/result.h"
#include "models/deployment/desired_system.h"
#include "models/plan/plan.h"

#include <memory>

namespace natsdeck::kube {
class Client;
}

// The manifest engine's plans. Building one reads the cluster and changes nothing; sequential, for a thread that may wait.
namespace natsdeck::deployment {

// Namespace, inventory, every object, then the wait until all is ready. Objects that are as they should be get no preview.
// Secrets that the answers leave empty are taken from the live Secret, or made. `wasFirst`: the plan is built again for a first
// deployment that was interrupted; what carries its id was made by it, and goes when it is taken back.
Result<plan::Plan> manifestPlan(const std::shared_ptr<kube::Client> &client, DesiredSystem desired, bool wasFirst = false);

// Deletes exactly the members of the inventory, by uid, then the inventory, then the namespace if NatsDeck made it and it is
// empty. Volumes stay when `keepData`. NotFound when there is no inventory of that name.
Result<plan::Plan> manifestRemoval(const std::shared_ptr<kube::Client> &client, const QString &context, const QString &nameSpace,
                                   const QString &name, bool keepData);

// What the inventory of a deployment says it was asked to be.
Result<DesiredSystem> recordedDesired(kube::Client &client, const QString &nameSpace, const QString &name);

// The members that are there now, volumes last.
Result<QList<QJsonObject>> inventoryMembers(kube::Client &client, const QString &nameSpace, const QString &name);

// The login with the secrets of the live Secret, or with fresh ones where there is none.
Result<LoginChoice> completeLogin(kube::Client &client, const DesiredSystem &desired);

} // namespace natsdeck::deployment
