#include "models/guard/gate.h"

#include "models/guard/audit_log.h"
#include "models/guard/locks.h"

#include <QCoreApplication>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace natsdeck::guard {

Gate::Gate(AuditLog &log, LockStore &locks, QObject *parent)
    : QObject(parent)
    , m_log(log)
    , m_locks(locks)
{}

Result<Permit> Gate::authorise(const QString &systemId, const Intent &intent)
{
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_locks.refresh();
    if (isLocked(systemId)) {
        // The refusal stands whether or not it could be noted.
        (void)m_log.append(u"refused"_s, id, systemId, intent, u"locked"_s);
        Error error{ErrorKind::Forbidden,
                    tr("This system is read-only"),
                    tr("The read-only lock is on, so nothing was changed."),
                    tr("Allow changes with the lock in the top bar"),
                    0,
                    u"locked"_s};
        return failure(std::move(error));
    }
    if (const Result<void> written = m_log.append(u"authorised"_s, id, systemId, intent); !written) {
        Error error = written.error();
        error.summary = tr("Nothing was changed, because the audit log cannot be written");
        return failure(std::move(error));
    }
    return Permit(id, systemId, intent);
}

async::Future<Permit> Gate::request(const QString &systemId, const Intent &intent)
{
    return async::run(*QThreadPool::globalInstance(), [this, systemId, intent] { return authorise(systemId, intent); });
}

void Gate::finish(const Permit &permit, const Result<void> &outcome)
{
    const Result<void> written = outcome
                                     ? m_log.append(u"done"_s, permit.id(), permit.systemId(), permit.intent())
                                     : m_log.append(u"failed"_s, permit.id(), permit.systemId(), permit.intent(), toText(outcome.error()));
    if (!written)
        qWarning("%s", qUtf8Printable(toText(written.error())));
}

bool Gate::isLocked(const QString &systemId) const { return m_locks.isLocked(systemId).value_or(true); }

bool Gate::isDecided(const QString &systemId) const { return m_locks.isLocked(systemId).has_value(); }

void Gate::setLocked(const QString &systemId, bool locked)
{
    m_locks.setLocked(systemId, locked);
    emit lockChanged(systemId, locked);
}

} // namespace natsdeck::guard
