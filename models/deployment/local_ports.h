#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace natsdeck::deployment {

// Whether a server could listen there now. Binds without listening, so nobody can connect meanwhile.
bool isPortFree(const QString &address, int port);

// The next one at which a server could listen, from `first` on; nothing within 200 ports.
std::optional<int> nextFreePort(const QString &address, int first, const QList<int> &except = {});

// Ports in [low, high] at which something on this machine listens, from /proc/net/tcp and tcp6.
QList<int> listeningPorts(int low, int high);

} // namespace natsdeck::deployment
