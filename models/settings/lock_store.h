#pragma once

#include "models/guard/locks.h"
#include "models/settings/json_store.h"

namespace natsdeck::settings {

// Read-only locks by SystemId: {"local:…": false}. A value of another type counts as never decided, so locked.
class FileLockStore final : public guard::LockStore
{
public:
    explicit FileLockStore(const QString &path = {})
        : m_store(path)
    {}

    std::optional<bool> isLocked(const QString &systemId) const override;
    void setLocked(const QString &systemId, bool locked) override;
    void refresh() override { m_store.refresh(); }

    [[nodiscard]] JsonStore &store() { return m_store; }
    [[nodiscard]] const JsonStore &store() const { return m_store; }

private:
    JsonStore m_store;
};

} // namespace natsdeck::settings
