#pragma once

#include "models/base/finding.h"
#include "models/deployment/desired_system.h"

#include <QJsonObject>
#include <QList>

#include <optional>
#include <stop_token>

namespace natsdeck::kube {
class Client;
}

namespace natsdeck::deployment {

// CPU in millicores and memory in bytes.
struct Room
{
    qint64 milliCpu = 0;
    qint64 memory = 0;
};

std::optional<qint64> milliCpu(const QString &quantity); // "500m" → 500, "2" → 2000, "0.5" → 500

// What is left on each schedulable node: allocatable minus the requests of the pods that run there.
QList<std::pair<QString, Room>> freeRoom(const QList<QJsonObject> &nodes, const QList<QJsonObject> &pods);

// Whether one node can take the requests, as a Finding "node-room"; Info when nodes or pods may not be listed.
Finding nodeRoomFinding(kube::Client &client, const DesiredSystem &desired, const std::stop_token &stop);

} // namespace natsdeck::deployment
