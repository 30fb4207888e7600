#include "models/base/json.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace natsdeck::json {

Result<QJsonObject> parseObject(const QByteArray &bytes, const QString &what)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError)
        return failure(ErrorKind::Invalid, u"%1 is not valid JSON"_s.arg(what),
                       u"%1 at byte %2"_s.arg(error.errorString()).arg(error.offset));
    if (!document.isObject())
        return failure(ErrorKind::Invalid, u"%1 is not a JSON object"_s.arg(what));
    return document.object();
}

qint64 integer(const QJsonValue &value) { return value.toInteger(0); }

QJsonValue at(const QJsonObject &object, QStringView path)
{
    QJsonValue value = object;
    for (const QStringView part : path.split(u'.')) {
        if (!value.isObject())
            return QJsonValue(QJsonValue::Undefined);
        value = value.toObject().value(part);
    }
    return value;
}

QByteArray compact(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

} // namespace natsdeck::json
