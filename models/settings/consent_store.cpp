#include "models/settings/consent_store.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace natsdeck::settings {

namespace {

QString keyOf(const guard::ConsentRequest &request) { return QString::fromLatin1(request.fingerprint()); }

// Environment values may be secrets, so only their names are written; the fingerprint covers the values.
QJsonObject describe(const guard::ConsentRequest &request)
{
    QStringList names;
    for (const QString &entry : request.environment)
        names << entry.section(u'=', 0, 0);
    return {{u"kind"_s, request.kind},
            {u"program"_s, request.program},
            {u"arguments"_s, QJsonArray::fromStringList(request.arguments)},
            {u"environment"_s, QJsonArray::fromStringList(names)},
            {u"origin"_s, request.origin},
            {u"purpose"_s, request.purpose}};
}

QStringList strings(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue item : value.toArray())
        list << item.toString();
    return list;
}

} // namespace

bool FileConsentStore::isGranted(const guard::ConsentRequest &request) const { return m_store.value(keyOf(request)).isObject(); }

void FileConsentStore::grant(const guard::ConsentRequest &request) { m_store.set(keyOf(request), describe(request)); }

void FileConsentStore::revoke(const guard::ConsentRequest &request) { m_store.remove(keyOf(request)); }

QList<guard::ConsentRequest> FileConsentStore::granted() const
{
    QList<guard::ConsentRequest> list;
    for (const QJsonValue value : m_store.all()) {
        const QJsonObject object = value.toObject();
        list.append({object[u"kind"_s].toString(), object[u"program"_s].toString(), strings(object[u"arguments"_s]),
                     strings(object[u"environment"_s]), object[u"origin"_s].toString(), object[u"purpose"_s].toString()});
    }
    return list;
}

} // namespace natsdeck::settings
