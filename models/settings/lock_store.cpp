#include "models/settings/lock_store.h"

#include "models/settings/key.h"

namespace natsdeck::settings {

std::optional<bool> FileLockStore::isLocked(const QString &systemId) const { return fromJson<bool>(m_store.value(systemId)); }

void FileLockStore::setLocked(const QString &systemId, bool locked) { m_store.set(systemId, locked); }

} // namespace natsdeck::settings
