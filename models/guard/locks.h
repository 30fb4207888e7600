#pragma once

#include <QString>

#include <optional>

namespace natsdeck::guard {

// Where read-only locks are remembered between runs (implemented over settings). Called from any thread.
class LockStore
{
public:
    virtual ~LockStore() = default;
    virtual std::optional<bool> isLocked(const QString &systemId) const = 0; // nothing: never decided
    virtual void setLocked(const QString &systemId, bool locked) = 0;
    virtual void refresh() {} // takes over what another copy of the program has decided meanwhile; may read a file
};

} // namespace natsdeck::guard
