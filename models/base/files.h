#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QFileDevice>
#include <QString>

#include <chrono>
#include <memory>

// Files that survive a crash and keep to themselves.
namespace natsdeck::files {

inline constexpr QFileDevice::Permissions privateFile = QFileDevice::ReadOwner | QFileDevice::WriteOwner; // 0600
inline constexpr QFileDevice::Permissions privateFolder = privateFile | QFileDevice::ExeOwner;            // 0700

// Reads at most `budget` bytes; LimitExceeded when the file is larger, NotFound, Io.
Result<QByteArray> read(const QString &path, qint64 budget = 4 * 1024 * 1024);

// Writes beside and renames, synced to disk: the old content or the new, never half. An existing file keeps its mode,
// a new one gets `mode`.
Result<void> writeAtomically(const QString &path, const QByteArray &content, QFileDevice::Permissions mode = privateFile);

// Makes the folder and its parents, the last one 0700 if it is new.
Result<void> makePrivateFolder(const QString &path);

// The program's own places (XDG), made when first asked for.
QString configFolder(); // …/natsdeck
QString dataFolder();
QString stateFolder();
QString cacheFolder();
QString runtimeFolder(); // 0700; below XDG_RUNTIME_DIR, or a private temporary folder without one

// Holds `flock` on a file until it is destroyed; Conflict when another process holds it.
class Lock
{
public:
    static Result<std::unique_ptr<Lock>> acquire(const QString &path);
    // Tries again every few milliseconds until `limit`; for worker threads.
    static Result<std::unique_ptr<Lock>> acquireWithin(const QString &path, std::chrono::milliseconds limit);
    ~Lock();
    Lock(const Lock &) = delete;
    Lock &operator=(const Lock &) = delete;

private:
    explicit Lock(int descriptor)
        : m_descriptor(descriptor)
    {}
    int m_descriptor;
};

// Appends lines to a file opened O_APPEND; `append` returns after the line is on disk (fdatasync).
class AppendLog
{
public:
    static Result<std::unique_ptr<AppendLog>> open(const QString &path);
    ~AppendLog();
    AppendLog(const AppendLog &) = delete;
    AppendLog &operator=(const AppendLog &) = delete;

    Result<void> append(const QByteArray &line); // a line without '\n'; one write call, so that two programs do not mix

private:
    AppendLog(int descriptor, QString path)
        : m_descriptor(descriptor)
        , m_path(std::move(path))
    {}
    int m_descriptor;
    QString m_path;
};

// A file 0600 below runtimeFolder() with this content, removed when destroyed; leftovers of programs that died are
// removed by removeStaleRuntimeFiles() at the next start.
class RuntimeFile
{
public:
    static Result<std::unique_ptr<RuntimeFile>> create(const QString &nameHint, const QByteArray &content);
    ~RuntimeFile();
    RuntimeFile(const RuntimeFile &) = delete;
    RuntimeFile &operator=(const RuntimeFile &) = delete;
    [[nodiscard]] const QString &path() const { return m_path; }

private:
    explicit RuntimeFile(QString path)
        : m_path(std::move(path))
    {}
    QString m_path;
};

void removeStaleRuntimeFiles();

} // namespace natsdeck::files
