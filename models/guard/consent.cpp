#include "models/guard/consent.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace natsdeck::guard {

QByteArray ConsentRequest::fingerprint() const
{
    const QJsonArray whole{kind, program, QJsonArray::fromStringList(arguments), QJsonArray::fromStringList(environment), origin};
    return QCryptographicHash::hash(QJsonDocument(whole).toJson(QJsonDocument::Compact), QCryptographicHash::Sha256).toHex();
}

} // namespace natsdeck::guard
