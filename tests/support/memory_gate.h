#pragma once

#include "models/base/clock.h"
#include "models/guard/audit_log.h"
#include "models/guard/gate.h"
#include "models/guard/locks.h"

#include <QTemporaryDir>

#include <map>
#include <mutex>

namespace natsdeck::test {

class MemoryLocks final : public guard::LockStore
{
public:
    std::optional<bool> isLocked(const QString &systemId) const override
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_locks.find(systemId);
        return found == m_locks.end() ? std::nullopt : std::optional(found->second);
    }
    void setLocked(const QString &systemId, bool locked) override
    {
        const std::scoped_lock lock(m_mutex);
        m_locks[systemId] = locked;
    }

private:
    mutable std::mutex m_mutex;
    std::map<QString, bool> m_locks;
};

// A real gate over a real audit log in a folder of its own.
struct MemoryGate
{
    QTemporaryDir folder;
    SystemClock clock;
    guard::AuditLog log{folder.filePath(QStringLiteral("audit.jsonl")), clock};
    MemoryLocks locks;
    guard::Gate gate{log, locks};

    void open(const QString &systemId) { locks.setLocked(systemId, false); }

    // The leave to do anything to this system, for code that asks for one.
    guard::Permit permit(const QString &systemId, const QString &verb = QStringLiteral("test"))
    {
        open(systemId);
        return *gate.authorise(systemId, {verb, {}, {}, guard::Impact::Undoable, {}, {}});
    }
};

} // namespace natsdeck::test
