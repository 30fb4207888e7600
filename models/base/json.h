#pragma once

#include "models/base/result.h"

#include <QJsonObject>
#include <QJsonValue>

// Configuration that people edit, as QJsonObject: unknown fields and 64-bit integers are kept. Big or frequent replies are
// read with simdjson instead, payloads with a formatter that keeps every token.
namespace natsdeck::json {

// The object in `bytes`; Invalid with offset and reason otherwise. `what` names the thing for the message.
Result<QJsonObject> parseObject(const QByteArray &bytes, const QString &what);

// Exact for every integer that JSON carries within 63 bits; 0 when missing.
qint64 integer(const QJsonValue &value);

// The value at "a.b.c"; Undefined when any part is missing.
QJsonValue at(const QJsonObject &object, QStringView path);

QByteArray compact(const QJsonObject &object);

} // namespace natsdeck::json
