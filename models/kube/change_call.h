#pragma once

#include "models/kube/client_options.h"
#include "models/kube/session.h"

// The requests that change objects. Reached through Client, which asks for a Permit unless it is a dry run.
namespace natsdeck::kube {

enum class DryRun { No, Yes };

using ObjectDone = std::function<void(Result<QJsonObject>)>;
using VoidDone = std::function<void(Result<void>)>;

void applyObject(Session &session, const QJsonObject &object, const ApplyOptions &options, DryRun dryRun, ObjectDone done);
void createObject(Session &session, const QJsonObject &object, const CallOptions &options, ObjectDone done);
void patchObject(Session &session, const ObjectRef &ref, const QJsonObject &patch, const QString &subresource, const CallOptions &options,
                 DryRun dryRun, ObjectDone done);
void removeObject(Session &session, const ObjectRef &ref, const RemoveOptions &options, DryRun dryRun, VoidDone done);
void waitUntilGone(Session &session, const ObjectRef &ref, const QString &uid, const CallOptions &options, VoidDone done);

[[nodiscard]] QString whatIs(const QString &verb, const ResourceType &type, const ObjectRef &ref); // "get pods nats-0 in nats"

} // namespace natsdeck::kube
