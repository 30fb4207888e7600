#include "models/settings/settings.h"

namespace natsdeck::settings {

Settings::Settings(const QString &path, QObject *parent)
    : QObject(parent)
    , m_store(path)
{
    connect(&m_store, &JsonStore::changed, this, &Settings::changed);
    connect(&m_store, &JsonStore::writeFailed, this, &Settings::writeFailed);
}

Settings::~Settings() = default;

} // namespace natsdeck::settings
