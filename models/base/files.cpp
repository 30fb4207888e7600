#include "models/base/files.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QSaveFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QThread>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace natsdeck::files {

namespace {

QString systemText(int error) { return QString::fromLocal8Bit(std::strerror(error)); }

QString howToWrite() { return u"Free some space or check the folder's permissions"_s; }

Failure systemFailure(const QString &summary, int error, const QString &remedy = {})
{
    const ErrorKind kind = error == ENOENT ? ErrorKind::NotFound : error == EACCES || error == EPERM ? ErrorKind::Forbidden : ErrorKind::Io;
    return failure(kind, summary, systemText(error), remedy, error);
}

int openFile(const QString &path, int flags) { return ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR); }

QString made(const QString &path)
{
    if (const Result<void> result = makePrivateFolder(path); !result)
        qWarning("%s", qUtf8Printable(toText(result.error())));
    return path;
}

QString environmentOr(const char *name, const QString &fallback)
{
    const QString value = qEnvironmentVariable(name);
    return QDir::isAbsolutePath(value) ? value : QDir::homePath() + fallback;
}

} // namespace

Result<QByteArray> read(const QString &path, qint64 budget)
{
    QFile file(path);
    errno = 0;
    if (!QFileInfo::exists(path))
        return failure(ErrorKind::NotFound, u"%1 does not exist"_s.arg(path));
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Io, u"%1 cannot be read"_s.arg(path), file.errorString());
    QByteArray content = file.read(budget + 1);
    if (content.size() > budget)
        return failure(ErrorKind::LimitExceeded, u"%1 is larger than %2 bytes"_s.arg(path).arg(budget));
    if (file.error() != QFileDevice::NoError)
        return failure(ErrorKind::Io, u"%1 cannot be read"_s.arg(path), file.errorString());
    return content;
}

Result<void> writeAtomically(const QString &path, const QByteArray &content, QFileDevice::Permissions mode)
{
    const bool existed = QFileInfo::exists(path);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return failure(ErrorKind::Io, u"%1 cannot be written"_s.arg(path), file.errorString(), howToWrite());
    if (!existed)
        file.setPermissions(mode); // before the content is there
    if (file.write(content) != content.size() || !file.flush() || ::fsync(file.handle()) != 0 || !file.commit())
        return failure(ErrorKind::Io, u"%1 cannot be written"_s.arg(path), file.errorString(), howToWrite());
    return {};
}

Result<void> makePrivateFolder(const QString &path)
{
    QStringList missing;
    for (QFileInfo at(QDir::cleanPath(QFileInfo(path).absoluteFilePath())); !at.exists() && !at.isRoot(); at = QFileInfo(at.absolutePath()))
        missing.prepend(at.filePath());
    if (missing.isEmpty() && !QFileInfo(path).isDir())
        missing << path; // something else stands there
    for (const QString &each : std::as_const(missing)) {
        const mode_t mode = each == missing.last() ? S_IRWXU : S_IRWXU | S_IRWXG | S_IRWXO;
        if (::mkdir(QFile::encodeName(each).constData(), mode) == 0)
            continue;
        const int error = errno;
        if (!QFileInfo(each).isDir()) // someone else may have made it meanwhile
            return systemFailure(u"The folder %1 cannot be made"_s.arg(path), error, howToWrite());
    }
    return {};
}

QString configFolder() { return made(environmentOr("XDG_CONFIG_HOME", u"/.config"_s) + u"/natsdeck"_s); }
QString dataFolder() { return made(environmentOr("XDG_DATA_HOME", u"/.local/share"_s) + u"/natsdeck"_s); }
QString stateFolder() { return made(environmentOr("XDG_STATE_HOME", u"/.local/state"_s) + u"/natsdeck"_s); }
QString cacheFolder() { return made(environmentOr("XDG_CACHE_HOME", u"/.cache"_s) + u"/natsdeck"_s); }

QString runtimeFolder()
{
    const QString base = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (!base.isEmpty() && QFileInfo(base).isWritable())
        return made(base + u"/natsdeck"_s);
    static const QTemporaryDir folder(QDir::tempPath() + u"/natsdeck-XXXXXX"_s);
    return folder.path();
}

Result<std::unique_ptr<Lock>> Lock::acquire(const QString &path)
{
    const int descriptor = openFile(path, O_RDWR | O_CREAT);
    if (descriptor < 0)
        return systemFailure(u"%1 cannot be opened"_s.arg(path), errno);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const int error = errno;
        ::close(descriptor);
        if (error == EWOULDBLOCK)
            return failure(ErrorKind::Conflict, u"%1 is in use by another program"_s.arg(path));
        return systemFailure(u"%1 cannot be locked"_s.arg(path), error);
    }
    return std::unique_ptr<Lock>(new Lock(descriptor));
}

Result<std::unique_ptr<Lock>> Lock::acquireWithin(const QString &path, std::chrono::milliseconds limit)
{
    const QDeadlineTimer deadline(limit);
    for (;;) {
        auto lock = acquire(path);
        if (lock || lock.error().kind != ErrorKind::Conflict || deadline.hasExpired())
            return lock;
        QThread::msleep(5);
    }
}

Lock::~Lock() { ::close(m_descriptor); }

Result<std::unique_ptr<AppendLog>> AppendLog::open(const QString &path)
{
    if (const Result<void> folder = makePrivateFolder(QFileInfo(path).absolutePath()); !folder)
        return failure(folder.error());
    const int descriptor = openFile(path, O_WRONLY | O_APPEND | O_CREAT);
    if (descriptor < 0)
        return systemFailure(u"%1 cannot be opened"_s.arg(path), errno);
    return std::unique_ptr<AppendLog>(new AppendLog(descriptor, path));
}

AppendLog::~AppendLog() { ::close(m_descriptor); }

Result<void> AppendLog::append(const QByteArray &line)
{
    const QByteArray whole = line + '\n';
    const ssize_t written = ::write(m_descriptor, whole.constData(), static_cast<std::size_t>(whole.size()));
    if (written != whole.size() || ::fdatasync(m_descriptor) != 0)
        return systemFailure(u"%1 cannot be written"_s.arg(m_path), errno, howToWrite());
    return {};
}

Result<std::unique_ptr<RuntimeFile>> RuntimeFile::create(const QString &nameHint, const QByteArray &content)
{
    const QString path = u"%1/%2-%3-%4"_s.arg(runtimeFolder())
                             .arg(QCoreApplication::applicationPid())
                             .arg(QRandomGenerator::system()->generate64(), 16, 16, QChar(u'0'))
                             .arg(QString(nameHint).replace(u'/', u'_'));
    if (const Result<void> written = writeAtomically(path, content); !written)
        return failure(written.error());
    return std::unique_ptr<RuntimeFile>(new RuntimeFile(path));
}

RuntimeFile::~RuntimeFile() { QFile::remove(m_path); }

void removeStaleRuntimeFiles()
{
    QDirIterator entries(runtimeFolder(), QDir::Files);
    while (entries.hasNext()) {
        const QString path = entries.next();
        bool isPid = false;
        const auto pid = static_cast<pid_t>(entries.fileName().section(u'-', 0, 0).toLongLong(&isPid));
        if (isPid && pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH)
            QFile::remove(path);
    }
}

} // namespace natsdeck::files
