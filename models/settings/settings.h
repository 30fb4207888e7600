#pragma once

#include "models/settings/json_store.h"
#include "models/settings/key.h"
#include "models/settings/keys.h"

#include <QObject>

#include <memory>

namespace natsdeck::settings {

// Typed access to the table of keys.h. A value that is missing, of another type or refused by its key reads as the
// key's fallback; a refused value is not stored. Use from the GUI thread; reading is thread-safe.
class Settings final : public QObject
{
    Q_OBJECT

public:
    // An empty path keeps everything in memory (tests).
    explicit Settings(const QString &path = {}, QObject *parent = nullptr);
    ~Settings() override;

    template <typename T> [[nodiscard]] T value(const Key<T> &key) const
    {
        const std::optional<T> stored = fromJson<T>(m_store.value(key.name));
        return stored && (key.accepts == nullptr || key.accepts(*stored)) ? *stored : key.fallback;
    }

    // False when the key refuses the value.
    template <typename T> bool set(const Key<T> &key, const T &value)
    {
        if (key.accepts != nullptr && !key.accepts(value))
            return false;
        m_store.set(key.name, toJson(value));
        return true;
    }

    template <typename T> void reset(const Key<T> &key) { m_store.remove(key.name); }

    // Set when the file could not be understood: it was kept aside and defaults are in force.
    [[nodiscard]] const std::optional<Error> &damage() const { return m_store.damage(); }
    Result<void> flush() { return m_store.flush(); }

signals:
    void changed(const QString &name); // compare with key.name
    void writeFailed(const natsdeck::Error &error);

private:
    JsonStore m_store;
};

} // namespace natsdeck::settings
