#pragma once

#include "models/base/result.h"

#include <QFileSystemWatcher>
#include <QJsonObject>
#include <QObject>

#include <functional>
#include <mutex>
#include <optional>
#include <set>

class QThreadPool;

namespace natsdeck::settings {

// One JSON object in a file that survives crashes, damage and a second copy of the program: keys are merged with what
// stands in the file when it is written (under a lock, by rename, synced), so that two programs do not undo each other.
// Thread-safe. Changes are written soon, off the calling thread; `flush()` waits for it, the destructor does so too. What
// another program writes is taken over within moments.
class JsonStore final : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 budget = 4 * 1024 * 1024; // bytes; a larger file counts as damaged

    // An empty path keeps everything in memory. A damaged file is renamed to "<name>.damaged-<time>" and `damage()` says so.
    explicit JsonStore(QString path, QObject *parent = nullptr);
    ~JsonStore() override;

    [[nodiscard]] QJsonValue value(const QString &key) const; // Undefined when missing
    [[nodiscard]] QJsonObject all() const;
    void set(const QString &key, const QJsonValue &value); // Undefined removes
    void remove(const QString &key) { set(key, QJsonValue(QJsonValue::Undefined)); }

    Result<void> flush();
    void refresh(); // takes over what the file says now, but for changes not written yet; an unreadable file changes nothing
    [[nodiscard]] const std::optional<Error> &damage() const { return m_damage; }
    [[nodiscard]] const QString &path() const { return m_path; }

signals:
    void changed(const QString &key);          // here or by another program
    void changedElsewhere(const QString &key); // by another program; after changed(), from any thread
    void writeFailed(const natsdeck::Error &error);

private:
    void load();
    void keepAside(const Error &cause);
    void scheduleWrite();
    void watch();
    Result<void> write();

    QString m_path;
    std::optional<Error> m_damage;
    mutable std::mutex m_mutex; // guards the three below
    QJsonObject m_content;
    std::set<QString> m_dirty;
    bool m_scheduled = false;
    std::mutex m_writing;
    QFileSystemWatcher m_watcher; // of the folder: the file is replaced at each write
    std::unique_ptr<QThreadPool> m_pool;
};

} // namespace natsdeck::settings
