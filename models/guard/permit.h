#pragma once

#include "models/guard/intent.h"

#include <QString>

namespace natsdeck::guard {

// The leave to change something. Only Gate makes one, after the lock was checked and the audit line is on disk; whatever
// changes the outside world takes one by const reference. One permit covers the whole of its intent (all steps of a plan).
class Permit
{
public:
    [[nodiscard]] const QString &id() const { return m_id; } // joins the lines of the audit log
    [[nodiscard]] const QString &systemId() const { return m_systemId; }
    [[nodiscard]] const Intent &intent() const { return m_intent; }

private:
    friend class Gate;
    Permit(QString id, QString systemId, Intent intent)
        : m_id(std::move(id))
        , m_systemId(std::move(systemId))
        , m_intent(std::move(intent))
    {}

    QString m_id;
    QString m_systemId;
    Intent m_intent;
};

} // namespace natsdeck::guard
