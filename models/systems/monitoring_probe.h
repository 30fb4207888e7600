#pragma once

#include "models/base/async.h"
#include "models/monitoring/reading_source.h"

#include <QList>
#include <QUrl>

#include <memory>
#include <vector>

namespace natsdeck::systems {

class HttpFetcher;

// The monitoring ports that belong to a server we are connected to. A candidate
// is believed only when its /varz names `serverId`, or another server of the
// same cluster: somebody else's port is never charted as ours. With none, the
// one source of the answer says why there are no readings.
[[nodiscard]] async::Future<std::vector<std::shared_ptr<monitoring::ReadingSource>>>
probeMonitoring(std::shared_ptr<HttpFetcher> http, const QList<QUrl> &candidates, const QString &serverId, const QString &serverName);

// Port 8222 of each host of these client URLs.
[[nodiscard]] QList<QUrl> monitoringCandidates(const QStringList &clientUrls);

} // namespace natsdeck::systems
