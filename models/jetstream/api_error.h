#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QString>

namespace natsdeck::jetstream {

// An error that JetStream answered: {"code":404,"err_code":10059,"description":"stream not found"}. The kind follows err_code (S:
// server/errors.json), the HTTP-like code only for those we do not know. err_code stays in Error::code.
[[nodiscard]] Error apiError(int code, int errCode, const QByteArray &description);

inline constexpr int streamNotFound = 10059;
inline constexpr int messageNotFound = 10037;
inline constexpr int sequenceNotFound = 10043;
inline constexpr int badRequest = 10003;

} // namespace natsdeck::jetstream
