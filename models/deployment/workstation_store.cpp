#include "models/deployment/workstation_store.h"

#include "models/deployment/texts.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <sys/statvfs.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

StoreContent storeContent(const QString &storeFolder)
{
    StoreContent content;
    const QDir root(storeFolder + u"/jetstream"_s);
    for (const QString &account : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks)) {
        const QDir streams(root.filePath(account) + u"/streams"_s);
        content.streams += int(streams.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks | QDir::Hidden).size());
        QDirIterator files(streams.path(), QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            files.next();
            content.bytes += files.fileInfo().size();
        }
    }
    return content;
}

FolderState stateOfFolder(const QString &path)
{
    FolderState state;
    const QFileInfo wanted(path);
    state.hasContent = wanted.isDir() && !QDir(path).isEmpty(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden);
    QFileInfo nearest(QDir::cleanPath(path));
    while (!nearest.exists() && !nearest.isRoot() && nearest.absolutePath() != nearest.absoluteFilePath())
        nearest = QFileInfo(nearest.absolutePath());
    state.existing = nearest.absoluteFilePath();
    state.isFolder = nearest.isDir();
    const QByteArray name = QFile::encodeName(state.existing);
    struct statvfs system = {};
    if (::statvfs(name.constData(), &system) == 0) {
        state.freeBytes = qint64(system.f_bavail) * qint64(system.f_frsize);
        state.readOnlyFileSystem = (system.f_flag & ST_RDONLY) != 0;
    }
    state.writable = state.isFolder && ::access(name.constData(), W_OK | X_OK) == 0;
    return state;
}

Result<void> removeOwnFolder(const QString &path, const QString &id)
{
    const QString clean = QDir::cleanPath(path);
    const bool below = id.size() >= 8 && QDir::isAbsolutePath(clean) && clean.section(u'/', 2).contains(id);
    if (!below)
        return failure(ErrorKind::Internal, Texts::tr("The folder %1 is not one that this program made").arg(path));
    const QFileInfo info(clean);
    if (info.isSymLink()) {
        if (!QFile::remove(clean))
            return failure(ErrorKind::Io, Texts::tr("%1 cannot be removed").arg(clean));
        return {};
    }
    if (!info.exists())
        return {};
    if (!QDir(clean).removeRecursively())
        return failure(ErrorKind::Io, Texts::tr("Not everything in %1 could be removed").arg(clean), {},
                       Texts::tr("Check the permissions of the folder and try again"));
    return {};
}

} // namespace natsdeck::deployment
