#pragma once

#include "models/base/result.h"
#include "models/guard/intent.h"
#include "models/kube/object_ref.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>

#include <optional>

// What can be done to a system's workload as a whole, told before it is done. Pure: the objects come from the caller.
namespace natsdeck::workloads {

struct Workload;

enum class ActionKind { Restart, ScaleToZero, ScaleBack, DeletePod };

struct ActionEffect
{
    QString label; // "Order"
    QString value; // "nats-2, nats-1, nats-0"
    QString note;
    bool warns = false;

    friend bool operator==(const ActionEffect &, const ActionEffect &) = default;
};

// An action as it would be done now: the preview, and exactly what would be sent.
struct ActionPlan
{
    ActionKind kind = ActionKind::Restart;
    guard::Intent intent;
    QString title; // "Restart StatefulSet nats?"
    QString text;
    QString actionText; // "Restart 3 servers"
    QList<ActionEffect> effects;
    QString typedName; // has to be typed when data would be lost
    kube::ObjectRef ref;
    QString uid;           // of the object that was looked at
    qint64 generation = 0; // of the workload; another one means that somebody changed it meanwhile
    QJsonObject patch;     // empty for a deletion
    int replicas = 0;      // that are wanted in the end
};

struct ActionSubject
{
    const Workload &workload;
    QJsonObject object;      // the StatefulSet or Deployment as it is
    QList<QJsonObject> pods; // of it
    QString pod = {};        // DeletePod: which
    std::optional<bool> usesJetStream = {};
};

// Why the action makes no sense now; empty when it does. Says nothing about locks.
[[nodiscard]] QString whyNot(ActionKind kind, const ActionSubject &subject);
[[nodiscard]] ActionPlan planAction(ActionKind kind, const ActionSubject &subject, const QDateTime &now);

struct ActionProgress
{
    int done = 0;
    int total = 0;
    bool isDone = false;
    QString text;    // "2 of 3 servers new and ready"
    QString trouble; // "nats-1: ImagePullBackOff"; empty when all goes well
    friend bool operator==(const ActionProgress &, const ActionProgress &) = default;
};

// How far it is. `acceptedGeneration`: of the workload as the API server answered the change.
[[nodiscard]] ActionProgress progressOf(const ActionPlan &plan, qint64 acceptedGeneration, const QJsonObject &object,
                                        const QList<QJsonObject> &pods);

inline constexpr QStringView replicasAnnotation = u"natsdeck.io/replicas"; // how many there were before scaling to 0

} // namespace natsdeck::workloads
