#pragma once

#include "models/base/result.h"
#include "models/monitoring/readings.h"

#include <QByteArray>

// Replies of the monitoring API into readings. Strict about form, lenient about content: what is not JSON, larger than
// 64 MiB (LimitExceeded), deeper than 32 levels (LimitExceeded) or no object (Protocol) is refused; unknown fields are
// passed over, and a field of another type than expected counts as missing. Pure functions for any thread but the GUI's.
namespace natsdeck::monitoring {

inline constexpr int depthLimit = 32;

Result<Varz> decodeVarz(const QByteArray &reply); // Protocol without server_id
Result<Connz> decodeConnz(const QByteArray &reply);
Result<Jsz> decodeJsz(const QByteArray &reply);
Result<Healthz> decodeHealthz(const QByteArray &reply);

} // namespace natsdeck::monitoring
