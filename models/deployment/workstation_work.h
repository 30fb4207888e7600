#pragma once

#include "models/deployment/desired_system.h"
#include "models/deployment/server_programs.h"
#include "models/deployment/workstation_deployments.h"
#include "models/plan/plan.h"

#include <functional>
#include <memory>

namespace natsdeck::deployment {

// What the steps of one plan share. Fixed when the plan is made: whatever may have changed since is read again by the step.
struct WorkstationWork
{
    DesiredSystem desired; // with the secrets that were typed
    QString folder;        // of this deployment
    QString storeFolder;   // empty without JetStream
    QString program;
    QString programVersion;
    bool isChange = false; // a deployment that has worked before is changed: undo restores it

    // The entry as it would be for these answers; `process`, `complete` and `configDigest` of the entry that is there.
    [[nodiscard]] WorkstationDeployment entry() const;
};
using SharedWork = std::shared_ptr<const WorkstationWork>;

// The store of this deployment: `<folder>/jetstream`, or `<asked for>/<name>-<id>`.
QString storeFolderOf(const DesiredSystem &desired, const QString &folder);

// Login with everything filled in: typed, else what lies there already and fits, else made.
Result<LoginChoice> completeLogin(const WorkstationWork &work);
// nats.conf for this login; with dots instead of secrets when `forPreview`.
Result<QByteArray> confFor(const WorkstationWork &work, const LoginChoice &login, bool forPreview = false);
QString digestOf(const QByteArray &conf);

plan::Step folderStep(const SharedWork &work);
plan::Step storeStep(const SharedWork &work);
plan::Step credentialsStep(const SharedWork &work);
plan::Step configurationStep(const SharedWork &work);
plan::Step startStep(const SharedWork &work, bool always = false); // always: also when it runs (restart)
plan::Step readyStep(const SharedWork &work);
plan::Step stopStep(const QString &folder, bool canStartAgain);

// Parts of the steps that others need as well (restart during verification).
Result<void> startServer(const guard::Permit &permit, const WorkstationDeployment &deployment);
Result<void> waitUntilReady(const QString &folder, const std::stop_token &stop, const std::function<void(const QString &)> &log);
Result<void> stopServer(const guard::Permit &permit, const WorkstationDeployment &deployment, const std::stop_token &stop);

} // namespace natsdeck::deployment
