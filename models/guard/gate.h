#pragma once

#include "models/base/async.h"
#include "models/guard/permit.h"

#include <QObject>

namespace natsdeck::guard {

class AuditLog;
class LockStore;

// The one way to a Permit. Checks the read-only lock of the system, writes and syncs the audit line, and only then gives
// the leave. Thread-safe; `authorise` touches the disk, so the GUI thread uses `request`.
class Gate final : public QObject
{
    Q_OBJECT

public:
    Gate(AuditLog &log, LockStore &locks, QObject *parent = nullptr);

    // Forbidden (reason "locked") when the system is read-only, by this copy of the program or another; Io when the audit line could not be
    // written.
    [[nodiscard]] Result<Permit> authorise(const QString &systemId, const Intent &intent);
    [[nodiscard]] async::Future<Permit> request(const QString &systemId, const Intent &intent);

    // Says how it ended; call once per permit.
    void finish(const Permit &permit, const Result<void> &outcome);

    // A system that was never decided about is locked: newly added ones are read-only until someone opens the lock.
    [[nodiscard]] bool isLocked(const QString &systemId) const;
    [[nodiscard]] bool isDecided(const QString &systemId) const; // someone has locked or opened it
    void setLocked(const QString &systemId, bool locked);        // any thread; emits lockChanged

signals:
    void lockChanged(const QString &systemId, bool locked);

private:
    AuditLog &m_log;
    LockStore &m_locks;
};

} // namespace natsdeck::guard
