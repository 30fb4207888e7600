#include "models/settings/saved_links.h"

#include "models/base/text.h"
#include "models/settings/key.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::settings {

namespace {

std::optional<SavedLink> parsed(const QString &id, const QJsonObject &object)
{
    SavedLink link;
    link.id = id;
    link.name = text::clean(object[u"name"_s].toString());
    link.urls = fromJson<QStringList>(object[u"urls"_s]).value_or(QStringList());
    if (link.urls.isEmpty())
        return {};
    link.caFile = object[u"caFile"_s].toString();
    link.monitoringUrl = object[u"monitoringUrl"_s].toString();
    return link;
}

} // namespace

SavedLinks::SavedLinks(const QString &path, QObject *parent)
    : QObject(parent)
    , m_store(path)
{
    connect(&m_store, &JsonStore::changed, this, &SavedLinks::changed);
}

QList<SavedLink> SavedLinks::all() const
{
    QList<SavedLink> links;
    const QJsonObject content = m_store.all();
    for (auto it = content.begin(); it != content.end(); ++it) {
        if (std::optional<SavedLink> link = parsed(it.key(), it->toObject()))
            links.append(std::move(*link));
    }
    std::stable_sort(links.begin(), links.end(),
                     [](const SavedLink &left, const SavedLink &right) { return left.name.localeAwareCompare(right.name) < 0; });
    return links;
}

std::optional<SavedLink> SavedLinks::find(const QString &id) const
{
    const QJsonValue value = m_store.value(id);
    return value.isObject() ? parsed(id, value.toObject()) : std::nullopt;
}

void SavedLinks::save(const SavedLink &link)
{
    m_store.set(link.id, QJsonObject{{u"name"_s, link.name},
                                     {u"urls"_s, toJson(link.urls)},
                                     {u"caFile"_s, link.caFile},
                                     {u"monitoringUrl"_s, link.monitoringUrl}});
}

void SavedLinks::remove(const QString &id) { m_store.remove(id); }

} // namespace natsdeck::settings
